"""Time zones as people write them: abbreviations, offsets, names."""

import re
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Final

#: Hours ahead of UTC, for abbreviations that stand for one clock.
_HOURS: Final = {
    "UTC": 0.0, "GMT": 0.0, "Z": 0.0, "WET": 0.0, "WEST": 1.0, "CET": 1.0, "CEST": 2.0, "MEZ": 1.0, "MESZ": 2.0,
    "EET": 2.0, "EEST": 3.0, "MSK": 3.0, "SAST": 2.0, "PKT": 5.0, "SGT": 8.0, "HKT": 8.0, "JST": 9.0, "KST": 9.0,
    "AWST": 8.0, "ACST": 9.5, "ACDT": 10.5, "AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0,
    "PST": -8.0, "PDT": -7.0, "MST": -7.0, "MDT": -6.0, "CDT": -5.0, "EST": -5.0, "EDT": -4.0, "AKST": -9.0,
    "AKDT": -8.0, "HST": -10.0, "NST": -3.5, "NDT": -2.5, "BRT": -3.0, "ART": -3.0, "CLT": -4.0, "COT": -5.0,
    "PET": -5.0, "WAT": 1.0, "CAT": 2.0, "EAT": 3.0, "TRT": 3.0, "NPT": 5.75, "ICT": 7.0, "WIB": 7.0, "PHT": 8.0,
}  # fmt: skip
#: Abbreviations that change with the season, and words for the same.
_NAMES: Final = {
    "PT": "America/Los_Angeles", "MT": "America/Denver", "CT": "America/Chicago", "ET": "America/New_York",
    "PACIFIC": "America/Los_Angeles", "MOUNTAIN": "America/Denver", "CENTRAL": "America/Chicago",
    "EASTERN": "America/New_York",
}  # fmt: skip
#: Abbreviations that stand for several clocks in use today: India, Israel and Ireland; America, China and Cuba;
#: Britain and Bangladesh; Arabia and the Atlantic; the Gulf and South Georgia; Samoa and Singapore.
AMBIGUOUS: Final = frozenset({"IST", "CST", "BST", "AST", "GST", "SST"})

_OFFSET = r"[+\-−]\d{1,2}(?::?\d{2})?(?![\dA-Za-z])"
_ABBREVIATION = "|".join(sorted({*_HOURS, *AMBIGUOUS} - {"Z"}, key=len, reverse=True))
_SEASONAL = (
    r"[PMCE]T|(?:US )?(?:Pacific|Mountain|Central|Eastern)(?: (?:Standard |Daylight )?[Tt]ime)"
    r"|(?:Coordinated Universal|Greenwich Mean) [Tt]ime"
)
_REGIONS = (
    "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific"
)
#: As the database of time zones has them; `US/Pacific` and its like with whatever country.
_IANA = (
    rf"(?:(?:{_REGIONS})/[A-Z][A-Za-z_]{{1,30}}(?:/[A-Z][A-Za-z_]{{1,30}})?"
    r"|[A-Z]{2}/(?:Pacific|Mountain|Central|Eastern))"
)
_CITY = r"[A-Z][A-Za-z]{2,20} (?:local )?time"
#: `PST (UTC-7)`, `UTC+1 (Zurich time)`: one zone that is written twice.
_ONE = rf"(?:(?:UTC|GMT)\s?{_OFFSET}|(?i:utc|gmt)\b|(?:{_ABBREVIATION})\b|{_IANA}|(?:{_SEASONAL})\b)"
ZONE: Final = rf"{_ONE}(?:\s?\((?:{_ONE}|{_OFFSET}|{_CITY})\))?"
_ZONE = re.compile(ZONE)
_BARE_OFFSET = re.compile(_OFFSET)
_AFTER_TIME = re.compile(
    rf"Z\b|\s?{_OFFSET}|\s?\(?{ZONE}\)?|\s(?:Pacific|Mountain|Central|Eastern)(?![\w/])|\s?\+(?=UTC\b|GMT\b){ZONE}"
)
_AHEAD_ONLY = re.compile(r"\s?[-−]\d")
_NAMED = re.compile(
    rf"\b(?:in|are|is|be|zone:?|times?:?|clock:?)\s+(?:the\s+)?(?:{ZONE}|{_CITY})|\b{ZONE}\s+times?\b"
)
_ALONE = re.compile(rf"\W*(?:{ZONE}|UTC\s?{_OFFSET}|{_CITY})\W*")
#: What such a sentence speaks of, in English and in some other languages that name zones as English does.
_TIMES = re.compile(
    r"\b(?:times?|timestamps?|time ?zones?|clock"
    r"|(?:uhr)?zeit(?:en|angaben|zone)?|heures|fuseau|horas|hor[aá]rios?|huso|orari|orarie|tijden|tijdzone)\b|时间|時間|時刻|时区",
    re.IGNORECASE,
)
#: What goes on with a zone's letters; a sign of Chinese or Japanese writing is a word of its own.
_WITHIN_A_WORD = re.compile(r"[^\W\u3040-\u30ff\u3400-\u9fff]|/")
_LONGEST_SENTENCE = 400


