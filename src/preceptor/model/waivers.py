"""The waivers that a team was given, against those that its overlay says.

An edition says what a waiver is for and until when. Who gave it is on record beside it, so that no person stands in
an edition and its digest can stay when somebody is erased.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from preceptor.model.conformance import COUNTS
from preceptor.model.definition import Step
from preceptor.model.overlay import Overlay, Owed, Path, Place, RungChanges, StepChanges, Waiver, fields_of


class Waived(NamedTuple):
    """What one waiver is for."""

    #: The step, or the role and the rung: `research`, `author.watch`.
    step: str
    #: The id of the standard, or the name of the field.
    what: str

    def __str__(self) -> str:
        """Give what people call it, and what an obligation about it has as its step: `research.referenced`."""
        return f"{self.step}.{self.what}"


def waived_at(path: Path) -> Waived:
    """What the waiver at a path of an overlay is about; see `Overlay.waivers`."""
    place = path[1 : 2 if path[0] == "steps" else 3]
    return Waived(step=".".join(str(part) for part in place), what=str(path[-1]))


def waived_named(text: str) -> Waived:
    """What `str(part)` was made from."""
    step, _, what = text.rpartition(".")
    return Waived(step=step, what=what)


def place_named(step: str) -> Place:
    """The step or rung that people call `research` or `author.watch`."""
    parts = step.split(".")
    return ("steps", *parts) if len(parts) == 1 else ("roles", *parts)


def waived_in(overlay: Overlay) -> Mapping[Waived, date]:
    """Everything that an overlay waives, with its last day."""
    return {waived_at(path): one.last_day for path, one in overlay.waivers().items()}


def with_approvers(overlay: Overlay, approver: Callable[[Waived, date], str | None]) -> Overlay:
    """The overlay with whoever `approver` names for each of its waivers; None: nobody."""

    def named(step: str, waivers: Mapping[str, Waiver]) -> dict[str, Waiver]:
        return {
            what: replace(one, approver=approver(Waived(step=step, what=what), one.last_day))
            for what, one in waivers.items()
        }

    places = {}
    for place, changes in overlay.places().items():
        step = ".".join(place[1:])
        standards = replace(changes.standards, waive=named(step, changes.standards.waive))
        places[place] = replace(changes, standards=standards, waive=named(step, changes.waive))
    return overlay.with_places(places)


def without_approvers(overlay: Overlay) -> Overlay:
    """The overlay as an edition keeps it."""
    return with_approvers(overlay, lambda part, until: None)


def may_waive(owners: Iterable[int], team: Collection[int]) -> tuple[int, ...]:
    """Which of a process's owners may waive something for a team: those who are not of it, since nobody signs for
    themselves.

    Where every owner is of the team, nobody else could. `team`: its lead and its members.
    """
    known = tuple(owners)
    return tuple(one for one in known if one not in team) or known


def why_not(owed: Owed, what: str) -> str | None:
    """Why a standard or a field of a step or rung cannot be waived, in a sentence; None where it can.

    Raises `KeyError` where the step or rung has neither of that name.
    """
    standard = next((one for one in owed.standards if one.id == what), None)
    if standard is not None:
        if standard.level == "advisory":
            return f"the standard `{what}` is advisory: it binds nobody, so that there is nothing to waive"
        if "standards" in owed.locked and standard.level != "waivable":
            return f"the standards are locked here, and `{what}` is not one that may be waived"
        return None
    if what not in fields_of(owed):
        raise KeyError(what)
    if what in COUNTS:
        return f"`{what}` is never lowered: the certification that is earned by it holds for the whole organisation"
    if what == "how":
        return "a how-to is filled in, and asks nobody for anything that could be waived"
    return f"`{what}` is locked here" if what in owed.locked else None


def with_waiver(overlay: Overlay, owed: Owed, part: Waived, until: date) -> Overlay:
    """The overlay with a waiver for a standard or a field of a step or rung; see `why_not`."""
    place, waiver = place_named(part.step), Waiver(until=until.isoformat())
    places = overlay.places()
    changes = places.get(place) or (StepChanges() if isinstance(owed, Step) else RungChanges())
    if any(one.id == part.what for one in owed.standards):
        waive = {**changes.standards.waive, part.what: waiver}
        changes = replace(changes, standards=replace(changes.standards, waive=waive))
    else:
        changes = replace(changes, waive={**changes.waive, part.what: waiver})
    return overlay.with_places({**places, place: changes})
