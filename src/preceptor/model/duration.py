"""How long somebody has: an amount and a unit, as definitions and commands write it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

#: More than any deadline needs (274 years of days), and few enough to count day by day.
LARGEST_AMOUNT = 100_000


class Unit(StrEnum):
    """What a duration counts, spelled as in definitions."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    BUSINESS_DAYS = "business days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"

    @property
    def on_the_clock(self) -> bool:
        """Whether it runs through nights and days off, rather than to the end of a working day."""
        return self in (Unit.MINUTES, Unit.HOURS)


#: About how many minutes one of each lasts, for comparing only. A business day is a fifth of a week,
#: a year the Gregorian mean of 365.2425 days, a month its twelfth.
_MINUTES = {
    Unit.MINUTES: 1.0,
    Unit.HOURS: 60.0,
    Unit.DAYS: 1440.0,
    Unit.BUSINESS_DAYS: 2016.0,
    Unit.WEEKS: 10080.0,
    Unit.MONTHS: 525_949.2 / 12,
    Unit.YEARS: 525_949.2,
}

_SPELLINGS = {spelling: unit for unit in Unit for spelling in (unit.value, unit.value.removesuffix("s"))}
_WRITTEN = re.compile(r"([+-]?[0-9]+) ?([a-z]+(?: [a-z]+)?)")


@dataclass(frozen=True, kw_only=True)
class Duration:
    """An amount of a unit. Two are equal when they are written alike: `7 days` is not `1 week`."""

    #: 0 (at once) to LARGEST_AMOUNT.
    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError(f"a duration cannot be negative, and this one is {self.amount} {self.unit}")
        if self.amount > LARGEST_AMOUNT:
            raise ValueError(f"a duration is at most {LARGEST_AMOUNT} {self.unit}, and this one is {self.amount}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `30 business days` or `1 month`, in any case and spacing; ValueError says what is wrong."""
        written = _WRITTEN.fullmatch(" ".join(text.lower().split()))
        unit = _SPELLINGS.get(written[2]) if written else None
        if written is None or unit is None:
            raise ValueError(
                f"{text[:60]!r} is not a duration; write a whole number and one of {', '.join(Unit)}, "
                "such as '30 business days'"
            )
        if len(written[1]) > 12:  # int() refuses thousands of digits in words that help nobody
            raise ValueError(f"a duration is at most {LARGEST_AMOUNT} {unit}, and this one is far more")
        return cls(amount=int(written[1]), unit=unit)

    def __str__(self) -> str:
        """Give the canonical form, which `parse` reads back: `1 business day`, `30 business days`."""
        return f"{self.amount} {self.unit.removesuffix('s') if self.amount == 1 else self.unit}"

    @property
    def about_minutes(self) -> float:
        """About how long it lasts, in minutes; for comparing only, never for a deadline."""
        return self.amount * _MINUTES[self.unit]

    def is_shorter_than(self, other: "Duration") -> bool:
        """Tell whether this is the shorter one: exact within a unit, else by `about_minutes` (see there)."""
        return self.about_minutes < other.about_minutes
