"""What reminders need: whose time has come, who is away, and which mails wait that they could join."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, literal_column, select, tuple_

from preceptor.model.obligation import Obligation
from preceptor.model.people import Absence
from preceptor.ports import QueuedNotice
from preceptor.store.duty_reading import COLUMNS, NOTICES, notice_of
from preceptor.store.duty_tables import obligations
from preceptor.store.outbox_tables import outbox
from preceptor.store.people_tables import absences
from preceptor.store.prepared import Prepared, one_of, one_of_words
from preceptor.store.session import Session
from preceptor.store.types import Id, Moment

_AWAY: Select[Any] = (
    select(*(column.label(column.name.removesuffix("_id")) for column in absences.c))
    .where(absences.c.until_on >= bindparam("since"))
    .order_by(absences.c.person_id, absences.c.from_on)
)


@cache
def page_of_due(*, locked: bool) -> Prepared:
    """Give the query of what somebody is to be told of by `now`, after one obligation; in the index's order."""
    at, identity = obligations.c.next_reminder_at, obligations.c.id
    # SQLite looks the first part up in the index, and compares the second.
    since = bindparam("since", type_=Moment())
    after = tuple_(at, identity) > tuple_(since, bindparam("after", type_=Id))
    found = (
        select(*COLUMNS)
        .where(obligations.c.closed_at.is_(None), at <= bindparam("now"), at >= since, after)
        .order_by(at, identity)
        .limit(bindparam("limit", type_=Id))
    )
    return Prepared(found.with_for_update() if locked else found)


@cache
def _absences(*, covered: bool) -> Prepared:
    return Prepared(_AWAY.where(one_of(absences.c.cover_id if covered else absences.c.person_id, "people")))


@cache
def _called() -> Prepared:
    return Prepared(NOTICES.add_columns(outbox.c.dedup_key).where(one_of_words(outbox.c.dedup_key, "keys")))


@cache
def _last_digests() -> Prepared:
    # The word itself rather than a parameter: only so SQLite uses the index of digests.
    digest = outbox.c.kind == literal_column("'digest'")
    found = select(outbox.c.person_id, func.max(outbox.c.created_at, type_=Moment()))
    return Prepared(found.where(digest, one_of(outbox.c.person_id, "people")).group_by(outbox.c.person_id))


class RemindingReading(Session):
    """Queries for reminders."""

    def reminders_due(self, now: datetime, *, after: tuple[datetime, int], limit: int) -> Sequence[Obligation]:
        """Give the next open obligations of which somebody is to be told by now: by that moment, then id."""
        asked = {"now": now, "since": after[0], "after": after[1], "limit": limit}
        return self._records(Obligation, page_of_due(locked=False), asked)

    def absences(self, people: Collection[int], since: date) -> Sequence[Absence]:
        """Give when these people are away on a day or later; by person, then when."""
        return self._records(Absence, _absences(covered=False), {"people": people, "since": since})

    def covered_by(self, person: int, since: date) -> Sequence[Absence]:
        """Give the same of those for whom somebody stands in."""
        return self._records(Absence, _absences(covered=True), {"people": [person], "since": since})

    def notices_called(self, keys: Collection[str]) -> Mapping[str, QueuedNotice]:
        """Give the notices that are in the outbox under some of these keys."""
        found: list[dict[str, Any]] = self._records(dict, _called(), {"keys": keys})
        return {one.pop("dedup_key"): notice_of(**one) for one in found}

    def last_digests(self, people: Collection[int]) -> Mapping[int, datetime]:
        """Give when the last digest of each of these people was queued; who never had one is left out."""
        return dict(self._all(_last_digests(), {"people": people}))
