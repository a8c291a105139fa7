"""Rows of what is on record, for a spreadsheet; a batch of them in memory at a time, however many there are."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from preceptor.ports import Reading
from preceptor.services.certification_views import list_certifications
from preceptor.services.context import Context
from preceptor.services.replay import batches

#: What a cell may hold; several values in one cell are a tuple. Moments are aware UTC.
Cell = None | bool | int | str | date | datetime | tuple[str, ...]
_Rows = Callable[[Context], Iterator[tuple[Cell, ...]]]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table to export."""

    columns: tuple[str, ...]
    #: Each row has a cell for each column.
    rows: _Rows


class _Names:
    """What ids are called."""

    def __init__(self, tx: Reading) -> None:
        self._tx = tx

    @cached_property
    def teams(self) -> Mapping[Any, str]:
        """Names of teams by id; there are few."""
        return {one.id: one.name for one in self._tx.teams()}

    @cached_property
    def members(self) -> Mapping[int, tuple[str, ...]]:
        """Names of the teams that somebody belongs to, by the person's id."""
        found: dict[int, list[str]] = {}
        for team in self._tx.teams():
            for person in team.members:
                found.setdefault(person, []).append(team.name)
        return {person: tuple(names) for person, names in found.items()}

    def logins(self, people: Iterable[Any]) -> Mapping[Any, str]:
        """Logins of these people, by id; None is nobody."""
        return {one.id: one.login for one in self._tx.people({person for person in people if person is not None})}

    def version(self, digest: str) -> tuple[str, str | None]:
        """The version of an edition, and the team whose variant it is."""
        edition = self._tx.edition(digest)
        return edition.process.version, edition.variant


def _batches(
    table: str, people: Collection[str], make: Callable[[Reading, _Names, Mapping[str, Any], Mapping[Any, str]], Any]
) -> _Rows:
    """The rows of a table of the state. `people`: its columns that hold ids of people."""

    def rows(context: Context) -> Iterator[tuple[Cell, ...]]:
        with context.store.reading() as tx:
            names = _Names(tx)
            for batch in batches(tx.rows(table)):
                logins = names.logins(row[column] for row in batch for column in people)
                for row in batch:
                    yield make(tx, names, row, logins)

    return rows


def _obligation(tx: Reading, names: _Names, row: Mapping[str, Any], logins: Mapping[Any, str]) -> tuple[Cell, ...]:
    owing = (logins.get(row["person_id"]), names.teams.get(row["team_id"]))
    about = (row["process"], row["instance"], row["step"])
    return (row["id"], row["kind"], *owing, *about, row["opens_at"], row["due_at"], row["closed_at"])


def _pairing(tx: Reading, names: _Names, row: Mapping[str, Any], logins: Mapping[Any, str]) -> tuple[Cell, ...]:
    both = (logins[row["trainee_id"]], logins[row["preceptor_id"]])
    place = (row["process"], row["role"], names.teams.get(row["team_id"]), row["state"], row["attempt"])
    times = (row["started_at"], row["entered_at"], row["due_at"], row["ended_at"])
    return (f"P-{row['id']}", *both, *place, *names.version(row["edition"]), *times)


def _retrospective(tx: Reading, names: _Names, row: Mapping[str, Any], logins: Mapping[Any, str]) -> tuple[Cell, ...]:
    assigned = tx.assigned(row["id"])
    having = names.logins(assigned.values())
    said = (row["title"], row["incident"], names.teams.get(row["team_id"]), row["process"])
    times = (row["opened_at"], row["resolved_at"], row["due_at"], row["completed_at"], row["ended_at"])
    return (
        f"R-{row['id']}",
        *said,
        *names.version(row["edition"]),
        row["state"],
        row["severity"],
        row["user_facing"],
        tuple(f"{role} {having[person]}" for role, person in assigned.items()),
        row["writeup"],
        *times,
    )


