"""The outbox as a queue: leases with tokens, which run out by the database's own clock."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Date, Float, TextClause, bindparam, literal_column, text, update

from preceptor.model import canonical
from preceptor.model.delivery import Settlement
from preceptor.ports import QueuedNotice, Wording
from preceptor.store.duty_reading import WORDING, notice_of
from preceptor.store.outbox_tables import outbox
from preceptor.store.prepared import Prepared
from preceptor.store.session import Session
from preceptor.store.types import Moment

#: The database's clock, so many seconds on; as SQLite keeps moments (see `types.Moment`).
_CLOCK = {
    "sqlite": r"strftime('%Y-%m-%dT%H\:%M\:%f000+00\:00', 'now', {seconds} || ' seconds')",
    "postgresql": "clock_timestamp() + make_interval(secs => {seconds})",
}
# Each half has its own index. PostgreSQL locks what it finds and passes over what others have locked; on SQLite the
# transaction has the database to itself. What was begun under a lease that ran out may have been delivered.
_CLAIM = """
WITH lapsed AS (
  SELECT id FROM outbox WHERE state = 'leased' AND lease_until < {clock} ORDER BY lease_until LIMIT :limit {lock}
), waiting AS (
  SELECT id FROM outbox WHERE state IN ('ready', 'unknown') AND next_at <= :now ORDER BY next_at LIMIT :limit {lock}
)
UPDATE outbox SET
  unknowns = unknowns + CASE WHEN state = 'leased' AND begun THEN 1 ELSE 0 END,
  state = 'leased', begun = false, lease_token = :token, lease_until = {until},
  message_id = COALESCE(message_id, :token || '.' || id || '@' || :domain)
WHERE id IN (SELECT id FROM (SELECT id FROM lapsed UNION ALL SELECT id FROM waiting) AS found LIMIT :limit)
RETURNING id, kind, person_id, context, thread, state, attempts, next_at, last_reply, created_at, message_id,
  unknowns, sent_at
"""
_HELD_BY = outbox.c.lease_token == bindparam("token")
_FREE: dict[str, Any] = {"lease_token": None, "lease_until": None}
_SETTLE = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("notice"), _HELD_BY)
    .values(
        **{name: bindparam(f"new_{name}") for name in ("state", "attempts", "unknowns", "next_at", "sent_at")},
        last_reply=bindparam("new_reply"),
        **_FREE,
    )
)
#: Only where the context is what the mail was made from: who erases a person changes those that are leased.
_KEEP = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("notice"), _HELD_BY, outbox.c.context == bindparam("before"))
    .values(context=bindparam("after"))
)
#: Once a day, so that it may look at every mail that was sent.
_PURGED_TODAY = Prepared(
    text(
        "INSERT INTO settled (what, through) VALUES ('wordings', :today)"
        " ON CONFLICT (what) DO UPDATE SET through = excluded.through WHERE settled.through < excluded.through"
    ).bindparams(bindparam("today", type_=Date))
)
_PURGE = Prepared(
    update(outbox)
    .where(outbox.c.state == "sent", outbox.c.sent_at < bindparam("before"), outbox.c.context != "{}")
    .values(context="{}")
)
# Written out, as SQLite takes a partial index only for the words of its condition.
_RELEASE = Prepared(
    text(
        "UPDATE outbox SET state = 'ready', lease_token = NULL, lease_until = NULL"
        " WHERE state = 'leased' AND lease_token = :token"
    )
)
_BEGIN = Prepared(update(outbox).where(outbox.c.id == bindparam("notice"), _HELD_BY).values(begun=True))
_REVIVE = Prepared(
    update(outbox)
    .where(outbox.c.id == bindparam("notice"), literal_column("state NOT IN ('sent', 'leased')", Boolean))
    .values(state="ready", attempts=0, next_at=bindparam("at"))
)


def _claim(dialect: str) -> Prepared:
    lock = "FOR UPDATE SKIP LOCKED" if dialect == "postgresql" else ""
    clock = _CLOCK[dialect].format(seconds="0")
    until = _CLOCK[dialect].format(seconds=":seconds")
    statement = text(_CLAIM.format(clock=clock, until=until, lock=lock)).bindparams(
        bindparam("now", type_=Moment), bindparam("seconds", type_=Float)
    )
    c = outbox.c
    return Prepared(
        statement.columns(
            *(c.id, c.kind, c.person_id.label("to"), c.context, c.thread, c.state, c.attempts, c.next_at),
            *(c.last_reply, c.created_at, c.message_id, c.unknowns, c.sent_at),
        )
    )


def _renew(dialect: str) -> Prepared:
    until = _CLOCK[dialect].format(seconds=":seconds")
    statement = f"UPDATE outbox SET lease_until = {until} WHERE state = 'leased' AND lease_token = :token"
    bound: TextClause = text(statement).bindparams(bindparam("seconds", type_=Float))
    return Prepared(bound)


def stale_leases(dialect: str, seconds: float = 0.0) -> TextClause:
    """How many notices somebody took and left, so many seconds ago or more, by the database's clock."""
    clock = _CLOCK[dialect].format(seconds=-seconds)
    return text(f"SELECT count(*) FROM outbox WHERE state = 'leased' AND lease_until < {clock}")


