"""Changes of processes, who approved them, and which reports they answer."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import CreateSequence

from preceptor.store.types import Id, Moment, Words

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables, and let a report say which change answers it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(CreateSequence(sa.Sequence("changes_id_seq", data_type=sa.BigInteger())))
    op.create_table(
        "changes",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("process", Words, nullable=False),
        sa.Column("version", Words, nullable=False),
        sa.Column("base", Words, nullable=True),
        sa.Column("digest", Words, nullable=False),
        sa.Column("class", Words, nullable=False),
        sa.Column("state", Words, nullable=False),
        sa.Column("author_id", Id, autoincrement=False, nullable=False),
        sa.Column("edition", Words, nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("publisher_id", Id, autoincrement=False, nullable=True),
        sa.Column("effective_at", Moment(), nullable=True),
        sa.Column("unreviewed", sa.Boolean(), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        _reference("author_id", "people.id", "fk_changes_author_id"),
        _reference("publisher_id", "people.id", "fk_changes_publisher_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
    )
    op.create_index(op.f("ix_changes_process"), "changes", ["process"], unique=False)
    op.create_table(
        "approvals",
        sa.Column("change_id", Id, autoincrement=False, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        _reference("change_id", "changes.id", "fk_approvals_change_id"),
        _reference("person_id", "people.id", "fk_approvals_person_id"),
        sa.PrimaryKeyConstraint("change_id", "person_id", name=op.f("pk_approvals")),
        sqlite_with_rowid=False,
    )
    # SQLite adds no constraint to a table: there the table is made anew, and its index with it.
    with op.batch_alter_table("reports") as reports:
        reports.add_column(sa.Column("change_id", Id, autoincrement=False, nullable=True))
        reports.create_foreign_key(
            op.f("fk_reports_change_id"), "changes", ["change_id"], ["id"], initially="DEFERRED", deferrable=True
        )
    op.create_index(op.f("ix_reports_change_id"), "reports", ["change_id"], unique=False)


def _reference(column: str, target: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(name), initially="DEFERRED", deferrable=True)
