"""Gathers what `doctor` looks at. Whatever cannot be had is part of the answer, and ends nothing."""

import os
import sys
from importlib.metadata import PackageNotFoundError, version

from preceptor.bootstrap import system_user
from preceptor.bootstrap.settings import Settings, find_folder, read_settings
from preceptor.clock import from_environment
from preceptor.errors import DatabaseProblem, PreceptorError
from preceptor.model.surroundings import DatabaseFacts, Surroundings, Trouble

_LIBRARIES = (
    "aiosmtplib", "alembic", "click", "holidays", "icalendar", "Jinja2", "markdown-it-py", "platformdirs", "psycopg",
    "pydantic", "rich", "ruamel.yaml", "SQLAlchemy", "transitions", "tzdata",
)  # fmt: skip


def look_around(*, folder: str | None, database: str | None, person: str | None) -> Surroundings:
    """The machine, the folder and the database as they are. Changes nothing, and connects to no mail server."""
    settings, trouble = _settings(folder, database)
    url = settings.database if settings else database or os.environ.get("PRECEPTOR_DATABASE_URL")
    mail = settings.mail if settings else {}
    named = person or os.environ.get("PRECEPTOR_PERSON")
    clock = from_environment(os.environ)
    return Surroundings(
        python=(sys.version_info.major, sys.version_info.minor, sys.version_info.micro),
        libraries={name: _version(name) for name in _LIBRARIES},
        folder=str(settings.folder) if settings else None,
        folder_trouble=trouble,
        folder_writable=bool(settings and os.access(settings.folder, os.W_OK | os.X_OK)),
        database=_database(url) if url else None,
        person=named or system_user(),
        assumed=named is None,
        mail_host=os.environ.get("PRECEPTOR_SMTP_HOST") or mail.get("host"),
        mail_tls=os.environ.get("PRECEPTOR_SMTP_TLS") or mail.get("tls"),
        now=clock.now(),
        fixed_clock=clock.fixed,
    )


def _settings(folder: str | None, database: str | None) -> tuple[Settings | None, Trouble | None]:
    try:
        return read_settings(find_folder(folder), database), None
    except PreceptorError as problem:
        return None, Trouble(message=str(problem), remedy=problem.remedy)


def _database(url: str) -> DatabaseFacts:
    from preceptor.store.inspection import inspect

    try:
        return inspect(url)
    except DatabaseProblem as problem:
        trouble = Trouble(message=problem.message, remedy=problem.remedy)
        return DatabaseFacts(kind="sqlite", where="the address", trouble=trouble)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
