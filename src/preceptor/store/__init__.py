"""The database: SQLite in a folder or a PostgreSQL for a whole company, by the same code."""

from preceptor.store.database import SqlStore

__all__ = ["SqlStore"]
