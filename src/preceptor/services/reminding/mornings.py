"""On which morning somebody is told something, or who is told in their place."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from preceptor.model.people import Absence, Person, can_mail
from preceptor.model.reminding import morning, working_day
from preceptor.ports import Reading
from preceptor.services.context import Context


@dataclass(frozen=True, kw_only=True)
class Morning:
    """Who is told, and when."""

    to: Person
    #: Their day.
    day: date
    #: UTC.
    at: datetime


@dataclass(kw_only=True)
class Mornings:
    """Finds mornings, and remembers who is away."""

    context: Context
    tx: Reading
    _away: dict[int, list[Absence]] = field(default_factory=dict)

    def know(self, people: Collection[int]) -> None:
        """Look up at once which of these people are away."""
        unknown = set(people) - self._away.keys()
        if unknown:
            self._away |= {one: [] for one in unknown}
            # Somewhere it may still be yesterday.
            for absence in self.tx.absences(unknown, self.context.now.date() - timedelta(days=1)):
                self._away[absence.person].append(absence)

    def of(self, person: Person, not_before: date | None = None) -> Morning:
        """The next morning of a working day for whoever hears what a person is told: the person, or who covers.

        It is this morning until the working day is over. Where no cover can be reached, it waits for the return.
        """
        asked = {person.id}
        first = person
        while True:
            day = self.day(person, not_before)
            absence = self._absence(person.id, day)
            if absence is None:
                break
            cover = self.tx.person(absence.cover)
            if can_mail(cover) and cover.id not in asked:
                asked.add(cover.id)
                person = cover
            else:
                person, not_before = first, self._return(first, not_before)
        return Morning(to=person, day=day, at=max(morning(day, self.context.calendar_of(person)), self.context.now))

    def day(self, person: Person, not_before: date | None = None) -> date:
        """The next working day of a person, away or not; today until it is over."""
        calendar = self.context.calendar_of(person)
        local = self.context.now.astimezone(calendar.zone)
        today = local.date() + timedelta(days=local.time() >= calendar.day_ends)
        return working_day(max(today, not_before or today), calendar)

    def _return(self, person: Person, not_before: date | None) -> date:
        absence = self._absence(person.id, self.day(person, not_before))
        assert absence is not None
        return absence.until_on + timedelta(days=1)

    def _absence(self, person: int, day: date) -> Absence | None:
        self.know([person])
        return next((one for one in self._away[person] if one.has(day)), None)
