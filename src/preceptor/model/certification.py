"""Certifications: who may lead a role alone, who may teach it, and for how long."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING, Literal

from preceptor.model.deadline import Calendar, after

if TYPE_CHECKING:
    from preceptor.model.definition import Capability, Validity

Standing = Literal["valid", "refresh-due", "lapsed", "revoked"]
#: What let one lapse: its last day, a missed refresh; or neither: a long time without doing the role, or coming back.
Cause = Literal["ended", "refresh", "other"]

#: What lets somebody act on a certification: a refresh that is due takes nothing away before its date.
FULL: frozenset[str] = frozenset({"valid", "refresh-due"})


@dataclass(frozen=True, kw_only=True)
class Certification:
    """One grant or renewal of a capability for a role. Dates are local to the holder; nothing is deleted."""

    id: int
    person: int
    process: str
    role: str
    capability: Capability
    #: The version of the process it was earned under.
    version: str
    #: The digest of the exact edition it was earned under.
    edition: str
    #: First day on which it holds.
    granted_on: date
    #: Last day on which it holds.
    valid_until: date
    #: `rung`, `founder`, `no-newcomer`, `renewal` or `refresh`.
    source: str
    #: Lapses where the person has not done it for so long …
    idle_days: int
    #: … while at least so many occasions passed.
    idle_occasions: int
    #: Set by a major change: the last day to refresh, and the version that asks for it.
    refresh_by: date | None = None
    refresh_for: str | None = None
    revoked_on: date | None = None
    #: The day it lapsed, once that was put on record.
    lapsed_on: date | None = None
    #: The renewal that took its place.
    renewed_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class Practice:
    """When a role was done, and when one person did it. Days in rising order."""

    #: Every occasion of the role, whoever did it.
    occasions: tuple[date, ...] = ()
    #: The person's own.
    own: tuple[date, ...] = ()


def needs_practice(certification: Certification, on: date) -> bool:
    """Whether idleness could have ended it by `on`, so that `lapse_day` has to see the practice."""
    return on >= certification.granted_on + timedelta(days=certification.idle_days)


def lapse_day(certification: Certification, practice: Practice) -> date:
    """The first day on which it no longer holds, as things stand: expiry, missed refresh or idleness.

    Idleness: `idle_days` without doing it in which at least `idle_occasions` occasions passed. A person who
    does it again after that day is not certified by doing it: a lapse stays until an owner grants again.
    """
    if certification.lapsed_on:
        return certification.lapsed_on
    ends = certification.valid_until + timedelta(days=1)
    if certification.refresh_by:
        ends = min(ends, certification.refresh_by + timedelta(days=1))
    last = certification.granted_on
    for done in (*(day for day in practice.own if day > certification.granted_on), date.max):
        idle_from = _idle_from(certification, practice.occasions, last, done)
        if idle_from is not None and idle_from <= done:
            return min(ends, idle_from)
        last = done
    return ends


def lapse_cause(certification: Certification) -> Cause:
    """What let it lapse on the day that is on record."""
    on = certification.lapsed_on
    if certification.refresh_by and on == certification.refresh_by + timedelta(days=1):
        return "refresh"
    return "ended" if on == certification.valid_until + timedelta(days=1) else "other"


def _idle_from(certification: Certification, occasions: tuple[date, ...], last: date, done: date) -> date | None:
    """When idleness since `last` ends it, from the occasions that passed before the person did it again (`done`)."""
    first, end = bisect_right(occasions, last), bisect_left(occasions, done)
    if end < first + certification.idle_occasions:
        return None
    by_count = occasions[first + certification.idle_occasions - 1]
    return max(by_count, last + timedelta(days=certification.idle_days))


def standing(certification: Certification, practice: Practice, on: date) -> Standing:
    """What a certification is worth on a day."""
    if certification.revoked_on and certification.revoked_on <= on:
        return "revoked"
    if on >= lapse_day(certification, practice):
        return "lapsed"
    if certification.refresh_by:
        return "refresh-due"
    return "valid"


def latest(certifications: Iterable[Certification], on: date) -> dict[tuple[int, Capability], Certification]:
    """For each person and capability of one role, the grant that speaks on that day: the last one before it."""
    found: dict[tuple[int, Capability], Certification] = {}
    for one in sorted(certifications, key=lambda each: (each.granted_on, each.id)):
        if one.granted_on <= on:
            found[one.person, one.capability] = one
    return found


#: Certifications count every day: a holiday does not lengthen one.
_EVERY_DAY = Calendar(zone=UTC, weekend=frozenset(), days_off=frozenset())


def last_day(granted_on: date, valid: Validity) -> date:
    """The last day of a certification that begins on `granted_on`."""
    return after(granted_on, valid.length, _EVERY_DAY)


def idle_days(granted_on: date, valid: Validity) -> int:
    """The days without practice after which a certification may lapse."""
    return (after(granted_on, valid.idle, _EVERY_DAY) - granted_on).days


def renewal_opens(valid_until: date, valid: Validity) -> date:
    """The first day on which a certification that holds until `valid_until` may be renewed."""
    return valid_until - (after(valid_until, valid.renew_from, _EVERY_DAY) - valid_until)
