"""How often moves were refused, for folders that have it counted."""

import sqlalchemy as sa
from alembic import op

from preceptor.store.types import Id, Words

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make their table."""
    op.create_table(
        "refusals",
        sa.Column("id", Id, sa.Identity(), nullable=False),
        sa.Column("refused_on", sa.Date(), nullable=False),
        sa.Column("process", Words, nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("edition", Words, nullable=False),
        sa.Column("team_id", Id, autoincrement=False, nullable=True),
        sa.Column("role", Words, nullable=True),
        sa.Column("state", Words, nullable=False),
        sa.Column("move", Words, nullable=False),
        sa.Column("guards", Words, nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_refusals_team_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusals")),
    )
    op.create_index(op.f("ix_refusals_process"), "refusals", ["process"], unique=False)
    op.create_index(op.f("ix_refusals_team_id"), "refusals", ["team_id"], unique=False)
