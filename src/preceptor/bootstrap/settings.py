"""What a governance folder says about itself, and where it is."""

import os
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from preceptor.bootstrap.settings_text import SettingsText
from preceptor.errors import BadInput, EnvironmentProblem
from preceptor.model.identity import printable
from preceptor.model.trackers import STAGES, Trackers

#: The file that makes a folder a governance folder.
SETTINGS = "preceptor.toml"
#: Which sections there are, which settings each has, and what a setting looks like.
_KNOWN: Mapping[str, Mapping[str, type]] = {
    "database": {"url": str},
    "mail": {"host": str, "port": int, "tls": str, "from": str, "user": str},
    "calendar": {"company_days": list, "day_ends": str},
    "folder": {"allow_fixed_clock": bool, "count_refusals": bool},
    "trackers": {"forms": dict, "states": dict, "columns": dict},
    "writeup": {"select": list, "ignore": list, "severity": dict, "silence": str, "teams": dict},
}
_KINDS = {str: "a text", int: "a whole number", list: "a list", bool: "true or false", dict: "a section"}
#: Bytes. A company's days of a thousand years would fit.
_LARGEST = 1024 * 1024


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
    #: Refusals are counted, without whose they were: the only thing that a refused command leaves behind.
    count_refusals: bool = False
    mail: Mapping[str, Any] = field(default_factory=dict)
    #: Where tickets are kept.
    trackers: Trackers = field(default_factory=Trackers)
    #: What is looked for in write-ups; `bootstrap.writeups` reads it.
    writeup: Mapping[str, Any] = field(default_factory=dict)
    #: To say where a setting stands that cannot be used.
    source: SettingsText = field(default_factory=lambda: SettingsText(path=Path(SETTINGS)))


def find_folder(folder: str | None) -> Path:
    """The governance folder: the option, else `PRECEPTOR_FOLDER`, else the nearest one upwards."""
    named = folder or os.environ.get("PRECEPTOR_FOLDER")
    if named:
        path = Path(named)
        if not os.path.isfile(path / SETTINGS):  # where Path would raise for a name that is too long
            raise EnvironmentProblem(
                f"{path} is no governance folder: it has no {SETTINGS}", remedy=f"Make one: preceptor init {path}"
            )
        return path.resolve()
    here = Path.cwd()
    for path in (here, *here.parents):
        if os.path.isfile(path / SETTINGS):
            return path
    raise EnvironmentProblem(
        f"neither {here} nor a folder above it is a governance folder (has a {SETTINGS})",
        remedy="Make one: preceptor init DIR; or name one with --folder DIR.",
    )


def read_settings(folder: Path, database: str | None = None) -> Settings:
    """The folder's settings; `database` and `PRECEPTOR_DATABASE_URL` win over the file's. Raises `BadInput`."""
    folder = folder.resolve()
    path = folder / SETTINGS
    told, source = _read(path)
    for section, values in told.items():
        _check(section, values, source)
    calendar = told.get("calendar", {})
    default = f"sqlite:///{folder / 'preceptor.db'}"
    return Settings(
        folder=folder,
        database=database
        or os.environ.get("PRECEPTOR_DATABASE_URL")
        or _absolute(folder, told.get("database", {}).get("url", default)),
        company_days=frozenset(_day(one, source) for one in calendar.get("company_days", ())),
        day_ends=_wall_clock(calendar.get("day_ends", "17:00"), source),
        allow_fixed_clock=told.get("folder", {}).get("allow_fixed_clock", False),
        count_refusals=told.get("folder", {}).get("count_refusals", False),
        mail=told.get("mail", {}),
        trackers=_trackers(told.get("trackers", {}), source),
        writeup=told.get("writeup", {}),
        source=source,
    )


def _read(path: Path) -> tuple[dict[str, Any], SettingsText]:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise BadInput(f"the settings have more than {_LARGEST} bytes", path=path)
        text = data.decode("utf-8")
        return tomllib.loads(text), SettingsText(path=path, text=text)
    except OSError as error:
        raise EnvironmentProblem(f"cannot be read: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        raise BadInput("this is not UTF-8", path=path, line=data[: error.start].count(b"\n") + 1) from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (None, None)
        raise BadInput(str(error), path=path, line=line, column=column) from error
    except (RecursionError, ValueError) as error:  # thousands of brackets, or of digits
        raise BadInput("this is nested too deep, or has too large a number", path=path) from error


def _check(section: str, values: object, source: SettingsText) -> None:
    """Raise `BadInput` for a section or a setting that nobody knows, or that is of another kind than it has to be."""
    known = _KNOWN.get(section)
    if known is None:
        raise source.problem(f"nobody knows the setting `{section}`", section)
    if not isinstance(values, dict):
        raise source.problem(f"`{section}` is a section: write [{section}], and its settings below", section)
    for name, value in sorted(values.items()):
        if name not in known:
            raise source.problem(f"nobody knows the setting `{name}` in [{section}]", section, name)
        if type(value) is not known[name]:
            raise source.problem(f"`{name}` in [{section}] has to be {_KINDS[known[name]]}", section, name)


def _trackers(told: Mapping[str, Any], source: SettingsText) -> Trackers:
    """What `[trackers]` says. Raises `BadInput` for what is no text, and for a state that work cannot be in."""
    for name, values in told.items():
        for key, value in values.items():
            if not isinstance(value, str) or not value.strip():
                raise source.problem(f"`{key}` in [trackers.{name}] has to be a text", "trackers", name, key)
    states: Mapping[str, Any] = told.get("states", {})
    for key, value in states.items():
        if value not in STAGES:
            message = f"work is never `{value}`; [trackers.states] knows {', '.join(STAGES)}"
            raise source.problem(message, "trackers", "states", key)
    states = {key.casefold(): value for key, value in states.items()}
    return Trackers(forms=told.get("forms", {}), states=states, columns=told.get("columns", {}))


def _day(told: object, source: SettingsText) -> date:
    with suppress(ValueError):
        if not isinstance(told, datetime):
            return told if isinstance(told, date) else date.fromisoformat(str(told))
    message = f"`{printable(str(told)[:40])}` in company_days is no day; write it like 2026-12-24"
    raise source.problem(message, "calendar", "company_days", str(told))


def _wall_clock(told: str, source: SettingsText) -> time:
    with suppress(ValueError):
        ends = time.fromisoformat(told)
        if ends.tzinfo is None:
            return ends
    message = f"`{printable(told[:40])}` in day_ends is no time in each one's own zone; write it like 17:00"
    raise source.problem(message, "calendar", "day_ends")


def _absolute(folder: Path, url: str) -> str:
    """A SQLite file that is named relative to the folder, wherever the command runs."""
    scheme, relative = "sqlite:///", url.removeprefix("sqlite:///")
    return f"{scheme}{folder / relative}" if url.startswith(scheme) and not relative.startswith("/") else url
