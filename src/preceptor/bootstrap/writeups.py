"""What judges write-ups, as a governance folder wants it, or by itself where there is none."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from preceptor.bootstrap.settings import find_folder, read_settings
from preceptor.bootstrap.settings_text import SettingProblem, SettingsText
from preceptor.catalog.language import read_language
from preceptor.catalog.problems import meant
from preceptor.errors import EnvironmentProblem, UsageProblem
from preceptor.model.duration import Duration
from preceptor.model.finding import Finding, Severity
from preceptor.model.language import Language
from preceptor.model.selection import Selection
from preceptor.services.definition_errors import definition_problem
from preceptor.writeup.checking import check
from preceptor.writeup.rules import RULES

_SEVERITIES: Mapping[str, Severity] = {"error": "error", "warning": "warning", "advice": "advice"}
#: The settings that a team may have of its own.
_OF_A_TEAM = ("select", "ignore", "severity")
#: Our choice: an hour is often one attempt, and after two somebody asks what was done meanwhile.
_SILENCE = timedelta(hours=2)


@dataclass(frozen=True, kw_only=True)
class FolderWriteUpChecker:
    """The rules for write-ups (`ports.outside.WriteUpChecker`)."""

    language: Language
    #: Of the folder, and of the command line, which has the last word.
    selection: Selection = field(default_factory=Selection)
    asked: Selection = field(default_factory=Selection)
    teams: Mapping[str, Selection] = field(default_factory=dict)
    silence: timedelta = _SILENCE

    def check(self, document: str | bytes, *, path: str = "", team: str | None = None) -> Sequence[Finding]:
        """Give what an editor would find; a team that the folder says nothing of has the folder's selection."""
        selection = self.selection.then(self.teams.get(team or "", Selection())).then(self.asked)
        return check(document, language=self.language, path=path, selection=selection, silence=self.silence)


def make_write_up_checker(
    folder: str | None = None, *, select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> FolderWriteUpChecker:
    """The rules as the folder that is meant wants them, and as shipped where there is none.

    `select` and `ignore` are codes and families, as they are typed. Raises `UsageProblem` for one that there is not,
    and `BadInput` for settings or words that cannot be used.
    """
    asked = Selection(
        select=tuple(_typed(one) for one in select) if select else None, ignore=tuple(_typed(one) for one in ignore)
    )
    root = _folder(folder)
    settings = read_settings(root) if root else None
    told = settings.writeup if settings else {}
    language = _language(root)
    for problem in wrong_in_writeup(told, settings.source) if settings else ():
        raise problem
    return FolderWriteUpChecker(
        language=language,
        selection=_selection(told),
        asked=asked,
        teams={name: _selection(one) for name, one in sorted(told.get("teams", {}).items())},
        silence=_silence(told.get("silence")),
    )


def _folder(named: str | None) -> Path | None:
    """The folder that is named, else the nearest one upwards, else none: write-ups need no folder."""
    if named or os.environ.get("PRECEPTOR_FOLDER"):
        return find_folder(named)
    try:
        return find_folder(None)
    except EnvironmentProblem:
        return None


def _language(root: Path | None) -> Language:
    language, findings = read_language(root)
    if language is None:
        raise definition_problem("The words for write-ups cannot be used.", findings)
    return language


def _typed(name: str) -> str:
    code = name.strip().upper()
    if not is_known(code):
        raise UsageProblem(f"there is no rule or family {name.strip()[:40]!r}", remedy=_known(code))
    return code


def is_known(name: str) -> bool:
    """Whether a name is a rule's code, or the begin of one, such as its family's letter."""
    return bool(name) and any(code.startswith(name) for code in RULES)


def _known(name: str) -> str:
    close = meant(name, RULES)
    families = ", ".join(sorted({code[0] for code in RULES}))
    return f"{close[0].upper()}{close[1:]} The families are {families}." if close else f"The families are {families}."


def wrong_in_writeup(told: Mapping[str, Any], source: SettingsText) -> Iterator[SettingProblem]:
    """Everything that is wrong with the section `[writeup]`."""
    yield from _wrong_selection(told, source, "writeup")
    for team, own in sorted(told.get("teams", {}).items()):
        keys = ("writeup", "teams", team)
        if not isinstance(own, dict):
            section = ".".join(keys)
            message = f"`{section}` is a section: write [{section}], and its settings below"
            yield source.problem(message, *keys)
            continue
        for name in sorted(own):
            if name not in _OF_A_TEAM:
                yield source.unknown(name, _OF_A_TEAM, *keys)
        yield from _wrong_selection(own, source, *keys)
    try:
        _silence(told.get("silence"))
    except ValueError as error:
        yield source.problem(f"`silence` in [writeup]: {error}", "writeup", "silence", finding="D206")


def _wrong_selection(told: Mapping[str, Any], source: SettingsText, *keys: str) -> Iterator[SettingProblem]:
    section = ".".join(keys)
    weights = told.get("severity", {})
    if isinstance(weights, dict):
        for code, weight in weights.items():
            if not isinstance(weight, str) or weight not in _SEVERITIES:
                message = f"a severity in [{section}] is error, warning or advice, and not {weight!r}"
                yield source.problem(message, *keys, "severity", code, finding="D204")
    else:
        message = f"`severity` in [{section}] has to be a section"
        yield source.problem(message, *keys, "severity")
    for name in ("select", "ignore"):
        if isinstance(told.get(name, []), list):
            yield from _wrong_names(told.get(name, []), source, *keys, name)
        else:
            yield source.problem(f"codes in [{section}] stand in a list", *keys, name)
    yield from _wrong_names(weights if isinstance(weights, dict) else (), source, *keys, "severity")


def _wrong_names(names: Iterable[object], source: SettingsText, *keys: str) -> Iterator[SettingProblem]:
    for one in names:
        if not isinstance(one, str) or not is_known(one):
            message = f"[{'.'.join(keys[:-1])}] names {one!r}, and there is no such rule or family"
            suggestion = meant(one.upper(), RULES) if isinstance(one, str) else None
            yield source.problem(message, *keys, str(one), finding="D204", suggestion=suggestion)


def _selection(told: Mapping[str, Any]) -> Selection:
    return Selection(
        select=tuple(told["select"]) if "select" in told else None,
        ignore=tuple(told.get("ignore", ())),
        severity={name: _SEVERITIES[weight] for name, weight in told.get("severity", {}).items()},
    )


def _silence(told: str | None) -> timedelta:
    """How long nothing may be told of without being a silence. Raises `ValueError` for what is no duration."""
    return _SILENCE if told is None else timedelta(minutes=Duration.parse(told).about_minutes)
