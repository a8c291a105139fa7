"""What whoever owes something because of a publication has to do next."""

from preceptor.model.obligation import Obligation
from preceptor.ports import PairingFilter, Reading
from preceptor.services.tasks import Task


def following_task(tx: Reading, one: Obligation) -> Task:
    """What ends an obligation of these kinds."""
    if one.kind == "acknowledge":
        return Task(
            what=f"read what changed in {one.process} ({one.step}), and say that you have",
            command=f"preceptor process acknowledge {one.process}",
        )
    login = tx.person(one.person).login if one.person is not None else "LOGIN"
    team = one.instance.partition("/")[0] if one.instance else None
    asked = f", as the team {team} asks for more now" if team else ", or what you hold for it lapses"
    pairing = _pairing(tx, one, team)
    return Task(
        what=f"do {one.step} ({one.process}) once while somebody watches who may teach it{asked}",
        command=f"preceptor pairing observe {pairing} --on DATE --subject SUBJECT "
        f"--performer {login} --watcher LOGIN",
    )


def _pairing(tx: Reading, one: Obligation, team: str | None) -> str:
    """Whose occasion it may be: the first pairing that goes on in the role, in the team where one asks."""
    found = tx.team_called(team) if team else None
    which = PairingFilter(process=one.process, role=one.step, team=found.id if found else None, open=True)
    return next((each.short_id for each in tx.pairings(which)), "PAIRING")
