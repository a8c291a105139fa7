"""What a database's error means: try the whole command again, or tell the person what to do."""

from dataclasses import dataclass

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from preceptor.errors import DatabaseProblem, PreceptorError, ReadOnlyFolder

# SQLite's primary result codes (https://www.sqlite.org/rescode.html); extended codes hold them in the low byte.
_PERM, _BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN = 3, 5, 6, 8, 10, 11, 13, 14
_CONSTRAINT, _AUTH, _NOTADB = 19, 23, 26

# PostgreSQL's SQLSTATE (its manual, appendix A).
_UNIQUE = "23505"
_RACES = frozenset({"40001", "40P01", "55P03", _UNIQUE})
_GONE = frozenset({"57P01", "57P02", "57P03", "53300"})


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What is to be done about an error of the database."""

    problem: PreceptorError
    #: The same transaction may well succeed now: it lost a race, or the database was busy.
    again: bool = False
    #: The connection was lost, so it is not known whether a commit took effect.
    lost: bool = False


def judge(error: DBAPIError, url: URL) -> Verdict:
    """Say what an error of the driver means. The problem names the database without its password."""
    cause = error.orig
    if url.get_backend_name() == "sqlite":
        return _sqlite(cause, url.database or "")
    return _postgresql(error, url.render_as_string(hide_password=True))


def no_schema(where: str) -> DatabaseProblem:
    """Say that the database is there, and empty."""
    return DatabaseProblem(
        f"{where} holds no tables of preceptor.",
        remedy="Make a folder with `preceptor init DIR`, or the tables alone with `preceptor database upgrade`.",
    )


def _sqlite(cause: BaseException | None, path: str) -> Verdict:
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if code in (_BUSY, _LOCKED):
        return Verdict(
            problem=DatabaseProblem(
                f"{path} is busy: another command has been writing for too long.",
                remedy="Try again in a moment; `fuser` on the file shows who holds it.",
            ),
            again=True,
        )
    if code in (_READONLY, _PERM, _AUTH):
        return Verdict(
            problem=ReadOnlyFolder(
                f"{path} cannot be written to.",
                remedy="Give yourself write permission on the file and its folder, or name another with --folder.",
            )
        )
    if code == _CANTOPEN:
        return Verdict(
            problem=DatabaseProblem(
                f"{path} cannot be opened: it is not there, or you have no permission.",
                remedy="Look at the path and its permissions; `preceptor init DIR` makes a new folder.",
            )
        )
    if code in (_NOTADB, _CORRUPT):
        return Verdict(
            problem=DatabaseProblem(
                f"{path} is not a database of SQLite, or it is damaged.",
                remedy="Name the right file in preceptor.toml or with --database, or bring back a copy.",
            )
        )
    if code in (_FULL, _IOERR):
        return Verdict(
            problem=DatabaseProblem(
                f"The disk under {path} is full, or fails.",
                remedy="Free some space and give the command again; nothing of it was kept.",
            )
        )
    if "no such table: alembic_version" in str(cause):
        return Verdict(problem=no_schema(path))
    return Verdict(problem=DatabaseProblem(f"The database {path} refused the command: {_said(cause)}."))


def _postgresql(error: DBAPIError, where: str) -> Verdict:
    cause = error.orig
    state = getattr(cause, "sqlstate", None)
    if error.connection_invalidated or state in _GONE:
        return Verdict(problem=_unreachable(cause, where), again=True, lost=True)
    if state in _RACES:
        return Verdict(
            problem=DatabaseProblem(
                f"Others kept changing the same records at the same time: {_said(cause)}.",
                remedy="Give the command again.",
            ),
            again=True,
        )
    if state is None and isinstance(error, (InterfaceError, OperationalError)):
        return Verdict(problem=_unreachable(cause, where), lost=True)
    if state == "42P01" and "alembic_version" in str(cause):
        return Verdict(problem=no_schema(where))
    if state in ("42501", "25006"):
        return Verdict(
            problem=DatabaseProblem(
                f"The database's user may not do this: {_said(cause)}.",
                remedy="`preceptor database grant` prints the privileges that it needs.",
            )
        )
    if state in ("3D000", "28P01", "28000"):
        return Verdict(problem=_unreachable(cause, where))
    return Verdict(problem=DatabaseProblem(f"The database {where} refused the command: {_said(cause)}."))


def _unreachable(cause: BaseException | None, where: str) -> DatabaseProblem:
    return DatabaseProblem(
        f"{where} cannot be reached: {_said(cause)}.",
        remedy="See that the server runs and that address, user and password are right; `preceptor doctor` tries it.",
    )


def _said(cause: BaseException | None) -> str:
    """Give the first line of what the driver said."""
    lines = str(cause).strip().splitlines() or [type(cause).__name__]
    return lines[0].rstrip(".")
