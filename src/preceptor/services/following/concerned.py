"""Whom a publication concerns."""

from preceptor.model.change import Change
from preceptor.ports import Reading


def how_many_notices(tx: Reading, change: Change) -> int:
    """How many people are told by mail when the change is published."""
    if change.change_class == "patch":
        return 0
    return tx.how_many_concerned(change.process, team=change.team)
