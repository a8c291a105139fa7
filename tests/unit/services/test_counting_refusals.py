"""Refusals are counted where a folder asks for it, without whose they were; elsewhere a refusal changes nothing."""

from collections import Counter
from collections.abc import Iterator

import pytest
from tests.support import changes, recommendations
from tests.support.changes import Changing
from tests.support.recommendations import a_recommendation
from tests.support.retrospectives import an_incident
from tests.support.world import World, guards, refused
from tests.support.worlds import ON_BOTH

from preceptor.model.step_measures import Measured


def counted(world: World, kind: Measured = "pairing", process: str = "retrospective") -> Counter[tuple[str, ...]]:
    with world.store.reading() as tx:
        found = tx.refused_tries(process, kind)
    return Counter({(one.state, one.move, *one.guards): times for one, times in found.times.items()})


@pytest.fixture
def counting(world: World) -> Iterator[World]:
    """A world that has refusals counted."""
    world.counts_refusals = True
    yield world


@ON_BOTH
def test_a_move_that_is_refused_is_counted_with_its_guards(counting: World) -> None:
    counting.founders("paul")
    counting.people("tina")
    pairing = counting.pairing("tina", "paul")
    for _ in range(2):
        refused(counting.advance, pairing, by="tina")
    reasons = refused(counting.advance, pairing, by="paul")
    found = counted(counting)
    assert found["watch", "advance", *guards(reasons)] == 1
    assert sum(times for key, times in found.items() if "actor" in key) == 2


def test_a_move_that_is_not_possible_is_counted_as_against_the_state(counting: World) -> None:
    counting.founders("paul")
    counting.people("tina")
    refused(counting.resume, counting.pairing("tina", "paul"))
    assert counted(counting) == {("watch", "resume", "state"): 1}


def test_a_beginning_that_is_refused_is_counted(counting: World) -> None:
    counting.people("tina", "vik")
    reasons = refused(counting.start, "tina", "vik")
    assert counted(counting) == {("watch", "start", *guards(reasons)): 1}


def test_every_kind_of_instance_is_counted_by_the_process_that_asks(counting: World) -> None:
    incident = an_incident(counting)
    incident.refused("advance", by="otto")
    assert counted(counting, "retrospective").total() == 1

    recommendation = a_recommendation(counting)
    recommendations.refused(recommendation.start, by="otto")
    assert counted(counting, "recommendation", "recommendation").total() == 1

    changing = Changing(counting)
    changing.owner("mina")
    change = changing.propose(changes.a_version("1.1.0"))
    changes.refused(changing, "publish", change["id"])
    assert counted(counting, "change", "change").total() == 1


def test_a_refusal_that_is_asked_again_is_another_try(counting: World) -> None:
    counting.founders("paul")
    counting.people("tina")
    pairing = counting.pairing("tina", "paul")
    for _ in range(2):
        refused(counting.advance, pairing, by="tina", request_id="twice")
    assert counted(counting).total() == 2


def test_what_is_done_is_no_refusal(counting: World) -> None:
    counting.founders("paul")
    counting.people("tina")
    counting.pause(counting.pairing("tina", "paul"))
    assert counted(counting) == {}


def test_without_the_setting_nothing_is_counted(world: World) -> None:
    world.people("tina", "vik")
    refused(world.start, "tina", "vik")
    assert counted(world) == {}
