"""Dates and times as people write them at the beginning of an entry.

A stamp is read piece by piece from where it begins, each piece by an expression of bounded length; nothing is
searched for, so that a version or a count in the middle of a sentence is no time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Final, Literal

from preceptor.model.writeup import Resolution
from preceptor.writeup.day import Day
from preceptor.writeup.zones import Written, zone_after

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:19|20)\d\d"
_DATES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<y>{_YEAR})(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})(?!\d)(?:(?<!/..)/\d\d(?![\d/h.]|:\d))?",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?(?:\s+of)?[\s-]*(?P<b>{_MONTH})(?:,?[\s-]*(?P<y>{_YEAR})(?!\d|:\d))?",
        rf"(?P<b>{_MONTH})(?:\s*|-)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[:.h]\d)"
        rf"(?:(?:\s?[-–]\s?\d{{1,2}}(?=,?\s{_YEAR}))?(?:,?\s*|-)(?P<y>{_YEAR})(?!\d|:\d))?",
        rf"(?P<p>\d{{1,2}})(?P<s>[-/.])(?P<q>\d{{1,2}})(?P=s)(?P<y>{_YEAR})(?!\d)",
        r"(?P<p>\d{1,2})(?P<s>/)(?P<q>\d{1,2})/(?P<y>[0-4]\d)(?![\d/])",
        rf"(?P<y>{_YEAR})[\s-](?P<b>{_MONTH})[\s-](?P<d>\d{{1,2}})(?!\d)",
        # Without a year, only before a time: `10-01 ~15:00`.
        r"(?P<m>0[1-9]|1[0-2])-(?P<d>[0-3]\d)"
        r"(?=\s~?\d{1,2}:\d\d|\s(?:early |late )?(?:morning|noon|afternoon|evening|night)\b)",
        r"(?P<p>\d{1,2})(?P<s>/)(?P<q>\d{1,2})(?=,?\s~?\d{1,2}[:.h]\d\d(?!\d))",
        r"(?P<p>\d{1,2})(?P<s>\.)(?P<q>\d{1,2})\.(?=,?\s~?\d{1,2}[:.h]\d\d(?!\d))",
    )
)
#: The same in a column of times, where it may stand alone: `31/8`, `31/8 - 22/9`.
_DATE_ALONE: Final = re.compile(r"(?P<p>\d{1,2})(?P<s>/)(?P<q>\d{1,2})(?=\s*$|\s?[-–]\s?\d{1,2}/)")
#: A date that the writer left open: `2022-05-??`, `2021/22-??-??`.
_OPEN_DATE = re.compile(
    rf"(?:{_YEAR}|\?{{2,4}}|yyyy)(?:/\d\d)?[-/.](?:\d\d|\?\?|xx|mm)[-/.](?:\?\?|xx|dd|--)", re.IGNORECASE
)
_TIMES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<h>\d{1,2}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d)(?:[.,](?P<f>\d{1,6}))?)?(?!:?\d)"
        r"(?:\s?(?P<half>[ap]\.?m\b\.?|(?<=\d)[ap]\b))?",
        r"(?P<h>\d{1,2})\.(?P<m>[0-5]\d)(?:\.(?P<s>[0-5]\d))?(?![\d.%])(?:\s?(?P<half>[ap]\.?m\b\.?))?",
        r"(?P<h>\d{1,2})h(?:(?P<m>[0-5]\d)(?:m?(?P<s>[0-5]\d)s?|m)?)?(?!\w)",
        r"(?P<h>\d{1,2})\s?(?P<half>[ap]\.?m\b\.?)",
        r"(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)(?=\s?(?:Z|UTC|GMT|hrs|hours|h)\b)(?:\s?(?:hrs|hours|h)\b)?",
        r"(?P<noon>noon|midnight)\b",
        # In a column of its own: `0247   Both feeds go to the generator`.
        r"(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)(?=\t|\s{2})",
        # Behind a date: 2026-03-02 1014: the pool is full.
        r"(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)(?=\s?[:–—-](?!\d)|\s*$)",
    )
)
_FOUR_DIGITS: Final = len(_TIMES) - 1
#: A time that the writer left open: `--:--`, `??:??`, `HH:mm`, `10:xx`.
_OPEN_TIME = re.compile(
    r"(?:--|\?\?|[hx]{2}|\d{1,2}):(?:--|\?\?|mm|xx|[0-5][x?])(?::(?:--|\?\?|ss|xx))?(?!\w)"
    r"|(?:time )?unknown(?=\s?[:–—-]\s|\s*$)",
    re.IGNORECASE,
)
#: What a template has for a time, and nobody's entry: `HH:mm`.
OF_TEMPLATE: Final = re.compile(r"\b(?:hh|xx)[:.h](?:mm|xx)\b", re.IGNORECASE)
_APPROXIMATE = re.compile(
    r"(?:[~≈∼]|(?:pre|post)-(?=\d{4})|(?:ca|c)\.\s?|(?:circa|ca|approx(?:imately|\.)?|around|about|roughly|est\.)(?:\s|(?=\d)))\s*",
    re.IGNORECASE,
)
_APPROXIMATE_AFTER = re.compile(
    r"\s?(?:ish\b|~(?=\W|$)|\((?:approx(?:imately|\.)?|ca\.?|circa|estimated?|est\.?|roughly)\))", re.IGNORECASE
)
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(
    r"day\s?\d{1,3}\s{0,3}[·•,:–-]\s{0,3}|d\+\d{1,3}[\s,:]{1,3}"
    r"|\s{0,2}(?P<name>mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s*",
    re.IGNORECASE,
)
#: A picture or a dash that somebody put before a time: `🔴 10:02`, `– 10:02`.
_SIGN = r"(?:[\u2600-\u27bf\u23e9-\u23ff\u2b00-\u2bff\U0001f000-\U0001faff][\ufe0f\u200d]{0,2}|[–—•·‣]\s)"
_LEAD = re.compile(
    # `3.2. 10:14` in an outline.
    rf"(?:\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\.?\s{{1,4}}(?=\d{{1,4}}[/:h-]))?(?:{_SIGN}\s{{0,2}}){{0,3}}(?:\|\s?)?[\s\[({{*_>]*(?:(?:at|on|by|from|between(?=\s\d{{4}}-))\s+)?[\[(]?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?:\s*[,T@]\s*(?:at\s+)?|\s*:\s+(?:at\s+)?|\s+(?:[-–—]\s+)?(?:at\s+)?|\s*\|\s*|-|/(?=\d{1,2}:)|\s\((?=\d{1,2}[:h]\d\d))",
    re.IGNORECASE,
)
_TO = re.compile(r"\s*(?:[-–—→]|->|to\b|until\b|till\b|and\b(?=\s\d))\s*", re.IGNORECASE)
_ALSO = re.compile(r"\s*[/(]\s*")
_SEPARATOR = re.compile(r"[\s\])}*_]*(?:[:–—|,.;]|-(?=\s)|→|->|=>)?[\s\])}*_:]*")
#: Without one of these no text begins with a stamp; and in how many characters they are looked for, which words such
#: as `approximately on Wednesday, September` leave enough of.
_MAY_BE: Final = re.compile(r"\d|\?\?|--|[hx]{2}[-:/]|yyyy|noon|midnight|unknown", re.IGNORECASE)
_FIRST: Final = 80
#: Characters; no stamp is longer, ranges with zones and weekdays included.
LONGEST: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A date, a time, or both, at `start` to `end` of a text; what belongs to the entry begins at `rest`."""

    start: int
    end: int
    rest: int
    day: Day | None = None
    clock: time | None = None
    resolution: Resolution | None = None
    approximate: bool = False
    zone: Written | None = None
    #: The end of a range.
    until_day: Day | None = None
    until: time | None = None
    #: A date, or the time of a day, is there and left open.
    open_: Literal["date", "time"] | None = None
    #: The day of the week that it names, from 0 for Monday.
    weekday: int | None = None


