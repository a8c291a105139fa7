"""What tables are made of: the metadata that they belong to, and the columns that come again and again."""

from sqlalchemy import Column, ForeignKey, MetaData

from preceptor.store.types import Id, Moment, Words

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def identity() -> Column[int]:
    """The opaque id that a row is known by."""
    return Column("id", Id, primary_key=True, autoincrement=False)


def to(name: str, target: str, *, null: bool = False, key: bool = False) -> Column[int]:
    """A reference to the id of a row of another table."""
    reference = ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")
    return Column(name, Id, reference, nullable=null, primary_key=key, autoincrement=False)


def words(name: str, *, null: bool = False, key: bool = False) -> Column[str]:
    """Words that sort by their bytes."""
    return Column(name, Words, nullable=null, primary_key=key)


def moment_at(name: str, *, null: bool = False) -> Column[object]:
    """A moment, UTC."""
    return Column(name, Moment, nullable=null)
