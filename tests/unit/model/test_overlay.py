"""What a team follows, given the standard and the team's overlay."""

import pytest
from tests.unit.model.baking import SALTED, SMOOTH, WARM, a_process, a_rung, a_step, an_overlay, span

from preceptor.model import canonical
from preceptor.model.definition import Due, Standard
from preceptor.model.edition import Origin, edition_digest, edition_form, origin
from preceptor.model.overlay import (
    DueChanges,
    RungChanges,
    StandardsChanges,
    StepChanges,
    Waiver,
    apply,
)

PROCESS = a_process(a_step(), a_step("rest", optional=True), a_rung())
LEAVE = Waiver(until="2027-01-31", approver="olga")


def kneaded(**changes):
    """The step as the team has it with these changes."""
    return apply(PROCESS, an_overlay(knead=StepChanges(**changes))).steps[0]


def standards(**changes):
    """The standards of the step with these changes, by id and level."""
    return [(one.id, one.level) for one in kneaded(standards=StandardsChanges(**changes)).standards]


def test_what_the_overlay_does_not_say_is_the_standards() -> None:
    effective = apply(PROCESS, an_overlay(knead=StepChanges(remind=(0,))))
    assert effective.steps[0].remind == (0,)
    assert effective.steps[0].due == PROCESS.steps[0].due
    assert effective.steps[1:] == PROCESS.steps[1:] and effective.roles == PROCESS.roles


def test_a_part_of_a_deadline_leaves_its_other_parts() -> None:
    due = Due(within=span("3 days"), start="resolved", by_severity={"1": span("1 day"), "2": span("2 days")})
    process = a_process(a_step(due=due))
    changes = DueChanges(within=span("2 days"), by_severity={"1": span("2 hours")})
    assert apply(process, an_overlay(knead=StepChanges(due=changes))).steps[0].due == Due(
        within=span("2 days"), start="resolved", by_severity={"1": span("2 hours"), "2": span("2 days")}
    )


def test_a_deadline_can_become_a_window() -> None:
    due = kneaded(due=DueChanges(at_least=span("1 day"), at_most=span("2 days"))).due
    assert due == Due(at_least=span("1 day"), at_most=span("2 days"))


def test_the_teams_how_to_stands_after_the_standards() -> None:
    assert kneaded(how="Ask Rita.").how == "Use both hands.\n\nAsk Rita."


def test_where_the_standard_has_no_how_to_the_teams_is_all() -> None:
    process = a_process(a_step(how=""))
    assert apply(process, an_overlay(knead=StepChanges(how="Ask Rita."))).steps[0].how == "Ask Rita."


def test_the_teams_own_standards_come_after_those_that_are_there() -> None:
    own = Standard(id="sour", text="It is sour.")
    assert kneaded(standards=StandardsChanges(add=(own,))).standards == (SMOOTH, SALTED, WARM, own)


def test_a_standard_that_is_left_out_is_gone_and_one_with_another_level_has_it() -> None:
    assert standards(leave_out=("salted",), levels={"warm": "required"}) == [
        ("smooth", "required"),
        ("warm", "required"),
    ]


def test_a_standard_that_is_only_waived_stays_in_sight_as_advice() -> None:
    assert ("salted", "advisory") in standards(waive={"salted": LEAVE})
    assert ("smooth", "waivable") in standards(waive={"smooth": LEAVE}, levels={"smooth": "waivable"})


def test_what_a_standard_means_in_a_team_stands_after_it() -> None:
    changed = kneaded(standards=StandardsChanges(text={"smooth": "Ours is never smooth."}))
    assert changed.standards[0].text == "It is smooth. Ours is never smooth."


def test_a_skipped_step_is_not_owed_and_the_lifecycle_keeps_its_state() -> None:
    effective = apply(PROCESS, an_overlay(rest=StepChanges(skip=True)))
    assert [step.name for step in effective.steps] == ["knead"]
    assert effective.lifecycles == PROCESS.lifecycles


