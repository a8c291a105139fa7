"""Certifications after a major version: who has to catch up by when, what does it, and what happens without."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.changes import RETROSPECTIVE, Changing, stricter
from tests.support.following import asked, on_top, published, refreshed_by
from tests.support.reminding import reads
from tests.support.replay import replayed, stored
from tests.support.world import OWNER, World, done, guards, refused
from tests.support.worlds import ON_BOTH

from preceptor.model.definition import Process, Standard
from preceptor.model.overlay import Overlay, RungChanges, StandardsChanges
from preceptor.ports import ObligationFilter
from preceptor.services import leaving, processes
from preceptor.services.audit import verify
from preceptor.services.following.acknowledging import acknowledge
from preceptor.services.following.refreshing import how_many_refreshes


def by_run(changing: Changing, version: str = "2.0.0") -> Process:
    return refreshed_by(on_top(changing.world, version, "required"), "run")


def read(world: World, login: str) -> Any:
    return done(acknowledge(world.by(login), RETROSPECTIVE))


def certificates(world: World, login: str) -> list[Any]:
    with world.store.reading() as tx:
        return list(tx.certifications(process=RETROSPECTIVE, person=world.identity(login)))


def sound(world: World) -> None:
    """The state is what the events say, and nobody signed for themselves."""
    with world.store.reading() as tx:
        assert stored(tx) == replayed(tx)
    found = verify(world.by(None))
    assert found["ok"], found["broken"]


@ON_BOTH
def test_after_a_major_version_certifications_are_due_for_refresh_with_full_standing(changing: Changing) -> None:
    changing.released(stricter("2.0.0"))
    assert changing.world.holds("anna") == {"lead": "refresh-due", "teach": "refresh-due"}
    assert {str(one.refresh_by) for one in certificates(changing.world, "anna")} == {"2026-04-13"}
    changing.world.person("tara")
    changing.world.pairing("tara", "anna")
    sound(changing.world)


@pytest.mark.parametrize(("version", "level"), [("1.1.0", "advisory"), ("1.0.1", None)])
def test_a_smaller_change_asks_for_no_refresh(changing: Changing, version: str, level: Any) -> None:
    changing.released(on_top(changing.world, version, level))
    assert changing.world.holds("anna") == {"lead": "valid", "teach": "valid"}


@ON_BOTH
def test_where_reading_refreshes_the_acknowledgement_is_all_that_is_owed(changing: Changing) -> None:
    world = changing.world
    changing.released(stricter("2.0.0"))
    assert asked(world, "refresh") == {}
    before = certificates(world, "anna")
    world.later(days=2)
    said = read(world, "anna")
    assert {one["capability"] for one in said["refreshed"]} == {"lead", "teach"}
    assert world.holds("anna") == {"lead": "valid", "teach": "valid"}
    assert [(one["version"], one["source"]) for one in world.certificates("anna")] == [("2.0.0", "refresh")] * 2
    after = certificates(world, "anna")
    assert {one.valid_until for one in after} == {one.valid_until for one in before}
    assert {one.id for one in before} < {one.id for one in after}
    sound(world)


@pytest.mark.parametrize("way", ["read", "run"])
def test_a_missed_refresh_lapses_on_the_day_after_and_not_before(changing: Changing, way: Any) -> None:
    world = changing.world
    changing.released(refreshed_by(on_top(world, "2.0.0", "required"), way))
    world.at("2026-04-13")
    assert world.holds("anna") == {"lead": "refresh-due", "teach": "refresh-due"}
    world.at("2026-04-14")
    assert world.holds("anna") == {"lead": "lapsed", "teach": "lapsed"}
    world.at("2026-04-15").person("pia")
    assert {str(one.lapsed_on) for one in certificates(world, "anna")} == {"2026-04-14"}
    said = " ".join(reads(world, "anna", "certification-lapsed")["text"].split())
    assert "Version 2.0.0 of the process asked you to catch up by Monday, 13 April 2026, which was missed." in said
    assert asked(world, "refresh") == {}
    assert read(world, "anna")["refreshed"] == []
    assert world.holds("anna") == {"lead": "lapsed", "teach": "lapsed"}
    sound(world)


def test_where_a_run_refreshes_one_is_owed_for_each_role_and_reading_does_not_do(changing: Changing) -> None:
    world = changing.world
    changing.released(by_run(changing))
    assert asked(world, "refresh") == {"anna": ("author", "2026-04-13")}
    said = read(world, "anna")
    assert (said["refreshed"], {one["by"] for one in said["still_due"]}) == ([], {"2026-04-13"})
    assert world.holds("anna") == {"lead": "refresh-due", "teach": "refresh-due"}


def test_after_a_missed_run_it_is_said_that_all_has_lapsed_and_who_grants_it_again(changing: Changing) -> None:
    world = changing.world
    changing.released(by_run(changing))

    def told() -> tuple[str, str]:
        (owed,) = [one for one in world.mine("anna") if one["kind"] == "refresh"]
        return owed["what"], owed["command"]

    world.at("2026-04-13")
    assert "or what you hold for it lapses" in told()[0]
    world.at("2026-04-14")
    assert told() == (
        "what was held for author (retrospective) has lapsed: an owner grants it again",
        "preceptor certification grant anna --process retrospective --role author --why WHY",
    )


def test_a_run_that_somebody_watched_who_may_teach_it_refreshes_by_itself(changing: Changing) -> None:
    world = changing.world
    world.founder("ben")
    changing.released(by_run(changing))
    world.later(days=3)
    seen = world.observe("P-1", performer="anna", watchers=["ben", "tim"])
    assert seen["refreshed"] == ["lead", "teach"]
    assert world.holds("anna") == {"lead": "valid", "teach": "valid"}
    assert world.holds("ben") == {"lead": "refresh-due", "teach": "refresh-due"}
    assert set(asked(world, "refresh")) == {"ben"}
    sound(world)


@pytest.mark.parametrize(
    "told",
    [
        {"performer": "anna", "watchers": ["tim"]},
        {"performer": "anna", "watchers": ["ben"], "on": "2026-03-01"},
        {"performer": "tim", "watchers": ["anna"]},
    ],
)
def test_what_nobody_watched_who_may_teach_or_came_before_or_another_did_refreshes_nothing(
    changing: Changing, told: Any
) -> None:
    world = changing.world
    world.founder("ben")
    changing.released(by_run(changing))
    world.later(days=3)
    assert world.observe("P-1", **told)["refreshed"] == []
    assert set(asked(world, "refresh")) == {"anna", "ben"}


def test_where_nobody_else_may_teach_any_other_watcher_will_do(changing: Changing) -> None:
    world = changing.world
    changing.released(by_run(changing))
    assert world.observe("P-1", performer="anna", watchers=["tim"])["refreshed"] == ["lead", "teach"]


def test_where_everybody_else_who_may_teach_has_left_nobody_waits_for_them(changing: Changing) -> None:
    world = changing.world
    world.founder("ben")
    changing.released(by_run(changing))
    done(leaving.deactivate(world.by(OWNER), "ben"))
    [missing] = refused(world.refresh, "anna")
    assert missing.who == ("anna",)
    world.later(days=3)
    assert world.observe("P-1", performer="anna", watchers=["tim"])["refreshed"] == ["lead", "teach"]


def test_refreshing_by_hand_takes_what_is_on_record_and_says_what_is_missing(changing: Changing) -> None:
    world = changing.world
    world.founder("ben")
    [nothing] = refused(world.refresh, "anna")
    assert nothing.guard == "refresh-due"
    changing.released(by_run(changing))
    [missing] = refused(world.refresh, "anna")
    assert (missing.guard, missing.who, missing.by) == ("observed-run", ("ben",), "2026-04-13")
    assert missing.command == (
        "preceptor pairing observe P-1 --on DATE --subject SUBJECT --performer anna --watcher ben"
    )
    [stranger] = refused(world.refresh, "anna", by="noah")
    assert stranger.guard == "actor"


def test_where_nobody_learns_the_role_a_pairing_has_to_begin_in_which_the_run_is_put_on_record(
    changing: Changing,
) -> None:
    world = changing.world
    world.founder("ben")
    changing.released(by_run(changing))
    world.withdraw("P-1")
    start = "preceptor pairing start TRAINEE --process retrospective --role author --preceptor LOGIN"
    [run] = [one for one in world.mine("anna") if one["kind"] == "refresh"]
    assert run["command"] == start
    assert run["what"].endswith("; first mina or olga starts a pairing to record it in, as none is open")
    [missing] = refused(world.refresh, "anna")
    assert (missing.who, missing.command) == (("mina", "olga"), start)
    assert "first mina or olga starts a pairing" in missing.message
    pairing = world.pairing("tim", "ben")
    world.observe(pairing, performer="anna", watchers=["ben"])
    assert world.holds("anna") == {"lead": "valid", "teach": "valid"}


def test_refreshing_by_hand_names_the_acknowledgement_that_is_missing(changing: Changing) -> None:
    changing.released(stricter("2.0.0"))
    [missing] = refused(changing.world.refresh, "anna")
    assert (missing.guard, missing.who) == ("acknowledged", ("anna",))
    assert missing.command == "preceptor process acknowledge retrospective"


def test_of_two_major_versions_the_earlier_date_stands_until_the_newest_is_caught_up_with(
    changing: Changing,
) -> None:
    world = changing.world
    world.founder("ben")
    changing.released(by_run(changing))
    world.at("2026-03-16")
    changing.released(by_run(changing, "3.0.0"))
    assert asked(world, "refresh")["anna"] == ("author", "2026-04-13")
    assert {(str(one.refresh_by), one.refresh_for) for one in certificates(world, "anna")} == {
        ("2026-04-13", "3.0.0")
    }
    assert world.observe("P-1", performer="anna", watchers=["ben"], on="2026-03-12")["refreshed"] == []
    assert world.observe("P-1", performer="anna", watchers=["ben"])["refreshed"] == ["lead", "teach"]


def test_owners_who_approved_it_hold_it_at_once_as_founders_and_still_acknowledge_it(changing: Changing) -> None:
    world = changing.world
    world.founder("mina")
    changing.released(by_run(changing))
    assert world.holds("mina") == {"lead": "valid", "teach": "valid"}
    assert {one["source"] for one in world.certificates("mina", as_of=world.today)} == {"founder"}
    assert {one["version"] for one in world.certificates("mina")} == {"2.0.0"}
    assert "mina" in asked(world)
    assert "mina" not in asked(world, "refresh")
    sound(world)


def test_who_published_it_alone_is_no_founder_of_it(changing: Changing) -> None:
    world = changing.world
    done(processes.remove_owner(world.by(OWNER), RETROSPECTIVE, "mina"))
    world.grant(OWNER, by=OWNER, role="moderator")
    change = changing.propose(stricter("2.0.0"))["id"]
    changing.publish(change, alone="nobody else owns it")
    assert world.holds(OWNER, role="moderator") == {"lead": "refresh-due", "teach": "refresh-due"}


@pytest.mark.parametrize("way", ["read", "run"])
def test_what_is_earned_under_an_older_edition_has_to_catch_up_too(changing: Changing, way: Any) -> None:
    world = changing.world
    world.founder("ben")
    changing.released(refreshed_by(on_top(world, "2.0.0", "required"), way))
    world.later(days=1)
    world.climb("P-1")
    world.climb("P-1", with_observers=["anna", "ben"])
    assert world.holds("tim") == {"lead": "refresh-due"}
    [held] = certificates(world, "tim")
    assert (held.version, str(held.refresh_by), held.refresh_for) == ("1.0.0", "2026-04-14", "2.0.0")
    assert ("tim" in asked(world, "refresh")) == (way == "run")
    sound(world)


def test_what_is_on_record_already_when_it_is_earned_refreshes_it_by_hand(changing: Changing) -> None:
    world = changing.world
    world.founder("ben")
    changing.released(by_run(changing))
    world.later(days=1)
    world.climb("P-1")
    world.climb("P-1", with_observers=["anna", "ben"])
    world.refresh("tim", by="tim")
    assert world.holds("tim") == {"lead": "valid"}
    assert "tim" not in asked(world, "refresh")
    assert [one["version"] for one in world.certificates("tim")] == ["2.0.0"]
    sound(world)


def test_who_has_read_it_before_they_earned_it_need_not_read_it_again(changing: Changing) -> None:
    world = changing.world
    world.founder("ben")
    changing.released(stricter("2.0.0"))
    world.later(days=1)
    world.climb("P-1")
    read(world, "tim")
    world.climb("P-1", with_observers=["anna", "ben"])
    assert world.holds("tim") == {"lead": "valid"}


def test_a_renewal_is_no_refresh(changing: Changing) -> None:
    world = changing.world
    world.at("2027-01-20")
    changing.released(stricter("2.0.0"))
    world.later(days=1)
    world.renew("anna")
    assert world.holds("anna") == {"lead": "refresh-due", "teach": "refresh-due"}


def test_what_is_taken_away_needs_no_run_any_more(changing: Changing) -> None:
    world = changing.world
    changing.released(by_run(changing))
    world.revoke("anna", capability="teach")
    assert set(asked(world, "refresh")) == {"anna"}
    world.revoke("anna")
    assert asked(world, "refresh") == {}


def test_on_its_day_it_shows_before_any_command_has_written_it(changing: Changing) -> None:
    world = changing.world
    changing.reviewed(stricter("2.0.0"))
    changing.publish("CH-1", effective="2026-03-16")
    world.at("2026-03-15")
    assert world.holds("anna") == {"lead": "valid", "teach": "valid"}
    world.at("2026-03-17")
    assert world.holds("anna") == {"lead": "refresh-due", "teach": "refresh-due"}
    assert world.holds("anna", as_of="2026-03-15") == {"lead": "valid", "teach": "valid"}
    world.at("2026-04-28")
    assert world.holds("anna") == {"lead": "lapsed", "teach": "lapsed"}


def test_the_past_shows_as_it_was(changing: Changing) -> None:
    world = changing.world
    world.at("2026-03-16")
    changing.released(stricter("2.0.0"))
    world.at("2026-03-20")
    read(world, "anna")
    world.at("2026-03-23")
    assert world.holds("anna", as_of="2026-03-15") == {"lead": "valid", "teach": "valid"}
    assert world.holds("anna", as_of="2026-03-18") == {"lead": "refresh-due", "teach": "refresh-due"}
    assert world.holds("anna", as_of="2026-03-20") == {"lead": "valid", "teach": "valid"}


def test_how_many_have_to_be_refreshed_is_known_beforehand(changing: Changing) -> None:
    world = changing.world
    world.founder("mina")
    change = changing.reviewed(stricter("2.0.0"))
    with world.store.reading() as tx:
        found = tx.change(int(change[3:]))
        assert found
        assert how_many_refreshes(tx, found) == 2  # anna's; mina has approved it
        assert how_many_refreshes(tx, replace(found, change_class="minor")) == 0
    changing.publish(change)
    with world.store.reading() as tx:
        [job] = tx.jobs(open=False)
        assert job.tally["refreshes"] == 2


def test_where_a_team_asks_more_of_a_role_its_certified_people_owe_one_run_there(changing: Changing) -> None:
    world = changing.world
    world.grant("carl")
    world.founder("ben")
    asked_more = RungChanges(standards=StandardsChanges(add=(Standard(id="cards", text="Knows the card rules."),)))
    overlay = Overlay(
        process=RETROSPECTIVE, team="checkout", of="1.0.0", roles={"author": {"do-watched": asked_more}}
    )
    published(world, overlay)
    with world.store.reading() as tx:
        [owed] = tx.obligations(ObligationFilter(kind="refresh"))
    assert (owed.instance, owed.step, owed.person) == ("checkout/retrospective", "author", world.identity("carl"))
    assert set(asked(world)) == {"carl", "olga", "mina"}
    assert world.holds("carl") == {"lead": "valid", "teach": "valid"}
    world.person("tara", teams=("checkout",))
    pairing = world.pairing("tara", "carl", team="checkout")
    assert world.observe("P-1", performer="carl", watchers=["ben"], by=OWNER)["refreshed"] == []
    assert set(asked(world, "refresh")) == {"carl"}
    world.observe(pairing, performer="carl", watchers=["ben"])
    assert asked(world, "refresh") == {}
    assert {one["source"] for one in world.certificates("carl")} == {"founder"}
    assert guards(refused(world.refresh, "carl")) == ["refresh-due"]
    sound(world)
