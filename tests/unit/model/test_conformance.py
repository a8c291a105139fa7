"""What a variant may do, and what it may not."""

from datetime import date

import pytest
from tests.unit.model.baking import a_process, a_rung, a_step, an_overlay, span

from preceptor.model.conformance import breaches
from preceptor.model.definition import Due, Standard
from preceptor.model.overlay import DueChanges, RungChanges, StandardsChanges, StepChanges, Waiver

TODAY = date(2027, 1, 31)
LEAVE = Waiver(until="2027-01-31", approver="olga")
PROCESS = a_process(a_step(), a_step("rest", optional=True), a_rung(stand_in_after=span("20 days")))


def found(process, overlay, on=TODAY):
    return [(one.kind, ".".join(map(str, one.path))) for one in breaches(process, overlay, on)]


def step(process=PROCESS, /, **changes):
    return found(process, an_overlay(knead=StepChanges(**changes)))


def standards(process=PROCESS, /, **changes):
    return step(process, standards=StandardsChanges(**changes))


def rung(**changes):
    return found(PROCESS, an_overlay(rung=RungChanges(**changes)))


def due(before: Due, **changes):
    return step(a_process(a_step(due=before)), due=DueChanges(**changes))


LATE = [("loosened", "steps.knead.due")]
WITHIN = Due(within=span("3 days"), start="resolved", by_severity={"1": span("1 day")})
WINDOW = Due(at_least=span("2 days"), at_most=span("5 days"))


@pytest.mark.parametrize(
    ("before", "changes"),
    [
        (WITHIN, {"within": span("2 days")}),
        (WITHIN, {"by_severity": {"1": span("2 hours"), "2": span("2 days")}}),
        (WITHIN, {"start": "opened"}),
        (WINDOW, {"at_most": span("4 days"), "at_least": span("3 days")}),
        (Due(within=span("5 days")), {"at_least": span("1 day"), "at_most": span("5 days")}),
    ],
)
def test_a_deadline_may_be_tightened(before: Due, changes) -> None:
    assert due(before, **changes) == []


@pytest.mark.parametrize(
    ("before", "changes"),
    [
        (WITHIN, {"within": span("4 days")}),
        (WITHIN, {"by_severity": {"1": span("2 days")}}),
        (WITHIN, {"by_severity": {"2": span("4 days")}}),
        (WITHIN, {"start": "entered"}),
        (WINDOW, {"at_most": span("6 days")}),
        (WINDOW, {"at_least": span("1 day")}),
        (WINDOW, {"within": span("5 days")}),
        (Due(within=span("5 days")), {"at_least": span("1 day")}),
    ],
)
def test_a_deadline_is_loosened_only_with_a_waiver(before: Due, changes) -> None:
    assert due(before, **changes) == LATE
    process = a_process(a_step(due=before))
    assert step(process, due=DueChanges(**changes), waive={"due": LEAVE}) == []


def test_fewer_reminders_and_a_shorter_way_up_need_a_waiver_and_more_do_not() -> None:
    assert step(remind=(-5, -3, 0), escalate=("team-lead", "owner", "manager")) == []
    assert step(remind=(0,)) == [("loosened", "steps.knead.remind")]
    assert step(escalate=("owner",)) == [("loosened", "steps.knead.escalate")]


def test_a_rung_may_ask_for_more_and_sooner() -> None:
    assert (
        rung(observations=3, observers=2, rehearsals=0, within=span("20 days"), stand_in_after=span("30 days")) == []
    )


def test_a_rung_takes_longer_only_with_a_waiver() -> None:
    assert rung(within=span("31 days")) == [("loosened", "roles.baker.watch.within")]
    assert rung(within=span("31 days"), waive={"within": LEAVE}) == []
    assert rung(stand_in_after=span("1 day")) == [("loosened", "roles.baker.watch.stand_in_after")]


def test_what_certifies_for_everybody_is_never_lowered_also_not_with_a_waiver() -> None:
    waive = {"observations": LEAVE, "rehearsals": LEAVE}
    assert rung(observations=1, rehearsals=1, waive=waive) == [("lowered", "roles.baker.watch.observations")]
    assert rung(rehearsals=2, waive=waive) == [("lowered", "roles.baker.watch.rehearsals")]
    process = a_process(a_rung(observers=2))
    assert found(process, an_overlay(rung=RungChanges(observers=1))) == [("lowered", "roles.baker.watch.observers")]


def test_standards_may_be_added_raised_and_explained() -> None:
    own = Standard(id="sour", text="It is sour.")
    assert standards(add=(own,), levels={"warm": "required", "salted": "required"}, text={"smooth": "As silk."}) == []


def test_an_added_standard_has_an_id_of_its_own() -> None:
    own = Standard(id="smooth", text="It is smooth as silk.")
    assert standards(add=(own,)) == [("taken", "steps.knead.standards.add.0.id")]


def test_advice_may_be_left_out_by_whoever_does_not_want_it() -> None:
    assert standards(leave_out=("warm",)) == []


@pytest.mark.parametrize("id", ["smooth", "salted"])
def test_a_standard_that_binds_is_left_out_or_lowered_only_with_a_waiver(id: str) -> None:
    assert standards(leave_out=(id,)) == [("standard", "steps.knead.standards.leave_out.0")]
    assert standards(levels={id: "advisory"}) == [("standard", f"steps.knead.standards.levels.{id}")]
    for changes in ({"leave_out": (id,)}, {"levels": {id: "advisory"}}, {}):
        assert standards(**changes, waive={id: LEAVE}) == []


