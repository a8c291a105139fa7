"""The one place that asks what time it is; everything below `bootstrap` is given it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from preceptor.errors import BadInput

#: Fixes the clock for tests, demonstrations and audits.
VARIABLE = "PRECEPTOR_NOW"
#: The years in which it may stand: calendars end in 9999, and what is decided now is due for decades.
YEARS = range(1900, 9001)


_WRITE_IT = "Write it as 2026-03-02T09:00:00+01:00 or 2026-03-02T08:00:00Z, or unset it."


class Clock(Protocol):
    """Whoever tells the time."""

    @property
    def fixed(self) -> bool:
        """Whether this clock was set by somebody; events that are written under it say so."""

    def now(self) -> datetime:
        """Give the present moment: aware, in UTC."""


class SystemClock:
    """The machine's own clock."""

    fixed = False

    def now(self) -> datetime:
        """Give the present moment: aware, in UTC, to the microsecond."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still at one moment."""

    #: Aware, in any zone; kept in UTC.
    at: datetime

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError(f"a fixed clock needs a moment with an offset, and {self.at.isoformat()} has none")
        object.__setattr__(self, "at", self.at.astimezone(UTC))

    @property
    def fixed(self) -> bool:
        """True: somebody set this clock."""
        return True

    def now(self) -> datetime:
        """Give the moment at which it stands: aware, in UTC."""
        return self.at


def from_environment(environ: Mapping[str, str]) -> Clock:
    """Give the clock that PRECEPTOR_NOW fixes, else the system's.

    The variable holds a moment in ISO 8601 with an offset, in one of `YEARS`; BadInput if it does not. Empty counts
    as unset.
    """
    text = environ.get(VARIABLE, "").strip()
    if not text:
        return SystemClock()
    try:
        clock = FixedClock(datetime.fromisoformat(text))
    except (ValueError, OverflowError) as error:
        raise BadInput(
            f"{VARIABLE} is {text[:60]!a}, which is not a moment in ISO 8601 with an offset.", remedy=_WRITE_IT
        ) from error
    if clock.at.year not in YEARS:
        raise BadInput(f"{VARIABLE} is in the year {clock.at.year}, and a year is {YEARS[0]} to {YEARS[-1]}.")
    return clock
