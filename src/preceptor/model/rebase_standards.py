"""Carries what a team has made of the standards of one step or rung over to a new version."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from preceptor.model.conformance import RANKS, frees
from preceptor.model.definition import Standard
from preceptor.model.overlay import Owed, Place, StandardsChanges, name_of, standard_with
from preceptor.model.rebase_judging import EITHER, STANDARD_ONLY, Judge, Outcome


@dataclass(frozen=True)
class CarriedStandards:
    """The standards of one step or rung: as it was, and as it is now; None where it was removed."""

    judge: Judge
    place: Place
    base: Owed
    fresh: Owed | None

    def carried(self, changes: StandardsChanges) -> StandardsChanges:
        """What the team still makes of them."""
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
            self.judge.conflict(path, message, None, None, own, STANDARD_ONLY)
            return without
        if theirs is None:
            self.judge.note(path, None, own, "kept")
            return changes
        if replace(own, level=theirs.level) == theirs and RANKS[theirs.level] >= RANKS[own.level]:
            self.judge.note(path, None, own, "reached")
            return without
        message = f"the standard and the team both added a standard `{own.id}`, and they differ"
        if not self.judge.conflict(path, message, None, theirs, own, EITHER):
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
            sides = EITHER if self.fresh else STANDARD_ONLY
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
            self.judge.conflict(path, message, old, new, wanted, STANDARD_ONLY)
            return without
        if new == old:
            self.judge.note(path, old, wanted, "kept")
            return changes
        outcome = self._levels(old, new, wanted)
        text = changes.text.get(id, "").strip()
        filled_in = bool(text) and text not in new.text
        if outcome == "conflict":
            message = f"the standard and the team changed `{name_of(path)}` differently"
            sides = STANDARD_ONLY if locked else EITHER
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
