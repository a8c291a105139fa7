"""The log: events with their payloads, answered requests, and the rows that replay must come to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Select, bindparam, select, tuple_

from preceptor.ports import Answer, KeptPayload
from preceptor.store.session import PAGE, Session
from preceptor.store.tables import PROJECTED, events, payloads, requests

if TYPE_CHECKING:
    from preceptor.model.canonical import Json
    from preceptor.model.event import Event
    from preceptor.model.projection import Value

_PAGE: Select[Any] = select(events).where(events.c.id > bindparam("last")).order_by(events.c.id).limit(PAGE)
_STREAM_PAGE: Select[Any] = (
    select(events)
    .where(events.c.stream == bindparam("stream"), events.c.seq > bindparam("last"))
    .order_by(events.c.seq)
    .limit(PAGE)
)
_PAYLOADS: Select[Any] = (
    select(payloads)
    .where(payloads.c.event_id.in_(bindparam("events", expanding=True)))
    .order_by(payloads.c.event_id, payloads.c.position)
)
_ANSWER = select(requests.c.digest, requests.c.answer).where(requests.c.id == bindparam("id"))
_LAST = select(events.c.at).order_by(events.c.id.desc()).limit(1)
_BY_NAME = {table.name: table for table in PROJECTED}


class LogReading(Session):
    """Queries about what happened."""

    def events(self, stream: str | None = None) -> Iterator[Event]:
        """Give every event, or those of a stream, in the order recorded; `PAGE` of them in memory at a time.

        Data that no longer parse come as `{"unparsed": text}`, so that their hash cannot be right.
        """
        last = 0
        while True:
            if stream is None:
                rows = self._all(_PAGE, {"last": last})
            else:
                rows = self._all(_STREAM_PAGE, {"stream": stream, "last": last})
            if not rows:
                return
            yield from map(_event, rows)
            last = rows[-1].id if stream is None else rows[-1].seq

    def payloads(self, event: int) -> Sequence[Mapping[str, Json] | None]:
        """Give an event's bodies in order; None where erased. `ValueError` where one does not parse."""
        return [
            None if one.body is None else json.loads(one.body) for one in self.kept_payloads([event]).get(event, ())
        ]

    def kept_payloads(self, events: Sequence[int]) -> Mapping[int, Sequence[KeptPayload]]:
        """Give the payloads of many events as they lie there, unparsed, in order; by the event's id."""
        found: dict[int, list[KeptPayload]] = {}
        for start in range(0, len(events), PAGE):
            for row in self._all(_PAYLOADS, {"events": events[start : start + PAGE]}):
                found.setdefault(row.event_id, []).append(
                    KeptPayload(person=row.person_id, salt=row.salt, body=row.body)
                )
        return found

    def rows(self, table: str) -> Iterator[Mapping[str, Value]]:
        """Give the rows of a table that events project to, by primary key, without what the store computes."""
        kept = _BY_NAME[table]
        key = tuple_(*kept.primary_key.columns)
        query = (
            select(*(column for column in kept.c if "computed" not in column.info))
            .order_by(*kept.primary_key.columns)
            .limit(PAGE)
        )
        rows = self._all(query)
        while rows:
            for row in rows:
                yield dict(row._mapping)
            last = [rows[-1]._mapping[column.name] for column in kept.primary_key.columns]
            rows = self._all(query.where(key > tuple_(*last)))

    def answer(self, request: str) -> Answer | None:
        """Give what a request was answered with; its body is None where the command kept none."""
        row = self._one(_ANSWER, {"id": request})
        if row is None:
            return None
        return Answer(digest=row.digest, body=None if row.answer is None else json.loads(row.answer))

    def last_moment(self) -> datetime | None:
        """Give when the event that was recorded last happened, in UTC."""
        row = self._one(_LAST)
        return None if row is None else row.at


def _event(row: Row[Any]) -> Event:
    from preceptor.model.event import Event  # few reading commands read events

    return Event(
        id=row.id,
        stream=row.stream,
        seq=row.seq,
        kind=row.kind,
        at=row.at,
        actor=row.actor_id,
        request=row.request_id,
        fixed_clock=row.fixed_clock,
        data=_object(row.data),
        payload_digests=_strings(row.payload_digests),
        previous=row.previous,
        hash=row.hash,
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
