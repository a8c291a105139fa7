"""Teams and their leads."""

from typing import Any

import pytest
from tests.support.world import OWNER, World, done

from preceptor.errors import BadInput, UnknownId
from preceptor.model.refusal import Refusal
from preceptor.services import leaving, people, teams


def add(world: World, name: str = "checkout", *, by: str = OWNER, title: str = "Checkout", **rest: Any) -> Any:
    return teams.add(world.by(by), name, title=title, **rest)


def test_a_team_is_stored_as_described(world: World) -> None:
    added = done(add(world, time_zone="Europe/Madrid", country="ES", lead=OWNER))
    assert added == {
        "name": "checkout",
        "title": "Checkout",
        "time_zone": "Europe/Madrid",
        "country": "ES",
        "lead": OWNER,
        "members": [],
        "on_call": [],
    }
    assert teams.list_teams(world.by(None)) == [added]


@pytest.mark.parametrize("name", ["", "Checkout", "check out", "-x", "x-", "a--b", "1st", "x" * 65, "../up"])
def test_a_name_that_is_none_is_bad_input(world: World, name: str) -> None:
    with pytest.raises(BadInput):
        add(world, name)


def test_everything_wrong_is_told_at_once(world: World) -> None:
    with pytest.raises(BadInput) as caught:
        add(world, "X", title="\x07", time_zone="Mars/North", country="XX")
    assert len(caught.value.problems) == 4


def test_a_name_is_given_once(world: World) -> None:
    done(add(world))
    with pytest.raises(BadInput, match="already"):
        add(world)


def test_only_an_owner_may(world: World) -> None:
    world.team("payments")
    world.person("mina")
    for answer in (add(world, by="mina"), teams.name_lead(world.by("mina"), "payments", "mina")):
        assert isinstance(answer, Refusal)
        assert answer.reasons[0].who == (OWNER,)


def test_a_lead_is_an_active_person_and_need_not_be_a_member(world: World) -> None:
    world.people("mina", "noah")
    done(add(world))
    assert done(teams.name_lead(world.by(OWNER), "checkout", "mina"))["lead"] == "mina"
    done(leaving.deactivate(world.by(OWNER), "noah"))
    with pytest.raises(BadInput, match="not active"):
        teams.name_lead(world.by(OWNER), "checkout", "noah")
    with pytest.raises(BadInput, match="not active"):
        add(world, "payments", lead="noah")
    with pytest.raises(UnknownId):
        teams.name_lead(world.by(OWNER), "checkout", "ghost")
    with pytest.raises(UnknownId):
        teams.name_lead(world.by(OWNER), "ghosts", "mina")


def test_naming_the_lead_again_changes_nothing(world: World) -> None:
    done(add(world, lead=OWNER))
    before = world.events()
    done(teams.name_lead(world.by(OWNER), "checkout", OWNER))
    assert world.events() == before


def test_a_team_shows_its_members_pairings_and_who_is_certified(world: World) -> None:
    done(add(world))
    world.person("paul", teams=("checkout",))
    world.person("mina", teams=("checkout",))
    world.person("noah", teams=("checkout",))
    world.founder("paul")
    pairing = world.pairing("mina", "paul")
    done(leaving.deactivate(world.by(OWNER), "noah"))
    shown = teams.show_team(world.by(None), "checkout")
    assert shown["members"] == ["mina", "paul"]
    assert [one["id"] for one in shown["pairings"]] == [pairing]
    assert {(one["person"], one["capability"]) for one in shown["certified"]} == {("paul", "lead"), ("paul", "teach")}
    world.revoke("paul", capability="teach")
    assert {one["capability"] for one in teams.show_team(world.by(None), "checkout")["certified"]} == {"lead"}
    with pytest.raises(UnknownId):
        teams.show_team(world.by(None), "ghosts")


def test_who_has_left_is_named_with_the_way_back_wherever_they_are_to_have_a_part(world: World) -> None:
    done(add(world))
    world.people("noah", "mina")
    done(leaving.deactivate(world.by(OWNER), "noah"))
    for act in (
        lambda: teams.name_lead(world.by(OWNER), "checkout", "noah"),
        lambda: teams.set_on_call(world.by(OWNER), "checkout", ["mina", "noah"]),
        lambda: people.change(world.by(OWNER), "mina", {"manager": "noah"}),
    ):
        with pytest.raises(BadInput) as caught:
            act()
        assert caught.value.remedy == (
            "Name somebody else, or let them come back first: preceptor person change noah --active"
        )
