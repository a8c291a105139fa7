"""Erasing a person: what goes, what stays, and that the record still verifies."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from tests.support.world import OWNER, SAID, World
from tests.support.worlds import ON_BOTH
from tests.unit.audit.conftest import Behind

from preceptor.errors import NoPerson, RequestReused, UnknownId
from preceptor.model.refusal import Refusal
from preceptor.services import erasure, people, teams
from preceptor.services.audit import verify
from preceptor.services.context import Context
from preceptor.services.person_fields import Details

#: Words that only the texts about mina have.
FEEDBACK = "unmistakable"


def erase(context: Context, login: str, **rest: Any) -> Any:
    return erasure.erase(context, login, **rest)


@pytest.fixture
def over(story: World) -> World:
    """Mina's pairing has ended, with feedback that can be told apart from any other."""
    said = type(SAID)(well=FEEDBACK, change=f"{FEEDBACK} pauses", next="lead")
    story.later(days=1).observe("P-1", said=said)
    story.later(hours=1).withdraw("P-1", why=f"moved on, {FEEDBACK}")
    return story


def everything(world: World) -> str:
    """Every value of every row, as text."""
    with world.store._engine().connect() as connection:
        tables = ("people", "payloads", "requests", "outbox", "events", "observations", "teams", "settled")
        rows = [connection.execute(text(f"SELECT * FROM {table}")).all() for table in tables]
    return repr(rows)


def test_who_somebody_was_is_in_no_row_any_more_and_the_record_verifies(over: World) -> None:
    assert FEEDBACK in everything(over)
    found = erase(over.by(OWNER), "mina")
    left = everything(over)
    for word in ("mina", "Mina", FEEDBACK):
        assert word not in left
    assert found["person"] == f"erased-{found['id']}"
    assert "mina" not in json.dumps(found)
    checked = verify(over.by(None))
    assert (checked["broken"], checked["ok"]) == ([], True)


def test_the_file_of_sqlite_keeps_no_trace(over: World) -> None:
    path = over.store._url.database
    if over.store._url.get_backend_name() != "sqlite":
        pytest.skip("a server's files are its own")
    before = Path(str(path)).read_bytes()
    assert b"mina@example.org" in before and FEEDBACK.encode() in before
    erase(over.by(OWNER), "mina")
    over.store.close()
    after = Path(str(path)).read_bytes()
    for word in (b"mina", b"Mina", FEEDBACK.encode()):
        assert word not in after
    assert not list(Path(str(path)).parent.glob("preceptor.db-*"))


def test_the_texts_of_others_stay_and_are_named_where_they_name_the_person(over: World) -> None:
    other = over.person("vik")
    pairing = over.pairing(other, "rosa")
    over.later(days=1).observe(pairing, said=type(SAID)(well="asked Mina for help", change="none", next="lead"))
    (event,) = [one for one in over.events("feedback-given") if one.data["pairing"] == 2]
    found = erase(over.by(OWNER), "mina")
    assert found["named_in"] == [str(event.id)]
    assert any(str(event.id) in one for one in found["remains"])
    assert "asked Mina for help" in everything(over)


def test_a_dry_run_says_the_same_and_changes_nothing(over: World) -> None:
    before = everything(over)
    planned = erase(over.by(OWNER), "mina", dry_run=True)
    assert everything(over) == before
    done = erase(over.by(OWNER), "mina")
    assert {**planned, "dry_run": False} == done


def test_an_open_pairing_and_the_last_owner_stand_in_the_way_with_every_reason(story: World) -> None:
    refused = erase(story.by(OWNER), "paul")
    assert isinstance(refused, Refusal)
    assert [one.guard for one in refused.reasons] == ["no-open-pairings"]
    refused = erase(story.by(OWNER), OWNER)
    assert isinstance(refused, Refusal)
    assert {one.guard for one in refused.reasons} == {"last-owner"}


def test_only_an_owner_erases(over: World) -> None:
    refused = erase(over.by("paul"), "mina")
    assert isinstance(refused, Refusal)
    assert [(one.guard, one.who) for one in refused.reasons] == [("actor", (OWNER,))]
    with pytest.raises(NoPerson):
        erase(over.by(None), "mina")
    with pytest.raises(UnknownId):
        erase(over.by(OWNER), "nobody")


def test_nothing_is_left_in_the_hands_of_who_was_erased(over: World) -> None:
    over.team("payments", lead="rosa")
    erase(over.by(OWNER), "rosa")
    with over.store.reading() as tx:
        team = tx.team_called("payments")
        person = tx.person_called("erased-4")
        assert team is not None and team.lead is None
        assert person is not None and not person.active
    assert [one for one in over.overdue(within="99 years") if one["person"] == "erased-4"] == []


