"""A world for each test, and a mail server."""

from collections.abc import Iterator

import pytest
from tests.support.smtp_server import Server, serving
from tests.support.worlds import founded_sqlite, world

__all__ = ["founded_sqlite", "world"]


@pytest.fixture
def server() -> Iterator[Server]:
    """A mail server that takes everything."""
    with serving() as opened:
        yield opened
