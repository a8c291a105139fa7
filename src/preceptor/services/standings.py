"""Who holds what for a role on a day, read from the records."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby

from preceptor.model.certification import FULL, Certification, Practice, Standing, latest, needs_practice, standing
from preceptor.model.definition import Capability
from preceptor.model.obligation import Obligation
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


def lapsed_by(tx: Reading, renewals: Sequence[Obligation], days: Mapping[int, date]) -> frozenset[int]:
    """Of obligations to renew something, the ids of those whose certification has lapsed on its holder's day.

    `days`: by holder.
    """
    found: set[int] = set()
    for process, role in {(one.process, _renewed(one)[0]) for one in renewals}:
        certifications = [one for one in tx.certifications(process=process, role=role) if one.person in days]
        held = judged(tx, certifications, lambda person: days[person])
        lapsed = {(person, str(capability)) for (person, capability), state in held.items() if state == "lapsed"}
        for one in renewals:
            owed, capability = _renewed(one)
            if (one.process, owed) == (process, role) and (one.person, capability) in lapsed:
                found.add(one.id)
    return frozenset(found)


def _renewed(renewal: Obligation) -> tuple[str, str]:
    role, _, capability = (renewal.step or "").partition("/")
    return role, capability


def holding(held: Standings, capability: Capability) -> frozenset[int]:
    """The people who hold the capability with full standing."""
    return frozenset(person for (person, one), state in held.items() if one == capability and state in FULL)


def teachers_on(tx: Reading, process: str, role: str, day: date) -> frozenset[int]:
    """Who held `teach` for the role on a day, with full standing."""
    return holding(standings(tx, process, role, day), "teach")
