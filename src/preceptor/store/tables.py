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
    Sequence,
    Table,
    UniqueConstraint,
    false,
)

from preceptor.store.columns import identity, metadata, moment_at, to, words
from preceptor.store.learning_tables import LEARNING_TABLES
from preceptor.store.recommendation_tables import RECOMMENDATION_TABLES
from preceptor.store.retrospective_tables import NUMBERED_TABLES, RETROSPECTIVE_TABLES
from preceptor.store.types import Id, Words

#: The tables whose ids `next_id` gives; on PostgreSQL each has a sequence.
NUMBERED = (
    *("people", "teams", "pairings", "observations", "certifications", "obligations", "reports", "events", "changes"),
    *("team_editions", "waivers", "announcements", "absences"),
    *NUMBERED_TABLES,
    "recommendations",
)
SEQUENCES = {name: Sequence(f"{name}_id_seq", metadata=metadata, data_type=Id) for name in NUMBERED}

people = Table(
    "people",
    metadata,
    identity(),
    words("login"),
    words("name"),
    words("email", null=True),
    words("time_zone", null=True),
    words("country", null=True),
    to("manager_id", "people", null=True),
    Column("hours", Integer),
    Column("active", Boolean, nullable=False),
    UniqueConstraint("login"),
)

# Days on which somebody is not there, both included, and who hears of what falls due for them meanwhile.
absences = Table(
    "absences",
    metadata,
    identity(),
    to("person_id", "people"),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    to("cover_id", "people"),
)

teams = Table(
    "teams",
    metadata,
    identity(),
    words("name"),
    words("title"),
    words("time_zone", null=True),
    words("country", null=True),
    to("lead_id", "people", null=True),
    UniqueConstraint("name"),
)

team_members = Table(
    "team_members",
    metadata,
    to("team_id", "teams", key=True),
    to("person_id", "people", key=True),
)

owners = Table(
    "owners",
    metadata,
    words("process", key=True),
    to("person_id", "people", key=True),
)

revisions = Table(
    "revisions",
    metadata,
    words("process", key=True),
    words("version", key=True),
    words("digest"),
    moment_at("published_at"),
    moment_at("effective_at"),
)

definitions = Table("definitions", metadata, words("digest", key=True), words("body"))

