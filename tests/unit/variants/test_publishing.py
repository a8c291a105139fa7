"""Variants on their way: proposed, approved by the team's lead or an owner, published, and followed."""

from dataclasses import replace

import pytest
from tests.support.changes import a_version, looser, stricter
from tests.support.replay import replayed, stored
from tests.support.varying import Varying, an_overlay, due, standards
from tests.support.world import OWNER, done, guards, shipped

from preceptor.errors import BadInput, DefinitionProblem
from preceptor.model.definition import Step
from preceptor.model.duration import Duration
from preceptor.model.overlay import StepChanges, Waiver
from preceptor.services import people, processes
from preceptor.services.audit import verify

LONGER = due("5 business days", waive={"due": Waiver(until="2026-06-30")})


def test_inside_the_locks_the_lead_approves_and_an_owner_publishes(varying: Varying) -> None:
    proposed = varying.propose(an_overlay())
    assert (proposed["team"], proposed["version"], proposed["class"]) == ("checkout", "1.0.0", "major")
    assert (proposed["approvals_needed"], proposed["state"]) == (1, "in-review")
    assert varying.world.owed("CH-1") == [("review", "lena")]
    assert varying.approve("CH-1")["state"] == "approved"
    published = varying.publish("CH-1")
    assert (published["state"], published["publisher"]) == ("in-force", OWNER)
    assert step(varying, "research").due.within == Duration.parse("2 business days")
    [event] = varying.world.events("variant-published")
    assert (event.stream, event.data["origin"], event.data["change"]) == ("team:1", "published", 1)
    assert varying.world.events("process-published")[-1].data.get("change") is None


def test_an_owner_may_approve_it_as_well(varying: Varying) -> None:
    varying.propose(an_overlay())
    assert varying.approve("CH-1", by="mina")["state"] == "approved"


def test_the_author_approves_nothing_of_their_own_and_a_member_nothing(varying: Varying) -> None:
    varying.propose(an_overlay(), by="lena")
    assert varying.world.owed("CH-1") == [("review", "mina"), ("review", OWNER)]
    (reason,) = varying.refused("approve", "CH-1", by="lena")
    assert (reason.guard, reason.who) == ("actor", ("mina", OWNER))
    assert guards(varying.refused("approve", "CH-1", by="ben")) == ["actor"]
    assert guards(varying.refused("publish", "CH-1", by="lena")) == ["actor", "approved-enough"]


def test_only_an_owner_publishes_and_not_before_it_is_approved(varying: Varying) -> None:
    varying.propose(an_overlay())
    (reason,) = varying.refused("publish", "CH-1")
    assert (reason.guard, reason.command) == ("approved-enough", "preceptor variant approve CH-1")
    assert "team's lead or owners" in reason.message
    varying.approve("CH-1")
    assert guards(varying.refused("publish", "CH-1", by="lena")) == ["actor"]


def test_what_the_team_follows_already_is_nothing_to_publish(varying: Varying) -> None:
    varying.published(an_overlay())
    (reason,) = varying.refused("propose", an_overlay())
    assert (reason.guard, reason.command) == ("content-new", "preceptor variant show checkout retrospective")
    varying.propose(an_overlay(research=due("1 business day")))
    assert guards(varying.refused("propose", an_overlay(research=due("1 business day")), by="noah")) == [
        "content-new"
    ]


def test_an_overlay_that_changes_nothing_is_the_standard(varying: Varying) -> None:
    empty = an_overlay(research=StepChanges())
    assert guards(varying.refused("propose", empty)) == ["content-new"]
    varying.published(an_overlay())
    varying.world.later(hours=1)
    varying.published(empty)
    assert [one.standard for one in varying.rows()] == [False, True]
    assert varying.follows() == shipped()["retrospective"]
    assert varying.listed() == []


def test_unknown_teams_processes_and_versions_are_told_with_their_places(varying: Varying) -> None:
    for wrong, path, code in (
        (an_overlay(team="nobody"), "team", "D424"),
        (an_overlay(process="knitting"), "variant", "D411"),
        (an_overlay(of="7.0.0"), "of", "D412"),
    ):
        with pytest.raises(DefinitionProblem) as caught:
            varying.propose(wrong)
        assert [(one.path, one.code) for one in caught.value.problems] == [(path, code)]


def test_a_superseded_version_is_refused_and_one_to_come_is_not(varying: Varying) -> None:
    varying.world.later(hours=1)
    varying.changing.released(looser("1.1.0"))
    with pytest.raises(DefinitionProblem, match="superseded"):
        varying.propose(an_overlay())
    varying.changing.released(stricter("2.0.0"), effective="2026-04-01")
    varying.propose(an_overlay(of="2.0.0"))
    varying.approve("CH-3")
    (reason,) = varying.refused("publish", "CH-3")
    assert (reason.guard, "2026-04-01" in reason.message) == ("effective-not-past", True)
    assert varying.publish("CH-3", effective="2026-04-01")["state"] == "scheduled"
    assert step(varying, "research").due.within == Duration.parse("3 business days")
    varying.world.at("2026-04-01")
    assert step(varying, "research").due.within == Duration.parse("2 business days")


