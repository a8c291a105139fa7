"""The database: `ports.Store` over SQLite or PostgreSQL."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from preceptor.ports import Reading, Request, Writing
from preceptor.store import schema
from preceptor.store.engine import BUSY, make_engine, parse, snapshot, transaction
from preceptor.store.failures import judge
from preceptor.store.reading import SqlReading

if TYPE_CHECKING:
    from datetime import date

    from preceptor.model.edition import Edition
    from preceptor.model.tries import RefusedTry

T = TypeVar("T")

#: The longest pause before a transaction is tried again, in seconds; the first ones are far shorter.
_LONGEST_PAUSE = 0.5


def _salt() -> str:
    """Give 16 random bytes as hexadecimal digits."""
    import secrets

    return secrets.token_hex(16)


class SqlStore:
    """A database by its address, `sqlite:///PATH` or `postgresql+psycopg://…`. Connects when first asked.

    `patience`: for how many seconds a command keeps trying while others hold the database.
    """

    def __init__(
        self,
        url: str,
        *,
        patience: float = 20.0,
        salt: Callable[[], str] = _salt,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._url = parse(url)
        self._patience = patience
        self._salt = salt
        self._jitter = jitter
        self._engine_made: Engine | None = None
        self._schema_seen = False
        self._editions: dict[str, Edition] = {}

    def close(self) -> None:
        """Let go of all connections; the next use makes new ones."""
        if self._engine_made is not None:
            self._engine_made.dispose()

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Open a consistent read. Raises `DatabaseProblem` where the database cannot be used."""
        with snapshot(self._engine(), self._url) as connection:
            self._see_schema(connection)
            yield SqlReading(connection, self._editions)

    def write(self, request: Request, work: Callable[[Writing], T]) -> T:
        """Run `work` in one transaction and commit; a busy database or a lost race runs it again, whole.

        `work` that raises leaves nothing behind. Where a connection is lost during the commit it is not known
        whether that took effect: `work` runs again, and should begin by asking for the request's answer.
        Raises `ClockBehind`, and `DatabaseProblem` where the database cannot be used.
        """
        until = time.monotonic() + self._patience
        attempt = 0
        while True:
            try:
                return self._attempt(request, work)
            except DBAPIError as error:
                verdict = judge(error, self._url)
                again = verdict.again or (verdict.lost and self._schema_seen)
                if not again or time.monotonic() >= until:
                    raise verdict.problem from error
            pause = min(_LONGEST_PAUSE, 0.002 * 2**attempt) * (0.5 + self._jitter())
            time.sleep(min(pause, max(0.0, until - time.monotonic())))
            attempt += 1

    def count_refusal(self, tried: "RefusedTry", on: "date") -> None:
        """Count that a move was refused, in a transaction of its own; where the database takes none, do not."""
        from preceptor.store.refusal_writing import counted

        # The answer is the refusal, whatever becomes of its count.
        with suppress(DBAPIError), transaction(self._engine(), self._url) as connection:
            counted(connection, tried, on)

    def _attempt(self, request: Request, work: Callable[[Writing], T]) -> T:
        from preceptor.store.writing import SqlWriting  # reading commands do without it

        with transaction(self._engine(), self._url) as connection:
            self._see_schema(connection)
            writing = SqlWriting(connection, self._editions, request, self._salt)
            result = work(writing)
            writing.finish()
        return result

    def _engine(self) -> Engine:
        if self._engine_made is None:
            self._engine_made = make_engine(self._url, busy=min(BUSY, self._patience))
        return self._engine_made

    def _see_schema(self, connection: Connection) -> None:
        if not self._schema_seen:
            schema.check(connection, self._url)
            self._schema_seen = True
