"""Counts, shares and lengths of time as reports tell them: a small number says that it is one.

- A share has a rate only of `FEWEST` or more; of fewer its two counts are all that is told.
- Lengths of time have a median, and a range in which most of them lie, only of `FEWEST` or more.
- What has not ended has no length; it is counted as open, and how long it has been open is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median, quantiles
from typing import Self

#: Of fewer nothing is said but how many there are: one more could turn it around. Our choice; the same as of surveys.
FEWEST = 5
#: The range in which most lie: from the first to the ninth of ten parts.
_PARTS = 10


@dataclass(frozen=True, kw_only=True)
class Share:
    """How many of how many."""

    part: int
    whole: int

    @property
    def rate(self) -> float | None:
        """From 0 to 1; None where the whole is too small."""
        return self.part / self.whole if self.whole >= FEWEST else None


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How long something took, over all that ended."""

    #: How many ended.
    count: int
    #: All of them together.
    total: timedelta
    #: The rest is None where they are too few.
    median: timedelta | None = None
    #: Eight of ten lie between these two.
    low: timedelta | None = None
    high: timedelta | None = None

    @classmethod
    def of(cls, lengths: Iterable[timedelta]) -> Self:
        """The spread of lengths of time."""
        seconds = sorted(one.total_seconds() for one in lengths)
        total = timedelta(seconds=sum(seconds))
        if len(seconds) < FEWEST:
            return cls(count=len(seconds), total=total)
        tenths = quantiles(seconds, n=_PARTS, method="inclusive")
        return cls(
            count=len(seconds),
            total=total,
            median=timedelta(seconds=median(seconds)),
            low=timedelta(seconds=tenths[0]),
            high=timedelta(seconds=tenths[-1]),
        )


def share(flags: Iterable[bool]) -> Share:
    """How many of them are true."""
    given = list(flags)
    return Share(part=sum(given), whole=len(given))