@dataclass(slots=True, kw_only=True)
class _Point:
    """One end of a range while it is read."""

    at: int
    day: Day | None = None
    clock: time | None = None
    resolution: Resolution | None = None
    approximate: bool = False
    zone: Written | None = None
    open_: Literal["date", "time"] | None = None
    weekday: int | None = None

    @property
    def found(self) -> bool:
        return self.day is not None or self.clock is not None or self.open_ is not None


def stamp_at(text: str, *, column: bool = False) -> Stamp | None:
    """The stamp at the beginning of a text; None where it begins with none.

    `column`: the text is a cell of a column of times, so that `10.30` and `7.05` are times without further proof.
    """
    text = text[: LONGEST + 40]
    if _MAY_BE.search(text, 0, _FIRST) is None:
        return None
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    first = _point(text, start, sure=column)
    if not first.found:
        return None
    last = _second(text, first, sure=column) if first.clock is not None or first.day is not None else None
    end = last.at if last else first.at
    if last is None and first.clock is not None and (again := _ALSO.match(text, end)):
        # 10:00 UTC / 12:00 CEST: the same moment again, on another clock.
        other = _point(text, again.end(), sure=False)
        if other.clock is not None and other.zone is not None:
            end = other.at + text.startswith(")", other.at)
    if not column and end < len(text) and (text[end].isalnum() or text[end] in "%_/+"):
        return None
    rest = _SEPARATOR.match(text, end)
    return Stamp(
        start=start,
        end=end,
        rest=rest.end() if rest else end,
        day=first.day,
        clock=first.clock,
        resolution=first.resolution,
        approximate=first.approximate or bool(last and (last.approximate or last.open_)),
        zone=first.zone or (last.zone if last else None),
        until_day=last.day if last else None,
        until=last.clock if last else None,
        open_=first.open_,
        weekday=first.weekday,
    )


