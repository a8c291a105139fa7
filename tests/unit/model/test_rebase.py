"""An overlay is carried over to a new version: what holds, what has no purpose any more, and what conflicts."""

from dataclasses import replace

import pytest
from tests.unit.model.baking import SALTED, SMOOTH, WARM, a_process, a_rung, a_step, an_overlay, released, span

from preceptor.model.definition import Due, Standard
from preceptor.model.overlay import DueChanges, RungChanges, StandardsChanges, StepChanges, Waiver, apply
from preceptor.model.rebase import rebase

LEAVE = Waiver(until="2027-01-31", approver="olga")
OWN = Standard(id="sour", text="It is sour.")


def carried(before, after, take=None, add=(), **changes):
    """What becomes of changes to the step `knead` that was `before` and is `after`; None: it is gone."""
    new = a_process(*(one for one in (after, a_step("bake")) if one), version="2.0.0")
    overlay = an_overlay(add=add, knead=StepChanges(**changes))
    return rebase(a_process(before, a_step("bake")), new, overlay, take=take)


def outcomes(rebased):
    return {change.path: change.outcome for change in rebased.team_changes}


def knead(rebased):
    return rebased.overlay.steps.get("knead", StepChanges())


def within(text):
    return Due(within=span(text))


def test_what_only_the_team_changed_is_kept() -> None:
    rebased = carried(a_step(), a_step(how="Use a machine."), remind=(0,))
    assert knead(rebased).remind == (0,)
    assert outcomes(rebased) == {"steps.knead.remind": "kept"}
    assert rebased.overlay.of == "2.0.0"


def test_what_only_the_standard_changed_is_the_standards() -> None:
    rebased = carried(a_step(), a_step(due=within("1 day")), remind=(0,))
    assert [change.path for change in rebased.standard_changes] == ["steps.knead.due.within"]
    assert rebased.conflicts == ()


def test_what_both_changed_differently_is_a_conflict() -> None:
    rebased = carried(a_step(), a_step(remind=(-1,)), remind=(0,))
    (conflict,) = rebased.conflicts
    assert (conflict.name, conflict.path, conflict.sides) == (
        "knead.remind",
        "steps.knead.remind",
        ("standard", "team"),
    )
    assert (conflict.old, conflict.standard, conflict.team) == ([-2, 0, 2], [-1], [0])
    assert rebased.overlay.is_empty, "until it is decided, the standard's side stands"


def test_what_both_changed_alike_drops_out() -> None:
    rebased = carried(a_step(), a_step(remind=(0,)), remind=(0,))
    assert (rebased.conflicts, outcomes(rebased)) == ((), {"steps.knead.remind": "reached"})
    assert rebased.overlay.is_empty


@pytest.mark.parametrize("after", [a_step(remind=(0,)), a_step(locked=("remind",)), None])
def test_what_the_team_only_repeated_follows_the_standard(after) -> None:
    assert carried(a_step(), after, remind=(-2, 0, 2)).conflicts == ()
    assert carried(a_step(), a_step(remind=(0,)), remind=(-2, 0, 2)).overlay.is_empty


@pytest.mark.parametrize("standard", ["2 days", "1 day"])
def test_a_deadline_that_the_standard_tightened_as_far_or_further_drops_out(standard: str) -> None:
    rebased = carried(a_step(), a_step(due=within(standard)), due=DueChanges(within=span("2 days")))
    assert rebased.overlay.is_empty and rebased.conflicts == ()


def test_a_deadline_that_the_standard_loosened_enough_drops_out_with_its_waiver() -> None:
    late = {"due": DueChanges(within=span("5 days")), "waive": {"due": LEAVE}}
    assert carried(a_step(), a_step(due=within("6 days")), **late).overlay.is_empty


@pytest.mark.parametrize(
    "standard", [within("60 hours"), within("4 days"), Due(within=span("1 day"), start="resolved")], ids=str
)
def test_a_deadline_that_the_standard_moved_less_or_otherwise_is_a_conflict(standard: Due) -> None:
    rebased = carried(a_step(), a_step(due=standard), due=DueChanges(within=span("2 days")))
    assert [one.name for one in rebased.conflicts] == ["knead.due"]


