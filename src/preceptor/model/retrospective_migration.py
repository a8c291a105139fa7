"""How a running retrospective goes on under another edition of its process, or why it cannot.

Nothing that was noted, written or said changes. Nobody gets past a review, or past completion, because of a move, and
no open thread comes to where nobody can settle it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from preceptor.model.definition import BACK, STAY, Lifecycle, Process, State, Step
from preceptor.model.migration import Plan
from preceptor.model.refusal import Reason, Refusal
from preceptor.model.retrospective_facts import follows_up, reviews


@dataclass(frozen=True, kw_only=True)
class Standpoint:
    """Where a retrospective stands: all that decides where it goes on, and nothing that tells it from others."""

    state: str
    #: The roles that somebody has in it.
    roles: frozenset[str] = frozenset()
    #: Its write-up was reviewed.
    reviewed: bool = False
    #: A thread of its review is open.
    disputed: bool = False


@dataclass(frozen=True, kw_only=True)
class Continued:
    """Where a retrospective goes on."""

    state: str
    step: Step | None
    #: People are reminded of the step on other days than before.
    reminded_anew: bool = False


def route_between(old: Process, new: Process, plan: Plan) -> "Route | Refusal":
    """The way from one edition to another; a refusal where the new one is not about retrospectives.

    Raises `LookupError` where `old` is not about them.
    """
    before, after = _lifecycle(old), _lifecycle(new)
    if before is None:
        raise LookupError(f"{old.name} {old.version} is not about retrospectives")
    if after is None:
        message = f"{new.name} {new.version} is not about retrospectives"
        return Refusal(reasons=(Reason(guard="lifecycle-goes-on", message=message),))
    return Route(old=old, new=new, before=before, after=after, plan=plan)


@dataclass(frozen=True, kw_only=True)
class Route:
    """From one definition of retrospectives to another."""

    old: Process
    new: Process
    before: Lifecycle
    after: Lifecycle
    plan: Plan

    def onward(self, standpoint: Standpoint) -> Continued | Refusal:
        """Where a retrospective that stands there goes on, or every reason why it cannot."""
        name = self.plan.states.get(standpoint.state, standpoint.state)
        reasons = (*self._against_state(standpoint, name), *self._against_roles(standpoint))
        if reasons:
            return Refusal(reasons=reasons)
        was, step = _step(self.old, standpoint.state), _step(self.new, name)
        anew = was is not None and step is not None and was.remind != step.remind
        return Continued(state=name, step=step, reminded_anew=anew)

    def _against_state(self, standpoint: Standpoint, name: str) -> Iterator[Reason]:
        left, where = standpoint.state, f"in {self.new.name} {self.new.version}"
        found = next((one for one in self.after.states if one.name == name), None)
        if found is None:
            goals = ", ".join(one.name for one in self.after.states if not one.final)
            yield Reason(
                guard="state-goes-on",
                message=f"the state `{name}` does not exist {where}, which has {goals}; "
                f"say what it is called: --map {left}=STATE",
                command=f"preceptor change publish CHANGE --in-flight migrate --map {left}=STATE",
            )
        elif found.final:
            yield Reason(guard="state-goes-on", message=f"the state `{name}` ends a retrospective {where}")
        elif found.rests:
            yield Reason(guard="state-goes-on", message=f"in the state `{name}` it would rest {where}")
        else:
            yield from self._against_passing(standpoint, found, where)

    def _against_passing(self, standpoint: Standpoint, found: State, where: str) -> Iterator[Reason]:
        was, step = _step(self.old, standpoint.state), _step(self.new, found.name)
        if reviews(was) and not reviews(step):
            message = (
                f"its review is open, and `{found.name}` is no review {where}; let it end first, "
                f"or go on in another: --map {standpoint.state}=STATE"
            )
            yield Reason(guard="review-goes-on", message=message)
        elif reviews(step) and not reviews(was):
            message = (
                f"`{found.name}` is a review {where}, and a review begins by asking for it; "
                f"go on elsewhere: --map {standpoint.state}=STATE"
            )
            yield Reason(guard="review-goes-on", message=message)
        elif found.name in self._behind_review and not standpoint.reviewed and not reviews(was):
            message = f"a review comes before `{found.name}` {where}, and its write-up was not reviewed"
            yield Reason(guard="reviewed-so-far", message=message)
        if standpoint.disputed and _settles(self.before, standpoint.state) and not _settles(self.after, found.name):
            message = (
                f"a thread is open, and from `{found.name}` on nobody can settle it {where}; settle it first, "
                f"or go on elsewhere: --map {standpoint.state}=STATE"
            )
            yield Reason(guard="threads-go-on", message=message)
        if follows_up(was) != follows_up(step):
            message = (
                f"it is complete, and `{found.name}` comes before completion {where}"
                if follows_up(was)
                else f"`{found.name}` comes after completion {where}, and it is not noted to be complete"
            )
            yield Reason(guard="completed-so-far", message=message)

    def _against_roles(self, standpoint: Standpoint) -> Iterator[Reason]:
        known = {one.name for one in self.new.roles}
        for role in sorted(standpoint.roles - known):
            message = f"somebody is its {role}, and {self.new.name} {self.new.version} has no such role"
            yield Reason(guard="roles-go-on", message=message)

    @cached_property
    def _behind_review(self) -> frozenset[str]:
        """The states of the new lifecycle to which no way leads around a review."""
        states = frozenset(one.name for one in self.after.states)
        around = frozenset(one for one in states if reviews(_step(self.new, one)))
        return states - _reached(self.after, self.after.initial, around=around)


def _settles(lifecycle: Lifecycle, state: str) -> bool:
    """Whether somebody can settle a thread there, or where that leads to."""
    return any(move.do == "settle" for one in _reached(lifecycle, state) for move in lifecycle.moves_from(one))


def _reached(lifecycle: Lifecycle, start: str, *, around: frozenset[str] = frozenset()) -> frozenset[str]:
    """The states to which a way leads from one, itself included, that goes through none of `around`."""
    reached, left = set[str](), [start]
    while left:
        state = left.pop()
        if state in reached or state in around:
            continue
        reached.add(state)
        left.extend(move.target for move in lifecycle.moves_from(state) if move.target not in (STAY, BACK))
    return frozenset(reached)


def _lifecycle(process: Process) -> Lifecycle | None:
    found = process.lifecycles.get(process.lifecycle or "")
    return found if found is not None and found.governs == "retrospective" else None


def _step(process: Process, state: str) -> Step | None:
    return next((one for one in process.steps if one.name == state), None)
