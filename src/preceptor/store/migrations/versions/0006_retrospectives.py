"""Retrospectives with their write-ups, reviews and meetings, and each team's on-call rotation."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import CreateSequence

from preceptor.store.types import Id, Moment, Words

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make their tables."""
    if op.get_bind().dialect.name == "postgresql":
        for table in ("retrospectives", "threads"):
            op.execute(CreateSequence(sa.Sequence(f"{table}_id_seq", data_type=sa.BigInteger())))
    op.create_table(
        "on_call",
        sa.Column("team_id", Id, autoincrement=False, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        _reference("on_call", "team_id", "teams.id"),
        _reference("on_call", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("team_id", "person_id", name=op.f("pk_on_call")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_on_call_person_id"), "on_call", ["person_id"], unique=False)
    op.create_table(
        "retrospectives",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("process", Words, nullable=False),
        sa.Column("title", Words, nullable=False),
        sa.Column("incident", Words, nullable=True),
        sa.Column("search", Words, nullable=False),
        sa.Column("team_id", Id, autoincrement=False, nullable=False),
        sa.Column("edition", Words, nullable=False),
        sa.Column("state", Words, nullable=False),
        sa.Column("opener_id", Id, autoincrement=False, nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("resolved_at", Moment(), nullable=True),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("user_facing", sa.Boolean(), nullable=False),
        sa.Column("writeup", sa.Integer(), nullable=False),
        sa.Column("review_from", Moment(), nullable=True),
        sa.Column("review_least", Moment(), nullable=True),
        sa.Column("review_most", Moment(), nullable=True),
        sa.Column("reviewed_at", Moment(), nullable=True),
        sa.Column("meeting_at", Moment(), nullable=True),
        sa.Column("meeting_minutes", sa.Integer(), nullable=True),
        sa.Column("meeting_sequence", sa.Integer(), nullable=False),
        sa.Column("meeting_noted_at", Moment(), nullable=True),
        sa.Column("completed_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        _reference("retrospectives", "team_id", "teams.id"),
        _reference("retrospectives", "opener_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retrospectives")),
    )
    op.create_index(op.f("ix_retrospectives_completed_at"), "retrospectives", ["completed_at"], unique=False)
    running = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_retrospectives_running",
        "retrospectives",
        ["process", "id"],
        unique=False,
        sqlite_where=running,
        postgresql_where=running,
    )
    op.create_index(op.f("ix_retrospectives_team_id"), "retrospectives", ["team_id"], unique=False)
    op.create_table(
        "exclusions",
        sa.Column("retrospective_id", Id, autoincrement=False, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        _reference("exclusions", "retrospective_id", "retrospectives.id"),
        _reference("exclusions", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("retrospective_id", "person_id", name=op.f("pk_exclusions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "assignments",
        sa.Column("retrospective_id", Id, autoincrement=False, nullable=False),
        sa.Column("role", Words, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        _reference("assignments", "retrospective_id", "retrospectives.id"),
        _reference("assignments", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("retrospective_id", "role", name=op.f("pk_assignments")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_assignments_person_id"), "assignments", ["person_id"], unique=False)
    op.create_table(
        "writeups",
        sa.Column("retrospective_id", Id, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("submitter_id", Id, autoincrement=False, nullable=False),
        sa.Column("submitted_at", Moment(), nullable=False),
        sa.Column("digest", Words, nullable=False),
        sa.Column("findings", Words, nullable=False),
        sa.Column("search", Words, nullable=False),
        _reference("writeups", "retrospective_id", "retrospectives.id"),
        _reference("writeups", "submitter_id", "people.id"),
        sa.PrimaryKeyConstraint("retrospective_id", "number", name=op.f("pk_writeups")),
    )
    op.create_table(
        "controls",
        sa.Column("retrospective_id", Id, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("key", Words, nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        _reference("controls", "retrospective_id", "retrospectives.id"),
        sa.PrimaryKeyConstraint("retrospective_id", "position", name=op.f("pk_controls")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_controls_key"), "controls", ["key"], unique=False)
    op.create_table(
        "reviewers",
        sa.Column("retrospective_id", Id, autoincrement=False, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.Column("state", Words, nullable=False),
        sa.Column("at", Moment(), nullable=True),
        _reference("reviewers", "retrospective_id", "retrospectives.id"),
        _reference("reviewers", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("retrospective_id", "person_id", name=op.f("pk_reviewers")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_reviewers_person_id"), "reviewers", ["person_id"], unique=False)
    op.create_table(
        "threads",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("retrospective_id", Id, autoincrement=False, nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("opener_id", Id, autoincrement=False, nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("writeup", sa.Integer(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("settler_id", Id, autoincrement=False, nullable=True),
        sa.Column("change_agreed", sa.Boolean(), nullable=False),
        sa.Column("made_in", sa.Integer(), nullable=True),
        _reference("threads", "retrospective_id", "retrospectives.id"),
        _reference("threads", "opener_id", "people.id"),
        _reference("threads", "settler_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
    )
    op.create_index(op.f("ix_threads_retrospective_id"), "threads", ["retrospective_id"], unique=False)
    op.create_table(
        "voices",
        sa.Column("thread_id", Id, autoincrement=False, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        _reference("voices", "thread_id", "threads.id"),
        _reference("voices", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("thread_id", "person_id", name=op.f("pk_voices")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_voices_person_id"), "voices", ["person_id"], unique=False)


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, initially="DEFERRED", deferrable=True)
