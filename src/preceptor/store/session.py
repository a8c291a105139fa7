"""What every group of queries stands on: one connection inside one transaction."""

from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from preceptor.errors import DamagedRecord
from preceptor.store.prepared import Parameters, Prepared, Ready

if TYPE_CHECKING:
    from preceptor.model.edition import Edition
    from preceptor.model.people import Person

T = TypeVar("T")

#: How many rows a paged query fetches at a time.
PAGE = 500


class Session:
    """One transaction's connection, and the editions that the store has read so far."""

    def __init__(self, connection: Connection, editions: "MutableMapping[str, Edition]") -> None:
        self._connection = connection
        self._editions = editions
        #: The people read so far, by id; a transaction that writes forgets them when it changes or locks any.
        self._people: dict[int, Person] = {}
        self._dialect = connection.dialect
        self._driver: Any = connection.connection.driver_connection

    def _all(self, statement: Prepared, parameters: Parameters | None = None) -> list[Any]:
        """Give every row, as a sequence of its values."""
        ready = statement.on(self._dialect)
        cursor = self._execute(ready, parameters or {})
        try:
            rows = cursor.fetchall()  # SQLite reads most of the file only now
        except self._dialect.loaded_dbapi.Error as error:
            raise self._as_sqlalchemy_says(ready, error) from error
        return ready.read(rows)

    def _one(self, statement: Prepared, parameters: Parameters | None = None) -> Any | None:
        """Give the first row, if there is any."""
        rows = self._all(statement, parameters)
        return rows[0] if rows else None

    def _records(self, make: Callable[..., T], statement: Prepared, parameters: Parameters | None = None) -> list[T]:
        """Give every row as a record, made from its values by the names of the columns.

        Raises `DamagedRecord` where a value is none that was ever written there.
        """
        names = statement.on(self._dialect).names
        rows = self._all(statement, parameters)
        try:
            return [make(**dict(zip(names, row, strict=True))) for row in rows]
        except DamagedRecord:
            raise
        except ValueError as error:
            raise DamagedRecord(f"the record is damaged: {error}") from error

    def _record(self, make: Callable[..., T], statement: Prepared, parameters: Parameters | None = None) -> T | None:
        """Give the first row as a record, if there is any."""
        records = self._records(make, statement, parameters)
        return records[0] if records else None

    def _run(self, statement: Prepared, *rows: Parameters) -> int:
        """Run a writing statement for each of the rows; give how many it touched."""
        if not rows:
            return 0
        ready = statement.on(self._dialect)
        touched: int = self._execute(ready, *rows).rowcount
        return touched

    def _execute(self, ready: Ready, *rows: Parameters) -> Any:
        try:
            cursor = self._driver.cursor()
            if len(rows) == 1:
                cursor.execute(ready.text, ready.arranged(rows[0]))
            else:
                cursor.executemany(ready.text, [ready.arranged(one) for one in rows])
        except self._dialect.loaded_dbapi.Error as error:
            raise self._as_sqlalchemy_says(ready, error) from error
        return cursor

    def _as_sqlalchemy_says(self, ready: Ready, error: Any) -> BaseException:
        lost = self._dialect.is_disconnect(error, self._driver, None)
        if lost:
            self._connection.invalidate(error)
        told: BaseException = DBAPIError.instance(
            ready.text,
            None,
            error,
            self._dialect.loaded_dbapi.Error,
            connection_invalidated=lost,
            dialect=self._dialect,
        )
        return told
