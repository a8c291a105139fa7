"""Locks what people are reminded of, and lets what is found later join a mail that waits."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import bindparam, select, update

from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.obligation import Obligation
from preceptor.store.log_tables import settled
from preceptor.store.outbox_tables import outbox
from preceptor.store.prepared import Prepared
from preceptor.store.reminding_reading import page_of_due
from preceptor.store.session import Session

_TURN = Prepared(select(settled.c.through).where(settled.c.what == "time").with_for_update())
_ADD = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("id"), outbox.c.state == "ready", outbox.c.attempts == 0)
    .values(context=bindparam("new_context"))
)
#: Before every moment that there is.
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


class RemindingWriting(Session):
    """Writes what reminders need. What it writes counts as written by the transaction's request (`_wrote`)."""

    _wrote: bool

    def lock_reminding(self) -> None:
        """Let no other transaction put reminders into mails until this one ends. After time was settled once."""
        self._all(_TURN)

    def lock_due_reminders(self, now: datetime, limit: int) -> Sequence[Obligation]:
        """Give the first that are due, locked, as they are then."""
        asked = {"now": now, "since": _BEGINNING, "after": 0, "limit": limit}
        return self._records(Obligation, page_of_due(locked=True), asked)

    def rewrite_notice(self, identity: int, context: Mapping[str, Json]) -> bool:
        """Let a notice hold something else, unless a relay has taken it; tell whether it does now."""
        self._wrote = True
        return self._run(_ADD, {"id": identity, "new_context": canonical.text(dict(context))}) == 1
