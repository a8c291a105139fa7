"""Reads a CSV file row by row, in little memory, and says what is wrong with it by line and column."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from preceptor.errors import Problem
from preceptor.model.identity import printable
from preceptor.services.files import opened

#: Every code of a problem with a CSV file as such, with the sentence that explains it.
CODES: Mapping[str, str] = {
    "C101": "The file is not UTF-8 text.",
    "C102": "The file is not CSV: a quotation mark is not closed, or a line is far too long.",
    "C103": "The first line does not name the columns: one is missing, unknown or there twice.",
    "C104": "A row has more or fewer cells than the first line.",
}

#: Bytes of one line; csv itself refuses a cell of more than 131,072 characters.
_LONGEST_LINE = 1 << 20
#: One cell of a sound row, with the comma after it.
_CELL = re.compile(r'(?:"(?:[^"]|"")*"|[^,]*),?')
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, kw_only=True, slots=True)
class CsvRow:
    """One row that has a cell for each column."""

    #: Where it begins; the header is line 1.
    line: int
    #: By the column's name, without outer space.
    cells: Mapping[str, str]
    #: By the column's name: where the cell begins, counted from 1; empty where the row has several lines.
    columns: Callable[[], Mapping[str, int]]

    def problem(self, code: str, message: str, column: str | None = None) -> Problem:
        """Say what is wrong with the row, which begins in column 1, or with one of its cells."""
        place = self.columns().get(column, 1) if column else 1
        return Problem(code=code, message=message, line=self.line, column=place)


def read_csv(
    path: Path,
    columns: Sequence[str],
    problems: list[Problem],
    read: Callable[[int], None] = lambda _: None,
    *,
    strange: bool = False,
) -> Iterator[CsvRow]:
    """Give the sound rows of a file whose first line names `columns`, in any order; empty lines are passed over.

    What is wrong goes into `problems`. A byte order mark is allowed. `read` is told how many bytes were read.
    `strange`: the file is another program's, so that further columns may be there; they are cells like any other.
    Raises as `files.opened` does.
    """
    with opened(path) as file:
        yield from _rows(_Lines(file, problems, read), columns, problems, strange=strange)


class _Lines:
    """The decoded lines of a file, with those of the present row kept."""

    def __init__(self, file: BinaryIO, problems: list[Problem], read: Callable[[int], None]) -> None:
        self._file = file
        self._problems = problems
        self._read = read
        self.number = 0
        self.row: list[str] = []
        #: The lines of the present row that could not be decoded.
        self.broken = 0

    def __iter__(self) -> Iterator[str]:
        while raw := self._file.readline(_LONGEST_LINE + 1):
            self.number += 1
            if len(raw) > _LONGEST_LINE:
                raise csv.Error(f"the line is longer than {_LONGEST_LINE} bytes")
            self._read(len(raw))
            text = self._decoded(raw.removeprefix(_BOM) if self.number == 1 else raw)
            self.row.append(text)
            yield text

    def _decoded(self, raw: bytes) -> str:
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            self.broken += 1
            place = len(raw[: error.start].decode()) + 1
            self._problems.append(
                Problem(code="C101", message="this is not UTF-8 text", line=self.number, column=place)
            )
            return raw.decode(errors="replace")

    def begin_row(self) -> None:
        """Forget the row before."""
        self.row, self.broken = [], 0

    def sound(self) -> bool:
        """Whether every line of the present row is text."""
        return self.broken == 0


def _rows(lines: _Lines, columns: Sequence[str], problems: list[Problem], *, strange: bool) -> Iterator[CsvRow]:
    reader = csv.reader(iter(lines), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        places = _places(header, lines.row)
        if not lines.sound() or not _check_header(header, places(), columns, problems, strange=strange):
            return
        while True:
            lines.begin_row()
            line = lines.number + 1
            cells = next(reader, None)
            if cells is None:
                return
            if not lines.sound() or not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                message = f"the row has {len(cells)} cells, and the first line names {len(header)} columns"
                problems.append(Problem(code="C104", message=message, line=line, column=1))
                continue
            named = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
            yield CsvRow(line=line, cells=named, columns=_places(header, lines.row))
    except csv.Error as error:
        message, line = f"this is no CSV: {error}", max(1, lines.number)
        problems.append(Problem(code="C102", message=message, line=line, column=1))


def _check_header(
    header: Sequence[str],
    places: Mapping[str, int],
    columns: Sequence[str],
    problems: list[Problem],
    *,
    strange: bool,
) -> bool:
    wrong = [(f"the column {one} is missing", 1) for one in columns if one not in header]
    if not strange:
        unknown = [one for one in header if one not in columns]
        wrong += [(f"nobody knows the column `{printable(one[:80])}`", places.get(one, 1)) for one in unknown]
    twice = [one for one in columns if header.count(one) > 1]
    wrong += [(f"the column {one} is there twice", places.get(one, 1)) for one in twice]
    wanted = f"; the columns are {','.join(columns)}"
    problems += [Problem(code="C103", message=one + wanted, line=1, column=place) for one, place in wrong]
    return not wrong


def _places(header: Sequence[str], row: Sequence[str]) -> Callable[[], Mapping[str, int]]:
    """Give what says where each cell of a row begins; of a column that is there twice, the last one."""

    def places() -> Mapping[str, int]:
        if len(row) != 1:
            return {}
        return {name: found.start() + 1 for name, found in zip(header, _CELL.finditer(row[0]), strict=False)}

    return places
