"""How an observed run is put on record: in a pairing of the role, and in one of the team where a team asks for it."""

from dataclasses import dataclass

from preceptor.model.people import Team
from preceptor.ports import PairingFilter, Reading


@dataclass(frozen=True, kw_only=True)
class Way:
    """The way on which the runs of a role, in one team or in any, come on record."""

    #: The first pairing that goes on, as people type it; None: one has to begin before.
    pairing: str | None
    #: Begins one, and who can.
    start: str
    starters: tuple[str, ...]
    #: Only a pairing of this team will do.
    team: str | None

    def command(self, performer: str, watcher: str = "LOGIN") -> str:
        """What is to be typed next: for a run of one person that another one watched, if there is a pairing."""
        if self.pairing is None:
            return self.start
        return (
            f"preceptor pairing observe {self.pairing} --on DATE --subject SUBJECT "
            f"--performer {performer} --watcher {watcher}"
        )

    @property
    def first(self) -> str | None:
        """What has to be there before a run can be put on record; None: nothing."""
        if self.pairing is not None:
            return None
        where = " there" if self.team else ""
        who = " or ".join(self.starters) or "an owner"
        return f"first {who} starts a pairing{where} to record it in, as none is open"


def way_to_record(tx: Reading, process: str, role: str, team: Team | None) -> Way:
    """How the runs of a role come on record; in a team, if one asks for them."""
    which = PairingFilter(process=process, role=role, team=team.id if team else None, open=True)
    pairing = next((one.short_id for one in tx.pairings(which)), None)
    start = f"preceptor pairing start TRAINEE --process {process} --role {role} --preceptor LOGIN"
    return Way(
        pairing=pairing,
        start=f"{start} --team {team.name}" if team else start,
        starters=() if pairing is not None else _starters(tx, process, team),
        team=team.name if team else None,
    )


def _starters(tx: Reading, process: str, team: Team | None) -> tuple[str, ...]:
    """Who can begin a pairing."""
    if team is None:
        return tuple(one.login for one in tx.owners(process))
    from preceptor.services.variants.deciding import who_decides  # few runs wait for a pairing

    return tuple(who_decides(tx, team, process).values())
