"""The relay at work: several connections, one outbox, and no mail that is nobody's.

A connection hands its next mail over only when it is on record that it will, and what became of the one before: a
relay that is killed leaves at most one mail in doubt for each. What comes together is written in one transaction.
"""

import asyncio
import uuid
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from preceptor.model.delivery import NoticeState, Outcome
from preceptor.ports import Post
from preceptor.services.relay.making import Made, Maker, Ready
from preceptor.services.relay.outgoing import Outgoing

T = TypeVar("T")

#: A lease is renewed so many times before it would run out; our choice.
_RENEWALS = 3
#: Seconds; our choice.
_LONGEST_BREAK = 60.0
#: Mails for each connection that are taken at once: what others have to wait for when a relay is killed. Our choice.
BATCH = 5
#: How many batches are on their way to the connections, so that whoever makes mails need not wait. Our choice.
_BATCHES = 2
#: Seconds in which outcomes come together for one transaction: less than most disks take for it. Our choice.
_TOGETHER = 0.001
#: Mails that wait for each connection, so that none has to wait for the database; our choice.
_AHEAD = 2


@dataclass(kw_only=True)
class Tally:
    """What a relay has done so far."""

    #: By what became of mails. `dropped` are those of the dead at which nobody owes a look: they have nothing to tell
    #: any more, or nobody to tell it to.
    counts: Counter[str] = field(default_factory=Counter)
    #: Why the server takes nothing now; None: it does.
    trouble: str | None = None

    def count(self, outcome: Outcome, state: NoticeState) -> None:
        """Add one mail's outcome, and the state that it came to."""
        if outcome.fate == "unreachable":
            self.trouble = outcome.reply
        elif outcome.fate != "interrupted":
            self.trouble = None
        named = {"sent": "sent", "dead": "dead", "unknown": "unknown"}.get(state)
        if named or outcome.fate == "deferred":
            self.counts[named or "retried"] += 1


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """What one connection wants on record, before it goes on."""

    done: tuple[Ready, Outcome] | None
    begun: Ready | None
    recorded: "asyncio.Future[NoticeState | None]"


