"""One transaction that writes: events first, and the state only as the events project it."""

import json
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Date, TextClause, bindparam, insert, select, text, update

from preceptor.errors import ClockBehind
from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.definition import Process
from preceptor.model.edition import Edition
from preceptor.model.event import GENESIS, Happening, chain_hash_of_text, payload_digest
from preceptor.model.mention import Names
from preceptor.model.notice import Notice
from preceptor.model.projection import project
from preceptor.ports import Answer, Request
from preceptor.store.applying import Batches
from preceptor.store.erasing import forget_requests
from preceptor.store.following_writing import FollowingWriting
from preceptor.store.ladder_tables import pairings
from preceptor.store.log_tables import events, payloads, requests
from preceptor.store.numbering import Numbering
from preceptor.store.outbox_tables import outbox
from preceptor.store.outbox_writing import OutboxWriting
from preceptor.store.people_tables import people
from preceptor.store.prepared import Prepared, one_of
from preceptor.store.process_tables import changes, definitions
from preceptor.store.reading import SqlReading
from preceptor.store.recommendation_tables import recommendations
from preceptor.store.reminding_writing import RemindingWriting
from preceptor.store.retrospective_tables import retrospectives
from preceptor.store.types import Moment

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

_EVENT = Prepared(insert(events).values({column.name: bindparam(column.name) for column in events.c}))
_PAYLOAD = Prepared(insert(payloads).values({column.name: bindparam(column.name) for column in payloads.c}))
_REQUEST = Prepared(insert(requests).values({column.name: bindparam(column.name) for column in requests.c}))
_REQUEST_AGAIN = Prepared(
    update(requests)
    .where(requests.c.id == bindparam("key"))
    .values({name: bindparam(f"new_{name}") for name in ("digest", "actor_id", "answer")})
)
_ERASE = Prepared(
    update(payloads)
    .where(payloads.c.person_id == bindparam("person"), payloads.c.body.is_not(None))
    .values(salt=None, body=None)
)
_SETTLE = Prepared(
    text(
        "INSERT INTO settled (what, through) VALUES (:what, :through)"
        " ON CONFLICT (what) DO UPDATE SET through = excluded.through"
    ).bindparams(bindparam("through", type_=Date))
)
_LOCKS = {
    table.name: Prepared(
        select(table.c.id)
        .where(one_of(table.c.id, "ids"))
        .order_by(table.c.id)
        # Not FOR UPDATE in full: that would also block rows elsewhere which merely refer to these.
        .with_for_update(key_share=True)
    )
    for table in (pairings, retrospectives, recommendations, changes, people)
}


def _kept_once(table: str, columns: Sequence[str], unique: str) -> TextClause:
    names, values = ", ".join(columns), ", ".join(f":{column}" for column in columns)
    return text(f"INSERT INTO {table} ({names}) VALUES ({values}) ON CONFLICT ({unique}) DO NOTHING")


_DEFINITION = Prepared(_kept_once(definitions.name, ("digest", "body"), "digest"))
_NOTICE = Prepared(
    _kept_once(
        outbox.name,
        ("kind", "person_id", "dedup_key", "context", "thread", "state", "attempts", "next_at", "created_at"),
        "dedup_key",
    ).bindparams(bindparam("next_at", type_=Moment), bindparam("created_at", type_=Moment))
)


class _Head(NamedTuple):
    seq: int
    hash: str
    at: datetime | None


