"""Moves of many pairings under kill -9, and by two processes at once: each moves once, and none is left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime

import pytest
from tests.support.changes import Changing
from tests.support.happenings import a_pairing, a_person, owed, write
from tests.support.ladders import renaming
from tests.support.replay import broken_links, replayed, stored
from tests.support.world import World

from preceptor.store import SqlStore

pytestmark = pytest.mark.slow

COUNT = 24
HOLDS = "2026-03-16T09:00:00+00:00"


@pytest.fixture
def waiting(database_url: str) -> Iterator[World]:
    """A world in which a publication waits for its day, and many pairings for it."""
    world = World(store=SqlStore(database_url)).found()
    changing = Changing(world)
    changing.owner("mina")
    with world.store.reading() as tx:
        edition = tx.in_force("retrospective", world.now)
    assert edition is not None
    ids = range(101, 101 + COUNT)
    pairings = [
        a_pairing(
            one,
            trainee=one,
            preceptor=1,
            edition=edition.digest,
            owes=({**owed(one, person=one, instance=f"P-{one}"), "step": "watch"},),  # type: ignore[dict-item]
        )
        for one in ids
    ]
    write(world.store, "many", *(a_person(one, f"p{one}") for one in ids), *pairings)
    changing.released(
        renaming(watch="shadow"), in_flight="migrate", states={"watch": "shadow"}, effective="2026-03-16"
    )
    world.at(datetime.fromisoformat(HOLDS))
    yield world
    world.store.close()


def _run(url: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.racing", url, "migrate", HOLDS],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)},
        stdout=subprocess.PIPE,
    )


def _check(world: World) -> None:
    with world.store.reading() as tx:
        (job,) = tx.jobs(open=False)
        assert job.finished_at is not None
        assert job.tally["migrated"] == COUNT
        assert {one.state for one in tx.running("retrospective")} == {"shadow"}
        moved = [one.stream for one in tx.events() if one.kind == "pairing-migrated"]
        assert sorted(moved) == sorted(set(moved)) and len(moved) == COUNT
        assert broken_links(tx) == []
        assert stored(tx) == replayed(tx)


def test_a_killed_move_goes_on_with_the_next_command(waiting: World, database_url: str) -> None:
    for batches in (3, 1, 5):
        process = _run(database_url)
        assert process.stdout
        for _ in range(batches):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.communicate()
    with waiting.store.reading() as tx:
        (job,) = tx.jobs()
        done = job.tally["migrated"]
        assert done >= 9
        assert len([one for one in tx.events() if one.kind == "pairing-migrated"]) == done
        assert stored(tx) == replayed(tx)
    waiting.person("zoe")
    _check(waiting)


def test_two_that_move_at_once_share_the_work(waiting: World, database_url: str) -> None:
    both = [_run(database_url) for _ in range(2)]
    for process in both:
        process.communicate()
        assert process.returncode == 0
    _check(waiting)
