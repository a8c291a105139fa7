"""Whom a publication concerns."""

from preceptor.model.change import Change
from preceptor.model.people import Person, can_mail
from preceptor.model.version import CHANGE_CLASSES
from preceptor.ports import ChangeFilter, Reading


def tells(tx: Reading, change: Change) -> bool:
    """Whether those whom a publication concerns are told of it by mail; a patch stands in the next digest.

    Of variants that a team was to begin together only the last holds, and a mail about any of them would tell what
    that one changes: the one that asks most is sent, and of those that ask as much the last.
    """
    if change.change_class == "patch":
        return False
    if change.team is None or change.decided_at == change.effective_at:  # at once: nothing waits to begin with it
        return True
    together = (
        one
        for one in tx.changes(ChangeFilter(process=change.process))
        if one.team == change.team and one.effective_at == change.effective_at != one.decided_at
    )
    return max((_asks(change), *map(_asks, together))) == _asks(change)


def _asks(change: Change) -> tuple[int, int]:
    return CHANGE_CLASSES.index(change.change_class), change.id


def how_many_notices(tx: Reading, change: Change, publisher: Person) -> int:
    """How many people are told by mail when the change is published. A new process is owned by its publisher then."""
    if not tells(tx, change):
        return 0
    founds = change.process not in tx.processes() and not tx.memberships([publisher.id]) and can_mail(publisher)
    return tx.how_many_concerned(change.process, team=change.team) + founds
