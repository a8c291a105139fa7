"""Gathers what `doctor` looks at. Whatever cannot be had is part of the answer, and ends nothing."""

import os
import sys
from importlib.metadata import PackageNotFoundError, version

from preceptor.bootstrap import open_store, who_asks
from preceptor.bootstrap.copies import look_at_copies
from preceptor.bootstrap.mail_surroundings import look_at_mail
from preceptor.bootstrap.settings import Settings, find_folder, read_settings
from preceptor.clock import from_environment
from preceptor.errors import DatabaseProblem, PreceptorError
from preceptor.model.surroundings import CopiesFacts, DatabaseFacts, Surroundings, Trouble

_LIBRARIES = (
    "aiosmtplib", "alembic", "click", "holidays", "icalendar", "Jinja2", "markdown-it-py", "platformdirs", "psycopg",
    "pydantic", "rich", "ruamel.yaml", "SQLAlchemy", "transitions", "tzdata",
)  # fmt: skip


def look_around(
    *, folder: str | None, database: str | None, person: str | None, mail_to: str | None = None
) -> Surroundings:
    """The machine, the folder, the database and the mail server as they are. Changes nothing.

    `mail_to`: an address that gets one mail, so that somebody sees it arrive.
    """
    settings, trouble = _settings(folder, database)
    url = settings.database if settings else database or os.environ.get("PRECEPTOR_DATABASE_URL")
    facts = _database(url) if url else None
    acting, assumed = who_asks(person)
    clock = from_environment(os.environ)
    sender = _sender(settings) if settings and facts and not facts.trouble else None
    mail, mail_trouble = look_at_mail(settings, sender, clock.now(), mail_to=mail_to)
    return Surroundings(
        python=(sys.version_info.major, sys.version_info.minor, sys.version_info.micro),
        libraries={name: _version(name) for name in _LIBRARIES},
        folder=str(settings.folder) if settings else None,
        folder_trouble=trouble,
        folder_writable=bool(settings and os.access(settings.folder, os.W_OK | os.X_OK)),
        copies=look_at_copies(settings.folder) if settings else CopiesFacts(),
        database=facts,
        person=acting,
        assumed=assumed,
        mail=mail,
        mail_trouble=mail_trouble,
        now=clock.now(),
        fixed_clock=clock.fixed,
    )


def _settings(folder: str | None, database: str | None) -> tuple[Settings | None, Trouble | None]:
    try:
        return read_settings(find_folder(folder), database), None
    except PreceptorError as problem:
        return None, Trouble(message=str(problem), remedy=problem.remedy)


def _sender(settings: Settings) -> str | None:
    """Whom mails are from where nobody says."""
    from preceptor.services.relay.outgoing import first_owner

    store = open_store(settings)
    try:
        with store.reading() as tx:
            return first_owner(tx)
    except PreceptorError:
        return None
    finally:
        store.close()


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
