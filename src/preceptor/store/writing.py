"""One transaction that writes: events first, and the state only as the events project it."""

import json
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, TextClause, bindparam, insert, text, update

from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.definition import Process
from preceptor.model.edition import Edition
from preceptor.model.event import Happening, payload_digest
from preceptor.model.mention import Names
from preceptor.model.notice import Notice
from preceptor.model.projection import project
from preceptor.ports import Answer, Request
from preceptor.store.applying import Batches
from preceptor.store.chaining import Chaining
from preceptor.store.erasing import forget_requests
from preceptor.store.following_writing import FollowingWriting
from preceptor.store.locking import Locking
from preceptor.store.log_tables import events, payloads, requests
from preceptor.store.numbering import Numbering
from preceptor.store.outbox_tables import outbox
from preceptor.store.outbox_writing import OutboxWriting
from preceptor.store.people_tables import people
from preceptor.store.prepared import Prepared
from preceptor.store.process_tables import definitions
from preceptor.store.reading import SqlReading
from preceptor.store.reminding_writing import RemindingWriting
from preceptor.store.types import Moment

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


class SqlWriting(Locking, FollowingWriting, OutboxWriting, RemindingWriting, SqlReading):
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
        self._chaining = Chaining(self._all, request, server=self._server)
        self._ids = Numbering(self._all, sequences=self._server)
        self._actor = request.actor
        self._wrote = False
        #: The request's row is written already, and what is known of it by the end still to come.
        self._came_first = False
        self._answer: str | None = None

    def act_for(self, person: int) -> None:
        """Record what follows as done by this person."""
        self._actor = person

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
        self._chaining.read({one.stream for one in happenings})
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
            event = self._chaining.link(identity, happening, actor, tuple(digests))
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
