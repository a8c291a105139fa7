"""Finished write-ups in a world."""

from collections.abc import Sequence

from tests.support.recommendations import a_write_up, recommended, written
from tests.support.retrospectives import TEAM, Incident, an_incident
from tests.support.world import World

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
    incident.write_up(WriteUp(title=title, controls=named, recommendations=(written(),)))
    incident.advance()
    return complete(incident)


def complete(incident: Incident) -> Incident:
    """Bring it to where it is complete: something is recommended and accepted."""
    incident.until("revise")
    if not recommended(incident):
        incident.write_up(a_write_up("Alert on the age of the oldest certificate"))
    incident.until("finalise")
    for one in recommended(incident):
        if one.state == "proposed":
            one.accept()
    return incident.until("follow-up")
