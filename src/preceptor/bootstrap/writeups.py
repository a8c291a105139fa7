"""What judges write-ups, as a governance folder wants it, or by itself where there is none."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from preceptor.bootstrap.settings import SETTINGS, find_folder, read_settings
from preceptor.bootstrap.settings_text import SettingsText
from preceptor.catalog.language import read_language
from preceptor.catalog.problems import meant
from preceptor.errors import DefinitionProblem, EnvironmentProblem, Problem, UsageProblem
from preceptor.model.duration import Duration
from preceptor.model.finding import Finding, Severity
from preceptor.model.language import Language
from preceptor.model.selection import Selection
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
    told, source = (settings.writeup, settings.source) if settings else ({}, SettingsText(path=Path(SETTINGS)))
    return FolderWriteUpChecker(
        language=_language(root),
        selection=_selection(told, source),
        asked=asked,
        teams={name: _of_team(name, one, source) for name, one in sorted(told.get("teams", {}).items())},
        silence=_silence(told.get("silence"), source),
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
        raise DefinitionProblem(
            "The words for write-ups cannot be used.",
            problems=[
                Problem(message=one.message, path=one.path, line=one.line, column=one.column, code=one.code)
                for one in findings
            ],
        )
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


def _of_team(team: str, told: object, source: SettingsText) -> Selection:
    keys = ("writeup", "teams", team)
    section = ".".join(keys)
    if not isinstance(told, dict):
        raise source.problem(f"`{section}` is a section: write [{section}], and its settings below", *keys)
    for name in sorted(told):
        if name not in _OF_A_TEAM:
            raise source.problem(f"nobody knows the setting `{name}` in [{section}]", *keys, name)
    return _selection(told, source, *keys[1:])


def _selection(told: Mapping[str, Any], source: SettingsText, *within: str) -> Selection:
    keys = ("writeup", *within)
    section = ".".join(keys)
    weights = told.get("severity", {})
    if not isinstance(weights, dict):
        raise source.problem(f"`severity` in [{section}] has to be a section", *keys, "severity")
    for code, weight in weights.items():
        if not isinstance(weight, str) or weight not in _SEVERITIES:
            message = f"a severity in [{section}] is error, warning or advice, and not {weight!r}"
            raise source.problem(message, *keys, "severity", code)

    def names(name: str, listed: object) -> tuple[str, ...]:
        if not isinstance(listed, list):
            raise source.problem(f"codes in [{section}] stand in a list", *keys, name)
        for one in listed:
            if not isinstance(one, str) or not is_known(one):
                message = f"[{section}] names {one!r}, and there is no such rule or family"
                raise source.problem(message, *keys, name, str(one))
        return tuple(listed)

    return Selection(
        select=names("select", told["select"]) if "select" in told else None,
        ignore=names("ignore", told.get("ignore", [])),
        severity={name: _SEVERITIES[weights[name]] for name in names("severity", list(weights))},
    )


def _silence(told: str | None, source: SettingsText) -> timedelta:
    if told is None:
        return _SILENCE
    try:
        return timedelta(minutes=Duration.parse(told).about_minutes)
    except ValueError as error:
        raise source.problem(f"`silence` in [writeup]: {error}", "writeup", "silence") from error
