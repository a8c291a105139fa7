"""Stamps that do not stand at the beginning: behind a label, at the end of a few words, or of a title."""

import re
from dataclasses import replace
from typing import Final

from preceptor.writeup.stamps import LONGEST, Stamp, stamp_at
from preceptor.writeup.zones import Written

#: Characters of a point that may end with its time, and of one that may end with a date and a time. Our choice.
_FEW_WORDS: Final = 80
_A_SENTENCE: Final = 200
_LABEL: Final = re.compile(r"(?:[A-Z][\w #/'-]{1,40}:|\[[\w #/'-]{1,40}\])\s{1,3}(?:On |At )?")
#: A label with its time in brackets: `Phase 1 (10:14 UTC): the pool is full`.
_LABEL_WITH: Final = re.compile(r"[A-Z][\w #/'-]{1,40}\s\((?P<inside>[^()]{4,40})\)\s?[:–—-]\s")
_ENDS: Final = re.compile(r"[\s.)*_]*(?:\([^()]{1,30}\)\W*)?")
_BEFORE_STAMP: Final = re.compile(r"(?<=[\w:,(–—-])\s{1,3}(?:at |on |@ ?)?(?=[\dA-Z~(])")
_BRACKETS_AT_END: Final = re.compile(r"\w\W{0,3}\((?P<inside>[^()]{4,60})\)\W{0,3}$")
#: What may stand behind the day in such brackets.
_PARTS_OF_DAYS: Final = frozenset({"", "morning", "afternoon", "evening", "night", "noon"})
#: What a time behind it belongs to is not what is told: `no updates since 27 March`.
_OF_ANOTHER: Final = re.compile(r"\b(?:since|until|till|before|after|than)\s*$", re.IGNORECASE)
#: Characters before a time in which such a word is looked for: the longest, and spaces. Our choice.
_LONGEST_WORD: Final = 10


def stamp_inside(text: str) -> Stamp | None:
    """The stamp that follows a label, as in `Detected: 10:14 UTC the pool is full`, or that a few words end with.

    It may stand in brackets as well: `Detected (10:14 UTC): the pool is full`.
    """
    if inside := _LABEL_WITH.match(text):
        stamp = _moved(stamp_at(inside["inside"]), inside.start("inside"))
        if stamp is not None and stamp.clock is not None:
            return stamp
    label = _LABEL.match(text)
    stamp = _moved(stamp_at(text[label.end() :]), label.end()) if label else None
    return stamp if stamp is not None and stamp.clock is not None else _stamp_behind(text)


def stamp_in_brackets(text: str) -> Stamp | None:
    """The stamp that a title ends with, as in `Detection (2 March 2026)`."""
    match = _BRACKETS_AT_END.search(text[-LONGEST:])
    stamp = stamp_at(match["inside"]) if match else None
    if match is None or stamp is None or match["inside"][stamp.end :].strip(" ,").casefold() not in _PARTS_OF_DAYS:
        return None
    return _moved(stamp, len(text) - len(text[-LONGEST:]) + match.start("inside"))


def _moved(stamp: Stamp | None, by: int) -> Stamp | None:
    """The same stamp in a text that has so many characters more before it."""
    if stamp is None:
        return None
    zone = stamp.zone and Written(stamp.zone.start + by, stamp.zone.end + by, stamp.zone.text)
    return replace(stamp, start=stamp.start + by, end=stamp.end + by, rest=stamp.rest + by, zone=zone)


def _stamp_behind(text: str) -> Stamp | None:
    """The stamp that a few words end with, as in `First detected 2026-03-02 10:14`; None where they do not."""
    if len(text) > _A_SENTENCE:
        return None
    behind = 0
    for match in _BEFORE_STAMP.finditer(text):
        stamp = _moved(stamp_at(text[match.end() :]), match.end()) if match.end() >= behind else None
        if stamp and _OF_ANOTHER.search(text, max(match.start() - _LONGEST_WORD, 0), match.start()):
            behind = stamp.end
            continue
        if stamp is None or not _ENDS.fullmatch(text, stamp.end):
            continue
        dated = stamp.day is not None and stamp.day.year is not None
        if (dated and stamp.clock) if len(text) > _FEW_WORDS else (dated or stamp.clock):
            return stamp
    return None
