"""Relays that are killed while they send: no mail is lost, and how often one may have gone twice is known."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa
from tests.support.relaying import WORKERS
from tests.support.smtp_server import Fault, Server, serving
from tests.support.world import World

from preceptor.model.notice import Notice
from preceptor.ports import Request
from preceptor.store import SqlStore
from preceptor.store.engine import make_engine, parse
from preceptor.store.outbox_writing import stale_leases

pytestmark = pytest.mark.slow

RELAYS = 3
#: Seconds.
LEASE = 2.0
#: By when after its end a lease has to be taken up, while any relay runs: the issue's promise.
GRACE = 5.0
#: What a busy machine may take to start another relay, of which all three can be killed at once.
STARTING = 25.0


def queue(world: World, how_many: int) -> None:
    world.person("mina")
    to = world.identity("mina")
    assert to
    notices = [
        Notice(kind="person-added", to=to, dedup_key=f"n{n}", context={"n": n}, thread="person:1")
        for n in range(how_many)
    ]
    request = Request(id="queue", digest="d", actor=None, now=world.now, fixed_clock=False)
    world.store.write(request, lambda tx: tx.queue(notices))


def start(url: str, server: Server) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.relaying", url, str(server.port), str(LEASE)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)},
    )


class Watch:
    """Looks at the outbox from outside while relays come and go."""

    def __init__(self, url: str, grace: float) -> None:
        self._engine = make_engine(parse(url))
        self._grace = grace

    def left(self) -> int:
        """How many are not sent yet. Fails where a lease ended more than the grace ago, and is still there."""
        with self._engine.connect() as connection:
            stale = connection.execute(stale_leases(connection.dialect.name, self._grace)).scalar_one()
            left = connection.execute(sa.text("SELECT count(*) FROM outbox WHERE state <> 'sent'")).scalar_one()
        assert not stale, f"{stale} leases are left behind"
        return int(left)

    def close(self) -> None:
        self._engine.dispose()


def kill_often(store: SqlStore, url: str, *, mails: int, kills: int, seed: int, seconds: float, grace: float) -> None:
    world = World(store=store).found()
    queue(world, mails)
    chance, killed, watching = random.Random(seed), 0, Watch(url, grace)
    #: After how many mails the server has got one relay is killed.
    at = sorted(chance.sample(range(3, mails - mails // 10), kills))
    with serving() as server:
        server.always["dot"] = Fault(silence=0.004)
        running = [start(url, server) for _ in range(RELAYS)]
        end, left, look = time.monotonic() + seconds, 1, 0.0
        try:
            while left:
                time.sleep(chance.uniform(0.01, 0.05))
                if time.monotonic() > look:  # seldom, as who looks takes time from the server
                    left, look = watching.left(), time.monotonic() + 1
                assert time.monotonic() < end, f"{left} mails are not sent after {killed} kills"
                if killed < kills and len(server.received) >= at[killed]:
                    victim = chance.randrange(RELAYS)
                    running[victim].kill()
                    running[victim].wait()
                    running[victim] = start(url, server)
                    killed += 1
        finally:
            for one in running:
                one.kill()
                one.wait()
        ids = Counter(server.ids)
    watching.close()
    with store.reading() as tx:
        notices: list[Any] = list(tx.notices())
    assert {one.state for one in notices} == {"sent"}
    assert set(ids) == {f"<{one.message_id}>" for one in notices}, "a mail is lost"
    twice = sum(ids.values()) - len(ids)
    doubts = sum(one.unknowns for one in notices)
    sys.stderr.write(f"{len(ids)} mails, {killed} kills: {twice} arrived twice, {doubts} times in doubt\n")
    assert killed == kills
    assert twice <= kills * WORKERS
    assert twice <= doubts <= kills * WORKERS


def test_relays_that_are_killed_lose_nothing(store: SqlStore, database_url: str) -> None:
    kill_often(store, database_url, mails=300, kills=4, seed=5, seconds=120, grace=GRACE + STARTING)


@pytest.mark.torture
def test_relays_that_are_killed_again_and_again_lose_nothing(store: SqlStore, database_url: str) -> None:
    kill_often(store, database_url, mails=5_000, kills=50, seed=11, seconds=1_800, grace=GRACE)
