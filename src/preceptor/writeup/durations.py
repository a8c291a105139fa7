"""How long a document says that something took, and whether its timelines agree."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final

from preceptor.model.writeup import Timeline, TimelineEntry
from preceptor.writeup.document import Block
from preceptor.writeup.lexicon import Passage
from preceptor.writeup.moments import end_of
from preceptor.writeup.stamps import stamp_at

_WORDS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "ninety": 90, "half a": 0.5, "half an": 0.5,
}  # fmt: skip
_UNITS: Final = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_NUMBER = r"(?:\d{1,6}(?:\.\d{1,3})?|(?:half an?|" + "|".join(word for word in _WORDS if " " not in word) + r")\b)"
_UNIT = r"(?:days?|d|hours?|hrs?|h|minutes?|mins?|min|m|seconds?|secs?|s)(?![A-Za-z])"
_PART: Final = re.compile(rf"(?P<number>{_NUMBER})[\s-]?(?P<unit>{_UNIT})", re.IGNORECASE)
_JOIN: Final = re.compile(r"[\s,]{0,3}(?:and\s)?(?=\d)", re.IGNORECASE)
_RANGE_BEFORE: Final = re.compile(r"(?:\d|\b(?:or|to))\s?(?:[-–—]|or|to)?\s?$")
_SENTENCE_END: Final = re.compile(r"[.;!?]\s")
#: What is only a bound agrees with much.
_BOUND: Final = re.compile(r"\b(?:at (?:least|most)|no (?:more|less|longer) than|within)\s{1,3}$", re.IGNORECASE)
#: What is to hold in some case, and was not measured: `alert if it is down for more than 15 minutes`.
_SUPPOSED: Final = re.compile(r"\b(?:if|unless|whenever)\b[^.;!?]{0,80}$", re.IGNORECASE)
#: Hours on another clock than that of the timeline: `33h (during support hours)`.
_WORKING: Final = re.compile(
    r"\s?\(?(?:(?:during|within|in|of)\s)?(?:working|support|business|office) (?:hours|days|time)\b", re.IGNORECASE
)
_ROUGH: Final = re.compile(
    r"(?:[~≈<>]|\b(?:about|around|approx(?:imately|\.)?|roughly|nearly|almost|over|under|circa|ca\.?|some|more than"
    r"|less than|up to))\s*$",
    re.IGNORECASE,
)
#: What comes before a duration that is one of the incident's own.
_DETECTION: Final = (
    r"time[ -]to[ -](?:detect(?:ion)?|notice|discover(?:y)?|acknowledge)|m?ttd\b|detection time"
    r"|time (?:until|before) detection"
)
_RECOVERY: Final = (
    r"time[ -]to[ -](?:recover(?:y)?|restore|restoration|resolve|resolution|repair|mitigat(?:e|ion)|fix)|m?ttr\b"
    r"|(?:recovery|resolution|repair) time|recovery took"
    r"|(?:detection|failure|report)[ -]to[ -](?:fix|recovery|resolution)"
)
_WHOLE: Final = (
    r"(?:incident|outage|disruption|downtime|effect|impact|degradation|problem|it|this|which)(?: \w{1,12}){0,2}"
    r" (?:lasted|persisted)|(?:outage|incident|disruption) (?:duration|length|time|took)"
    r"|(?:total|overall) (?:downtime|duration|outage)"
    r"|not (?:being )?(?:shipped|delivered|sent|processed|served|ingested|available|reachable|working)"
    r"(?: to [\w ]{1,30}?)? for"
    r"|(?:down|unavailable|unusable|unreachable|offline|degraded|inaccessible|blocked|broken) for"
)
_CONTEXT: Final = re.compile(
    rf"(?:\b(?P<detection>{_DETECTION})|\b(?P<recovery>{_RECOVERY})|(?P<whole>{_WHOLE}))(?!\w)", re.IGNORECASE
)
#: What a line or the row of a table begins with that says how long all of it was: `Full outage window: 3 hours`.
_LABEL: Final = re.compile(
    r"\W{0,9}(?:(?:total|full|overall|approximate|estimated|customer|user|service|incident|outage|impact|disruption)\s)"
    r"{0,3}(?P<whole>duration|downtime|outage window)(?!\w)(?: of (?:the )?(?:outage|incident|impact|disruption))?",
    re.IGNORECASE,
)
#: Between which two times, behind the duration: `~4 hours (10:00 → 14:10 UTC)`.
_BETWEEN: Final = re.compile(r"\s?\((?:from\s)?(?=[^()]{5,120}\))")
#: Words of which one is in every context, to look no further where none is.
_MEASURED: Final = frozenset(
    (
        *("detect", "detection", "notice", "discover", "discovery", "acknowledge", "ttd", "mttd", "ttr", "mttr"),
        *(
            "recover",
            "recovery",
            "restore",
            "restoration",
            "resolve",
            "resolution",
            "repair",
            "mitigate",
            "mitigation",
        ),
        *(
            "fix",
            "lasted",
            "persisted",
            "duration",
            "length",
            "time",
            "took",
            "downtime",
            "outage",
            "down",
            "unavailable",
        ),
        *("unusable", "unreachable", "offline", "degraded", "inaccessible", "blocked", "broken"),
        *("shipped", "delivered", "sent", "processed", "served", "ingested", "available", "reachable", "working"),
    )
)
#: Has every day, where nobody says which year it was.
_LEAP: Final = 2024
#: Seconds: minutes that are only about right are told in fives.
_ROUNDED: Final = 300
#: A document states a handful; each is compared with all entries.
_MOST: Final = 50
#: Characters between what is measured and the duration.
_NEAR: Final = 40
_NOTICED: Final = re.compile(
    r"\b(?:report|alert|alarm|notic|detect|discover|identif|aware|paged?\b|page[sd]|complain|see |saw)",
    re.IGNORECASE,
)
#: What an entry says with which something is over; that it was found, or that work on it begins, is not.
_ENDED: Final = re.compile(
    r"\b(?:resolv|recover|restor|repair|mitigat|fix|solv|complet|normal|back\b|again|revert|rolled[- ]?back|ended"
    r"|over\b|confirm|operational|healthy|running\b|available\b|finish|done\b|stable|works?\b"
    r"|working again|green|clos|deployed|applied|delet|restart|raised|(?:re)?attach)",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Stated:
    """A duration that a document states."""

    block: Block
    #: In the text of the block.
    start: int
    end: int
    text: str
    length: timedelta
    #: How far off it may be and still be right, by the unit that it is given in.
    tolerance: timedelta
    what: str
    #: How far the two times are apart that stand behind it in brackets; None where there are none.
    between: timedelta | None = None

    @property
    def contradicted(self) -> bool:
        """Whether the two times behind it are as far apart as something else."""
        return self.between is not None and abs(self.between - self.length) > self.tolerance


def stated_durations(passages: Sequence[Passage]) -> Iterator[Stated]:
    """The durations of detection, of recovery, and of the incident as a whole; the first ones, if there are many."""
    return islice(_stated_durations(passages), _MOST)


def _stated_durations(passages: Sequence[Passage]) -> Iterator[Stated]:
    before: Passage | None = None
    for passage in passages:
        label = _label_of_row(before, passage)
        before, behind = passage, 0
        if label is not None and (found := _duration(passage.text, 0)) is not None:
            yield _stated(passage.block, passage.text, label, 0, *found)
            continue
        if _MEASURED.isdisjoint(word.text for word in passage.words):
            continue
        for context in _contexts(passage):
            if context.end() < behind:
                continue
            found = _duration(passage.text, context.end())
            if found is not None:
                behind = found[1]
                yield _stated(passage.block, passage.text, context, context.start(), *found)


def _contexts(passage: Passage) -> list[re.Match[str]]:
    """What says that a duration of the incident follows, in the order of the text."""
    labels = [match for start in passage.block.line_starts if (match := _LABEL.match(passage.text, start))]
    return sorted([*labels, *_CONTEXT.finditer(passage.text)], key=lambda one: one.end())


def _label_of_row(before: Passage | None, passage: Passage) -> re.Match[str] | None:
    """What the cell to the left says is measured, where that begins the row."""
    if before is None or before.block.cell is None or passage.block.cell is None:
        return None
    left, cell = before.block.cell, passage.block.cell
    if (left.table, left.row, left.column + 1) != (cell.table, cell.row, cell.column) or left.column:
        return None
    return _LABEL.match(before.text) or _CONTEXT.search(before.text)


def _duration(text: str, after: int) -> tuple[int, int, float, int] | None:
    """The first duration near `after`: from where, to where, seconds, and the smallest unit's seconds."""
    match = _PART.search(text, after, after + _NEAR)
    if match is None or _RANGE_BEFORE.search(text, after, match.start()):
        return None
    if _SENTENCE_END.search(text, after, match.start()) or _BOUND.search(text, after, match.start()):
        return None
    if _SUPPOSED.search(text, max(0, after - _NEAR), match.start()):
        return None
    start, seconds, unit = match.start(), 0.0, 86400
    while match is not None:
        number, unit = match["number"].casefold(), _UNITS[match["unit"][0].casefold()]
        seconds += (_WORDS.get(number) or float(number)) * unit
        end = match.end()
        join = _JOIN.match(text, end)
        match = _PART.match(text, join.end()) if join else None
    return None if _WORKING.match(text, end) else (start, end, seconds, unit)