class SqlWriting(FollowingWriting, OutboxWriting, RemindingWriting, SqlReading):
    """One transaction. Its request is written with its commit, and only if anything else was."""

    def __init__(
        self,
        connection: Connection,
        known: MutableMapping[str, Edition],
        request: Request,
        salt: Callable[[], str],
    ) -> None:
        super().__init__(connection, known)
        self._request = request
        self._salt = salt
        self._server = connection.dialect.name == "postgresql"
        self._heads: dict[str, _Head] = {}
        self._ids = Numbering(self._all, sequences=self._server)
        self._actor = request.actor
        self._wrote = False
        #: The request's row is written already, and what is known of it by the end still to come.
        self._came_first = False
        self._answer: str | None = None

    def act_for(self, person: int) -> None:
        """Record what follows as done by this person."""
        self._actor = person

    def lock_pairings(self, identities: Iterable[int]) -> None:
        """Take the rows' locks in id order (SQLite: the transaction has the database's)."""
        self._lock("pairings", identities)

    def lock_retrospectives(self, identities: Iterable[int]) -> None:
        """Take the rows' locks in id order (SQLite: the transaction has the database's)."""
        self._lock("retrospectives", identities)

    def lock_recommendations(self, identities: Iterable[int]) -> None:
        """Take the rows' locks in id order (SQLite: the transaction has the database's)."""
        self._lock("recommendations", identities)

    def lock_changes(self, identities: Iterable[int]) -> None:
        """Take the rows' locks in id order (SQLite: the transaction has the database's)."""
        self._lock("changes", identities)

    def lock_people(self, identities: Iterable[int]) -> None:
        """Take the rows' locks in id order (SQLite: the transaction has the database's)."""
        self._lock("people", identities)
        if self._server:
            # Another command may have changed them since they were read, until it let go of the locks.
            self._people.clear()

    def _lock(self, table: str, identities: Iterable[int]) -> None:
        wanted = sorted(set(identities))
        if self._server and wanted:
            self._all(_LOCKS[table], {"ids": wanted})

    def next_id(self, table: str, how_many: int = 1) -> int:
        """Give the first of `how_many` new ids in a row, for one of `tables.NUMBERED`."""
        return self._ids.next(table, how_many)

    def record(self, happenings: Sequence[Happening], *, as_system: bool = False) -> None:
        """Put each on its stream and apply what it does to the state; by the request's actor or the system.

        Raises `ClockBehind` where the request's moment is before the last event of a stream.
        """
        if not happenings:
            return
        self._wrote = True
        self._come_first()
        actor = None if as_system else self._actor
        self._read_heads({one.stream for one in happenings} - self._heads.keys())
        first = self._ids.next("events", len(happenings))
        new_events: list[Mapping[str, Any]] = []
        new_payloads: list[Mapping[str, Any]] = []
        batches = Batches()
        for identity, happening in enumerate(happenings, first):
            digests = []
            for position, payload in enumerate(happening.payloads):
                salt, body = self._salt(), canonical.text(dict(payload.body))
                digests.append(payload_digest(salt, payload.person, payload.body))
                new_payloads.append(
                    {
                        "event_id": identity,
                        "position": position,
                        "person_id": payload.person,
                        "salt": salt,
                        "body": body,
                    }
                )
            event = self._chained(identity, happening, actor, tuple(digests))
            new_events.append(event)
            bodies = [one.body for one in happening.payloads]
            # Projected from what was written, as a replay will read it.
            batches.add(project(happening.kind, json.loads(event["data"]), bodies, self._request.now))
        self._run(_EVENT, *new_events)
        self._run(_PAYLOAD, *new_payloads)
        for statement, rows in batches.statements():
            self._run(statement, *rows)
        if batches.touch(people.name):
            self._people.clear()

    def _chained(
        self, identity: int, happening: Happening, actor: int | None, digests: tuple[str, ...]
    ) -> Mapping[str, Any]:
        head, request = self._heads[happening.stream], self._request
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
        self._heads[happening.stream] = _Head(head.seq + 1, chained, request.now)
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

    def _read_heads(self, streams: set[str]) -> None:
        found: dict[str, _Head] = {}
        if len(streams) == 1:
            (stream,) = streams
            row = self._one(_HEAD, {"stream": stream})
            if row is not None:
                found[stream] = _Head(*row)
        elif streams:
            wanted = sorted(streams)
            rows = (
                self._all(_HEADS, {"streams": wanted})
                if self._server
                else self._all(_HEADS_ON_SQLITE, {"streams": json.dumps(wanted)})
            )
            found = {stream: _Head(seq, chained, at) for stream, seq, chained, at in rows}
        for stream in streams:
            head = found.get(stream, _Head(0, GENESIS, None))
            if head.at is not None and self._request.now < head.at:
                raise ClockBehind(
                    f"The clock says {self._request.now.isoformat()}, and the last event of {stream} was at"
                    f" {head.at.isoformat()}."
                )
            self._heads[stream] = head

    def publish(self, process: Process, digest: str) -> None:
        """Keep a definition under its digest. The same digest again changes nothing."""
        self._wrote = True
        self._run(_DEFINITION, {"digest": digest, "body": canonical.text(canonical.dump(process))})

    def keep_edition(self, form: Mapping[str, Json]) -> str:
        """Keep an edition by its canonical form; give its digest. The same again changes nothing."""
        self._wrote = True
        digest = canonical.digest(dict(form))
        self._run(_DEFINITION, {"digest": digest, "body": canonical.text(dict(form))})
        return digest

    def queue(self, notices: Sequence[Notice]) -> None:
        """Put notices into the outbox, each for when it is to be sent; one whose `dedup_key` is known is left out."""
        now = self._request.now
        self._wrote = self._wrote or bool(notices)
        # Many of them may share one context.
        contexts: dict[int, str] = {}
        for one in notices:
            if id(one.context) not in contexts:
                contexts[id(one.context)] = canonical.text(dict(one.context))
        self._run(
            _NOTICE,
            *(
                {
                    "kind": one.kind,
                    "person_id": one.to,
                    "dedup_key": one.dedup_key,
                    "context": contexts[id(one.context)],
                    "thread": one.thread,
                    "state": "ready",
                    "attempts": 0,
                    "next_at": one.send_at or now,
                    "created_at": now,
                }
                for one in notices
            ),
        )

    def keep_answer(self, body: Json) -> None:
        """Keep what this transaction's request is answered with; the last one counts."""
        self._wrote = True
        self._answer = canonical.text(body)

    def answer(self, request: str) -> Answer | None:
        """Give what a request was answered with, this transaction's own too."""
        if request == self._request.id and self._wrote:
            body = None if self._answer is None else json.loads(self._answer)
            return Answer(digest=self._request.digest, body=body)
        return super().answer(request)

    def settle_through(self, day: date, what: str = "time") -> None:
        """Note that something was seen to up to and with a day."""
        self._run(_SETTLE, {"what": what, "through": day})

    def erase(self, person: int) -> int:
        """Delete the bodies and salts of the person's payloads; give how many there were."""
        self._wrote = True
        return self._run(_ERASE, {"person": person})

    def forget(self, person: int, names: Names) -> int:
        """Blank what is kept about the person beside the events; give how many requests there were."""
        self._wrote = True
        return forget_requests(self._connection, person, names)

    def finish(self) -> None:
        """Write the request itself, where this transaction wrote anything. The last thing before the commit."""
        if self._came_first:
            said = {"digest": self._request.digest, "actor_id": self._actor, "answer": self._answer}
            self._run(_REQUEST_AGAIN, {"key": self._request.id, **{f"new_{name}": one for name, one in said.items()}})
        elif self._wrote:
            self._put_request()

    def _come_first(self) -> None:
        """On SQLite the request's row comes before its events.

        While a reference waits for the commit, SQLite looks with every row that is added who refers to that, and
        through all events, mails and obligations where it has no index for it.
        """
        if not self._server and not self._came_first:
            self._came_first = True
            self._put_request()

    def _put_request(self) -> None:
        asked = self._request
        self._run(
            _REQUEST,
            {
                "id": asked.id,
                "digest": asked.digest,
                "actor_id": self._actor,
                "at": asked.now,
                "answer": self._answer,
            },
        )
