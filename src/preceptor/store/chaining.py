"""Chaining events: each stream's last event, and the next one that holds its hash."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, text

from preceptor.errors import ClockBehind
from preceptor.model import canonical
from preceptor.model.event import GENESIS, Happening, chain_hash_of_text
from preceptor.ports import Request
from preceptor.store.log_tables import events
from preceptor.store.numbering import Ask
from preceptor.store.prepared import Prepared

_HEAD = Prepared(
    select(events.c.seq, events.c.hash, events.c.at)
    .where(events.c.stream == bindparam("stream"))
    .order_by(events.c.seq.desc())
    .limit(1)
)
# Several heads are asked for at once: on PostgreSQL every question is a round trip, and on SQLite a thousand of them
# take 2 ms in this way, and 9 one by one.
_HEAD_COLUMNS = (events.c.stream, events.c.seq, events.c.hash, events.c.at)
_HEADS = Prepared(
    text(
        "SELECT wanted.stream, head.seq, head.hash, head.at FROM unnest(CAST(:streams AS text[])) AS wanted(stream)"
        " CROSS JOIN LATERAL (SELECT seq, hash, at FROM events WHERE events.stream = wanted.stream"
        " ORDER BY seq DESC LIMIT 1) AS head"
    ).columns(*_HEAD_COLUMNS)
)
_HEADS_ON_SQLITE = Prepared(
    text(
        "SELECT head.stream, head.seq, head.hash, head.at FROM json_each(:streams) AS wanted JOIN events AS head"
        " ON head.stream = wanted.value"
        " AND head.seq = (SELECT max(seq) FROM events WHERE events.stream = wanted.value)"
    ).columns(*_HEAD_COLUMNS)
)


class Head(NamedTuple):
    """The last event of a stream; its moment is None where there is none yet."""

    seq: int
    hash: str
    at: datetime | None


class Chaining:
    """The streams that one transaction writes to."""

    def __init__(self, ask: Ask, request: Request, *, server: bool) -> None:
        self._ask = ask
        self._request = request
        self._server = server
        #: The heads read or written so far, by stream.
        self.heads: dict[str, Head] = {}

    def read(self, streams: Collection[str]) -> None:
        """Read the heads of the streams that are not known yet. Raises `ClockBehind`."""
        streams = set(streams) - self.heads.keys()
        found: dict[str, Head] = {}
        if len(streams) == 1:
            (stream,) = streams
            row = next(iter(self._ask(_HEAD, {"stream": stream})), None)
            if row is not None:
                found[stream] = Head(*row)
        elif streams:
            wanted = sorted(streams)
            rows = (
                self._ask(_HEADS, {"streams": wanted})
                if self._server
                else self._ask(_HEADS_ON_SQLITE, {"streams": json.dumps(wanted)})
            )
            found = {stream: Head(seq, chained, at) for stream, seq, chained, at in rows}
        for stream in streams:
            head = found.get(stream, Head(0, GENESIS, None))
            if head.at is not None and self._request.now < head.at:
                raise ClockBehind(
                    f"The clock says {self._request.now.isoformat()}, and the last event of {stream} was at"
                    f" {head.at.isoformat()}."
                )
            self.heads[stream] = head

    def link(
        self, identity: int, happening: Happening, actor: int | None, digests: tuple[str, ...]
    ) -> Mapping[str, Any]:
        """Give the row of the next event of its stream, whose head was read. `digests`: of its payloads."""
        head, request = self.heads[happening.stream], self._request
        data, payload_digests = (
            canonical.text(dict(happening.data)),
            canonical.text(list(digests)) if digests else "[]",
        )
        chained = chain_hash_of_text(
            previous=head.hash,
            stream=happening.stream,
            seq=head.seq + 1,
            kind=happening.kind,
            at=request.now,
            actor=actor,
            request=request.id,
            fixed_clock=request.fixed_clock,
            data=data,
            payload_digests=payload_digests,
        )
        self.heads[happening.stream] = Head(head.seq + 1, chained, request.now)
        return {
            "id": identity,
            "stream": happening.stream,
            "seq": head.seq + 1,
            "kind": happening.kind,
            "at": request.now,
            "actor_id": actor,
            "request_id": request.id,
            "fixed_clock": request.fixed_clock,
            "data": data,
            "payload_digests": payload_digests,
            "previous": head.hash,
            "hash": chained,
        }