def days_in(text: str) -> Iterator[tuple[int, Day]]:
    """Every date in a text that has day, month and year, and where it begins."""
    for match in re.finditer(r"\b\d{1,4}(?=[-/.\s]|st|nd|rd|th)|\b[A-Za-z]{3,9}(?=\.?\s*\d)", text):
        for day, _ in _dates_at(text, match.start()):
            if day.year is not None:
                yield match.start(), day


def _second(text: str, first: _Point, *, sure: bool) -> _Point | None:
    """The other end of a range; its zone holds for both."""
    to = _TO.match(text, first.at)
    if to is None:
        return None
    last = _point(text, to.end(), sure=sure, dated=first.day is not None)
    if last.clock is None and last.open_ != "time" and not (last.day is not None and first.clock is None):
        return None
    return last


def _point(text: str, at: int, *, sure: bool, dated: bool = False) -> _Point:
    """A date, a time or both in either order, read from `at` on.

    `dated`: the date was told before, so that one behind a colon is what happened: `2021-03-04 10:00-10:15: 2021-…`.
    """
    point = _Point(at=at)
    at = _weekday(text, _approximate(text, at, point), point)
    at = _weekday(text, _date(text, at, point, sure=sure), point)
    if point.day is not None or point.open_ is not None:
        point.at = at
        between = _BETWEEN.match(text, at)
        following = _approximate(text, between.end(), point) if between else at
        after = _time(text, following, point, sure=sure)
        if after == following and point.clock is None:
            return point
        return _finish(text, after, point)
    after = _time(text, at, point, sure=sure)
    if after == at:
        return point
    at = _finish(text, after, point).at
    between = _BETWEEN.match(text, at)
    if (
        between
        and not (dated and ":" in between[0])
        and (on := re.compile(r"(?:on\s+)?\(?").match(text, between.end()))
    ):
        _date(text, _weekday(text, on.end(), point), point, sure=False)
    return point


def _finish(text: str, at: int, point: _Point) -> _Point:
    """Read what may stand behind a time: `ish`, a zone."""
    if match := _APPROXIMATE_AFTER.match(text, at):
        point.approximate, at = True, match.end()
    # 13:30-13:45 is a range; only where seconds show that a machine wrote it, it is an offset.
    machine = point.resolution == "seconds"
    if point.clock is not None and (zone := zone_after(text, at, behind=machine)) is not None:
        point.zone, at = zone, zone.end
    point.at = at
    return point


