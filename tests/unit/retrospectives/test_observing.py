"""Every retrospective offers its work to those who learn it: who could watch whom, recorded by one command."""

import shlex
from typing import Any

import pytest
from tests.support.finished import finished
from tests.support.retrospectives import Incident, a_team_on_call, an_incident
from tests.support.world import World


@pytest.fixture
def incident(world: World) -> Incident:
    a_team_on_call(world)
    world.founder("paul")
    world.person("mina", teams=("payments",))
    incident = an_incident(world, "prepare")
    incident.assign("author", "paul")
    return incident


def offered(incident: Incident) -> list[dict[str, Any]]:
    return list(incident.show()["observe"])


def test_a_trainee_may_watch_the_author(world: World, incident: Incident) -> None:
    world.pairing("mina", "paul")
    (one,) = offered(incident)
    assert (one["pairing"], one["rung"], one["performer"], one["watcher"]) == ("P-1", "watch", "paul", "mina")
    assert shlex.split(one["command"]) == [
        *("preceptor", "pairing", "observe", "P-1", "--on", "2026-03-02", "--subject", "R-1 Cards were refused"),
        *("--performer", "paul", "--watcher", "mina"),
    ]


def test_what_is_offered_counts_once_it_was_recorded(world: World, incident: Incident) -> None:
    world.pairing("mina", "paul")
    (one,) = offered(incident)
    found = world.observe("P-1", performer=one["performer"], watchers=(one["watcher"],), subject="R-1")
    assert found["credited"] == ["P-1"]


def test_who_learns_it_by_doing_it_needs_somebody_who_may_teach(world: World, incident: Incident) -> None:
    world.pairing("mina", "paul")
    for _ in range(2):
        world.passed("P-1")
    world.advance("P-1")
    incident.assign("author", "mina")
    (one,) = offered(incident)
    assert (one["rung"], one["performer"], one["watcher"]) == ("do-watched", "mina", "paul")


def test_whoever_is_to_have_no_part_in_it_does_not_watch_it(world: World, incident: Incident) -> None:
    world.pairing("mina", "paul")
    incident.exclude("mina")
    assert offered(incident) == []


def test_the_own_team_comes_first_and_three_are_enough(world: World, incident: Incident) -> None:
    world.founder("tess")
    for number, login in enumerate(("a1", "a2", "a3", "mina")):
        if login != "mina":
            world.person(login)
        world.pairing(login, "paul" if number < 2 else "tess")
    assert [one["watcher"] for one in offered(incident)] == ["mina", "a1", "a2"]


def test_nothing_is_offered_where_nobody_learns_or_it_is_complete(world: World, incident: Incident) -> None:
    assert offered(incident) == []
    world.pairing("mina", "paul")
    assert finished(world, "Logins were refused", author="paul").show()["observe"] == []
