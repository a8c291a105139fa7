"""Whose days off are whose: calendars from a zone, a country and the company's own days."""

from dataclasses import dataclass, field
from datetime import UTC, date, time
from zoneinfo import ZoneInfo

from preceptor.calendars.places import is_country, is_zone, public_holidays
from preceptor.model.deadline import Calendar

__all__ = ["Calendars", "is_country", "is_zone"]

_WEEKEND = frozenset({5, 6})


@dataclass(frozen=True)
class Calendars:
    """Builds the calendar of a person or team, and keeps what it has built."""

    #: Days off for everybody.
    company_days: frozenset[date] = frozenset()
    #: Wall-clock time in each one's own zone.
    day_ends: time = time(17, 0)
    _built: dict[tuple[str | None, str | None, int], Calendar] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def of(self, zone: str | None, country: str | None, around: date) -> Calendar:
        """Give the calendar for an IANA zone and a country (`DE`, `US-CA`), either of which may be unknown.

        Without a zone UTC; without a country weekends and company days only. It has the public holidays from
        the year before `around` to the third after it: no shipped deadline or certificate runs longer, few
        governments fix their days further ahead. A Saturday that is worked to make up for a bridge day counts
        as a day off. Raises ValueError for a zone or country that is none.
        """
        if zone is not None and not is_zone(zone):
            raise ValueError(f"{zone!r} is not a time zone; write an IANA name such as 'Europe/Berlin'")
        if country is not None and not is_country(country):
            raise ValueError(f"{country!r} is not a country; write an ISO 3166 code such as 'DE' or 'US-CA'")
        key = (zone, country, around.year)
        if key not in self._built:
            weekend, holidays = _WEEKEND, frozenset[date]()
            if country is not None:
                first = max(around.year - 1, date.min.year)
                weekend, holidays = public_holidays(country, first, min(around.year + 3, date.max.year))
            self._built[key] = Calendar(
                zone=UTC if zone is None else ZoneInfo(zone),
                weekend=weekend,
                days_off=self.company_days | holidays,
                day_ends=self.day_ends,
            )
        return self._built[key]

    def is_zone(self, name: str) -> bool:
        """Whether it is the name of a time zone, spelled exactly (`Europe/Berlin`)."""
        return is_zone(name)

    def is_country(self, code: str) -> bool:
        """Whether holidays are known for the code, spelled exactly (`DE`, `DE-BY`)."""
        return is_country(code)
