"""When whoever owes something is reminded of it, and when it is taken to others.

An obligation has stages, each so many business days from its due date in the calendar of whoever owes it. A stage is
known by that number, so that it comes once, also after another calendar or another edition moved what follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from preceptor.model.deadline import Calendar, shift_business_days

#: Wall-clock time where somebody is. People read mail when their working day begins; 9 to 5 is the usual one, whose
#: end `Calendar.day_ends` is. Our choice.
MORNING = time(9, 0)
#: Whoever owes it, beside the words of `escalate`.
OWING = "owing"
#: To whom what stays undone is taken, in this order, where no definition says so (STANDARD.md, "Reminders").
ESCALATE = ("manager", "owner")
#: Business days between the last reminder and the first of them, and from each to the next: one to act on what was
#: just said, and no more, as it is late already. Our choice.
APART = 1


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One time at which somebody is told of what is owed."""

    #: Business days after the due date; negative: before it.
    days: int
    #: `OWING`, or a word of `escalate`.
    told: str

    def moment(self, due_at: datetime, calendar: Calendar) -> datetime:
        """The morning on which it comes, UTC; `calendar`: that of whoever owes it."""
        day = shift_business_days(due_at, self.days, calendar).astimezone(calendar.zone).date()
        return morning(day, calendar)


def stages_of(remind: Sequence[int], escalate: Sequence[str] = ESCALATE) -> tuple[Stage, ...]:
    """Every stage in order: the reminders, then to each of `escalate`, never before it is overdue."""
    reminders = [Stage(days=days, told=OWING) for days in sorted(set(remind))]
    last = max((0, *remind))
    later = [Stage(days=last + APART * number, told=told) for number, told in enumerate(escalate, 1)]
    return (*reminders, *later)


@dataclass(frozen=True, kw_only=True)
class Reached:
    """How far an obligation has come through its stages."""

    #: Those that are to be seen to now.
    stages: tuple[Stage, ...]
    #: The last one that is behind it; None: none yet.
    stage: int | None
    #: When the next one comes, UTC.
    next_at: datetime | None


def reached(
    stages: Sequence[Stage], due_at: datetime, calendar: Calendar, now: datetime, *, after: int | None
) -> Reached:
    """What comes by `now` and did not before; `after`: the last stage that was seen to."""
    left = [(one.moment(due_at, calendar), one) for one in stages if after is None or one.days > after]
    come = tuple(one for at, one in left if at <= now)
    return Reached(
        stages=come,
        stage=come[-1].days if come else after,
        next_at=next((at for at, _ in left if at > now), None),
    )


def first_reminder(
    due_at: datetime, remind: Sequence[int], calendar: Calendar, now: datetime, *, after: int | None = None
) -> datetime | None:
    """The next moment at which somebody may have to be told, UTC; `after`: the last stage that was seen to."""
    return reached(stages_of(remind), due_at, calendar, now, after=after).next_at


def morning(day: date, calendar: Calendar) -> datetime:
    """When a day begins for who works by a calendar, UTC."""
    return datetime.combine(day, MORNING, calendar.zone).astimezone(UTC)


def working_day(day: date, calendar: Calendar) -> date:
    """The day itself, or the next one that is not off."""
    if not calendar.is_day_off(day):
        return day
    noon = datetime.combine(day, time(12), calendar.zone)
    return shift_business_days(noon, 1, calendar).astimezone(calendar.zone).date()
