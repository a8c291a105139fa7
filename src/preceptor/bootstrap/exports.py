"""Wires exports: what services find, as the text that other programs read."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypedDict

from preceptor.bootstrap.mail_settings import sender_of
from preceptor.bootstrap.settings import Settings
from preceptor.model.identity import ascii_domain
from preceptor.services.context import Context
from preceptor.services.exporting.calendar import Agenda, agenda
from preceptor.services.exporting.diagram import diagram
from preceptor.services.exporting.tables import EXPORTS
from preceptor.services.relay.outgoing import first_owner
from preceptor.services.whole_file import see_to_overwriting, write_whole

#: Of the ids in calendars where there is nobody whom mails could be from, and so no mail that had others.
_NO_DOMAIN = "preceptor.invalid"


class ExportDocument(TypedDict):
    """What an export to a file did."""

    what: str
    file: str
    #: Of a table, without the line that names the columns; else lines.
    lines: int


def table_text(context: Context, what: str) -> Iterator[str]:
    """A table as comma-separated values, line by line."""
    from preceptor.render.spreadsheet import csv_lines

    table = EXPORTS[what]
    return csv_lines(table.columns, table.rows(context))


def calendar_text(context: Context, settings: Settings, *, person: str | None, team: str | None) -> Iterator[str]:
    """A calendar, line by line. Raises as `agenda` does, before the first line."""
    from preceptor.render.calendar import calendar_lines

    found = agenda(context, _domain(context, settings), person=person, team=team)
    return calendar_lines(_components(found, context.now))


def diagram_text(context: Context, process: str, *, team: str | None, role: str | None) -> Iterator[str]:
    """A Mermaid diagram with how many instances are where, line by line. Raises as `diagram` does."""
    from preceptor.render.mermaid import state_diagram

    found = diagram(context, process, team=team, role=role)
    return iter(state_diagram(found.lifecycle, found.counts).splitlines(keepends=True))


def write_export(file: Path, lines: Iterable[str], *, what: str, overwrite: bool) -> ExportDocument:
    """Write an export to a file, whole or not at all. Raises `BadInput` and `ReadOnlyFolder`."""
    see_to_overwriting(file, overwrite=overwrite)
    written = 0

    def counted() -> Iterator[str]:
        nonlocal written
        for line in lines:
            written += 1
            yield line

    write_whole(file, counted(), what="the export")
    return {"what": what, "file": str(file), "lines": written - 1 if what in EXPORTS else written}


def _components(found: Agenda, stamp: datetime) -> Iterator[tuple[str, ...]]:
    from preceptor.render.calendar import event_lines
    from preceptor.render.todo import todo_lines

    for one in found.owed:
        yield todo_lines(
            uid=one.uid,
            sequence=one.sequence,
            summary=one.summary,
            description=one.description,
            due=one.due_at,
            stamp=stamp,
        )
    for meeting in found.meetings:
        yield event_lines(
            uid=meeting.uid,
            sequence=meeting.sequence,
            summary=meeting.summary,
            description=meeting.description,
            starts=meeting.starts_at,
            ends=meeting.ends_at,
            stamp=stamp,
            location=meeting.location,
        )


def _domain(context: Context, settings: Settings) -> str:
    """That of whoever mails are from, so that a calendar knows again what a mail brought."""
    with context.store.reading() as tx:
        sender = sender_of(settings.mail, settings.source) or first_owner(tx)
    return ascii_domain(sender) if sender else _NO_DOMAIN
