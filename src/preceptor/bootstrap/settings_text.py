"""Where in `preceptor.toml` a setting stands: the reader of TOML keeps no places."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from preceptor.errors import BadInput

#: Lines of one setting, such as a list of days, within which its end is looked for. Our choice.
_MOST_LINES = 1000


class SettingProblem(BadInput):
    """A setting cannot be used.

    Correct it and give the command again; nothing was changed.
    """

    def __init__(
        self,
        message: str,
        *,
        finding: str,
        path: Path,
        line: int | None = None,
        column: int | None = None,
        suggestion: str | None = None,
    ) -> None:
        """Take what is known; `finding`: under which code `check` tells it."""
        super().__init__(message, path=path, line=line, column=column, remedy=suggestion)
        self.finding = finding
        self.suggestion = suggestion


@dataclass(frozen=True, kw_only=True)
class SettingsText:
    """The file as it was read, sound TOML."""

    path: Path
    text: str = ""

    def problem(
        self, message: str, *keys: str, finding: str = "D203", suggestion: str | None = None
    ) -> SettingProblem:
        """Say what is wrong with the setting that is reached by `keys`, of which the last may be a value in it.

        `finding` is as in `SettingProblem`.
        """
        line, column = self._place(keys) or (None, None)
        return SettingProblem(
            message, finding=finding, path=self.path, line=line, column=column, suggestion=suggestion
        )

    def unknown(self, name: str, known: Iterable[str], *keys: str) -> SettingProblem:
        """Say that nobody knows the setting `name`, which the section that is reached by `keys` has."""
        from preceptor.catalog.problems import nearest  # as a rule every setting is known

        where = f" in [{'.'.join(keys)}]" if keys else ""
        message = f"nobody knows the setting `{name}`{where}"
        return self.problem(message, *keys, name, finding="D201", suggestion=nearest(name, known))

    def _place(self, keys: tuple[str, ...]) -> tuple[int, int] | None:
        best: _Statement | None = None
        for one in _statements(self.text):
            common = min(len(one.keys), len(keys))
            nearer = best is None or common > len(best.keys)
            if nearer and one.keys[:common] == keys[:common]:
                best = one
        return best.place_of(keys[-1] if len(keys) > len(best.keys) else "") if best else None


@dataclass(frozen=True, kw_only=True)
class _Statement:
    """The head of a section, or a setting with its value."""

    keys: tuple[str, ...]
    #: Of its first line, counted from 1.
    line: int
    text: str

    def place_of(self, part: str) -> tuple[int, int]:
        """Line and column of a part of it; of its beginning, where the part is written otherwise."""
        begin = len(self.text) - len(self.text.lstrip())
        before = self.text[: max(self.text.find(part), begin)]
        return self.line + before.count("\n"), len(before) - before.rfind("\n")


def _statements(text: str) -> Iterator[_Statement]:
    """What a file says, one after the other: as many lines at a time as are sound by themselves."""
    section: tuple[str, ...] = ()
    lines: list[str] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        lines.append(line)
        said = "\n".join(lines)
        try:
            told = tomllib.loads(said)
        except tomllib.TOMLDecodeError:
            if len(lines) > _MOST_LINES:
                return
            continue
        if told:
            heads = said.lstrip().startswith("[")
            keys = _keys(told) if heads else section + _keys(told)
            section = keys if heads else section
            yield _Statement(keys=keys, line=number - len(lines) + 1, text=said)
        lines = []


def _keys(told: Mapping[str, object]) -> tuple[str, ...]:
    """The way to the one thing that a statement is about."""
    keys: list[str] = []
    value: object = told
    while isinstance(value, dict) and len(value) == 1:
        (key,) = value
        keys.append(key)
        value = value[key]
    return tuple(keys)
