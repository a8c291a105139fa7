"""The outbox as a relay sees it: takes notices, and writes what became of each.

Every call is one short transaction; none is open while a server is spoken to.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from preceptor.model import canonical
from preceptor.model.delivery import NoticeState, Outcome, Settlement, settlement
from preceptor.model.identity import ascii_domain
from preceptor.model.people import can_mail
from preceptor.ports import QueuedNotice, Reading, Request, Writing
from preceptor.services.act import Act
from preceptor.services.command import require_writes
from preceptor.services.context import Context
from preceptor.services.following.jobs import run_due
from preceptor.services.relay.dead_letters import Stuck, owe
from preceptor.services.relay.making import GivenUp, Ready

T = TypeVar("T")

#: How long a notice is a relay's, unless it is renewed: as long as mails wait after a relay was killed. Our choice.
LEASE = timedelta(minutes=2)
#: How long it is kept what a mail said, after it was sent (DESIGN.md, section 8).
KEPT = timedelta(days=90)


class Outgoing:
    """Takes notices, and writes what became of each."""

    def __init__(
        self,
        context: Callable[[], Context],
        *,
        sender: str,
        chance: Callable[[], float],
        lease: timedelta = LEASE,
    ) -> None:
        """`context` gives one with the present moment each time; `chance` draws evenly from 0 to 1."""
        self._context = context
        self._domain = ascii_domain(sender)
        self._chance = chance
        self.lease = lease

    def catch_up(self) -> None:
        """See to what publications brought about in the meantime, which is news for many; and purge old mails."""
        context = self._context()
        require_writes(context)
        with context.store.reading() as tx:
            waits, purged = tx.job_waits(context.now), tx.purged_through()
        if waits:
            run_due(context)
        today = context.now.date()
        if purged is None or purged < today:
            _write(context, lambda tx: tx.purge_wordings(context.now - KEPT, today))

    def claim(self, token: str, limit: int) -> Sequence[QueuedNotice]:
        """Lease at most `limit` that are ready to a new `token`."""
        context = self._context()
        return _write(
            context,
            lambda tx: tx.claim_notices(token, now=context.now, lease=self.lease, limit=limit, domain=self._domain),
        )

    def give_up(self, token: str, given_up: Sequence[GivenUp]) -> None:
        """Write that these, which are leased to `token`, will not go out."""
        if not given_up:
            return
        context = self._context()

        def work(tx: Writing) -> None:
            tx.settle_notices(token, [_given_up(one) for one in given_up])
            owe(
                Act(context=context, tx=tx, actor=None),
                [Stuck(notice=one.notice, state=one.state) for one in given_up if one.owed],
            )

        _write(context, work)

    def record(self, done: Sequence[tuple[Ready, Outcome]], begun: Sequence[Ready]) -> list[NoticeState]:
        """Write what became of mails, and which are about to be handed over, each under its own lease.

        Gives the states that the former are in now.
        """
        context = self._context()
        settled = [(one, self._settlement(one.notice, outcome, context.now)) for one, outcome in done]

        def work(tx: Writing) -> None:
            for token in {one.token for one, _ in settled}:
                tx.keep_wordings(
                    token,
                    [
                        (one.notice, one.wording)
                        for one, after in settled
                        if one.token == token and after.state == "sent"
                    ],
                )
                tx.settle_notices(token, [after for one, after in settled if one.token == token])
            for token in {one.token for one in begun}:
                tx.begin_notices(token, [one.notice.id for one in begun if one.token == token])
            dead = [Stuck(notice=one.notice, state=after.state) for one, after in settled if after.state == "dead"]
            if dead:
                owe(Act(context=context, tx=tx, actor=None), dead)

        _write(context, work)
        return [after.state for _, after in settled]

    def renew(self, tokens: Iterable[str]) -> None:
        """Keep what was taken for as long again."""
        held = tuple(tokens)
        if held:
            _write(self._context(), lambda tx: sum(tx.renew_leases(one, self.lease) for one in held))

    def release(self, tokens: Iterable[str]) -> None:
        """Give back what was taken and not tried."""
        held = tuple(tokens)
        if held:
            _write(self._context(), lambda tx: sum(tx.release_notices(one) for one in held))

    def remaining(self) -> int:
        """How many are still to be sent, now or later."""
        with self._context().store.reading() as tx:
            return tx.notices_waiting()

    def _settlement(self, notice: QueuedNotice, outcome: Outcome, now: datetime) -> Settlement:
        return settlement(
            outcome,
            notice=notice.id,
            attempts=notice.attempts,
            unknowns=notice.unknowns,
            due=notice.next_at,
            now=now,
            jitter=self._chance(),
        )


def first_owner(tx: Reading) -> str | None:
    """The address that mails are from where nobody says: of all who own a process and have one, whoever was added
    first."""
    owners = {one.id: one for process in tx.processes() for one in tx.owners(process) if can_mail(one)}
    return owners[min(owners)].email if owners else None


def _given_up(one: GivenUp) -> Settlement:
    return Settlement(
        notice=one.notice.id,
        state=one.state,
        attempts=one.notice.attempts,
        unknowns=one.notice.unknowns,
        next_at=None,
        reply=one.why,
    )


def _write(context: Context, work: Callable[[Writing], T]) -> T:
    """One transaction as the system; a request is kept only where it puts something on record."""
    identity = uuid.uuid4().hex
    request = Request(
        id=identity,
        digest=canonical.digest(["relay", identity]),
        actor=None,
        now=context.now,
        fixed_clock=context.fixed_clock,
    )
    return context.store.write(request, work)
