"""Moves retrospectives along: every move locks, loads the facts, lets the machine decide and records what follows."""

from collections.abc import Callable
from dataclasses import replace

from preceptor.machine import Decision
from preceptor.model.canonical import Json
from preceptor.model.event import Happening, Payload, moment
from preceptor.model.refusal import Refusal
from preceptor.model.retrospective import Retrospective, Reviewer
from preceptor.model.retrospective_facts import RetrospectiveFacts, follows_up, reviews
from preceptor.services.act import Act, require_reason
from preceptor.services.command import carry_out
from preceptor.services.context import Context
from preceptor.services.deciding import decided
from preceptor.services.owing import Owing
from preceptor.services.recommendations.next_steps import lock_next_steps
from preceptor.services.recommendations.synchronising import synchronise
from preceptor.services.retrospectives.audience import audience
from preceptor.services.retrospectives.documents import RetrospectiveDocument, retrospective_document
from preceptor.services.retrospectives.duties import owe, window
from preceptor.services.retrospectives.facts import facts_of, locked_retrospective
from preceptor.services.retrospectives.inviting import called_off

Effect = Callable[[Act, RetrospectiveFacts, Decision], list[Happening]]
Prepare = Callable[[Act, RetrospectiveFacts], RetrospectiveFacts]


def advance(context: Context, typed: str, *, to: str | None = None) -> RetrospectiveDocument | Refusal:
    """End the present step: on to the next, or to the one that is named."""

    def effect(act: Act, facts: RetrospectiveFacts, decision: Decision) -> list[Happening]:
        return [entered(act, facts, decision, "retrospective-advanced")]

    return move(context, typed, "advance", {"to": to}, effect, to=to)


def decline(context: Context, typed: str, *, why: str) -> RetrospectiveDocument | Refusal:
    """End it with a reason: it would not be bad enough if it happened again."""
    return move(context, typed, "decline", {"why": why}, _with_reason("retrospective-declined", why))


def amend(context: Context, typed: str, *, why: str) -> RetrospectiveDocument | Refusal:
    """Open a write-up again that is complete or about to be, because something is missing or somebody learnt more."""
    return move(context, typed, "amend", {"why": why}, _with_reason("retrospective-amended", why))


def _with_reason(kind: str, why: str) -> Effect:
    def effect(act: Act, facts: RetrospectiveFacts, decision: Decision) -> list[Happening]:
        happening = entered(act, facts, decision, kind, text=why)
        return [replace(happening, data={**happening.data, "told": _told(act, facts)})]

    return effect


def move(
    context: Context,
    typed: str,
    trigger: str,
    arguments: dict[str, Json],
    effect: Effect,
    *,
    to: str | None = None,
    prepare: Prepare | None = None,
) -> RetrospectiveDocument | Refusal:
    """Carry out one move of a retrospective. Raises `UnknownId` and `BadInput`."""

    def work(act: Act) -> RetrospectiveDocument:
        if "why" in arguments:
            require_reason(str(arguments["why"]))
        return fire(act, locked_retrospective(act.tx, typed), trigger, effect, to=to, prepare=prepare)

    return carry_out(context, f"retrospective {trigger}", {"retrospective": typed, **arguments}, work)


def fire(
    act: Act,
    locked: Retrospective,
    trigger: str,
    effect: Effect,
    *,
    to: str | None = None,
    prepare: Prepare | None = None,
) -> RetrospectiveDocument:
    """One move inside a transaction that has the lock; what it is like afterwards. Raises `Refused`."""
    make(act, locked, trigger, effect, to=to, prepare=prepare)
    return retrospective_document(act.context, act.tx, locked.short_id)


def make(
    act: Act,
    locked: Retrospective,
    trigger: str,
    effect: Effect,
    *,
    to: str | None = None,
    prepare: Prepare | None = None,
) -> None:
    """The same for whoever answers with something else than the retrospective."""
    lock_next_steps(act.tx, locked)
    facts = facts_of(act.context, act.tx, locked, act.by)
    if prepare:
        facts = prepare(act, facts)
    act.record(effect(act, facts, decided(act, facts.lifecycle, facts, facts.retrospective, trigger, to=to)))
    synchronise(act, locked)


def entered(
    act: Act, facts: RetrospectiveFacts, decision: Decision, kind: str, *, text: str | None = None
) -> Happening:
    """That it came to another state: what that sets, who owes it now, and what became of the state before."""
    data: dict[str, Json] = {"before": facts.state, "state": decision.target, "entered_at": moment(act.now)}
    before, after = facts, at_state(facts, decision.target, act)
    if reviews(before.step):
        silent = [one.person for one in before.reviewers if one.state == "asked"]
        data |= {"reviewed_at": moment(act.now), "silent": list(silent)}
    if before.retrospective.meeting_to_come:
        data |= called_off(act, before.retrospective)
    if reviews(after.step) and after.step:
        least, most = window(act, after, after.step)
        after = replace(
            after,
            retrospective=replace(after.retrospective, review_from=act.now, review_least=least, review_most=most),
            reviewers=tuple(Reviewer(person=one, state="asked") for one in after.to_review),
        )
        data |= {
            "review_from": moment(act.now),
            "review_least": moment(least),
            "review_most": moment(most),
            "asked": [one.person for one in after.reviewers],
            # What is left open this time is another meeting's.
            "meeting_at": None,
            "meeting_noted_at": None,
        }
    if _completes(before, after, decision):
        data |= {"completed_at": moment(act.now), "told": _told(act, facts)}
        kind = "retrospective-completed"
    data["ended_at"] = moment(act.now) if after.lifecycle.state(after.state).final else None
    return happened(act, after, kind, data, text=text)


def _told(act: Act, facts: RetrospectiveFacts) -> list[Json]:
    """Everybody whom it concerns, but for whoever does it."""
    return [*sorted(audience(act.tx, facts.retrospective) - {act.by.id})]


def _completes(before: RetrospectiveFacts, after: RetrospectiveFacts, decision: Decision) -> bool:
    """Whether a move notes that the write-up is complete: it ends the way, or leads to what was recommended."""
    if decision.move.beside or follows_up(before.step):
        return False
    return follows_up(after.step) or after.lifecycle.state(after.state).final


def at_state(facts: RetrospectiveFacts, state: str, act: Act) -> RetrospectiveFacts:
    """The facts once it has entered a state."""
    return replace(facts, retrospective=replace(facts.retrospective, state=state, entered_at=act.now))


def happened(
    act: Act, after: RetrospectiveFacts, kind: str, data: dict[str, Json], *, text: str | None = None
) -> Happening:
    """Something that happened to a retrospective, with what is owed for it as `after` says that it is now."""
    owing = Owing(act=act)
    due = owe(owing, after)
    return Happening(
        stream=f"retrospective:{after.retrospective.id}",
        kind=kind,
        data={
            **about(act, after),
            "revision": after.retrospective.revision + 1,
            "due_at": moment(due) if due else None,
            **data,
            **owing.data,
        },
        payloads=(Payload(person=act.by.id, body={"text": text}),) if text else (),
    )


def about(act: Act, facts: RetrospectiveFacts) -> dict[str, Json]:
    """Which retrospective an event is about, and who acted."""
    retrospective = facts.retrospective
    return {
        "retrospective": retrospective.id,
        "process": retrospective.process,
        "team": retrospective.team,
        "edition": retrospective.edition,
        "by": act.by.id,
    }
