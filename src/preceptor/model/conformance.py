"""Whether an overlay keeps to what a variant may do: tighten, add, fill in, and skip what is optional.

- A locked field stays as it is, tighter or not. Locked standards stay as they are too; a team may add its own beside
  them, which changes none of them, and may be given a waiver for one that says of itself that it is `waivable`.
- What is not locked may fall short of the standard with a waiver that is approved and has not ended.
- How often and before how many people somebody is observed is never lowered, waiver or not: the certification that
  is earned by it holds for the whole organisation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from preceptor.model.definition import Due, Level, Process, Rung, Standard
from preceptor.model.duration import Duration
from preceptor.model.overlay import (
    Changes,
    Overlay,
    Owed,
    Path,
    Place,
    StandardsChanges,
    StepChanges,
    Waiver,
    fields_of,
    owed_with,
    standard_with,
    states_of,
)

Kind = Literal[
    "version",
    "unknown",
    "locked",
    "standard",
    "loosened",
    "lowered",
    "waiver-ended",
    "waiver-open",
    "needed",
    "taken",
    "unfit",
]

#: How binding a level is; a standard that is left out binds least.
RANKS: Mapping[Level | None, int] = {None: -1, "advisory": 0, "waivable": 1, "required": 2}

#: What a certification is earned by; see above.
COUNTS = frozenset({"observations", "observers", "rehearsals"})


@dataclass(frozen=True, kw_only=True)
class Breach:
    """One thing that a variant says and may not."""

    kind: Kind
    #: Where the overlay says it.
    path: Path
    #: What is wrong, in a sentence.
    message: str
    #: What is allowed instead.
    allowed: str


def breaches(process: Process, overlay: Overlay, on: date) -> tuple[Breach, ...]:
    """Everything that the overlay may not do on that day, in its own order.

    An overlay of another version is that one breach: what else it says was not said about this version.
    """
    if (overlay.process, overlay.of) != (process.name, process.version):
        at: Path = ("of",) if overlay.process == process.name else ("variant",)
        message = f"the variant lies on {overlay.process} {overlay.of}, and this is {process.name} {process.version}"
        command = f"preceptor variant rebase {overlay.team} {overlay.process}"
        allowed = f"`{command}` prints what belongs here; one that was never published says `of: {process.version}`"
        return (Breach(kind="version", path=at, message=message, allowed=allowed),)
    return (*_steps(process, overlay, on), *_roles(process, overlay, on), *_added(process, overlay))


def is_looser(name: str, before: Any, after: Any) -> bool:
    """Tell whether the field `name` asks less in any respect with the value `after` than with `before`."""
    match name:
        case "due":
            return _due_is_looser(before, after)
        case "within":
            return bool(before.is_shorter_than(after))
        case "stand_in_after":
            return after is not None and (before is None or after.is_shorter_than(before))
        case "observations" | "observers":
            return bool(after < before)
        case "rehearsals":
            return bool(after > before)
        case "remind":
            return len(set(after)) < len(set(before))
        case "escalate":
            return not set(before) <= set(after)
    return False


def frees(standard: Standard, wanted: Standard | None) -> bool:
    """Tell whether a lock on standards leaves this change to one of them open: one that may be waived, waived."""
    same_words = wanted is None or wanted.text == standard.text
    return standard.level == "waivable" and same_words and RANKS[wanted.level if wanted else None] < RANKS["waivable"]


def _steps(process: Process, overlay: Overlay, on: date) -> Iterator[Breach]:
    known = {step.name: step for step in process.steps}
    for name, changes in overlay.steps.items():
        place = ("steps", name)
        step = known.get(name)
        if step is None:
            yield _unknown(place, f"the process has no step `{name}`", "steps", known)
            continue
        if changes.skip and not step.optional:
            yield Breach(
                kind="needed",
                path=(*place, "skip"),
                message=f"`{name}` is skipped, and is not optional",
                allowed=_only("steps", [one.name for one in process.steps if one.optional], "can be skipped"),
            )
        yield from _owed(place, step, changes, overlay, on)


def _roles(process: Process, overlay: Overlay, on: date) -> Iterator[Breach]:
    known = {role.name: role for role in process.roles}
    for role_name, rungs in overlay.roles.items():
        role = known.get(role_name)
        if role is None:
            yield _unknown(("roles", role_name), f"the process has no role `{role_name}`", "roles", known)
            continue
        climbed = {rung.name: rung for rung in role.ladder.rungs} if role.ladder else {}
        for name, changes in rungs.items():
            place = ("roles", role_name, name)
            rung = climbed.get(name)
            if rung is None:
                yield _unknown(place, f"the ladder of `{role_name}` has no rung `{name}`", "rungs", climbed)
            else:
                yield from _owed(place, rung, changes, overlay, on)


def _added(process: Process, overlay: Overlay) -> Iterator[Breach]:
    known, states = {step.name for step in process.steps}, states_of(process)
    free = [state for state in states if state not in known]
    allowed = _only("states", free, "have no step yet")
    for name in overlay.add:
        if name in known:
            message = f"the process has a step `{name}` already"
            yield Breach(
                kind="taken", path=("add", name), message=message, allowed=f"change it under `steps: {name}`"
            )
        elif name not in states:
            message = f"the lifecycle has no state `{name}` in which something could be owed"
            yield Breach(kind="unknown", path=("add", name), message=message, allowed=allowed)


def _owed(place: Place, owed: Owed, changes: Changes, overlay: Overlay, on: date) -> Iterator[Breach]:
    wanted = owed_with(owed, changes)
    names = fields_of(owed)
    for name in names:
        before, after = getattr(owed, name), getattr(wanted, name)
        if before == after:
            continue
        if name in owed.locked:
            yield _locked((*place, name), name)
        elif is_looser(name, before, after):
            yield from _field(place, name, before, after, changes.waive.get(name), on)
    for name in changes.waive:
        if name not in names:
            at = (*place, "waive", name)
            yield _unknown(at, f"there is no field `{name}` here that could be waived", "fields", names)
    yield from _unfit(place, wanted, changes)
    yield from _standards(place, owed, changes.standards, overlay, on)


def _field(
    place: Place, name: str, before: object, after: object, waiver: Waiver | None, on: date
) -> Iterator[Breach]:
    at = (*place, name)
    if name in COUNTS:
        message = f"`{name}` asks for less than the standard: {after} and not {before}"
        more = "at most" if name == "rehearsals" else "at least"
        yield Breach(
            kind="lowered", path=at, message=message, allowed=f"{more} {before}: what it earns holds everywhere"
        )
    elif waiver is None:
        message = f"`{name}` asks for less than the standard: {_told(after)} and not {_told(before)}"
        allowed = f"ask for as much as the standard or more, or have `{name}` waived under `waive`"
        yield Breach(kind="loosened", path=at, message=message, allowed=allowed)
    else:
        yield from _waiver((*place, "waive", name), f"`{name}`", waiver, on)


def _standards(place: Place, owed: Owed, changes: StandardsChanges, overlay: Overlay, on: date) -> Iterator[Breach]:
    at: Path = (*place, "standards")
    known = {one.id: one for one in owed.standards}
    for number, own in enumerate(changes.add):
        if own.id in known:
            message = f"there is a standard `{own.id}` here already"
            allowed = "give it another id, or change the one that is there under `levels` or `text`"
            yield Breach(kind="taken", path=(*at, "add", number, "id"), message=message, allowed=allowed)
    for path, id in _mentions(changes):
        if id not in known:
            yield _unknown((*at, *path), f"the standard has no `{id}` here", "standards", known)
    for id in changes.touches():
        if id not in known:
            continue
        standard, wanted = known[id], standard_with(known[id], changes)
        if standard == wanted:
            continue
        path = next(path for path, other in _mentions(changes) if other == id)
        if "standards" in owed.locked and not frees(standard, wanted):
            yield _locked((*at, *path), "standards")
        elif RANKS[wanted.level if wanted else None] < RANKS[standard.level] and standard.level != "advisory":
            if waiver := changes.waive.get(id):
                yield from _waiver((*at, "waive", id), f"`{id}`", waiver, on)
            else:
                how = "left out" if wanted is None else f"lowered from {standard.level} to {wanted.level}"
                command = (
                    f"`preceptor variant waive {overlay.team} {overlay.process} --step {'.'.join(place[1:])} "
                    f"--standard {id} --why W --until DATE`"
                )
                message = f"the standard `{id}` is {how} without a waiver"
                allowed = f"keep it, or have it waived: {command}"
                yield Breach(kind="standard", path=(*at, *path), message=message, allowed=allowed)


def _mentions(changes: StandardsChanges) -> Iterator[tuple[Path, str]]:
    """Where a standard that is there already is spoken of, and which."""
    for number, id in enumerate(changes.leave_out):
        yield ("leave_out", number), id
    for key, ids in (("levels", changes.levels), ("waive", changes.waive), ("text", changes.text)):
        yield from (((key, id), id) for id in ids)


def _waiver(path: Path, what: str, waiver: Waiver, on: date) -> Iterator[Breach]:
    if on > waiver.last_day:
        message = f"the waiver for {what} ended on {waiver.until}"
        allowed = "do what the standard asks, or have it waived anew"
        yield Breach(kind="waiver-ended", path=(*path, "until"), message=message, allowed=allowed)
    elif waiver.approver is None:
        message = f"nobody has approved the waiver for {what}"
        allowed = (
            "an owner approves it with the variant (`preceptor variant propose FILE --why WHY`) or gives it at once "
            "(`preceptor variant waive`); `preceptor variant rebase` then prints who did under `approver`, where a "
            "name that is written by hand approves nothing"
        )
        yield Breach(kind="waiver-open", path=path, message=message, allowed=allowed)


def _unfit(place: Place, wanted: Owed, changes: Changes) -> Iterator[Breach]:
    if isinstance(wanted, Rung):
        for name in ("observers", "rehearsals"):
            if getattr(changes, name) is not None and getattr(wanted, name) > wanted.observations:
                message = f"{wanted.observations} observations cannot have {getattr(wanted, name)} {name}"
                allowed = f"at most {wanted.observations}, or more `observations`"
                yield Breach(kind="unfit", path=(*place, name), message=message, allowed=allowed)
    elif isinstance(changes, StepChanges) and changes.due is not None:
        due, at = wanted.due, (*place, "due")
        least, most = due.at_least, due.at_most
        if least and most and most.is_shorter_than(least):
            message = f"the window ends before it may: {most} is shorter than {least}"
            yield Breach(kind="unfit", path=at, message=message, allowed="move the other bound as well")
        if changes.due.by_severity and due.within is None:
            message = "a window has no allowance by severity"
            yield Breach(kind="unfit", path=at, message=message, allowed="`at_least` and `at_most`, or `within`")


def _due_is_looser(before: Due, after: Due) -> bool:
    """Later, without the pause that a window grants, or from a moment that may be later."""
    if after.start not in (before.start, "opened"):
        return True
    if before.at_least and (after.at_least is None or after.at_least.is_shorter_than(before.at_least)):
        return True
    severities = (*before.by_severity, *after.by_severity, "")
    return any(_is_later(_end(before, one), _end(after, one)) for one in severities)


def _end(due: Due, severity: str) -> Duration | None:
    return due.by_severity.get(severity, due.within or due.at_most)


def _is_later(before: Duration | None, after: Duration | None) -> bool:
    return before is not None and (after is None or before.is_shorter_than(after))


def _locked(path: Path, name: str) -> Breach:
    allowed = "leave it as it is"
    if name == "standards":
        allowed += ", or add standards of your own; one that is `waivable` can be waived"
    message = f"`{name}` is locked here, and the variant changes it"
    return Breach(kind="locked", path=path, message=message, allowed=f"{allowed}; or propose it for everybody")


def _unknown(path: Path, message: str, what: str, known: Any) -> Breach:
    return Breach(kind="unknown", path=path, message=message, allowed=_only(what, known, "are there"))


def _only(what: str, names: Any, are: str) -> str:
    told = ", ".join(f"`{name}`" for name in names)
    return f"these {what} {are}: {told}" if told else f"no {what} {are}"


def _told(value: object) -> str:
    if isinstance(value, Due):
        if value.within is not None:
            ends = [str(value.within)]
        else:
            ends = [
                f"{word} {span}" for word, span in (("at least", value.at_least), ("at most", value.at_most)) if span
            ]
        ends += [f"{span} at severity {severity}" for severity, span in value.by_severity.items()]
        return f"{', '.join(ends)} from {value.start}"
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value) or "none"
    return "none" if value is None else str(value)
