"""What becomes of certifications that caught up with a version by an observed run, once that run is struck."""

from typing import Any

import pytest
from tests.support.changes import Changing
from tests.support.following import asked, on_top, refreshed_by
from tests.support.reminding import reads
from tests.support.replay import replayed, stored
from tests.support.world import World
from tests.support.worlds import ON_BOTH

from preceptor.services.audit import verify

BOTH = {"lead": "valid", "teach": "valid"}
DUE = {"lead": "refresh-due", "teach": "refresh-due"}


@pytest.fixture
def run(changing: Changing) -> World:
    """Version 2.0.0 asked for a run on the Monday; anna did it on the Thursday (O-1). It is much later now."""
    world = changing.world
    world.founder("ben")
    changing.released(refreshed_by(on_top(world, "2.0.0", "required"), "run"))
    world.later(days=3)
    run_by(world, "anna")
    assert world.holds("anna") == BOTH
    return world.at("2026-06-01")


def run_by(world: World, login: str, watcher: str = "ben", **rest: Any) -> str:
    return str(world.observe("P-1", performer=login, watchers=[watcher, "tim"], **rest)["id"])


@pytest.fixture(autouse=True)
def _sound(changing: Changing) -> Any:
    """Whatever a test did: the state is what the events say."""
    yield
    with changing.world.store.reading() as tx:
        assert stored(tx) == replayed(tx)
    found = verify(changing.world.by(None))
    assert found["ok"], found["broken"]


@ON_BOTH
def test_what_was_caught_up_with_by_the_run_alone_is_due_again_for_as_long_as_at_first(run: World) -> None:
    answer = run.void("O-1")
    assert answer["behind"] == [
        {
            "person": "anna",
            "role": "author",
            "capabilities": ["lead", "teach"],
            "version": "2.0.0",
            "by": "2026-07-13",
        }
    ]
    assert run.holds("anna") == DUE
    assert asked(run, "refresh")["anna"] == ("author", "2026-07-13")


def test_it_holds_in_full_until_then_and_lapses_after_that(run: World) -> None:
    run.void("O-1")
    assert run.at("2026-07-13").holds("anna") == DUE
    assert run.at("2026-07-14").holds("anna") == {"lead": "lapsed", "teach": "lapsed"}


def test_another_run_catches_up_again(run: World) -> None:
    run.void("O-1")
    run.grant("ben")
    assert run_by(run.later(days=1), "anna")
    assert run.holds("anna") == BOTH
    assert "anna" not in asked(run, "refresh")


def test_where_another_run_is_on_record_nothing_is_reopened(run: World) -> None:
    run.at("2026-03-10")
    run_by(run, "anna")
    assert run.void("O-1")["behind"] == []
    assert run.holds("anna") == BOTH


def test_what_was_no_run_reopens_nothing(run: World) -> None:
    """ben performed in it, and anna only watched."""
    run.at("2026-03-10")
    watched = run.observe("P-1", performer="ben", watchers=["anna", "tim"])["id"]
    assert run.void(watched)["behind"] != [] and run.holds("anna") == BOTH


def test_a_renewal_is_no_catching_up(run: World) -> None:
    run.at("2027-02-01").grant("ben")
    run_by(run, "ben", "anna", on="2026-08-01")
    run.at("2027-02-01").renew("anna")
    [behind] = run.void("O-1")["behind"]
    assert (behind["capabilities"], run.holds("anna")) == (["lead", "teach"], DUE)


def test_nothing_is_reopened_of_what_has_ended(run: World) -> None:
    run.revoke("anna", capability="teach")
    [behind] = run.void("O-1")["behind"]
    assert behind["capabilities"] == ["lead"]


def test_who_did_it_is_told_by_mail_and_the_log_says_it(run: World) -> None:
    run.void("O-1")
    assert ("observation-voided", "anna") in run.told("observation-voided")
    said = " ".join(reads(run, "anna", "observation-voided")["text"].split())
    assert "You had caught up with version 2.0.0 of the process by it" in said
    assert "have to do so again by Monday, 13 July 2026. Until then you hold `lead` and `teach` in full" in said
    assert "Do author (retrospective) once while somebody watches who may teach it" in said


def test_a_dry_run_says_the_same_and_changes_nothing(run: World) -> None:
    before = run.everything()
    planned = run.void("O-1", dry_run=True)
    assert run.everything() == before
    done = run.void("O-1")
    assert (planned["dry_run"], done["dry_run"]) == (True, False)
    assert {**planned, "dry_run": False} == done
