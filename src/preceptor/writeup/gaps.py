"""How far the entries of a timeline are apart, as far as they say so."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

from preceptor.model.writeup import Timeline, TimelineEntry
from preceptor.writeup.stamps import stamp_at

#: Every day of a year is in it.
_LEAP_YEAR: Final = 2000
#: A date in numbers with the year last: which of the other two is the month, the writer knows.
_NUMBERS: Final = re.compile(r"\b\d{1,2}[-/.]\d{1,2}[-/.](\d{4})\b")

#: Steps back in time, and their share, with which a timeline is told from its end. Our choice.
_SEVERAL: Final = 3
_MOSTLY: Final = 0.75
#: When something was, counted from the beginning: `Day 1 — the pool is full`, `T+10m`.
_COUNTED: Final = re.compile(r"\W{0,4}(?:(?:day|week|hour|minute) \d|t\d|[td]\s?[+-])", re.IGNORECASE)


def says_when(timeline: Timeline) -> bool:
    """Whether any entry has a date or a time, be it counted from the beginning."""
    return any(entry.when or _COUNTED.match(entry.text) for entry in timeline.entries)


def gap_between(before: TimelineEntry, entry: TimelineEntry) -> timedelta | None:
    """How much later an entry is than the one before; None where that cannot be told."""
    if before.local is None or entry.local is None:
        return _gap_without_year(before, entry)
    if "day" in (before.resolution, entry.resolution):
        return _midnight(entry.local.date()) - _midnight(before.local.date())
    if before.at is not None and entry.at is not None:
        return entry.at - before.at
    return entry.local - before.local


def as_it_happened(timeline: Timeline) -> tuple[TimelineEntry, ...]:
    """The entries, turned round where the timeline begins with the newest, as a log or a page of news does."""
    gaps = [gap for before, entry in pairwise(timeline.entries) if (gap := gap_between(before, entry))]
    back = sum(gap < timedelta() for gap in gaps)
    newest_first = back >= _SEVERAL and back > _MOSTLY * len(gaps)
    return timeline.entries[::-1] if newest_first else timeline.entries


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall clock, as is `local`


def _gap_without_year(before: TimelineEntry, entry: TimelineEntry) -> timedelta | None:
    """The same where no year is known, or no date at all: what goes far back is next year, or past midnight."""
    first, second = stamp_at(before.when, column=True), stamp_at(entry.when, column=True)
    if first is None or second is None or first.clock is None or second.clock is None:
        return None
    if (first.day is None) != (second.day is None):
        return None
    days = [stamp.day.on(_LEAP_YEAR) if stamp.day else date(_LEAP_YEAR, 1, 1) for stamp in (first, second)]
    if days[0] is None or days[1] is None:
        return None
    gap = datetime.combine(days[1], second.clock) - datetime.combine(days[0], first.clock)
    around = timedelta(days=366) if first.day else timedelta(days=1)
    return gap + around if gap < -around / 2 else gap


def days_around(timeline: Timeline) -> list[tuple[date | None, date | None]]:
    """For each entry, the day of the last dated one before it, and of the next one behind it."""
    days = [entry.local.date() if entry.local is not None else None for entry in timeline.entries]
    return list(zip(_last_before(days), reversed(_last_before(days[::-1])), strict=True))


def _last_before(days: Sequence[date | None]) -> list[date | None]:
    known: date | None = None
    found: list[date | None] = []
    for day in days:
        found.append(known)
        known = day or known
    return found


def has_day(entry: TimelineEntry) -> bool:
    """Whether a day is written at an entry, without a year perhaps."""
    stamp = stamp_at(entry.when, column=True)
    return stamp is not None and stamp.day is not None


def may_be_in_order(before: TimelineEntry, entry: TimelineEntry) -> bool:
    """Whether two dates such as 05-01-2024 are in order if day and month are read the other way round."""
    days = [_other_way(one) for one in (before, entry)]
    return days[0] is not None and days[1] is not None and days[0] <= days[1]


def _other_way(entry: TimelineEntry) -> date | None:
    """The day, where it is written in numbers with the other of the two orders; where one is impossible, as it is."""
    if entry.local is None or not (written := _NUMBERS.search(entry.when)):
        return None
    day, month, year = entry.local.month, entry.local.day, int(written[1])
    return date(year, month, day) if month <= 12 else entry.local.date()


def spoken(gap: timedelta) -> str:
    """The two largest units of a gap: `3 h 22 min`."""
    minutes = int(gap.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{number} {unit}" for number, unit in ((days, "d"), (hours, "h"), (rest, "min")) if number]
    return " ".join(parts[:2])
