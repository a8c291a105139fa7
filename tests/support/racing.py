"""What child processes run: importable, so that a fresh interpreter can be given it by name."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from multiprocessing.connection import Connection
from typing import TypeVar

from tests.support.happenings import a_pairing, a_request, moved

from preceptor.calendars import Calendars
from preceptor.model.canonical import Json
from preceptor.model.event import Happening, Payload
from preceptor.model.notice import Notice
from preceptor.model.refusal import Refusal
from preceptor.ports import PairingFilter, Request, Writing
from preceptor.services import publishing
from preceptor.services.context import Context
from preceptor.services.following import announcing
from preceptor.services.following.jobs import run_due
from preceptor.services.publishing_terms import Terms
from preceptor.services.retrospectives import moves as retrospective_moves
from preceptor.store import SqlStore

T = TypeVar("T")


def decide_once(url: str, name: str, ready: Connection) -> None:
    """Start the one pairing there can be, unless somebody else did; tell what came of it."""
    store = SqlStore(url, patience=60)
    with store.reading():
        pass
    ready.send("ready")
    ready.recv()

    def work(tx: Writing) -> str:
        tx.lock_people([1, 2])
        if tx.pairings(PairingFilter(process="retrospective", role="author", open=True)):
            return "refused"
        tx.record([a_pairing(tx.next_id("pairings"), trainee=1, preceptor=2)])
        tx.keep_answer(name)
        return "won"

    ready.send(store.write(a_request(name), work))


def publish_once(url: str, change: str, now: datetime, ready: Connection) -> None:
    """Publish a change as its owner; tell the state that it came to, or the guard that was against it."""
    store = SqlStore(url, patience=60)
    with store.reading():
        pass
    ready.send("ready")
    ready.recv()
    context = Context(store=store, calendars=Calendars(), now=now, person="olga")
    answer = publishing.publish(context, change, Terms())
    ready.send(answer.reasons[0].guard if isinstance(answer, Refusal) else answer["state"])


def publish_at_once(url: str, changes: Sequence[str], now: datetime) -> list[str]:
    """Publish each change in a process of its own, all at once; what each came to, sorted."""
    return _at_once(publish_once, [(url, change, now) for change in changes])


def advance_once(url: str, retrospective: str, person: str, now: datetime, ready: Connection) -> None:
    """End a retrospective's present step; tell the state that it came to, or the guard that was against it."""
    store = SqlStore(url, patience=60)
    with store.reading():
        pass
    ready.send("ready")
    ready.recv()
    context = Context(store=store, calendars=Calendars(), now=now, person=person)
    answer = retrospective_moves.advance(context, retrospective)
    ready.send(answer.reasons[0].guard if isinstance(answer, Refusal) else answer["state"])


def advance_at_once(url: str, retrospective: str, people: Sequence[str], now: datetime) -> list[str]:
    """End the present step of one retrospective in as many processes as people, at once; sorted."""
    return _at_once(advance_once, [(url, retrospective, person, now) for person in people])


def _at_once(target: Callable[..., None], arguments: Sequence[tuple[object, ...]]) -> list[str]:
    spawn = multiprocessing.get_context("spawn")
    pipes = [spawn.Pipe() for _ in arguments]
    children = [
        spawn.Process(target=target, args=(*told, theirs)) for told, (_, theirs) in zip(arguments, pipes, strict=True)
    ]
    for child in children:
        child.start()
    for ours, _ in pipes:
        assert ours.recv() == "ready"
    for ours, _ in pipes:
        ours.send("go")
    answers = sorted(ours.recv() for ours, _ in pipes)
    for child in children:
        child.join()
    return answers


def count_up(url: str, name: str, times: int, ready: Connection) -> None:
    """Add to one stream that others add to without locking anything."""
    store = SqlStore(url, patience=60)
    ready.send("ready")
    ready.recv()
    for n in range(times):
        store.write(a_request(f"{name}-{n}"), lambda tx: tx.record([moved("pairing-touched", 1, 1)]))
    ready.send("done")


def write_until_killed(url: str, first: int) -> None:
    """Carry out commands for ever, each over two streams and the outbox; print the number of each that committed."""
    store = SqlStore(url, patience=60)
    n = first
    while True:
        store.write(a_request(f"command-{n}"), lambda tx, n=n: two_halves(tx, n))  # type: ignore[misc]
        os.write(1, f"{n}\n".encode())
        n += 1


def write_and_die(url: str, after: str) -> None:
    """Die by SIGKILL in the middle of a transaction that is large enough to have reached the file."""
    stages = ("first", "second", "queued")

    def work(tx: Writing) -> None:
        words: dict[str, Json] = {"text": "x" * 4000}
        heavy = Happening(
            stream="pairing:1",
            kind="pairing-touched",
            data={"heavy": True},
            payloads=tuple(Payload(person=1, body=words) for _ in range(1000)),
        )
        for stage in stages:
            tx.record([heavy])
            if stage == after:
                os.kill(os.getpid(), signal.SIGKILL)

    SqlStore(url).write(a_request("heavy"), work)


def follow_and_die(url: str, now: datetime, writes: int, *, inside: bool) -> None:
    """See to what follows from a publication, two people at a time, and die by SIGKILL in or after a transaction."""
    announcing.BATCH = 2
    run_due(Context(store=DyingStore(url, writes, inside=inside), calendars=Calendars(), now=now))


class DyingStore(SqlStore):
    """Writes so many transactions, and the last of them not to its end or not without dying after it."""

    def __init__(self, url: str, writes: int, *, inside: bool) -> None:
        super().__init__(url)
        self._left, self._inside = writes, inside

    def write(self, request: Request, work: Callable[[Writing], T]) -> T:
        self._left -= 1

        def dying(tx: Writing) -> T:
            answer = work(tx)
            if self._inside and not self._left:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        answer = super().write(request, dying)
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


def two_halves(tx: Writing, n: int) -> None:
    """One command over two streams, with words, a notice and an answer."""
    words: dict[str, Json] = {"n": n}
    tx.record([Happening(stream="pairing:1", kind="pairing-touched", data=words, payloads=(_words(n),))])
    notice = Notice(kind="rung-advanced", to=1, dedup_key=f"command-{n}", context=words, thread="retrospective")
    tx.queue([notice])
    tx.record([Happening(stream="pairing:2", kind="pairing-touched", data=words, payloads=(_words(n),))])
    tx.keep_answer(n)


def migrate_one_by_one(url: str, now: str) -> None:
    """See to what follows from publications, one pairing in each transaction; print the number of each."""
    from preceptor.services.following import jobs, migrating

    migrating._BATCH = 1
    context = Context(store=SqlStore(url, patience=60), calendars=Calendars(), now=datetime.fromisoformat(now))
    jobs.run_due(context, lambda what, done, of: os.write(1, f"{done}\n".encode()))


def _words(n: int) -> Payload:
    return Payload(person=1, body={"text": f"{n} " + "x" * 500})


if __name__ == "__main__":
    url, command = sys.argv[1:3]
    if command == "migrate":
        migrate_one_by_one(url, sys.argv[3])
    elif command == "die":
        write_and_die(url, sys.argv[3])
    elif command == "follow":
        moment, writes, stage = sys.argv[3:]
        follow_and_die(url, datetime.fromisoformat(moment), int(writes), inside=stage == "inside")
    else:
        write_until_killed(url, int(sys.argv[3]))
