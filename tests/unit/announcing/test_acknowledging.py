"""Acknowledgements: by whoever is asked, once, with the exact editions, and never lost."""

from typing import Any

import pytest
from tests.support.changes import Changing, a_version, stricter
from tests.support.following import a_shorter_week, adopted, announced, asked, on_top, slower
from tests.support.replay import broken_links, replayed, stored
from tests.support.world import WasRefused, World, done, guards
from tests.support.worlds import ON_BOTH

from preceptor.errors import NoPerson, UnknownId
from preceptor.services import leaving
from preceptor.services.following.acknowledging import acknowledge


def acknowledged(world: World, login: str, *, request_id: str | None = None, **rest: Any) -> Any:
    return done(acknowledge(world.by(login, request_id=request_id), "retrospective", **rest))


def against(world: World, login: str, **rest: Any) -> Any:
    """The one reason against it, which changed nothing."""
    before = world.everything()
    with pytest.raises(WasRefused) as caught:
        acknowledged(world, login, **rest)
    assert world.everything() == before
    [reason] = caught.value.refusal.reasons
    return reason


@ON_BOTH
def test_whoever_has_read_it_is_asked_no_longer_and_the_edition_is_kept(changing: Changing) -> None:
    changing.released(stricter("2.0.0"))
    changing.world.later(days=1)
    said = acknowledged(changing.world, "tim")
    assert (said["person"], said["process"], said["version"]) == ("tim", "retrospective", "2.0.0")
    assert "tim" not in asked(changing.world)
    assert "carl" in asked(changing.world)
    with changing.world.store.reading() as tx:
        revision = tx.in_force("retrospective", changing.world.now)
        tim = changing.world.identity("tim")
        [kept] = tx.acknowledgements("retrospective", tim)
        assert revision
        assert (kept.edition, kept.version, kept.at) == (revision.digest, "2.0.0", changing.world.now)
        assert stored(tx) == replayed(tx)
        assert broken_links(tx) == []


def test_it_is_the_edition_of_ones_own_team_and_of_each_of_them(changing: Changing) -> None:
    world = changing.world
    world.person("both", teams=("checkout", "storefront"))
    changing.released(stricter("2.0.0"))
    own = adopted(world, a_shorter_week("checkout", of="2.0.0"))
    found = acknowledged(world, "both")["editions"]
    assert [one["variant"] for one in found] == ["checkout", None]
    assert found[0]["digest"] == own
    assert [one["variant"] for one in acknowledged(world, "carl")["editions"]] == ["checkout"]
    assert [one["variant"] for one in acknowledged(world, "stella")["editions"]] == [None]


def test_where_a_team_stayed_behind_both_what_it_follows_and_the_standard_were_read(changing: Changing) -> None:
    adopted(changing.world, a_shorter_week("checkout"))
    changing.world.later(hours=1)
    changing.released(slower("2.0.0"))
    found = acknowledged(changing.world, "carl")["editions"]
    assert [(one["version"], one["variant"]) for one in found] == [("1.0.0", "checkout"), ("2.0.0", None)]


def test_nobody_acknowledges_what_is_not_asked_of_them(changing: Changing) -> None:
    reason = against(changing.world, "noah")
    assert (reason.guard, reason.command) == ("asked", "preceptor mine")
    assert "nothing about retrospective is asked of you" in reason.message
    changing.released(stricter("2.0.0"))
    assert "nothing" in against(changing.world, "noah").message


def test_who_has_said_it_already_is_told_when(changing: Changing) -> None:
    changing.released(stricter("2.0.0"))
    acknowledged(changing.world, "tim")
    changing.world.later(days=3)
    assert "2.0.0 on 2026-03-02 already" in against(changing.world, "tim").message


def test_a_repeated_request_answers_as_before(changing: Changing) -> None:
    changing.released(stricter("2.0.0"))
    first = acknowledged(changing.world, "tim", request_id="once")
    before = changing.world.everything()
    assert acknowledged(changing.world, "tim", request_id="once") == first
    assert changing.world.everything() == before


def test_an_older_version_a_future_and_an_unknown_one_are_answered_clearly(changing: Changing) -> None:
    world = changing.world
    changing.released(stricter("2.0.0"))
    world.later(hours=1)
    changing.released(on_top(world, "3.0.0", "required"))
    older = against(world, "tim", version="2.0.0")
    assert (older.guard, older.who, older.command) == (
        "asked",
        ("tim",),
        "preceptor process acknowledge retrospective",
    )
    assert "3.0.0 is asked of you by now" in older.message
    world.later(hours=1)
    change = changing.reviewed(on_top(world, "4.0.0", "required"))
    changing.publish(change, effective="2026-03-16")
    future = against(world, "tim", version="4.0.0")
    assert (future.guard, future.by) == ("in-force", "2026-03-16")
    with pytest.raises(UnknownId, match=r"no version `5\.0\.0`"):
        acknowledged(world, "tim", version="5.0.0")
    with pytest.raises(UnknownId, match="no process"):
        acknowledge(world.by("tim"), "lunch")
    with pytest.raises(NoPerson):
        acknowledge(world.by(None), "retrospective")
    assert acknowledged(world, "tim", version="3.0.0")["version"] == "3.0.0"


def test_an_old_acknowledgement_stays_when_a_newer_version_asks_anew(changing: Changing) -> None:
    world = changing.world
    changing.released(stricter("2.0.0"))
    acknowledged(world, "tim")
    world.later(days=1)
    changing.released(on_top(world, "2.1.0", "advisory"))
    assert asked(world)["tim"][0] == "2.1.0"
    acknowledged(world, "tim")
    with world.store.reading() as tx:
        said = tx.acknowledgements("retrospective", world.identity("tim"))
    assert [one.version for one in said] == ["2.0.0", "2.1.0"]


def test_what_went_on_to_mean_a_newer_version_is_acknowledged_as_that(changing: Changing) -> None:
    world = changing.world
    changing.released(stricter("2.0.0"))
    world.later(days=1)
    changing.released(on_top(world, "2.0.1", None))
    assert acknowledged(world, "tim")["version"] == "2.0.1"
    assert "tim" not in asked(world)


def test_who_owes_it_sees_what_to_do_and_with_which_command(changing: Changing) -> None:
    changing.released(stricter("2.0.0"))
    [mine] = [one for one in changing.world.mine("carl") if one["kind"] == "acknowledge"]
    assert mine["what"] == "read what changed in retrospective (2.0.0), and say that you have"
    assert mine["command"] == "preceptor process acknowledge retrospective"
    changing.world.at("2026-03-23")
    late = changing.world.overdue(team="checkout")
    assert [(one["kind"], one["person"], one["step"]) for one in late] == [("acknowledge", "carl", "2.0.0")]


def test_who_has_left_owes_nothing_any_more(changing: Changing) -> None:
    changing.released(a_version("1.1.0", approvals=2))
    leaving.deactivate(changing.world.by("olga"), "stella")
    assert "stella" not in asked(changing.world)
    assert "stella" in announced(changing.world)
    assert guards([against(changing.world, "noah")]) == ["asked"]
