"""Asks the machine for a move of an instance, and remembers what was tried where it is refused."""

from collections.abc import Iterable

from preceptor.machine import Decision, Facts, decide, decide_opening
from preceptor.model.change import Change
from preceptor.model.definition import Lifecycle
from preceptor.model.pairing import Pairing
from preceptor.model.recommendation import Recommendation
from preceptor.model.refusal import Reason, Refusal
from preceptor.model.retrospective import Retrospective
from preceptor.model.tries import START, RefusedTry
from preceptor.services.act import Act, Refused

Instance = Pairing | Retrospective | Recommendation | Change


def decided(
    act: Act, lifecycle: Lifecycle, facts: Facts, one: Instance, trigger: str, *, to: str | None = None
) -> Decision:
    """What the machine decides about a move of an instance. Raises `Refused`."""
    answer = decide(lifecycle, facts, trigger, to=to)
    if isinstance(answer, Refusal):
        raise Refused(answer, tried=_tried(act, lifecycle, one, facts.state, trigger, answer.reasons))
    return answer


def require_opening(
    act: Act, lifecycle: Lifecycle, facts: Facts, one: Instance, besides: Iterable[Reason] = ()
) -> None:
    """Raise `Refused` unless the instance may begin. `besides`: what else speaks against it than its lifecycle."""
    refusal = decide_opening(lifecycle, facts)
    reasons = (*besides, *(refusal.reasons if refusal else ()))
    if reasons:
        tried = _tried(act, lifecycle, one, facts.state, START, reasons)
        raise Refused(Refusal(reasons=reasons), tried=tried)


def _tried(
    act: Act, lifecycle: Lifecycle, one: Instance, state: str, move: str, reasons: Iterable[Reason]
) -> RefusedTry:
    return RefusedTry(
        process=act.tx.edition(one.edition).process.name,
        kind=lifecycle.governs,
        edition=one.edition,
        team=one.team,
        role=one.role if isinstance(one, Pairing) else None,
        state=state,
        move=move,
        guards=tuple(sorted({reason.guard for reason in reasons})),
    )
