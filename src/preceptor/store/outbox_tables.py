"""The table of mails that wait, were sent or cannot be."""

from sqlalchemy import Boolean, Column, Identity, Integer, Table, UniqueConstraint, false

from preceptor.store.columns import metadata, moment_at, to, words
from preceptor.store.types import Id

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    words("kind"),
    to("person_id", "people"),
    words("dedup_key"),
    words("context"),
    words("thread"),
    words("state"),
    Column("attempts", Integer, nullable=False),
    moment_at("next_at", null=True),
    words("lease_token", null=True),
    moment_at("lease_until", null=True),
    words("last_reply", null=True),
    moment_at("created_at"),
    # Given when it is first taken from here, so that every attempt has the same.
    words("message_id", null=True),
    moment_at("sent_at", null=True),
    # Whoever has leased it may be handing it over.
    Column("begun", Boolean, nullable=False, server_default=false()),
    # How often nobody knew whether a server had taken it.
    Column("unknowns", Integer, nullable=False, server_default="0"),
    UniqueConstraint("dedup_key"),
)