def test_every_breach_is_told_when_it_is_proposed(varying: Varying) -> None:
    wrong = an_overlay(research=due("9 business days"), review=due("1 day"))
    with pytest.raises(DefinitionProblem) as caught:
        varying.propose(wrong)
    assert [(one.path, one.code) for one in caught.value.problems] == [
        ("research.due", "D417"),
        ("review.due", "D415"),
    ]


def test_a_new_waiver_is_approved_by_an_owner_and_recorded_as_given_by_them(varying: Varying) -> None:
    varying.propose(an_overlay(research=LONGER))
    assert varying.world.owed("CH-1") == [("review", "mina"), ("review", OWNER)]
    (reason,) = varying.refused("approve", "CH-1", by="lena")
    assert (reason.guard, reason.who) == ("waivers-by-an-owner", ("mina", OWNER))
    varying.approve("CH-1", by="mina")
    varying.publish("CH-1")
    [line] = varying.listed()
    assert line["waivers"] == [
        {"step": "research", "what": "due", "until": "2026-06-30", "approver": "mina", "ended": False}
    ]
    assert varying.world.owed("checkout/retrospective") == [("waiver", "lena")]


def test_a_named_approver_counts_for_nothing_and_a_waiver_that_was_given_does(varying: Varying) -> None:
    claimed = due("5 business days", waive={"due": Waiver(until="2026-06-30", approver=OWNER)})
    varying.propose(an_overlay(research=claimed))
    assert guards(varying.refused("approve", "CH-1", by="lena")) == ["waivers-by-an-owner"]
    varying.waive("due", "2026-06-30")
    varying.approve("CH-1", by="lena")
    assert varying.publish("CH-1")["state"] == "in-force"


def test_an_owner_of_the_team_does_not_waive_for_it_while_another_one_can(varying: Varying) -> None:
    varying.changing.owner("lena")
    varying.propose(an_overlay(research=LONGER))
    assert guards(varying.refused("approve", "CH-1", by="lena")) == ["waivers-by-an-owner"]
    (reason,) = varying.refused("publish", "CH-1", by="lena", emergency="we cannot wait")
    assert reason.guard == "waivers-approved"
    assert guards(varying.refused("publish", "CH-1", emergency="we cannot wait")) == ["waivers-approved"]


def test_a_waiver_that_ended_before_the_effective_day_is_refused_at_publication(varying: Varying) -> None:
    varying.propose(an_overlay(research=due("5 business days", waive={"due": Waiver(until="2026-03-31")})))
    varying.approve("CH-1", by="mina")
    (reason,) = varying.refused("publish", "CH-1", effective="2026-04-01")
    assert (reason.guard, "ended on 2026-03-31" in reason.message) == ("keeps-to-standard", True)
    assert varying.publish("CH-1", effective="2026-03-31")["state"] == "scheduled"


def test_of_two_proposals_the_second_has_to_be_proposed_anew(varying: Varying) -> None:
    for days in ("2 business days", "1 business day"):
        varying.propose(an_overlay(research=due(days)))
    varying.approve("CH-1")
    varying.approve("CH-2")
    varying.publish("CH-1")
    assert guards(varying.refused("publish", "CH-2")) == ["follows-what-is-published"]


def test_when_the_standard_has_moved_it_is_proposed_anew(varying: Varying) -> None:
    varying.world.later(hours=1)
    varying.propose(an_overlay())
    varying.approve("CH-1")
    varying.changing.released(looser("1.1.0"))
    assert "lies-on-what-holds" in guards(varying.refused("publish", "CH-1"))


def test_a_version_to_come_gets_the_variant_at_once(varying: Varying) -> None:
    varying.changing.released(stricter("2.0.0"), effective="2026-04-01")
    varying.published(an_overlay())
    assert [(one.version, one.origin) for one in varying.rows()] == [("1.0.0", "published"), ("2.0.0", "rebased")]
    varying.world.at("2026-04-01")
    assert step(varying, "research").due.within == Duration.parse("2 business days")
    assert varying.listed()[0]["state"] == "current"


def test_a_version_to_come_that_it_conflicts_with_is_owed_at_once(varying: Varying) -> None:
    steps = tuple(
        replace(one, due=replace(one.due, within=Duration.parse("4 business days")))
        if one.name == "research"
        else one
        for one in shipped()["retrospective"].steps
    )
    varying.changing.released(a_version("2.0.0", steps=steps), effective="2026-04-01")
    varying.published(an_overlay())
    assert [one.version for one in varying.rows()] == ["1.0.0"]
    assert varying.world.owed("checkout/retrospective") == [("rebase", "lena")]
    assert varying.listed()[0]["state"] == "conflict"
    varying.world.at("2026-04-02")
    assert step(varying, "research").due.within == Duration.parse("2 business days")


