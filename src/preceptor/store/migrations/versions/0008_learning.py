"""Surveys of how useful retrospectives were, and discussions of finished ones."""

import sqlalchemy as sa
from alembic import op

from preceptor.store.types import Id, Moment

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make their tables."""
    op.create_table(
        "survey_answers",
        sa.Column("retrospective_id", Id, autoincrement=False, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.Column("useful", sa.Integer(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=False),
        _reference("survey_answers", "retrospective_id", "retrospectives.id"),
        _reference("survey_answers", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("retrospective_id", "person_id", name=op.f("pk_survey_answers")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_survey_answers_person_id"), "survey_answers", ["person_id"], unique=False)
    op.create_table(
        "discussions",
        sa.Column("retrospective_id", Id, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("recorder_id", Id, autoincrement=False, nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        _reference("discussions", "retrospective_id", "retrospectives.id"),
        _reference("discussions", "recorder_id", "people.id"),
        sa.PrimaryKeyConstraint("retrospective_id", "number", name=op.f("pk_discussions")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_discussions_recorder_id"), "discussions", ["recorder_id"], unique=False)
    op.create_table(
        "discussion_people",
        sa.Column("retrospective_id", Id, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        _reference("discussion_people", "retrospective_id", "retrospectives.id"),
        _reference("discussion_people", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("retrospective_id", "number", "person_id", name=op.f("pk_discussion_people")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_discussion_people_person_id"), "discussion_people", ["person_id"], unique=False)
    op.create_table(
        "discussion_reports",
        sa.Column("retrospective_id", Id, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("report_id", Id, autoincrement=False, nullable=False),
        _reference("discussion_reports", "retrospective_id", "retrospectives.id"),
        _reference("discussion_reports", "report_id", "reports.id"),
        sa.PrimaryKeyConstraint("retrospective_id", "number", "report_id", name=op.f("pk_discussion_reports")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_discussion_reports_report_id"), "discussion_reports", ["report_id"], unique=False)


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, initially="DEFERRED", deferrable=True)
