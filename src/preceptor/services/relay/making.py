"""Makes mails of notices: looks up what each tells of, fills the templates, and writes the message.

It reads and never writes, so that it can be done anywhere, and done again.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from preceptor.errors import BadInput
from preceptor.model.delivery import NoticeState
from preceptor.model.identity import ascii_domain
from preceptor.model.mail import Draft, Envelope
from preceptor.model.people import Person, can_mail
from preceptor.ports import QueuedNotice, Wording
from preceptor.services.context import Context
from preceptor.services.notice_values import NoticeValues, Values
from preceptor.services.notices_view import Letters
from preceptor.services.relay.due import Task, tasks_of
from preceptor.services.relay.invitations import Invitation, invitation_of
from preceptor.services.reminding.values import NothingLeft

#: What mails are from, beside the address.
SENDER_NAME = "preceptor"


class Papers(Letters, Protocol):
    """The templates of mails, and of what comes with them."""

    def for_batch(self) -> "Papers":
        """The same for many mails: a template that has changed is seen now, and not for each of them."""
        ...

    def todo(self, tasks: Sequence[Task], *, stamp: datetime) -> str:
        """What is due as tasks for a calendar."""
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
class GivenUp:
    """A notice that will not go out, and why; somebody has to look at it where it is to be `owed`."""

    notice: QueuedNotice
    state: NoticeState
    why: str
    owed: bool


@dataclass(frozen=True, kw_only=True)
class Made:
    """What became of notices."""

    ready: Sequence[Ready]
    given_up: Sequence[GivenUp]


class Maker(Protocol):
    """Whoever makes mails."""

    def make(self, token: str, notices: Sequence[QueuedNotice]) -> Made:
        """Make mails of notices that are leased to `token`."""
        ...

    def rest(self) -> None:
        """Nothing more is to be made for a while."""
        ...


class MailMaker:
    """Makes mails, here and now (`Maker`)."""

    def __init__(
        self,
        context: Callable[[], Context],
        papers: Papers,
        compose: Callable[[Draft], Envelope],
        *,
        sender: str,
    ) -> None:
        """`context` gives one with the present moment each time; `compose` raises `BadInput`."""
        self._context = context
        self._papers = papers
        self._compose = compose
        self._sender = sender
        self._domain = ascii_domain(sender)

    def make(self, token: str, notices: Sequence[QueuedNotice]) -> Made:
        """Make mails of notices that are leased to `token`. What cannot be made is given up."""
        context = self._context()
        raw, given_up = self._look_up(context, notices)
        ready, papers = [], self._papers.for_batch()
        for one in raw:
            try:
                ready.append(self._made(one, papers, token, context.now))
            except BadInput as problem:
                given_up.append(GivenUp(notice=one.notice, state="held", why=str(problem), owed=True))
        return Made(ready=ready, given_up=given_up)

    def rest(self) -> None:
        """There is nothing to let go of."""

    def _look_up(self, context: Context, notices: Sequence[QueuedNotice]) -> "tuple[list[_Raw], list[GivenUp]]":
        raw: list[_Raw] = []
        given_up: list[GivenUp] = []
        with context.store.reading() as tx:
            people = {one.id: one for one in tx.people({notice.to for notice in notices})}
            reachable = [one for one in notices if can_mail(people[one.to])]
            makes = NoticeValues(context, tx, reachable)
            tasks = tasks_of(context, tx, makes.readers, reachable, self._domain)
            for notice in notices:
                if not can_mail(people[notice.to]):
                    why = "the recipient cannot be mailed any more"
                    given_up.append(GivenUp(notice=notice, state="dead", why=why, owed=False))
                    continue
                try:
                    values = makes.of(notice)
                except KeyError as missing:
                    why = f"it does not hold any more what its mail is made from: {missing}"
                    given_up.append(GivenUp(notice=notice, state="held", why=why, owed=True))
                    continue
                except NothingLeft as nothing:
                    given_up.append(GivenUp(notice=notice, state="dead", why=str(nothing), owed=False))
                    continue
                invitation = invitation_of(tx, notice, self._domain)
                # Mail programs look at one of them; whoever is invited finds the task with its reminders.
                owed = () if invitation else tasks[notice.id]
                to = people[notice.to]
                raw.append(_Raw(notice=notice, to=to, values=values, tasks=owed, invitation=invitation))
        return raw, given_up

    def _made(self, raw: "_Raw", papers: Papers, token: str, now: datetime) -> Ready:
        notice, to = raw.notice, raw.to
        letter = papers.letter(notice.kind, raw.values)
        envelope = self._compose(
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
                todo=papers.todo(raw.tasks, stamp=now) if raw.tasks else None,
                invitation=papers.invitation(raw.invitation, sender=(SENDER_NAME, self._sender), stamp=now)
                if raw.invitation
                else None,
                calls_off=raw.invitation is not None and raw.invitation.off,
            )
        )
        wording = Wording(subject=letter.subject, text=letter.text)
        return Ready(token=token, notice=notice, envelope=envelope, wording=wording)


@dataclass(frozen=True, kw_only=True)
class _Raw:
    """What a mail is made from; everything that has to be looked up."""

    notice: QueuedNotice
    to: Person
    values: Values
    tasks: tuple[Task, ...]
    invitation: Invitation | None


def _digest(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:32]
