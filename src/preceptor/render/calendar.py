"""A whole calendar: what is owed as tasks, and meetings (RFC 5545)."""

from collections.abc import Iterator
from datetime import datetime

from preceptor.render.todo import CALENDAR_BEGINS, CALENDAR_ENDS, free, utc


def calendar_lines(components: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """The lines of a calendar, each with its end, around what it holds."""
    for lines in (CALENDAR_BEGINS, *components, CALENDAR_ENDS[:-1]):
        yield from (f"{line}\r\n" for line in lines)


def event_lines(
    *,
    uid: str,
    sequence: int,
    summary: str,
    description: str,
    starts: datetime,
    ends: datetime,
    stamp: datetime,
    location: str | None = None,
    parties: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """The lines of a meeting. Moments are aware, and written in UTC; texts are one line each. `parties` are the lines
    that say who calls it and who comes, and whether it will be."""
    return (
        "BEGIN:VEVENT",
        f"DTSTAMP:{utc(stamp)}",
        f"DTSTART:{utc(starts)}",
        f"DTEND:{utc(ends)}",
        f"SEQUENCE:{sequence:d}",
        free("SUMMARY", summary),
        free("DESCRIPTION", description),
        *((free("LOCATION", location),) if location else ()),
        free("UID", uid),
        *parties,
        "END:VEVENT",
    )