def test_a_side_is_taken_by_the_name_of_the_conflict() -> None:
    changes = {"due": DueChanges(within=span("2 days")), "waive": {"due": LEAVE}}
    new = a_step(due=Due(within=span("4 days"), start="resolved"))
    team = carried(a_step(), new, take={"knead.due": "team"}, **changes)
    assert (team.conflicts, outcomes(team)) == ((), {"steps.knead.due": "team"})
    effective = apply(a_process(new, a_step("bake"), version="2.0.0"), team.overlay)
    assert effective.steps[0].due == within("2 days"), "as the team had it, from entering"
    assert knead(team).waive == {"due": LEAVE}
    standard = carried(a_step(), new, take={"knead.due": "standard"}, **changes)
    assert (standard.conflicts, outcomes(standard)) == ((), {"steps.knead.due": "standard"})
    assert standard.overlay.is_empty


def test_a_side_is_taken_for_all_of_a_step_at_once() -> None:
    new = a_step(due=within("4 days"), remind=(-1,))
    changes = {"due": DueChanges(within=span("2 days")), "remind": (0,)}
    rebased = carried(a_step(), new, take={"knead": "team", "knead.remind": "standard"}, **changes)
    assert outcomes(rebased) == {"steps.knead.due": "team", "steps.knead.remind": "standard"}


def test_a_name_that_decides_nothing_is_told() -> None:
    rebased = carried(a_step(), a_step(), take={"knead.due": "team"}, remind=(0,))
    assert rebased.unused == ("knead.due",)


def test_what_the_standard_removed_is_a_conflict_that_only_the_standard_can_win() -> None:
    for take in (None, {"knead.remind": "team"}):
        rebased = carried(a_step(), None, take=take, remind=(0,), standards=StandardsChanges(add=(OWN,)))
        assert [(one.name, one.sides) for one in rebased.conflicts] == [
            ("knead.remind", ("standard",)),
            ("knead.standards.sour", ("standard",)),
        ]
        assert rebased.overlay.is_empty
    assert rebased.unused == ("knead.remind",)


def test_what_the_standard_locked_is_a_conflict_that_only_the_standard_can_win() -> None:
    rebased = carried(a_step(), a_step(locked=("remind",)), remind=(0,))
    assert [(one.name, one.sides) for one in rebased.conflicts] == [("knead.remind", ("standard",))]
    assert "has locked it" in rebased.conflicts[0].message


def test_a_how_to_that_the_team_filled_in_stays_beside_the_standards_new_words() -> None:
    rebased = carried(a_step(), a_step(how="Use a machine."), how="Ask Rita.")
    assert (knead(rebased).how, rebased.conflicts) == ("Ask Rita.", ())


def test_a_how_to_that_the_standard_took_up_drops_out() -> None:
    assert carried(a_step(), a_step(how="Use both hands. Ask Rita."), how="Ask Rita.").overlay.is_empty


def test_a_skipped_step_that_was_removed_drops_out() -> None:
    rebased = carried(a_step(optional=True), None, skip=True)
    assert (rebased.conflicts, outcomes(rebased)) == ((), {"steps.knead.skip": "reached"})


def test_a_skipped_step_that_is_needed_now_is_a_conflict() -> None:
    rebased = carried(a_step(optional=True), a_step(), skip=True)
    assert [(one.name, one.sides) for one in rebased.conflicts] == [("knead.skip", ("standard",))]


def test_a_skipped_step_that_changed_is_skipped_still() -> None:
    rebased = carried(a_step(optional=True), a_step(optional=True, due=within("1 day")), skip=True)
    assert knead(rebased).skip and rebased.conflicts == ()


# Standards


def standards(*after, take=None, **changes):
    """What becomes of changes to the standards of a step, which are these afterwards."""
    return carried(a_step(), a_step(standards=after), take=take, standards=StandardsChanges(**changes))


def test_a_standard_of_the_teams_own_is_kept() -> None:
    assert knead(standards(SMOOTH, add=(OWN,))).standards.add == (OWN,)


def test_a_standard_of_the_teams_own_that_became_everybodys_drops_out() -> None:
    assert standards(SMOOTH, OWN, add=(replace(OWN, level="advisory"),)).overlay.is_empty
    assert standards(SMOOTH, OWN, add=(OWN,)).overlay.is_empty


def test_a_standard_that_both_added_differently_is_a_conflict_and_the_teams_gets_another_id() -> None:
    theirs = replace(OWN, text="It is sour and round.")
    assert [one.name for one in standards(theirs, add=(OWN,)).conflicts] == ["knead.standards.sour"]
    team = standards(theirs, take={"knead.standards.sour": "team"}, add=(OWN,))
    assert knead(team).standards.add == (replace(OWN, id="sour-here"),)


