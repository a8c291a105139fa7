"""The only place that wires: reads the command line's options, the environment and `preceptor.toml`, lazily."""

import getpass
import os
from datetime import date
from typing import TYPE_CHECKING

from preceptor.bootstrap.settings import Settings, find_folder, read_settings
from preceptor.clock import Clock, from_environment

if TYPE_CHECKING:
    from preceptor.services.context import Context
    from preceptor.store import SqlStore


def open_store(settings: Settings) -> "SqlStore":
    """The folder's database; connects when first asked."""
    from preceptor.store import SqlStore

    return SqlStore(settings.database)


def make_context(
    *,
    folder: str | None = None,
    database: str | None = None,
    person: str | None = None,
    request_id: str | None = None,
    settings: Settings | None = None,
    clock: Clock | None = None,
) -> "Context":
    """Everything that a service needs, for one command."""
    from preceptor.calendars import Calendars
    from preceptor.services.context import Context

    known = settings or read_settings(find_folder(folder), database)
    ticking = clock or from_environment(os.environ)
    acting, assumed = who_asks(person)
    return Context(
        store=open_store(known),
        calendars=Calendars(known.company_days, known.day_ends),
        now=ticking.now(),
        fixed_clock=ticking.fixed,
        writes_allowed=not ticking.fixed or known.allow_fixed_clock or known.database.startswith("sqlite"),
        person=acting,
        assumed=assumed,
        request_id=request_id,
        counts_refusals=known.count_refusals,
        trackers=known.trackers,
    )


def who_asks(person: str | None) -> tuple[str | None, bool]:
    """For whom a command acts (`person`: as typed), and whether nobody said so. An empty variable says nothing."""
    named = person or os.environ.get("PRECEPTOR_PERSON") or None
    return named or system_user(), named is None


def system_user() -> str | None:
    """The login of the operating system's user, where it has one."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return None


def today() -> date:
    """The day (UTC), as the clock of a command has it."""
    return from_environment(os.environ).now().date()
