"""What a governance folder says about itself, and where it is."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from shlex import quote
from typing import Any

from preceptor.bootstrap.not_toml import not_toml
from preceptor.bootstrap.settings_text import SettingProblem, SettingsText
from preceptor.errors import EnvironmentProblem
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
#: Our choice; a folder may have another.
_DAY_ENDS = time(17)
#: Bytes. A company's days of a thousand years would fit.
_LARGEST = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a governance folder's `preceptor.toml` says."""

    folder: Path
    database: str
    company_days: frozenset[date] = frozenset()
    #: When a working day ends, local time: deadlines end then.
    day_ends: time = _DAY_ENDS
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
                f"{path} is no governance folder: it has no {SETTINGS}",
                remedy=f"Make one: preceptor init {quote(str(path))}",
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
    told, source = read_text(folder / SETTINGS)
    for problem in wrong_in(told, source):
        raise problem
    calendar = told.get("calendar", {})
    return Settings(
        folder=folder,
        database=database_of(folder, told, database),
        company_days=frozenset(day for one in calendar.get("company_days", ()) if (day := _day(one))),
        day_ends=_wall_clock(calendar.get("day_ends", "17:00")) or _DAY_ENDS,
        allow_fixed_clock=told.get("folder", {}).get("allow_fixed_clock", False),
        count_refusals=told.get("folder", {}).get("count_refusals", False),
        mail=told.get("mail", {}),
        trackers=_trackers(told.get("trackers", {})),
        writeup=told.get("writeup", {}),
        source=source,
    )


def read_text(path: Path) -> tuple[dict[str, Any], SettingsText]:
    """What a file of settings says, and its text. Raises `EnvironmentProblem` and `SettingProblem`."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise SettingProblem(f"the settings have more than {_LARGEST} bytes", path=path, finding="D102")
        text = data.decode("utf-8")
        return tomllib.loads(text), SettingsText(path=path, text=text)
    except OSError as error:
        raise EnvironmentProblem(f"cannot be read: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        before = data[: error.start].count(b"\n")
        raise SettingProblem("this is not UTF-8", path=path, line=before + 1, finding="D103") from error
    except tomllib.TOMLDecodeError as error:
        message, suggestion, line, column = not_toml(error, text)
        raise SettingProblem(
            message, path=path, line=line, column=column, finding="D107", suggestion=suggestion
        ) from error
    except (RecursionError, ValueError) as error:  # thousands of brackets, or of digits
        message = "this is nested too deep, or has too large a number"
        raise SettingProblem(message, path=path, finding="D108") from error


def wrong_in(told: Mapping[str, Any], source: SettingsText) -> Iterator[SettingProblem]:
    """Everything that is wrong with settings, but for what other modules read of them: `[mail]` and `[writeup]`."""
    for section, values in told.items():
        yield from _misfits(section, values, source)
    sound = fitting(told)
    calendar = sound.get("calendar", {})
    for one in calendar.get("company_days", ()):
        if _day(one) is None:
            message = f"`{printable(str(one)[:40])}` in company_days is no day; write it like 2026-12-24"
            yield source.problem(message, "calendar", "company_days", str(one))
    ends = calendar.get("day_ends")
    if ends is not None and _wall_clock(ends) is None:
        message = f"`{printable(ends[:40])}` in day_ends is no time in each one's own zone; write it like 17:00"
        yield source.problem(message, "calendar", "day_ends")
    yield from _wrong_trackers(sound.get("trackers", {}), source)


def fitting(told: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """The settings that are known, and of the kind that each has to be, by section."""
    return {
        section: {name: value for name, value in values.items() if type(value) is _KNOWN[section].get(name)}
        for section, values in told.items()
        if section in _KNOWN and isinstance(values, dict)
    }


def _misfits(section: str, values: object, source: SettingsText) -> Iterator[SettingProblem]:
    """A section and settings that nobody knows, or that are of another kind than they have to be."""
    known = _KNOWN.get(section)
    if known is None:
        yield source.unknown(section, _KNOWN)
        return
    if not isinstance(values, dict):
        message = f"`{section}` is a section: write [{section}], and its settings below"
        yield source.problem(message, section)
        return
    for name, value in sorted(values.items()):
        if name not in known:
            yield source.unknown(name, known, section)
        elif type(value) is not known[name]:
            message = f"`{name}` in [{section}] has to be {_KINDS[known[name]]}"
            yield source.problem(message, section, name)


def _wrong_trackers(told: Mapping[str, Any], source: SettingsText) -> Iterator[SettingProblem]:
    """What is no text in `[trackers]`, and a state that work cannot be in."""
    for name, values in told.items():
        for key, value in values.items():
            if not isinstance(value, str) or not value.strip():
                message = f"`{key}` in [trackers.{name}] has to be a text"
                yield source.problem(message, "trackers", name, key)
            elif name == "states" and value not in STAGES:
                message = f"work is never `{value}`; [trackers.states] knows {', '.join(STAGES)}"
                yield source.problem(message, "trackers", "states", key, finding="D204")


def _trackers(told: Mapping[str, Any]) -> Trackers:
    states = {key.casefold(): value for key, value in told.get("states", {}).items()}
    return Trackers(forms=told.get("forms", {}), states=states, columns=told.get("columns", {}))


def _day(told: object) -> date | None:
    """The day that is meant; None where none is."""
    with suppress(ValueError):
        if not isinstance(told, datetime):
            return told if isinstance(told, date) else date.fromisoformat(str(told))
    return None


def _wall_clock(told: str) -> time | None:
    """The time that is meant, in each one's own zone; None where none is."""
    with suppress(ValueError):
        ends = time.fromisoformat(told)
        if ends.tzinfo is None:
            return ends
    return None


def database_of(folder: Path, told: Mapping[str, Any], database: str | None) -> str:
    """The address of a folder's database. `folder`: absolute; `told`: its settings; `database`: as in
    `read_settings`."""
    default = f"sqlite:///{folder / 'preceptor.db'}"
    said = told.get("database", {}).get("url", default)
    return database or os.environ.get("PRECEPTOR_DATABASE_URL") or _absolute(folder, said)


def _absolute(folder: Path, url: str) -> str:
    """A SQLite file that is named relative to the folder, wherever the command runs."""
    scheme, relative = "sqlite:///", url.removeprefix("sqlite:///")
    return f"{scheme}{folder / relative}" if url.startswith(scheme) and not relative.startswith("/") else url
