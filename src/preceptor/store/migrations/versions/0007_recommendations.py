"""Recommendations, with their labels and links."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import CreateSequence

from preceptor.store.types import Id, Moment, Words

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make their tables."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(CreateSequence(sa.Sequence("recommendations_id_seq", data_type=sa.BigInteger())))
    op.create_table(
        "recommendations",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("process", Words, nullable=False),
        sa.Column("edition", Words, nullable=False),
        sa.Column("retrospective_id", Id, autoincrement=False, nullable=False),
        sa.Column("team_id", Id, autoincrement=False, nullable=False),
        sa.Column("state", Words, nullable=False),
        sa.Column("verdict", Words, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("writeup", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=True),
        sa.Column("text", Words, nullable=False),
        sa.Column("kind", Words, nullable=True),
        sa.Column("effect", Words, nullable=True),
        sa.Column("control", Words, nullable=False),
        sa.Column("done_when", Words, nullable=False),
        sa.Column("search", Words, nullable=False),
        sa.Column("control_key", Words, nullable=False),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("owner_id", Id, autoincrement=False, nullable=True),
        sa.Column("ticket", Words, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("postponed", sa.Integer(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("evidence", Words, nullable=True),
        sa.Column("joined_to_id", Id, autoincrement=False, nullable=True),
        sa.Column("report_id", Id, autoincrement=False, nullable=True),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        _reference("recommendations", "retrospective_id", "retrospectives.id"),
        _reference("recommendations", "team_id", "teams.id"),
        _reference("recommendations", "owner_id", "people.id"),
        _reference("recommendations", "joined_to_id", "recommendations.id"),
        _reference("recommendations", "report_id", "reports.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendations")),
    )
    for column in ("retrospective_id", "team_id", "owner_id", "joined_to_id", "report_id", "control_key", "ticket"):
        op.create_index(op.f(f"ix_recommendations_{column}"), "recommendations", [column], unique=False)
    running = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_recommendations_running",
        "recommendations",
        ["process", "id"],
        unique=False,
        sqlite_where=running,
        postgresql_where=running,
    )
    for table, column in (("labels", "label"), ("links", "address")):
        op.create_table(
            table,
            sa.Column("recommendation_id", Id, autoincrement=False, nullable=False),
            sa.Column(column, Words, nullable=False),
            _reference(table, "recommendation_id", "recommendations.id"),
            sa.PrimaryKeyConstraint("recommendation_id", column, name=op.f(f"pk_{table}")),
            sqlite_with_rowid=False,
        )
    op.create_index(op.f("ix_labels_label"), "labels", ["label"], unique=False)


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, initially="DEFERRED", deferrable=True)
