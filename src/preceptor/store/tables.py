"""The tables: the state that events project to, the events themselves, and what commands and mails need.

Indexes stand in `indexes.py`, as no command has to know them. Foreign keys are checked at the commit, so that a
batch may be written table by table. Events, payloads and requests refer to people by opaque ids without a foreign
key: what happened outlives the row.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Identity,
    Integer,
    MetaData,
    Sequence,
    Table,
    UniqueConstraint,
    false,
)

from preceptor.store.types import Id, Moment, Words

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

#: The tables whose ids `next_id` gives; on PostgreSQL each has a sequence.
NUMBERED = (
    *("people", "teams", "pairings", "observations", "certifications", "obligations", "reports", "events", "changes"),
    *("team_editions", "waivers", "announcements", "absences"),
)
SEQUENCES = {name: Sequence(f"{name}_id_seq", metadata=metadata, data_type=Id) for name in NUMBERED}


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=False)


def _to(name: str, target: str, *, null: bool = False, key: bool = False) -> Column[int]:
    reference = ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")
    return Column(name, Id, reference, nullable=null, primary_key=key, autoincrement=False)


def _text(name: str, *, null: bool = False, key: bool = False) -> Column[str]:
    return Column(name, Words, nullable=null, primary_key=key)


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

# Days on which somebody is not there, both included, and who hears of what falls due for them meanwhile.
absences = Table(
    "absences",
    metadata,
    _id(),
    _to("person_id", "people"),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    _to("cover_id", "people"),
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
)

owners = Table(
    "owners",
    metadata,
    _text("process", key=True),
    _to("person_id", "people", key=True),
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

changes = Table(
    "changes",
    metadata,
    _id(),
    _text("process"),
    _text("version"),
    # Whose variant it changes; empty for the standard.
    _to("team_id", "teams", null=True),
    # Digest of what it follows; empty for a new process.
    _text("base", null=True),
    _text("digest"),
    _text("class"),
    _text("state"),
    _to("author_id", "people"),
    _text("edition"),
    _at("proposed_at"),
    _at("entered_at"),
    _at("decided_at", null=True),
    _to("publisher_id", "people", null=True),
    _at("effective_at", null=True),
    Column("unreviewed", Boolean, nullable=False),
    Column("emergency", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
)

approvals = Table(
    "approvals",
    metadata,
    _to("change_id", "changes", key=True),
    _to("person_id", "people", key=True),
    _at("at"),
)

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
    # Which change answers it.
    _to("change_id", "changes", null=True),
)

# What each team follows from when on; without a row, or with one that says `standard`, the version in force.
team_editions = Table(
    "team_editions",
    metadata,
    _id(),
    _to("team_id", "teams"),
    _text("process"),
    # The version of the standard that it lies on.
    _text("version"),
    _text("digest"),
    Column("standard", Boolean, nullable=False),
    # How it came about: published, rebased or waived.
    _text("origin"),
    _at("published_at"),
    _at("effective_at"),
    _to("change_id", "changes", null=True),
)

waivers = Table(
    "waivers",
    metadata,
    _id(),
    _to("team_id", "teams"),
    _text("process"),
    # The step, or the role and rung, as `research` or `author.watch`; and the standard or field in it.
    _text("step"),
    _text("what"),
    Column("until", Date, nullable=False),
    _to("approver_id", "people"),
    _at("granted_at"),
    # When a later waiver, or a variant without it, took its place.
    _at("ended_at", null=True),
)

# The common part of the mails about a publication, once for each edition that it changes.
announcements = Table(
    "announcements",
    metadata,
    _id(),
    _to("change_id", "changes"),
    _text("process"),
    _text("version"),
    # Whose edition it is; empty for those who follow the standard.
    _to("team_id", "teams", null=True),
    # Digests of the editions before and after.
    _text("before", null=True),
    _text("after"),
)

acknowledgements = Table(
    "acknowledgements",
    metadata,
    _to("person_id", "people", key=True),
    _text("process", key=True),
    _text("edition", key=True),
    _text("version"),
    _at("at"),
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
    Column("subject_key", Words, nullable=False, info={"computed": True}),
    _to("performer_id", "people"),
    Column("rehearsal", Boolean, nullable=False),
    _text("edition", null=True),
    _at("recorded_at"),
    _at("voided_at", null=True),
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
)

credits = Table(
    "credits",
    metadata,
    _to("pairing_id", "pairings", key=True),
    _to("observation_id", "observations", key=True),
    _text("rung"),
    Column("attempt", Integer, nullable=False),
    Column("stand_in", Boolean, nullable=False),
)

credit_observers = Table(
    "credit_observers",
    metadata,
    _to("pairing_id", "pairings", key=True),
    _to("observation_id", "observations", key=True),
    _to("person_id", "people", key=True),
)

ratings = Table(
    "ratings",
    metadata,
    _to("pairing_id", "pairings", key=True),
    _to("observation_id", "observations", key=True),
    _text("standard", key=True),
    _text("rating"),
    _to("rated_by", "people"),
)

feedback = Table(
    "feedback",
    metadata,
    _to("pairing_id", "pairings", key=True),
    _to("observation_id", "observations", key=True),
    _to("given_by", "people"),
    _at("given_at"),
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
    _text("refresh_for", null=True),
    Column("revoked_on", Date),
    Column("lapsed_on", Date),
    _to("renewed_by", "certifications", null=True),
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
    # The last stage of its reminders that was seen to: business days after the due date.
    Column("stage", Integer),
    _at("closed_at", null=True),
)

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
    Column("request_id", Words, ForeignKey("requests.id", deferrable=True, initially="DEFERRED")),
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
    Column("person_id", Id),
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
    # Given when it is first taken from here, so that every attempt has the same.
    _text("message_id", null=True),
    _at("sent_at", null=True),
    # Whoever has leased it may be handing it over.
    Column("begun", Boolean, nullable=False, server_default=false()),
    # How often nobody knew whether a server had taken it.
    Column("unknowns", Integer, nullable=False, server_default="0"),
    UniqueConstraint("dedup_key"),
)

# How far the consequences of time are written: one row, with the last day (UTC) that was seen to.
settled = Table("settled", metadata, _text("what", key=True), Column("through", Date, nullable=False))

# What follows from a publication in batches: one row each, with how far it has come.
jobs = Table(
    "jobs",
    metadata,
    _to("change_id", "changes", key=True),
    # When it may begin: with the day from which the version holds.
    _at("due_at"),
    _text("phase"),
    # The last id that the phase has seen to.
    Column("after", Id, nullable=False),
    # Canonical JSON: on which terms it was published, and what was counted so far.
    _text("terms"),
    _text("tally"),
    _at("created_at"),
    _at("finished_at", null=True),
)

#: What events project to, each after the tables that it refers to.
PROJECTED = (
    people,
    absences,
    teams,
    team_members,
    owners,
    revisions,
    changes,
    approvals,
    reports,
    team_editions,
    waivers,
    announcements,
    acknowledgements,
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
