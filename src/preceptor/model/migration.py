"""How a running pairing goes on under another edition of its process: as its people will see it, or why it cannot.

Nothing that was observed, rated or said changes. A rung that is called otherwise now keeps what was credited on it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Literal

from preceptor.model.credit import CREDIT_RULES
from preceptor.model.deadline import BeyondCalendar, Calendar
from preceptor.model.deadline import due_at as deadline
from preceptor.model.definition import Capability, Ladder, Lifecycle, Process, Rung, State
from preceptor.model.refusal import Reason, Refusal

#: Whose turn a rung is.
Turn = Literal["trainee", "preceptor"]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How running instances are to be moved."""

    #: What states are called now, where they are called otherwise.
    states: Mapping[str, str] = field(default_factory=dict)
    #: What becomes of due dates.
    due: Literal["keep", "recompute"] = "keep"


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where a pairing stands: all that decides where it goes on, and nothing that tells it from others there."""

    state: str
    #: The state that a pause left.
    back: str | None
    attempt: int
    #: How many observations are credited, by rung and attempt; in any order.
    credited: tuple[tuple[str, int, int], ...] = ()

    def counting(self, rung: str, attempt: int) -> int:
        """How many observations count on a rung in an attempt; see `Credit.counts_in`."""
        return sum(
            number
            for name, at, number in self.credited
            if name == rung and (at == attempt or (at == 0 and attempt == 1))
        )


@dataclass(frozen=True, kw_only=True)
class Onward:
    """Where a pairing goes on."""

    state: str
    back: str | None
    #: The rung that it climbs, or will return to.
    rung: Rung
    #: Rungs that are called otherwise now, before and after, in the order in which credits are to be renamed.
    renamed: tuple[tuple[str, str], ...]
    #: Whose turn the rung is, decided anew; None: whose it was.
    turn: Turn | None = None
    #: Somebody is reminded of the rung on other days than before.
    reminded_anew: bool = False

    def by_rule(self, entered_at: datetime, calendar: Calendar) -> datetime | None:
        """When the rung is due by its allowance, if it began then, in the trainee's calendar; None: it never ends."""
        try:
            return deadline(entered_at, self.rung.within, calendar)
        except BeyondCalendar:
            return None


def recomputed(was: datetime | None, by_rule: datetime | None, clock: datetime) -> datetime | None:
    """When a rung is due whose date is computed anew. A rung that had no date has none afterwards.

    A date that has passed already counts only where the old one had passed too, so that nobody is late because of a
    move; a rung has an allowance and no window that could be shortened. `clock`: the moment of the move; of a pairing
    that rests, the one at which its clock stopped.
    """
    if was is None or by_rule is None:
        return was
    return by_rule if by_rule > clock or was <= clock else was


def way_between(old: Process, new: Process, role: str, plan: Plan) -> "Way | Refusal":
    """The way from one edition to another for the pairings of a role; a refusal where it has no ladder there.

    Raises `LookupError` where `old` has no ladder for it.
    """
    before, after = old.ladder_of(role), new.ladder_of(role)
    if before is None:
        raise LookupError(f"{old.name} {old.version} has no ladder for {role}")
    if after is None:
        message = f"`{role}` has no ladder in {new.name} {new.version}"
        return Refusal(reasons=(Reason(guard="ladder-goes-on", message=message),))
    return Way(
        before=before,
        after=after,
        old=old.lifecycle_of_ladder(before),
        new=new.lifecycle_of_ladder(after),
        edition=f"{new.name} {new.version}",
        plan=plan,
    )


