"""New ids. PostgreSQL has sequences; on SQLite the writer has the database to itself and counts on."""

from sqlalchemy import Connection, func, select, text

from preceptor.store.tables import NUMBERED, SEQUENCES, metadata

_HIGHEST = {name: select(func.max(metadata.tables[name].c.id)) for name in NUMBERED}
_ONE = {name: select(SEQUENCES[name].next_value()) for name in NUMBERED}
_SOME = text("SELECT nextval(CAST(:sequence AS regclass)) FROM generate_series(1, :how_many)")
#: How often a block of ids is asked for again because another command took one from its middle.
_ATTEMPTS = 20


class Numbering:
    """The ids that one transaction takes. A number that is not used in the end is a gap, and harms nobody."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._server = connection.dialect.name == "postgresql"
        self._last: dict[str, int] = {}

    def next(self, table: str, how_many: int = 1) -> int:
        """Give the first of `how_many` ids in a row. Raises `KeyError` for a table that has no numbers."""
        if self._server:
            return self._from_sequence(table, how_many)
        if table not in self._last:
            self._last[table] = self._connection.execute(_HIGHEST[table]).scalar() or 0
        first = self._last[table] + 1
        self._last[table] += how_many
        return first

    def _from_sequence(self, table: str, how_many: int) -> int:
        if how_many == 1:
            return int(self._connection.execute(_ONE[table]).scalar_one())
        wanted = {"sequence": SEQUENCES[table].name, "how_many": how_many}
        for _ in range(_ATTEMPTS):
            taken = sorted(self._connection.execute(_SOME, wanted).scalars())
            if taken[-1] - taken[0] == how_many - 1:
                return int(taken[0])
        raise RuntimeError(f"no {how_many} ids in a row for {table}")
