"""What a mail said is kept for 90 days after it was sent, as it was sent; and no longer about who is erased."""

from pathlib import Path
from typing import Any

import pytest
from tests.support.relays import maker, outgoing, relay
from tests.support.smtp_server import Server
from tests.support.world import OWNER, ROOT, World, done
from tests.support.worlds import ON_BOTH

from preceptor.bootstrap.pages import FolderLetters
from preceptor.errors import BadInput
from preceptor.model.delivery import Outcome
from preceptor.services import erasure, notices_view, people, processes
from preceptor.services.person_fields import Details
from preceptor.services.relay.making import Ready

pytestmark = ON_BOTH
LETTERS = FolderLetters(folder=ROOT)


def shown(world: World, typed: str = "N-1") -> Any:
    return notices_view.show_notice(world.by(None), LETTERS, typed)


def listed(world: World) -> dict[str, str]:
    return {one["id"]: one["subject"] for one in notices_view.list_notices(world.by(None), LETTERS)}


def contexts(world: World) -> list[Any]:
    with world.store.reading() as tx:
        return [dict(one.context) for one in tx.notices()]


def test_what_was_sent_stays_readable_as_it_was_sent(world: World, server: Server, tmp_path: Path) -> None:
    own = tmp_path / "templates/email/person-added"
    own.mkdir(parents=True)
    (own / "subject.txt").write_text("Welcome, {{ to.name }}")
    (own / "body.txt").write_text("Lunch is at noon.\n")
    world.person("mina")
    assert shown(world)["text"] is None
    relay(world, server, papers=FolderLetters(folder=tmp_path))
    (own / "body.txt").write_text("Lunch is at one.\n")
    assert (shown(world)["subject"], shown(world)["text"]) == ("Welcome, Mina", "Lunch is at noon.\n")
    assert listed(world) == {"N-1": "Welcome, Mina"}


def test_what_was_not_sent_keeps_nothing(world: World) -> None:
    world.person("mina")
    outgoing(world).record([(taken(world), Outcome(fate="refused", reply="550 no"))], [])
    assert shown(world)["text"] is None


def test_after_ninety_days_the_next_relay_drops_it_with_what_it_was_made_from(world: World, server: Server) -> None:
    world.person("mina")
    relay(world, server)
    relay(world.later(days=90), server)
    assert shown(world)["text"] is not None
    world.person("nora")
    relay(world.later(days=1), server)
    assert contexts(world)[0] == {} != contexts(world)[1]
    found = shown(world)
    assert (found["text"], found["state"], found["sent_at"]) == (None, "sent", "2026-03-02T09:00:00.000000+00:00")
    assert found["subject"] == "(person-added; what it said is not kept any more)"
    assert shown(world, "N-2")["text"] is not None
    with pytest.raises(BadInput, match="not kept any more"):
        notices_view.preview_notice(world.by(None), LETTERS, "N-1")


def test_a_relay_purges_once_a_day(world: World, server: Server) -> None:
    world.person("mina")
    relay(world, server)

    def purged(**after: int) -> bool:
        world.later(**after)
        relay(world, server)
        return contexts(world) == [{}]

    assert [purged(days=90), purged(hours=1), purged(days=1)] == [False, False, True]


def test_who_is_erased_is_erased_from_what_was_said_to_them_and_about_them(world: World, server: Server) -> None:
    world.people("mina", "nora", "paul")
    world.founder("paul")
    pairing = world.pairing("mina", "paul")
    relay(world, server)
    told = {n: shown(world, n)["text"] for n in listed(world)}
    assert any("Mina" in text and "Hello Mina" not in text for text in told.values())
    world.withdraw(pairing)
    erased(world, "mina")
    left = {n: shown(world, n)["text"] for n in listed(world)}
    assert "Mina" not in str(left) and "mina" not in str(left)
    assert [n for n, text in left.items() if text is None] == [n for n, text in told.items() if "Mina" in text]


def test_a_mail_that_names_somebody_as_they_were_called_then_is_forgotten(world: World, server: Server) -> None:
    done(people.add(world.by(OWNER), Details(login="jm", name="Jane Miller", email=None)))
    done(processes.add_owner(world.by(OWNER), "retrospective", "jm"))
    done(people.add(world.by("jm"), Details(login="nora", name="Nora", email="nora@example.org")))
    relay(world, server)
    done(people.change(world.by(OWNER), "jm", {"name": "Jane Smith"}))
    assert "Jane Miller has added you" in shown(world)["text"]
    erased(world, "jm")
    assert shown(world)["text"] is None


@pytest.mark.parametrize("login", ["cert", "er"])
def test_what_was_said_stays_where_the_name_is_only_a_part_of_other_words(
    world: World, server: Server, login: str
) -> None:
    world.founder("anna")
    relay(world, server)
    told = {n: shown(world, n)["text"] for n in listed(world)}
    assert all(login in text for text in told.values())
    people.add(world.by(OWNER), Details(login=login, name="Timon", email=None))
    erased(world, login)
    assert {n: shown(world, n)["text"] for n in told} == told


def test_a_name_that_a_mail_has_folded_is_found(world: World, server: Server, tmp_path: Path) -> None:
    own = tmp_path / "templates/email/person-added"
    own.mkdir(parents=True)
    (own / "body.txt").write_text("{% filter fold %}\n- " + "x" * 60 + " by Nora Anna Lang\n{% endfilter %}\n")
    world.people("mina")
    relay(world, server, papers=FolderLetters(folder=tmp_path))
    assert "Nora\n  Anna Lang" in shown(world)["text"]
    people.add(world.by(OWNER), Details(login="nora", name="Nora Anna Lang", email=None))
    erased(world, "nora")
    assert shown(world)["text"] is None


@pytest.mark.parametrize("whom", ["mina", "paul"])
def test_what_is_being_sent_while_somebody_is_erased_is_not_kept(world: World, whom: str) -> None:
    world.people("mina", "paul")
    ready = taken(world)
    erased(world, whom)
    assert outgoing(world).record([(ready, Outcome(fate="sent", reply="250 ok"))], []) == ["sent"]
    assert shown(world)["text"] is None


def taken(world: World) -> Ready:
    """A mail that is about to be sent."""
    (ready,) = maker(world).make("token", outgoing(world).claim("token", 1)).ready
    return ready


def erased(world: World, login: str) -> None:
    answer: Any = erasure.erase(world.by(OWNER), login)
    assert isinstance(answer, dict), answer
