"""By when people have to see to a publication: worked out once for all who have the same calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from preceptor.model.deadline import due_at as deadline
from preceptor.model.duration import Duration, Unit
from preceptor.model.event import moment
from preceptor.model.people import Person
from preceptor.model.reminding import first_reminder
from preceptor.services.context import Context

#: How long somebody has to acknowledge a version, and how long to refresh a certification (STANDARD.md, "Change
#: classes").
ACKNOWLEDGE_WITHIN = Duration(amount=10, unit=Unit.BUSINESS_DAYS)
REFRESH_WITHIN = Duration(amount=30, unit=Unit.BUSINESS_DAYS)


@dataclass(frozen=True, kw_only=True)
class Term:
    """A deadline with its first reminder; moments as events hold them."""

    due_at: str
    remind_at: str | None
    #: The day on which it ends where its people are.
    day: date


class Terms:
    """Deadlines from one moment on, by calendar."""

    def __init__(self, context: Context, start: datetime, within: Duration, remind: Sequence[int]) -> None:
        """Take the moment from which they count, and reminders in business days around them."""
        self._context, self._start, self._within = context, start, within
        self._remind = remind
        self._found: dict[tuple[str | None, str | None], Term] = {}

    def of(self, person: Person) -> Term:
        """The deadline in a person's calendar."""
        key = (person.time_zone, person.country)
        if key not in self._found:
            calendar = self._context.calendar_of(person)
            due = deadline(self._start, self._within, calendar)
            reminder = first_reminder(due, self._remind, calendar, self._context.now)
            remind_at = moment(reminder) if reminder else None
            self._found[key] = Term(due_at=moment(due), remind_at=remind_at, day=due.astimezone(calendar.zone).date())
        return self._found[key]
