"""Carries a team's overlay over to a new version of the standard, three-way over ids and fields.

What only one of the two changed holds. Where the standard has moved to what the team wanted, or past it, the team's
change has no purpose any more and drops out. What both changed differently is a conflict, and so is what the team
changed and the standard removed or locked. What a team fills in stands beside the standard's words, so that those
may change without one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from preceptor.model.definition import Process, Step
from preceptor.model.overlay import Changes, Overlay, Place, check_fits, owed_in, states_of
from preceptor.model.rebase_judging import STANDARD_ONLY, Conflict, Judge, Side, TeamChange
from preceptor.model.rebase_steps import CarriedStep
from preceptor.model.revision import Change, diff


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
    judge = Judge(take=dict(take or {}))
    bases, fresh = owed_in(old), owed_in(new)
    places: dict[Place, Changes] = {}
    for place, changes in overlay.tidy().places().items():
        base = bases.get(place)
        # What never fitted the old standard is not for a rebase to mend; `conformance.py` says so.
        places[place] = (
            changes if base is None else CarriedStep(judge, place, base, fresh.get(place)).carried(changes)
        )
    added = {name: step for name, step in overlay.add.items() if _keeps_step(judge, name, step, old, new)}
    return Rebased(
        overlay=replace(overlay.with_places(places), of=new.version, add=added),
        standard_changes=diff(old, new),
        team_changes=tuple(judge.changes),
        conflicts=tuple(judge.conflicts),
        unused=tuple(name for name in judge.take if name not in judge.used),
    )


def _keeps_step(judge: Judge, name: str, step: Step, old: Process, new: Process) -> bool:
    path = ("add", name)
    theirs = next((one for one in new.steps if one.name == name), None)
    if theirs is not None and all(one.name != name for one in old.steps):
        if replace(theirs, optional=step.optional) == step:
            judge.note(path, None, step, "reached")
            return False
        message = f"the standard and the team both added a step `{name}`, and they differ"
        return judge.conflict(path, message, None, theirs, step, STANDARD_ONLY)
    if name not in states_of(new) and name in states_of(old):
        message = f"the team added a step `{name}`, and the lifecycle does not have its state any more"
        return judge.conflict(path, message, None, None, step, STANDARD_ONLY)
    judge.note(path, None, step, "kept")
    return True
