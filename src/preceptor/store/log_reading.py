"""The log: events with their payloads, answered requests, and the rows that replay must come to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam, select, tuple_

from preceptor.errors import DamagedRecord
from preceptor.ports import Answer, KeptPayload
from preceptor.store.log_tables import events, payloads, requests, settled
from preceptor.store.prepared import Prepared, one_of
from preceptor.store.session import PAGE, Session
from preceptor.store.tables import PROJECTED

if TYPE_CHECKING:
    from preceptor.model.canonical import Json
    from preceptor.model.event import Event
    from preceptor.model.projection import Value

_EVENT = (
    events.c.id,
    events.c.stream,
    events.c.seq,
    events.c.kind,
    events.c.at,
    events.c.actor_id.label("actor"),
    events.c.request_id.label("request"),
    events.c.fixed_clock,
    events.c.data,
    events.c.payload_digests,
    events.c.previous,
    events.c.hash,
)
_PAGE = Prepared(select(*_EVENT).where(events.c.id > bindparam("last")).order_by(events.c.id).limit(PAGE), exact=True)
_STREAM_PAGE = Prepared(
    select(*_EVENT)
    .where(events.c.stream == bindparam("stream"), events.c.seq > bindparam("last"))
    .order_by(events.c.seq)
    .limit(PAGE),
    exact=True,
)
_PAYLOADS = Prepared(
    select(payloads.c.event_id, payloads.c.person_id, payloads.c.salt, payloads.c.body)
    .where(one_of(payloads.c.event_id, "events"))
    .order_by(payloads.c.event_id, payloads.c.position)
)
_ANSWER = Prepared(select(requests.c.digest, requests.c.answer).where(requests.c.id == bindparam("id")))
_LAST = Prepared(select(events.c.at).order_by(events.c.id.desc()).limit(1))
_SETTLED = Prepared(select(settled.c.through).where(settled.c.what == bindparam("what")))
_BY_NAME = {table.name: table for table in PROJECTED}


class LogReading(Session):
    """Queries about what happened."""

    def events(self, stream: str | None = None) -> Iterator[Event]:
        """Give every event, or those of a stream, in the order recorded; `PAGE` of them in memory at a time.

        Data that no longer parse come as `{"unparsed": text}`, so that their hash cannot be right. Raises
        `DamagedRecord` where it cannot be told which events come next.
        """
        query, last = _PAGE if stream is None else _STREAM_PAGE, 0
        while page := self._records(_event, query, {"stream": stream, "last": last}):
            yield from page
            before, last = last, page[-1].id if stream is None else page[-1].seq
            if last <= before:
                raise DamagedRecord(f"the record is damaged: an event of {stream} has no number in its stream")

    def payloads(self, event: int) -> Sequence[Mapping[str, Json] | None]:
        """Give an event's bodies in order; None where erased. `ValueError` where one does not parse."""
        return [
            None if one.body is None else json.loads(one.body) for one in self.kept_payloads([event]).get(event, ())
        ]

    def kept_payloads(self, events: Sequence[int]) -> Mapping[int, Sequence[KeptPayload]]:
        """Give the payloads of many events as they lie there, unparsed, in order; by the event's id."""
        found: dict[int, list[KeptPayload]] = {}
        for event, person, salt, body in self._all(_PAYLOADS, {"events": events}):
            found.setdefault(event, []).append(KeptPayload(person=person, salt=salt, body=body))
        return found

    def rows(self, table: str) -> Iterator[Mapping[str, Value]]:
        """Give the rows of a table that events project to, by primary key, without what the store computes."""
        first, after = _table_pages(table)
        page: list[dict[str, Any]] = self._records(dict, first)
        while page:
            yield from page
            page = self._records(dict, after, page[-1])

    def answer(self, request: str) -> Answer | None:
        """Give what a request was answered with; its body is None where the command kept none."""
        row = self._one(_ANSWER, {"id": request})
        if row is None:
            return None
        digest, body = row
        return Answer(digest=digest, body=None if body is None else json.loads(body))

    def settled_through(self, what: str = "time") -> date | None:
        """Give the day up to and with which something was seen to; None: never yet."""
        row = self._one(_SETTLED, {"what": what})
        return None if row is None else row[0]

    def last_moment(self) -> datetime | None:
        """Give when the event that was recorded last happened, in UTC."""
        row = self._one(_LAST)
        return None if row is None else row[0]


@cache
def _table_pages(name: str) -> tuple[Prepared, Prepared]:
    """Give what asks for a table's first page, and for the page after a row."""
    table = _BY_NAME[name]
    key = list(table.primary_key.columns)
    query: Select[Any] = select(*(column for column in table.c if "computed" not in column.info))
    paged = query.order_by(*key).limit(PAGE)
    after = tuple_(*key) > tuple_(*(bindparam(column.name, type_=column.type) for column in key))
    return Prepared(paged, exact=True), Prepared(paged.where(after), exact=True)


def _event(*, stream: object, seq: object, at: object, data: str, payload_digests: str, **rest: Any) -> Event:
    """An event as it lies there. Where its place is damaged it has another, and so its hash is wrong as well."""
    from preceptor.model.event import Event  # few reading commands read events

    if not isinstance(at, datetime):
        raise DamagedRecord(f"the record is damaged: {at!r} is not how a moment is written")
    return Event(
        stream=str(stream),
        seq=seq if isinstance(seq, int) else 0,
        at=at,
        data=_object(data),
        payload_digests=_strings(payload_digests),
        **rest,
    )


def _object(text: str) -> Mapping[str, Json]:
    try:
        data = json.loads(text)
    except ValueError:
        data = None
    return data if isinstance(data, dict) else {"unparsed": text}


def _strings(text: str) -> tuple[str, ...]:
    try:
        digests = json.loads(text)
    except ValueError:
        digests = None
    return tuple(digests) if isinstance(digests, list) else (text,)
