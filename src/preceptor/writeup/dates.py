"""Which day an entry without a date of its own is on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from preceptor.model.writeup import DateTold
from preceptor.writeup.day import Day
from preceptor.writeup.document import Document
from preceptor.writeup.sections import Outline
from preceptor.writeup.stamps import Stamp, days_in, stamp_at

#: Seconds. A clock that goes back by more has passed midnight; by less, the entry is out of order. Nobody is silent
#: for the other eighteen hours of a day, and who resumes in the morning has left off in the afternoon.
BACK_OVER_MIDNIGHT: Final = 6 * 3600
_DATE_LINE = re.compile(
    r"\W*(?:incident )?(?:date|day|when|occurred(?: on)?|start(?:ed|s)?(?: on| at| date| time)?|begin|began|from)"
    r"(?: of (?:the )?(?:incident|outage|event)|(?: ?/ ?| and )time)?\W*[:=]\W*",
    re.IGNORECASE,
)


@dataclass(kw_only=True)
class Days:
    """The day that holds at the place that is read."""

    #: What the document says as a whole.
    document: date | None = None
    day: date | None = None
    told: DateTold | None = None
    #: Seconds since midnight of the last entry.
    clock: int | None = None

    @classmethod
    def of_document(cls, day: date | None) -> "Days":
        """Begin with the date that the document has as a whole, as `day_of_document` finds it."""
        days = cls(document=day)
        days.start_over()
        return days

    def start_over(self) -> None:
        """Begin again with what the document says."""
        self.day = self.document
        self.told = "title" if self.document else None
        self.clock = None

    def heading(self, text: str) -> None:
        """Take the date that a heading has, if any."""
        stamp = stamp_at(text)
        day = stamp.day if stamp else next((one for _, one in days_in(text)), None)
        self._set(day, "heading")

    def sentence(self, day: Day) -> None:
        """Take the date that a sentence has: `Times are JST on 2 March 2026`."""
        self._set(day, "day")

    def line(self, stamp: Stamp) -> None:
        """Take a line that is only a date."""
        self._set(stamp.day, "day")

    def of(self, stamp: Stamp) -> tuple[date | None, DateTold | None]:
        """The day of an entry, and how it is known; the entry is then the last."""
        clock = (
            None if stamp.clock is None else stamp.clock.hour * 3600 + stamp.clock.minute * 60 + stamp.clock.second
        )
        if stamp.day is not None:
            day = stamp.day.near(self.day or self.document, self._year())
            told: DateTold | None = "entry" if day else None
            if day is not None:
                self.day, self.told = day, "day"
        elif clock is None:
            # Whoever leaves the minutes open still means the day.
            return (self.day, self.told) if stamp.open_ == "time" else (None, None)
        else:
            if stamp.weekday is not None:
                self._to(stamp.weekday)
            day, told = self.day, self.told
            if day is not None and self.clock is not None and clock < self.clock - BACK_OVER_MIDNIGHT:
                day = self.day = day + timedelta(days=1)
        self.clock = clock
        return day, told

    def _to(self, weekday: int) -> None:
        """Go on to the next day with this name; what happened first was not after the date of the whole document."""
        if self.day is None or self.day.weekday() == weekday:
            return
        days = (weekday - self.day.weekday()) % 7
        self.day += timedelta(days=days - 7 if self.clock is None and self.told == "title" else days)
        self.clock = None

    def _set(self, day: Day | None, told: DateTold) -> None:
        found = day.near(self.day or self.document, self._year()) if day else None
        if found is not None:
            self.day, self.told, self.clock = found, told, None

    def _year(self) -> int | None:
        day = self.day or self.document
        return day.year if day else None


def day_of_document(document: Document, outline: Outline) -> date | None:
    """The date that a document has as a whole: in the title, else in a line `Date: …`, else in the summary."""
    return next(
        (found for text in _candidates(document, outline) for _, day in days_in(text) if (found := day.on(None))),
        None,
    )


def _candidates(document: Document, outline: Outline) -> Iterator[str]:
    """The texts that may date a document, the surest first."""
    if outline.title:
        yield outline.title.text
    for block in document.blocks:
        if block.kind == "front-matter":
            yield from (line for line in block.raw.split("\n") if _DATE_LINE.match(line))
    parts = [outline.lead, *(part for part in outline.parts if part.about not in ("timeline", "recommendations"))]
    for part in parts:
        if part.heading is not None and _DATE_LINE.match(f"{part.title}:"):
            yield part.title
            yield from (block.text[:160] for block in part.blocks[:1])
        for block in part.blocks:
            if block.kind in ("paragraph", "cell"):
                yield from (line[:160] for line in block.text[:2000].split("\n") if _DATE_LINE.match(line))
    for part in parts:
        if part.about in ("summary", "impact") or part is outline.lead:
            yield from (block.text[:2000] for block in part.blocks if block.kind in ("paragraph", "cell"))
