"""A revision against the one before it: what changed, how much that asks of people, and which version that takes."""

from collections.abc import Iterable

from preceptor.model.change_sentences import sentences
from preceptor.model.definition import Process
from preceptor.model.differences import Change, Kind, diff
from preceptor.model.refusal import Reason
from preceptor.model.version import CHANGE_CLASSES, ChangeClass, Version, largest

__all__ = [
    "CHANGE_CLASSES",
    "Change",
    "ChangeClass",
    "Kind",
    "Version",
    "change_class",
    "diff",
    "refuse_version",
    "required_version",
]


def change_class(changes: Iterable[Change]) -> ChangeClass | None:
    """The largest class among the changes; None where nothing changed."""
    return largest(change.change_class for change in changes)


def required_version(before: Version, by: ChangeClass | None) -> Version:
    """The lowest version that a change of this class may have; where nothing changed, the one that there is."""
    return before.bump(by) if by else before


def refuse_version(before: Process, after: Process) -> tuple[Reason, ...]:
    """Why `after`, under the version that it gives itself, cannot follow `before`; empty where it can.

    It has to rise, and by at least the largest of its changes; each change that it does not rise enough for is a
    reason of its own. Raises ValueError where a version cannot be read.
    """
    old, new = Version.parse(before.version), Version.parse(after.version)
    changes = diff(before, after)
    needed = required_version(old, change_class(changes))
    demanding = [change for change in changes if new < old.bump(change.change_class)]
    told = [f"{one.change_class}: {one}" for one in sentences(demanding, before, after)]
    if new == old and not changes:
        return _refused("content-new", f"it says what version {old} says, so there is nothing to publish")
    if new == old:
        taken = f"version {old} is published with another content, and what was published never changes"
        return _refused("content-new", f"{taken}; call this one {needed} or higher", *told)
    if new < old:
        falls = f"version {new} does not come after {old}"
        return _refused("version-rises", f"{falls}; call it {needed} or higher" if changes else falls)
    if new < needed:
        low = f"version {new} is too low: there are {change_class(changes)} changes, which after {old} take {needed}"
        return _refused("version-rises", low, *told)
    return ()


def _refused(guard: str, *messages: str) -> tuple[Reason, ...]:
    return tuple(Reason(guard=guard, message=message) for message in messages)
