"""The fixture `world`: on a copy of a SQLite database that was founded once, or on a fresh PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.world import World

from preceptor.store import SqlStore


@pytest.fixture(scope="session")
def founded_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which `olga` owns the shipped processes."""
    path = tmp_path_factory.mktemp("founded") / "preceptor.db"
    shutil.copyfile(sqlite_template, path)
    store = SqlStore(f"sqlite:///{path}")
    World(store=store).found()
    store.close()
    return path


#: For the tests of a module: once on each kind of database.
ON_BOTH = pytest.mark.parametrize(
    "world", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def world(request: pytest.FixtureRequest, founded_sqlite: Path, tmp_path: Path) -> Iterator[World]:
    """A world with its owner and nobody else, on SQLite; `ON_BOTH` runs a test on PostgreSQL as well."""
    if getattr(request, "param", "sqlite") == "sqlite":
        shutil.copyfile(founded_sqlite, tmp_path / "preceptor.db")
        opened = World(store=SqlStore(f"sqlite:///{tmp_path / 'preceptor.db'}"))
    else:
        opened = World(store=SqlStore(request.getfixturevalue("postgresql_url"))).found()
    yield opened
    opened.store.close()
