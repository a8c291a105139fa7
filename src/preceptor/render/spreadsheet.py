"""Comma-separated values that no spreadsheet takes for formulas.

As OWASP advises against CSV injection: a cell that a program could take for a formula gets an apostrophe before it,
every cell stands in quotation marks, and a quotation mark inside one is doubled (RFC 4180).
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

#: What begins a formula, or lets what follows begin one: also in the wide letters of East Asian keyboards.
#: https://owasp.org/www-community/attacks/CSV_Injection
_BEGINS_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
#: Stands between several values in one cell, as in the files that are read.
BETWEEN = ";"


class _Line:
    """What csv writes to, and takes the line back from."""

    def write(self, text: str) -> str:
        return text


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a file, each with its end, as the rows come; the first names the columns.

    Nothing is an empty cell; moments are ISO 8601 with the offset of UTC, days ISO 8601, truth is `true` or `false`.
    """
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    yield _line(writer.writerow(columns))
    for row in rows:
        yield _line(writer.writerow([_text(cell) for cell in row]))


def _line(written: object) -> str:
    return str(written)


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case datetime():
            return cell.astimezone(UTC).isoformat()
        case int() | date():
            return str(cell)
        case tuple():
            return defused(BETWEEN.join(str(one) for one in cell))
    return defused(str(cell))


def defused(text: str) -> str:
    """The text as no program takes it for a formula, also where it drops the space before one."""
    beginning = (text[:1], text.lstrip()[:1])
    return f"'{text}" if any(one in _BEGINS_FORMULA for one in beginning) else text
