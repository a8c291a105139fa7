"""When something is due, in the calendar of whoever owes it.

A deadline in days, weeks, months or years is a day: it runs to the end of that working day, and one that
lands on a day off moves to the next working day. One in hours or minutes is a moment: it counts on the clock,
through nights and days off.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property

from preceptor.model.duration import Duration, Unit

#: A calendar without a working day in two years is a mistake, not a long holiday.
_LONGEST_BREAK = 731


class BeyondCalendar(ValueError):
    """A deadline after the year 9999, where calendars end; the message says from when and how far."""


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The days on which somebody works, and when such a day ends for them."""

    #: UTC for who has none.
    zone: tzinfo
    #: Monday is 0.
    weekend: frozenset[int] = frozenset({5, 6})
    #: Public holidays and company days, as far as they are known.
    days_off: frozenset[date] = frozenset()
    #: Wall-clock time in the zone. 17:00 closes the usual office day of 9 to 5.
    day_ends: time = time(17, 0)

    def __post_init__(self) -> None:
        if self.day_ends.tzinfo is not None:
            raise ValueError("the end of the working day is a time in the calendar's own zone, without an offset")
        if not self.weekend <= set(range(7)):
            raise ValueError("the days of a weekend are 0 (Monday) to 6 (Sunday)")
        if len(self.weekend) == 7:
            raise ValueError("a calendar needs at least one day of the week to work on")

    @cached_property
    def ordinals_off(self) -> frozenset[int]:
        """The days off as proleptic Gregorian ordinals."""
        return frozenset(day.toordinal() for day in self.days_off)

    def is_day_off(self, day: date) -> bool:
        """Tell whether nobody is expected to work on that day."""
        return day.weekday() in self.weekend or day in self.days_off

    def today(self, now: datetime) -> date:
        """Give the day that it is in the zone at an aware moment; ValueError if it is naive."""
        return _aware(now).astimezone(self.zone).date()


def due_at(start: datetime, allowance: Duration, calendar: Calendar) -> datetime:
    """Give the moment (aware, UTC) at which something is due that may take `allowance` from `start` (aware).

    Nothing is due before its start: `0 days` is the end of today, or of the next working day if that is over.
    Raises ValueError for a naive start or a calendar without working days, and `BeyondCalendar` for a result after
    the year 9999.
    """
    _aware(start)
    try:
        began = start.astimezone(UTC)
        if allowance.unit.on_the_clock:
            minutes = allowance.amount * (60 if allowance.unit is Unit.HOURS else 1)
            return began + timedelta(minutes=minutes)
        day = after(calendar.today(began), allowance, calendar)
        while (end := _end_of(day, calendar)) is None or end < began:
            day = _working_day_from(day + timedelta(days=1), calendar, step=1)
    except OverflowError as error:
        raise BeyondCalendar(f"{allowance} from {start.isoformat()} is beyond the calendar") from error
    return end


def after(day: date, allowance: Duration, calendar: Calendar) -> date:
    """Give the working day on which an allowance ends that begins on `day`.

    Business days count from the next day on; others are added, and a day off moves to the next working day.
    Raises ValueError for hours and minutes, which have no day, and like `due_at`.
    """
    amount = allowance.amount
    try:
        match allowance.unit:
            case Unit.BUSINESS_DAYS:
                return _working_day_from(_shift(day, amount, calendar), calendar, step=1)
            case Unit.DAYS:
                landed = day + timedelta(days=amount)
            case Unit.WEEKS:
                landed = day + timedelta(weeks=amount)
            case Unit.MONTHS:
                landed = add_months(day, amount)
            case Unit.YEARS:
                landed = add_months(day, 12 * amount)
            case Unit.HOURS | Unit.MINUTES:
                raise ValueError(f"{allowance} ends at a moment, not on a day")
        return _working_day_from(landed, calendar, step=1)
    except OverflowError as error:
        raise BeyondCalendar(f"{allowance} from {day.isoformat()} is beyond the calendar") from error


def add_months(day: date, n: int) -> date:
    """Give the same day `n` months later (earlier if negative), or that month's last if it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if not date.min.year <= year <= date.max.year:
        raise BeyondCalendar(f"{n} months from {day.isoformat()} is beyond the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def business_days_between(a: date, b: date, calendar: Calendar) -> int:
    """Count the working days after `a` up to and with `b`; negative if `b` is the earlier."""
    if b < a:
        return -business_days_between(b, a, calendar)
    return sum(not calendar.is_day_off(a + timedelta(days=n)) for n in range(1, (b - a).days + 1))


def shift_business_days(moment: datetime, n: int, calendar: Calendar) -> datetime:
    """Give the same wall-clock time `n` working days later (earlier if negative), aware, UTC.

    For reminders: with 0 the moment stays, be it on a day off. Raises ValueError like `due_at`.
    """
    _aware(moment)
    try:
        local = moment.astimezone(calendar.zone)
        if n == 0:
            return moment.astimezone(UTC)
        day = _shift(local.date(), n, calendar)
        return datetime.combine(day, local.time(), calendar.zone).astimezone(UTC)
    except OverflowError as error:
        raise BeyondCalendar(f"{n} business days from {moment.isoformat()} is beyond the calendar") from error


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no offset; every moment needs one")
    return moment


def _shift(day: date, n: int, calendar: Calendar) -> date:
    """Days as ordinals, since a deadline of weeks is counted day by day."""
    step = 1 if n > 0 else -1
    ordinal, left, off = day.toordinal(), abs(n), 0
    while left:
        ordinal += step
        # 1 January of the year 1, the ordinal 1, was a Monday.
        if (ordinal - 1) % 7 in calendar.weekend or ordinal in calendar.ordinals_off:
            off += 1
            if off >= _LONGEST_BREAK:
                raise ValueError(f"the calendar has no working day in two years around {day.isoformat()}")
        else:
            left, off = left - 1, 0
    if not 0 < ordinal <= date.max.toordinal():
        raise OverflowError(ordinal)
    return date.fromordinal(ordinal)


def _working_day_from(day: date, calendar: Calendar, *, step: int) -> date:
    for n in range(_LONGEST_BREAK):
        candidate = day + timedelta(days=n * step)
        if not calendar.is_day_off(candidate):
            return candidate
    raise ValueError(f"the calendar has no working day in two years around {day.isoformat()}")


def _end_of(day: date, calendar: Calendar) -> datetime | None:
    """Give the end of a working day in UTC, or None if the zone skipped it, as Apia did 30 December 2011."""
    end = datetime.combine(day, calendar.day_ends, calendar.zone).astimezone(UTC)
    return end if end.astimezone(calendar.zone).date() == day else None
