"""Changes of the projection as statements: each shape is built once, and one statement serves many rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
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


class Batches:
    """Changes in the order they came, those of one shape together.

    The order within each table is kept, and between tables it does not matter, as foreign keys are checked at the
    commit.
    """

    def __init__(self) -> None:
        self._batches: list[tuple[_Shape, list[Mapping[str, Any]]]] = []
        self._last: dict[str, int] = {}

    def add(self, changes: Iterable[Change]) -> None:
        """Append changes; each joins the last batch of its table where it has that batch's shape."""
        for change in changes:
            shape, parameters = _prepared(change)
            last = self._last.get(change.table)
            if last is not None and self._batches[last][0] == shape:
                self._batches[last][1].append(parameters)
            else:
                self._last[change.table] = len(self._batches)
                self._batches.append((shape, [parameters]))

    def touch(self, table: str) -> bool:
        """Tell whether any change is to this table."""
        return table in self._last

    def statements(self) -> Iterable[tuple[Prepared, Sequence[Mapping[str, Any]]]]:
        """Give the statements to run, each with the parameters of its rows."""
        for shape, rows in self._batches:
            yield _statement(shape), rows


def _prepared(change: Change) -> tuple[_Shape, Mapping[str, Any]]:
    if isinstance(change, Delete):
        return (Delete, change.table, tuple(change.key), ()), _named("key_", change.key)
    compute = _COMPUTED.get(change.table)
    values = {**change.values, **compute(change.values)} if compute else change.values
    if isinstance(change, Insert):
        return (Insert, change.table, (), tuple(values)), values
    parameters = {**_named("key_", change.key), **_named("new_", values)}
    return (Update, change.table, tuple(change.key), tuple(values)), parameters


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
        news: dict[str, Any] = {column: bindparam(f"new_{column}") for column in values}
        return Prepared(update(table).where(matches).values(news))
    return Prepared(delete(table).where(matches))
