"""A mail that was given up is somebody's, and can be tried anew."""

from typing import Any

import pytest
from tests.support.relays import relay
from tests.support.replay import replayed, stored
from tests.support.smtp_server import Server, replies
from tests.support.world import OWNER, World, done

from preceptor.errors import NoPerson, UnknownId
from preceptor.model.refusal import Refusal
from preceptor.services import audit, certification_views
from preceptor.services.relay import dead_letters


@pytest.fixture
def dead(world: World, server: Server) -> World:
    """A mail to mina, N-1, that her server does not want."""
    world.person("mina")
    relay(world, server.will("RCPT", replies("550 5.1.1 no such user")))
    return world


def retry(world: World, typed: str = "N-1", *, by: str = OWNER, **rest: Any) -> Any:
    return dead_letters.retry(world.by(by, **rest), typed)


def state(world: World) -> str:
    with world.store.reading() as tx:
        notice = tx.notice(1)
    assert notice
    return notice.state


def test_it_is_owed_once_and_owed_no_longer_when_it_is_tried_anew(dead: World, server: Server) -> None:
    assert len(dead.mine(OWNER)) == 1
    assert done(retry(dead)) == {"id": "N-1", "to": "mina", "state": "ready", "owed_by": [OWNER]}
    assert dead.mine(OWNER) == []
    relay(dead, server)
    assert state(dead) == "sent"


def test_what_dies_again_is_owed_again(dead: World, server: Server) -> None:
    done(retry(dead.later(hours=1)))
    relay(dead, server.will("RCPT", replies("550 5.1.1 still no such user")))
    assert [one["instance"] for one in dead.mine(OWNER)] == ["N-1"]


def test_a_request_that_is_repeated_does_it_once(dead: World) -> None:
    first = done(retry(dead, request_id="again"))
    assert done(retry(dead, request_id="again")) == first
    assert len(dead.events("mail-retried")) == 1


def test_only_an_owner_or_who_owes_it_may(dead: World) -> None:
    answer = retry(dead, by="mina")
    assert isinstance(answer, Refusal)
    assert [(one.guard, one.who) for one in answer.reasons] == [("actor", (OWNER,))]
    assert state(dead) == "dead"
    with pytest.raises(NoPerson):
        retry(dead, by="nobody")


def test_what_was_sent_is_not_sent_again(dead: World, server: Server) -> None:
    done(retry(dead))
    relay(dead, server)
    answer = retry(dead)
    assert isinstance(answer, Refusal)
    assert answer.reasons[0].message == "N-1 was sent already"


@pytest.mark.parametrize("typed", ["N-99", "P-1", "", "x"])
def test_a_notice_that_is_not_there_is_bad_input(dead: World, typed: str) -> None:
    with pytest.raises(UnknownId):
        retry(dead, typed)


def test_the_owner_of_the_process_owes_what_is_about_it(world: World, server: Server) -> None:
    world.founder("paul")
    world.person("mina")
    world.pairing("mina", "paul")
    server.always["RCPT"] = replies("550 5.7.1 no")
    relay(world, server)
    assert {one["process"] for one in world.mine(OWNER)} == {"change", "retrospective"}


def test_what_is_on_record_about_mails_replays_and_names_nobody(dead: World) -> None:
    done(retry(dead))
    with dead.store.reading() as tx:
        assert stored(tx) == replayed(tx)
        told = str([one.data for one in tx.events() if one.kind.startswith("mail-")])
    assert "mina" not in told and "no such user" not in told
    assert audit.verify(dead.by(None))["ok"]
    assert certification_views.list_certifications(dead.by(None)) == []
