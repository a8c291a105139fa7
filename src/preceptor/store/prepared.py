"""Statements that are compiled once and then handed to the driver as they are.

SQLAlchemy spends about 25 µs on a statement that it has compiled before and the driver 5, and one command runs forty:
`python -m bench` measures the whole against bare sqlite3.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from operator import itemgetter
from typing import Any, Self, cast

from sqlalchemy import ARRAY, BigInteger, BindParameter, Boolean, Dialect, Text, bindparam, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement, ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

Parameters = Mapping[str, Any]
_Process = Callable[[Any], Any]


class Prepared:
    """A statement with named parameters, for either kind of database.

    `exact`: what lies in the database otherwise than it is written here is given as it lies there.
    """

    def __init__(self, statement: Executable, *, exact: bool = False) -> None:
        self._statement = statement
        self._exact = exact
        self._ready: dict[str, Ready] = {}

    def on(self, dialect: Dialect) -> "Ready":
        """Give its text in a database's own words; compiled the first time."""
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = Ready(self._statement, dialect, exact=self._exact)
        return ready


class Ready:
    """A statement as one driver takes it."""

    def __init__(self, statement: Executable, dialect: Dialect, *, exact: bool = False) -> None:
        assert isinstance(statement, ClauseElement)
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        self.text = str(compiled)
        self._order = compiled.positiontup
        self._constants: dict[str, Any] = {}
        takes: dict[str, _Process] = {}
        for name, parameter in compiled.binds.items():
            process = parameter.type.dialect_impl(dialect).bind_processor(dialect)
            if not parameter.required:
                self._constants[name] = process(parameter.value) if process else parameter.value
            elif process:
                takes[name] = process
        #: What makes values ready for the driver, by their names; or by their places, where it wants them in order.
        self._takes: list[tuple[Any, _Process]] = list(takes.items())
        self._in_order: Callable[[Parameters], tuple[Any, ...]] | None = None
        if self._order is not None:
            self._takes = [(place, takes[name]) for place, name in enumerate(self._order) if name in takes]
            self._in_order = _getter(self._order)
        columns = list(getattr(statement, "selected_columns", ()))
        #: The names of the columns that it gives, in order.
        self.names: tuple[str, ...] = tuple(column.key for column in columns)
        self._gives: list[tuple[int, _Process]] = []
        for place, column in enumerate(columns):
            kind = column.type.dialect_impl(dialect)
            read = kind.result_processor(dialect, None)
            if read:
                write = kind.bind_processor(dialect)
                self._gives.append((place, _exactly(read, write) if exact and write else read))

    def arranged(self, parameters: Parameters) -> Sequence[Any] | Parameters:
        """Give the parameters as the driver takes them. Raises `KeyError` for one that is missing."""
        given = {**self._constants, **parameters} if self._constants else parameters
        values: Any = dict(given) if self._in_order is None else list(self._in_order(given))
        for at, process in self._takes:
            values[at] = process(values[at])
        return cast(Sequence[Any] | Parameters, values)

    def read(self, rows: list[Any]) -> list[Any]:
        """Give the driver's rows with their values as Python has them."""
        if not self._gives:
            return rows
        result = []
        for row in rows:
            values = list(row)
            for place, process in self._gives:
                if (value := values[place]) is not None:
                    values[place] = process(value)
            result.append(values)
        return result


def _exactly(read: _Process, write: _Process) -> _Process:
    """Give what reads only what `write` wrote. SQLite keeps anything in any column: text is then no truth, and a day
    in another spelling sorts elsewhere, and both would be read as if nothing were wrong with them."""

    def process(raw: Any) -> Any:
        try:
            value = read(raw)
        except (TypeError, ValueError):
            return raw
        return value if write(value) == raw else raw

    return process


def _getter(names: Sequence[str]) -> Callable[[Parameters], tuple[Any, ...]]:
    """Give what takes the values of some names, in their order."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)


class _Many(TypeDecorator[Collection[Any]]):
    """Any number of values as one parameter."""

    impl = Text
    cache_ok = True

    def __init__(self, of: type[TypeEngine[Any]]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Give an array, where the database has them."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(self.of))

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> Any:
        """Give the values as the driver takes them."""
        values = list(value or ())
        return json.dumps(values) if dialect.name == "sqlite" else values


class _OneOf(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()

    def self_group(self, against: Any = None) -> Self:
        """Stay as it is: SQLite uses no index for `x IN (…) = 1`, which SQLAlchemy would make of it."""
        return self


def one_of(column: ColumnElement[int], name: str) -> ColumnElement[bool]:
    """Say that a column is one of the ids in the parameter `name`: one text for any number of them."""
    ids: BindParameter[Any] = bindparam(name, type_=_Many(BigInteger))
    return _OneOf(column, ids)


def one_of_words(column: ColumnElement[str | None], name: str) -> ColumnElement[bool]:
    """Say the same of a column that holds text."""
    words: BindParameter[Any] = bindparam(name, type_=_Many(Text))
    return _OneOf(column, words)


@compiles(_OneOf, "sqlite")
def _in_list(element: _OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"


@compiles(_OneOf, "postgresql")
def _in_array(element: _OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} = ANY ({ids})"


def says(column: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the parameter `text` stands in it: in the same words on every database, and without wildcards."""
    return func.replace(column, bindparam("text"), "") != column


def asked_for(which: object) -> dict[str, Any]:
    """Give the fields of a filter that are set: those that are neither None nor False, in order."""
    return {name: value for name, value in vars(which).items() if value is not None and value is not False}
