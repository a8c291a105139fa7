"""What is promised holds where the surroundings fail: a full disk, a server that goes down, many at once."""

import json
import multiprocessing
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError
from tests.support import postgresql, serving
from tests.support.replay import broken_links, replayed, stored
from tests.support.world import World
from tests.support.worlds import ON_BOTH

from preceptor.bootstrap.founding import make_folder
from preceptor.errors import DatabaseProblem, EnvironmentProblem
from preceptor.services.founding import Founder
from preceptor.store import SqlStore, schema


def _at_work(world: World) -> World:
    """Mina watches with Paul, and has watched as often as the rung asks for."""
    world.founder("paul")
    world.person("mina")
    world.pairing("mina", "paul")
    world.later(days=1)
    for _ in range(2):
        world.passed("P-1")
    return world


@pytest.fixture
def school(world: World) -> World:
    return _at_work(world)


def _whole(store: SqlStore) -> int:
    """See that chains and state agree; how many events there are."""
    with store.reading() as tx:
        assert broken_links(tx) == []
        assert stored(tx) == replayed(tx)
        return len(list(tx.events()))


# A full disk


@contextmanager
def _room_for(size: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes; Python ignores the signal, so that writing fails as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


ACTS: dict[str, Callable[[World], Any]] = {
    "advance": lambda school: school.advance("P-1", request_id="once"),
    "observe": lambda school: school.observe(
        "P-1", subject="x" * 200, said=serving_feedback(), met=("all",), request_id="once"
    ),
}


def serving_feedback() -> Any:
    from preceptor.services.judging import Feedback

    return Feedback(well="w" * 9_000, change="c" * 9_000, next="n" * 9_000)


@pytest.mark.parametrize("act", ACTS)
def test_a_full_disk_ends_a_command_with_nothing_half_done_and_room_lets_it_through(
    school: World, tmp_path: Path, act: str
) -> None:
    file = tmp_path / "preceptor.db"
    before, failed = _whole(school.store), 0
    size = file.stat().st_size
    for room in (0, 512, 4096, 20_000, size // 2, *range(size - 4096, size + 200_000, 4096)):
        school.store.close()
        with _room_for(room):
            try:
                answer = ACTS[act](school)
            except DatabaseProblem as problem:
                failed += 1
                assert problem.exit_code == 4
                assert "full" in str(problem)
                assert problem.remedy
            else:
                break
        assert _whole(school.store) == before
        with sqlite3.connect(file) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert failed > 4
    assert _whole(school.store) > before
    assert ACTS[act](school) == answer


@pytest.mark.parametrize(
    ("room", "told"), [(0, "g cannot be made: "), (3_000, "g cannot be made: "), (60_000, "full")]
)
def test_a_full_disk_leaves_nothing_of_a_folder_that_was_to_be_made(tmp_path: Path, room: int, told: str) -> None:
    founder = Founder(login="olga", name="Olga Lind", email=None)
    with _room_for(room), pytest.raises(EnvironmentProblem, match=told) as caught:
        make_folder(tmp_path / "g", founder, example="release-team", database=None)
    assert "Free some space" in str(caught.value.remedy)
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_may_not_grow_takes_no_half_of_a_command(school: World, tmp_path: Path) -> None:
    before, rooms = _whole(school.store), 0
    engine = school.store._engine()
    with sqlite3.connect(tmp_path / "preceptor.db") as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    allowed = [pages]

    def bind(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {allowed[-1]}")

    event.listen(engine, "connect", bind)
    for most in range(pages, pages + 50):
        allowed.append(most)
        school.store.close()
        try:
            answer = ACTS["observe"](school)
        except DatabaseProblem as problem:
            assert "full" in str(problem)
            rooms += 1
            assert _whole(school.store) == before
        else:
            break
    assert rooms > 2
    assert _whole(school.store) > before
    assert ACTS["observe"](school) == answer


class Command:
    """The real command in a real folder, with as much room on the disk as one says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, room: int | None = None, out: Path | None = None) -> tuple[int, str, str]:
        def limit() -> None:
            if room is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

        kept = {name: value for name, value in os.environ.items() if not name.startswith("PRECEPTOR_")}
        done = subprocess.run(
            [sys.executable, "-B", "-m", "preceptor", *arguments],
            cwd=self.folder,
            env={**kept, "PRECEPTOR_PERSON": "olga"},
            preexec_fn=limit,
            stdout=out.open("w") if out else subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout or "", done.stderr


@pytest.fixture
def command(school: World, tmp_path: Path) -> Command:
    (tmp_path / "preceptor.toml").write_text("")
    school.store.close()
    return Command(tmp_path)


OBSERVE = ("pairing", "observe", "P-1", "--on", "2026-03-03", "--subject", "outage", "--as", "paul")


def test_the_command_says_that_the_disk_is_full_and_works_when_it_is_not(command: Command) -> None:
    file = command.folder / "preceptor.db"
    before = file.read_bytes()
    for room in (0, len(before) - 4096):
        code, out, err = command(*OBSERVE, room=room)
        assert (code, out) == (4, ""), err
        assert "full" in err and "Free some space" in err and "Traceback" not in err
    code, out, _ = command(*OBSERVE, "--json", room=4096)
    assert (code, json.loads(out)["error"]["code"]) == (4, "database")
    assert command("audit", "verify")[0] == 0
    assert file.read_bytes() == before
    assert command(*OBSERVE)[0] == 0
    assert command("audit", "verify")[0] == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_an_answer_that_cannot_be_written_is_told_and_what_was_done_is_not_denied(command: Command) -> None:
    full = Path("/dev/full")
    for read in (("pairing", "list"), ("audit", "log", "--json"), ("audit", "verify", "--json")):
        code, _, err = command(*read, out=full)
        assert code == 4, (read, err)
        assert "No space left" in err and "Traceback" not in err
    code, _, err = command(*OBSERVE, "--json", out=full)
    assert code == 0
    assert "on record" in err
    assert command(*OBSERVE)[0] == 1


# A server that goes down


@pytest.fixture(scope="module")
def own_server() -> Iterator[postgresql.Server]:
    try:
        with postgresql.own_server() as server:
            yield server
    except postgresql.NoServer as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture
def served(own_server: postgresql.Server) -> Iterator[str]:
    databases = postgresql.Databases(own_server.address)
    name = f"restarted_{time.monotonic_ns()}"
    databases.execute(f"CREATE DATABASE {name}")
    databases.close()
    url = databases.url(name)
    schema.upgrade(url)
    world = World(store=SqlStore(url)).found()
    _at_work(world).store.close()
    yield url


def _writer(url: str, first: int, patience: float) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.serving", url, str(first), str(patience)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,  # `communicate` does not see what `readline` has read ahead
    )


def _acknowledged(said: bytes) -> int:
    """How many the writer says are on record: it counts from 0 without a gap."""
    lines = said.split(b"\n")[:-1]
    assert lines == [str(n).encode() for n in range(int(lines[0]), int(lines[0]) + len(lines))]
    return int(lines[-1]) + 1


def _see(url: str, acknowledged: int) -> int:
    """See that everything acknowledged is there, whole and once, and that its requests are answered from memory.

    How many occasions there are in the end.
    """
    world = World(store=SqlStore(url, patience=10))
    world = world.later(days=1)
    _whole(world.store)
    with world.store.reading() as tx:
        there = [one.subject for one in tx.observations() if one.subject.startswith("outage")]
    assert sorted(there) == sorted(f"outage {n}" for n in range(len(there)))
    assert acknowledged <= len(there) <= acknowledged + 1
    for n in {0, acknowledged - 1, len(there) - 1, len(there)}:
        serving.record(world, n)
    with world.store.reading() as tx:
        now = len([one for one in tx.observations() if one.subject.startswith("outage")])
    assert now == len(there) + 1
    _whole(world.store)
    world.store.close()
    return now


def _stop_often(server: postgresql.Server, url: str, rounds: int, seed: int) -> None:
    chance, done = random.Random(seed), 0
    for number in range(rounds):
        how = (signal.SIGQUIT, signal.SIGINT)[number % 2]
        stays = number % 3 != 2
        writer = _writer(url, done, 30 if stays else 0.2)
        assert writer.stdout and writer.stderr
        said = writer.stdout.readline()
        time.sleep(chance.uniform(0, 0.2))
        server.stop(how)
        if not stays:
            rest, err = writer.communicate(timeout=30)
            server.start()
            assert writer.returncode == 4, err
            assert b"cannot be reached" in err and b"Traceback" not in err
            said += rest
        else:
            server.start()
            # It rides through: some more are acknowledged by the server that is back.
            for _ in range(50):
                line = writer.stdout.readline()
                assert line, writer.stderr.read()
                said += line
            writer.kill()
            said += writer.communicate()[0]
        done = _see(url, _acknowledged(said))


@pytest.mark.postgres
@pytest.mark.slow
def test_a_server_that_is_stopped_loses_nothing_acknowledged_and_does_nothing_twice(
    own_server: postgresql.Server, served: str
) -> None:
    _stop_often(own_server, served, rounds=3, seed=5)


@pytest.mark.postgres
@pytest.mark.torture
def test_a_server_that_is_stopped_again_and_again_loses_nothing(own_server: postgresql.Server, served: str) -> None:
    _stop_often(own_server, served, rounds=int(os.environ.get("PRECEPTOR_TORTURE_ROUNDS", "60")), seed=13)


@ON_BOTH
@pytest.mark.parametrize("request_id", [None, "once"])
def test_a_commit_whose_answer_is_lost_is_not_done_twice(
    school: World, monkeypatch: pytest.MonkeyPatch, request_id: str | None
) -> None:
    commit, lost = Connection.commit, []

    def losing(connection: Connection) -> None:
        commit(connection)
        if not lost:
            lost.append(1)
            raise OperationalError("COMMIT", None, Gone(), connection_invalidated=True)

    monkeypatch.setattr(Connection, "commit", losing)
    monkeypatch.setattr("preceptor.store.database.judge", _lost(monkeypatch))
    before = _whole(school.store)
    answer = school.observe("P-1", subject="outage", request_id=request_id)
    assert lost
    monkeypatch.undo()
    assert _whole(school.store) > before
    assert [one.subject for one in _observations(school)].count("outage") == 1
    assert answer["credited"] == ["P-1"]


class Gone(Exception):
    """The server closed the connection."""


def _lost(patch: pytest.MonkeyPatch) -> Callable[..., Any]:
    from preceptor.store.failures import Verdict, judge

    def judged(error: Any, url: Any) -> Verdict:
        if isinstance(error.orig, Gone):
            return Verdict(problem=DatabaseProblem(), again=True, lost=True)
        return judge(error, url)

    return judged


def _observations(world: World) -> list[Any]:
    with world.store.reading() as tx:
        return list(tx.observations())


# Many at once


@ON_BOTH
@pytest.mark.slow
def test_of_many_who_sign_or_record_the_same_one_wins_and_the_others_are_told_why(school: World) -> None:
    url = school.store._url.render_as_string(hide_password=False)
    context = multiprocessing.get_context("spawn")
    pipes = []
    for n in range(4):
        ours, theirs = context.Pipe()
        process = context.Process(target=serving.advance_and_record, args=(url, f"r{n}", theirs))
        process.start()
        pipes.append((process, ours))
    rounds = []
    for _ in range(2):
        for _, pipe in pipes:
            assert pipe.recv() == "ready"
        for _, pipe in pipes:
            pipe.send("go")
        rounds.append(sorted(pipe.recv() for _, pipe in pipes))
    for process, _ in pipes:
        process.join(30)
    signed, recorded = rounds
    assert [how for how, _ in signed] == [how for how, _ in recorded] == ["told"] * 3 + ["won"]
    assert signed[-1][1] == "do-watched"
    assert all("count on the rung `do-watched`" in why for _, why in signed[:-1]), signed
    assert all(f"on record as {recorded[-1][1]}" in why for _, why in recorded[:-1]), recorded
    assert [one.subject for one in _observations(school)].count("the one outage") == 1
    _whole(school.store)
