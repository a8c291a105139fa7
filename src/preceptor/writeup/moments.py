"""When an entry of a timeline was, from how it says so."""

from datetime import date, datetime, time, timedelta

from preceptor.model.writeup import Resolution, TimelineEntry, Zone
from preceptor.writeup.stamps import Stamp
from preceptor.writeup.zones import moment


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
    day = stamp.until_day.on(local.year) if stamp.until_day else local.date()
    if day is None:
        return None
    until = datetime.combine(day, stamp.until or time())
    if stamp.until_day is None and until < local:
        until += timedelta(days=1)
    return until