class Relay:
    """Sends what is ready, over several connections."""

    def __init__(
        self,
        outgoing: Outgoing,
        maker: Maker,
        post: Post,
        *,
        workers: int,
        stop: asyncio.Event,
        pause: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """Take what it works with; `stop` ends the work, but for the mails in hand.

        `pause` says for how many seconds the next mail has to wait.
        """
        self._outgoing = outgoing
        self._maker = maker
        self._post = post
        self._workers = workers
        self._pause = pause
        self._stop = stop
        self.tally = Tally()
        #: How many mails of each lease are not settled yet; 0: nobody knows yet.
        self._held: dict[str, int] = {}
        # Mails are made while others are written about. Everything that writes is in one thread: SQLite lets nobody
        # else write meanwhile, and who has to wait there sleeps for longer than it takes.
        self._making, self._writing = (ThreadPoolExecutor(1), ThreadPoolExecutor(1))
        self._pending: list[_Entry] = []
        self._writer: asyncio.Task[None] | None = None

    async def round(self) -> None:
        """Send everything whose time has come, once, or until the server takes nothing any more."""
        self.tally.trouble = None
        await self._in(self._writing, self._outgoing.catch_up)
        queue: asyncio.Queue[Ready | None] = asyncio.Queue(self._workers * _AHEAD)
        feeder = asyncio.create_task(self._feed(queue))
        others = [asyncio.create_task(self._keep_leases()), asyncio.create_task(self._when_stopped(feeder))]
        ended = await asyncio.gather(*(self._work(queue) for _ in range(self._workers)), return_exceptions=True)
        for task in (feeder, *others):
            task.cancel()
        ended += await asyncio.gather(feeder, *others, return_exceptions=True)
        # After whatever is being taken at this moment.
        await self._in(self._writing, lambda: self._outgoing.release(list(self._held)))
        self._held.clear()
        await self._in(self._making, self._maker.rest)
        for one in ended:
            if isinstance(one, Exception):
                raise one

    def close(self) -> None:
        """Let go of the threads."""
        self._making.shutdown()
        self._writing.shutdown()

    async def _feed(self, queue: asyncio.Queue[Ready | None]) -> None:
        """Put mails where the connections find them; at the end, one sign for each that there are no more.

        While one batch is sent, the next is made, and one more is taken.
        """
        ahead = deque(asyncio.create_task(self._take()) for _ in range(_BATCHES))
        try:
            while ahead:
                made = await ahead.popleft()
                if made is None:
                    continue
                ahead.append(asyncio.create_task(self._take()))
                for one in made.ready:
                    await queue.put(one)
        except asyncio.CancelledError:
            while not queue.empty():  # they are given back, as nobody has begun them
                queue.get_nowait()
            raise
        finally:
            for task in ahead:
                task.cancel()
            await asyncio.gather(*ahead, return_exceptions=True)
            for _ in range(self._workers):
                await queue.put(None)

    async def _take(self) -> Made | None:
        """Lease some notices and make mails of them; None where nothing is ready."""
        token = uuid.uuid4().hex
        self._held[token] = 0
        notices = await self._in(self._writing, lambda: self._outgoing.claim(token, self._workers * BATCH))
        if not notices:
            del self._held[token]
            return None
        made = await self._in(self._making, lambda: self._maker.make(token, notices))
        if made.given_up:
            await self._in(self._writing, lambda: self._outgoing.give_up(token, made.given_up))
            self.tally.counts.update(one.state for one in made.given_up)
            self.tally.counts.update("dropped" for one in made.given_up if not one.owed)
        self._held[token] = len(made.ready)
        if not made.ready:
            del self._held[token]
        return made

    async def _work(self, queue: asyncio.Queue[Ready | None]) -> None:
        """One connection: a mail after the other, until there is none, or the server takes none."""
        courier = self._post.courier()
        ready: Ready | None = None
        try:
            while ready := ready or await self._first(queue):
                await self._turn()
                if self._stop.is_set():
                    break
                outcome = await courier.deliver(ready.envelope)
                going_on = outcome.fate != "unreachable" and not self._stop.is_set()
                done, ready = (ready, outcome), None
                if going_on and not queue.empty():
                    ready = queue.get_nowait()
                    going_on = ready is not None
                state = await self._recorded(done=done, begun=ready)
                self.tally.count(outcome, state or "ready")
                if not going_on:
                    break
        finally:
            await courier.close()

    async def _first(self, queue: asyncio.Queue[Ready | None]) -> Ready | None:
        """The next mail, once it is on record that it is begun; None at the end."""
        ready = await queue.get()
        if ready:
            await self._recorded(done=None, begun=ready)
        return ready

    async def _turn(self) -> None:
        """Wait for as long as the pace asks for."""
        seconds = self._pause()
        if seconds > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), seconds)

    async def _recorded(self, *, done: tuple[Ready, Outcome] | None, begun: Ready | None) -> NoticeState | None:
        """Have on record what became of a mail, and which is next; the state that the former came to."""
        entry = _Entry(done=done, begun=begun, recorded=asyncio.get_running_loop().create_future())
        self._pending.append(entry)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        return await entry.recorded

    async def _write(self) -> None:
        """Write what came together, in one transaction, until nothing is left."""
        while self._pending:
            await asyncio.sleep(_TOGETHER)
            batch, self._pending = self._pending, []
            done = [entry.done for entry in batch if entry.done]
            begun = [entry.begun for entry in batch if entry.begun]
            try:
                states = iter(await self._in(self._writing, partial(self._outgoing.record, done, begun)))
            except Exception as error:
                for entry in batch:
                    entry.recorded.set_exception(error)
                continue
            for entry in batch:
                if entry.done:
                    self._let_go(entry.done[0].token)
                entry.recorded.set_result(next(states) if entry.done else None)

    def _let_go(self, token: str) -> None:
        self._held[token] -= 1
        if not self._held[token]:
            del self._held[token]

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(self._outgoing.lease.total_seconds() / _RENEWALS)
            await self._in(self._writing, lambda: self._outgoing.renew(list(self._held)))

    async def _when_stopped(self, feeder: "asyncio.Task[None]") -> None:
        await self._stop.wait()
        feeder.cancel()

    async def _in(self, thread: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(thread, work)


async def watch(relay: Relay, stop: asyncio.Event, *, idle: float = 2.0) -> None:
    """Send what is ready as it comes, until `stop`; `idle`: seconds between two looks, our choice.

    While the server takes nothing, it is left alone for longer and longer, up to a minute.
    """
    trouble = 0
    while not stop.is_set():
        await relay.round()
        trouble = trouble + 1 if relay.tally.trouble else 0
        pause = min(_LONGEST_BREAK, idle * 2 ** (trouble - 1)) if trouble else idle
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)


class Pace:
    """At most so many mails a second, over all connections."""

    def __init__(self, rate: float, clock: Callable[[], float]) -> None:
        """Take the rate, and a clock in seconds that only goes on."""
        self._gap = 1 / rate
        self._clock = clock
        self._next = clock()

    def pause(self) -> float:
        """Take a turn; how many seconds it is until then."""
        now = self._clock()
        turn = max(self._next, now)
        self._next = turn + self._gap
        return turn - now
