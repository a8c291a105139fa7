"""Whom a publication concerns."""

from preceptor.model.change import Change
from preceptor.model.people import Person, can_mail
from preceptor.ports import Reading


def how_many_notices(tx: Reading, change: Change, publisher: Person) -> int:
    """How many people are told by mail when the change is published. A new process is owned by its publisher then."""
    if change.change_class == "patch":
        return 0
    founds = change.process not in tx.processes() and not tx.memberships([publisher.id]) and can_mail(publisher)
    return tx.how_many_concerned(change.process, team=change.team) + founds
