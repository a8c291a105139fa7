"""How moments lie in a database: aware and in UTC, whatever the database makes of time."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from preceptor.model.moment import moment

#: An opaque id. SQLite only gives a table its row id as primary key where the type is exactly INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")

#: Text that compares and sorts by its bytes, in the same way on every server and on SQLite.
Words = Text().with_variant(Text(collation="C"), "postgresql")


class Moment(TypeDecorator[datetime]):
    """An aware moment, read back in UTC.

    PostgreSQL keeps it as `timestamptz`, SQLite as text of one width (`2026-03-02T08:00:00.000000+00:00`), so that
    it sorts as time does. A naive datetime is a `ValueError`: nobody could say later which moment was meant.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Give the column's type in the database at hand."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def bind_processor(self, dialect: Dialect) -> Any:
        """Give what makes a moment ready for the driver; without the usual layers, as a batch has many."""
        return _to_text if dialect.name == "sqlite" else _to_moment

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Give what reads a value of the driver."""
        return _from_text if dialect.name == "sqlite" else _to_moment


def _to_moment(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no offset, so it is no moment")
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def _to_text(value: datetime | None) -> str | None:
    at = _to_moment(value)
    return None if at is None else _text(at)


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else _to_moment(datetime.fromisoformat(value))


@lru_cache(maxsize=64)
def _text(at: datetime) -> str:
    """In UTC. The rows of a batch hold the same few moments."""
    return moment(at)
