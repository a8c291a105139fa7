"""A date as people write it, which may leave the year out, or have its numbers in either order."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date as written: the year may be left out."""

    year: int | None
    month: int
    day: int
    #: `2/3`, whose two numbers may be the other way round.
    either: bool = False

    def on(self, year: int | None) -> date | None:
        """The date, with `year` where it has none of its own; None where there is no such day."""
        chosen = self.year if self.year is not None else year
        try:
            return None if chosen is None else date(chosen, self.month, self.day)
        except ValueError:
            return None

    def near(self, other: date | None, year: int | None) -> date | None:
        """The date as `on` has it; of two readings the one that is nearer to another date."""
        first = self.on(year)
        if not self.either or other is None:
            return first
        turned = Day(year=self.year, month=self.day, day=self.month).on(year)
        return min((one for one in (first, turned) if one), key=lambda one: abs(one - other), default=None)
