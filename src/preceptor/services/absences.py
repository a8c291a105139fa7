"""Lets people be away: what falls due for them meanwhile is told to somebody else. Deadlines do not move."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypedDict

from preceptor.errors import BadInput
from preceptor.model.canonical import Json
from preceptor.model.event import Happening
from preceptor.model.people import Absence, Person, can_mail
from preceptor.model.refusal import Reason, Refusal
from preceptor.ports import Reading
from preceptor.services.act import Act, refuse
from preceptor.services.command import carry_out
from preceptor.services.context import Context, known_person
from preceptor.services.reminding.posting import post, taken_back

#: A year: beyond it somebody mistyped the date, or has to hand over what they owe. Our choice.
LONGEST = timedelta(days=366)


class AbsenceDocument(TypedDict):
    """When somebody is away: the first and the last day, and who covers."""

    id: str
    person: str
    from_on: str
    until_on: str
    cover: str


def announce_absence(
    context: Context, login: str, *, from_on: date, until_on: date, cover: str
) -> AbsenceDocument | Refusal:
    """Note that somebody is away. By themselves, their manager or an owner of any process.

    Raises `UnknownId`, and `BadInput` for days in the wrong order or more than a year apart.
    """
    if until_on < from_on:
        raise BadInput(f"the last day, {until_on}, is before the first, {from_on}")
    if until_on - from_on > LONGEST:
        raise BadInput(
            f"{from_on} to {until_on} is longer than a year",
            remedy="Name a last day that is near enough to be known.",
        )

    def work(act: Act) -> AbsenceDocument:
        person, covering = known_person(act.tx, login), known_person(act.tx, cover)
        act.tx.lock_people({person.id, covering.id})
        person, covering = act.tx.person(person.id), act.tx.person(covering.id)
        identity = act.tx.next_id("absences")
        absence = Absence(id=identity, person=person.id, from_on=from_on, until_on=until_on, cover=covering.id)
        reasons = [*_not_allowed(act, person), *_in_the_way(act, person, covering, absence)]
        if reasons:
            refuse(*reasons)
        act.tx.lock_reminding()
        waiting = taken_back(act.context, act.tx, person, absence)
        act.record([_happening(absence)])
        post(act.context, act.tx, waiting)
        return absence_document(act.tx, absence)

    arguments: dict[str, Json] = {
        "login": login,
        "from": from_on.isoformat(),
        "until": until_on.isoformat(),
        "cover": cover,
    }
    return carry_out(context, "person away", arguments, work)


def absence_document(tx: Reading, absence: Absence) -> AbsenceDocument:
    """An absence as commands show it."""
    return {
        "id": str(absence.id),
        "person": tx.person(absence.person).login,
        "from_on": absence.from_on.isoformat(),
        "until_on": absence.until_on.isoformat(),
        "cover": tx.person(absence.cover).login,
    }


def _not_allowed(act: Act, person: Person) -> Iterator[Reason]:
    owners = {one.id for process in act.tx.processes() for one in act.tx.owners(process)}
    allowed = {person.id, *owners, *({person.manager} if person.manager is not None else ())}
    if act.by.id not in allowed:
        who = tuple(sorted(one.login for one in act.tx.people(allowed)))
        yield Reason(
            guard="actor",
            message=f"only {person.login}, their manager or an owner of a process may say when they are away",
            who=who,
        )


def _in_the_way(act: Act, person: Person, cover: Person, absence: Absence) -> Iterator[Reason]:
    today = act.today(person)
    if not person.active:
        yield Reason(guard="people-active", message=f"{person.login} is not active any more")
    if absence.from_on < today:
        yield Reason(guard="absence-to-come", message=f"{absence.from_on} is over; today is {today}")
    for one in act.tx.absences([person.id], absence.from_on):
        if one.from_on <= absence.until_on:
            message = f"{person.login} is away already from {one.from_on} to {one.until_on}"
            yield Reason(guard="absence-once", message=message)
    if cover.id == person.id:
        yield Reason(guard="cover-another", message=f"{person.login} cannot cover for themselves")
        return
    if not cover.active:
        yield Reason(guard="cover-active", message=f"{cover.login} is not active any more")
    elif not can_mail(cover):
        yield Reason(
            guard="cover-reachable",
            message=f"{cover.login} has no address, so nobody can tell them what falls due",
            command=f"preceptor person change {cover.login} --email E",
        )
    for one in act.tx.absences([cover.id], absence.from_on):
        if one.from_on <= absence.until_on:
            message = f"{cover.login} is away too, from {one.from_on} to {one.until_on}"
            yield Reason(guard="cover-there", message=message)


def _happening(absence: Absence) -> Happening:
    return Happening(
        stream=f"person:{absence.person}",
        kind="absence-announced",
        data={
            "absence": absence.id,
            "person": absence.person,
            "from_on": absence.from_on.isoformat(),
            "until_on": absence.until_on.isoformat(),
            "cover": absence.cover,
        },
    )
