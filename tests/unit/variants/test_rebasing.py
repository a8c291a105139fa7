"""A team that could not follow by itself decides how it does."""

from dataclasses import replace

import pytest
from tests.support.changes import a_version
from tests.support.replay import replayed, stored
from tests.support.varying import Varying, an_overlay, due
from tests.support.world import OWNER, guards, shipped

from preceptor.errors import BadInput, UnknownId
from preceptor.model import canonical
from preceptor.model.definition import Process
from preceptor.model.duration import Duration
from preceptor.model.overlay import Overlay, RungChanges
from preceptor.services import change_views, leaving


def later(version: str, **due: str) -> Process:
    """A version with other deadlines, by step (`_` for `-`)."""
    wanted = {name.replace("_", "-"): Duration.parse(within) for name, within in due.items()}
    steps = tuple(
        replace(one, due=replace(one.due, within=wanted[one.name])) if one.name in wanted else one
        for one in shipped()["retrospective"].steps
    )
    return a_version(version, steps=steps)


@pytest.fixture
def behind(varying: Varying) -> Varying:
    """Checkout does its research in two days and revises in one; the standard allows more for both from now on."""
    varying.published(an_overlay(research=due("2 business days"), revise=due("1 business day")))
    varying.world.later(hours=1)
    varying.changing.released(later("2.0.0", research="4 business days", revise="3 business days"))
    varying.world.later(hours=1)
    return varying


def test_the_plan_says_what_changed_and_what_conflicts_and_changes_nothing(behind: Varying) -> None:
    before = behind.world.everything()
    plan = behind.plan()
    assert behind.world.everything() == before
    assert (plan["old"], plan["to"], plan["done"]) == ("1.0.0", "2.0.0", False)
    assert {"Research: due within 4 business days (was 3)."} <= {one["sentence"] for one in plan["standard_changes"]}
    assert [one["outcome"] for one in plan["team_changes"]] == ["conflict", "conflict"]
    assert plan["team_changes"][0]["sentences"] == ["Research: due within 2 business days (was 3)."]
    assert [one["name"] for one in plan["conflicts"]] == ["research.due", "revise.due"]
    assert plan["conflicts"][0]["commands"] == {
        "standard": "preceptor variant rebase checkout retrospective --take standard research.due",
        "team": "preceptor variant rebase checkout retrospective --take team research.due",
    }


def test_unresolved_conflicts_are_refused_one_by_one(behind: Varying) -> None:
    first, second = behind.refused("rebase")
    assert (first.guard, second.guard) == ("conflict", "conflict")
    assert first.command is not None and "--take team research.due" in first.command
    (left,) = behind.refused("rebase", take={"research.due": "team"})
    assert left.command is not None and "--take team research.due --take standard revise.due" in left.command


def test_with_a_side_for_each_the_team_follows_and_owes_nothing(behind: Varying) -> None:
    assert behind.world.owed("checkout/retrospective") == [("rebase", "lena")]
    assert behind.listed()[0]["state"] == "conflict"
    done = behind.rebase(take={"research.due": "team", "revise": "standard"})
    assert (done["done"], done["to"]) == (True, "2.0.0")
    overlay = canonical.load(Overlay, done["overlay"])
    assert list(overlay.steps) == ["research"]
    steps = {one.name: one for one in behind.follows().steps}
    assert str(steps["research"].due.within) == "2 business days"
    assert str(steps["revise"].due.within) == "3 business days"
    assert behind.rows()[-1].digest == done["digest"]
    assert behind.world.owed("checkout/retrospective") == []
    assert behind.listed()[0]["state"] == "current"
    with behind.world.store.reading() as tx:
        assert replayed(tx) == stored(tx)


def test_with_the_standards_side_everywhere_the_team_follows_the_standard(behind: Varying) -> None:
    behind.rebase(take={"research.due": "standard", "revise.due": "standard"}, by=OWNER)
    assert behind.rows()[-1].standard is True
    assert behind.listed() == []


