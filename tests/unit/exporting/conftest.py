"""A world with its owner for every test here."""

from tests.support.worlds import founded_sqlite, world

__all__ = ["founded_sqlite", "world"]
