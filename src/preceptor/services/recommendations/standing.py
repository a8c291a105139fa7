"""Tells where recommendations stand: planned, in progress, done, dropped, and why."""

from datetime import datetime
from typing import TypedDict

from preceptor.model.recommendation import RECOMMENDATIONS, Recommendation
from preceptor.ports import Reading, RecommendationFilter
from preceptor.services.context import Context
from preceptor.services.recommendations.documents import RecommendationLine, lines_of
from preceptor.services.recommendations.facts import lifecycle_of
from preceptor.services.recommendations.views import history


class EndedDocument(RecommendationLine):
    """One that has ended, or was decided on, lately."""

    #: Why it was done or not, in the words of whoever decided; None: none were given.
    why: str | None


class StandingDocument(TypedDict):
    """Where the recommendations of a team, or of everybody, stand. Those that another one answers are left out."""

    #: By state, in the order of the lifecycle.
    states: dict[str, int]
    #: Committed to, not ended, and past their day.
    overdue: int
    #: Of all that somebody committed to: those whose day was moved, and how often all of them together.
    committed: int
    moved: int
    moves: int
    #: Those that are on their way: committed to and not ended; the first due first.
    under_way: list[RecommendationLine]
    #: Those that ended since a moment, the last first.
    ended: list[EndedDocument]


def standing(context: Context, tx: Reading, *, team: int | None, since: datetime, most: int) -> StandingDocument:
    """Where recommendations stand now; `since`: from when on an end is worth telling; `most`: lines of each list."""
    found = [one for one in tx.recommendations(RecommendationFilter(team=team)) if one.joined_to is None]
    revision = tx.in_force(RECOMMENDATIONS, context.now)
    states = [one.name for one in lifecycle_of(tx.definition(revision.digest)).states] if revision else []
    states += sorted({one.state for one in found}.difference(states))
    committed = [one for one in found if one.due_on is not None]
    open_ones = [one for one in committed if one.ended_at is None]
    ended = [one for one in found if one.ended_at is not None and one.ended_at >= since]
    return {
        "states": {state: sum(one.state == state for one in found) for state in states},
        "overdue": sum(one.due_at is not None and one.due_at < context.now for one in open_ones),
        "committed": len(committed),
        "moved": sum(one.postponed > 0 for one in committed),
        "moves": sum(one.postponed for one in committed),
        "under_way": lines_of(tx, sorted(open_ones, key=lambda one: (str(one.due_on), one.id))[:most]),
        "ended": _ended(tx, sorted(ended, key=lambda one: (str(one.ended_at), one.id), reverse=True)[:most]),
    }


def _ended(tx: Reading, some: list[Recommendation]) -> list[EndedDocument]:
    return [{**line, "why": _why(tx, one)} for line, one in zip(lines_of(tx, some), some, strict=True)]


def _why(tx: Reading, one: Recommendation) -> str | None:
    """The last reason that somebody gave for it; of one that is done, where that can be seen."""
    if one.evidence is not None:
        return one.evidence
    if one.left_out is not None:
        return f"left out of revision {one.left_out} of the write-up"
    return next((said["why"] for said in reversed(history(tx, one)) if said["why"]), None)
