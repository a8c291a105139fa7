"""The rows of a file of observations: each checked by itself, then kept in the order of their days."""

import heapq
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from preceptor.errors import EnvironmentProblem, Problem
from preceptor.model.identity import LONGEST_NAME, login_problem, printable, text_problem
from preceptor.services.csv_rows import CsvRow, read_csv

COLUMNS = ("held_on", "role", "subject", "performer", "watchers")
#: What separates the watchers in their column.
BETWEEN_WATCHERS = ";"

#: Every code of a problem with one row, with the sentence that explains it.
CODES: Mapping[str, str] = {
    "C201": "The date is none, or not written like 2026-03-27.",
    "C202": "The date lies in the future: an observation has happened.",
    "C203": "The process has no such role with a ladder.",
    "C204": "The subject is empty, too long, or has characters that cannot be printed.",
    "C205": "The performer is missing.",
    "C206": "There is no such person, or this cannot be anybody's login.",
    "C207": "The performer stands among the watchers: nobody observes themselves.",
    "C208": "A watcher is named twice.",
    "C209": "The same occasion stands in the file twice.",
    "C210": "The occasion is on record with other watchers.",
}

#: Rows that are sorted in memory at once; more of them wait in temporary files.
_CHUNK = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class ObservationRow:
    """One row, sound by itself. People as logins."""

    line: int
    held_on: date
    role: str
    subject: str
    performer: str
    watchers: tuple[str, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody in it, the performer first."""
        return (self.performer, *self.watchers)


class RowsByDay:
    """Rows in the order of their days, and of their lines within a day. May be read as often as needed."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._runs: list[IO[str]] = []
        self._chunk: list[ObservationRow] = []
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, row: ObservationRow) -> None:
        """Take in one more row."""
        self.count += 1
        self._chunk.append(row)
        if len(self._chunk) == _CHUNK:
            try:
                self._put_by()
            except OSError as error:
                remedy = "Make room, or name another folder for temporary files with TMPDIR."
                raise EnvironmentProblem(f"no temporary file: {error.strerror}", remedy=remedy) from error

    def _put_by(self) -> None:
        run: IO[str] = self._stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8"))  # noqa: SIM115
        for one in sorted(self._chunk, key=_order):
            parts = [one.line, one.held_on.toordinal(), one.role, one.subject, one.performer, one.watchers]
            run.write(json.dumps(parts) + "\n")
        run.flush()
        self._runs.append(run)
        self._chunk = []

    def __iter__(self) -> Iterator[ObservationRow]:
        return heapq.merge(*map(_read_run, self._runs), sorted(self._chunk, key=_order), key=_order)


def _order(row: ObservationRow) -> tuple[date, int]:
    return row.held_on, row.line


def _read_run(run: IO[str]) -> Iterator[ObservationRow]:
    run.seek(0)
    for text in run:
        line, day, role, subject, performer, watchers = json.loads(text)
        yield ObservationRow(
            line=line,
            held_on=date.fromordinal(day),
            role=role,
            subject=subject,
            performer=performer,
            watchers=tuple(watchers),
        )


@dataclass(kw_only=True)
class RowCheck:
    """What a row is checked against, and what was found."""

    roles: Set[str]
    #: Logins of everybody who is known.
    known: Set[str]
    #: Whether people who are not known will be added.
    add_people: bool
    #: Today where a person is, by login.
    today: Callable[[str], date]
    problems: list[Problem] = field(default_factory=list)
    #: Logins of the people to be added, in the order in which the file names them.
    new: dict[str, None] = field(default_factory=dict)

    def read(self, path: Path, rows: RowsByDay, read: Callable[[int], None]) -> None:
        """Put the sound rows of a file into `rows`, and what is wrong with the others into `problems`."""
        for row in read_csv(path, COLUMNS, self.problems, read):
            before = len(self.problems)
            sound = self._row(row)
            if sound and len(self.problems) == before:
                rows.add(sound)

    def _row(self, row: CsvRow) -> ObservationRow | None:
        cells = row.cells
        held_on = _day(cells["held_on"])
        performer = cells["performer"]
        watchers = tuple(filter(None, (one.strip() for one in cells["watchers"].split(BETWEEN_WATCHERS))))
        if held_on is None:
            self._say(row, "C201", f"{_shown(cells['held_on'])} is no date; write it like 2026-03-27", "held_on")
        elif held_on > self.today(performer):
            self._say(row, "C202", f"{held_on} lies in the future: an observation has happened", "held_on")
        if cells["role"] not in self.roles:
            known = ", ".join(sorted(self.roles)) or "none"
            self._say(
                row, "C203", f"there is no role {_shown(cells['role'])} with a ladder; there is {known}", "role"
            )
        subject = " ".join(cells["subject"].split())
        if problem := text_problem(subject, LONGEST_NAME):
            self._say(row, "C204", f"the subject, what was done, {problem}", "subject")
        self._people(row, performer, watchers)
        if held_on is None:
            return None
        return ObservationRow(
            line=row.line,
            held_on=held_on,
            role=cells["role"],
            subject=subject,
            performer=performer,
            watchers=watchers,
        )

    def _people(self, row: CsvRow, performer: str, watchers: tuple[str, ...]) -> None:
        if not performer:
            self._say(row, "C205", "nobody performed", "performer")
        elif performer in watchers:
            self._say(row, "C207", f"{_shown(performer)} cannot watch themselves", "watchers")
        for login in sorted({one for one in watchers if watchers.count(one) > 1}):
            self._say(row, "C208", f"{_shown(login)} is named twice among the watchers", "watchers")
        for login, column in {**dict.fromkeys(watchers, "watchers"), performer: "performer"}.items():
            if login and login not in self.known:
                self._unknown(row, login, column)

    def _unknown(self, row: CsvRow, login: str, column: str) -> None:
        impossible = login_problem(login)
        if impossible:
            self._say(row, "C206", impossible, column)
        elif self.add_people:
            self.new[login] = None
        else:
            self._say(row, "C206", f"there is no person {_shown(login)}; --add-people adds who is missing", column)

    def _say(self, row: CsvRow, code: str, message: str, column: str) -> None:
        self.problems.append(row.problem(code, message, column))


def _day(text: str) -> date | None:
    """The day that is written in full, with hyphens; ISO 8601 knows more ways, and nobody would expect them."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def _shown(text: str) -> str:
    return f"`{printable(text[:80])}`"
