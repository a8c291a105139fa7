"""New ids. PostgreSQL has sequences; on SQLite the writer has the database to itself and counts on."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select, text

from preceptor.store.columns import metadata
from preceptor.store.prepared import Parameters, Prepared
from preceptor.store.tables import NUMBERED, SEQUENCES

_HIGHEST = {name: Prepared(select(func.max(metadata.tables[name].c.id))) for name in NUMBERED}
_ONE = {name: Prepared(select(SEQUENCES[name].next_value())) for name in NUMBERED}
_SOME = Prepared(
    text("SELECT nextval(CAST(:sequence AS regclass)) FROM generate_series(1, CAST(:how_many AS integer))")
)
#: Gives the rows that a statement asks for.
Ask = Callable[[Prepared, Parameters], list[Any]]
#: How often a block of ids is asked for again because another command took one from its middle.
_ATTEMPTS = 20


class Numbering:
    """The ids that one transaction takes. A number that is not used in the end is a gap, and harms nobody."""

    def __init__(self, ask: Ask, *, sequences: bool) -> None:
        self._ask = ask
        self._sequences = sequences
        self._last: dict[str, int] = {}

    def next(self, table: str, how_many: int = 1) -> int:
        """Give the first of `how_many` ids in a row. Raises `KeyError` for a table that has no numbers."""
        if self._sequences:
            return self._from_sequence(table, how_many)
        if table not in self._last:
            ((highest,),) = self._ask(_HIGHEST[table], {})
            self._last[table] = highest or 0
        first = self._last[table] + 1
        self._last[table] += how_many
        return first

    def _from_sequence(self, table: str, how_many: int) -> int:
        if how_many == 1:
            ((taken,),) = self._ask(_ONE[table], {})
            return int(taken)
        wanted = {"sequence": SEQUENCES[table].name, "how_many": how_many}
        for _ in range(_ATTEMPTS):
            block = sorted(number for (number,) in self._ask(_SOME, wanted))
            if block[-1] - block[0] == how_many - 1:
                return int(block[0])
        raise RuntimeError(f"no {how_many} ids in a row for {table}")
