"""Tells whether enough people are certified, and who has more on their hands than they have hours."""

from collections.abc import Collection, Iterator, Sequence
from typing import TypedDict

from preceptor.model.certification import FULL
from preceptor.model.definition import Process
from preceptor.model.people import Person, Team
from preceptor.ports import PairingFilter, Reading
from preceptor.services.context import Context
from preceptor.services.gaps import ENOUGH
from preceptor.services.standings import standings_today


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


class LoadDocument(TypedDict):
    """Somebody whose open pairings take more hours a week than they have."""

    person: str
    teams: list[str]
    as_trainee: int
    as_preceptor: int
    hours: int
    has: int


def coverage(
    context: Context, tx: Reading, definition: Process, teams: Sequence[Team | None]
) -> list[CoverageDocument]:
    """Who may do each role with a ladder: in every one of these teams that has to do with it; None is everybody."""
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


def overloaded(tx: Reading, people: Collection[Person]) -> list[LoadDocument]:
    """Who of these people has said how many hours they have, and is asked for more; most over first."""
    return sorted(_overloaded(tx, people), key=lambda one: (one["has"] - one["hours"], one["person"]))


def _overloaded(tx: Reading, people: Collection[Person]) -> Iterator[LoadDocument]:
    for person in people:
        if not person.active or person.hours is None:
            continue
        load = tx.load(person.id)
        if load.hours > person.hours:
            yield {
                "person": person.login,
                "teams": [one.name for one in tx.teams(member=person.id)],
                "as_trainee": load.as_trainee,
                "as_preceptor": load.as_preceptor,
                "hours": load.hours,
                "has": person.hours,
            }
