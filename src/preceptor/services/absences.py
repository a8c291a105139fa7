"""Lets people be away: what falls due for them meanwhile is told to somebody else. Deadlines do not move."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypedDict

from preceptor.errors import BadInput, UnknownId
from preceptor.model.canonical import Json
from preceptor.model.event import Happening
from preceptor.model.people import Absence, Person, can_mail
from preceptor.model.refusal import Reason, Refusal
from preceptor.ports import Reading
from preceptor.services.act import Act, refuse
from preceptor.services.command import carry_out
from preceptor.services.context import Context, known_person
from preceptor.services.reminding.posting import post, taken_back
from preceptor.services.returning import has_left

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

    An absence that begins on the same day and is not over is corrected: its last day, and who covers.
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
        before = _still_there(act, person, from_on)
        identity = before.id if before else act.tx.next_id("absences")
        absence = Absence(id=identity, person=person.id, from_on=from_on, until_on=until_on, cover=covering.id)
        reasons = [*_not_allowed(act, person), *_in_the_way(act, person, covering, absence)]
        if reasons:
            refuse(*reasons)
        act.tx.lock_reminding()
        waiting = taken_back(act.context, act.tx, person, absence, before)
        act.record([_happening(absence, "absence-corrected" if before else "absence-announced")])
        post(act.context, act.tx, waiting)
        return absence_document(act.tx, absence)

    arguments: dict[str, Json] = {
        "login": login,
        "from": from_on.isoformat(),
        "until": until_on.isoformat(),
        "cover": cover,
    }
    return carry_out(context, "person away", arguments, work)


def withdraw_absence(context: Context, login: str, *, from_on: date) -> AbsenceDocument | Refusal:
    """Note that somebody is not away after all: the absence that was to begin on that day, or did, and is not over is
    taken away, and answered as it was. By whoever may announce one. Raises `UnknownId` where there is none.
    """

    def work(act: Act) -> AbsenceDocument:
        person = known_person(act.tx, login)
        act.tx.lock_people([person.id])
        person = act.tx.person(person.id)
        absence = _still_there(act, person, from_on)
        if absence is None:
            remedy = f"`preceptor person show {person.login}` shows when they are away."
            raise UnknownId(f"no absence of {person.login} begins on {from_on} and is not over", remedy=remedy)
        reasons = [*_not_allowed(act, person)]
        if reasons:
            refuse(*reasons)
        document = absence_document(act.tx, absence)
        act.tx.lock_reminding()
        waiting = taken_back(act.context, act.tx, person, None, absence)
        act.record([_happening(absence, "absence-withdrawn")])
        post(act.context, act.tx, waiting)
        return document

    return carry_out(context, "person away --withdraw", {"login": login, "from": from_on.isoformat()}, work)


def absence_document(tx: Reading, absence: Absence) -> AbsenceDocument:
    """An absence as commands show it."""
    return {
        "id": str(absence.id),
        "person": tx.person(absence.person).login,
        "from_on": absence.from_on.isoformat(),
        "until_on": absence.until_on.isoformat(),
        "cover": tx.person(absence.cover).login,
    }


def another_cover(absence: AbsenceDocument) -> str:
    """The command with which somebody else is named who covers."""
    return (
        f"preceptor person away {absence['person']} --from {absence['from_on']} --until {absence['until_on']} "
        "--cover LOGIN"
    )


def _still_there(act: Act, person: Person, from_on: date) -> Absence | None:
    """The absence that begins on that day and is not over, where there is one."""
    ahead = act.tx.absences([person.id], max(from_on, act.today(person)))
    return next((one for one in ahead if one.from_on == from_on), None)


def _who_says_so(act: Act, person: Person) -> dict[int, str]:
    others = {person.id, *({person.manager} if person.manager is not None else ())}
    return {**_owners(act), **{one.id: one.login for one in act.tx.people(others) if one.active}}


def _owners(act: Act) -> dict[int, str]:
    """The logins of all owners of processes, by id."""
    return {one.id: one.login for process in act.tx.processes() for one in act.tx.owners(process)}


def _not_allowed(act: Act, person: Person) -> Iterator[Reason]:
    allowed = _who_says_so(act, person)
    if act.by.id not in allowed:
        yield Reason(
            guard="actor",
            message=f"only {person.login}, their manager or an owner of a process may say when they are away",
            who=tuple(sorted(allowed.values())),
        )


def _in_the_way(act: Act, person: Person, cover: Person, absence: Absence) -> Iterator[Reason]:
    today = act.today(person)
    if not person.active:
        yield has_left(act.tx, person)
    who = tuple(sorted(_who_says_so(act, person).values()))
    ahead = act.tx.absences([person.id], absence.from_on)
    if absence.from_on < today and absence.id not in {one.id for one in ahead}:
        yield Reason(
            guard="absence-to-come",
            message=f"{absence.from_on} is over; today is {today} where {person.login} is",
            who=who,
            command=f"preceptor person away {person.login} --from DATE --until DATE --cover {cover.login}",
        )
    for one in ahead:
        if one.from_on <= absence.until_on and one.id != absence.id:
            yield Reason(
                guard="absence-once",
                message=f"{person.login} is away already from {one.from_on} to {one.until_on}",
                who=who,
                command=f"preceptor person away {person.login} --from {one.from_on} --until DATE --cover LOGIN",
            )
    yield from _against_cover(act, person, cover, absence, who)


def _against_cover(
    act: Act, person: Person, cover: Person, absence: Absence, who: tuple[str, ...]
) -> Iterator[Reason]:
    """Why somebody cannot cover. `who`: those who may say who does."""
    another = another_cover(absence_document(act.tx, absence))
    if cover.id == person.id:
        message = f"{person.login} cannot cover for themselves"
        yield Reason(guard="cover-another", message=message, who=who, command=another)
        return
    covering = f"{cover.login}, who is to cover for {person.login},"
    if not cover.active:
        message = f"{covering} is not active any more"
        yield Reason(guard="cover-active", message=message, who=who, command=another)
    elif not can_mail(cover):
        yield Reason(
            guard="cover-reachable",
            message=f"{covering} has no address, so nobody can tell them what falls due",
            who=tuple(sorted(_owners(act).values())),
            command=f"preceptor person change {cover.login} --email E",
        )
    for one in act.tx.absences([cover.id], max(absence.from_on, act.today(person))):
        if one.from_on <= absence.until_on:
            message = f"{covering} is away too, from {one.from_on} to {one.until_on}"
            yield Reason(guard="cover-there", message=message, who=who, command=another)


def _happening(absence: Absence, kind: str) -> Happening:
    return Happening(
        stream=f"person:{absence.person}",
        kind=kind,
        data={
            "absence": absence.id,
            "person": absence.person,
            "from_on": absence.from_on.isoformat(),
            "until_on": absence.until_on.isoformat(),
            "cover": absence.cover,
        },
    )
