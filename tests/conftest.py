"""Databases for the tests: `sqlite_url`, `postgresql_url`, and `store` over both."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from tests.support import postgresql

from preceptor.store import SqlStore, schema

# How long an example takes depends on what else the machine does; times are measured in `bench/`.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with nothing but the schema."""
    path = tmp_path_factory.mktemp("template") / "preceptor.db"
    schema.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database with the schema."""
    shutil.copyfile(sqlite_template, tmp_path / "preceptor.db")
    return f"sqlite:///{tmp_path / 'preceptor.db'}"


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[postgresql.Databases]:
    """A PostgreSQL server; where there is none the test is skipped, or fails under CI=true."""
    try:
        with postgresql.server() as address:
            databases = postgresql.Databases(address)
            yield databases
            databases.close()
    except postgresql.NoServer as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture
def postgresql_url(postgresql_databases: postgresql.Databases) -> Iterator[str]:
    """A fresh PostgreSQL database with the schema."""
    with postgresql_databases.fresh() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database with the schema: the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def store(database_url: str) -> Iterator[SqlStore]:
    """An empty store: the test runs once on each kind of database."""
    opened = SqlStore(database_url)
    yield opened
    opened.close()