def test_a_team_that_stays_behind_may_go_on_changing_what_it_does_until_then(varying: Varying) -> None:
    later = tuple(
        replace(one, due=replace(one.due, within=Duration.parse("4 business days")))
        if one.name == "research"
        else one
        for one in shipped()["retrospective"].steps
    )
    varying.published(an_overlay(revise=due("1 business day")))
    varying.changing.released(a_version("2.0.0", steps=later), effective="2026-04-01")
    assert [one.version for one in varying.rows()] == ["1.0.0", "2.0.0"]
    varying.published(an_overlay())
    assert [one.version for one in varying.rows()] == ["1.0.0", "1.0.0", "2.0.0", "1.0.0"]
    varying.published(an_overlay(research=due("1 business day")))
    assert str(step(varying, "research").due.within) == "1 business day"
    varying.world.at("2026-04-02")
    assert str(step(varying, "research").due.within) == "1 business day"
    assert varying.listed()[0]["state"] == "conflict"


def test_an_emergency_is_reviewed_afterwards(varying: Varying) -> None:
    varying.propose(an_overlay())
    published = varying.publish("CH-1", emergency="the team drowns")
    assert (published["unreviewed"], published["state"]) == (True, "in-force")
    assert varying.world.owed("CH-1") == [("review", "lena")]
    assert varying.approve("CH-1")["unreviewed"] is False


def test_waivers_that_were_given_alone_wait_for_another_owner_who_is_not_of_the_team(varying: Varying) -> None:
    waiving = an_overlay(finalise=standards(waive={"preventive-item": Waiver(until="2026-05-29")}))
    varying.propose(waiving, by=OWNER)
    done(processes.remove_owner(varying.world.by(OWNER), "retrospective", "mina"))
    varying.publish("CH-1", alone="nobody else is here yet")
    assert varying.world.owed("CH-1") == []
    assert guards(varying.refused("approve", "CH-1", by="lena")) == ["waivers-by-an-owner"]
    varying.changing.owner("ben")
    assert varying.world.owed("CH-1") == []
    varying.changing.owner("mina")
    assert varying.world.owed("CH-1") == [("review", "mina")]
    assert guards(varying.refused("approve", "CH-1", by="lena")) == ["waivers-by-an-owner"]
    assert varying.approve("CH-1", by="mina")["unreviewed"] is False
    assert varying.world.owed("CH-1") == []
    assert verify(varying.world.by(None))["ok"] is True


def test_a_waiver_that_was_given_before_asks_no_owner_to_review_it_again(varying: Varying) -> None:
    varying.waive("preventive-item", "2026-05-29", step="finalise")
    varying.world.later(days=1)
    kept = standards(waive={"preventive-item": Waiver(until="2026-05-29")})
    varying.propose(an_overlay(finalise=kept, research=due("2 business days")))
    varying.publish("CH-1", emergency="the team drowns")
    assert varying.world.owed("CH-1") == [("review", "lena")]


def test_who_comes_to_the_team_owes_no_review_of_its_waivers_any_more_and_who_leaves_it_does(
    varying: Varying,
) -> None:
    varying.propose(an_overlay(research=LONGER), by="lena")
    assert varying.world.owed("CH-1") == [("review", "mina"), ("review", OWNER)]
    done(people.change(varying.world.by(OWNER), "mina", {}, join=["checkout"]))
    assert varying.world.owed("CH-1") == [("review", OWNER)]
    done(people.change(varying.world.by(OWNER), "mina", {}, leave=["checkout"]))
    assert varying.world.owed("CH-1") == [("review", "mina"), ("review", OWNER)]
    assert verify(varying.world.by(None))["ok"] is True


def test_another_lead_owes_the_review(varying: Varying) -> None:
    from preceptor.services import teams

    varying.propose(an_overlay())
    teams.name_lead(varying.world.by(OWNER), "checkout", "noah")
    assert varying.world.owed("CH-1") == [("review", "noah")]


def test_a_rejected_variant_changes_nothing(varying: Varying) -> None:
    varying.propose(an_overlay())
    varying.changing.reject("CH-1", by="lena")
    assert varying.rows() == []


def test_replaying_the_record_gives_the_same_state(varying: Varying) -> None:
    varying.changing.released(stricter("2.0.0"), effective="2026-04-01")
    varying.propose(an_overlay(research=LONGER))
    varying.approve("CH-2", by="mina")
    varying.publish("CH-2")
    varying.world.later(hours=1)
    varying.published(an_overlay())
    with varying.world.store.reading() as tx:
        assert replayed(tx) == stored(tx)
        assert [one.ended_at is not None for one in tx.waivers(1, "retrospective")] == [True]


def step(varying: Varying, name: str) -> Step:
    return next(one for one in varying.follows().steps if one.name == name)


def test_a_variant_takes_effect_within_a_year_or_is_bad_input(varying: Varying) -> None:
    varying.propose(an_overlay())
    varying.approve("CH-1")
    with pytest.raises(BadInput, match="more than 12 months ahead"):
        varying.publish("CH-1", effective="9000-12-31")
