"""A team's overlay on one version of a process, and what the team really follows with it.

An overlay says only what is different, by the ids of steps, rungs and standards. `apply` does what it says;
whether it may is for `conformance.py`, and what becomes of it when the standard moves for `rebase.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from preceptor.model.definition import Due, Ladder, Level, Process, Rung, Standard, Start, Step
from preceptor.model.duration import Duration

#: Where something stands in an overlay, and in the file that it was read from: keys, and positions in lists.
Path = tuple[str | int, ...]
#: A step, as `("steps", step)`, or a rung, as `("roles", role, rung)`.
Place = tuple[str, ...]

#: What a waived standard counts as where the overlay does not say: it stays in sight and blocks nothing.
WAIVED: Level = "advisory"


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """Leave to fall short of one standard, or of one field of a step or rung. Its reason is kept with its events."""

    #: The last day on which it holds, as ISO 8601: definitions hold nothing that JSON does not.
    until: str
    #: Who approved it; None while nobody has.
    approver: str | None = None

    def __post_init__(self) -> None:
        if date.fromisoformat(self.until).isoformat() != self.until:
            raise ValueError(f"{self.until!r} is not a date such as 2027-01-31")

    @property
    def last_day(self) -> date:
        """The last day on which it holds."""
        return date.fromisoformat(self.until)

    def holds(self, on: date) -> bool:
        """Tell whether it has been approved and has not ended."""
        return self.approver is not None and on <= self.last_day


@dataclass(frozen=True, kw_only=True)
class DueChanges:
    """The parts of a deadline that a team changes; the others are the standard's."""

    #: Ends a window: the deadline is one date then.
    within: Duration | None = None
    #: Either of these makes a deadline a window.
    at_least: Duration | None = None
    at_most: Duration | None = None
    start: Start | None = None
    by_severity: Mapping[str, Duration] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class StandardsChanges:
    """What a team makes of the standards of one step or rung."""

    #: Standards of the team's own, after those that are there.
    add: tuple[Standard, ...] = ()
    levels: Mapping[str, Level] = field(default_factory=dict)
    #: What the team tells its people after the standard's own words.
    text: Mapping[str, str] = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    #: A standard that is waived and neither left out nor given a level counts as `WAIVED`.
    waive: Mapping[str, Waiver] = field(default_factory=dict)

    def touches(self) -> tuple[str, ...]:
        """The ids of the standards that it says something about, each once."""
        added = [one.id for one in self.add]
        return tuple(dict.fromkeys([*added, *self.levels, *self.text, *self.leave_out, *self.waive]))


@dataclass(frozen=True, kw_only=True)
class OwedChanges:
    """What a team may change in steps and in rungs alike. None: the standard's."""

    remind: tuple[int, ...] | None = None
    escalate: tuple[str, ...] | None = None
    #: Filled in after the standard's own how-to; Markdown.
    how: str = ""
    standards: StandardsChanges = field(default_factory=StandardsChanges)
    #: By the name of a field.
    waive: Mapping[str, Waiver] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class StepChanges(OwedChanges):
    """What a team changes in a step."""

    due: DueChanges | None = None
    #: The team leaves the step out: nothing is owed in its state.
    skip: bool = False


@dataclass(frozen=True, kw_only=True)
class RungChanges(OwedChanges):
    """What a team changes in a rung."""

    observations: int | None = None
    observers: int | None = None
    rehearsals: int | None = None
    within: Duration | None = None
    stand_in_after: Duration | None = None


#: The fields of a step and of a rung that a team may change, in the order in which they are told to a reader.
STEP_FIELDS = ("due", "remind", "escalate", "how")
RUNG_FIELDS = ("observations", "observers", "rehearsals", "within", "stand_in_after", "remind", "escalate", "how")

Owed = Step | Rung
Changes = StepChanges | RungChanges
_Owed = TypeVar("_Owed", Step, Rung)


