"""Running pairings move to the edition that their team follows, or stay on their own with the reasons on record."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from tests.support.changes import Changing, a_version
from tests.support.ladders import asking, renaming
from tests.support.replay import broken_links, replayed, stored
from tests.support.variants import adopt
from tests.support.world import SAID, World

from preceptor.errors import BadInput
from preceptor.model.definition import Process
from preceptor.model.duration import Duration
from preceptor.model.event import Happening
from preceptor.model.overlay import Overlay, RungChanges
from preceptor.ports import Request
from preceptor.services import audit
from preceptor.services.following import migrating
from preceptor.services.following.jobs import run_due
from preceptor.services.publishing_terms import states_of

SHADOW = {"watch": "shadow"}


def moved(changing: Changing, process: Any, **terms: Any) -> Any:
    """Publish a version an hour later, so that what runs moves; the answer."""
    changing.world.later(hours=1)
    change = changing.reviewed(process)
    return changing.publish(change, in_flight="migrate", **terms)


def running(published: Any) -> dict[str, int]:
    """What became of what was running."""
    return {key: published["followed"][key] for key in ("migrated", "refused", "pinned")}


def _rungs(world: World, login: str) -> list[Any]:
    return [one for one in world.mine(login) if one["kind"] == "rung"]


def version_of(changing: Changing, pairing: str) -> str:
    return str(changing.world.show(pairing)["edition"]["version"])


def test_a_pairing_moves_with_what_it_was_credited(changing: Changing) -> None:
    world = changing.world
    pairing = world.pairing("noah", "tara")
    world.passed(pairing)
    before = world.show(pairing)
    published = moved(changing, renaming(watch="shadow"), states=SHADOW)
    after = world.show(pairing)
    assert (after["state"], after["due"]) == ("shadow", before["due"])
    assert version_of(changing, pairing) == "2.0.0"
    assert after["credits"] == {"shadow": 1, "do-watched": 0, "reverse": 0}
    assert [one["observation"] for one in after["observations"]] == ["O-1"]
    assert after["observations"][0] == {**before["observations"][0], "rung": "shadow"}
    assert world.owed(pairing) == [("rung", "noah")]
    assert [one["step"] for one in world.mine("noah") if one["kind"] == "rung"] == ["shadow"]
    assert running(published) == {"migrated": 1, "refused": 0, "pinned": 0}


def test_it_climbs_on_under_the_new_names(changing: Changing) -> None:
    world = changing.world
    pairing = world.pairing("noah", "tara")
    world.passed(pairing)
    moved(changing, renaming(watch="shadow"), states=SHADOW)
    world.later(hours=1)
    world.passed(pairing)
    assert world.owed(pairing) == [("rung", "tara")]
    assert world.advance(pairing)["state"] == "do-watched"


def test_names_may_move_up_one_after_the_other(changing: Changing) -> None:
    world = changing.world
    pairing = world.pairing("noah", "tara")
    world.climb(pairing)
    world.passed(pairing, watchers=["theo"], by="theo")
    moved(
        changing,
        renaming(watch="do-watched", do_watched="under-eyes"),
        states={"watch": "do-watched", "do-watched": "under-eyes"},
    )
    after = world.show(pairing)
    assert after["state"] == "under-eyes"
    assert after["credits"] == {"do-watched": 2, "under-eyes": 1, "reverse": 0}


def test_what_happened_before_stays_as_it_was(changing: Changing) -> None:
    world = changing.world
    pairing = world.pairing("noah", "tara")
    world.passed(pairing)
    before = world.events()
    moved(changing, renaming(watch="shadow"), states=SHADOW)
    after = world.events()
    assert after[: len(before)] == before
    assert [one.stream for one in after if one.kind == "pairing-migrated"] == ["pairing:1"]
    with world.store.reading() as tx:
        assert stored(tx) == replayed(tx)
        assert broken_links(tx) == []
    assert audit.verify(world.by(None))["ok"] is True


def test_whose_turn_it_is_follows_what_the_rung_asks_for_now(changing: Changing) -> None:
    world = changing.world
    one, none = world.pairing("noah", "tara"), world.pairing("nina", "theo")
    world.passed(one)
    moved(changing, asking("2.0.0", observations=1))
    assert world.owed(one) == [("rung", "tara")]
    assert world.owed(none) == [("rung", "nina")]
    moved(changing, asking("3.0.0", observations=3))
    assert world.owed(one) == [("rung", "noah")]


def test_an_obligation_that_is_still_right_is_left_alone(changing: Changing) -> None:
    world = changing.world
    world.pairing("noah", "tara")
    (before,) = [one for one in world.mine("noah") if one["kind"] == "rung"]
    moved(changing, a_version("1.0.1"))
    assert [one for one in world.mine("noah") if one["kind"] == "rung"] == [before]
    (event,) = world.events("pairing-migrated")
    assert not {"owed", "settled", "moved", "renamed", "due_at"} & set(event.data)


def test_reminders_follow_the_rung(changing: Changing) -> None:
    world = changing.world
    world.pairing("noah", "tara")
    (owed,) = [one["id"] for one in world.mine("noah") if one["kind"] == "rung"]
    moved(changing, asking("1.1.0", remind=(-10,)))
    (event,) = world.events("pairing-migrated")
    assert [str(one["id"]) for one in event.data["moved"]] == [owed]


def test_a_due_date_is_computed_anew_only_when_asked(changing: Changing) -> None:
    world = changing.world
    pairing = world.pairing("noah", "tara")
    before = world.show(pairing)["due"]
    moved(changing, asking("2.0.0", within="10 business days"))
    assert world.show(pairing)["due"] == before
    moved(changing, asking("3.0.0", within="20 business days"), due="recompute")
    # Twenty business days from Monday the 2nd of March, when it began.
    assert world.show(pairing)["due"] == "2026-03-30T17:00:00.000000+00:00"
    (owed,) = [one["due_at"] for one in world.mine("noah") if one["kind"] == "rung"]
    assert owed == "2026-03-30T17:00:00.000000+00:00"


def test_a_date_computed_anew_is_in_the_calendar_of_the_trainee(changing: Changing) -> None:
    world = changing.world
    world.person("kei", zone="Asia/Tokyo", country="JP")
    pairing = world.pairing("kei", "tara")
    moved(changing, asking("2.0.0", within="15 business days"), due="recompute")
    # The 20th of March is a day off in Japan, and the day ends at 17:00 there.
    assert world.show(pairing)["due"] == "2026-03-24T08:00:00.000000+00:00"


def test_nobody_is_late_because_of_a_move(changing: Changing) -> None:
    world = changing.world
    on_time, late = world.pairing("noah", "tara"), world.pairing("nina", "theo")
    world.extend(on_time, "2026-05-29")
    before = world.show(on_time)["due"]
    world.at("2026-04-20")
    moved(changing, asking("2.0.0", within="10 business days"), due="recompute")
    assert world.show(on_time)["due"] == before
    assert world.show(late)["due"] == "2026-03-16T17:00:00.000000+00:00"


def _undate(world: World, pairing: str) -> None:
    """As an import begins pairings: nobody owes the rung."""
    (owed,) = [one["id"] for one in world.mine("noah") if one["kind"] == "rung"]
    data: dict[str, Any] = {"pairing": int(pairing[2:]), "revision": 2, "due_at": None, "settled": [int(owed)]}
    happening = Happening(stream=f"pairing:{pairing[2:]}", kind="pairing-rescheduled", data=data)
    request = Request(id="undate", digest="d", actor=None, now=world.now, fixed_clock=False)
    world.store.write(request, lambda tx: tx.record([happening]))


def test_a_rung_without_a_date_keeps_none(changing: Changing) -> None:
    world = changing.world
    pairing = world.pairing("noah", "tara")
    _undate(world, pairing)
    moved(changing, asking("2.0.0", within="10 business days"), due="recompute")
    assert world.show(pairing)["due"] is None
    assert world.owed(pairing) == []


def test_one_that_rests_returns_to_its_rung_under_the_new_name(changing: Changing) -> None:
    world = changing.world
    pairing = world.pairing("noah", "tara")
    world.passed(pairing)
    world.pause(pairing)
    moved(changing, renaming(watch="shadow"), states=SHADOW, due="recompute")
    assert (world.show(pairing)["state"], world.owed(pairing)) == ("paused", [])
    world.later(days=7)
    resumed = world.resume(pairing)
    assert (resumed["state"], resumed["credits"]["shadow"]) == ("shadow", 1)
    assert world.owed(pairing) == [("rung", "noah")]


def test_one_that_cannot_move_stays_as_it_is_with_the_reasons_on_record(changing: Changing) -> None:
    world = changing.world
    pairing = world.pairing("noah", "tara")
    world.passed(pairing)
    before, owed = world.show(pairing), _rungs(world, "noah")
    published = moved(changing, renaming(watch="shadow"))
    assert running(published) == {"migrated": 0, "refused": 1, "pinned": 0}
    assert world.show(pairing) == before
    assert _rungs(world, "noah") == owed
    (event,) = world.events("pairing-stayed")
    (reason,) = event.data["reasons"]
    assert reason["guard"] == "state-goes-on"
    assert "shadow, do-watched, reverse" in reason["message"]
    assert "--map watch=STATE" in reason["message"]
    world.later(hours=1)
    world.passed(pairing)
    assert world.advance(pairing)["edition"]["version"] == "1.0.0"


def test_without_being_asked_what_runs_finishes_on_its_own_edition(changing: Changing) -> None:
    world = changing.world
    pairing = world.pairing("noah", "tara")
    world.later(hours=1)
    change = changing.reviewed(renaming(watch="shadow"))
    assert running(changing.publish(change)) == {"migrated": 0, "refused": 0, "pinned": 1}
    assert version_of(changing, pairing) == "1.0.0"


def test_what_was_left_on_an_older_edition_moves_as_well(changing: Changing) -> None:
    world = changing.world
    pairing = world.pairing("noah", "tara")
    world.later(hours=1)
    changing.released(renaming("2.0.0", watch="shadow"))
    later = world.pairing("nina", "theo")
    published = moved(changing, renaming("3.0.0", watch="look"), states={"watch": "look", "shadow": "look"})
    assert published["followed"]["migrated"] == 2
    assert [world.show(one)["state"] for one in (pairing, later)] == ["look", "look"]


def test_what_has_ended_stays(changing: Changing) -> None:
    world = changing.world
    pairing = world.pairing("noah", "tara")
    world.withdraw(pairing)
    moved(changing, a_version("1.0.1"))
    assert version_of(changing, pairing) == "1.0.0"
    assert world.events("pairing-migrated") == []


def test_a_day_to_come_moves_nothing_before_it(changing: Changing) -> None:
    world = changing.world
    pairing = world.pairing("noah", "tara")
    published = moved(changing, renaming(watch="shadow"), states=SHADOW, effective="2026-03-16")
    assert published["followed"] is None
    world.at("2026-03-15")
    world.person("zoe")
    assert version_of(changing, pairing) == "1.0.0"
    world.at("2026-03-16")
    # Whoever writes first finds everything moved.
    world.passed(pairing)
    assert world.show(pairing)["credits"]["shadow"] == 1


def _stricter(version: str) -> Overlay:
    changes = {"author": {"watch": RungChanges(within=Duration.parse("25 business days"))}}
    return Overlay(team="checkout", process="retrospective", of=version, roles=changes)


def _longer(version: str) -> Process:
    """The standard, with another time for the rung that `_stricter` shortens."""
    process = a_version(version)
    author = next(one for one in process.roles if one.name == "author")
    assert author.ladder
    first, *rest = author.ladder.rungs
    longer = replace(first, within=Duration.parse("40 business days"))
    learnt = replace(author, ladder=replace(author.ladder, rungs=(longer, *rest)))
    return replace(process, roles=tuple(learnt if one is author else one for one in process.roles))


def test_a_team_whose_variant_was_carried_over_moves_to_its_own_edition(changing: Changing) -> None:
    world = changing.world
    world.later(hours=1)
    adopt(world.store, world.now, _stricter("1.0.0"))
    world.later(hours=1)
    pairing = world.pairing("noah", "tara", team="checkout")
    moved(changing, a_version("1.0.1"), effective="2026-03-16")
    carried = adopt(world.store, datetime.fromisoformat("2026-03-16T00:00:00+00:00"), _stricter("1.0.1"))
    world.at("2026-03-16")
    world.person("zoe")
    assert world.show(pairing)["edition"] == {"version": "1.0.1", "variant": "checkout", "digest": carried}


def test_a_team_that_could_not_follow_keeps_its_pairings(changing: Changing) -> None:
    world = changing.world
    world.later(hours=1)
    adopt(world.store, world.now, _stricter("1.0.0"))
    world.later(hours=1)
    of_team, alone = world.pairing("noah", "tara", team="checkout"), world.pairing(world.person("tess"), "theo")
    published = moved(changing, _longer("2.0.0"))
    assert running(published) == {"migrated": 1, "refused": 0, "pinned": 1}
    assert [version_of(changing, one) for one in (of_team, alone)] == ["1.0.0", "2.0.0"]


def test_batches_go_on_where_they_stopped_and_do_nothing_twice(
    changing: Changing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "_BATCH", 2)
    world = changing.world
    world.people("a1", "a2", "a3", "a4", "a5")
    world.founders("t1", "t2")
    pairings = [world.pairing(f"a{n}", f"t{1 + n % 2}") for n in range(1, 6)]
    told: list[tuple[int, int | None]] = []
    world.later(hours=1)
    changing.reviewed(renaming(watch="shadow"))
    terms = {"in_flight": "migrate", "states": SHADOW}
    changing.publish("CH-1", progress=lambda what, done, of: told.append((done, of)), **terms)
    assert [world.show(one)["state"] for one in pairings] == ["shadow"] * 5
    assert told[:3] == [(2, 5), (4, 5), (5, 5)]
    before = world.everything()
    run_due(world.by(None))
    assert world.everything() == before


def test_repeats_are_counted_on_under_the_new_name(changing: Changing) -> None:
    world = changing.world
    pairing = world.pairing("noah", "tara")
    for _ in range(2):
        world.observe(pairing, not_yet=["talk-through"], said=SAID)
        world.repeat(pairing)
    moved(changing, renaming(watch="shadow"), states=SHADOW)
    with world.store.reading() as tx:
        assert (tx.repeats(1, "shadow"), tx.repeats(1, "watch")) == (2, 0)


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ({"wach": "shadow"}, "no|wach"),
        ({"watch": "shado"}, "has no state `shado`; it has shadow, do-watched, reverse"),
        ({"do-watched": "reverse", "reverse": "do-watched"}, "circle"),
    ],
)
def test_names_that_fit_nothing_are_refused_before_anything_is_written(
    changing: Changing, states: dict[str, str], told: str
) -> None:
    changing.reviewed(renaming(watch="shadow"))
    before = changing.world.everything()
    for act in (changing.publish, changing.foresee):
        with pytest.raises(BadInput) as caught:
            act("CH-1", in_flight="migrate", states=states)
        assert all(part in str(caught.value) for part in told.split("|"))
    assert changing.world.everything() == before


def test_every_name_that_does_not_fit_is_told_at_once(changing: Changing) -> None:
    changing.reviewed(renaming(watch="shadow"))
    with pytest.raises(BadInput) as caught:
        changing.publish("CH-1", in_flight="migrate", states={"wach": "shado"})
    assert len(caught.value.problems) == 2


def test_a_state_is_mapped_once() -> None:
    assert states_of(["watch=shadow", "do-watched=lead"]) == {"watch": "shadow", "do-watched": "lead"}
    with pytest.raises(BadInput, match="mapped already"):
        states_of(["watch=shadow", "watch=look"])


def test_a_dry_run_tells_every_move_and_changes_nothing(changing: Changing) -> None:
    world = changing.world
    on_watch, above = world.pairing("noah", "tara"), world.pairing("nina", "theo")
    world.climb(above)
    changing.reviewed(renaming(watch="shadow"))
    before = world.everything()
    found = changing.foresee("CH-1", in_flight="migrate", effective="2026-03-09", due="recompute")
    assert world.everything() == before
    assert found["instances"] == {"pinned": 0, "migrated": 1, "refused": 1}
    told = {one["id"]: one for one in found["moves"]}
    assert "--map watch=STATE" in told[on_watch]["refusal"]
    assert (told[above]["state"], told[above]["new_state"]) == ("do-watched", "do-watched")
    assert told[above]["new_due"] == told[above]["old_due"] == world.show(above)["due"]
    mapped = changing.foresee("CH-1", in_flight="migrate", states=SHADOW)
    assert mapped["instances"] == {"pinned": 0, "migrated": 2, "refused": 0}


def test_a_dry_run_and_the_publication_agree(changing: Changing) -> None:
    world = changing.world
    pairings = [world.pairing("noah", "tara"), world.pairing("nina", "theo")]
    world.climb(pairings[1])
    changing.reviewed(asking("2.0.0", within="20 business days"))
    found = changing.foresee("CH-1", in_flight="migrate", due="recompute")
    changing.publish("CH-1", in_flight="migrate", due="recompute")
    assert {one["id"]: one["new_due"] for one in found["moves"]} == {one: world.show(one)["due"] for one in pairings}


def test_a_dry_run_may_keep_only_the_first_moves(changing: Changing) -> None:
    world = changing.world
    for trainee, teacher in (("noah", "tara"), ("nina", "theo")):
        world.pairing(trainee, teacher)
    changing.reviewed(a_version("1.0.1"))
    found = changing.foresee("CH-1", in_flight="migrate", moves=1)
    assert ([one["id"] for one in found["moves"]], found["instances"]["migrated"]) == (["P-1"], 2)
