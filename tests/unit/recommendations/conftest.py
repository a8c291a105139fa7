"""A world for each test, on each kind of database."""

from tests.support.worlds import founded_sqlite, world

__all__ = ["founded_sqlite", "world"]
