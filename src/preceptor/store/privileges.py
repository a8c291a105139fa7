"""What PostgreSQL lets a role do here: enough for every command, and nothing that rewrites history."""

import re
from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.exc import DBAPIError

from preceptor.errors import BadInput, DatabaseProblem
from preceptor.store.engine import make_engine, parse, transaction
from preceptor.store.failures import judge
from preceptor.store.tables import PROJECTED, SEQUENCES

#: By table; every table that events project to is state, which is changed as they say.
_HISTORY: Mapping[str, str] = {
    "events": "SELECT, INSERT",
    "definitions": "SELECT, INSERT",
    # An erasure empties these columns, and no other command changes them.
    "payloads": "SELECT, INSERT, UPDATE (salt, body)",
    "requests": "SELECT, INSERT, UPDATE (digest, answer)",
    "outbox": "SELECT, INSERT, UPDATE",
    "refusals": "SELECT, INSERT",
    "settled": "SELECT, INSERT, UPDATE",
    "jobs": "SELECT, INSERT, UPDATE",
    "alembic_version": "SELECT",
}
_STATE = "SELECT, INSERT, UPDATE, DELETE"
_TABLES: Mapping[str, str] = {**{table.name: _STATE for table in PROJECTED}, **_HISTORY}
_NUMBERS = tuple(one.name for one in SEQUENCES.values())
#: PostgreSQL cuts names that are longer, in bytes.
_LONGEST_NAME = 63
_ROLE = text("SELECT rolsuper FROM pg_roles WHERE rolname = :role")
_OWNER = text("SELECT pg_has_role(:role, relowner, 'USAGE') FROM pg_class WHERE oid = CAST('events' AS regclass)")
#: Where whoever asks is not the owner, PostgreSQL may grant nothing and only warn of it.
_NOT_OURS = text(
    "SELECT relname, current_user FROM pg_class WHERE relnamespace = to_regnamespace(quote_ident(current_schema()))"
    " AND relname IN :names AND NOT pg_has_role(relowner, 'USAGE') ORDER BY relname LIMIT 1"
).bindparams(bindparam("names", [*_TABLES, *_NUMBERS], expanding=True))


def grants(role: str, schema: str = "public") -> list[str]:
    """The statements that let `role` run every command but `init` and `database`. Raises `BadInput`."""
    to, inside = _quoted(role), _quoted(schema)
    statements = [f"GRANT USAGE ON SCHEMA {inside} TO {to}"]
    for table, privileges in _TABLES.items():
        statements.append(f"REVOKE ALL ON {inside}.{_quoted(table)} FROM {to}")
        statements.append(f"GRANT {privileges} ON {inside}.{_quoted(table)} TO {to}")
    names = ", ".join(f"{inside}.{_quoted(one)}" for one in _NUMBERS)
    return [*statements, f"GRANT USAGE ON SEQUENCE {names} TO {to}"]


def grant(url: str, role: str, *, dry_run: bool = False) -> tuple[list[str], list[str]]:
    """Give a role of a PostgreSQL its privileges, in one transaction; the statements, and warnings.

    Raises `BadInput` for SQLite and for a role that is not there, and `DatabaseProblem`, also where the database's
    user does not own every table, and so cannot grant.
    """
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite":
        raise BadInput(
            "SQLite knows no roles: whoever can write the file can write everything in it.",
            remedy="Guard the file by its permissions, and seal the record: preceptor audit seal FILE.",
        )
    engine = make_engine(parsed)
    try:
        with transaction(engine, parsed) as connection:
            warnings = _warnings(connection, role)
            schema = str(connection.execute(text("SELECT current_schema()")).scalar_one() or "public")
            statements = grants(role, schema)
            if dry_run:
                return statements, warnings
            _may_grant(connection)
            for statement in statements:
                connection.exec_driver_sql(statement.replace("%", "%%"))
    except DBAPIError as error:
        raise judge(error, parsed).problem from error
    finally:
        engine.dispose()
    return statements, warnings


def _warnings(connection: Connection, role: str) -> list[str]:
    superuser = connection.execute(_ROLE, {"role": role}).scalar()
    if superuser is None:
        raise BadInput(f"there is no role `{role}`", remedy=f"Make it: CREATE ROLE {_quoted(role)} LOGIN")
    warnings = []
    if superuser:
        warnings.append(f"{role} is a superuser, whom no grant binds")
    owner = connection.execute(_OWNER, {"role": role}).scalar()
    if owner is None:
        raise DatabaseProblem("The database has no tables of preceptor.")
    if owner and not superuser:
        warnings.append(f"{role} owns the tables, or belongs to who does, and can give itself any privilege")
    return warnings


def _may_grant(connection: Connection) -> None:
    found = connection.execute(_NOT_OURS).first()
    if found:
        raise DatabaseProblem(
            f"{found.current_user} does not own `{found.relname}`, and can grant nobody anything in it.",
            remedy="Run it as the owner of the tables: name the owner in the address that --database takes.",
        )


def _quoted(name: str) -> str:
    if not name or re.search(r"[\x00-\x1f\x7f]", name) or len(name.encode()) > _LONGEST_NAME:
        raise BadInput(f"`{name[:70]}` is no name of a role")
    return '"' + name.replace('"', '""') + '"'
