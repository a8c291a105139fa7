"""The tables of what happened: requests, their events with what can be erased of them, and what was counted.

Events, payloads and requests refer to people by opaque ids without a foreign key: what happened outlives the row.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Identity, Integer, Table, UniqueConstraint

from preceptor.store.columns import identity, metadata, moment_at, to, words
from preceptor.store.types import Id, Words

requests = Table(
    "requests",
    metadata,
    words("id", key=True),
    words("digest"),
    Column("actor_id", Id),
    moment_at("at"),
    # Canonical JSON; NULL where the command kept no answer.
    words("answer", null=True),
)

events = Table(
    "events",
    metadata,
    identity(),
    words("stream"),
    Column("seq", Integer, nullable=False),
    words("kind"),
    moment_at("at"),
    # Empty: the system.
    Column("actor_id", Id),
    Column("request_id", Words, ForeignKey("requests.id", deferrable=True, initially="DEFERRED")),
    Column("fixed_clock", Boolean, nullable=False),
    # Canonical JSON, like the digests: the bytes that were hashed.
    words("data"),
    words("payload_digests"),
    words("previous"),
    words("hash"),
    UniqueConstraint("stream", "seq"),
)

payloads = Table(
    "payloads",
    metadata,
    to("event_id", "events", key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("person_id", Id),
    # Both are empty once the payload was erased.
    words("salt", null=True),
    words("body", null=True),
)

# How far the consequences of time are written: one row, with the last day (UTC) that was seen to.
settled = Table("settled", metadata, words("what", key=True), Column("through", Date, nullable=False))

# How often moves were refused, where the folder has that counted: one row each, with the day (UTC) and nobody's name.
refusals = Table(
    "refusals",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    Column("refused_on", Date, nullable=False),
    words("process"),
    words("kind"),
    words("edition"),
    to("team_id", "teams", null=True),
    words("role", null=True),
    words("state"),
    words("move"),
    # Canonical JSON: their names, sorted.
    words("guards"),
)
