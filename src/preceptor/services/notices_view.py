"""Shows the mails that wait or were sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypedDict

from preceptor.errors import BadInput, UnknownId
from preceptor.model.event import moment
from preceptor.ports import QueuedNotice, Reading
from preceptor.services.context import Context, number_in
from preceptor.services.notice_values import NoticeValues
from preceptor.services.reminding.values import NothingLeft


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a mail says."""

    subject: str
    #: To a reader of plain text, and to one of HTML.
    text: str
    html: str


class Letters(Protocol):
    """The templates of mails."""

    def subject(self, kind: str, values: Mapping[str, object]) -> str:
        """The subject alone. Raises `BadInput` for a template that is missing or broken."""
        ...

    def letter(self, kind: str, values: Mapping[str, object]) -> Letter:
        """The whole mail. Raises `BadInput` for a template that is missing or broken."""
        ...


class NoticeDocument(TypedDict):
    """A notice as the outbox holds it."""

    id: str
    kind: str
    to: str
    subject: str
    state: str
    attempts: int
    next_at: str | None
    last_reply: str | None


class NoticeShownDocument(NoticeDocument):
    """A notice with what else is known of it. `email` is None where nobody can mail the person."""

    email: str | None
    thread: str
    created_at: str
    #: What the mail server's own log knows it by; None before it was first tried.
    message_id: str | None
    #: How often nobody knew whether the server had taken it.
    unknowns: int
    sent_at: str | None
    #: What it said to a reader of plain text; None before it was sent, and again after 90 days.
    text: str | None


class PreviewDocument(TypedDict):
    """A mail as its reader would get it now."""

    id: str
    to: str
    email: str | None
    subject: str
    text: str
    html: str


def list_notices(context: Context, letters: Letters, *, state: str | None = None) -> list[NoticeDocument]:
    """Every notice in the outbox, or those in one state, by id."""
    with context.store.reading() as tx:
        notices = tx.notices(state)
        values = NoticeValues(context, tx, notices)
        return [_document(one, values, letters) for one in notices]


def show_notice(context: Context, letters: Letters, typed: str) -> NoticeShownDocument:
    """One notice: to whom, about what, and what became of it. Raises `UnknownId`."""
    with context.store.reading() as tx:
        notice = _find(tx, typed)
        return {
            **_document(notice, NoticeValues(context, tx, [notice]), letters),
            "email": tx.person(notice.to).email,
            "thread": notice.thread,
            "created_at": moment(notice.created_at),
            "message_id": notice.message_id,
            "unknowns": notice.unknowns,
            "sent_at": moment(notice.sent_at) if notice.sent_at else None,
            "text": notice.wording.text if notice.wording else None,
        }


def preview_notice(context: Context, letters: Letters, typed: str) -> PreviewDocument:
    """The mail as its reader would get it now.

    Raises `UnknownId`, and `BadInput` for a template that is broken, or a mail that was sent too long ago.
    """
    with context.store.reading() as tx:
        notice = _find(tx, typed)
        if _is_purged(notice):
            raise BadInput(f"N-{notice.id} was sent, and what it was made from is not kept any more.")
        try:
            values = NoticeValues(context, tx, [notice]).of(notice)
        except KeyError as missing:
            raise BadInput(f"N-{notice.id} does not hold any more what its mail is made from: {missing}") from missing
        except NothingLeft as nothing:
            raise BadInput(
                f"N-{notice.id} will not be sent: {nothing}", remedy="Nobody has to do anything for that."
            ) from nothing
        letter = letters.letter(notice.kind, values)
        person = tx.person(notice.to)
        return {
            "id": f"N-{notice.id}",
            "to": person.login,
            "email": person.email,
            "subject": letter.subject,
            "text": letter.text,
            "html": letter.html,
        }


def _find(tx: Reading, typed: str) -> QueuedNotice:
    found = tx.notice(number_in(typed, "N", "a notice"))
    if found is None:
        raise UnknownId(f"there is no notice `{typed}`", remedy="`preceptor notice list` shows the notices.")
    return found


def _is_purged(notice: QueuedNotice) -> bool:
    """Whether it was sent, and nothing is left of what it said."""
    return notice.state == "sent" and not notice.context and notice.wording is None


def _document(notice: QueuedNotice, values: NoticeValues, letters: Letters) -> NoticeDocument:
    return {
        "id": f"N-{notice.id}",
        "kind": notice.kind,
        "to": values.login(notice.to),
        "subject": _subject(notice, values, letters),
        "state": notice.state,
        "attempts": notice.attempts,
        "next_at": moment(notice.next_at) if notice.next_at else None,
        "last_reply": notice.last_reply,
    }


def _subject(notice: QueuedNotice, values: NoticeValues, letters: Letters) -> str:
    """The subject, as it was sent. A list goes on where one cannot be made any more, or its template is broken."""
    if notice.wording:
        return notice.wording.subject
    if _is_purged(notice):
        return f"({notice.kind}; what it said is not kept any more)"
    try:
        return letters.subject(notice.kind, values.of(notice))
    except NothingLeft as nothing:
        return f"({notice.kind}; will not be sent: {nothing})"
    except (KeyError, BadInput) as problem:
        return f"({notice.kind}; cannot be shown: {problem})"
