"""Carries what a team changes in one step or rung over to a new version: its fields, and whether it is skipped."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from preceptor.model.conformance import is_looser
from preceptor.model.definition import Step
from preceptor.model.overlay import Changes, Owed, Place, StepChanges, due_changes, fields_of, name_of, owed_with
from preceptor.model.rebase_judging import EITHER, STANDARD_ONLY, Judge
from preceptor.model.rebase_standards import CarriedStandards

#: Which way `is_looser` does not know: only the very same value is what the team wanted.
_UNORDERED = frozenset({"remind", "escalate"})


@dataclass(frozen=True)
class CarriedStep:
    """One step or rung that the team changes: as it was, and as it is now; None where it was removed."""

    judge: Judge
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
        standards = CarriedStandards(self.judge, self.place, self.base, self.fresh)
        return replace(changes, **kept, standards=standards.carried(changes.standards), waive=waive)

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
            return self.judge.conflict(path, message, False, False, True, STANDARD_ONLY)
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
            self.judge.conflict(path, message, before, None, wanted, STANDARD_ONLY)
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
            self.judge.conflict(path, message, before, after, wanted, STANDARD_ONLY)
            return nothing
        if name == "how" or after == before:
            self.judge.note(path, before, wanted, "kept")
            return written
        message = f"the standard and the team changed `{called}` differently"
        sides = STANDARD_ONLY if name in self.fresh.locked else EITHER
        if not self.judge.conflict(path, message, before, after, wanted, sides):
            return nothing
        return due_changes(after, wanted) if name == "due" else wanted


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
