"""Reading the record: all of it, or what is about one thing."""

import pytest
from tests.support.world import OWNER, World

from preceptor.errors import UnknownId
from preceptor.model.identity import login_problem
from preceptor.model.projection import kinds
from preceptor.services import erasure
from preceptor.services.audit import verify
from preceptor.services.audit_log import _ABOUT, log
from preceptor.services.telling import TOLD


def test_every_kind_of_event_has_a_sentence() -> None:
    assert kinds() <= TOLD


def test_all_events_come_in_the_order_recorded_with_who_and_what(story: World) -> None:
    found = list(log(story.by(None)))
    assert [int(one["id"]) for one in found] == [one.id for one in story.events()]
    assert found[0]["actor"] == "system"
    advanced = next(one for one in found if one["kind"] == "rung-advanced")
    assert advanced["actor"] == "paul"
    assert advanced["said"] == "P-1 left the rung `watch` for `do-watched`: mina"
    assert advanced["payloads"] == [{"text": "Mina asks well"}]
    assert advanced["data"]["signed_by"] == story.identity("paul")
    assert (advanced["stream"], advanced["fixed_clock"]) == ("pairing:1", False)


def test_whoever_founds_the_folder_publishes_the_first_versions(world: World) -> None:
    told = [
        (one["actor"], one["said"]) for one in log(world.by(None)) if one["stream"] in ("person:1", "process:change")
    ]
    assert told == [
        ("system", "olga was added"),
        (OWNER, "change 1.0.0 was published"),
        (OWNER, "olga owns change from now on"),
    ]
    assert verify(world.by(None))["ok"]


@pytest.mark.parametrize("typed", ["P-1", "p-1", "mina/author"])
def test_a_pairing_has_its_own_events(story: World, typed: str) -> None:
    assert {one["stream"] for one in log(story.by(None), typed)} == {"pairing:1"}


@pytest.mark.parametrize(
    ("typed", "streams"),
    [("mina", {"person:2"}), ("retrospective", {"process:retrospective"}), ("checkout", {"team:1"})],
)
def test_a_person_a_process_and_a_team_are_called_by_name(story: World, typed: str, streams: set[str]) -> None:
    assert {one["stream"] for one in log(story.by(None), typed)} == streams


def test_an_observation_is_followed_through_every_stream_also_when_it_was_struck(story: World) -> None:
    told = [one["kind"] for one in log(story.by(None), "O-1")]
    assert told == ["observation-recorded", "observation-credited", "standards-rated", "feedback-given"]
    story.later(hours=1).void("O-1")
    assert [one["kind"] for one in log(story.by(None), "O-1")] == [*told, "observation-voided"]


@pytest.mark.parametrize("typed", ["P-99", "O-99", "nobody", "C-1", "", "P-x", "nobody/author"])
def test_what_nobody_knows_is_an_unknown_id(story: World, typed: str) -> None:
    with pytest.raises(UnknownId):
        list(log(story.by(None), typed))


def test_nobody_can_be_called_as_something_else_is_typed() -> None:
    assert all(login_problem(f"{letter}-12".lower()) for letter in _ABOUT)
    assert login_problem("system")


def test_what_was_erased_is_none(story: World) -> None:
    story.withdraw("P-1")
    erasure.erase(story.by(OWNER), "mina")
    feedback = [one for one in log(story.by(None), "P-1") if one["kind"] == "feedback-given"]
    assert [one["payloads"] for one in feedback] == [[None], [None]]