def test_a_step_of_the_teams_own_stands_where_its_state_does() -> None:
    process = a_process(a_step("knead"), a_step("bake"))
    effective = apply(process, an_overlay(add=(a_step("rest"),)))
    assert [step.name for step in effective.steps] == ["knead", "rest", "bake"]


def test_a_rung_takes_what_the_team_says() -> None:
    rung = RungChanges(observations=4, within=span("20 days"))
    changed = apply(PROCESS, an_overlay(rung=rung)).ladder_of("baker").rung("watch")
    assert (changed.observations, changed.within, changed.observers) == (4, span("20 days"), 1)


def test_what_is_said_about_nothing_changes_nothing() -> None:
    overlay = an_overlay(
        fry=StepChanges(remind=(0,)), knead=StepChanges(standards=StandardsChanges(leave_out=("x",)))
    )
    assert apply(PROCESS, overlay) == PROCESS


def test_an_overlay_on_another_version_has_to_be_rebased_first() -> None:
    with pytest.raises(ValueError, match=r"lies on bakery 0\.9\.0, not on bakery 1\.0\.0; rebase"):
        apply(PROCESS, an_overlay(of="0.9.0"))


def test_an_edition_is_named_by_its_revision_its_overlay_and_what_is_followed() -> None:
    overlay = an_overlay(knead=StepChanges(remind=(0,)))
    assert edition_form(PROCESS, overlay) == {
        "revision": canonical.digest(canonical.dump(PROCESS)),
        "overlay": canonical.dump(overlay),
        "definition": canonical.dump(apply(PROCESS, overlay)),
    }
    assert edition_digest(PROCESS, overlay) == canonical.digest(edition_form(PROCESS, overlay))


def test_an_overlay_that_repeats_the_standard_is_the_standards_edition() -> None:
    repeats = an_overlay(knead=StepChanges(remind=PROCESS.steps[0].remind))
    assert edition_digest(PROCESS, repeats) == canonical.digest(canonical.dump(PROCESS))


def test_every_part_says_where_it_comes_from() -> None:
    own = Standard(id="sour", text="It is sour.")
    changes = StandardsChanges(add=(own,), leave_out=("salted",), waive={"salted": LEAVE}, text={"warm": "Tepid."})
    late = DueChanges(within=span("9 days"))
    overlay = an_overlay(
        knead=StepChanges(due=late, how="Ask Rita.", standards=changes, waive={"due": LEAVE}),
        rest=StepChanges(skip=True),
        rung=RungChanges(observers=2),
    )
    told = origin(PROCESS, overlay)
    assert told["knead"] == Origin(source="standard")
    assert told["knead.due"] == Origin(source="team", waiver=LEAVE)
    assert told["knead.remind"] == Origin(source="standard")
    assert told["knead.how"] == Origin(source="both")
    assert told["knead.standards.smooth"] == Origin(source="standard")
    assert told["knead.standards.salted"] == Origin(source="team", left_out=True, waiver=LEAVE)
    assert told["knead.standards.warm"] == Origin(source="both")
    assert told["knead.standards.sour"] == Origin(source="team")
    assert told["rest"] == Origin(source="team", left_out=True)
    assert told["baker.watch.observers"] == Origin(source="team")
    assert told["baker.watch.observations"] == Origin(source="standard")


def test_all_of_a_step_of_the_teams_own_comes_from_the_team() -> None:
    told = origin(PROCESS, an_overlay(add=(a_step("bake"),)))
    assert {told[name] for name in told if name.split(".")[0] == "bake"} == {Origin(source="team")}
    assert "bake.standards.smooth" in told


def test_every_waiver_is_found_by_its_path() -> None:
    overlay = an_overlay(
        knead=StepChanges(standards=StandardsChanges(waive={"salted": LEAVE})),
        rung=RungChanges(waive={"within": LEAVE}),
    )
    assert overlay.waivers() == {
        ("steps", "knead", "standards", "waive", "salted"): LEAVE,
        ("roles", "baker", "watch", "waive", "within"): LEAVE,
    }


def test_a_waiver_ends_on_a_day_that_is_written_in_full() -> None:
    with pytest.raises(ValueError):
        Waiver(until="20270131")
