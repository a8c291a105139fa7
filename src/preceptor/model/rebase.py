"""Carries a team's overlay over to a new version of the standard, three-way over ids and fields.

What only one of the two changed holds. Where the standard has moved to what the team wanted, or past it, the team's
change has no purpose any more and drops out. What both changed differently is a conflict, and so is what the team
changed and the standard removed or locked. What a team fills in stands beside the standard's words, so that those
may change without one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.conformance import RANKS, frees, is_looser
from preceptor.model.definition import Process, Standard, Step
from preceptor.model.overlay import (
    Changes,
    Overlay,
    Owed,
    Path,
    Place,
    StandardsChanges,
    StepChanges,
    check_fits,
    due_changes,
    fields_of,
    name_of,
    owed_in,
    owed_with,
    standard_with,
    states_of,
)
from preceptor.model.revision import Change, diff

#: Whose value is to hold.
Side = Literal["standard", "team"]
#: What becomes of something that the team changed. `reached`: the standard says now what the team wanted, or more.
Outcome = Literal["kept", "reached", "standard", "team", "conflict"]

_STANDARD_ONLY: tuple[Side, ...] = ("standard",)
_EITHER: tuple[Side, ...] = ("standard", "team")
#: Which way `is_looser` does not know: only the very same value is what the team wanted.
_UNORDERED = frozenset({"remind", "escalate"})


@dataclass(frozen=True, kw_only=True)
class TeamChange:
    """Something that the team changed, and what became of it."""

    #: As in `process diff`, such as `steps.research.due`.
    path: str
    #: In the standard that the overlay lay on; None where it did not have it.
    before: Json
    #: As the team has it; None where it is left out.
    after: Json
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Something that cannot be decided without the team."""

    #: As `take` names it, such as `research.due`.
    name: str
    path: str
    #: What stands against what, in a sentence.
    message: str
    #: In the old standard, in the new one, and as the team has it; None where it is not there.
    old: Json
    standard: Json
    team: Json
    #: The sides that can be taken. What the standard removed or locked is the standard's, or is proposed anew.
    sides: tuple[Side, ...]


@dataclass(frozen=True, kw_only=True)
class Rebased:
    """The overlay on the new version. While there are conflicts, it has the standard's side in them."""

    overlay: Overlay
    standard_changes: tuple[Change, ...]
    team_changes: tuple[TeamChange, ...]
    conflicts: tuple[Conflict, ...]
    #: Names that were given a side and stand for no conflict that has it.
    unused: tuple[str, ...] = ()


def rebase(old: Process, new: Process, overlay: Overlay, *, take: Mapping[str, Side] | None = None) -> Rebased:
    """Carry `overlay`, which lies on `old`, over to `new`.

    `take` says which side holds, by the name of a conflict or of the step or rung around it. Raises ValueError
    where the overlay does not lie on `old`, or the two are not versions of one process.
    """
    check_fits(old, overlay)
    if old.name != new.name:
        raise ValueError(f"{old.name} and {new.name} are two processes")
    judge = _Judge(take=dict(take or {}))
    bases, fresh = owed_in(old), owed_in(new)
    places: dict[Place, Changes] = {}
    for place, changes in overlay.tidy().places().items():
        base = bases.get(place)
        # What never fitted the old standard is not for a rebase to mend; `conformance.py` says so.
        places[place] = changes if base is None else _Owed(judge, place, base, fresh.get(place)).carried(changes)
    added = {name: step for name, step in overlay.add.items() if _keeps_step(judge, name, step, old, new)}
    return Rebased(
        overlay=replace(overlay.with_places(places), of=new.version, add=added),
        standard_changes=diff(old, new),
        team_changes=tuple(judge.changes),
        conflicts=tuple(judge.conflicts),
        unused=tuple(name for name in judge.take if name not in judge.used),
    )


@dataclass(kw_only=True)
class _Judge:
    """Notes what becomes of each change of the team."""

    take: Mapping[str, Side]
    changes: list[TeamChange] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def note(self, path: Path, before: object, after: object, outcome: Outcome) -> None:
        """Note an outcome."""
        told = ".".join(str(part) for part in path)
        self.changes.append(
            TeamChange(path=told, before=canonical.dump(before), after=canonical.dump(after), outcome=outcome)
        )

    def conflict(
        self, path: Path, message: str, old: object, new: object, team: object, sides: tuple[Side, ...]
    ) -> bool:
        """Whether the team's side holds, as far as sides were taken."""
        name = name_of(path)
        around = [name, *(name.rsplit(".", n)[0] for n in range(1, name.count(".") + 1))]
        given = next((one for one in around if one in self.take), None)
        side = self.take[given] if given is not None else None
        if given is not None and side in sides:
            self.used.add(given)
            self.note(path, old, team, side)
            return side == "team"
        self.note(path, old, team, "conflict")
        self.conflicts.append(
            Conflict(
                name=name,
                path=".".join(str(part) for part in path),
                message=message,
                old=canonical.dump(old),
                standard=canonical.dump(new),
                team=canonical.dump(team),
                sides=sides,
            )
        )
        return False


