"""A year that was played once, for every test here."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.world import World
from tests.support.worlds import founded_sqlite, world
from tests.support.year import Year

from preceptor.store import SqlStore

__all__ = ["founded_sqlite", "world"]


@pytest.fixture(scope="module")
def year(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """Some months of a small organisation. Tests only read it."""
    folder = tmp_path_factory.mktemp("year")
    shutil.copyfile(sqlite_template, folder / "preceptor.db")
    store = SqlStore(f"sqlite:///{folder / 'preceptor.db'}")
    yield Year(World(store=store, counts_refusals=True), folder, team_count=5, people_count=50, days=150).play()
    store.close()
