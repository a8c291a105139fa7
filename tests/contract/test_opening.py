"""Opening a database: what is wrong is said with a remedy and exit code 4, never with a traceback."""

import importlib
import os
import pwd
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from tests.support import postgresql
from tests.support.happenings import a_person, write

from preceptor.errors import DatabaseProblem, EnvironmentProblem, NewerDatabase, ReadOnlyFolder
from preceptor.store import SqlStore, schema


def _problem(url: str, *, writing: bool = False) -> EnvironmentProblem:
    store = SqlStore(url, patience=0.2)
    with pytest.raises(EnvironmentProblem) as caught:
        if writing:
            write(store, "r", a_person(1, "ada"))
        else:
            with store.reading() as tx:
                tx.people()
    assert caught.value.exit_code == 4
    assert caught.value.remedy
    return caught.value


def _set_version(url: str, version: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    engine.dispose()


@pytest.mark.parametrize("writing", [False, True])
def test_a_newer_database_is_left_alone(database_url: str, writing: bool) -> None:
    _set_version(database_url, "9999")
    assert isinstance(_problem(database_url, writing=writing), NewerDatabase)
    with pytest.raises(NewerDatabase):
        schema.upgrade(database_url)


def test_an_older_database_asks_for_its_upgrade(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "REVISIONS", ("0000", *schema.REVISIONS))
    _set_version(database_url, "0000")
    assert "preceptor database upgrade" in str(_problem(database_url).remedy)


def test_a_database_without_tables_asks_for_them(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    sqlite3.connect(path).execute("CREATE TABLE other (id)")
    for url in (f"sqlite:///{path}", f"sqlite:///{_touched(tmp_path / 'zero.db')}"):
        problem = _problem(url)
        assert "preceptor init" in str(problem.remedy)
        assert "preceptor database upgrade" in str(problem.remedy)


def test_an_empty_database_on_a_server_asks_for_its_tables(postgresql_databases: postgresql.Databases) -> None:
    with postgresql_databases.fresh(empty=True) as url:
        assert "preceptor database upgrade" in str(_problem(url, writing=True).remedy)
        schema.upgrade(url)
        write(SqlStore(url), "r", a_person(1, "ada"))


def test_upgrading_makes_the_file_and_may_be_repeated(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new folder' / 'ä%23?.db'}"
    with pytest.raises(ReadOnlyFolder):
        schema.upgrade(url)
    (tmp_path / "new folder").mkdir()
    for _ in range(2):
        schema.upgrade(url)
        with SqlStore(url).reading() as tx:
            assert tx.people() == []
    write(SqlStore(url), "r", a_person(1, "ada"))
    schema.upgrade(url)
    with SqlStore(url).reading() as tx:
        assert len(tx.people()) == 1


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "missing.db"
    assert str(path) in str(_problem(f"sqlite:///{path}"))
    assert not path.exists()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear reader, " * 400)
    url = f"sqlite:///{path}"
    assert "not a database" in str(_problem(url))
    with pytest.raises(DatabaseProblem, match="not a database"):
        schema.upgrade(url)
    assert path.read_text().startswith("Dear reader")


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    _problem(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x", "no address", "postgresql+asyncpg://localhost/x"],
)
def test_addresses_that_cannot_serve_are_refused_with_those_that_can(url: str) -> None:
    with pytest.raises(DatabaseProblem) as caught:
        SqlStore(url)
    assert "sqlite:///PATH" in str(caught.value.remedy)


def test_an_unreachable_server_is_named_without_its_password() -> None:
    problem = _problem("postgresql+psycopg://ada:secret@127.0.0.1:1/preceptor", writing=True)
    assert "127.0.0.1" in str(problem)
    assert "secret" not in f"{problem} {problem.remedy}"


def test_a_missing_database_on_a_server_is_named(postgresql_databases: postgresql.Databases) -> None:
    assert "absent" in str(_problem(postgresql_databases.url("absent")))


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach, too."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@contextmanager
def _ordinary_user() -> Iterator[None]:
    """Root may write anything, so for a while be nobody."""
    if os.geteuid() != 0:
        yield
        return
    importlib.import_module("preceptor.store.writing")  # while files of root's can still be read
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o755), (0o666, 0o555), (0o444, 0o555)])
def test_a_read_only_file_or_folder_is_read_and_not_written(
    open_folder: Path, sqlite_template: Path, file_mode: int, folder_mode: int
) -> None:
    path = open_folder / "preceptor.db"
    path.write_bytes(sqlite_template.read_bytes())
    path.chmod(file_mode)
    open_folder.chmod(folder_mode)
    url = f"sqlite:///{path}"
    with _ordinary_user():
        with SqlStore(url).reading() as tx:
            assert tx.people() == []
        assert isinstance(_problem(url, writing=True), ReadOnlyFolder)


def test_a_file_that_may_not_be_read_says_so(open_folder: Path, sqlite_template: Path) -> None:
    path = open_folder / "preceptor.db"
    path.write_bytes(sqlite_template.read_bytes())
    path.chmod(0)
    with _ordinary_user():
        assert "permission" in str(_problem(f"sqlite:///{path}"))


def test_reading_imports_no_driver_and_no_migrations_that_it_does_not_need(sqlite_url: str) -> None:
    code = f"""
import sys
from preceptor.ports import ObligationFilter
from preceptor.store import SqlStore
with SqlStore({sqlite_url!r}).reading() as tx:
    tx.obligations(ObligationFilter())
print([name for name in ("psycopg", "alembic", "sqlalchemy.dialects.postgresql.base", "sqlalchemy.orm",
                         "preceptor.store.writing", "preceptor.store.indexes", "secrets") if name in sys.modules])
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def _touched(path: Path) -> Path:
    path.touch()
    return path
