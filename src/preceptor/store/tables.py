"""The tables: the state that events project to, the events themselves, and what commands and mails need.

Foreign keys are checked at the commit, so that a batch may be written table by table. Events, payloads and
requests refer to people by opaque ids without a foreign key: what happened outlives the row.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from preceptor.store.types import Id, Moment

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

#: The tables whose ids `next_id` gives; on PostgreSQL each has a sequence.
NUMBERED = ("people", "teams", "pairings", "observations", "certifications", "obligations", "reports", "events")
SEQUENCES = {name: Sequence(f"{name}_id_seq", metadata=metadata, data_type=Id) for name in NUMBERED}


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=False)


def _to(name: str, target: str, *, null: bool = False, key: bool = False) -> Column[int]:
    reference = ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")
    return Column(name, Id, reference, nullable=null, primary_key=key, autoincrement=False)


def _text(name: str, *, null: bool = False, key: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null, primary_key=key)


def _at(name: str, *, null: bool = False) -> Column[object]:
    return Column(name, Moment, nullable=null)


people = Table(
    "people",
    metadata,
    _id(),
    _text("login"),
    _text("name"),
    _text("email", null=True),
    _text("time_zone", null=True),
    _text("country", null=True),
    _to("manager_id", "people", null=True),
    Column("hours", Integer),
    Column("active", Boolean, nullable=False),
    UniqueConstraint("login"),
)

teams = Table(
    "teams",
    metadata,
    _id(),
    _text("name"),
    _text("title"),
    _text("time_zone", null=True),
    _text("country", null=True),
    _to("lead_id", "people", null=True),
    UniqueConstraint("name"),
)

team_members = Table(
    "team_members",
    metadata,
    _to("team_id", "teams", key=True),
    _to("person_id", "people", key=True),
    Index(None, "person_id"),
    sqlite_with_rowid=False,
)

owners = Table(
    "owners",
    metadata,
    _text("process", key=True),
    _to("person_id", "people", key=True),
    sqlite_with_rowid=False,
)

revisions = Table(
    "revisions",
    metadata,
    _text("process", key=True),
    _text("version", key=True),
    _text("digest"),
    _at("published_at"),
    _at("effective_at"),
)

definitions = Table("definitions", metadata, _text("digest", key=True), _text("body"))

reports = Table(
    "reports",
    metadata,
    _id(),
    _text("process"),
    _text("step"),
    _text("kind"),
    _text("edition"),
    _to("person_id", "people"),
    _at("reported_at"),
    Index(None, "process"),
)

pairings = Table(
    "pairings",
    metadata,
    _id(),
    _text("process"),
    _text("role"),
    _to("trainee_id", "people"),
    _to("preceptor_id", "people"),
    _to("team_id", "teams", null=True),
    _text("edition"),
    _text("state"),
    _text("back", null=True),
    Column("attempt", Integer, nullable=False),
    _at("entered_at"),
    _at("due_at", null=True),
    _at("paused_at", null=True),
    _at("started_at"),
    _at("ended_at", null=True),
    Column("revision", Integer, nullable=False),
    Index(None, "trainee_id"),
    Index(None, "preceptor_id"),
    Index(None, "team_id"),
)
# One not-ended pairing of a trainee in a role.
Index(
    "uq_pairings_open",
    pairings.c.process,
    pairings.c.role,
    pairings.c.trainee_id,
    unique=True,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)

observations = Table(
    "observations",
    metadata,
    _id(),
    _text("process"),
    _text("role"),
    Column("held_on", Date, nullable=False),
    _text("subject"),
    # The subject without case and needless white space: what makes two records the same occasion.
    Column("subject_key", Text, nullable=False, info={"computed": True}),
    _to("performer_id", "people"),
    Column("rehearsal", Boolean, nullable=False),
    _at("recorded_at"),
    _at("voided_at", null=True),
    Index(None, "held_on", "id"),
)
Index(
    "uq_observations_occasion",
    observations.c.process,
    observations.c.role,
    observations.c.held_on,
    observations.c.subject_key,
    observations.c.performer_id,
    unique=True,
    sqlite_where=text("voided_at IS NULL"),
    postgresql_where=text("voided_at IS NULL"),
)

participants = Table(
    "participants",
    metadata,
    _to("observation_id", "observations", key=True),
    _to("person_id", "people", key=True),
    Column("performed", Boolean, nullable=False),
    _text("process"),
    _text("role"),
    Column("held_on", Date, nullable=False),
    # Both answer from the index alone: who practised a role, and what a person was in.
    Index("ix_participants_practice", "process", "role", "held_on", "person_id", "performed"),
    Index("ix_participants_person", "person_id", "held_on", "observation_id"),
    sqlite_with_rowid=False,
)

credits = Table(
    "credits",
    metadata,
    _to("pairing_id", "pairings", key=True),
    _to("observation_id", "observations", key=True),
    _text("rung"),
    Column("attempt", Integer, nullable=False),
    Column("stand_in", Boolean, nullable=False),
    Index(None, "observation_id"),
    sqlite_with_rowid=False,
)

credit_observers = Table(
    "credit_observers",
    metadata,
    _to("pairing_id", "pairings", key=True),
    _to("observation_id", "observations", key=True),
    _to("person_id", "people", key=True),
    Index(None, "observation_id"),
    sqlite_with_rowid=False,
)

ratings = Table(
    "ratings",
    metadata,
    _to("pairing_id", "pairings", key=True),
    _to("observation_id", "observations", key=True),
    _text("standard", key=True),
    _text("rating"),
    _to("rated_by", "people"),
    Index(None, "observation_id"),
    sqlite_with_rowid=False,
)

feedback = Table(
    "feedback",
    metadata,
    _to("pairing_id", "pairings", key=True),
    _to("observation_id", "observations", key=True),
    _to("given_by", "people"),
    _at("given_at"),
    Index(None, "observation_id"),
    sqlite_with_rowid=False,
)

certifications = Table(
    "certifications",
    metadata,
    _id(),
    _to("person_id", "people"),
    _text("process"),
    _text("role"),
    _text("capability"),
    _text("version"),
    _text("edition"),
    Column("granted_on", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    _text("source"),
    Column("idle_days", Integer, nullable=False),
    Column("idle_occasions", Integer, nullable=False),
    Column("refresh_by", Date),
    Column("revoked_on", Date),
    Column("lapsed_on", Date),
    Index(None, "process", "role", "person_id"),
    Index(None, "person_id"),
)

obligations = Table(
    "obligations",
    metadata,
    _id(),
    _text("kind"),
    _to("person_id", "people", null=True),
    _to("team_id", "teams", null=True),
    _text("process"),
    _text("instance", null=True),
    _text("step", null=True),
    _at("opens_at"),
    _at("due_at"),
    _at("next_reminder_at", null=True),
    _at("closed_at", null=True),
)
_OPEN = text("closed_at IS NULL")
for _column in ("due_at", "person_id", "team_id", "instance", "next_reminder_at"):
    Index(f"ix_obligations_open_{_column}", obligations.c[_column], sqlite_where=_OPEN, postgresql_where=_OPEN)

requests = Table(
    "requests",
    metadata,
    _text("id", key=True),
    _text("digest"),
    Column("actor_id", Id),
    _at("at"),
    # Canonical JSON; NULL where the command kept no answer.
    _text("answer", null=True),
)

events = Table(
    "events",
    metadata,
    _id(),
    _text("stream"),
    Column("seq", Integer, nullable=False),
    _text("kind"),
    _at("at"),
    # Empty: the system.
    Column("actor_id", Id),
    Column("request_id", Text, ForeignKey("requests.id", deferrable=True, initially="DEFERRED")),
    Column("fixed_clock", Boolean, nullable=False),
    # Canonical JSON, like the digests: the bytes that were hashed.
    _text("data"),
    _text("payload_digests"),
    _text("previous"),
    _text("hash"),
    UniqueConstraint("stream", "seq"),
)

payloads = Table(
    "payloads",
    metadata,
    _to("event_id", "events", key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("person_id", Id, index=True),
    # Both are empty once the payload was erased.
    _text("salt", null=True),
    _text("body", null=True),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, Identity(), primary_key=True),
    _text("kind"),
    _to("person_id", "people"),
    _text("dedup_key"),
    _text("context"),
    _text("thread"),
    _text("state"),
    Column("attempts", Integer, nullable=False),
    _at("next_at", null=True),
    _text("lease_token", null=True),
    _at("lease_until", null=True),
    _text("last_reply", null=True),
    _at("created_at"),
    UniqueConstraint("dedup_key"),
)
for _state, _column in (("ready", "next_at"), ("leased", "lease_until")):
    _in_state = text(f"state = '{_state}'")
    Index(f"ix_outbox_{_state}", outbox.c[_column], sqlite_where=_in_state, postgresql_where=_in_state)

# How far the consequences of time are written: one row, with the last day (UTC) that was seen to.
settled = Table("settled", metadata, _text("what", key=True), Column("through", Date, nullable=False))

#: What events project to, each after the tables that it refers to.
PROJECTED = (
    people,
    teams,
    team_members,
    owners,
    revisions,
    reports,
    pairings,
    observations,
    participants,
    credits,
    credit_observers,
    ratings,
    feedback,
    certifications,
    obligations,
)