def _stated(
    block: Block, text: str, context: re.Match[str], since: int, start: int, end: int, seconds: float, unit: int
) -> Stated:
    rough = bool(_ROUGH.search(text, max(since, start - 20), start))
    tolerance = float(max(unit / 2, 60))
    if rough or (unit >= 3600 and seconds >= 10 * unit):
        tolerance = max(tolerance, seconds / 10)
    if rough and seconds % _ROUNDED == 0:
        tolerance = max(tolerance, _ROUNDED / 2)
    return Stated(
        block=block,
        start=start,
        end=end,
        text=text[start:end],
        length=timedelta(seconds=seconds),
        tolerance=timedelta(seconds=tolerance),
        what=str(context.lastgroup),
        between=_between(text, end),
    )


def _between(text: str, at: int) -> timedelta | None:
    """How far two times in brackets are apart; None where there are none, or only one of them has a date."""
    opened = _BETWEEN.match(text, at)
    stamp = stamp_at(text[opened.end() :]) if opened else None
    if stamp is None or (stamp.clock is None) != (stamp.until is None):
        return None
    if stamp.clock is None and stamp.until_day is None:
        return None
    local = datetime.combine((stamp.day and stamp.day.on(_LEAP)) or date(_LEAP, 1, 1), stamp.clock or time())
    until = end_of(stamp, local)
    return None if until is None or until < local else until - local


