"""Who holds what for a role on a day, read from the records."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby

from preceptor.model.certification import FULL, Certification, Practice, Standing, latest, needs_practice, standing
from preceptor.model.definition import CAPABILITIES, Capability
from preceptor.model.obligation import Obligation
from preceptor.model.pairing import Pairing
from preceptor.ports import Reading
from preceptor.services.context import Context
from preceptor.services.settle import practice_for

Standings = Mapping[tuple[int, Capability], Standing]


def standings(tx: Reading, process: str, role: str, on: date) -> Standings:
    """The standing on a day of everybody who was ever certified for the role, by person and capability."""
    return judged(tx, tx.certifications(process=process, role=role), lambda _: on)


def standings_today(context: Context, tx: Reading, process: str, role: str) -> Standings:
    """The same today, which is another day for each where they are: what was revoked an hour ago is."""
    certifications = tx.certifications(process=process, role=role)
    holders = {one.id: one for one in tx.people({one.person for one in certifications})}
    return judged(tx, certifications, lambda person: context.calendar_of(holders[person]).today(context.now))


def judged(tx: Reading, certifications: Sequence[Certification], day: Callable[[int], date]) -> Standings:
    """The standing of each holder on their `day`. `certifications`: all of one role, by person."""
    speaking: dict[tuple[int, Capability], Certification] = {}
    days: dict[int, date] = {}
    for person, group in groupby(certifications, key=lambda one: one.person):
        days[person] = day(person)
        speaking |= latest(group, days[person])
    practice: Mapping[int | None, Mapping[str, Practice]] = {}
    if any(needs_practice(one, days[one.person]) for one in speaking.values()):
        first = next(iter(certifications))
        practice = tx.practice(first.process, first.role, min(one.granted_on for one in speaking.values()))
    return {
        key: standing(one, practice_for(practice, one) if practice else Practice(), days[one.person])
        for key, one in speaking.items()
    }


def lapsed_by(tx: Reading, owed: Sequence[Obligation], days: Mapping[int, date]) -> frozenset[int]:
    """Of obligations to renew or refresh what somebody is certified for, the ids of those of which nothing holds any
    more on its holder's day, as it has lapsed.

    `days`: by holder.
    """
    found: set[int] = set()
    for process, role in {(one.process, _certified(one)[0]) for one in owed}:
        certifications = [one for one in tx.certifications(process=process, role=role) if one.person in days]
        held = judged(tx, certifications, lambda person: days[person])
        for one in owed:
            if (one.process, _certified(one)[0]) == (process, role):
                states = {held.get((one.person or 0, capability)) for capability in _certified(one)[1]}
                if "lapsed" in states and not states.intersection(FULL):
                    found.add(one.id)
    return frozenset(found)


def cannot_sign(tx: Reading, signing: Mapping[int, Pairing], days: Mapping[int, date]) -> frozenset[int]:
    """Of pairings that wait for their preceptor's signature, the keys of those whose preceptor does not hold `teach`
    on their day.

    `days`: by preceptor.
    """
    found: set[int] = set()
    for process, role in {(one.process, one.role) for one in signing.values()}:
        certifications = [one for one in tx.certifications(process=process, role=role) if one.person in days]
        able = holding(judged(tx, certifications, lambda person: days[person]), "teach")
        here = {key: one for key, one in signing.items() if (one.process, one.role) == (process, role)}
        found.update(key for key, one in here.items() if one.preceptor not in able)
    return frozenset(found)


def _certified(owed: Obligation) -> tuple[str, tuple[Capability, ...]]:
    """The role, and the capabilities: one to be renewed, all to be refreshed."""
    role, _, capability = (owed.step or "").partition("/")
    return role, tuple(one for one in CAPABILITIES if capability in ("", one))


def holding(held: Standings, capability: Capability) -> frozenset[int]:
    """The people who hold the capability with full standing."""
    return frozenset(person for (person, one), state in held.items() if one == capability and state in FULL)


def teachers_on(tx: Reading, process: str, role: str, day: date) -> frozenset[int]:
    """Who held `teach` for the role on a day, with full standing."""
    return holding(standings(tx, process, role, day), "teach")
