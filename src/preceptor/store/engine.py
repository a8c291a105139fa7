"""Connections: how each database is opened, and how a transaction begins on it."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool

from preceptor.errors import DatabaseProblem
from preceptor.store.failures import judge

#: How long SQLite waits for another writer before it says that it is busy, in seconds.
BUSY = 5.0


def parse(url: str) -> URL:
    """Read a database's address. `postgresql://` counts as `postgresql+psycopg://`; others are refused."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # the latter of a port that is no number
        raise DatabaseProblem("The database's address cannot be read.", remedy=_ADDRESSES) from error
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise DatabaseProblem(f"{parsed.drivername} is no database that preceptor knows.", remedy=_ADDRESSES)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database in (None, "", ":memory:"):
            raise DatabaseProblem("A database in memory would be gone after the command.", remedy=_ADDRESSES)
        if parsed.query:
            raise DatabaseProblem("The address of a SQLite database is its file's path alone.", remedy=_ADDRESSES)
        if not _possible(str(parsed.database)):
            raise DatabaseProblem("No file can have the path in the database's address.", remedy=_ADDRESSES)
    return parsed


_ADDRESSES = "Write sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME."


def named(url: URL) -> str:
    """The address for people: without the password, and a file's path as it is, be it UTF-8 or not."""
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{url.database}"
    return url.render_as_string(hide_password=True)


def _possible(path: str) -> bool:
    """Whether there could be a file of that name: none is too long, or has a NUL."""
    try:
        os.lstat(path)
    except ValueError:
        return False
    except OSError as error:
        return error.errno != errno.ENAMETOOLONG
    return True


def make_engine(url: URL, *, create: bool = False, busy: float = BUSY) -> Engine:
    """Make an engine, which connects when first asked. `create` lets SQLite make a file that is not there."""
    if url.get_backend_name() == "postgresql":
        return _postgresql(url)

    def connect() -> sqlite3.Connection:
        # Without a mode SQLite would make an empty database wherever a path is mistyped.
        place = f"file:{quote(os.fsencode(str(url.database)))}?mode={'rwc' if create else 'rw'}"
        connection = sqlite3.connect(
            place, uri=True, timeout=busy, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        # The rollback journal: SQLite before 3.51.3 can corrupt a database whose write-ahead log is reset.
        # secure_delete: what was erased is not left in the file's free space.
        for pragma in ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    return create_engine("sqlite+pysqlite://", creator=connect, poolclass=QueuePool)


def _postgresql(url: URL) -> Engine:
    try:
        return create_engine(
            url,
            # A pooled connection may have died with a restarted server; a new one is not asked.
            pool_pre_ping=True,
            connect_args={"options": "-c TimeZone=UTC", "connect_timeout": 10, "application_name": "preceptor"},
        )
    except ImportError as error:
        raise DatabaseProblem(
            "The driver for PostgreSQL is not installed.", remedy="Install `preceptor[postgres]`."
        ) from error


@contextmanager
def snapshot(engine: Engine, url: URL) -> Iterator[Connection]:
    """Open a transaction that reads one consistent state, and ends without a trace."""
    try:
        with engine.connect() as connection:
            if url.get_backend_name() == "sqlite":
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
                connection.begin()
            yield connection
    except DBAPIError as error:
        raise judge(error, url).problem from error


@contextmanager
def transaction(engine: Engine, url: URL) -> Iterator[Connection]:
    """Open a transaction that writes: committed at the end, rolled back on any exception.

    The driver's errors come through as they are. On SQLite it has the writer's lock from the first moment.
    """
    with engine.connect() as connection:
        if url.get_backend_name() == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.begin()
        yield connection
        try:
            connection.commit()
        except DBAPIError:
            # SQLite keeps a transaction open whose COMMIT failed, and SQLAlchemy thinks it over: close it for good.
            connection.invalidate()
            raise
