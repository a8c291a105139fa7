"""A command that is stopped with Ctrl-C: what it did by then is known, and the exit code is true to it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest
from sqlalchemy import Connection
from tests.support.command import Run
from tests.support.world import OWNER, World
from tests.support.worlds import ON_BOTH

from preceptor import shipped
from preceptor.bootstrap import founding
from preceptor.services import people
from preceptor.services.people_import import COLUMNS
from preceptor.services.person_fields import Details

VERA = Details(login="vera", name="Vera", email=None)
#: An answer about so many fills a pipe.
MANY = 1_500


def _people(folder: Path) -> int:
    with closing(connect(folder / "preceptor.db")) as database:
        (count,) = database.execute("SELECT count(*) FROM people").fetchone()
    return int(count)


def test_stopped_while_nobody_reads_the_answer_it_says_that_it_is_done(made_folder: Path) -> None:
    rows = "".join(f"{'x' * 50}{n},Person {n},p{n}@example.org,,,,,\n" for n in range(MANY))
    (made_folder / "many.csv").write_text(f"{','.join(COLUMNS)}\n{rows}")
    command = [sys.executable, "-m", "preceptor", "person", "import", "many.csv", "--json", "--as", "olga"]
    with subprocess.Popen(command, cwd=made_folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as importing:
        until = time.monotonic() + 60
        while _people(made_folder) < MANY and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.3)
        os.kill(importing.pid, signal.SIGINT)
        assert importing.wait(10) == 0
        assert importing.stderr is not None
        said = importing.stderr.read().decode()
    assert "What the command does is done, and on record." in said
    assert "nothing was changed" not in said
    assert _people(made_folder) == MANY + 1


@ON_BOTH
def test_stopped_right_after_its_commit_it_answers_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = Connection.commit

    def stopped(connection: Connection) -> None:
        commit(connection)
        raise KeyboardInterrupt

    context = world.by(OWNER, request_id="once")
    monkeypatch.setattr(Connection, "commit", stopped)
    answer = people.add(context, VERA)
    monkeypatch.undo()
    assert context.progress.done
    assert people.add(context, VERA) == answer


@ON_BOTH
def test_stopped_right_before_its_commit_it_has_changed_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(connection: Connection) -> None:
        raise KeyboardInterrupt

    context, before = world.by(OWNER), world.everything()
    monkeypatch.setattr(Connection, "commit", stopped)
    with pytest.raises(KeyboardInterrupt):
        people.add(context, VERA)
    monkeypatch.undo()
    assert not context.progress.done
    assert world.everything() == before


@pytest.mark.parametrize(
    ("arguments", "where", "code"),
    [
        (["person", "add", "vera", "--name", "Vera"], "preceptor.services.people.add", 1),
        (["person", "add", "vera", "--name", "Vera"], "preceptor.cli.base.print_json", 0),
        (["person", "list"], "preceptor.cli.base.print_json", 1),
    ],
)
def test_only_what_is_on_record_is_called_done(
    preceptor: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], where: str, code: int
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(where, stop)
    monkeypatch.setattr("preceptor.cli.base._let_go_of_output", lambda: None)
    found, out, err = preceptor(*arguments, "--json")
    assert (found, out, "on record" in err) == (code, "", code == 0)
    assert "stopped" in err and "nothing was changed" not in err


@pytest.mark.parametrize("verb", ["init", "demo"])
@pytest.mark.parametrize("as_json", [False, True], ids=["as text", "as JSON"])
def test_stopped_while_it_says_so_a_folder_is_made(
    preceptor: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, verb: str, as_json: bool
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for where in ("preceptor.cli.base.print_json", "preceptor.cli.show.heading"):
        monkeypatch.setattr(where, stop)
    monkeypatch.setattr("preceptor.cli.base._let_go_of_output", lambda: None)
    owner = ["--owner", "olga"] if verb == "init" else []
    code, _, err = preceptor(verb, str(tmp_path / "new"), *owner, *(["--json"] if as_json else []))
    assert (code, "What the command does is done" in err) == (0, True)
    assert _people(tmp_path / "new") > 0


def test_a_story_that_is_stopped_before_its_end_is_not_called_done(
    preceptor: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("preceptor.bootstrap.story._third_rung", stop)
    monkeypatch.setattr("preceptor.cli.base._let_go_of_output", lambda: None)
    code, _, err = preceptor("demo", str(tmp_path / "new"))
    assert (code, err.strip()) == (1, "stopped")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with definitions, and nothing else."""
    shutil.copytree(shipped.folder("process"), tmp_path / "clone" / "process")
    return tmp_path / "clone"


