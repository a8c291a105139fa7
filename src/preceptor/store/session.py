"""What every group of queries stands on: one connection inside one transaction."""

from collections.abc import Collection, Iterator, Mapping, MutableMapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Executable

if TYPE_CHECKING:
    from preceptor.model.definition import Process
    from preceptor.model.people import Person

#: How many rows a paged query fetches at a time, and how many values one IN takes.
PAGE = 500

Parameters = Mapping[str, Any]


class Session:
    """One transaction's connection, and the definitions that the store has read so far."""

    def __init__(self, connection: Connection, definitions: "MutableMapping[str, Process]") -> None:
        self._connection = connection
        self._definitions = definitions
        #: The people read so far, by id; a transaction that writes forgets them with each event.
        self._people: dict[int, Person] = {}

    def _all(self, statement: Executable, parameters: Parameters | None = None) -> Sequence[Any]:
        return self._connection.execute(statement, parameters).all()

    def _one(self, statement: Executable, parameters: Parameters | None = None) -> Any | None:
        return self._connection.execute(statement, parameters).first()

    def _run(self, statement: Executable, parameters: Parameters | Sequence[Parameters]) -> int:
        """Run a writing statement, once or for many rows; give how many rows it touched."""
        return self._connection.execute(statement, parameters).rowcount


def chunks(values: Collection[Any]) -> Iterator[list[Any]]:
    """Give the values in lists of at most `PAGE`, so that no statement outgrows what a database takes."""
    listed = list(values)
    for start in range(0, len(listed), PAGE):
        yield listed[start : start + PAGE]
