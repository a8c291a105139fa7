"""A world on each kind of database; and a governance folder with the command in it, within this process."""

from pathlib import Path

import pytest
from tests.support.command import Run
from tests.support.worlds import founded_sqlite, world

__all__ = ["founded_sqlite", "world"]

from preceptor.cli.root import run


@pytest.fixture
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Monday morning, on which the environment names no folder, database or person."""
    for name in ("PRECEPTOR_FOLDER", "PRECEPTOR_DATABASE_URL", "PRECEPTOR_PERSON"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PRECEPTOR_NOW", "2026-03-02T09:00:00+01:00")


@pytest.fixture
def made_folder(tmp_path: Path, monday_morning: None, capsys: pytest.CaptureFixture[str]) -> Path:
    """A governance folder that `olga` has just made, on a Monday morning."""
    made = tmp_path / "governance"
    assert run(["init", str(made), "--owner", "olga", "--name", "Olga Lind", "--email", "olga@example.org"]) == 0
    capsys.readouterr()
    return made


@pytest.fixture
def folder(made_folder: Path) -> Path:
    """The folder that `preceptor` works in; a module that needs more in it says so with a fixture of this name."""
    return made_folder


@pytest.fixture
def preceptor(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in the folder, as olga: exit code, standard output, standard error."""

    def command(*arguments: str, by: str = "olga") -> tuple[int, str, str]:
        code = run([*arguments, "--folder", str(folder), "--as", by])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command
