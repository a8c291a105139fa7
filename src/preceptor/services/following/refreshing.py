"""Obliges certified people to catch up with a major change."""

from preceptor.model.change import Change
from preceptor.ports import Reading


def how_many_refreshes(tx: Reading, change: Change) -> int:
    """How many certifications have to be refreshed when the change is published."""
    return 0
