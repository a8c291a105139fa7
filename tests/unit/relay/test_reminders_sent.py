"""Reminders on their way out: a digest goes in its morning, and one with nothing left to tell does not go."""

import pytest
from tests.support.relays import relay, tasks_in
from tests.support.reminding import latest, mails, reminded
from tests.support.smtp_server import Server
from tests.support.world import World
from tests.support.worlds import ON_BOTH

pytestmark = ON_BOTH


@pytest.fixture
def learning(world: World, server: Server) -> World:
    """Mina's rung is due on Monday, 13 April; everything else is sent, and a digest waits for its morning."""
    world.founder("paul")
    world.person("mina")
    world.pairing("mina", "paul")
    relay(world, server)
    server.received.clear()
    reminded(world.at("2026-04-11"))
    return world


def test_it_is_sent_in_its_morning_and_what_comes_later_is_in_the_next(learning: World, server: Server) -> None:
    relay(learning.at("2026-04-13T08:59"), server)
    assert server.received == []
    relay(learning.at("2026-04-13T09:00"), server)
    assert len(server.received) == 1
    reminded(learning.at("2026-04-13T09:01"))
    assert mails(learning)[-1] == ("mina", "2026-04-14 09:00", 1)


def test_each_thing_that_its_reader_owes_comes_as_a_task(learning: World, server: Server) -> None:
    learning.observe("P-1", by="mina", on="2026-04-10")
    learning.observe("P-1", by="mina", on="2026-04-10")
    server.received.clear()
    reminded(learning.at("2026-04-15"))
    relay(learning.at("2026-04-15T09:00"), server)
    (mail,) = [one for one in server.messages if one["To"].addresses[0].username == "paul"]
    assert [str(one["SUMMARY"]) for one in tasks_in(mail)] == [one["what"] for one in learning.mine("paul")]
    assert len(tasks_in(mail)) == 3


def test_with_nothing_left_to_tell_it_is_not_sent_and_nobody_owes_anything(learning: World, server: Server) -> None:
    learning.at("2026-04-12").withdraw("P-1")
    relay(learning, server)
    server.received.clear()
    relay(learning.at("2026-04-13"), server)
    assert server.received == []
    found = latest(learning, "mina")
    assert (found.state, found.last_reply) == ("dead", "all of which it was to tell is done")
    assert [one for one in learning.overdue(within="9 years") if one["kind"] == "mail"] == []