def test_a_request_that_named_the_person_answers_no_more_and_does_nothing_twice(over: World) -> None:
    over.person("vik")
    context = over.by(OWNER, request_id="hello")
    assert not isinstance(people.change(context, "vik", {"name": "Vik Rao"}), Refusal)
    erase(over.later(minutes=1).by(OWNER), "vik")
    with pytest.raises(RequestReused):
        people.change(context, "vik", {"name": "Vik Rao"})


def test_requests_about_others_still_answer(over: World) -> None:
    context = over.by(OWNER, request_id="other")
    first = teams.add(context, "search", title="Search", lead=None)
    erase(over.later(minutes=1).by(OWNER), "mina")
    assert teams.add(context, "search", title="Search", lead=None) == first


@ON_BOTH
@pytest.mark.parametrize(
    ("login", "name"), [("tim", "Tim"), ("er", "Ed Row"), ("zone", "李明"), ("anna", "Vera Anna"), ("lee", "Vera")]
)
def test_a_request_whose_words_only_hold_the_letters_of_the_name_still_answers(
    world: World, login: str, name: str
) -> None:
    people.add(world.by(OWNER), Details(login=login, name=name, email=None))
    details = Details(login="anna-lee", name="Vera Anna-Lee", email="vera@example.org", time_zone="Europe/Berlin")
    context = world.by(OWNER, request_id="onboard")
    first = people.add(context, details)
    erase(world.later(minutes=1).by(OWNER), login)
    assert people.add(context, details) == first


@ON_BOTH
@pytest.mark.parametrize("said", ["Ask TIM", "Lê Ba and Ada", "ask_tim_"])
def test_a_request_whose_answer_names_the_person_in_any_way_answers_no_more(world: World, said: str) -> None:
    people.add(world.by(OWNER), Details(login="tim", name="Lê Ba", email=None))
    context = world.by(OWNER, request_id="named")
    teams.add(context, "search", title=said, lead=None)
    erase(world.later(minutes=1).by(OWNER), "tim")
    with pytest.raises(RequestReused):
        teams.add(context, "search", title=said, lead=None)


def test_erasing_under_a_request_id_can_be_repeated(over: World) -> None:
    context = over.by(OWNER, request_id="bye")
    first = erase(context, "mina")
    assert erase(context, "mina") == first
    with pytest.raises(RequestReused):
        erase(context, "paul")


def test_what_came_after_an_erasure_is_erased_by_the_next(over: World) -> None:
    """An observation that mina performed is struck later, with a reason that is hers."""
    over.founder("mina")
    over.person("vik")
    pairing = over.pairing("vik", "mina")
    over.later(days=1).observe(pairing, by="mina")
    over.later(hours=1).withdraw(pairing)
    erased = erase(over.later(hours=1).by(OWNER), "mina")["person"]
    (observation,) = [one.data["observation"] for one in over.events("observation-recorded")][-1:]
    over.later(days=1).void(f"O-{observation}", why="Mina was not there")
    assert verify(over.by(None))["ok"]
    assert "Mina was not there" in everything(over)
    erase(over.later(days=1).by(OWNER), erased)
    assert "Mina was not there" not in everything(over)
    assert verify(over.by(None))["broken"] == []


def test_an_erasure_that_left_something_is_found(over: World, behind: Behind) -> None:
    with over.store._engine().connect() as connection:
        kept = connection.execute(
            text("SELECT event_id, salt, body FROM payloads WHERE body LIKE '%unmist%'")
        ).first()
    assert kept is not None
    erase(over.by(OWNER), "mina")
    behind(
        "UPDATE payloads SET salt = :salt, body = :body WHERE event_id = :id", salt=kept[1], body=kept[2], id=kept[0]
    )
    assert ["its payload should be gone" in one["reason"] for one in verify(over.by(None))["broken"]] == [True]


def test_mail_to_the_person_is_not_sent_any_more_and_replies_that_name_them_go(over: World, behind: Behind) -> None:
    behind(
        "UPDATE outbox SET last_reply = '250 accepted by minas.example.org'",
        "UPDATE outbox SET last_reply = '250 mina@example.org accepted', state = 'sent' WHERE kind = 'rung-advanced'",
    )
    erase(over.by(OWNER), "mina")
    with over.store.reading() as tx:
        assert {one.last_reply for one in tx.notices() if one.to != over_id(tx) and one.kind != "rung-advanced"} == {
            "250 accepted by minas.example.org"
        }
        mine = [one for one in tx.notices() if one.to == over_id(tx)]
        assert {one.state for one in mine} == {"dead", "sent"}
        assert all("mina@" not in (one.last_reply or "") for one in tx.notices())


def over_id(tx: Any) -> int:
    return next(one.id for one in tx.people() if one.login.startswith("erased-"))