changes = Table(
    "changes",
    metadata,
    identity(),
    words("process"),
    words("version"),
    # Whose variant it changes; empty for the standard.
    to("team_id", "teams", null=True),
    # Digest of what it follows; empty for a new process.
    words("base", null=True),
    words("digest"),
    words("class"),
    words("state"),
    to("author_id", "people"),
    words("edition"),
    moment_at("proposed_at"),
    moment_at("entered_at"),
    moment_at("decided_at", null=True),
    to("publisher_id", "people", null=True),
    moment_at("effective_at", null=True),
    Column("unreviewed", Boolean, nullable=False),
    Column("emergency", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
)

approvals = Table(
    "approvals",
    metadata,
    to("change_id", "changes", key=True),
    to("person_id", "people", key=True),
    moment_at("at"),
)

reports = Table(
    "reports",
    metadata,
    identity(),
    words("process"),
    words("step"),
    words("kind"),
    words("edition"),
    to("person_id", "people"),
    moment_at("reported_at"),
    # Which change answers it.
    to("change_id", "changes", null=True),
)

# What each team follows from when on; without a row, or with one that says `standard`, the version in force.
team_editions = Table(
    "team_editions",
    metadata,
    identity(),
    to("team_id", "teams"),
    words("process"),
    # The version of the standard that it lies on.
    words("version"),
    words("digest"),
    Column("standard", Boolean, nullable=False),
    # How it came about: published, rebased or waived.
    words("origin"),
    moment_at("published_at"),
    moment_at("effective_at"),
    to("change_id", "changes", null=True),
)

waivers = Table(
    "waivers",
    metadata,
    identity(),
    to("team_id", "teams"),
    words("process"),
    # The step, or the role and rung, as `research` or `author.watch`; and the standard or field in it.
    words("step"),
    words("what"),
    Column("until", Date, nullable=False),
    to("approver_id", "people"),
    moment_at("granted_at"),
    # When a later waiver, or a variant without it, took its place.
    moment_at("ended_at", null=True),
)

# The common part of the mails about a publication, once for each edition that it changes.
announcements = Table(
    "announcements",
    metadata,
    identity(),
    to("change_id", "changes"),
    words("process"),
    words("version"),
    # Whose edition it is; empty for those who follow the standard.
    to("team_id", "teams", null=True),
    # Digests of the editions before and after.
    words("before", null=True),
    words("after"),
)

acknowledgements = Table(
    "acknowledgements",
    metadata,
    to("person_id", "people", key=True),
    words("process", key=True),
    words("edition", key=True),
    words("version"),
    moment_at("at"),
)

pairings = Table(
    "pairings",
    metadata,
    identity(),
    words("process"),
    words("role"),
    to("trainee_id", "people"),
    to("preceptor_id", "people"),
    to("team_id", "teams", null=True),
    words("edition"),
    words("state"),
    words("back", null=True),
    Column("attempt", Integer, nullable=False),
    moment_at("entered_at"),
    moment_at("due_at", null=True),
    moment_at("paused_at", null=True),
    moment_at("started_at"),
    moment_at("ended_at", null=True),
    Column("revision", Integer, nullable=False),
)

observations = Table(
    "observations",
    metadata,
    identity(),
    words("process"),
    words("role"),
    Column("held_on", Date, nullable=False),
    words("subject"),
    # The subject without case and needless white space: what makes two records the same occasion.
    Column("subject_key", Words, nullable=False, info={"computed": True}),
    to("performer_id", "people"),
    Column("rehearsal", Boolean, nullable=False),
    words("edition", null=True),
    moment_at("recorded_at"),
    moment_at("voided_at", null=True),
)

participants = Table(
    "participants",
    metadata,
    to("observation_id", "observations", key=True),
    to("person_id", "people", key=True),
    Column("performed", Boolean, nullable=False),
    words("process"),
    words("role"),
    Column("held_on", Date, nullable=False),
)

credits = Table(
    "credits",
    metadata,
    to("pairing_id", "pairings", key=True),
    to("observation_id", "observations", key=True),
    words("rung"),
    Column("attempt", Integer, nullable=False),
    Column("stand_in", Boolean, nullable=False),
)

credit_observers = Table(
    "credit_observers",
    metadata,
    to("pairing_id", "pairings", key=True),
    to("observation_id", "observations", key=True),
    to("person_id", "people", key=True),
)

ratings = Table(
    "ratings",
    metadata,
    to("pairing_id", "pairings", key=True),
    to("observation_id", "observations", key=True),
    words("standard", key=True),
    words("rating"),
    to("rated_by", "people"),
)

feedback = Table(
    "feedback",
    metadata,
    to("pairing_id", "pairings", key=True),
    to("observation_id", "observations", key=True),
    to("given_by", "people"),
    moment_at("given_at"),
)

certifications = Table(
    "certifications",
    metadata,
    identity(),
    to("person_id", "people"),
    words("process"),
    words("role"),
    words("capability"),
    words("version"),
    words("edition"),
    Column("granted_on", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    words("source"),
    Column("idle_days", Integer, nullable=False),
    Column("idle_occasions", Integer, nullable=False),
    Column("refresh_by", Date),
    words("refresh_for", null=True),
    Column("revoked_on", Date),
    Column("lapsed_on", Date),
    to("renewed_by", "certifications", null=True),
)

obligations = Table(
    "obligations",
    metadata,
    identity(),
    words("kind"),
    to("person_id", "people", null=True),
    to("team_id", "teams", null=True),
    words("process"),
    words("instance", null=True),
    words("step", null=True),
    moment_at("opens_at"),
    moment_at("due_at"),
    moment_at("next_reminder_at", null=True),
    # The last stage of its reminders that was seen to: business days after the due date.
    Column("stage", Integer),
    moment_at("closed_at", null=True),
)

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

# How far the consequences of time are written: one row, with the last day (UTC) that was seen to.
settled = Table("settled", metadata, words("what", key=True), Column("through", Date, nullable=False))

# What follows from a publication in batches: one row each, with how far it has come.
jobs = Table(
    "jobs",
    metadata,
    to("change_id", "changes", key=True),
    # When it may begin: with the day from which the version holds.
    moment_at("due_at"),
    words("phase"),
    # The last id that the phase has seen to.
    Column("after", Id, nullable=False),
    # Canonical JSON: on which terms it was published, and what was counted so far.
    words("terms"),
    words("tally"),
    moment_at("created_at"),
    moment_at("finished_at", null=True),
)

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
    *RETROSPECTIVE_TABLES,
    *LEARNING_TABLES,
    *RECOMMENDATION_TABLES,
    obligations,
)
