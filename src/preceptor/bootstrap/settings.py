"""What a governance folder says about itself, and where it is."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any

from preceptor.errors import BadInput, EnvironmentProblem

#: The file that makes a folder a governance folder.
SETTINGS = "preceptor.toml"
_KNOWN = {
    "database": {"url"},
    "mail": {"host", "port", "tls", "from", "user"},
    "calendar": {"company_days", "day_ends"},
    "folder": {"allow_fixed_clock"},
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a governance folder's `preceptor.toml` says."""

    folder: Path
    database: str
    company_days: frozenset[date] = frozenset()
    #: When a working day ends, local time: deadlines end then.
    day_ends: time = time(17)
    #: PostgreSQL takes no writes under `PRECEPTOR_NOW` unless the folder allows it.
    allow_fixed_clock: bool = False
    mail: Mapping[str, Any] = field(default_factory=dict)


def find_folder(folder: str | None) -> Path:
    """The governance folder: the option, else `PRECEPTOR_FOLDER`, else the nearest one upwards."""
    named = folder or os.environ.get("PRECEPTOR_FOLDER")
    if named:
        path = Path(named)
        if not (path / SETTINGS).is_file():
            raise EnvironmentProblem(
                f"{path} is no governance folder: it has no {SETTINGS}", remedy=f"Make one: preceptor init {path}"
            )
        return path.resolve()
    here = Path.cwd()
    for path in (here, *here.parents):
        if (path / SETTINGS).is_file():
            return path
    raise EnvironmentProblem(
        f"neither {here} nor a folder above it is a governance folder (has a {SETTINGS})",
        remedy="Make one: preceptor init DIR; or name one with --folder DIR.",
    )


def read_settings(folder: Path, database: str | None = None) -> Settings:
    """The folder's settings; `database` and `PRECEPTOR_DATABASE_URL` win over the file's. Raises `BadInput`."""
    folder = folder.resolve()
    path = folder / SETTINGS
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (None, None)
        raise BadInput(str(error), path=path, line=line, column=column) from error
    except (OSError, UnicodeDecodeError) as error:
        raise EnvironmentProblem(f"cannot be read: {error}", path=path) from error
    for section, values in told.items():
        unknown = {section} if section not in _KNOWN else set(values) - _KNOWN[section]
        if unknown:
            raise BadInput(f"nobody knows the setting `{sorted(unknown)[0]}`", path=path)
    calendar = told.get("calendar", {})
    default = f"sqlite:///{folder / 'preceptor.db'}"
    try:
        return Settings(
            folder=folder,
            database=database
            or os.environ.get("PRECEPTOR_DATABASE_URL")
            or _absolute(folder, told.get("database", {}).get("url", default)),
            company_days=frozenset(_day(one) for one in calendar.get("company_days", ())),
            day_ends=time.fromisoformat(calendar.get("day_ends", "17:00")),
            allow_fixed_clock=told.get("folder", {}).get("allow_fixed_clock", False),
            mail=told.get("mail", {}),
        )
    except (TypeError, ValueError) as error:
        raise BadInput(f"the calendar cannot be read: {error}", path=path) from error


def _day(told: object) -> date:
    return told if isinstance(told, date) else date.fromisoformat(str(told))


def _absolute(folder: Path, url: str) -> str:
    """A SQLite file that is named relative to the folder, wherever the command runs."""
    scheme, relative = "sqlite:///", url.removeprefix("sqlite:///")
    return f"{scheme}{folder / relative}" if url.startswith(scheme) and not relative.startswith("/") else url
