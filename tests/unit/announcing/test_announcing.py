"""Announcements: whom a publication concerns, what each is told, and by when each has to acknowledge it."""

from typing import Any

import pytest
from tests.support.changes import Changing, a_version, looser, stricter
from tests.support.following import a_shorter_week, adopted, announced, asked, on_top, slower
from tests.support.relays import relay, tasks_in
from tests.support.replay import replayed, stored
from tests.support.smtp_server import serving
from tests.support.world import OWNER, World
from tests.support.worlds import ON_BOTH

from preceptor.ports import ObligationFilter
from preceptor.services import leaving, processes
from preceptor.services.following import announcing, jobs
from preceptor.services.following.concerned import how_many_notices

CONCERNED = {"olga", "mina", "carl", "stella", "anna", "tim"}


def _folds(world: World) -> None:
    with world.store.reading() as tx:
        assert stored(tx) == replayed(tx)


@ON_BOTH
def test_everybody_whom_it_concerns_is_told_and_owes_it_once_the_publisher_too(changing: Changing) -> None:
    changing.released(stricter("2.0.0"))
    assert set(announced(changing.world)) == CONCERNED
    assert set(asked(changing.world)) == CONCERNED
    assert {step for step, _ in asked(changing.world).values()} == {"2.0.0"}
    _folds(changing.world)


def test_only_the_announcement_brings_the_task_to_read_it(changing: Changing) -> None:
    """A mail about something else of the same version has no task: what its reader owes besides is not about it."""
    changing.released(stricter("2.0.0"))
    changing.world.grant("carl", capability="teach")
    with serving() as server:
        relay(changing.world, server)
    mails = [one for one in server.messages if str(one["To"]).endswith("<carl@example.org>")]
    announcing_it, others = ([one for one in mails if ("2.0.0" in one["Subject"]) is so] for so in (True, False))
    assert [str(task["SUMMARY"]) for one in announcing_it for task in tasks_in(one)] == [
        one["what"] for one in changing.world.mine("carl")
    ]
    assert others and not any(tasks_in(one) for one in others)


def test_who_cannot_be_mailed_owes_it_and_who_has_left_does_not(changing: Changing) -> None:
    world = changing.world
    world.person("ivo", teams=("checkout",), email=False)
    world.person("lea", teams=("checkout",))
    leaving.deactivate(world.by(OWNER), "lea")
    changing.released(looser("1.1.0"))
    assert "ivo" in asked(world)
    assert "lea" not in asked(world)
    assert not {"ivo", "lea"} & set(announced(world))


def test_whoever_leads_a_team_without_being_in_it_is_told_with_it(changing: Changing) -> None:
    changing.world.person("lena")
    changing.world.team("payments", lead="lena")
    changing.released(looser("1.1.0"))
    assert "lena" in asked(changing.world)


def test_it_is_due_after_ten_business_days_where_each_is(changing: Changing) -> None:
    changing.world.at("2026-03-30")
    changing.released(stricter("2.0.0"))
    due = asked(changing.world)
    # Good Friday and Easter Monday are days off in Germany.
    assert (due["tim"][1], due["carl"][1]) == ("2026-04-13", "2026-04-15")


def test_a_version_of_a_day_to_come_is_announced_on_that_day(changing: Changing) -> None:
    changing.reviewed(stricter("2.0.0"))
    changing.publish("CH-1", effective="2026-03-16")
    assert asked(changing.world) == {}
    assert announced(changing.world) == {}
    changing.world.at("2026-03-18").person("pia")
    assert set(asked(changing.world)) == CONCERNED
    assert asked(changing.world)["tim"] == ("2.0.0", "2026-03-30")


def test_a_patch_asks_nobody_and_tells_nobody_of_it(changing: Changing) -> None:
    changing.released(a_version("1.0.1"))
    assert asked(changing.world) == announced(changing.world) == {}
    assert changing.world.events("publication-announced") == []


@pytest.mark.parametrize(("version", "level"), [("2.0.1", None), ("2.1.0", "advisory")])
def test_what_is_still_asked_means_the_new_version_from_then_on_and_is_due_when_it_was(
    changing: Changing, version: str, level: Any
) -> None:
    changing.released(stricter("2.0.0"))
    before = asked(changing.world)
    reminders = _reminders(changing.world)
    changing.world.later(days=3)
    changing.released(on_top(changing.world, version, level))
    after = asked(changing.world)
    assert {who: due for who, (_, due) in after.items()} == {who: due for who, (_, due) in before.items()}
    assert {step for step, _ in after.values()} == {version}
    assert _reminders(changing.world) == reminders
    _folds(changing.world)


def test_a_major_version_asks_anew_with_all_its_time_and_in_the_place_of_what_was_open(changing: Changing) -> None:
    changing.released(stricter("2.0.0"))
    changing.world.later(days=7)
    changing.released(on_top(changing.world, "3.0.0", "required"))
    assert asked(changing.world)["tim"] == ("3.0.0", "2026-03-23")
    assert len(changing.world.overdue(within="99 years", person="tim")) == 2  # and the rung


def test_each_is_told_what_changes_for_their_own_team(changing: Changing) -> None:
    world = changing.world
    world.person("both", teams=("checkout", "storefront"))
    adopted(world, a_shorter_week("checkout"))
    world.later(hours=1)
    changing.released(slower("2.0.0"))
    with world.store.reading() as tx:
        made = {one.team and tx.team(one.team).name: one for one in tx.announcements(1)}
    assert set(made) == {None, "checkout"}
    told = announced(world)
    assert told["carl"] == [made["checkout"].id]
    assert told["stella"] == told["tim"] == [made[None].id]
    assert told["both"] == sorted(one.id for one in made.values())
    # Both changed the same date, and nobody has decided yet: the team stays where it is.
    assert made["checkout"].before == made["checkout"].after


def test_a_new_process_is_announced_as_what_it_is(changing: Changing) -> None:
    processes.add_owner(changing.world.by(OWNER), "change", "mina")
    changing.released(a_version("1.0.0", name="onboarding"))
    assert {"carl", "stella", OWNER} <= set(asked(changing.world))
    assert "noah" not in asked(changing.world)


def test_the_first_versions_of_a_folder_oblige_nobody(changing: Changing) -> None:
    assert asked(changing.world) == {}


def test_many_are_told_in_batches_each_once_and_with_one_event_a_batch(
    changing: Changing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "BATCH", 4)
    world = changing.world
    world.people(*(f"p{n}" for n in range(10)), teams=("checkout",))
    changing.released(stricter("2.0.0"))
    assert len(asked(world)) == len(CONCERNED) + 10
    assert len(world.told("publication-announced")) == len(CONCERNED) + 10
    assert [len(one.data["told"]) for one in world.events("publication-announced")] == [4, 4, 4, 4]
    assert len(world.events("announcement-made")) == 1
    before = world.everything()
    jobs.run_due(world.by(None))
    assert world.everything() == before


def test_what_is_to_come_is_counted_beforehand(changing: Changing) -> None:
    changing.world.person("ivo", teams=("checkout",), email=False)
    for version, level, told in (("2.0.0", "required", len(CONCERNED)), ("2.0.1", None, 0)):
        change = changing.reviewed(on_top(changing.world, version, level))
        with changing.world.store.reading() as tx:
            found = tx.change(int(change[3:]))
            assert found
            assert how_many_notices(tx, found, tx.person(found.author)) == told
        changing.publish(change)


def _reminders(world: World) -> dict[object, object]:
    with world.store.reading() as tx:
        return {one.person: one.next_reminder_at for one in tx.obligations(ObligationFilter(kind="acknowledge"))}
