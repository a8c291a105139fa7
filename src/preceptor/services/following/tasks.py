"""What whoever owes something because of a publication has to do next."""

from preceptor.model.obligation import Obligation
from preceptor.ports import Reading
from preceptor.services.context import known_team
from preceptor.services.following.recording import Way, way_to_record
from preceptor.services.tasks import Task


def acknowledging_task(one: Obligation) -> Task:
    """What ends an obligation to acknowledge."""
    return Task(
        what=f"read what changed in {one.process} ({one.step}), and say that you have",
        command=f"preceptor process acknowledge {one.process}",
    )


def way_for(tx: Reading, one: Obligation) -> Way:
    """How an observed run that is owed comes on record; the same for all who owe it for the same."""
    team = known_team(tx, one.instance.partition("/")[0]) if one.instance else None
    return way_to_record(tx, one.process, str(one.step), team)


def run_task(tx: Reading, one: Obligation, way: Way) -> Task:
    """What ends an obligation to be observed once."""
    login = tx.person(one.person).login if one.person is not None else "LOGIN"
    asked = f", as the team {way.team} asks for more now" if way.team else ", or what you hold for it lapses"
    first = f"; {way.first}" if way.first else ""
    return Task(
        what=f"do {one.step} ({one.process}) once while somebody watches who may teach it{asked}{first}",
        command=way.command(login),
    )