@dataclass(frozen=True)
class _Owed:
    """One step or rung that the team changes: as it was, and as it is now; None where it was removed."""

    judge: _Judge
    place: Place
    base: Owed
    fresh: Owed | None

    def carried(self, changes: Changes) -> Changes:
        """What the team still changes in it."""
        kept: dict[str, Any] = {}
        if isinstance(changes, StepChanges) and changes.skip:
            kept["skip"] = self._skips()
        wanted = owed_with(self.base, changes)
        for name in fields_of(self.base):
            written = getattr(changes, name)
            if written not in (None, ""):
                kept[name] = self._field(name, written, getattr(wanted, name))
        waive = {name: one for name, one in changes.waive.items() if self._still_waives(name, changes, kept)}
        return replace(changes, **kept, standards=self._standards(changes.standards), waive=waive)

    def _still_waives(self, name: str, changes: Changes, kept: Mapping[str, Any]) -> bool:
        if name in kept:
            return kept[name] is not None
        return self.fresh is not None

    def _skips(self) -> bool:
        path = (*self.place, "skip")
        if self.fresh is None:
            self.judge.note(path, False, True, "reached")
            return False
        if _needed(self.fresh) and not _needed(self.base):
            message = f"the team skips `{self.place[1]}`, and it is not optional any more"
            return self.judge.conflict(path, message, False, False, True, _STANDARD_ONLY)
        self.judge.note(path, False, True, "kept")
        return True

    def _field(self, name: str, written: Any, wanted: Any) -> Any:
        """What the overlay writes for a field from now on; None, or the empty how-to, where it is the standard's."""
        nothing = "" if name == "how" else None
        path, called = (*self.place, name), name_of((*self.place, name))
        before = getattr(self.base, name)
        if wanted == before:  # the team repeats the standard, and so changed nothing
            unmoved = self.fresh is not None and getattr(self.fresh, name) == before
            self.judge.note(path, before, wanted, "kept" if unmoved else "reached")
            return written if unmoved else nothing
        if self.fresh is None:
            message = f"the team changed `{called}`, and the standard removed `{name_of(self.place)}`"
            self.judge.conflict(path, message, before, None, wanted, _STANDARD_ONLY)
            return nothing
        after = getattr(self.fresh, name)
        locked = name in self.fresh.locked and name not in self.base.locked
        reached = (
            written.strip() in after if name == "how" else after == wanted or _is_past(name, before, wanted, after)
        )
        if after != before and reached:
            self.judge.note(path, before, wanted, "reached")
            return nothing
        if locked:
            message = f"the team changed `{called}`, and the standard has locked it"
            self.judge.conflict(path, message, before, after, wanted, _STANDARD_ONLY)
            return nothing
        if name == "how" or after == before:
            self.judge.note(path, before, wanted, "kept")
            return written
        message = f"the standard and the team changed `{called}` differently"
        sides = _STANDARD_ONLY if name in self.fresh.locked else _EITHER
        if not self.judge.conflict(path, message, before, after, wanted, sides):
            return nothing
        return due_changes(after, wanted) if name == "due" else wanted

    def _standards(self, changes: StandardsChanges) -> StandardsChanges:
        old = {one.id: one for one in self.base.standards}
        new = {one.id: one for one in self.fresh.standards} if self.fresh else {}
        for own in changes.add:
            if own.id not in old:
                changes = self._own(changes, own, new)
        for id in changes.touches():
            if id in old:
                changes = self._standard(changes, old[id], new.get(id))
        return changes

    def _own(self, changes: StandardsChanges, own: Standard, new: Mapping[str, Standard]) -> StandardsChanges:
        """A standard that the team has added."""
        path = (*self.place, "standards", own.id)
        without = replace(changes, add=tuple(one for one in changes.add if one != own))
        theirs = new.get(own.id)
        if self.fresh is None:
            message = f"the team added a standard to `{name_of(self.place)}`, which the standard removed"
            self.judge.conflict(path, message, None, None, own, _STANDARD_ONLY)
            return without
        if theirs is None:
            self.judge.note(path, None, own, "kept")
            return changes
        if replace(own, level=theirs.level) == theirs and RANKS[theirs.level] >= RANKS[own.level]:
            self.judge.note(path, None, own, "reached")
            return without
        message = f"the standard and the team both added a standard `{own.id}`, and they differ"
        if not self.judge.conflict(path, message, None, theirs, own, _EITHER):
            return without
        return replace(
            changes,
            add=tuple(
                replace(own, id=self._free(own.id, changes, new)) if one == own else one for one in changes.add
            ),
        )

    def _standard(self, changes: StandardsChanges, old: Standard, new: Standard | None) -> StandardsChanges:
        """A standard that was there, and of which the team has made something."""
        assert self.fresh is not None or new is None
        path, id = (*self.place, "standards", old.id), old.id
        wanted = standard_with(old, changes)
        without = _without(changes, id)
        if new is None:
            if RANKS[wanted.level if wanted else None] < RANKS[old.level] or wanted == old:
                self.judge.note(path, old, wanted, "reached")
                return without
            message = f"the team changed `{name_of(path)}`, and the standard removed it"
            sides = _EITHER if self.fresh else _STANDARD_ONLY
            if wanted is None or not self.judge.conflict(path, message, old, None, wanted, sides):
                return without
            return replace(without, add=(*without.add, wanted))
        if wanted == old or wanted == new != old:
            self.judge.note(path, old, wanted, "kept" if old == new else "reached")
            return changes if old == new else without
        assert self.fresh is not None
        locked = "standards" in self.fresh.locked and not frees(new, standard_with(new, changes))
        if locked and "standards" not in self.base.locked:
            message = f"the team changed `{name_of(path)}`, and the standard has locked it"
            self.judge.conflict(path, message, old, new, wanted, _STANDARD_ONLY)
            return without
        if new == old:
            self.judge.note(path, old, wanted, "kept")
            return changes
        outcome = self._levels(old, new, wanted)
        text = changes.text.get(id, "").strip()
        filled_in = bool(text) and text not in new.text
        if outcome == "conflict":
            message = f"the standard and the team changed `{name_of(path)}` differently"
            sides = _STANDARD_ONLY if locked else _EITHER
            taken = self.judge.conflict(path, message, old, new, wanted, sides)
        else:
            taken = outcome == "kept"
            self.judge.note(path, old, wanted, "kept" if taken or filled_in else "reached")
        if taken:
            return changes if filled_in else replace(changes, text=_less(changes.text, id))
        return replace(without, text={**without.text, id: changes.text[id]}) if filled_in else without

    def _levels(self, old: Standard, new: Standard, wanted: Standard | None) -> Outcome:
        """What becomes of the level that the team gave to a standard which the standard has changed."""
        if wanted is None:
            return "conflict"
        before, after, team = RANKS[old.level], RANKS[new.level], RANKS[wanted.level]
        if team == before:
            return "reached"
        if after == before:
            return "kept"
        return "reached" if (team > before and after >= team) or (team < before and after <= team) else "conflict"

    def _free(self, id: str, changes: StandardsChanges, new: Mapping[str, Standard]) -> str:
        """Another id for a standard of the team whose own is taken."""
        taken = {*new, *(one.id for one in changes.add), *(one.id for one in self.base.standards)}
        return next(one for one in _numbered(f"{id[:50]}-here") if one not in taken)


