"""When an entry of a timeline was, from how it says so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Final

from preceptor.model.writeup import Resolution, TimelineEntry, Zone
from preceptor.writeup.dates import BACK_OVER_MIDNIGHT
from preceptor.writeup.stamps import Stamp
from preceptor.writeup.zones import moment

#: Days told at entries that go back make sure that the newest stands first. Our choice.
_SOME_DAYS: Final = 2


def resolution_of(stamp: Stamp, day: date | None) -> Resolution | None:
    """How exactly an entry says when it was; of `14:??` only the day is certain."""
    if day is None and stamp.clock is None:
        return None
    return stamp.resolution or "day"


def with_moment(entry: TimelineEntry, zone: Zone | None) -> TimelineEntry:
    """The entry with its moment in UTC, where its own zone or that of its timeline tells it."""
    own = entry.zone or zone
    if own is None or entry.local is None or entry.clock is None:
        return entry
    at = moment(entry.local, own.text)
    if at is None:
        return entry
    values = {name: getattr(entry, name) for name in TimelineEntry.__dataclass_fields__}
    return TimelineEntry(**{**values, "at": at})


def end_of(stamp: Stamp, local: datetime | None) -> datetime | None:
    """When a range ends that began at `local`, on the same clock; None where it is none."""
    if local is None or (stamp.until is None and stamp.until_day is None):
        return None
    day = stamp.until_day.near(local.date(), local.year) if stamp.until_day else local.date()
    if day is None:
        return None
    until = datetime.combine(day, stamp.until or time())
    if stamp.until_day is None and until < local:
        until += timedelta(days=1)
    return until


def from_the_end(entries: Sequence[TimelineEntry]) -> Sequence[TimelineEntry]:
    """The entries, where the newest stands first with the days of those without a date as read from the end upwards:
    `23:45` above a date is on that date or after it, and not on the one above.
    """
    told = [one.local.date() for one in entries if one.local and one.clock is not None and one.date_told == "entry"]
    steps = list(pairwise(told))
    if sum(last > day for last, day in steps) < _SOME_DAYS or any(last < day for last, day in steps):
        return entries
    found: list[TimelineEntry] = []
    below: TimelineEntry | None = None
    for one in reversed(entries):
        if one.local is not None and one.clock is not None:
            if one.date_told == "day" and below is not None and below.local is not None and below.clock is not None:
                over_midnight = one.clock < below.clock - BACK_OVER_MIDNIGHT
                day = below.local.date() + timedelta(days=over_midnight)
                shift = datetime.combine(day, one.local.time()) - one.local
                one = replace(one, local=one.local + shift, until=one.until + shift if one.until else None)
            below = one
        found.append(one)
    return found[::-1]
