"""How answers look to people: sentences and plain tables, coloured on a terminal only."""

import os
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

import click

from preceptor.model.counting import counted
from preceptor.model.identity import printable

if TYPE_CHECKING:
    from preceptor.services.documents import RunDocument

#: Columns of prose: longer lines are hard to read, and shorter ones hold no sentence.
_WIDEST, _NARROWEST = 100, 40


def fancy() -> bool:
    """Whether standard output is a terminal that may be coloured."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def heading(text: str) -> None:
    """A line that stands over what follows."""
    click.echo(click.style(text, bold=True) if fancy() else text)


def columns() -> int:
    """How wide prose may be, on this terminal; 80 columns where the output is none."""
    return max(min(_WIDEST, shutil.get_terminal_size().columns), _NARROWEST)


#: What stands before the further lines of what somebody said, whose first line says when and where the clock is.
FURTHER = " " * 8


def wrapped(text: str, *, first: str = "", rest: str = "") -> str:
    """One paragraph over as many lines as it takes: `first` stands before the first line, `rest` before the others.

    Control characters of what people typed are not passed on.
    """
    return textwrap.fill(
        cell(" ".join(text.split())),
        columns(),
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )


def table(rows: Sequence[Mapping[str, object]], columns: Mapping[str, str], *, empty: str) -> None:
    """Rows under headings. `columns`: key to heading. Nothing at all is said in the sentence `empty`."""
    if not rows:
        click.echo(empty)
        return
    cells = [[cell(row.get(key)) for key in columns] for row in rows]
    widths = [max(len(line[at]) for line in [list(columns.values()), *cells]) for at in range(len(columns))]
    heading(_line(list(columns.values()), widths))
    for line in cells:
        click.echo(_line(line, widths))


def cell(value: object) -> str:
    """A value as a table shows it. Control characters of what people typed are not passed on."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(cell(one) for one in value) or "-"
    return printable(str(value))


def days(count: int) -> str:
    """So many days, in words."""
    return counted(count, "day")


def day(moment: str | None, zone: tzinfo = UTC) -> str:
    """The day and minute of an ISO 8601 moment in a zone, which is named."""
    if moment is None:
        return "-"
    return f"{datetime.fromisoformat(moment).astimezone(zone):%Y-%m-%d %H:%M} {zone}"


def run(owed: "RunDocument", zone: tzinfo) -> str:
    """One observed run that somebody owes: of what, where, and by when."""
    where = f" in the team {owed['team']}" if owed["team"] else ""
    return f"one observed run of {owed['role']} ({owed['process']}){where}, by {day(owed['due_at'], zone)}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(text.ljust(width) for text, width in zip(cells, widths, strict=True)).rstrip()