class Distances:
    """How far the entries of the timelines are apart."""

    def __init__(self, timelines: Sequence[Timeline]) -> None:
        """Take the timelines; entries without a time of the day say nothing."""
        self._timed = [
            entry
            for timeline in timelines
            for entry in timeline.entries
            if entry.local is not None and entry.resolution not in (None, "day")
        ]
        self._complete = len(self._timed) == sum(len(timeline.entries) for timeline in timelines)
        self._aware = all(entry.at is not None for entry in self._timed)
        self._starts = sorted({self._begin(entry) for entry in self._timed})
        self._ends = self._sorted_ends(self._timed)
        self._recovered = self._sorted_ends([one for one in self._timed[1:] if _ENDED.search(one.text)]) or self._ends

    def have(self, stated: Stated) -> bool:
        """Whether two entries are as far apart, or the timelines do not show what was measured."""
        if len(self._timed) < 2 or (stated.what == "detection" and _NOTICED.search(self._timed[0].text)):
            return True
        longest = self._ends[-1] - self._starts[0]
        if not self._complete and stated.length > longest:
            return True  # what has no time may be what it took so long to
        ends = self._recovered if stated.what == "recovery" else self._ends
        for start in self._starts:
            earliest = start + stated.length - stated.tolerance
            index = bisect_left(ends, earliest)
            if index < len(ends) and ends[index] <= earliest + 2 * stated.tolerance:
                return True
        return False

    def _begin(self, entry: TimelineEntry) -> datetime:
        moment = entry.at if self._aware else entry.local
        assert moment is not None
        return moment

    def _sorted_ends(self, entries: Sequence[TimelineEntry]) -> list[datetime]:
        """When entries begin, and when those that are ranges end."""
        found = {self._begin(entry) for entry in entries}
        for entry in entries:
            if entry.until is not None and entry.local is not None:
                found.add(self._begin(entry) + (entry.until - entry.local))
        return sorted(found)