def test_a_waiver_holds_to_the_end_of_its_last_day() -> None:
    overlay = an_overlay(knead=StepChanges(standards=StandardsChanges(waive={"salted": LEAVE})))
    assert found(PROCESS, overlay, date(2027, 1, 31)) == []
    assert found(PROCESS, overlay, date(2027, 2, 1)) == [("waiver-ended", "steps.knead.standards.waive.salted.until")]


def test_a_waiver_that_nobody_has_approved_allows_nothing() -> None:
    asked = Waiver(until="2027-12-31")
    assert standards(waive={"salted": asked}) == [("waiver-open", "steps.knead.standards.waive.salted")]
    late = {"due": DueChanges(within=span("9 days")), "waive": {"due": asked}}
    assert step(**late) == [("waiver-open", "steps.knead.waive.due")]


def test_a_locked_field_stays_as_it_is_tighter_or_not_waiver_or_not() -> None:
    process = a_process(a_step(locked=("due", "how")))
    assert step(process, due=DueChanges(within=span("1 day"))) == [("locked", "steps.knead.due")]
    late = {"due": DueChanges(within=span("9 days")), "waive": {"due": LEAVE}}
    assert step(process, **late) == [("locked", "steps.knead.due")]
    assert step(process, how="Ask Rita.") == [("locked", "steps.knead.how")]
    assert step(process, due=DueChanges(within=span("3 days"))) == [], "what is repeated is not changed"


def test_locked_standards_stay_as_they_are_and_a_team_may_add_its_own_beside_them() -> None:
    process = a_process(a_step(locked=("standards",)))
    assert standards(process, add=(Standard(id="sour", text="It is sour."),)) == []
    assert standards(process, levels={"warm": "required"}) == [("locked", "steps.knead.standards.levels.warm")]
    assert standards(process, text={"smooth": "As silk."}) == [("locked", "steps.knead.standards.text.smooth")]
    assert standards(process, leave_out=("warm",)) == [("locked", "steps.knead.standards.leave_out.0")]
    assert standards(process, waive={"smooth": LEAVE}) == [("locked", "steps.knead.standards.waive.smooth")]


def test_a_lock_leaves_open_the_waiver_that_a_waivable_standard_speaks_of() -> None:
    process = a_process(a_step(locked=("standards",)))
    assert standards(process, waive={"salted": LEAVE}) == []
    assert standards(process, leave_out=("salted",), waive={"salted": LEAVE}) == []
    assert standards(process, leave_out=("salted",)) == [("standard", "steps.knead.standards.leave_out.0")]
    assert standards(process, levels={"salted": "required"}) == [("locked", "steps.knead.standards.levels.salted")]


def test_only_what_is_optional_may_be_skipped() -> None:
    assert found(PROCESS, an_overlay(rest=StepChanges(skip=True))) == []
    assert step(skip=True) == [("needed", "steps.knead.skip")]


def test_what_the_process_does_not_have_cannot_be_changed() -> None:
    assert found(PROCESS, an_overlay(fry=StepChanges(remind=(0,)))) == [("unknown", "steps.fry")]
    assert standards(levels={"crisp": "required"}, waive={"crisp": LEAVE}, leave_out=("dry",)) == [
        ("unknown", "steps.knead.standards.leave_out.0"),
        ("unknown", "steps.knead.standards.levels.crisp"),
        ("unknown", "steps.knead.standards.waive.crisp"),
    ]
    assert step(waive={"title": LEAVE}) == [("unknown", "steps.knead.waive.title")]
    assert found(a_process(a_step()), an_overlay(rung=RungChanges(observers=2))) == [("unknown", "roles.baker.watch")]


def test_a_step_may_be_added_where_the_lifecycle_has_a_state_without_one() -> None:
    assert found(PROCESS, an_overlay(add=(a_step("bake"),))) == []
    assert found(PROCESS, an_overlay(add=(a_step("knead"),))) == [("taken", "add.knead")]
    assert found(PROCESS, an_overlay(add=(a_step("eaten"),))) == [("unknown", "add.eaten")]


def test_the_parts_have_to_fit_together_afterwards() -> None:
    assert rung(observers=3) == [("unfit", "roles.baker.watch.observers")]
    assert rung(observers=3, observations=3) == []
    assert due(WINDOW, at_most=span("1 day")) == [("unfit", "steps.knead.due")]
    assert due(WINDOW, by_severity={"1": span("1 day")}) == [("unfit", "steps.knead.due")]


def test_an_overlay_on_another_version_is_one_breach_whatever_else_it_says() -> None:
    overlay = an_overlay(of="0.9.0", knead=StepChanges(skip=True))
    (breach,) = breaches(PROCESS, overlay, TODAY)
    assert (breach.kind, breach.path) == ("version", ("of",))
    assert "`preceptor variant rebase rye bakery` prints what belongs here" in breach.allowed
    assert "`of: 1.0.0`" in breach.allowed


def test_every_breach_is_told_and_says_what_is_allowed_instead() -> None:
    changes = StandardsChanges(leave_out=("smooth",), levels={"crisp": "required"})
    overlay = an_overlay(
        knead=StepChanges(due=DueChanges(within=span("9 days")), skip=True, standards=changes),
        rung=RungChanges(observations=1),
    )
    told = breaches(PROCESS, overlay, TODAY)
    assert {one.kind for one in told} == {"loosened", "needed", "standard", "unknown", "lowered"}
    assert all(one.message and one.allowed for one in told)
    (late,) = [one for one in told if one.kind == "loosened"]
    assert late.message == "`due` asks for less than the standard: 9 days from entered and not 3 days from entered"
    (short,) = [one for one in told if one.kind == "standard"]
    assert "preceptor variant waive rye bakery --step knead --standard smooth --why W --until DATE" in short.allowed
