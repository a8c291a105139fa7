"""What somebody owes as a task for their calendar (RFC 5545, VTODO)."""

from collections.abc import Iterator
from datetime import UTC, datetime

from icalendar.parser import Contentline
from icalendar.prop import vText

#: Octets in a line that nobody folds (RFC 5545, section 3.1).
_ONE_LINE = 75
#: What stands before and after what a calendar holds, and how one begins that asks people to come, or not to.
CALENDAR_BEGINS = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//preceptor//EN", "METHOD:PUBLISH")
INVITATION_BEGINS = (*CALENDAR_BEGINS[:-1], "METHOD:REQUEST")
CANCEL_BEGINS = (*CALENDAR_BEGINS[:-1], "METHOD:CANCEL")
CALENDAR_ENDS = ("END:VCALENDAR", "")


def render_todo(*tasks: tuple[str, ...]) -> str:
    """A calendar with tasks, each given by its lines, for a mail."""
    return "\r\n".join((*CALENDAR_BEGINS, *(line for task in tasks for line in task), *CALENDAR_ENDS))


def todo_lines(
    *, uid: str, sequence: int, summary: str, due: datetime, stamp: datetime, description: str | None = None
) -> tuple[str, ...]:
    """The lines of a task alone, which a calendar holds among others.

    `uid` is the same in every mail about the task, and `sequence` rises with each, so that a later mail moves the
    task instead of adding another. Moments are aware, and written in UTC. Texts are one line each.
    """
    # The shape is fixed; the library takes twenty times as long to make it. It writes what is free.
    return (
        "BEGIN:VTODO",
        f"DTSTAMP:{utc(stamp)}",
        f"DUE:{utc(due)}",
        f"SEQUENCE:{sequence:d}",
        "STATUS:NEEDS-ACTION",
        free("SUMMARY", summary),
        *([] if description is None else [free("DESCRIPTION", description)]),
        free("UID", uid),
        "END:VTODO",
    )


def free(name: str, text: str) -> str:
    """A property that holds free text: escaped, and folded where it is long."""
    line = f"{name}:{vText(text).to_ical().decode()}"
    if line.isascii() and line.isprintable() and len(line) < _ONE_LINE:
        return line
    if line.isascii() and line.isprintable():
        return "\r\n ".join(_folded(line))
    folded: bytes = Contentline(line).to_ical()  # type: ignore[no-untyped-call]
    return folded.decode("utf-8")


def _folded(line: str) -> Iterator[str]:
    """The pieces of a long line, as the library cuts it, but not character by character: no escape is cut in two."""
    while line:
        cut = _ONE_LINE - 1
        if len(line) > cut and line[cut - 1] in "\\^":
            cut -= 1
        yield line[:cut]
        line = line[cut:]


def utc(moment: datetime) -> str:
    """A moment in UTC, as calendars write it."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
