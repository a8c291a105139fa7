"""Looks a database over without changing it, for `doctor` and `database upgrade`."""

import json
import os
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from preceptor.errors import PreceptorError
from preceptor.model.surroundings import DatabaseFacts, OpenJob, Trouble
from preceptor.store import schema
from preceptor.store.duty_tables import obligations
from preceptor.store.engine import make_engine, named, parse
from preceptor.store.failures import judge
from preceptor.store.following_tables import jobs
from preceptor.store.log_tables import events
from preceptor.store.outbox_tables import outbox
from preceptor.store.outbox_writing import stale_leases
from preceptor.store.process_tables import changes

_VERSION = text("SELECT version_num FROM alembic_version")
_LAST = select(events.c.at).order_by(events.c.id.desc()).limit(1)
_MAILS = select(outbox.c.state, func.count()).group_by(outbox.c.state)
_JOBS = (
    select(
        jobs.c.change_id.label("change"),
        changes.c.process,
        changes.c.version,
        jobs.c.due_at,
        jobs.c.created_at,
        jobs.c.phase,
        jobs.c.tally,
    )
    .join(changes, changes.c.id == jobs.c.change_id)
    .where(jobs.c.finished_at.is_(None))
    .order_by(jobs.c.due_at, jobs.c.change_id)
)
_OLDEST = (
    select(outbox.c.created_at)
    .where(outbox.c.state.in_(("ready", "unknown", "leased")))
    .order_by(outbox.c.created_at)
    .limit(1)
)
_GIVEN_UP = select(func.count()).where(obligations.c.kind == "mail", obligations.c.closed_at.is_(None))
_UNKNOWNS = select(func.coalesce(func.sum(outbox.c.unknowns), 0))
_SYNCHRONOUS = {"0": "off", "1": "normal", "2": "full", "3": "extra"}
#: Read-only transactions and standby servers.
_READ_ONLY = text("SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on'")
_ROLE = text("SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user")
_OWNS = text("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = CAST('events' AS regclass)")
_MAY = text("SELECT has_table_privilege('events', :privilege)")
_MAY_COLUMN = text("SELECT has_any_column_privilege('events', 'UPDATE')")


def inspect(url: str) -> DatabaseFacts:
    """Look at a database. Raises `DatabaseProblem` only for an address that cannot be read."""
    parsed = parse(url)
    sqlite = parsed.get_backend_name() == "sqlite"
    facts: dict[str, Any] = {
        "kind": "sqlite" if sqlite else "postgresql",
        "where": named(parsed),
        "schema_known": schema.HEAD,
    }
    if sqlite:
        facts |= {"version": sqlite3.sqlite_version, **_file(Path(str(parsed.database)))}
    engine = make_engine(parsed)
    try:
        with engine.connect() as connection:
            facts |= _sqlite(connection) if sqlite else _postgresql(connection)
            facts["schema"] = connection.execute(_VERSION).scalar()
            schema.check(connection, parsed)
            facts |= _contents(connection)
    except DBAPIError as error:
        facts["trouble"] = _trouble(judge(error, parsed).problem)
    except PreceptorError as problem:
        facts["trouble"] = _trouble(problem)
    finally:
        engine.dispose()
    return DatabaseFacts(**facts)


def schema_of(url: str) -> str | None:
    """The revision of a database's schema; None where it has none, or is not there."""
    parsed = parse(url)
    engine = make_engine(parsed)
    try:
        with engine.connect() as connection:
            found = connection.execute(_VERSION).scalar()
            return None if found is None else str(found)
    except DBAPIError as error:
        if _absent(error, parsed):
            return None
        raise judge(error, parsed).problem from error
    finally:
        engine.dispose()


def _absent(error: DBAPIError, url: URL) -> bool:
    """Whether there are no tables yet, or not even a file."""
    if url.get_backend_name() == "sqlite":
        return "no such table" in str(error.orig) or not Path(str(url.database)).exists()
    return getattr(error.orig, "sqlstate", None) == "42P01"


def _contents(connection: Connection) -> dict[str, Any]:
    oldest: datetime | None = connection.execute(_OLDEST).scalar()
    return {
        "last_event": connection.execute(_LAST).scalar(),
        "mails": {str(state): int(count) for state, count in connection.execute(_MAILS).all()},
        "oldest_unsent": oldest,
        "jobs": tuple(
            OpenJob(**{**one, "change": f"CH-{one['change']}", "tally": json.loads(one["tally"])})
            for one in connection.execute(_JOBS).mappings()
        ),
        "given_up": int(connection.execute(_GIVEN_UP).scalar_one()),
        "unknowns": int(connection.execute(_UNKNOWNS).scalar_one()),
        "stale_leases": int(connection.execute(stale_leases(connection.dialect.name)).scalar_one()),
    }


def _sqlite(connection: Connection) -> dict[str, Any]:
    journal = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())
    synchronous = str(connection.exec_driver_sql("PRAGMA synchronous").scalar())
    return {"settings": {"journal_mode": journal, "synchronous": _SYNCHRONOUS.get(synchronous, synchronous)}}


def _file(path: Path) -> dict[str, Any]:
    """The file's permissions. SQLite writes a journal beside it, so its folder has to be writable too."""
    if not path.exists():
        return {}
    unwritable = None
    if not os.access(path, os.W_OK):
        unwritable = Trouble(message=f"{path} cannot be written", remedy="Give yourself write permission on it.")
    elif not os.access(path.parent, os.W_OK | os.X_OK):
        remedy = "Give yourself write permission on it: SQLite keeps its journal there."
        unwritable = Trouble(message=f"the folder of {path} cannot be written", remedy=remedy)
    free = shutil.disk_usage(path.parent).free
    return {"mode": path.stat().st_mode & 0o777, "free": free, "unwritable": unwritable}


def _postgresql(connection: Connection) -> dict[str, Any]:
    role = connection.execute(_ROLE).first()
    facts: dict[str, Any] = {
        "version": str(connection.exec_driver_sql("SHOW server_version").scalar()),
        "role": role.rolname if role else None,
    }
    if connection.execute(_READ_ONLY).scalar():
        facts["unwritable"] = Trouble(
            message="the server is a standby, or takes reads only", remedy="Connect to the primary server."
        )
    if connection.exec_driver_sql("SELECT to_regclass('events')").scalar() is None:
        return facts
    rewrites = ["superuser"] if role and role.rolsuper else []
    rewrites += ["owner"] if connection.execute(_OWNS).scalar() else []
    rewrites += ["UPDATE"] if connection.execute(_MAY_COLUMN).scalar() else []
    rewrites += [one for one in ("DELETE", "TRUNCATE") if connection.execute(_MAY, {"privilege": one}).scalar()]
    return {**facts, "rewrites": tuple(rewrites)}


def _trouble(problem: PreceptorError) -> Trouble:
    return Trouble(message=problem.message, remedy=problem.remedy)
