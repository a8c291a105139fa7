"""What a team was given leave for, against what its overlay says.

An edition says what the leave is for and until when. Who gave it is on record beside it, so that no person stands in
an edition and its digest can stay when somebody is erased.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from preceptor.model.duration import Duration, Unit
from preceptor.model.overlay import Overlay, Path, Place, Waiver

#: How long a waiver may last. A certification lasts as long (STANDARD.md): what a team cannot do after a year is no
#: exception any more, and the standard itself has to be talked about. Our choice.
LONGEST = Duration(amount=12, unit=Unit.MONTHS)


class Leave(NamedTuple):
    """What one waiver is about."""

    #: The step, or the role and the rung: `research`, `author.watch`.
    step: str
    #: The id of the standard, or the name of the field.
    what: str

    def __str__(self) -> str:
        """Give what people call it, and what an obligation about it has as its step: `research.referenced`."""
        return f"{self.step}.{self.what}"


def leave_at(path: Path) -> Leave:
    """What the waiver at a path of an overlay is about; see `Overlay.waivers`."""
    place = path[1 : 2 if path[0] == "steps" else 3]
    return Leave(step=".".join(str(part) for part in place), what=str(path[-1]))


def leave_named(text: str) -> Leave:
    """What `str(leave)` was made from."""
    step, _, what = text.rpartition(".")
    return Leave(step=step, what=what)


def place_named(step: str) -> Place:
    """The step or rung that people call `research` or `author.watch`."""
    parts = step.split(".")
    return ("steps", *parts) if len(parts) == 1 else ("roles", *parts)


def leaves(overlay: Overlay) -> Mapping[Leave, date]:
    """Every leave that an overlay makes use of, with its last day."""
    return {leave_at(path): one.last_day for path, one in overlay.waivers().items()}


def with_approvers(overlay: Overlay, approver: Callable[[Leave, date], str | None]) -> Overlay:
    """The overlay with whoever `approver` names for each of its waivers; None: nobody."""

    def named(step: str, waivers: Mapping[str, Waiver]) -> dict[str, Waiver]:
        return {
            what: replace(one, approver=approver(Leave(step=step, what=what), one.last_day))
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
    return with_approvers(overlay, lambda leave, until: None)
