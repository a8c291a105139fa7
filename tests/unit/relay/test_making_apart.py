"""Where there are many mails another process makes them; nobody is worse off where it cannot."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.relays import SENDER, maker, outgoing, relay
from tests.support.smtp_server import Server
from tests.support.world import ROOT, World

from preceptor.bootstrap.making_apart import ApartMaker, Making
from preceptor.bootstrap.settings import Settings
from preceptor.ports import QueuedNotice
from preceptor.services.relay.making import Made, Ready

#: How often a mail is made while the other process starts, until a test gives up.
PATIENCE = 20_000


class Counting:
    """Makes mails, and counts how often it was asked."""

    def __init__(self, world: World) -> None:
        self._maker = maker(world)
        self.asked = 0

    def make(self, token: str, notices: "list[QueuedNotice]") -> Made:
        self.asked += 1
        return self._maker.make(token, notices)

    def rest(self) -> None:
        pass


@pytest.fixture
def here(world: World) -> Counting:
    return Counting(world)


@pytest.fixture
def apart(world: World, here: Counting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ApartMaker]:
    """Makes every mail apart, as soon as it can."""
    monkeypatch.setenv("PRECEPTOR_NOW", world.now.isoformat())
    making = Making(settings=Settings(folder=ROOT, database=f"sqlite:///{tmp_path / 'preceptor.db'}"), sender=SENDER)
    made = ApartMaker(here, making, enough=0)
    yield made
    made.rest()


def made_apart(apart: ApartMaker, here: Counting, notices: "list[QueuedNotice]") -> Made:
    """What the other process makes, once it has started."""
    for _ in range(PATIENCE):
        before = here.asked
        made = apart.make("token", notices)
        if here.asked == before:
            return made
    raise AssertionError("it does not start")


def child(apart: ApartMaker) -> int:
    assert apart._other
    return apart._other._process.pid


def claimed(world: World, *logins: str) -> "list[QueuedNotice]":
    world.people(*logins)
    return list(outgoing(world).claim("token", 10))


def test_what_is_made_apart_is_what_is_made_here(world: World, apart: ApartMaker, here: Counting) -> None:
    notices = claimed(world, "mina", "paul")
    assert made_apart(apart, here, notices) == here.make("token", notices)


def test_what_cannot_be_made_is_given_up_apart_as_well(world: World, apart: ApartMaker, here: Counting) -> None:
    (notice,) = claimed(world, "mina")
    broken = QueuedNotice(**{**vars(notice), "kind": "digest", "context": {"items": []}})
    assert made_apart(apart, here, [broken]) == here.make("token", [broken])
    assert made_apart(apart, here, [notice]).ready


def test_few_mails_are_made_here(world: World, here: Counting) -> None:
    apart = ApartMaker(here, Making(settings=Settings(folder=ROOT, database="sqlite:///none"), sender=SENDER))
    apart.make("token", claimed(world, "mina"))
    assert here.asked == 1 and apart._other is None


def test_where_the_other_process_is_killed_mails_are_made_here(
    world: World, apart: ApartMaker, here: Counting
) -> None:
    notices = claimed(world, "mina")
    first: list[Ready] = list(made_apart(apart, here, notices).ready)
    os.kill(child(apart), signal.SIGKILL)
    before = here.asked
    assert list(apart.make("token", notices).ready) == first
    assert here.asked == before + 1


def test_where_the_other_process_cannot_start_mails_are_made_here(world: World, here: Counting) -> None:
    apart = ApartMaker(here, Making(settings=Settings(folder=ROOT, database="nonsense"), sender=SENDER), enough=0)
    notices = claimed(world, "mina")
    apart.make("token", notices)
    assert apart._other
    apart._other._process.wait(timeout=30)
    assert apart.make("token", notices).ready
    assert here.asked == 2
    apart.rest()


def test_it_ends_when_there_is_nothing_more_to_make(world: World, apart: ApartMaker, here: Counting) -> None:
    made_apart(apart, here, claimed(world, "mina"))
    process = apart._other
    assert process
    apart.rest()
    assert process._process.returncode is not None


def test_it_ends_with_the_relay_that_is_killed(world: World, apart: ApartMaker, here: Counting) -> None:
    made_apart(apart, here, claimed(world, "mina"))
    assert apart._other
    apart._other._questions.close()  # as the system does for whoever is killed
    assert apart._other._process.wait(timeout=10) == 0


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_stop_is_for_the_relay(
    world: World, apart: ApartMaker, here: Counting, asked: signal.Signals
) -> None:
    notices = claimed(world, "mina")
    made_apart(apart, here, notices)
    os.kill(child(apart), asked)
    before = here.asked
    assert apart.make("token", notices).ready
    assert here.asked == before


def test_a_relay_sends_what_is_made_apart(world: World, server: Server, apart: ApartMaker, here: Counting) -> None:
    world.people(*(f"person-{n}" for n in range(60)))
    tally = relay(world, server, making=apart)
    assert tally.counts["sent"] == 60
    assert len(set(server.ids)) == len(server.ids) == 60