def in_order(states: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """New names in an order in which they can be given one after the other: a name is free before it is given.

    Raises `ValueError` for names that go round in a circle.
    """
    left = {old: new for old, new in states.items() if old != new}
    ordered: list[tuple[str, str]] = []
    while left:
        free = [old for old, new in left.items() if new not in left]
        if not free:
            raise ValueError(" and ".join(f"{old}={new}" for old, new in left.items()))
        ordered.extend((old, left.pop(old)) for old in free)
    return tuple(ordered)


@dataclass(frozen=True, kw_only=True)
class Way:
    """From one ladder to another."""

    before: Ladder
    after: Ladder
    old: Lifecycle
    new: Lifecycle
    #: The process and version of the new one, for people.
    edition: str
    plan: Plan

    def onward(self, position: Position) -> Onward | Refusal:
        """Where a pairing that stands there goes on, or every reason why it cannot.

        Raises `KeyError` for a state that the old lifecycle does not have.
        """
        reasons = tuple(self._against(position))
        return Refusal(reasons=reasons) if reasons else self._taken(position)

    def _against(self, position: Position) -> Iterator[Reason]:
        for name in (position.state, position.back):
            if name is not None:
                yield from self._against_state(self.old.state(name))
        climbed = position.back or position.state
        if self.before.rung(climbed) is None:
            yield Reason(guard="state-goes-on", message=f"in the state `{climbed}` it climbs no rung")
        for rung in self.before.rungs:
            if self._counts_otherwise(rung) and any(name == rung.name for name, _, _ in position.credited):
                yield Reason(
                    guard="credits-count-on",
                    message=f"other observations count on `{rung.name}` in {self.edition}, and what was credited "
                    "there so far cannot count as such",
                )

    def _against_state(self, state: State) -> Iterator[Reason]:
        name, where = self._name(state.name), f"in {self.edition}"
        found = _state(self.new, name)
        if found is None:
            goals = ", ".join(one.name for one in self.new.states if not one.final and one.rests == state.rests)
            yield Reason(
                guard="state-goes-on",
                message=f"the state `{name}` does not exist {where}, which has {goals or 'none like it'}; "
                f"say what it is called: --map {state.name}=STATE",
                command=f"preceptor change publish CHANGE --in-flight migrate --map {state.name}=STATE",
            )
        elif found.final:
            yield Reason(guard="state-goes-on", message=f"the state `{name}` ends a pairing {where}")
        elif found.rests and not state.rests:
            yield Reason(guard="state-goes-on", message=f"in the state `{name}` a pairing rests {where}")
        elif state.rests and not found.rests:
            yield Reason(guard="state-goes-on", message=f"in the state `{name}` no pairing rests {where}")
        elif not found.rests and self.after.rung(name) is None:
            yield Reason(guard="state-goes-on", message=f"the state `{name}` is no rung {where}")
        elif not found.rests:
            yield from self._against_skipping(state.name, name)

    def _against_skipping(self, left: str, entered: str) -> Iterator[Reason]:
        """What is earned below a rung must have been earned on the way to it."""
        earned, needed = _granted_below(self.before, left), _granted_below(self.after, entered)
        for capability in sorted(needed - earned):
            yield Reason(
                guard="earned-so-far",
                message=f"below `{entered}` a trainee earns `{capability}` in {self.edition}, and below `{left}` "
                "nobody has earned it",
            )

    def _counts_otherwise(self, rung: Rung) -> bool:
        """What was credited on a rung would be found on one of the same name for which other observations count."""
        if rung.name in dict(self.renamed) or self.after.rung(rung.name) is None:
            return False
        return self._name(rung.name) != rung.name or not self._counts_on(rung.name, rung.name)

    def _counts_on(self, old: str, new: str) -> bool:
        """Whether what was credited on an old rung is good enough on a new one: by the same rule, or where the new
        one asks for watching only and the old one for doing it."""
        before, found = self.old.state(old).counts, _state(self.new, new)
        after = found.counts if found else None
        if before is None or after is None:
            return before == after
        return before == after or (CREDIT_RULES[before].trainee_performs and not CREDIT_RULES[after].trainee_performs)

    def _name(self, state: str) -> str:
        return self.plan.states.get(state, state)

    def _taken(self, position: Position) -> Onward:
        name, back = self._name(position.state), position.back and self._name(position.back)
        was, rung = self.before.rung(position.back or position.state), self.after.rung(back or name)
        assert was and rung, "what speaks against it is told before"
        counted = position.counting(position.state, position.attempt)
        counts = _renamed_in(position, self.renamed).counting(name, position.attempt)
        turn: Turn | None = None
        if (counted, was.observations) != (counts, rung.observations):
            turn = "preceptor" if counts >= rung.observations else "trainee"
        return Onward(
            state=name,
            back=back,
            rung=rung,
            renamed=self.renamed,
            turn=turn,
            reminded_anew=was.remind != rung.remind,
        )

    @cached_property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        """Rungs that are called otherwise, where what was credited counts on."""
        names = {rung.name: self._name(rung.name) for rung in self.before.rungs}
        return in_order(
            {old: new for old, new in names.items() if self.after.rung(new) and self._counts_on(old, new)}
        )


def _state(lifecycle: Lifecycle, name: str) -> State | None:
    return next((one for one in lifecycle.states if one.name == name), None)


def _granted_below(ladder: Ladder, rung: str) -> set[Capability]:
    names = [one.name for one in ladder.rungs]
    below = ladder.rungs[: names.index(rung)] if rung in names else ()
    return {one.grants for one in below if one.grants}


def _renamed_in(position: Position, renamed: tuple[tuple[str, str], ...]) -> Position:
    if not renamed:
        return position
    names = dict(renamed)
    credited = tuple((names.get(rung, rung), attempt, number) for rung, attempt, number in position.credited)
    return replace(position, credited=credited)
