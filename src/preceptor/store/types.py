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


@lru_cache(maxsize=64)
def _text(value: datetime) -> str:
    """The rows of a batch hold the same few moments."""
    return moment(value)


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

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse a naive datetime; give what the driver takes."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no offset, so it is no moment")
        if dialect.name != "sqlite":
            return value.astimezone(UTC)
        # Elsewhere than in UTC two moments an hour apart may be equal, when a clock is put back.
        return _text(value) if value.tzinfo is UTC else moment(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give the moment in UTC."""
        if value is None:
            return None
        read = datetime.fromisoformat(value) if isinstance(value, str) else value
        return read.astimezone(UTC)