def _recommendation(
    tx: Reading, names: _Names, row: Mapping[str, Any], logins: Mapping[Any, str]
) -> tuple[Cell, ...]:
    place = (f"R-{row['retrospective_id']}", names.teams.get(row["team_id"]), row["state"], row["verdict"])
    said = (row["text"], row["kind"], row["effect"], row["control"], row["done_when"], row["priority"])
    joined = f"REC-{row['joined_to_id']}" if row["joined_to_id"] is not None else None
    committed = (logins.get(row["owner_id"]), row["ticket"], row["due_on"], row["postponed"], row["review_on"])
    times = (row["opened_at"], row["entered_at"], row["ended_at"])
    return (f"REC-{row['id']}", *place, *said, *committed, row["evidence"], joined, *times)


def _person(tx: Reading, names: _Names, row: Mapping[str, Any], logins: Mapping[Any, str]) -> tuple[Cell, ...]:
    own = (row["login"], row["name"], row["email"], row["time_zone"], row["country"])
    return (*own, logins.get(row["manager_id"]), names.members.get(row["id"], ()), row["hours"], row["active"])


def _observations(context: Context) -> Iterator[tuple[Cell, ...]]:
    with context.store.reading() as tx:
        names = _Names(tx)
        for batch in batches(tx.observations()):
            logins = names.logins(person for one in batch for person in (one.performer, *one.watchers))
            for one in batch:
                watchers = tuple(logins[person] for person in one.watchers)
                what = (f"O-{one.id}", one.process, one.role, one.held_on, one.subject, one.rehearsal)
                yield (*what, logins[one.performer], watchers)


def _certifications(context: Context) -> Iterator[tuple[Cell, ...]]:
    """Role by role: what is asked of one looks at everybody who ever practised it."""
    with context.store.reading() as tx:
        definitions = [tx.definition(one.digest) for name in tx.processes() for one in tx.revisions(name)]
        roles = dict.fromkeys((one.name, role.name) for one in definitions for role in one.roles)
    for process, role in roles:
        for one in list_certifications(context, process=process, role=role):
            held = (one["capability"], one["state"], one["version"], one["granted_on"], one["valid_until"])
            yield (one["person"], process, role, *held, one["source"])


#: By what is asked for.
EXPORTS: Mapping[str, Table] = {
    "obligations": Table(
        columns=(
            *("id", "kind", "person", "team", "process", "instance", "step"),
            *("opens_at", "due_at", "closed_at"),
        ),
        rows=_batches("obligations", ["person_id"], _obligation),
    ),
    "pairings": Table(
        columns=(
            *("id", "trainee", "preceptor", "process", "role", "team", "state", "attempt", "version", "variant"),
            *("started_at", "entered_at", "due_at", "ended_at"),
        ),
        rows=_batches("pairings", ["trainee_id", "preceptor_id"], _pairing),
    ),
    "observations": Table(
        columns=("id", "process", "role", "held_on", "subject", "rehearsal", "performer", "watchers"),
        rows=_observations,
    ),
    "certifications": Table(
        columns=(
            *("person", "process", "role", "capability", "state", "version"),
            *("granted_on", "valid_until", "source"),
        ),
        rows=_certifications,
    ),
    "retrospectives": Table(
        columns=(
            *("id", "title", "incident", "team", "process", "version", "variant", "state", "severity"),
            *("user_facing", "roles", "writeup", "opened_at", "resolved_at", "due_at", "completed_at", "ended_at"),
        ),
        rows=_batches("retrospectives", [], _retrospective),
    ),
    "recommendations": Table(
        columns=(
            *("id", "retrospective", "team", "state", "verdict"),
            *("text", "kind", "effect", "control", "done_when", "priority"),
            *("owner", "ticket", "due_on", "postponed", "review_on", "evidence", "joined_to"),
            *("opened_at", "entered_at", "ended_at"),
        ),
        rows=_batches("recommendations", ["owner_id"], _recommendation),
    ),
    "people": Table(
        columns=("login", "name", "email", "time_zone", "country", "manager", "teams", "hours", "active"),
        rows=_batches("people", ["manager_id"], _person),
    ),
}
