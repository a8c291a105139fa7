"""The outbox as a relay sees it: takes notices, makes mails of them, and writes what became of each.

Every call is one short transaction, or a read and then work without one; none is open while a server is spoken to.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from preceptor.errors import BadInput
from preceptor.model import canonical
from preceptor.model.delivery import NoticeState, Outcome, Settlement, settlement
from preceptor.model.identity import ascii_domain
from preceptor.model.mail import Draft, Envelope
from preceptor.model.people import Person, can_mail
from preceptor.ports import Post, QueuedNotice, Reading, Request, Wording, Writing
from preceptor.services.act import Act
from preceptor.services.command import require_writes
from preceptor.services.context import Context
from preceptor.services.following.jobs import run_due
from preceptor.services.notice_values import NoticeValues, Values
from preceptor.services.notices_view import Letters
from preceptor.services.relay.dead_letters import Stuck, owe
from preceptor.services.relay.due import Task, task_of
from preceptor.services.relay.invitations import Invitation, invitation_of
from preceptor.services.reminding.values import NothingLeft

T = TypeVar("T")

#: What mails are from, beside the address.
SENDER_NAME = "preceptor"
#: How long a notice is a relay's, unless it is renewed: as long as mails wait after a relay was killed. Our choice.
LEASE = timedelta(minutes=2)
#: How long it is kept what a mail said, after it was sent (DESIGN.md, section 8).
KEPT = timedelta(days=90)


class Papers(Letters, Protocol):
    """The templates of mails, and of what comes with them."""

    def for_batch(self) -> "Papers":
        """The same for many mails: a template that has changed is seen now, and not for each of them."""
        ...

    def todo(self, *, uid: str, sequence: int, summary: str, due: datetime, stamp: datetime) -> str:
        """What is due as a task for a calendar."""
        ...

    def invitation(self, invitation: Invitation, *, sender: tuple[str, str], stamp: datetime) -> str:
        """A meeting as an event for a calendar; `sender` (name, address) calls it."""
        ...


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A mail that can be handed over, and the lease under which it was taken."""

    token: str
    notice: QueuedNotice
    envelope: Envelope
    wording: Wording


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What one look into the outbox gave."""

    ready: Sequence[Ready]
    #: The states of those that will not go out.
    given_up: Sequence[NoticeState]


@dataclass(frozen=True, kw_only=True)
class _Raw:
    """What a mail is made from; everything that has to be looked up."""

    notice: QueuedNotice
    to: Person
    values: Values
    task: Task | None
    invitation: Invitation | None


@dataclass(frozen=True, kw_only=True)
class _GivenUp:
    """A notice that will not go out, and why; somebody has to look at it where it is to be `owed`."""

    notice: QueuedNotice
    state: NoticeState
    why: str
    owed: bool


class Outgoing:
    """Takes notices, makes mails of them, and writes what became of each."""

    def __init__(
        self,
        context: Callable[[], Context],
        papers: Papers,
        post: Post,
        *,
        sender: str,
        chance: Callable[[], float],
        lease: timedelta = LEASE,
    ) -> None:
        """`context` gives one with the present moment each time; `chance` draws evenly from 0 to 1."""
        self._context = context
        self._papers = papers
        self._post = post
        self._sender = sender
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

    def take(self, token: str, limit: int) -> Taken | None:
        """Lease at most `limit` that are ready to a new `token`, and make the mails; None where nothing is ready.

        What cannot be made is given up, and somebody's to look at.
        """
        context = self._context()
        notices = _write(
            context,
            lambda tx: tx.claim_notices(token, now=context.now, lease=self.lease, limit=limit, domain=self._domain),
        )
        if not notices:
            return None
        raw, given_up = self._look_up(context, notices)
        ready, papers = [], self._papers.for_batch()
        for one in raw:
            try:
                ready.append(self._made(one, papers, token, context.now))
            except BadInput as problem:
                given_up.append(_GivenUp(notice=one.notice, state="held", why=str(problem), owed=True))
        self._give_up(context, token, given_up)
        return Taken(ready=ready, given_up=[one.state for one in given_up])

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

    def _look_up(self, context: Context, notices: Sequence[QueuedNotice]) -> tuple[list[_Raw], list[_GivenUp]]:
        raw: list[_Raw] = []
        given_up: list[_GivenUp] = []
        with context.store.reading() as tx:
            people = {one.id: one for one in tx.people({notice.to for notice in notices})}
            reachable = [one for one in notices if can_mail(people[one.to])]
            makes = NoticeValues(context, tx, reachable)
            for notice in notices:
                if notice not in reachable:
                    why = "the recipient cannot be mailed any more"
                    given_up.append(_GivenUp(notice=notice, state="dead", why=why, owed=False))
                    continue
                try:
                    values = makes.of(notice)
                except KeyError as missing:
                    why = f"it does not hold any more what its mail is made from: {missing}"
                    given_up.append(_GivenUp(notice=notice, state="held", why=why, owed=True))
                    continue
                except NothingLeft as nothing:
                    given_up.append(_GivenUp(notice=notice, state="dead", why=str(nothing), owed=False))
                    continue
                invitation = invitation_of(tx, notice, self._domain)
                # Mail programs look at one of them; whoever is invited finds the task with its reminders.
                task = None if invitation else task_of(tx, notice, self._domain, context.now)
                to = people[notice.to]
                raw.append(_Raw(notice=notice, to=to, values=values, task=task, invitation=invitation))
        return raw, given_up

    def _made(self, raw: _Raw, papers: Papers, token: str, now: datetime) -> Ready:
        notice, to = raw.notice, raw.to
        letter = papers.letter(notice.kind, raw.values)
        task = raw.task
        envelope = self._post.compose(
            Draft(
                sender_name=SENDER_NAME,
                sender=self._sender,
                to_name=to.name,
                to_address=to.email or "",
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
                message_id=notice.message_id or "",
                thread_id=f"{_digest(notice.thread, self._sender)}.thread@{self._domain}",
                date=now,
                todo=papers.todo(
                    uid=task.uid, sequence=task.sequence, summary=letter.subject, due=task.due_at, stamp=now
                )
                if task
                else None,
                invitation=papers.invitation(raw.invitation, sender=(SENDER_NAME, self._sender), stamp=now)
                if raw.invitation
                else None,
            )
        )
        wording = Wording(subject=letter.subject, text=letter.text)
        return Ready(token=token, notice=notice, envelope=envelope, wording=wording)

    def _give_up(self, context: Context, token: str, given_up: Sequence[_GivenUp]) -> None:
        if not given_up:
            return

        def work(tx: Writing) -> None:
            tx.settle_notices(token, [_given_up(one) for one in given_up])
            owe(
                Act(context=context, tx=tx, actor=None),
                [Stuck(notice=one.notice, state=one.state) for one in given_up if one.owed],
            )

        _write(context, work)

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


def _given_up(one: _GivenUp) -> Settlement:
    return Settlement(
        notice=one.notice.id,
        state=one.state,
        attempts=one.notice.attempts,
        unknowns=one.notice.unknowns,
        next_at=None,
        reply=one.why,
    )


def _digest(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:32]


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
