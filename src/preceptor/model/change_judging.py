"""Which class a change of one value has: what people must do more, sooner or among fewer is major.

What they may do less, later or among more is minor, and what only reads differently is a patch. Two cases are less
obvious:

- A required or waivable standard that becomes advisory no longer binds. That is a required standard removed, and
  major like it; else two small versions could do what one large may not.
- What concerns how a process is cared for, and nobody's duty in it (reminders, escalation, locks, approvals), is
  minor in both directions.
"""

from collections.abc import Iterable, Mapping

from preceptor.model.definition import BACK, STAY, Due, GuardUse, Lifecycle, Standard, State, Step
from preceptor.model.duration import Duration, Unit
from preceptor.model.version import ChangeClass

#: Units that convert exactly, by how many of the smallest each is. Others are compared by about how long they last.
_EXACT: tuple[Mapping[Unit, int], ...] = (
    {Unit.MINUTES: 1, Unit.HOURS: 60},
    {Unit.DAYS: 1, Unit.WEEKS: 7},
    {Unit.MONTHS: 1, Unit.YEARS: 12},
)


def _longer(before: Duration, after: Duration) -> int:
    """1 where `after` is the longer, -1 where it is the shorter, 0 where neither."""
    for exact in _EXACT:
        if before.unit in exact and after.unit in exact:
            old, new = before.amount * exact[before.unit], after.amount * exact[after.unit]
            return (new > old) - (new < old)
    return before.is_shorter_than(after) - after.is_shorter_than(before)


def _same_unit(before: Duration, after: Duration) -> bool:
    return any(before.unit in exact and after.unit in exact for exact in _EXACT)


def _limit(before: Duration | None, after: Duration | None, *, stricter: int) -> ChangeClass:
    """Class of a changed limit, where longer (`stricter` 1) or shorter (-1) asks more of people; None: no limit."""
    if before is None or after is None:
        change = (after is None) - (before is None)
    else:
        change = _longer(before, after)
        if change == 0 and not _same_unit(before, after):
            return "minor"  # about as long, but a calendar can tell them apart
    return "patch" if change == 0 else "major" if change == stricter else "minor"


def wording(before: object, after: object) -> ChangeClass:
    """It reads differently."""
    return "patch"


def care(before: object, after: object) -> ChangeClass:
    """It is cared for differently."""
    return "minor"


def structure(before: object, after: object) -> ChangeClass:
    """It is another thing."""
    return "major"


def more(before: int, after: int) -> ChangeClass:
    """More is asked of people than before."""
    return "major" if after > before else "minor"


def less(before: int, after: int) -> ChangeClass:
    """Less is allowed to people than before."""
    return "major" if after < before else "minor"


def sooner(before: Duration | None, after: Duration | None) -> ChangeClass:
    """The earlier, the stricter; None is never."""
    return _limit(before, after, stricter=-1)


def later(before: Duration | None, after: Duration | None) -> ChangeClass:
    """The later, the stricter; None is never."""
    return _limit(before, after, stricter=1)


def ends_sooner(before: Due, after: Due) -> ChangeClass:
    """Whichever of `within` and `at_most` limits it: a deadline may become a window."""
    return sooner(before.within or before.at_most, after.within or after.at_most)


def lasts_longer(before: Due, after: Due) -> ChangeClass:
    """How long a window stays open at least; without it no time at all."""
    if before.at_least is None or after.at_least is None:
        return "minor" if after.at_least is None else "major"
    return later(before.at_least, after.at_least)


def at_severity(severity: str, before: Due, after: Due) -> ChangeClass:
    """What is allowed at a severity, be it said for it or for the rest."""
    old, new = (due.by_severity.get(severity, due.within or due.at_most) for due in (before, after))
    return sooner(old, new)


def start(before: str, after: str) -> ChangeClass:
    """Nothing comes before the opening; which of the other two is later depends on the step."""
    return "minor" if before == "opened" else "major"


def grants(before: str | None, after: str | None) -> ChangeClass:
    """Earning something where nothing was earned asks no more than before."""
    return "minor" if before is None else "major"


def refresh(before: str, after: str) -> ChangeClass:
    """To be observed is more than to read."""
    return "major" if after == "run" else "minor"


def binds(standard: Standard) -> bool:
    """Whether nothing passes without it, or without a waiver for it."""
    return standard.level != "advisory"


def level(before: Standard, after: Standard) -> ChangeClass:
    """Tightened, or no longer binding at all."""
    tightened = after.level == "required"
    return "major" if tightened or binds(before) != binds(after) else "minor"


def check(before: Standard, after: Standard) -> ChangeClass:
    """A check that finds no more than the one before is looser."""
    if not binds(before) and not binds(after):
        return "minor"
    if after.check is None:
        return "minor"
    found = (before.check or "").split()[1:]
    looks_for = after.check.split()[1:]
    fewer = bool(looks_for) and all(any(code.startswith(one) for one in found) for code in looks_for)
    return "minor" if fewer else "major"


def a_standard(standard: Standard, before: object, after: object) -> ChangeClass:
    """One that is added or removed."""
    return "major" if binds(standard) else "minor"


def a_step(step: Step, before: object, after: object) -> ChangeClass:
    """One that is added or removed."""
    return "minor" if step.optional else "major"


def optional(before: bool, after: bool) -> ChangeClass:
    """Whether a team may leave it out."""
    return "minor" if after else "major"


def by(before: Iterable[str], after: Iterable[str]) -> ChangeClass:
    """Who may: fewer relations are narrower. `anyone` holds everybody but the system."""
    old, new = set(before), set(after)
    lost, gained = old - new, new - old
    if "anyone" in new:
        lost &= {"system"}
    if "anyone" in old:
        gained &= {"system"}
    return "major" if lost else "minor" if gained else "patch"


def never(before: Iterable[str], after: Iterable[str]) -> ChangeClass:
    """Who may not, whatever else they are."""
    return "major" if set(after) - set(before) else "minor"


def parameter(name: str, before: GuardUse, after: GuardUse) -> ChangeClass:
    """Stricter, unless the name of the parameter says that it is not."""
    old, new = before.parameters.get(name), after.parameters.get(name)
    if type(old) is int and type(new) is int:
        lower = name.startswith("at_least") and new < old
        higher = name.startswith("at_most") and new > old
        return "minor" if lower or higher else "major"
    return "major"


def rests(before: bool, after: bool) -> ChangeClass:
    """Where nobody owes anything, nothing is asked."""
    return "minor" if after else "major"


def a_state(state: State, before: Lifecycle, after: Lifecycle) -> ChangeClass:
    """A new state that nothing forces one through asks nothing of anybody; everybody passes where all begins."""
    if state.name == after.initial:
        return "major"
    known = {one.name for one in before.states}
    forced = (_ending(after) - _ending(after, without=state.name) - {state.name}) & known
    return "major" if forced else "minor"


def _ending(lifecycle: Lifecycle, without: str | None = None) -> set[str]:
    """The states from which moves that are not beside the way lead to an end, without passing through a state."""
    resumed = [state.name for state in lifecycle.states if not state.final and not state.rests]
    before: dict[str, set[str]] = {}
    for move in lifecycle.moves:
        if not move.beside and move.target != STAY:
            for target in resumed if move.target == BACK else [move.target]:
                before.setdefault(target, set()).update(move.source)
    ends = {state.name for state in lifecycle.states if state.final} - {without}
    found, new = set(ends), list(ends)
    while new:
        sources = before.get(new.pop(), set()) - found - {without}
        found |= sources
        new += sources
    return found
