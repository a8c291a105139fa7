"""Offers the work on a retrospective to those who learn it: who could watch whom, each recorded by one command."""

import shlex
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypedDict

from preceptor.model.credit import Counted
from preceptor.model.pairing import Observation, Pairing
from preceptor.model.retrospective_facts import RetrospectiveFacts
from preceptor.ports import PairingFilter, Reading
from preceptor.services.context import Context
from preceptor.services.observing import Climb, climb_of, occasion_of, verdict
from preceptor.services.standings import Standings, standings_today

#: Offers for one role; those from the own team come first. More are no choice but a search. Our choice.
SHOWN = 3


class ObserveDocument(TypedDict):
    """An occasion that would count for a pairing on the rung that it is on."""

    pairing: str
    role: str
    rung: str
    trainee: str
    performer: str
    watcher: str
    #: What records it, once it was so.
    command: str


def occasions(context: Context, tx: Reading, facts: RetrospectiveFacts) -> list[ObserveDocument]:
    """What the roles that people have in it are good for: by role, those of the own team first.

    Whoever is to have no part in it does not watch it either.
    """
    if facts.retrospective.completed_at is not None or facts.retrospective.ended_at is not None:
        return []
    return [one for role, person in facts.assigned.items() for one in _of_role(context, tx, facts, role, person)]


def _of_role(
    context: Context, tx: Reading, facts: RetrospectiveFacts, role: str, performer: int
) -> Iterator[ObserveDocument]:
    process = facts.process.name
    climbs = [climb_of(tx, one) for one in tx.pairings(PairingFilter(process=process, role=role, open=True))]
    if not climbs:
        return
    held = standings_today(context, tx, process, role)
    members = frozenset(tx.team(facts.retrospective.team).members)
    day = context.calendar_of(tx.person(performer)).today(context.now)
    offers = (
        (climb, watcher)
        for climb in sorted(climbs, key=lambda one: (one.pairing.trainee not in members, one.pairing.id))
        for watcher in _watchers(climb, performer, climbs)
        if watcher not in facts.excluded
        and _counts(context, tx, climb, _observation(facts, role, day, performer, watcher), held, climbs)
    )
    shown: set[int] = set()
    for climb, watcher in offers:
        if climb.pairing.id not in shown:
            shown.add(climb.pairing.id)
            yield _document(tx, facts, climb.pairing, day, performer, watcher)
        if len(shown) == SHOWN:
            return


def _watchers(climb: Climb, performer: int, climbs: Sequence[Climb]) -> Iterator[int]:
    """Who could watch so that it counts for the pairing: the trainee, or those whom a trainee who performs needs."""
    pairing = climb.pairing
    if climb.rule is None:
        return
    if not climb.rule.trainee_performs:
        yield from {pairing.trainee} - {performer}
    elif pairing.trainee == performer:
        newcomers = (one.pairing.trainee for one in climbs if one.rule is not None and one.rule.newcomer)
        yield from (pairing.preceptor, *newcomers)


def _observation(facts: RetrospectiveFacts, role: str, day: date, performer: int, watcher: int) -> Observation:
    """The occasion as if it had been so."""
    return Observation(
        id=0,
        process=facts.process.name,
        role=role,
        held_on=day,
        subject="",
        performer=performer,
        watchers=(watcher,),
        recorded_at=facts.now,
    )


def _counts(
    context: Context, tx: Reading, climb: Climb, observation: Observation, held: Standings, climbs: Sequence[Climb]
) -> bool:
    there = [one for one in climbs if one.pairing.trainee in observation.people]
    occasion = occasion_of(tx, observation, held, there)
    return isinstance(verdict(context, tx, occasion, climb, rehearsal=False), Counted)


def _document(
    tx: Reading, facts: RetrospectiveFacts, pairing: Pairing, day: date, performer: int, watcher: int
) -> ObserveDocument:
    retrospective = facts.retrospective
    does, watches = tx.person(performer), tx.person(watcher)
    subject = shlex.quote(f"{retrospective.short_id} {retrospective.title}")
    return {
        "pairing": pairing.short_id,
        "role": pairing.role,
        "rung": pairing.state,
        "trainee": tx.person(pairing.trainee).login,
        "performer": does.login,
        "watcher": watches.login,
        "command": f"preceptor pairing observe {pairing.short_id} --on {day} --subject {subject} "
        f"--performer {does.login} --watcher {watches.login}",
    }
