"""What `mine`, `overdue` and `why` say about retrospectives."""

from typing import Any

import pytest
from tests.support.retrospectives import Incident, a_team_on_call, an_incident
from tests.support.world import OWNER, World, done

from preceptor.errors import UnknownId
from preceptor.services import teams


def tasks(world: World, login: str) -> list[tuple[str, str, Any]]:
    return [(one["kind"], one["step"], one["command"]) for one in world.mine(login)]


def test_whoever_is_on_call_ends_the_notes_by_saying_when_it_was_over(world: World) -> None:
    an_incident(world)
    assert tasks(world, "otto") == [("step", "notes", "preceptor retrospective resolve R-1 --at TIME --severity N")]


def test_what_is_owed_is_called_by_the_title_of_its_step_and_of_the_retrospective(world: World) -> None:
    an_incident(world, "prepare")
    (one,) = world.mine("lena")
    assert one["what"] == "Find the author and give them the time: R-1, Cards were refused"


def test_who_prepares_assigns_an_author_and_then_goes_on(world: World) -> None:
    incident = an_incident(world, "prepare")
    assert tasks(world, "lena") == [
        ("step", "prepare", "preceptor retrospective assign R-1 --role author LOGIN"),
    ]
    incident.assign("author", "ada")
    assert tasks(world, "lena") == [("step", "prepare", "preceptor retrospective advance R-1")]


def test_an_author_makes_a_write_up_and_then_goes_on(world: World) -> None:
    incident = an_incident(world, "research")
    assert tasks(world, "ada") == [("step", "research", "preceptor writeup new R-1")]
    incident.write_up()
    assert tasks(world, "ada") == [("step", "research", "preceptor retrospective advance R-1")]


def test_an_author_mends_a_write_up_that_is_not_fit(world: World) -> None:
    incident = an_incident(world, "write-up")
    incident.write_up(findings=[{"code": "S201", "severity": "error", "line": 1}])
    assert tasks(world, "ada") == [("step", "write-up", "preceptor writeup submit R-1 FILE")]


def test_a_reviewer_comments_or_passes(world: World) -> None:
    an_incident(world, "review")
    (one,) = world.mine("rita")
    assert (one["kind"], one["step"]) == ("review", "review")
    assert one["command"] == "preceptor review comment R-1 --kind KIND TEXT"
    assert "`preceptor review pass R-1`" in one["what"]


def test_first_comes_what_those_can_supply_who_owe_it(world: World) -> None:
    an_incident(world, "finalise")
    (one,) = [one for one in world.mine(OWNER) if one["instance"] == "R-1"]
    assert one["command"] == "preceptor retrospective amend R-1 --why WHY"


def test_what_others_have_to_supply_first_is_found_with_why(world: World) -> None:
    an_incident(world, "write-up")
    done(teams.set_on_call(world.by(OWNER), "payments", []))
    assert tasks(world, "ada") == [("step", "write-up", "preceptor why R-1")]


def test_what_has_ended_is_owed_by_nobody(world: World) -> None:
    incident = an_incident(world, "prepare")
    incident.decline()
    assert world.owed("R-1") == []


def test_a_team_sees_what_is_owed_for_its_retrospectives_by_whomever(world: World) -> None:
    """The author need not be of the team, nor the owner."""
    an_incident(world, "research")
    a_team_on_call(world, team="search", on_call=(), lead="sam")
    an_incident(world, team="search", by="sam", lead="sam")
    found = world.overdue(team="payments", within="30 days")
    assert [(one["instance"], one["person"]) for one in found] == [("R-1", "ada")]
    assert [one["team"] for one in world.overdue(team="search", within="30 days")] == ["search"]


def test_a_whole_team_owes_the_notes_where_nobody_is_on_call(world: World) -> None:
    a_team_on_call(world, on_call=())
    world.person("tess", teams=("payments",))
    an_incident(world, by="tess")
    assert tasks(world, "tess") == [("step", "notes", "preceptor retrospective resolve R-1 --at TIME --severity N")]


def test_why_says_what_blocks_a_retrospective(world: World) -> None:
    an_incident(world, "prepare")
    found = world.why("r-1")
    assert (found["id"], found["state"], found["ended"]) == ("R-1", "prepare", False)
    assert [one["guard"] for one in found["blocked"]] == ["role-assigned"]
    assert found["blocked"][0]["who"] == ["lena", OWNER]


def test_why_says_that_a_retrospective_has_ended(world: World) -> None:
    incident = an_incident(world)
    incident.decline()
    found = world.why("R-1")
    assert found["ended"]
    assert found["next"] == []
    assert found["blocked"] == []


@pytest.mark.parametrize("typed", ["R-9", "R-x"])
def test_why_knows_no_other_retrospectives(world: World, typed: str) -> None:
    with pytest.raises(UnknownId):
        world.why(typed)


def test_the_moderator_announces_the_meeting_before_there_are_notes_of_it(world: World) -> None:
    incident = in_meeting(world)
    assert tasks(world, "mona") == [("step", "meeting", "preceptor meeting schedule R-1 --at TIME")]
    assert [one["guard"] for one in world.why(incident.id)["blocked"]] == ["meeting-noted", "threads-settled"]


def in_meeting(world: World) -> Incident:
    """A retrospective whose review left a thread open, in its meeting, which `mona` leads."""
    incident = an_incident(world, "review")
    for role, login in (("presenter", "pia"), ("moderator", "mona"), ("note-taker", "nora")):
        world.person(login)
        if role == "moderator":
            world.grant(login, role=role)
        incident.assign(role, login)
    incident.thread()
    incident.end_window().advance(to="meeting")
    return incident
