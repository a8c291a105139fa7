"""How far each obligation has come through its reminders, and who is away."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import CreateSequence

from preceptor.store.types import Id

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Let an obligation keep its last stage, let a person's last digest be found, and make the table of absences."""
    op.add_column("obligations", sa.Column("stage", sa.Integer(), nullable=True))
    condition = sa.text("kind = 'digest'")
    op.create_index(
        "ix_outbox_digests",
        "outbox",
        ["person_id", "created_at"],
        unique=False,
        sqlite_where=condition,
        postgresql_where=condition,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(CreateSequence(sa.Sequence("absences_id_seq", data_type=sa.BigInteger())))
    op.create_table(
        "absences",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("cover_id", Id, autoincrement=False, nullable=False),
        _to_people("person_id"),
        _to_people("cover_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    for column in ("person_id", "cover_id"):
        op.create_index(op.f(f"ix_absences_{column}"), "absences", [column], unique=False)


def _to_people(column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_absences_{column}")
    return sa.ForeignKeyConstraint([column], ["people.id"], name=name, initially="DEFERRED", deferrable=True)
