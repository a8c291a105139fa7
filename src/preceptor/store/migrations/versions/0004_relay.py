"""What a relay keeps about each mail, and the indexes by which it finds what waits."""

import sqlalchemy as sa
from alembic import op

from preceptor.store.types import Moment, Words

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Let a mail keep its id, whether it was begun, when it was sent, and how often nobody knew that."""
    op.add_column("outbox", sa.Column("message_id", Words, nullable=True))
    op.add_column("outbox", sa.Column("sent_at", Moment(), nullable=True))
    op.add_column("outbox", sa.Column("begun", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("outbox", sa.Column("unknowns", sa.Integer(), server_default="0", nullable=False))
    op.drop_index("ix_outbox_ready", "outbox")
    _partial("ix_outbox_waiting", "next_at", "state IN ('ready', 'unknown')")
    _partial("ix_outbox_lease_token", "lease_token", "state = 'leased'")


def _partial(name: str, column: str, where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "outbox", [column], unique=False, sqlite_where=condition, postgresql_where=condition)
