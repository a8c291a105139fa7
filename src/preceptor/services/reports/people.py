"""Tells who has more on their hands than they have hours."""

from collections.abc import Collection, Iterator
from typing import TypedDict

from preceptor.model.people import Person
from preceptor.ports import Reading


class LoadDocument(TypedDict):
    """Somebody whose open pairings take more hours a week than they have."""

    person: str
    teams: list[str]
    as_trainee: int
    as_preceptor: int
    hours: int
    has: int


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