@dataclass(frozen=True, slots=True)
class Written:
    """A zone in a text, from `start` to `end`."""

    start: int
    end: int
    text: str


def zone_after(text: str, at: int, *, behind: bool) -> Written | None:
    """The zone directly behind a time that ends at `at`; `behind`: it may be a bare offset such as `-07:00`."""
    if not behind and _AHEAD_ONLY.match(text, at):
        return None
    match = _AFTER_TIME.match(text, at)
    if match is None:
        return None
    end, inner = match.end(), match[0].strip()
    if inner.startswith("("):
        inner = inner[1:]
        if inner.count(")") > inner.count("("):
            inner = inner[:-1]
    elif inner.count(")") > inner.count("("):
        inner, end = inner[:-1], end - 1
    start = at + match[0].index(inner)
    return Written(start, end, inner)


def zone_in_sentence(text: str) -> Written | None:
    """The zone that a sentence says all times are in: `All times in CET`, `times are UTC`, `UTC times`."""
    if len(text) > _LONGEST_SENTENCE or not _TIMES.search(text):
        return None
    match = _NAMED.search(text)
    if match is None:
        return _first(text) if _TIMES.search(text, 0, 80) and len(text) <= 80 else None
    found = _first(text, match.start())
    if found is None:
        city = re.compile(_CITY).search(text, match.start())
        return Written(city.start(), city.end(), city[0]) if city else None
    return found


def zone_in_label(text: str) -> Written | None:
    """The zone in the head of a column or in a heading: `Time (UTC)`, `When, CET`, `UTC`."""
    return _first(text)


def is_only_a_zone(text: str) -> bool:
    """Whether a text says nothing but a zone, such as `(UTC)`."""
    return bool(_ALONE.fullmatch(text))


def _first(text: str, at: int = 0) -> Written | None:
    for match in _ZONE.finditer(text, at):
        if not _WITHIN_A_WORD.match(text[max(match.start() - 1, 0) : match.start()]):
            return Written(match.start(), match.end(), match[0])
    return None


def is_ambiguous(text: str) -> bool:
    """Whether the zone as written stands for several clocks, and says by no offset which."""
    return clock(text) is None and any(word in AMBIGUOUS for word in re.findall(r"[A-Z]+", text))


def moment(local: datetime, zone: str) -> datetime | None:
    """The moment, in UTC, at which a clock in this zone shows `local`; None where it is not known which clock."""
    shown = clock(zone)
    if shown is None:
        return None
    try:
        return local.replace(tzinfo=shown).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


@cache
def clock(text: str) -> tzinfo | None:
    """The clock that a zone as written means; an offset says most, then a name. None: not known, or several."""
    if match := _BARE_OFFSET.search(text):
        return _fixed(match[0])
    if text.startswith(("Coordinated", "Greenwich")):
        return UTC
    for word in re.findall(r"[A-Za-z_]+(?:/[A-Za-z_]+)*", text):
        if "/" in word:
            found = _named(word)
        elif word.upper() in _NAMES and (word.isupper() or word == text or "ime" in text):
            found = _named(_NAMES[word.upper()])
        elif word in AMBIGUOUS:
            return None
        else:
            hours = _HOURS.get(word if word.isupper() else word.upper() if word.lower() in ("utc", "gmt") else "")
            found = None if hours is None else timezone(timedelta(hours=hours))
        if found is not None:
            return found
    return None


def _fixed(offset: str) -> tzinfo | None:
    sign, digits = (-1 if offset[0] in "-−" else 1), re.sub(r"\D", "", offset)
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    # The clocks in use run from 12 hours behind to 14 ahead.
    return timezone(sign * timedelta(hours=hours, minutes=minutes)) if hours <= 14 and minutes < 60 else None


def _named(name: str) -> tzinfo | None:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None