def _keeps_step(judge: _Judge, name: str, step: Step, old: Process, new: Process) -> bool:
    path = ("add", name)
    theirs = next((one for one in new.steps if one.name == name), None)
    if theirs is not None and all(one.name != name for one in old.steps):
        if replace(theirs, optional=step.optional) == step:
            judge.note(path, None, step, "reached")
            return False
        message = f"the standard and the team both added a step `{name}`, and they differ"
        return judge.conflict(path, message, None, theirs, step, _STANDARD_ONLY)
    if name not in states_of(new) and name in states_of(old):
        message = f"the team added a step `{name}`, and the lifecycle does not have its state any more"
        return judge.conflict(path, message, None, None, step, _STANDARD_ONLY)
    judge.note(path, None, step, "kept")
    return True


def _is_past(name: str, before: Any, wanted: Any, after: Any) -> bool:
    """Tell whether the standard has gone the team's way, and at least as far."""
    if name in _UNORDERED:
        return False
    looser, tighter = is_looser(name, before, wanted), is_looser(name, wanted, before)
    if looser == tighter:
        return False
    return not (is_looser(name, after, wanted) if looser else is_looser(name, wanted, after))


def _needed(owed: Owed) -> bool:
    return isinstance(owed, Step) and not owed.optional


def _without(changes: StandardsChanges, id: str) -> StandardsChanges:
    return replace(
        changes,
        levels=_less(changes.levels, id),
        text=_less(changes.text, id),
        leave_out=tuple(one for one in changes.leave_out if one != id),
        waive=_less(changes.waive, id),
    )


def _less(mapping: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if name != key}


def _numbered(text: str) -> Iterator[str]:
    yield text
    for number in range(2, 1_000_000):
        yield f"{text}-{number}"
