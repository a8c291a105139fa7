"""What becomes of teams' variants when the standard moves."""

from dataclasses import replace
from time import perf_counter

from tests.support.changes import a_version, looser, stricter
from tests.support.varying import Varying, an_overlay, due
from tests.support.world import shipped

from preceptor.model.definition import Due, Process
from preceptor.model.duration import Duration
from preceptor.services.variants.carrying import foresee


def another_deadline(version: str, within: str = "4 business days") -> Process:
    """A version with another deadline for research, which is what the team changed.

    A later one conflicts with a team that allows less.
    """
    steps = tuple(
        replace(one, due=replace(one.due, within=Duration.parse(within))) if one.name == "research" else one
        for one in shipped()["retrospective"].steps
    )
    return a_version(version, steps=steps)


def test_a_variant_without_conflict_follows_with_the_same_moment(varying: Varying) -> None:
    before = varying.adopted(an_overlay())
    varying.world.later(hours=1)
    varying.changing.released(looser("1.1.0"), effective="2026-03-16")
    own, carried = varying.rows()
    assert (own.digest, own.version) == (before, "1.0.0")
    assert (carried.version, carried.origin, carried.change) == ("1.1.0", "rebased", 1)
    assert carried.effective_at.isoformat() == "2026-03-16T00:00:00+00:00"
    overlay = varying.overlay()
    assert overlay is not None and overlay.steps == an_overlay().steps
    assert varying.world.owed("checkout/retrospective") == []


def test_a_conflict_is_owed_by_the_lead_ten_business_days_after_the_version_holds(varying: Varying) -> None:
    varying.adopted(an_overlay())
    varying.changing.released(another_deadline("2.0.0"), effective="2026-03-16")
    assert [one.version for one in varying.rows()] == ["1.0.0"]
    assert varying.world.owed("checkout/retrospective") == [("rebase", "lena")]
    [owed] = varying.world.mine("lena")
    assert (owed["step"], owed["due_at"]) == ("2.0.0", "2026-03-30T17:00:00.000000+00:00")


def test_a_team_without_a_lead_owes_it_as_a_whole(varying: Varying) -> None:
    varying.world.team("search")
    varying.adopted(an_overlay(team="search", research=due("1 business day")))
    varying.changing.released(another_deadline("2.0.0"))
    [owed] = [one for one in varying.world.overdue(within="1 year") if one["kind"] == "rebase"]
    assert (owed["person"], owed["team"], owed["instance"]) == (None, "search", "search/retrospective")


def test_what_the_standard_reached_makes_the_team_follow_it(varying: Varying) -> None:
    varying.adopted(an_overlay())
    varying.world.later(hours=1)
    varying.changing.released(another_deadline("2.0.0", "2 business days"))
    assert [one.standard for one in varying.rows()] == [False, True]


def test_a_breach_under_the_new_version_keeps_the_team_where_it_is(varying: Varying) -> None:
    varying.adopted(an_overlay())
    locked = tuple(
        replace(one, locked=("due",)) if one.name == "research" else one for one in shipped()["retrospective"].steps
    )
    varying.changing.released(a_version("2.0.0", steps=locked))
    assert [one.version for one in varying.rows()] == ["1.0.0"]
    assert varying.world.owed("checkout/retrospective") == [("rebase", "lena")]


def test_a_team_that_could_not_follow_may_with_the_next_version_and_owes_nothing_then(varying: Varying) -> None:
    varying.adopted(an_overlay())
    varying.changing.released(another_deadline("2.0.0"))
    varying.world.later(hours=1)
    varying.changing.released(a_version("3.0.0"))
    assert varying.rows()[-1].version == "3.0.0"
    assert varying.world.owed("checkout/retrospective") == []


def test_what_would_become_of_variants_is_said_beforehand(varying: Varying) -> None:
    varying.world.team("search")
    varying.adopted(an_overlay())
    varying.adopted(an_overlay(team="search", research=due("1 business day")))
    change = varying.changing.reviewed(another_deadline("2.0.0", "2 business days"))
    before = varying.world.everything()
    with varying.world.store.reading() as tx:
        proposed = tx.change(1)
        assert proposed is not None and change == "CH-1"
        published = replace(proposed, effective_at=varying.world.now)
        found = foresee(tx, published, another_deadline("2.0.0", "2 business days"))
    assert [(one.team.name, one.form is not None, [c.name for c in one.conflicts]) for one in found] == [
        ("checkout", True, []),
        ("search", False, ["research.due"]),
    ]
    assert varying.world.everything() == before


def test_the_other_deadlines_of_a_version_are_the_teams_too(varying: Varying) -> None:
    varying.adopted(an_overlay())
    varying.changing.released(stricter("2.0.0"))
    with varying.world.store.reading() as tx:
        process = tx.definition(varying.rows()[-1].digest)
    step = next(one for one in process.steps if one.name == "research")
    assert step.due == Due(within=Duration.parse("2 business days"), start=step.due.start)
    assert any(one.id == "signed" for one in process.steps[1].standards)


def test_replaying_the_record_gives_the_same_state(varying: Varying) -> None:
    from tests.support.replay import replayed, stored

    varying.adopted(an_overlay())
    varying.changing.released(another_deadline("2.0.0"))
    with varying.world.store.reading() as tx:
        assert replayed(tx) == stored(tx)


def test_a_hundred_teams_take_seconds(varying: Varying) -> None:
    """Ten seconds are far more than it takes; what is told apart is work for each team from work for each pair."""
    names = [f"team-{number}" for number in range(100)]
    for name in names:
        varying.world.team(name)
        varying.adopted(an_overlay(team=name))
    change = varying.changing.reviewed(looser("1.1.0"))
    varying.world.later(hours=1)
    began = perf_counter()
    varying.changing.publish(change)
    assert perf_counter() - began < 10
    assert [varying.rows(name)[-1].version for name in names] == ["1.1.0"] * 100