def _there(folder: Path) -> list[str]:
    """What lies in a folder, and beside it."""
    return sorted(str(one.relative_to(folder.parent)) for place in (folder, folder.parent) for one in place.iterdir())


@pytest.mark.parametrize("moved", range(5))
@pytest.mark.parametrize("what", [KeyboardInterrupt, OSError(28, "No space left on device")], ids=["Ctrl-C", "full"])
def test_stopped_while_it_moves_files_into_a_folder_it_takes_back_what_it_moved(
    preceptor: Run, monkeypatch: pytest.MonkeyPatch, clone: Path, moved: int, what: BaseException
) -> None:
    before, replace, count = _there(clone), os.replace, 0

    def stop(*paths: Path) -> None:
        nonlocal count
        count += 1
        if count == moved + 1:
            raise what
        replace(*paths)

    monkeypatch.setattr("preceptor.bootstrap.founding.os.replace", stop)
    monkeypatch.setattr("preceptor.cli.base._let_go_of_output", lambda: None)
    code, _, err = preceptor("init", str(clone), "--owner", "olga")
    assert (code, "on record" in err) == (1 if what is KeyboardInterrupt else 4, False)
    assert _there(clone) == before
    monkeypatch.undo()
    assert preceptor("init", str(clone), "--owner", "olga")[0] == 0


def test_where_the_machine_stops_while_files_are_moved_init_goes_on_with_what_is_there(
    preceptor: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    moved = []

    def some(building: Path, folder: Path) -> None:
        monkeypatch.undo()
        monkeypatch.setattr("preceptor.bootstrap.founding.os.replace", lambda *paths: moved.append(paths))
        founding._put_in_place(building, folder)
        monkeypatch.undo()
        for source, target in moved[:3]:
            os.replace(source, target)

    (tmp_path / "new").mkdir()
    monkeypatch.setattr(founding, "_put_in_place", some)
    preceptor("init", str(tmp_path / "new"), "--owner", "olga")
    assert len(moved) == 7 and len(list((tmp_path / "new").iterdir())) == 3
    assert preceptor("init", str(tmp_path / "new"), "--owner", "olga")[0] == 0
    assert len(list((tmp_path / "new").iterdir())) == 7


@pytest.fixture
def _ctrl_c() -> Iterator[None]:
    """Ctrl-C as a terminal has it; runners of tests take it for themselves."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_ctrl_c")
@pytest.mark.parametrize("where", ["_publish", "_write_page", "_put_in_place"])
def test_stopped_once_it_publishes_a_folder_is_made_to_its_end_and_said_to_be(
    preceptor: Run, monkeypatch: pytest.MonkeyPatch, clone: Path, where: str
) -> None:
    """A database elsewhere is founded by then, and nobody could go on without the files."""
    step = getattr(founding, where)

    def stopped(*arguments: object) -> object:
        os.kill(os.getpid(), signal.SIGINT)
        return step(*arguments)

    monkeypatch.setattr(founding, where, stopped)
    monkeypatch.setattr("preceptor.cli.base._let_go_of_output", lambda: None)
    code, out, err = preceptor("init", str(clone), "--owner", "olga")
    assert (code, out) == (0, "")
    assert "stopped" in err and "What the command does is done, and on record." in err
    assert _people(clone) == 1
    assert (clone / "PROCESS.md").exists()
    assert [one.name for one in clone.parent.iterdir() if one.name.startswith(".clone")] == []


@pytest.mark.usefixtures("_ctrl_c")
def test_stopped_before_it_publishes_nothing_is_left(
    preceptor: Run, monkeypatch: pytest.MonkeyPatch, clone: Path
) -> None:
    before, lay_out = _there(clone), founding._lay_out

    def stopped(*arguments: Path) -> None:
        lay_out(*arguments)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(founding, "_lay_out", stopped)
    monkeypatch.setattr("preceptor.cli.base._let_go_of_output", lambda: None)
    code, _, err = preceptor("init", str(clone), "--owner", "olga")
    assert (code, err.strip()) == (1, "stopped")
    assert _there(clone) == before