_CLAIMS = {dialect: _claim(dialect) for dialect in _CLOCK}
_RENEWALS = {dialect: _renew(dialect) for dialect in _CLOCK}


class OutboxWriting(Session):
    """Takes notices out of the outbox and writes what became of them. None of it counts as a request's own."""

    def claim_notices(
        self, token: str, *, now: datetime, lease: timedelta, limit: int, domain: str
    ) -> Sequence[QueuedNotice]:
        """Take at most `limit` notices that are to be tried by `now`, or whose lease ran out; by id."""
        parameters = {
            "token": token,
            "now": now,
            "seconds": lease.total_seconds(),
            "limit": limit,
            "domain": domain,
        }
        found = self._records(notice_of, _CLAIMS[self._dialect.name], parameters)
        return sorted(found, key=lambda one: one.id)

    def begin_notices(self, token: str, identities: Sequence[int]) -> int:
        """Note that notices leased to `token` are about to be handed over; give how many still were."""
        return self._run(_BEGIN, *({"token": token, "notice": one} for one in identities))

    def settle_notices(self, token: str, settlements: Sequence[Settlement]) -> int:
        """Write what became of notices that are leased to `token`; give how many still were."""
        return self._run(
            _SETTLE,
            *(
                {
                    "token": token,
                    "notice": one.notice,
                    "new_state": one.state,
                    "new_attempts": one.attempts,
                    "new_unknowns": one.unknowns,
                    "new_next_at": one.next_at,
                    "new_sent_at": one.sent_at,
                    "new_reply": one.reply,
                }
                for one in settlements
            ),
        )

    def keep_wordings(self, token: str, wordings: Sequence[tuple[QueuedNotice, Wording]]) -> int:
        """Keep what notices say that are leased to `token`; give for how many."""
        return self._run(
            _KEEP,
            *(
                {
                    "token": token,
                    "notice": notice.id,
                    "before": canonical.text(dict(notice.context)),
                    "after": canonical.text(
                        {**notice.context, WORDING: {"subject": wording.subject, "text": wording.text}}
                    ),
                }
                for notice, wording in wordings
            ),
        )

    def purge_wordings(self, before: datetime, today: date) -> int:
        """Drop what notices say that were sent before a moment, unless that was done today; give of how many."""
        if not self._run(_PURGED_TODAY, {"today": today}):
            return 0
        return self._run(_PURGE, {"before": before})

    def renew_leases(self, token: str, lease: timedelta) -> int:
        """Let what is leased to `token` stay so for so long from now on; give how many there are."""
        return self._run(_RENEWALS[self._dialect.name], {"token": token, "seconds": lease.total_seconds()})

    def release_notices(self, token: str) -> int:
        """Give back what is leased to `token`; give how many there were."""
        return self._run(_RELEASE, {"token": token})

    def revive_notice(self, identity: int, now: datetime) -> bool:
        """Let a notice be tried now, as if it never had been; False where it was sent or is being sent."""
        return self._run(_REVIVE, {"notice": identity, "at": now}) == 1