def test_a_level_that_the_standard_raised_as_far_drops_out() -> None:
    assert standards(replace(WARM, level="required"), levels={"warm": "waivable"}).overlay.is_empty


def test_a_waiver_for_what_the_standard_lowered_or_removed_drops_out() -> None:
    assert standards(SMOOTH, replace(SALTED, level="advisory"), waive={"salted": LEAVE}).overlay.is_empty
    assert standards(SMOOTH, leave_out=("salted",), waive={"salted": LEAVE}).overlay.is_empty


def test_a_level_that_both_changed_differently_is_a_conflict() -> None:
    rebased = standards(replace(SALTED, level="required"), waive={"salted": LEAVE})
    assert [(one.name, one.sides) for one in rebased.conflicts] == [("knead.standards.salted", ("standard", "team"))]
    team = standards(
        replace(SALTED, level="required"), take={"knead.standards.salted": "team"}, waive={"salted": LEAVE}
    )
    assert knead(team).standards.waive == {"salted": LEAVE}


def test_a_level_is_kept_where_the_standard_changed_the_words_only() -> None:
    rebased = standards(replace(WARM, text="It is warm to the hand."), levels={"warm": "required"})
    assert (knead(rebased).standards.levels, rebased.conflicts) == ({"warm": "required"}, ())


def test_a_standard_that_was_left_out_and_has_changed_is_a_conflict() -> None:
    """The waiver was given for other words."""
    rebased = standards(replace(SALTED, text="It is salted twice."), leave_out=("salted",), waive={"salted": LEAVE})
    assert [one.name for one in rebased.conflicts] == ["knead.standards.salted"]


def test_a_standard_that_the_team_raised_and_the_standard_removed_can_become_the_teams_own() -> None:
    assert [one.name for one in standards(SMOOTH, levels={"warm": "required"}).conflicts] == ["knead.standards.warm"]
    team = standards(SMOOTH, take={"knead.standards.warm": "team"}, levels={"warm": "required"})
    assert knead(team).standards == StandardsChanges(add=(replace(WARM, level="required"),))


def test_standards_that_were_locked_since_are_a_conflict_but_for_what_may_be_waived() -> None:
    after = a_step(locked=("standards",))
    changes = StandardsChanges(levels={"warm": "required"}, waive={"salted": LEAVE}, add=(OWN,))
    rebased = carried(a_step(), after, standards=changes)
    assert [(one.name, one.sides) for one in rebased.conflicts] == [("knead.standards.warm", ("standard",))]
    assert knead(rebased).standards == StandardsChanges(waive={"salted": LEAVE}, add=(OWN,))


def test_what_a_standard_means_in_a_team_is_kept_when_its_words_change() -> None:
    rebased = standards(replace(SMOOTH, text="It is very smooth."), text={"smooth": "As silk."})
    assert (knead(rebased).standards.text, rebased.conflicts) == ({"smooth": "As silk."}, ())


# Rungs, and steps of the team's own


def test_a_rung_is_carried_over_like_a_step() -> None:
    overlay = an_overlay(rung=RungChanges(observations=4, within=span("20 days")))
    rebased = rebase(a_process(a_rung()), a_process(a_rung(observations=3), version="2.0.0"), overlay)
    assert [one.name for one in rebased.conflicts] == ["baker.watch.observations"]
    assert rebased.overlay.roles["baker"]["watch"] == RungChanges(within=span("20 days"))


def test_a_step_of_the_teams_own_is_kept_or_drops_out_or_conflicts() -> None:
    own, old = a_step("rest"), a_process(a_step())
    overlay = an_overlay(add=(own,))
    assert rebase(old, released(old), overlay).overlay.add == {"rest": own}
    assert rebase(old, a_process(a_step(), own, version="2.0.0"), overlay).overlay.is_empty
    other = rebase(old, a_process(a_step(), a_step("rest", role="taster"), version="2.0.0"), overlay)
    assert [(one.name, one.sides) for one in other.conflicts] == [("rest", ("standard",))]


def test_only_versions_of_one_process_can_be_rebased_and_only_from_where_the_overlay_lies() -> None:
    process = a_process(a_step())
    with pytest.raises(ValueError, match="rebase it first"):
        rebase(process, released(process), an_overlay(of="0.9.0"))
    with pytest.raises(ValueError, match="two processes"):
        rebase(process, replace(process, name="dairy"), an_overlay())
