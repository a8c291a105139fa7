"""Makes a database forget what it keeps about a person beside the events: answers, and what mails said."""

import json

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, func, or_, select, update

from preceptor.model.people import Person
from preceptor.store.tables import events, outbox, payloads, requests

#: How often two spaces are made one, so that a name is found which a mail has folded and indented.
_FOLDS = 4
_PERSON: BindParameter[int] = bindparam("person")
_OF_PAYLOADS = (
    select(events.c.request_id)
    .join(payloads, payloads.c.event_id == events.c.id)
    .where(payloads.c.person_id == _PERSON, events.c.request_id.is_not(None))
)
_OF_STREAM = select(events.c.request_id).where(
    events.c.stream == bindparam("stream"), events.c.request_id.is_not(None)
)


def forget_requests(connection: Connection, person: Person) -> int:
    """Blank the requests that hold something about a person, and what mails and mail servers said about them.

    A request keeps a digest of its arguments, from which a login could be guessed, and its answer. Both go, for
    what the person asked, what is on their stream, what had texts about them, and every answer that names them.
    Such a request, repeated, is refused as used before. Gives how many requests there were.
    """
    says = func.instr if connection.dialect.name == "sqlite" else func.strpos
    words = [word for word in (person.login, person.name, person.email) if word]
    named: list[ColumnElement[bool]] = [says(requests.c.answer, _as_in_json(word)) > 0 for word in words]
    blanked = connection.execute(
        update(requests)
        .where(
            requests.c.digest != "",
            or_(
                requests.c.actor_id == _PERSON,
                requests.c.id.in_(_OF_PAYLOADS),
                requests.c.id.in_(_OF_STREAM),
                *named,
            ),
        )
        .values(digest="", answer=None),
        {"person": person.id, "stream": f"person:{person.id}"},
    ).rowcount
    replies = [says(outbox.c.last_reply, word) > 0 for word in words]
    connection.execute(
        update(outbox)
        .where(outbox.c.last_reply.is_not(None), or_(outbox.c.person_id == _PERSON, *replies))
        .values(last_reply=None),
        {"person": person.id},
    )
    connection.execute(
        update(outbox)
        .where(outbox.c.person_id == _PERSON, outbox.c.state.in_(("ready", "held", "unknown")))
        .values(state="dead", next_at=None, last_reply="the recipient was erased"),
        {"person": person.id},
    )
    _forget_wordings(connection, person, words)
    return blanked


def _forget_wordings(connection: Connection, person: Person, words: list[str]) -> None:
    """Blank what mails said to the person or about them.

    What is being sent right now is marked, so that its relay does not keep what it says (`keep_wordings`).
    """
    says = func.instr if connection.dialect.name == "sqlite" else func.strpos
    leased, sent = outbox.c.state == "leased", outbox.c.state == "sent"
    connection.execute(update(outbox).where(leased).values(context=outbox.c.context + " "))
    folded: ColumnElement[str] = func.replace(outbox.c.context, r"\n", " ")
    for _ in range(_FOLDS):
        folded = func.replace(folded, "  ", " ")
    named = [says(folded, _as_in_json(" ".join(word.split()))) > 0 for word in words]
    connection.execute(
        update(outbox).where(sent, or_(outbox.c.person_id == _PERSON, *named)).values(context="{}"),
        {"person": person.id},
    )


def _as_in_json(word: str) -> str:
    """A word as canonical JSON writes it inside a string."""
    return json.dumps(word, ensure_ascii=False)[1:-1]
