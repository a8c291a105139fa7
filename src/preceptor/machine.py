"""The state machine: it decides whether a move may happen, and changes nothing.

One flat `transitions.Machine` per lifecycle, cached by the lifecycle's digest; a light model per decision that is
never registered with it (registering is quadratic). Guards come from the registry as Python callables: no string
of a definition ever reaches `transitions` as a callback, which would import it.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol, cast

from transitions import EventData, Machine

from preceptor.model.definition import BACK, STAY, Lifecycle, Move, Opening
from preceptor.model.refusal import Reason, Refusal
from preceptor.model.registry import GUARDS

logging.getLogger("transitions").setLevel(logging.WARNING)


class Facts(Protocol):
    """What the machine itself reads of an instance; its guards read more."""

    @property
    def state(self) -> str: ...
    @property
    def back(self) -> str | None: ...
    @property
    def relations(self) -> frozenset[str]: ...
    def logins_having(self, relations: Iterable[str]) -> tuple[str, ...]: ...


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A move that may happen."""

    move: Move
    #: The state it leads to.
    target: str


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What may happen next to an instance, whoever does it, and what stands in the way of the rest."""

    next: tuple[str, ...]
    blocked: tuple[Reason, ...]


@dataclass(kw_only=True)
class _Candidate:
    """The light model of one decision."""

    #: Named so that no trigger can be called the same: words of definitions have no underscore.
    state_now: str
    facts: Facts
    #: The only state it may lead to; None: any.
    to: str | None
    #: Whether the actor's relations are looked at.
    whoever: bool
    reasons: list[Reason] = field(default_factory=list)
    taken: Move | None = None


class _Condition:
    """All guards of one move as one condition, so that every reason is told and not only the first."""

    def __init__(self, move: Move, target: str) -> None:
        self.move = move
        self.target = target
        self.__name__ = f"{move.do} to {target}"

    def __call__(self, event: EventData) -> bool:
        candidate = cast(_Candidate, event.model)
        if self.move.target == BACK and candidate.facts.back != self.target:
            return False
        if candidate.to not in (None, self.target):
            return False
        reasons = _reasons(self.move.do, self.move, candidate.facts, whoever=candidate.whoever)
        candidate.reasons.extend(reasons)
        if not reasons:
            candidate.taken = self.move
        return not reasons


def decide(lifecycle: Lifecycle, facts: Facts, trigger: str, *, to: str | None = None) -> Decision | Refusal:
    """Whether the actor of `facts` may fire `trigger` now, and where it leads; else every reason why not."""
    return _try(lifecycle, facts, trigger, to=to, whoever=False)


def decide_opening(lifecycle: Lifecycle, facts: Facts) -> Refusal | None:
    """Why the actor may not begin an instance; None where they may."""
    reasons = _reasons("start", lifecycle.opening, facts, whoever=False)
    return Refusal(reasons=tuple(reasons)) if reasons else None


def outlook(lifecycle: Lifecycle, facts: Facts) -> Outlook:
    """Which triggers could be fired now by whoever may, and the reasons against those that the way needs."""
    possible: list[str] = []
    blocked: dict[Reason, None] = {}
    for trigger in dict.fromkeys(move.do for move in lifecycle.moves_from(facts.state)):
        answer = _try(lifecycle, facts, trigger, to=None, whoever=True)
        if isinstance(answer, Decision):
            possible.append(trigger)
        elif not all(move.beside for move in lifecycle.moves_from(facts.state) if move.do == trigger):
            blocked.update(dict.fromkeys(answer.reasons))
    return Outlook(next=tuple(possible), blocked=tuple(blocked))


def obstacles(lifecycle: Lifecycle, facts: Facts, trigger: str) -> tuple[Reason, ...]:
    """What the guards of a trigger have against it, whoever fires it; also before a state in which it is possible."""
    moves = [move for move in lifecycle.moves if move.do == trigger]
    here = [move for move in moves if facts.state in move.source]
    found = [reason for move in here or moves for reason in _reasons(trigger, move, facts, whoever=True)]
    return tuple(dict.fromkeys(found))


def _try(lifecycle: Lifecycle, facts: Facts, trigger: str, *, to: str | None, whoever: bool) -> Decision | Refusal:
    possible = dict.fromkeys(move.do for move in lifecycle.moves_from(facts.state))
    if trigger not in possible:
        return Refusal(reasons=(_no_such_move(lifecycle, facts, trigger, tuple(possible)),))
    candidate = _Candidate(state_now=facts.state, facts=facts, to=to, whoever=whoever)
    _machine(lifecycle).events[trigger].trigger(candidate)
    if candidate.taken:
        return Decision(move=candidate.taken, target=candidate.state_now)
    if not candidate.reasons:
        where = f"to `{to}`" if to else "back: nothing was left that it could return to"
        message = f"`{trigger}` does not lead from `{facts.state}` {where}"
        return Refusal(reasons=(Reason(guard="state", message=message),))
    return Refusal(reasons=tuple(dict.fromkeys(candidate.reasons)))


def _no_such_move(lifecycle: Lifecycle, facts: Facts, trigger: str, possible: tuple[str, ...]) -> Reason:
    title = lifecycle.state(facts.state).title
    where = f"`{trigger}` is not possible in the state `{facts.state}` ({title})"
    verb = "is" if len(possible) == 1 else "are"
    what = f"possible {verb} {', '.join(possible)}" if possible else "nothing leaves this state"
    movers = [one for move in lifecycle.moves_from(facts.state) for one in move.by]
    return Reason(guard="state", message=f"{where}: {what}", who=facts.logins_having(movers))


def _reasons(trigger: str, asked: Move | Opening, facts: Facts, *, whoever: bool) -> list[Reason]:
    reasons = [] if whoever else list(_actor_reasons(trigger, asked, facts))
    for use in asked.guards:
        reasons.extend(GUARDS[use.name].reasons(facts, **use.parameters))
    return reasons


def _actor_reasons(trigger: str, asked: Move | Opening, facts: Facts) -> Iterable[Reason]:
    never = asked.never if isinstance(asked, Move) else ()
    forbidden = sorted(facts.relations & set(never))
    if forbidden:
        yield Reason(
            guard="actor",
            message=f"the {forbidden[0]} may never `{trigger}`: nobody signs for themselves",
            who=_who_may(facts, asked, never),
        )
    elif not facts.relations & set(asked.by):
        from preceptor.model.wording import either, relation  # few commands are refused

        who = _who_may(facts, asked, never)
        # Some of those who have the relation may not, where a guard lets others only: then they are named themselves.
        able = who if _let_by_guards(facts, asked) is not None and who else tuple(map(relation, asked.by))
        yield Reason(guard="actor", message=f"only {either(able)} may `{trigger}`", who=who)


def _who_may(facts: Facts, asked: Move | Opening, never: Iterable[str]) -> tuple[str, ...]:
    """Logins of those who have a relation that allows it and none that forbids it, and whom its guards let."""
    forbidden, able = set(facts.logins_having(never)), _let_by_guards(facts, asked)
    return tuple(
        login for login in facts.logins_having(asked.by) if login not in forbidden and (able is None or login in able)
    )


def _let_by_guards(facts: Facts, asked: Move | Opening) -> set[str] | None:
    """Logins of the only ones who get past those of its guards that look at who acts; None where none does."""
    said = [guard.who(facts, **use.parameters) for use in asked.guards if (guard := GUARDS[use.name]).who]
    able = [set(logins) for logins in said if logins is not None]
    return set.intersection(*able) if able else None


#: By the lifecycle's digest. There are as many as there are lifecycles, so nothing has to be dropped.
_MACHINES: dict[str, Machine] = {}


def _machine(lifecycle: Lifecycle) -> Machine:
    if lifecycle.digest not in _MACHINES:
        _MACHINES[lifecycle.digest] = _built(lifecycle)
    return _MACHINES[lifecycle.digest]


def _built(lifecycle: Lifecycle) -> Machine:
    machine = Machine(
        model=None,
        states=[state.name for state in lifecycle.states],
        initial=lifecycle.initial,
        auto_transitions=False,
        queued=False,
        send_event=True,
        model_attribute="state_now",
    )
    for move in lifecycle.moves:
        for source in move.source:
            for target in _targets(lifecycle, move, source):
                machine.add_transition(move.do, source, target, conditions=[_Condition(move, target)])
    return machine


def _targets(lifecycle: Lifecycle, move: Move, source: str) -> list[str]:
    if move.target == STAY:
        return [source]
    if move.target == BACK:
        return [state.name for state in lifecycle.states if not state.final and not state.rests]
    return [move.target]
