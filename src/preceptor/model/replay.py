"""Folds events into the rows that they come to, and says where a database holds something else.

Rows are kept as tuples under their key, so that a long history takes little memory.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from preceptor.model.canonical import Json
from preceptor.model.projection import Bodies, Change, Delete, Insert, Row, Value, project

#: The tables that events project to, each with the columns that tell its rows apart.
KEYS: Mapping[str, tuple[str, ...]] = {
    "people": ("id",),
    "absences": ("id",),
    "teams": ("id",),
    "team_members": ("team_id", "person_id"),
    "owners": ("process", "person_id"),
    "revisions": ("process", "version"),
    "changes": ("id",),
    "approvals": ("change_id", "person_id"),
    "reports": ("id",),
    "team_editions": ("id",),
    "waivers": ("id",),
    "announcements": ("id",),
    "acknowledgements": ("person_id", "process", "edition"),
    "pairings": ("id",),
    "observations": ("id",),
    "participants": ("observation_id", "person_id"),
    "credits": ("pairing_id", "observation_id"),
    "credit_observers": ("pairing_id", "observation_id", "person_id"),
    "ratings": ("pairing_id", "observation_id", "standard"),
    "feedback": ("pairing_id", "observation_id"),
    "certifications": ("id",),
    "on_call": ("team_id", "person_id"),
    "retrospectives": ("id",),
    "exclusions": ("retrospective_id", "person_id"),
    "assignments": ("retrospective_id", "role"),
    "writeups": ("retrospective_id", "number"),
    "controls": ("retrospective_id", "position"),
    "reviewers": ("retrospective_id", "person_id"),
    "threads": ("id",),
    "voices": ("thread_id", "person_id"),
    "survey_answers": ("retrospective_id", "person_id"),
    "discussions": ("retrospective_id", "number"),
    "discussion_people": ("retrospective_id", "number", "person_id"),
    "discussion_reports": ("retrospective_id", "number", "report_id"),
    "recommendations": ("id",),
    "labels": ("recommendation_id", "label"),
    "links": ("recommendation_id", "address"),
    "obligations": ("id",),
}

_Values = tuple[Value, ...]


class ReplayProblem(Exception):
    """An event that cannot be folded; its message says why, and the fold is as before it."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One row that is not what the events come to."""

    table: str
    key: Row
    #: What is wrong with it, without its contents: they may be a person's.
    what: str

    def __str__(self) -> str:
        named = ", ".join(f"{name} {value}" for name, value in self.key.items())
        return f"{self.table}: the row of {named} {self.what}"


@dataclass(kw_only=True)
class _Table:
    key: tuple[str, ...]
    #: The place of each column in a row's tuple; a shorter tuple has None in the rest.
    columns: dict[str, int] = field(default_factory=dict)
    rows: dict[_Values, _Values] = field(default_factory=dict)
    #: For deletions by other columns than the key: which keys have those values.
    indexes: dict[tuple[str, ...], dict[_Values, set[_Values]]] = field(default_factory=dict)

    def value(self, row: _Values, column: str) -> Value:
        place = self.columns.get(column)
        return row[place] if place is not None and place < len(row) else None

    def values(self, row: _Values, columns: Iterable[str]) -> _Values:
        return tuple(self.value(row, column) for column in columns)

    def matching(self, wanted: Row) -> list[_Values]:
        """The keys of the rows that have the wanted values."""
        if wanted.keys() == set(self.key):
            key = tuple(wanted[column] for column in self.key)
            return [key] if key in self.rows else []
        columns = tuple(sorted(wanted))
        if columns not in self.indexes:
            index: dict[_Values, set[_Values]] = {}
            for key, row in self.rows.items():
                index.setdefault(self.values(row, columns), set()).add(key)
            self.indexes[columns] = index
        return sorted(self.indexes[columns].get(tuple(wanted[column] for column in columns), ()), key=str)

    def insert(self, row: Row) -> None:
        for column in row:
            self.columns.setdefault(column, len(self.columns))
        key = tuple(_kept(row.get(column)) for column in self.key)
        if key in self.rows:
            raise ReplayProblem(f"it adds {self.key} {key}, which is there already")
        kept = tuple(_kept(row.get(column)) for column in self.columns)
        self.rows[key] = kept
        for columns, index in self.indexes.items():
            index.setdefault(self.values(kept, columns), set()).add(key)

    def update(self, wanted: Row, new: Row) -> None:
        for column in new:
            self.columns.setdefault(column, len(self.columns))
        matching = self.matching(wanted)
        changed = [one for one in self.indexes if not new.keys().isdisjoint(one)]
        for key in matching:
            before = self.rows[key]
            after = self.rows[key] = tuple(
                _kept(new[column]) if column in new else self.value(before, column) for column in self.columns
            )
            for columns in changed:
                self.indexes[columns][self.values(before, columns)].discard(key)
                self.indexes[columns].setdefault(self.values(after, columns), set()).add(key)

    def delete(self, wanted: Row) -> None:
        for key in self.matching(wanted):
            row = self.rows.pop(key)
            for columns, index in self.indexes.items():
                index[self.values(row, columns)].discard(key)


class Replay:
    """The state as events alone make it."""

    def __init__(self) -> None:
        self._tables = {name: _Table(key=key) for name, key in KEYS.items()}

    def apply(self, kind: str, data: Mapping[str, Json], bodies: Bodies, at: datetime) -> None:
        """Fold the next event. Raises `ReplayProblem` for one that no projection can read."""
        try:
            changes = list(project(kind, data, bodies, at))
        except KeyError as error:
            raise ReplayProblem(f"there is no `{error.args[0]}` that could be read") from error
        except (AttributeError, IndexError, TypeError, ValueError) as error:
            raise ReplayProblem(f"it cannot be read: {error}") from error
        for change in changes:
            self._apply(change)

    def _apply(self, change: Change) -> None:
        table = self._tables[change.table]
        try:
            if isinstance(change, Insert):
                table.insert(change.values)
            elif isinstance(change, Delete):
                table.delete(change.key)
            else:
                table.update(change.key, change.values)
        except TypeError as error:  # a list where an id belongs
            raise ReplayProblem(f"it cannot be read: {error}") from error

    def count(self, table: str) -> int:
        """How many rows the events come to."""
        return len(self._tables[table].rows)

    def compare(self, table: str, rows: Iterable[Row]) -> Iterator[Difference]:
        """Where the rows of a database differ, each row in it once. Uses the table up."""
        folded = self._tables[table]
        for row in rows:
            key = {column: row.get(column) for column in folded.key}
            kept = folded.rows.pop(tuple(key.values()), None)
            if kept is None:
                yield Difference(table=table, key=key, what="comes from no event")
                continue
            columns = sorted(row.keys() | folded.columns.keys())
            wrong = [column for column in columns if row.get(column) != folded.value(kept, column)]
            if wrong:
                yield Difference(table=table, key=key, what=f"is not what its events say in {', '.join(wrong)}")
        for left in folded.rows:
            yield Difference(table=table, key=dict(zip(folded.key, left, strict=True)), what="is missing")
        folded.rows.clear()


def _kept(value: Value) -> Value:
    """Words of definitions come again and again: one copy of each is enough."""
    return sys.intern(value) if type(value) is str else value
