"""Many writers, and processes that are killed: nothing acknowledged is lost, nothing is half done, one wins."""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import pytest
from tests.support import racing
from tests.support.happenings import a_person, write
from tests.support.replay import broken_links, replayed, stored

from preceptor.ports import PairingFilter
from preceptor.store import SqlStore

pytestmark = pytest.mark.slow


def _together(how_many: int, work: Callable[..., None], url: str, *arguments: Any) -> list[str]:
    """Run `work` in so many processes at once; give what each said."""
    context = multiprocessing.get_context("spawn")
    pairs: list[tuple[Any, Connection]] = []
    for n in range(how_many):
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(url, f"r{n}", *arguments, theirs))
        process.start()
        pairs.append((process, ours))
    for _, pipe in pairs:
        assert pipe.recv() == "ready"
    for _, pipe in pairs:
        pipe.send("go")
    said = [pipe.recv() for _, pipe in pairs]
    for process, _ in pairs:
        process.join(30)
    return said


def test_of_many_who_decide_the_same_one_wins_and_the_others_are_told(store: SqlStore, database_url: str) -> None:
    write(store, "people", a_person(1, "ada"), a_person(2, "bea"))
    assert sorted(_together(8, racing.decide_once, database_url)) == ["refused"] * 7 + ["won"]
    with store.reading() as tx:
        assert len(tx.pairings(PairingFilter())) == 1
        assert len(list(tx.events())) == 3
        assert broken_links(tx) == []


def test_writers_of_one_stream_lose_races_but_no_event(store: SqlStore, database_url: str) -> None:
    assert _together(4, racing.count_up, database_url, 25) == ["done"] * 4
    with store.reading() as tx:
        assert [event.seq for event in tx.events("pairing:1")] == list(range(1, 101))
        assert broken_links(tx) == []


def _run(url: str, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.racing", url, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)},
        stdout=subprocess.PIPE,
    )


def _killed(url: str, first: int, seconds: float) -> list[int]:
    """Let a child write, kill it so long after its first acknowledgement, and give all that it acknowledged."""
    process = _run(url, "write", str(first))
    assert process.stdout
    said = process.stdout.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    said += process.stdout.read()
    assert process.wait() == -signal.SIGKILL
    process.stdout.close()
    return [int(line) for line in said.split(b"\n")[:-1]]


def _check(url: str, acknowledged: int) -> int:
    """See that every command up to `acknowledged` is there, each whole; give how many there are."""
    store = SqlStore(url)
    with store.reading() as tx:
        assert broken_links(tx) == []
        assert stored(tx) == replayed(tx)
        streams = [[event.data["n"] for event in tx.events(f"pairing:{n}")] for n in (1, 2)]
        done = len(streams[0])
        assert streams[0] == streams[1] == list(range(done))
        assert [notice.context["n"] for notice in tx.notices()] == list(range(done))
        assert all((answer := tx.answer(f"command-{n}")) and answer.body == n for n in range(done))
        assert tx.answer(f"command-{done}") is None
        assert done >= acknowledged
        assert all(tx.payloads(event.id) for event in tx.events("pairing:2"))
    store.close()
    return done


def _kill_often(url: str, rounds: int, seed: int) -> None:
    chance, done = random.Random(seed), 0
    store = SqlStore(url)
    write(store, "people", a_person(1, "ada"))
    store.close()
    for _ in range(rounds):
        acknowledged = _killed(url, done, chance.uniform(0, 0.06))
        assert acknowledged[0] == done
        done = _check(url, acknowledged[-1] + 1)


def test_a_killed_process_loses_no_acknowledged_command_and_leaves_none_half_done(database_url: str) -> None:
    _kill_often(database_url, rounds=6, seed=7)


@pytest.mark.torture
def test_processes_that_are_killed_again_and_again_lose_nothing(database_url: str) -> None:
    _kill_often(database_url, rounds=int(os.environ.get("PRECEPTOR_TORTURE_ROUNDS", "200")), seed=11)


@pytest.mark.parametrize("stage", ["first", "second", "queued"])
def test_a_transaction_that_had_reached_the_file_is_rolled_back_after_its_death(
    store: SqlStore, database_url: str, stage: str
) -> None:
    write(store, "before", a_person(1, "ada"))
    store.close()
    process = _run(database_url, "die", stage)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    if database_url.startswith("sqlite"):
        assert os.path.getsize(database_url.removeprefix("sqlite:///") + "-journal") > 0
    with store.reading() as tx:
        assert [event.request for event in tx.events()] == ["before"]
        assert tx.answer("heavy") is None
    write(store, "after", a_person(2, "bea"))
    with store.reading() as tx:
        assert [person.login for person in tx.people()] == ["ada", "bea"]
