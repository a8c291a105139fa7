"""Puts what people are to be told into one mail for each of them and each of their days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

from preceptor.model.canonical import Json
from preceptor.model.event import moment
from preceptor.model.notice import Notice
from preceptor.model.people import Absence, Person
from preceptor.ports import QueuedNotice, Reading, Writing
from preceptor.services.context import Context
from preceptor.services.reminding.deciding import KINDS, MailKind, Message
from preceptor.services.reminding.mornings import Mornings

#: An obligation, and in whose place its reader is told of it: null where they are meant themselves.
Item = tuple[int, int | None]


@dataclass(kw_only=True)
class _Mail:
    """What one person is told on one of their days."""

    kind: MailKind
    to: int
    day: date
    at: datetime
    messages: list[Message] = field(default_factory=list)

    @property
    def key(self) -> str:
        """By which the outbox holds it once."""
        return f"{self.kind}:{self.to}:{self.day.isoformat()}"

    def items(self, before: Sequence[Any] = ()) -> list[Json]:
        """With those that it holds already, each once."""
        own: list[Item] = [(one.obligation, None if one.person == self.to else one.person) for one in self.messages]
        return [list(one) for one in dict.fromkeys([*((one[0], one[1]) for one in before), *own])]


def post(context: Context, tx: Writing, messages: Iterable[Message]) -> int:
    """Let each message be in the mail of its day: one that waits, or a new one; how many are new.

    A mail that a relay has taken is closed: what comes after it is in the next one.
    """
    mornings = Mornings(context=context, tx=tx)
    waiting = _sorted(mornings, tx, messages)
    made: list[_Mail] = []
    while waiting:
        found = tx.notices_called([one.key for one in waiting])
        late: list[_Mail] = []
        for mail in waiting:
            known = found.get(mail.key)
            if known is None:
                made.append(mail)
            elif not (_waits(known) and tx.rewrite_notice(known.id, _joined(mail, known))):
                late.append(mail)
        waiting = _on_later_days(mornings, tx, late)
    _queue(tx, made)
    return len(made)


def taken_back(
    context: Context, tx: Writing, person: Person, absence: Absence | None, before: Absence | None = None
) -> list[Message]:
    """What waits for a person until a morning on which they are away now: it is to be posted anew.

    So is what waits for their return from the absence as it was before. `absence`: None where they are not away.
    """
    mornings = Mornings(context=context, tx=tx)
    days = {day for day in (mornings.day(person),) if absence and absence.has(day)}
    if before:
        days.add(mornings.day(person, before.until_on + timedelta(days=1)))
    found: list[Message] = []
    for kind, day in product(KINDS, sorted(days)):
        key = _Mail(kind=kind, to=person.id, day=day, at=context.now).key
        waiting = tx.notices_called([key]).get(key)
        # It has nothing to tell then, so that it is not sent.
        emptied: dict[str, Json] = {"items": [], "since": moment(waiting.created_at)} if waiting else {}
        if waiting and _waits(waiting) and tx.rewrite_notice(waiting.id, emptied):
            context_of: Mapping[str, Any] = waiting.context
            found += [
                Message(kind=kind, person=whose or person.id, obligation=one) for one, whose in context_of["items"]
            ]
    return found


def foresee(context: Context, tx: Reading, messages: Iterable[Message]) -> int:
    """How many new mails `post` would make."""
    mornings = Mornings(context=context, tx=tx)
    waiting = _sorted(mornings, tx, messages)
    made: set[str] = set()
    while waiting:
        found = tx.notices_called([one.key for one in waiting])
        made |= {one.key for one in waiting if one.key not in found}
        late = [one for one in waiting if one.key in found and not _waits(found[one.key])]
        waiting = _on_later_days(mornings, tx, late)
    return len(made)


def _sorted(
    mornings: Mornings, tx: Reading, messages: Iterable[Message], not_before: date | None = None
) -> list[_Mail]:
    everything = list(messages)
    mornings.know({one.person for one in everything})
    mails: dict[str, _Mail] = {}
    for one in everything:
        found = mornings.of(tx.person(one.person), not_before)
        mail = _Mail(kind=one.kind, to=found.to.id, day=found.day, at=found.at)
        mails.setdefault(mail.key, mail).messages.append(one)
    return list(mails.values())


def _on_later_days(mornings: Mornings, tx: Reading, late: Sequence[_Mail]) -> list[_Mail]:
    mails: dict[str, _Mail] = {}
    for one in late:
        for mail in _sorted(mornings, tx, one.messages, one.day + timedelta(days=1)):
            mails.setdefault(mail.key, _Mail(kind=mail.kind, to=mail.to, day=mail.day, at=mail.at)).messages.extend(
                mail.messages
            )
    return list(mails.values())


def _waits(notice: QueuedNotice) -> bool:
    """Whether no relay has tried it yet."""
    return notice.state == "ready" and notice.attempts == 0


def _joined(mail: _Mail, known: QueuedNotice) -> Mapping[str, Json]:
    context: Mapping[str, Any] = known.context
    return {**context, "items": mail.items(context["items"])}


def _queue(tx: Writing, mails: Sequence[_Mail]) -> None:
    last = tx.last_digests({one.to for one in mails if one.kind == "digest"})
    tx.queue(
        [
            Notice(
                kind=one.kind,
                to=one.to,
                dedup_key=one.key,
                context={"items": one.items(), **_since(one, last)},
                thread=f"{one.kind}:{one.to}",
                send_at=one.at,
            )
            for one in mails
        ]
    )


def _since(mail: _Mail, last: Mapping[int, datetime]) -> dict[str, Json]:
    """From when on a digest tells what was published without asking anybody."""
    return {"since": moment(last[mail.to])} if mail.kind == "digest" and mail.to in last else {}