@dataclass(frozen=True, kw_only=True)
class Overlay:
    """What one team does differently from one version of a process."""

    team: str
    process: str
    #: The version of the process that it lies on.
    of: str
    steps: Mapping[str, StepChanges] = field(default_factory=dict)
    #: By role and rung.
    roles: Mapping[str, Mapping[str, RungChanges]] = field(default_factory=dict)
    #: Steps of the team's own, by the state of the lifecycle in which they are owed.
    add: Mapping[str, Step] = field(default_factory=dict)

    def places(self) -> dict[Place, Changes]:
        """What it changes, by step and rung."""
        found: dict[Place, Changes] = {("steps", name): changes for name, changes in self.steps.items()}
        for role, rungs in self.roles.items():
            found.update({("roles", role, rung): changes for rung, changes in rungs.items()})
        return found

    def with_places(self, places: Mapping[Place, Changes]) -> "Overlay":
        """The overlay with other changes, without those that change nothing."""
        steps: dict[str, StepChanges] = {}
        roles: dict[str, dict[str, RungChanges]] = {}
        for place, changes in places.items():
            if changes == type(changes)():
                continue
            if isinstance(changes, StepChanges):
                steps[place[1]] = changes
            else:
                roles.setdefault(place[1], {})[place[2]] = changes
        return replace(self, steps=steps, roles=roles)

    def tidy(self) -> "Overlay":
        """The same without steps and rungs under which nothing is changed."""
        return self.with_places(self.places())

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing."""
        tidy = self.tidy()
        return not (tidy.steps or tidy.roles or tidy.add)

    def waivers(self) -> dict[Path, Waiver]:
        """Every waiver by its path, such as `("steps", "research", "standards", "waive", "referenced")`."""
        found: dict[Path, Waiver] = {}
        for place, changes in self.places().items():
            found.update({(*place, "waive", name): one for name, one in changes.waive.items()})
            found.update({(*place, "standards", "waive", id): one for id, one in changes.standards.waive.items()})
        return found


def apply(process: Process, overlay: Overlay) -> Process:
    """Give the process as the team follows it, under the same name and version.

    What the overlay says about unknown ids changes nothing. Raises ValueError for an overlay of another process or
    version: `rebase` brings it here.
    """
    check_fits(process, overlay)
    steps = tuple(
        step_with(step, overlay.steps.get(step.name, StepChanges()))
        for step in process.steps
        if not overlay.steps.get(step.name, StepChanges()).skip
    )
    roles = tuple(
        replace(role, ladder=_ladder_with(role.ladder, overlay.roles[role.name]))
        if role.ladder and role.name in overlay.roles
        else role
        for role in process.roles
    )
    return replace(process, roles=roles, steps=_with_added(process, steps, overlay))


def check_fits(process: Process, overlay: Overlay) -> None:
    """Raise ValueError where the overlay lies on another process or version."""
    if (overlay.process, overlay.of) != (process.name, process.version):
        raise ValueError(
            f"the variant of {overlay.team} lies on {overlay.process} {overlay.of}, "
            f"not on {process.name} {process.version}; rebase it first"
        )


def owed_in(process: Process) -> dict[Place, Owed]:
    """Every step and every rung of a process by its place."""
    found: dict[Place, Owed] = {("steps", step.name): step for step in process.steps}
    for role in process.roles:
        for rung in role.ladder.rungs if role.ladder else ():
            found["roles", role.name, rung.name] = rung
    return found


def fields_of(owed: Owed) -> tuple[str, ...]:
    """The names of the fields that a team may change."""
    return STEP_FIELDS if isinstance(owed, Step) else RUNG_FIELDS


def name_of(path: Path) -> str:
    """What people call a path in an overlay: `research.due`, `author.watch.within`."""
    return ".".join(str(part) for part in path[1:])


def step_with(step: Step, changes: StepChanges) -> Step:
    """The step as the team does it."""
    return replace(_owed_with(step, changes), due=due_with(step.due, changes.due))


def rung_with(rung: Rung, changes: RungChanges) -> Rung:
    """The rung as the team climbs it."""
    own = {
        name: value
        for name in ("observations", "observers", "rehearsals", "within", "stand_in_after")
        if (value := getattr(changes, name)) is not None
    }
    return replace(_owed_with(rung, changes), **own)


def owed_with(owed: Owed, changes: Changes) -> Owed:
    """The step or the rung as the team has it. Raises TypeError for changes to the other of the two."""
    if isinstance(owed, Step) and isinstance(changes, StepChanges):
        return step_with(owed, changes)
    if isinstance(owed, Rung) and isinstance(changes, RungChanges):
        return rung_with(owed, changes)
    raise TypeError(f"{type(changes).__name__} do not belong to a {type(owed).__name__}")


def due_with(due: Due, changes: DueChanges | None) -> Due:
    """The deadline with the parts that the team changes."""
    if changes is None:
        return due
    start, by_severity = changes.start or due.start, {**due.by_severity, **changes.by_severity}
    if changes.within is not None:
        return Due(within=changes.within, start=start, by_severity=by_severity)
    if changes.at_least is not None or changes.at_most is not None:
        at_least, at_most = changes.at_least or due.at_least, changes.at_most or due.at_most
        return Due(at_least=at_least, at_most=at_most, start=start)
    return replace(due, start=start, by_severity=by_severity)


def due_changes(due: Due, wanted: Due) -> DueChanges:
    """What a team has to write over `due` so that `wanted` holds.

    A bound of a window that is only in `due` stays: an overlay cannot take it away.
    """
    rest = wanted.within
    severities = dict(wanted.by_severity)
    if rest is not None:  # an allowance that is no longer wanted becomes the one that serves the rest
        severities = {**dict.fromkeys(due.by_severity, rest), **severities}
    return DueChanges(
        within=rest,
        at_least=wanted.at_least,
        at_most=wanted.at_most,
        start=None if wanted.start == due.start else wanted.start,
        by_severity={name: span for name, span in severities.items() if due.by_severity.get(name) != span},
    )


def standard_with(standard: Standard, changes: StandardsChanges) -> Standard | None:
    """The standard as the team holds it; None where it leaves it out."""
    if standard.id in changes.leave_out:
        return None
    level = changes.levels.get(standard.id, WAIVED if standard.id in changes.waive else standard.level)
    return replace(standard, level=level, text=joined(standard.text, changes.text.get(standard.id, ""), " "))


def joined(standard: str, team: str, between: str) -> str:
    """The standard's words and then the team's."""
    return standard if not team.strip() else team if not standard.strip() else standard.rstrip() + between + team


def _owed_with(owed: _Owed, changes: OwedChanges) -> _Owed:
    standards: dict[str, Standard | None] = {one.id: standard_with(one, changes.standards) for one in owed.standards}
    for own in changes.standards.add:
        standards.setdefault(own.id, own)
    return replace(
        owed,
        remind=owed.remind if changes.remind is None else changes.remind,
        escalate=owed.escalate if changes.escalate is None else changes.escalate,
        how=joined(owed.how, changes.how, "\n\n"),
        standards=tuple(one for one in standards.values() if one),
    )


def _ladder_with(ladder: Ladder, changes: Mapping[str, RungChanges]) -> Ladder:
    return replace(ladder, rungs=tuple(rung_with(one, changes.get(one.name, RungChanges())) for one in ladder.rungs))


def _with_added(process: Process, steps: tuple[Step, ...], overlay: Overlay) -> tuple[Step, ...]:
    """Each added step goes before the first of the standard's that comes after it in the lifecycle."""
    states = states_of(process)
    known = {step.name for step in process.steps}
    found = list(steps)
    for name in sorted(overlay.add.keys() - known, key=lambda name: states.index(name) if name in states else -1):
        if name in states:
            later = states[states.index(name) + 1 :]
            at = next((n for n, step in enumerate(found) if step.name in later), len(found))
            found.insert(at, overlay.add[name])
    return tuple(found)


def states_of(process: Process) -> tuple[str, ...]:
    """The states of the process's lifecycle in which something can be owed; none where it has no lifecycle."""
    lifecycle = process.lifecycles.get(process.lifecycle) if process.lifecycle else None
    return tuple(one.name for one in lifecycle.states if not one.final and not one.rests) if lifecycle else ()
