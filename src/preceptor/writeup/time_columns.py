"""Which columns of a table say when something was."""

import re

from preceptor.writeup.document import Table
from preceptor.writeup.stamps import stamp_at
from preceptor.writeup.zones import is_only_a_zone

_TIME_COLUMN = re.compile(r"\b(?:time|times|when|timestamp|clock|hour)\b", re.IGNORECASE)
_ZONE_COLUMN = re.compile(r"\W*(?:(?:time ?)?zone|tz)\W*", re.IGNORECASE)
#: `Time (in minutes)`: what a head adds says nothing about whether it is only a zone.
_IN_BRACKETS = re.compile(r"\([^()]{0,40}\)")
#: A time since something: `T0`, `T+4 min`, `Day 2`. Nobody can tell when that was.
_SINCE = re.compile(r"\W*(?:T\s?[+-]?\s?(?:\d|[~≈+])|T0\b|day\s\d)", re.IGNORECASE)
#: `2/3` is a day where the head says so, and elsewhere how much.
_SHARE = re.compile(r"\s{0,3}\d{1,2}/\d{1,2}\s{0,3}")
_DATE_COLUMN = re.compile(r"\b(?:date|day)\b", re.IGNORECASE)


def is_time_column(head: str) -> bool:
    """Whether a column's head says that it holds times, or names a zone."""
    return bool(_TIME_COLUMN.search(head)) or is_only_a_zone(_IN_BRACKETS.sub("", head))


def columns_of_times(table: Table) -> list[int] | None:
    """Which columns say when: of a date and a time, or of both in one; None where none does."""
    rows = table.rows[1:]
    heads = [cell.text for cell in table.head]
    stamped = [sum(1 for row in rows if stamp_at(row[index].text, column=True)) for index in range(len(heads))]
    dates = [index for index, head in enumerate(heads) if _DATE_COLUMN.search(head) and not _TIME_COLUMN.search(head)]
    dates.sort(key=lambda index: -stamped[index])  # a column of weekdays beside one of dates says nothing
    times = [
        index
        for index, head in enumerate(heads)
        if len(head) <= 60
        and is_time_column(head)
        and (stamped[index] or not rows or any(_SINCE.match(row[index].text) for row in rows))
    ]
    zones = [index for index, head in enumerate(heads) if _ZONE_COLUMN.fullmatch(head[:60])][:1]
    times = [index for index in times if index not in zones]
    if dates and times and stamped[dates[0]]:
        return [dates[0], times[0], *zones]
    if times or (dates and stamped[dates[0]]):
        return [(times or dates)[0], *zones]
    clocks = [sum(_has_minutes(row[index].text) for row in rows) for index in range(len(heads))]
    best = max(range(len(heads)), key=lambda index: clocks[index], default=None)
    return [best, *zones] if best is not None and clocks[best] * 2 > len(rows) else None


def _has_minutes(text: str) -> bool:
    """Whether a cell begins with a date or a time; `1h 20m` is how long something took, and `2/3` how much of it."""
    stamp = stamp_at(text, column=True)
    return stamp is not None and stamp.resolution != "hours" and _SHARE.fullmatch(text) is None
