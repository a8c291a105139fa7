"""Who is certified for what, and the observed runs that they owe for it: of the organisation, and of teams."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, cast

from preceptor.model.canonical import Json
from preceptor.model.certification import Certification
from preceptor.model.event import Happening, moment
from preceptor.model.people import Person
from preceptor.ports import Reading
from preceptor.services.act import Act
from preceptor.services.documents import RunDocument
from preceptor.services.following.deadlines import Term


def certified(
    act: Act, process: str, people: Mapping[int, Person]
) -> Iterator[tuple[Person, str, Sequence[Certification]]]:
    """What these people hold for each role, by person, so that ids are given in the same order as people were asked
    for; then by role."""
    held = [one for one in act.tx.held_by(people, process) if _stands(act, one, people[one.person])]
    rows = sorted(held, key=lambda one: (one.person, one.role, one.id))
    for (person, role), group in groupby(rows, key=lambda one: (one.person, one.role)):
        yield people[person], role, list(group)


def open_runs(act: Act, process: str, people: Mapping[int, Person]) -> dict[tuple[int, str | None, str], int]:
    """The observed runs that are owed already: by person, instance and role."""
    owed = act.tx.owed_by(people, process, "refresh")
    return {(one.person, one.instance, str(one.step)): one.id for one in owed if one.person is not None}


def a_run(act: Act, person: Person, process: str, instance: str | None, role: str, term: Term) -> dict[str, Json]:
    """One observed run that somebody owes from now on, as an event opens it."""
    return {
        "id": act.tx.next_id("obligations"),
        "kind": "refresh",
        "person": person.id,
        "process": process,
        "instance": instance,
        "step": role,
        "opens_at": moment(act.now),
        "due_at": term.due_at,
        "remind_at": term.remind_at,
    }


def run_documents(tx: Reading, happenings: Iterable[Happening]) -> list[RunDocument]:
    """The observed runs that somebody owes by what has happened, as commands show them."""
    owed: list[Any] = [one for each in happenings for one in cast(list[Any], each.data.get("owed", []))]
    return [
        {
            "person": tx.person(one["person"]).login,
            "team": one["instance"].partition("/")[0] if one["instance"] else None,
            "process": one["process"],
            "role": one["step"],
            "due_at": one["due_at"],
        }
        for one in owed
        if one["kind"] == "refresh"
    ]


def _stands(act: Act, one: Certification, person: Person) -> bool:
    """Whether it may still hold; that it lapsed by not being used is on record up to yesterday."""
    today = act.today(person)
    return one.valid_until >= today and (one.refresh_by is None or one.refresh_by >= today)
