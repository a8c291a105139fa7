"""Finds work that was done by people who did not hold `lead`, people who are certified because of what was struck
since, and roles that too few people hold."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TypedDict

from preceptor.model.definition import Process
from preceptor.model.people import Person
from preceptor.model.recognition import Spans, held, spans
from preceptor.ports import Reading
from preceptor.services.context import Context, known_process
from preceptor.services.coverage import coverage
from preceptor.services.editions import edition_in_force
from preceptor.services.resting import rests_on
from preceptor.services.settle import practice_for


class UncertifiedDocument(TypedDict):
    """An observation whose performer did not hold `lead` for the role on that day."""

    observation: str
    person: str
    process: str
    role: str
    held_on: str
    subject: str
    #: The performer had watched the role on an earlier day.
    watched_before: bool
    #: Somebody watched who held `teach` on that day: then it is the ladder's way to learn, and no failing.
    supervised: bool


class ThinDocument(TypedDict):
    """A role that too few people may lead today: in the organisation (`team` None), or in a team that does it."""

    process: str
    role: str
    team: str | None
    certified: int


class StruckDocument(TypedDict):
    """Somebody who is certified because of an observation that was struck since."""

    observation: str
    person: str
    process: str
    role: str
    certified: list[str]
    #: The pairing and the rung that were signed for with it; None for a founder of an import.
    pairing: str | None
    rung: str | None
    #: What of the rung the rest of the record shows.
    left: list[str]


class GapsDocument(TypedDict):
    """Where the ladder was left out, where what was signed rests on too little, and where too few come up."""

    performed_uncertified: list[UncertifiedDocument]
    thin_coverage: list[ThinDocument]
    rests_on_struck: list[StruckDocument]


def gaps(context: Context, *, process: str | None = None) -> GapsDocument:
    """The gaps of one process, or of all. Raises `UnknownId`."""
    with context.store.reading() as tx:
        names = [known_process(tx, process)] if process is not None else tx.processes()
        logins = {one.id: one for one in tx.people()}
        uncertified: list[UncertifiedDocument] = []
        thin: list[ThinDocument] = []
        struck: list[StruckDocument] = []
        for name in names:
            holders = _holders(tx, name)
            uncertified.extend(_uncertified(tx, name, holders, logins))
            struck.extend(_struck(context, tx, name))
            if tx.in_force(name, context.now):
                definition, _ = edition_in_force(tx, name, context.now)
                thin.extend(_thin(context, tx, definition))
    uncertified.sort(key=lambda one: one["held_on"])
    return {"performed_uncertified": uncertified, "thin_coverage": thin, "rests_on_struck": struck}


def _holders(tx: Reading, process: str) -> dict[str, Spans]:
    """Who held what when, by role."""
    found: dict[str, Spans] = {}
    certifications = tx.certifications(process=process)
    for role in dict.fromkeys(one.role for one in certifications):
        mine = [one for one in certifications if one.role == role]
        practice = tx.practice(process, role, min(one.granted_on for one in mine))
        found[role] = spans(mine, partial(practice_for, practice))
    return found


def _uncertified(
    tx: Reading, process: str, holders: dict[str, Spans], people: dict[int, Person]
) -> Iterator[UncertifiedDocument]:
    watched: dict[tuple[str, int], date] = {}
    for one in tx.observations(process=process):
        for person in one.watchers:
            watched.setdefault((one.role, person), one.held_on)
        known = holders.get(one.role, {})
        if held(known, one.performer, "lead", one.held_on):
            continue
        yield {
            "observation": one.short_id,
            "person": people[one.performer].login,
            "process": process,
            "role": one.role,
            "held_on": one.held_on.isoformat(),
            "subject": one.subject,
            "watched_before": watched.get((one.role, one.performer), one.held_on) < one.held_on,
            "supervised": any(held(known, person, "teach", one.held_on) for person in one.watchers),
        }


def _struck(context: Context, tx: Reading, process: str) -> Iterator[StruckDocument]:
    for observation in tx.struck(process):
        for one in rests_on(context, tx, observation):
            if one.certifications:
                yield {
                    "observation": observation.short_id,
                    "person": tx.person(one.person).login,
                    "process": process,
                    "role": observation.role,
                    "certified": [each.capability for each in one.certifications],
                    "pairing": one.pairing.short_id if one.pairing else None,
                    "rung": one.rung,
                    "left": list(one.left),
                }


def _thin(context: Context, tx: Reading, definition: Process) -> Iterator[ThinDocument]:
    for one in coverage(context, tx, definition, [None, *tx.teams()]):
        if one["lead"] < one["needed"]:
            yield {
                "process": one["process"],
                "role": one["role"],
                "team": one["team"],
                "certified": one["lead"],
            }