def _approximate(text: str, at: int, point: _Point) -> int:
    if match := _APPROXIMATE.match(text, at):
        point.approximate = True
        return match.end()
    return at


def _weekday(text: str, at: int, point: _Point) -> int:
    match = _WEEKDAY.match(text, at)
    if match is None:
        return at
    if match["name"]:
        point.weekday = _WEEKDAYS.index(match["name"][:3].lower())
    return match.end()


def _date(text: str, at: int, point: _Point, *, sure: bool) -> int:
    for day, end in _dates_at(text, at, _DATE_ALONE if sure else None):
        point.day, point.resolution, point.at = day, point.resolution or "day", end
        return end
    if match := _OPEN_DATE.match(text, at):
        point.open_, point.at = "date", match.end()
        return match.end()
    return at


def _dates_at(text: str, at: int, also: re.Pattern[str] | None = None) -> Iterator[tuple[Day, int]]:
    for pattern in (*_DATES, *([also] if also else ())):
        match = pattern.match(text, at)
        if match is None:
            continue
        parts = match.groupdict()
        year = int(parts["y"]) if parts.get("y") else None
        year = year + 2000 if year is not None and year < 100 else year
        if parts.get("p"):
            first, second = int(parts["p"]), int(parts["q"])
            # 3/4/2020 is the fourth of March where slashes are used, 3.4.2020 the third of April.
            month_first = second > 12 or (parts["s"] == "/" and first <= 12)
            month, number = (first, second) if month_first else (second, first)
        else:
            month = _MONTHS.index(parts["b"][:3].lower()) + 1 if parts.get("b") else int(parts["m"])
            number = int(parts["d"])
        either = year is None and parts.get("s") == "/" and month != number and number <= 12
        day = Day(year=year, month=month, day=number, either=either)
        if day.on(2000) is not None:  # a leap year
            yield day, match.end()
            return


def _time(text: str, at: int, point: _Point, *, sure: bool) -> int:
    for index, pattern in enumerate(_TIMES):
        match = pattern.match(text, at)
        if match is None or not (read := _clock(match)):
            continue
        shown, resolution = read
        # 1.14 may be a version: a time with a dot proves itself by its company.
        if index == 1 and not (sure or point.day or match["half"] or _proves(text, match)):
            continue
        if index == _FOUR_DIGITS and not (point.day or sure):
            continue  # 2014 is a year
        point.clock, point.resolution, point.at = shown, resolution, match.end()
        return match.end()
    if match := _OPEN_TIME.match(text, at):
        point.open_, point.at = point.open_ or "time", match.end()
        return match.end()
    return at


def _proves(text: str, match: re.Match[str]) -> bool:
    if match.start() == 0 and len(match["h"]) == 2:
        return True  # 09.12, and no version 1.12
    return zone_after(text, match.end(), behind=False) is not None or bool(
        re.compile(r"\s?(?:[-–—:|]|uhr\b)").match(text, match.end())
    )


def _clock(match: re.Match[str]) -> tuple[time, Resolution] | None:
    parts = match.groupdict()
    if word := parts.get("noon"):
        return time(12 if word.lower() == "noon" else 0), "minutes"
    hour, minute, second = int(parts["h"]), int(parts.get("m") or 0), int(parts.get("s") or 0)
    if half := parts.get("half"):
        if not (1 <= hour <= 23 or (not hour and half[0] in "aA")):  # some write 00:45 AM
            return None
        if hour <= 12:
            hour = hour % 12 + (12 if half[0] in "pP" else 0)
    if hour > 23:
        return None
    micro = int((parts.get("f") or "").ljust(6, "0")) if parts.get("f") else 0
    resolution: Resolution = "seconds" if parts.get("s") else "minutes" if parts.get("m") else "hours"
    return time(hour, minute, second, micro), resolution
