"""Tells whether enough people may do a role, in the organisation and in its teams."""

from collections.abc import Sequence
from typing import TypedDict

from preceptor.model.certification import FULL
from preceptor.model.definition import Process
from preceptor.model.people import Team
from preceptor.ports import PairingFilter, Reading
from preceptor.services.context import Context
from preceptor.services.standings import standings_today

#: With fewer people who may lead a role, one absence stops it.
ENOUGH = 2


class CoverageDocument(TypedDict):
    """How many people may do a role today, in the organisation (`team` None) or in a team."""

    process: str
    role: str
    team: str | None
    #: Who may lead, and who may teach; only people who are active.
    lead: int
    teach: int
    #: How many may lead at least, so that one absence does not stop it.
    needed: int
    #: Who is on the way: open pairings of this role.
    climbing: int


def coverage(
    context: Context, tx: Reading, definition: Process, teams: Sequence[Team | None]
) -> list[CoverageDocument]:
    """How many may do each role with a ladder: everybody (None), and each team in which somebody may or learns it.

    A certification holds for the organisation (STANDARD.md), so a team is short only of what its own people do.
    """
    active = {one.id for one in tx.people() if one.active}
    climbing = tx.pairings(PairingFilter(process=definition.name, open=True))
    found: list[CoverageDocument] = []
    for role in (one.name for one in definition.roles if one.ladder):
        held = standings_today(context, tx, definition.name, role)
        able = [key for key, state in held.items() if state in FULL and key[0] in active]
        learning = [one.trainee for one in climbing if one.role == role]
        for team in teams:
            here = active if team is None else frozenset(team.members)
            lead = {person for person, capability in able if capability == "lead" and person in here}
            teach = {person for person, capability in able if capability == "teach" and person in here}
            trainees = sum(one in here for one in learning)
            if team is None or lead or teach or trainees:
                found.append(
                    {
                        "process": definition.name,
                        "role": role,
                        "team": team.name if team else None,
                        "lead": len(lead),
                        "teach": len(teach),
                        "needed": ENOUGH,
                        "climbing": trainees,
                    }
                )
    return found
