"""What counts as an observed run, and where it was.

An occasion on which somebody performs the role and somebody else watches who may teach it. Where nobody else may
teach it, any other watcher will do, so that no ladder is left with nobody who could begin. A rehearsal counts,
because nobody can order an incident.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from preceptor.model.obligation import Obligation
from preceptor.model.pairing import Observation
from preceptor.model.people import Person, Team
from preceptor.ports import PairingFilter, Reading
from preceptor.services.context import Context
from preceptor.services.standings import teachers_on


def is_observed_run(tx: Reading, observation: Observation) -> bool:
    """Whether its performer was watched by somebody else who may teach the role, or by anybody where nobody may.

    Who has left may have watched, and is no reason to wait for somebody who may teach.
    """
    able = teachers_on(tx, observation.process, observation.role, observation.held_on) - {observation.performer}
    return bool(set(observation.watchers) & able) or (bool(observation.watchers) and not still_there(tx, able))


def still_there(tx: Reading, people: Collection[int]) -> Sequence[Person]:
    """Those of these people who have not left, by login."""
    return [one for one in tx.people(people) if one.active]


def runs_observed(tx: Reading, person: Person, process: str, role: str) -> Sequence[Observation]:
    """The observed runs of a role by somebody, by the day held, then id."""
    runs = [one for one in tx.observations(process, person.id) if one.role == role and one.performer == person.id]
    return [one for one in runs if is_observed_run(tx, one)]


def teams_of(tx: Reading, observation: Observation) -> frozenset[str]:
    """The teams in which an observation was made: whose variant it was recorded under, whose pairings count it."""
    variant = tx.edition(observation.edition).variant if observation.edition else None
    which = PairingFilter(process=observation.process, role=observation.role, observation=observation.id)
    teams = {tx.team(one.team).name for one in tx.pairings(which) if one.team is not None}
    return frozenset(teams | ({variant} if variant is not None else set()))


def is_there(
    context: Context, owed: Obligation, person: Person, observation: Observation, teams: Collection[str]
) -> bool:
    """Whether an observation, which was made in these teams, is the run that is owed in one of them."""
    since = owed.opens_at.astimezone(context.zone_of(person)).date()
    return (owed.instance or "").partition("/")[0] in teams and observation.held_on >= since


def has_done(
    context: Context,
    tx: Reading,
    person: Person,
    team: Team,
    process: str,
    role: str,
    since: datetime,
    *,
    without: int | None = None,
) -> bool:
    """Whether somebody did a role observed in a team since a moment. What was recorded before it was before it.

    `without`: an observation that is about to be struck.
    """
    day = since.astimezone(context.zone_of(person)).date()
    return any(
        (one.held_on > day or (one.held_on == day and one.recorded_at >= since)) and team.name in teams_of(tx, one)
        for one in runs_observed(tx, person, process, role)
        if one.id != without
    )
