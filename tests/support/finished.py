"""Finished write-ups in a world."""

from collections.abc import Sequence

from tests.support.retrospectives import TEAM, Incident, an_incident
from tests.support.world import OWNER, World

from preceptor.model.event import moment
from preceptor.model.writeup import SafetyControl, WriteUp


def finished(
    world: World,
    title: str = "Cards were refused",
    *,
    team: str = TEAM,
    controls: Sequence[str] = (),
    author: str = "ada",
    by: str = "otto",
) -> Incident:
    """A retrospective whose write-up names these safety controls and is complete."""
    incident = an_incident(world, "research", title=title, team=team, author=author, by=by)
    named = tuple(SafetyControl(name=one, failed="it did not hold") for one in controls)
    incident.write_up(WriteUp(title=title, controls=named))
    incident.advance()
    return complete(incident)


def complete(incident: Incident) -> Incident:
    """Bring it to where its owner notes that it is complete, and put that on record whatever was recommended."""
    incident.until("finalise")
    at = moment(incident.world.now)
    moved = {"before": "finalise", "state": "follow-up", "entered_at": at, "completed_at": at, "ended_at": None}
    incident.forged("retrospective-completed", by=OWNER, due_at=None, **moved)
    return incident
