"""Makes a database forget what it keeps about a person beside the events: answers, and what mails said."""

import json
import re
from collections.abc import Callable

from sqlalchemy import BindParameter, Column, ColumnElement, Connection, Update, bindparam, func, or_, select, update

from preceptor.model.canonical import Json
from preceptor.model.mention import Names
from preceptor.store.log_tables import events, payloads, requests
from preceptor.store.outbox_tables import outbox

#: What JSON and the folding of a mail leave in one piece, and every database knows in small letters.
_PIECE = re.compile(r"[!#-\[\]-~]+")
#: Rows that are read at once.
_AT_ONCE = 500
_PERSON: BindParameter[int] = bindparam("person")
_OF_PAYLOADS = (
    select(events.c.request_id)
    .join(payloads, payloads.c.event_id == events.c.id)
    .where(payloads.c.person_id == _PERSON, events.c.request_id.is_not(None))
)
_OF_STREAM = select(events.c.request_id).where(
    events.c.stream == bindparam("stream"), events.c.request_id.is_not(None)
)


def forget_requests(connection: Connection, person: int, names: Names) -> int:
    """Blank the requests that hold something about a person, and what mails and mail servers said about them.

    A request keeps a digest of its arguments, from which a login could be guessed, and its answer. Both go, for
    what the person asked, what is on their stream, what had texts about them, and every answer that names them.
    Such a request, repeated, is refused as used before. `names`: what they are or were called. Gives how many
    requests there were.
    """
    blank = update(requests).where(requests.c.digest != "").values(digest="", answer=None)
    theirs = or_(requests.c.actor_id == _PERSON, requests.c.id.in_(_OF_PAYLOADS), requests.c.id.in_(_OF_STREAM))
    about = {"person": person, "stream": f"person:{person}"}
    blanked = connection.execute(blank.where(theirs), about).rowcount
    blanked += _blank_where_named(connection, names, requests.c.answer, blank)
    _forget_replies(connection, person, names)
    _forget_wordings(connection, person, names)
    return blanked


def _forget_replies(connection: Connection, person: int, names: Names) -> None:
    """Blank what mail servers said about the person, and let nothing more be sent to them."""
    to_them, blank = outbox.c.person_id == person, update(outbox).values(last_reply=None)
    connection.execute(blank.where(to_them))
    _blank_where_named(connection, names, outbox.c.last_reply, blank, read=str)
    connection.execute(
        update(outbox)
        .where(to_them, outbox.c.state.in_(("ready", "held", "unknown")))
        .values(state="dead", next_at=None, last_reply="the recipient was erased")
    )


def _forget_wordings(connection: Connection, person: int, names: Names) -> None:
    """Blank what mails said to the person or about them.

    What is being sent right now is marked, so that its relay does not keep what it says (`keep_wordings`).
    """
    leased = outbox.c.state == "leased"
    connection.execute(update(outbox).where(leased).values(context=outbox.c.context + " "))
    blank = update(outbox).where(outbox.c.state == "sent").values(context="{}")
    connection.execute(blank.where(outbox.c.person_id == person))
    _blank_where_named(connection, names, outbox.c.context, blank)


def _blank_where_named(
    connection: Connection,
    names: Names,
    column: Column[str],
    blank: Update,
    *,
    read: Callable[[str], Json] = json.loads,
) -> int:
    """Run `blank` on the rows whose `column`, which `read` understands, has one of the names; give how many."""
    key = column.table.c.id
    kept = select(key, column).where(column.is_not(None), *_may_name(connection, names, column))
    found = connection.execute(kept, execution_options={"yield_per": _AT_ONCE})
    rows = [{"key": row} for row, said in found if names.are_in_document(read(said))]
    if rows:
        connection.execute(blank.where(key == bindparam("key")), rows)
    return len(rows)


def _may_name(connection: Connection, names: Names, column: Column[str]) -> list[ColumnElement[bool]]:
    """What leaves out most rows that do not name somebody, and none that does: `Names` judges the others."""
    says = func.instr if connection.dialect.name == "sqlite" else func.strpos
    pieces = [max(_PIECE.findall(word), key=len, default="") for word in names.words]
    if not all(pieces):
        return []
    return [or_(*(says(func.lower(column), piece.lower()) > 0 for piece in pieces))]
