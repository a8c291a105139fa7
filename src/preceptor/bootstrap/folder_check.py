"""What `check` cannot tell from the definitions alone: whether a folder's settings can be used, and which teams there
are."""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from preceptor.bootstrap.mail_settings import wrong_in_mail
from preceptor.bootstrap.settings import SETTINGS, database_of, fitting, read_text, wrong_in
from preceptor.bootstrap.settings_text import SettingProblem, SettingsText
from preceptor.errors import EnvironmentProblem, PreceptorError
from preceptor.model.finding import Finding

#: The kinds of databases that there are. What else is wrong with an address, the database says.
_ADDRESS = re.compile(r"(?:sqlite(?:\+pysqlite)?:///|postgres(?:ql)?://|postgresql\+psycopg://).")


@dataclass(frozen=True, kw_only=True)
class FolderChecks:
    """The settings and the teams of governance folders (`ports.outside.FolderChecker`)."""

    #: An address that wins over the one in the settings, as the command line has it.
    database: str | None = None

    def is_settings(self, path: Path) -> bool:
        """Tell whether a file has the name of settings."""
        return path.name == SETTINGS

    def about_settings(self, folder: Path) -> list[Finding]:
        """Give everything that is wrong with a folder's settings; nothing for a folder without."""
        path = folder / SETTINGS
        if not path.is_file():
            return []
        try:
            told, source = read_text(path)
        except SettingProblem as problem:
            return [_finding(problem, path)]
        except EnvironmentProblem as problem:
            return [Finding(path=str(path), code="D101", message=f"the file {problem.message}")]
        return [_finding(one, path) for one in self._wrong(folder, told, source)]

    def teams(self, folder: Path) -> frozenset[str] | None:
        """Give the teams of a folder, whatever else is wrong with its settings; None where its database cannot be
        asked, or nobody has added a team yet: a database that was made for a check knows of none."""
        from preceptor.store import SqlStore

        try:
            told, _ = read_text(folder / SETTINGS)
            store = SqlStore(database_of(folder.resolve(), fitting(told), self.database))
            with closing(store), store.reading() as tx:
                return frozenset(tx.team_names().values()) or None
        except PreceptorError:
            return None

    def _wrong(self, folder: Path, told: Mapping[str, Any], source: SettingsText) -> Iterator[SettingProblem]:
        yield from wrong_in(told, source)
        sound = fitting(told)
        url = sound.get("database", {}).get("url")
        if url is not None and not _ADDRESS.match(url):
            yield source.problem(
                "`url` in [database] is no address of a database",
                *("database", "url"),
                suggestion="write sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME",
            )
        yield from wrong_in_mail(sound.get("mail", {}), source)
        if "writeup" in sound:
            from preceptor.bootstrap.writeups import wrong_in_writeup  # few folders have rules of their own

            yield from wrong_in_writeup(sound["writeup"], source)
            yield from self._unknown_teams(folder, sound["writeup"].get("teams", {}), source)

    def _unknown_teams(
        self, folder: Path, named: Mapping[str, Any], source: SettingsText
    ) -> Iterator[SettingProblem]:
        from preceptor.services.checking import no_such_team

        teams = self.teams(folder) if named else None
        for team in named:
            if wrong := no_such_team(team, teams):
                message, suggestion = wrong
                keys = ("writeup", "teams", team)
                yield source.problem(message, *keys, finding="D424", suggestion=suggestion)


def _finding(problem: SettingProblem, path: Path) -> Finding:
    return Finding(
        path=str(path),
        line=problem.line or 1,
        column=problem.column or 1,
        code=problem.finding,
        message=problem.message,
        suggestion=problem.suggestion,
    )