def test_where_nobody_leads_the_team_everybody_in_it_is_told_who_can_carry_it_over(behind: Varying) -> None:
    def told(login: str) -> str:
        (owed,) = [one for one in behind.world.mine(login) if one["kind"] == "rebase"]
        return str(owed["what"])

    assert told("lena") == "carry the variant of retrospective of the team checkout over to 2.0.0"
    leaving.deactivate(behind.world.by(OWNER), "lena")
    assert told("ben") == (
        "carry the variant of retrospective of the team checkout over to 2.0.0 "
        "(the team owes it, and mina or olga can do it)"
    )


def test_a_new_variant_on_the_new_version_ends_it_too(behind: Varying) -> None:
    behind.published(an_overlay(of="2.0.0", research=due("2 business days")))
    assert behind.world.owed("checkout/retrospective") == []
    assert behind.listed()[0]["version"] == "2.0.0"


def test_only_the_lead_or_an_owner_carries_it_over(behind: Varying) -> None:
    (reason,) = behind.refused("rebase", by="ben")
    assert (reason.guard, reason.who) == ("actor", ("lena", "mina", OWNER))


def test_names_that_are_no_conflict_are_bad_input(behind: Varying) -> None:
    with pytest.raises(BadInput, match="no conflict has the side") as caught:
        behind.rebase(take={"knitting.due": "team"})
    assert "`research.due` (standard or team)" in str(caught.value.remedy)
    with pytest.raises(UnknownId):
        behind.plan("nobody")


def test_where_there_is_nothing_to_carry_over_nothing_happens(varying: Varying) -> None:
    varying.published(an_overlay())
    before = varying.rows()
    done = varying.rebase()
    assert (done["old"], done["to"], done["done"]) == ("1.0.0", "1.0.0", False)
    assert varying.rows() == before
    with pytest.raises(BadInput, match="no conflict"):
        varying.rebase(take={"research.due": "team"})


def test_what_the_variant_may_not_do_any_more_is_refused(varying: Varying) -> None:
    varying.waive("preventive-item", "2026-05-29", step="finalise")
    varying.world.later(hours=1)
    varying.changing.released(a_version("1.0.1"), effective="2026-06-01")
    varying.world.at("2026-06-02")
    (reason,) = varying.refused("rebase")
    assert (reason.guard, "ended on 2026-05-29" in reason.message) == ("keeps-to-standard", True)
    varying.waive("preventive-item", "2026-07-31", step="finalise")
    assert varying.rebase()["done"] is True
    assert varying.world.owed("checkout/retrospective") == [("waiver", "lena")]


def test_a_team_may_decide_before_the_version_holds(varying: Varying) -> None:
    varying.published(an_overlay())
    varying.world.later(hours=1)
    varying.changing.released(later("2.0.0", research="4 business days"), effective="2026-04-01")
    varying.rebase(take={"research.due": "team"})
    assert [one.version for one in varying.rows()] == ["1.0.0", "2.0.0"]
    assert varying.world.owed("checkout/retrospective") == []
    assert guards(varying.refused("propose", an_overlay())) == ["content-new"]


def test_what_a_team_changed_on_a_rung_is_told_too(varying: Varying) -> None:
    watch = RungChanges(within=Duration.parse("20 business days"))
    varying.published(replace(an_overlay(), roles={"author": {"watch": watch}}))
    varying.world.later(hours=1)
    varying.changing.released(later("2.0.0", research="4 business days"))
    told = {one["path"]: one["sentences"] for one in varying.plan()["team_changes"]}
    assert len(told["roles.author.watch.within"]) == 1
    assert "20 business days" in told["roles.author.watch.within"][0]


def test_the_team_is_told_what_its_lead_decided_and_asked_to_read_it(behind: Varying) -> None:
    def told() -> list[str]:
        return [to for kind, to in behind.world.told("publication-announced")]

    before = told()
    behind.rebase(take={"research.due": "team", "revise.due": "standard"})
    assert sorted(set(told()[len(before) :])) == ["ben", "lena", "mina", OWNER]
    change = change_views.list_changes(behind.world.by(None))[-1]
    assert (change["author"], change["state"], change["class"]) == ("lena", "in-force", "minor")
    shown = behind.changing.show(change["id"])
    assert (
        shown["why"] == "carried over from 1.0.0: the team's side in research.due, the standard's side in revise.due"
    )
    assert (shown["next"], shown["blocked"]) == (["comment"], [])
