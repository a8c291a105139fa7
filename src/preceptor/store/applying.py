"""Changes of the projection as statements: each shape is built once, and one statement serves many rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, update

from preceptor.model.projection import Change, Delete, Insert, Row, Update
from preceptor.model.recognition import subject_key
from preceptor.store.prepared import Prepared
from preceptor.store.tables import PROJECTED

_TABLES = {table.name: table for table in PROJECTED}
#: Columns that the store computes from what a row holds.
_COMPUTED: Mapping[str, Callable[[Row], Row]] = {
    "observations": lambda row: {"subject_key": subject_key(str(row["subject"]))} if "subject" in row else {},
}
#: The kind of change, its table, the columns of its key and of its values.
_Shape = tuple[type[Change], str, tuple[str, ...], tuple[str, ...]]


@dataclass
class _OfTable:
    """What is to be done to one table, by the places of the batches in the order in which they are to be run."""

    #: The last one of all, and the last one that may touch any row.
    last: int = -1
    sweeping: int = -1
    #: The last one that touches a row, by its primary key.
    rows: dict[Any, int] = field(default_factory=dict)


@dataclass
class _Batch:
    """Changes of one shape."""

    place: int
    table: _OfTable
    #: Gives the primary key of the row that a change touches; None where it may touch several.
    row: Callable[[Row], Any] | None
    parameters: list[Mapping[str, Any]] = field(default_factory=list)


class Batches:
    """Changes in the order they came, those of one shape together.

    The order of what touches the same row is kept; that of other changes does not matter, as foreign keys are
    checked at the commit.
    """

    def __init__(self) -> None:
        self._statements: list[tuple[_Shape, list[Mapping[str, Any]]]] = []
        self._tables: dict[str, _OfTable] = {}
        #: The last batch of each shape.
        self._batches: dict[_Shape, _Batch] = {}

    def add(self, changes: Iterable[Change]) -> None:
        """Append changes; each joins the last batch of its shape where no later one may touch its row."""
        for change in changes:
            shape, parameters = _prepared(change)
            batch = self._batches.get(shape) or self._begin(shape)
            table = batch.table
            if batch.row is None:
                if batch.place < table.last:
                    batch = self._begin(shape)
                table.sweeping = batch.place
            else:
                row = batch.row(change.values if isinstance(change, Insert) else change.key)
                if batch.place < table.sweeping or batch.place < table.rows.get(row, -1):
                    batch = self._begin(shape)
                table.rows[row] = batch.place
            batch.parameters.append(parameters)

    def _begin(self, shape: _Shape) -> _Batch:
        kind, name, key, values = shape
        table = self._tables.setdefault(name, _OfTable())
        batch = _Batch(place=len(self._statements), table=table, row=_row(name, values if kind is Insert else key))
        table.last = batch.place
        self._batches[shape] = batch
        self._statements.append((shape, batch.parameters))
        return batch

    def touch(self, table: str) -> bool:
        """Tell whether any change is to this table."""
        return table in self._tables

    def statements(self) -> Iterable[tuple[Prepared, Sequence[Mapping[str, Any]]]]:
        """Give the statements to run, each with the parameters of its rows."""
        for shape, rows in self._statements:
            yield _statement(shape), rows


@cache
def _row(table: str, columns: tuple[str, ...]) -> Callable[[Row], Any] | None:
    key = [column.name for column in _TABLES[table].primary_key.columns]
    return itemgetter(*key) if set(key) <= set(columns) else None


def _prepared(change: Change) -> tuple[_Shape, Mapping[str, Any]]:
    if isinstance(change, Delete):
        return (Delete, change.table, tuple(change.key), ()), _named("key_", change.key)
    compute = _COMPUTED.get(change.table)
    values = {**change.values, **compute(change.values)} if compute else change.values
    if isinstance(change, Insert):
        return (Insert, change.table, (), tuple(values)), values
    return (Update, change.table, tuple(change.key), tuple(values)), {**values, **_named("key_", change.key)}


def _named(prefix: str, row: Row) -> dict[str, Any]:
    return {prefix + name: value for name, value in row.items()}


@cache
def _statement(shape: _Shape) -> Prepared:
    kind, name, key, values = shape
    table = _TABLES[name]
    if kind is Insert:
        return Prepared(insert(table).values({column: bindparam(column) for column in values}))
    matches = and_(*(table.c[column] == bindparam(f"key_{column}") for column in key))
    if kind is Update:
        news: dict[str, Any] = {column: bindparam(column) for column in values}
        return Prepared(update(table).where(matches).values(news))
    return Prepared(delete(table).where(matches))
