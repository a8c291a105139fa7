"""The first schema."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import CreateSequence

from preceptor.store.types import Id, Moment, Words

revision = "0001"
down_revision = None

#: Tables whose ids PostgreSQL draws from a sequence; SQLite counts on under the writer's lock.
NUMBERED = ("people", "teams", "pairings", "observations", "certifications", "obligations", "reports", "events")


def upgrade() -> None:
    """Make every table, and PostgreSQL's sequences."""
    if op.get_bind().dialect.name == "postgresql":
        for name in NUMBERED:
            op.execute(CreateSequence(sa.Sequence(f"{name}_id_seq", data_type=sa.BigInteger())))
    op.create_table(
        "definitions",
        sa.Column("digest", Words, nullable=False),
        sa.Column("body", Words, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_definitions")),
    )
    op.create_table(
        "people",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("login", Words, nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("email", Words, nullable=True),
        sa.Column("time_zone", Words, nullable=True),
        sa.Column("country", Words, nullable=True),
        sa.Column("manager_id", Id, autoincrement=False, nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["manager_id"], ["people.id"], name=op.f("fk_people_manager_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("login", name=op.f("uq_people_login")),
    )
    op.create_table(
        "requests",
        sa.Column("id", Words, nullable=False),
        sa.Column("digest", Words, nullable=False),
        sa.Column("actor_id", Id, nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("answer", Words, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
    )
    op.create_table(
        "revisions",
        sa.Column("process", Words, nullable=False),
        sa.Column("version", Words, nullable=False),
        sa.Column("digest", Words, nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        sa.Column("effective_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("process", "version", name=op.f("pk_revisions")),
    )
    op.create_table(
        "settled",
        sa.Column("what", Words, nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_settled")),
    )
    op.create_table(
        "certifications",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.Column("process", Words, nullable=False),
        sa.Column("role", Words, nullable=False),
        sa.Column("capability", Words, nullable=False),
        sa.Column("version", Words, nullable=False),
        sa.Column("edition", Words, nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("source", Words, nullable=False),
        sa.Column("idle_days", sa.Integer(), nullable=False),
        sa.Column("idle_occasions", sa.Integer(), nullable=False),
        sa.Column("refresh_by", sa.Date(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("lapsed_on", sa.Date(), nullable=True),
        sa.Column("renewed_by", Id, autoincrement=False, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_certifications_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["renewed_by"],
            ["certifications.id"],
            name=op.f("fk_certifications_renewed_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certifications")),
    )
    op.create_index(op.f("ix_certifications_person_id"), "certifications", ["person_id"], unique=False)
    op.create_index(
        op.f("ix_certifications_process_role_person_id"),
        "certifications",
        ["process", "role", "person_id"],
        unique=False,
    )
    op.create_table(
        "events",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("stream", Words, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor_id", Id, nullable=True),
        sa.Column("request_id", Words, nullable=True),
        sa.Column("fixed_clock", sa.Boolean(), nullable=False),
        sa.Column("data", Words, nullable=False),
        sa.Column("payload_digests", Words, nullable=False),
        sa.Column("previous", Words, nullable=False),
        sa.Column("hash", Words, nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_events_request_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("stream", "seq", name=op.f("uq_events_stream_seq")),
    )
    op.create_table(
        "observations",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("process", Words, nullable=False),
        sa.Column("role", Words, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("subject", Words, nullable=False),
        sa.Column("subject_key", Words, nullable=False),
        sa.Column("performer_id", Id, autoincrement=False, nullable=False),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("voided_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["performer_id"],
            ["people.id"],
            name=op.f("fk_observations_performer_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
    )
    op.create_index(
        op.f("ix_observations_process_held_on_id"), "observations", ["process", "held_on", "id"], unique=False
    )
    op.create_index(
        "uq_observations_occasion",
        "observations",
        ["process", "role", "held_on", "subject_key", "performer_id"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", Id, sa.Identity(always=False), nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.Column("dedup_key", Words, nullable=False),
        sa.Column("context", Words, nullable=False),
        sa.Column("thread", Words, nullable=False),
        sa.Column("state", Words, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Moment(), nullable=True),
        sa.Column("lease_token", Words, nullable=True),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("last_reply", Words, nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_outbox_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_outbox_dedup_key")),
    )
    op.create_index(
        "ix_outbox_leased",
        "outbox",
        ["lease_until"],
        unique=False,
        sqlite_where=sa.text("state = 'leased'"),
        postgresql_where=sa.text("state = 'leased'"),
    )
    op.create_index(
        "ix_outbox_ready",
        "outbox",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("state = 'ready'"),
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.create_table(
        "owners",
        sa.Column("process", Words, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_owners_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("process", "person_id", name=op.f("pk_owners")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reports",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("process", Words, nullable=False),
        sa.Column("step", Words, nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("edition", Words, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.Column("reported_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_reports_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index(op.f("ix_reports_process"), "reports", ["process"], unique=False)
    op.create_table(
        "teams",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("title", Words, nullable=False),
        sa.Column("time_zone", Words, nullable=True),
        sa.Column("country", Words, nullable=True),
        sa.Column("lead_id", Id, autoincrement=False, nullable=True),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["people.id"], name=op.f("fk_teams_lead_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("name", name=op.f("uq_teams_name")),
    )
    op.create_table(
        "obligations",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=True),
        sa.Column("team_id", Id, autoincrement=False, nullable=True),
        sa.Column("process", Words, nullable=False),
        sa.Column("instance", Words, nullable=True),
        sa.Column("step", Words, nullable=True),
        sa.Column("opens_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("next_reminder_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_obligations_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_obligations_team_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligations")),
    )
    op.create_index(
        "ix_obligations_open_due_at",
        "obligations",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_obligations_open_instance",
        "obligations",
        ["instance"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_obligations_open_next_reminder_at",
        "obligations",
        ["next_reminder_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_obligations_open_person_id",
        "obligations",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_obligations_open_team_id",
        "obligations",
        ["team_id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "pairings",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("process", Words, nullable=False),
        sa.Column("role", Words, nullable=False),
        sa.Column("trainee_id", Id, autoincrement=False, nullable=False),
        sa.Column("preceptor_id", Id, autoincrement=False, nullable=False),
        sa.Column("team_id", Id, autoincrement=False, nullable=True),
        sa.Column("edition", Words, nullable=False),
        sa.Column("state", Words, nullable=False),
        sa.Column("back", Words, nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("paused_at", Moment(), nullable=True),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["preceptor_id"],
            ["people.id"],
            name=op.f("fk_pairings_preceptor_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_pairings_team_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["trainee_id"], ["people.id"], name=op.f("fk_pairings_trainee_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairings")),
    )
    op.create_index(op.f("ix_pairings_preceptor_id"), "pairings", ["preceptor_id"], unique=False)
    op.create_index(op.f("ix_pairings_team_id"), "pairings", ["team_id"], unique=False)
    op.create_index(op.f("ix_pairings_trainee_id"), "pairings", ["trainee_id"], unique=False)
    op.create_index(
        "uq_pairings_open",
        "pairings",
        ["process", "role", "trainee_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "participants",
        sa.Column("observation_id", Id, autoincrement=False, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.Column("performed", sa.Boolean(), nullable=False),
        sa.Column("process", Words, nullable=False),
        sa.Column("role", Words, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observations.id"],
            name=op.f("fk_participants_observation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_participants_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("observation_id", "person_id", name=op.f("pk_participants")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_participants_person", "participants", ["person_id", "held_on", "observation_id"], unique=False
    )
    op.create_index(
        "ix_participants_practice",
        "participants",
        ["process", "role", "held_on", "person_id", "performed"],
        unique=False,
    )
    op.create_table(
        "payloads",
        sa.Column("event_id", Id, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("salt", Words, nullable=True),
        sa.Column("body", Words, nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_payloads_event_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("event_id", "position", name=op.f("pk_payloads")),
    )
    op.create_index(op.f("ix_payloads_person_id"), "payloads", ["person_id"], unique=False)
    op.create_table(
        "team_members",
        sa.Column("team_id", Id, autoincrement=False, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_team_members_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_team_members_team_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("team_id", "person_id", name=op.f("pk_team_members")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_team_members_person_id"), "team_members", ["person_id"], unique=False)
    op.create_table(
        "credit_observers",
        sa.Column("pairing_id", Id, autoincrement=False, nullable=False),
        sa.Column("observation_id", Id, autoincrement=False, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observations.id"],
            name=op.f("fk_credit_observers_observation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"],
            ["pairings.id"],
            name=op.f("fk_credit_observers_pairing_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_credit_observers_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("pairing_id", "observation_id", "person_id", name=op.f("pk_credit_observers")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_credit_observers_observation_id"), "credit_observers", ["observation_id"], unique=False)
    op.create_table(
        "credits",
        sa.Column("pairing_id", Id, autoincrement=False, nullable=False),
        sa.Column("observation_id", Id, autoincrement=False, nullable=False),
        sa.Column("rung", Words, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("stand_in", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observations.id"],
            name=op.f("fk_credits_observation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name=op.f("fk_credits_pairing_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("pairing_id", "observation_id", name=op.f("pk_credits")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_credits_observation_id"), "credits", ["observation_id"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("pairing_id", Id, autoincrement=False, nullable=False),
        sa.Column("observation_id", Id, autoincrement=False, nullable=False),
        sa.Column("given_by", Id, autoincrement=False, nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["given_by"], ["people.id"], name=op.f("fk_feedback_given_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observations.id"],
            name=op.f("fk_feedback_observation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"],
            ["pairings.id"],
            name=op.f("fk_feedback_pairing_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("pairing_id", "observation_id", name=op.f("pk_feedback")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_feedback_observation_id"), "feedback", ["observation_id"], unique=False)
    op.create_table(
        "ratings",
        sa.Column("pairing_id", Id, autoincrement=False, nullable=False),
        sa.Column("observation_id", Id, autoincrement=False, nullable=False),
        sa.Column("standard", Words, nullable=False),
        sa.Column("rating", Words, nullable=False),
        sa.Column("rated_by", Id, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observations.id"],
            name=op.f("fk_ratings_observation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name=op.f("fk_ratings_pairing_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["rated_by"], ["people.id"], name=op.f("fk_ratings_rated_by"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("pairing_id", "observation_id", "standard", name=op.f("pk_ratings")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ratings_observation_id"), "ratings", ["observation_id"], unique=False)
