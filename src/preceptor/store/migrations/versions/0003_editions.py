"""What each team follows, waivers, announcements and their acknowledgement, and what follows from a publication."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import CreateSequence

from preceptor.store.types import Id, Moment, Words

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables, and let changes, observations and certifications say which edition they are about."""
    if op.get_bind().dialect.name == "postgresql":
        for name in ("team_editions", "waivers", "announcements"):
            op.execute(CreateSequence(sa.Sequence(f"{name}_id_seq", data_type=sa.BigInteger())))
    # SQLite adds no constraint to a table: there the table is made anew.
    with op.batch_alter_table("changes") as changes:
        changes.add_column(sa.Column("team_id", Id, autoincrement=False, nullable=True))
        changes.create_foreign_key(
            op.f("fk_changes_team_id"), "teams", ["team_id"], ["id"], initially="DEFERRED", deferrable=True
        )
    op.add_column("observations", sa.Column("edition", Words, nullable=True))
    op.add_column("certifications", sa.Column("refresh_for", Words, nullable=True))
    op.create_index(op.f("ix_people_manager_id"), "people", ["manager_id"], unique=False)
    op.create_index(op.f("ix_certifications_renewed_by"), "certifications", ["renewed_by"], unique=False)
    _team_editions()
    _waivers()
    _announcements()
    _jobs()


def _team_editions() -> None:
    op.create_table(
        "team_editions",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("team_id", Id, autoincrement=False, nullable=False),
        sa.Column("process", Words, nullable=False),
        sa.Column("version", Words, nullable=False),
        sa.Column("digest", Words, nullable=False),
        sa.Column("standard", sa.Boolean(), nullable=False),
        sa.Column("origin", Words, nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        sa.Column("effective_at", Moment(), nullable=False),
        sa.Column("change_id", Id, autoincrement=False, nullable=True),
        _reference("team_editions", "team_id", "teams.id"),
        _reference("team_editions", "change_id", "changes.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_editions")),
    )
    op.create_index(op.f("ix_team_editions_process_team_id"), "team_editions", ["process", "team_id"], unique=False)


def _waivers() -> None:
    op.create_table(
        "waivers",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("team_id", Id, autoincrement=False, nullable=False),
        sa.Column("process", Words, nullable=False),
        sa.Column("step", Words, nullable=False),
        sa.Column("what", Words, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("approver_id", Id, autoincrement=False, nullable=False),
        sa.Column("granted_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        _reference("waivers", "team_id", "teams.id"),
        _reference("waivers", "approver_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waivers")),
    )
    op.create_index(op.f("ix_waivers_team_id_process"), "waivers", ["team_id", "process"], unique=False)


def _announcements() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("change_id", Id, autoincrement=False, nullable=False),
        sa.Column("process", Words, nullable=False),
        sa.Column("version", Words, nullable=False),
        sa.Column("team_id", Id, autoincrement=False, nullable=True),
        sa.Column("before", Words, nullable=True),
        sa.Column("after", Words, nullable=False),
        _reference("announcements", "change_id", "changes.id"),
        _reference("announcements", "team_id", "teams.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
    )
    op.create_index(op.f("ix_announcements_change_id"), "announcements", ["change_id"], unique=False)
    op.create_table(
        "acknowledgements",
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.Column("process", Words, nullable=False),
        sa.Column("edition", Words, nullable=False),
        sa.Column("version", Words, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        _reference("acknowledgements", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("person_id", "process", "edition", name=op.f("pk_acknowledgements")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_acknowledgements_process"), "acknowledgements", ["process"], unique=False)


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("change_id", Id, autoincrement=False, nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("phase", Words, nullable=False),
        sa.Column("after", Id, nullable=False),
        sa.Column("terms", Words, nullable=False),
        sa.Column("tally", Words, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        _reference("jobs", "change_id", "changes.id"),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_jobs")),
    )
    op.create_index(
        "ix_jobs_open",
        "jobs",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, initially="DEFERRED", deferrable=True)
