"""Whether a recommendation will be done is decided once, by whom, with which priority and on what grounds."""

from dataclasses import replace

import pytest
from tests.support.recommendations import (
    Recommended,
    a_recommendation,
    a_write_up,
    recommended,
    refused,
    reviewed,
    written,
)
from tests.support.retrospectives import a_team_on_call
from tests.support.world import OWNER, World, done, guards

from preceptor.cli.recommendation_text import show_lines
from preceptor.errors import BadInput, UnknownId
from preceptor.model.writeup import SafetyControl
from preceptor.services import leaving, teams
from preceptor.services.recommendations import views


def test_the_lead_owes_a_decision_within_five_business_days(world: World) -> None:
    one = a_recommendation(world)
    assert one.owed() == [("step", "lena")]
    (owed,) = [each for each in world.overdue(within="1 year") if each["instance"] == one.id]
    assert owed["due_at"].startswith("2026-03-16T17:00")
    assert owed["command"] == f"preceptor recommendation accept {one.id} --priority P --why WHY"


def test_another_lead_owes_it_then_and_of_a_team_without_a_lead_the_team(world: World) -> None:
    one = a_recommendation(world)
    world.person("petra")
    teams.name_lead(world.by(OWNER), "payments", "petra")
    assert one.owed() == [("step", "petra")]
    leaving.deactivate(world.by(OWNER), "petra")
    assert [(each["person"], each["team"]) for each in world.overdue(within="1 year", team="payments")] == [
        ("ada", None),
        (None, "payments"),
    ]


def test_of_a_team_without_a_lead_everybody_is_told_who_can_decide(world: World) -> None:
    one = a_recommendation(world)
    world.people("ben", "petra", teams=["payments"])
    done(teams.name_lead(world.by(OWNER), "payments", "petra"))
    done(leaving.deactivate(world.by(OWNER), "petra"))
    (owed,) = [each for each in world.mine("ben") if each["instance"] == one.id]
    assert owed["command"] == f"preceptor recommendation accept {one.id} --priority P --why WHY"
    assert owed["what"].endswith(" (the team owes it, and olga can do it)")


def test_accepting_is_on_record_with_who_why_and_how_urgent(world: World) -> None:
    one = a_recommendation(world)
    one.accept(priority=2, why="twice in a year")
    said = one.show()["history"][-1]
    assert (said["what"], said["by"], said["why"], said["priority"]) == ("accepted", "lena", "twice in a year", 2)
    assert (one.state, one.record.verdict, one.record.priority) == ("accepted", "accepted", 2)


def test_declining_is_on_record_with_its_reason_and_ends_it(world: World) -> None:
    one = a_recommendation(world)
    one.decline(why="the vendor does it")
    assert one.show()["history"][-1]["why"] == "the vendor does it"
    assert (one.state, one.owed()) == ("declined", [])


@pytest.mark.parametrize("act", ["accept", "decline"])
@pytest.mark.parametrize("who", ["ada", "otto"])
def test_only_the_lead_and_owners_decide(world: World, act: str, who: str) -> None:
    reasons = refused(getattr(a_recommendation(world), act), by=who)
    assert guards(reasons) == ["actor"] and reasons[0].who == ("lena", OWNER)


@pytest.mark.parametrize("state", ["accepted", "planned", "in-progress"])
def test_another_priority_is_another_decision_and_leaves_what_was_promised_alone(world: World, state: str) -> None:
    one = a_recommendation(world, state)
    before, owed = one.record, one.owed()
    world.later(days=3)
    one.accept(priority=3, why="the vendor has a fix")
    said, after = one.show()["history"][-1], one.record
    assert (said["what"], said["why"], said["priority"]) == ("accepted", "the vendor has a fix", 3)
    assert after.priority == 3 and one.owed() == owed
    assert (after.state, after.entered_at, after.owner, after.due_at) == (
        before.state,
        before.entered_at,
        before.owner,
        before.due_at,
    )


def test_what_has_ended_is_not_prioritised_anew(world: World) -> None:
    assert guards(refused(a_recommendation(world, "done").accept, priority=3)) == ["state"]


@pytest.mark.parametrize("priority", [0, 6, -1])
def test_a_priority_is_one_to_five(world: World, priority: int) -> None:
    assert guards(refused(a_recommendation(world).accept, priority=priority)) == ["priority-counts"]


def test_what_is_not_known_of_it_is_asked_for_all_at_once(world: World) -> None:
    one = a_recommendation(world, kind=None, effect=None, control="")
    assert guards(refused(one.accept)) == ["control-named", "kind-and-effect-known"]
    assert sorted({each["guard"] for each in world.why(one.id)["blocked"]}) == [
        "control-named",
        "kind-and-effect-known",
    ]


def test_each_reason_against_it_names_the_whole_command_with_what_was_said_already(world: World) -> None:
    """Whoever follows the remedy of one reason is not refused for the other."""
    one = a_recommendation(world, kind=None, effect=None, control="")
    reasons = refused(one.accept, kind="software", control="Probe of the endpoint")
    assert {reason.command for reason in reasons} == {
        f"preceptor recommendation accept {one.id} --priority P --why WHY --kind software"
        " --effect prevent|detect|mitigate --control 'Probe of the endpoint'"
    }
    assert {reason.who for reason in reasons} == {("lena", OWNER)}
    (decision,) = (each for each in world.mine("lena") if each["step"] == "proposed")
    assert decision["command"] == (
        f"preceptor recommendation accept {one.id} --priority P --why WHY"
        " --kind software|configuration|process --effect prevent|detect|mitigate --control CONTROL"
    )


def test_whoever_accepts_it_may_say_what_the_write_up_leaves_open(world: World) -> None:
    one = a_recommendation(world, kind=None, effect=None, control="")
    one.accept(kind="software", effect="detect", control=" Probe of  the endpoint ")
    assert (one.record.kind, one.record.effect, one.record.control) == ("software", "detect", "Probe of the endpoint")
    assert one.record.text == "Alert on the age of the oldest certificate"


@pytest.mark.parametrize("why", ["", "  "])
def test_no_reason_is_no_decision(world: World, why: str) -> None:
    one = a_recommendation(world)
    for act in (one.accept, one.decline):
        with pytest.raises(BadInput, match="reason"):
            act(why=why)


def test_one_that_was_declined_can_be_decided_on_anew(world: World) -> None:
    one = a_recommendation(world)
    one.decline()
    one.reopen(by="ada")
    assert (one.state, one.record.verdict, one.record.ended_at) == ("proposed", None, None)
    one.accept()
    assert [said["what"] for said in one.show()["history"]] == ["proposed", "declined", "reopened", "accepted"]


def test_an_id_that_there_is_not_is_told(world: World) -> None:
    one = a_recommendation(world)
    one.id = "REC-99"
    with pytest.raises(UnknownId, match="REC-99"):
        one.accept()


# about a step of a governed process


def test_one_about_a_step_of_a_governed_process_opens_a_report_about_it(world: World) -> None:
    one = a_recommendation(world, kind="process", control="retrospective/research")
    one.accept()
    (event,) = world.events("step-reported")
    assert (event.data["process"], event.data["step"], event.data["recommendation"]) == (
        "retrospective",
        "research",
        1,
    )
    assert one.show()["report"] == f"RP-{event.data['report']}"


def test_the_step_can_be_named_when_it_is_accepted(world: World) -> None:
    one = a_recommendation(world, kind="process", control="Reading list")
    one.accept(step="retrospective/review")
    assert world.events("step-reported")[0].data["step"] == "review"
    assert one.record.control == "Reading list"


def test_one_about_no_governed_process_opens_none(world: World) -> None:
    a_recommendation(world, kind="process", control="Reading list").accept()
    assert world.events("step-reported") == []


def test_a_step_that_there_is_not_and_a_step_of_software_are_bad_input(world: World) -> None:
    one = a_recommendation(world, kind="process")
    with pytest.raises(UnknownId, match="cooking"):
        one.accept(step="retrospective/cooking")
    with pytest.raises(BadInput, match="kind software"):
        one.accept(kind="software", step="retrospective/review")
    assert one.state == "proposed"


def test_one_that_is_opened_again_opens_no_second_report(world: World) -> None:
    one = a_recommendation(world, "accepted", kind="process", control="retrospective/research")
    one.decline()
    one.reopen()
    one.accept()
    assert len(world.events("step-reported")) == 1


# joined


def test_one_that_is_joined_to_another_is_answered_by_it(world: World) -> None:
    one, other = _two(world)
    one.join(other)
    assert (one.record.joined_to, one.owed()) == (int(other.id[4:]), [])
    assert other.show()["incidents"] == 2 and other.show()["answers"] == [one.id]
    assert guards(refused(one.accept)) == ["stands-alone"]


def test_what_was_joined_before_comes_along(world: World) -> None:
    one, other = _two(world)
    (third,) = recommended(reviewed(world, "Rotate them"))
    one.join(other)
    other.join(third)
    assert [each.record.joined_to for each in (one, other)] == [int(third.id[4:])] * 2
    assert third.show()["incidents"] == 3


def test_a_list_tells_which_other_one_answers_it(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = _two(world)
    one.join(other)
    show_lines(views.list_recommendations(world.by(None)))
    line, _ = sorted(capsys.readouterr().out.splitlines()[1:])
    assert line.split()[:4] == [one.id, "joined", "to", other.id]


def test_what_is_recommended_for_a_control_ends_with_what_answers_it(world: World) -> None:
    one, other = _two(world)
    alert = SafetyControl(name="Certificate alert", failed="it was off")
    for each in (one, other):
        each.incident.write_up(replace(a_write_up(each.record.text), controls=(alert,)))
    one.join(other)
    (before,) = views.failing_controls(world.by(None))
    assert before["recommendations"] == [one.id, other.id]
    other.decline()
    (after,) = views.failing_controls(world.by(None))
    assert after["recommendations"] == []


def test_nothing_is_joined_to_itself_to_what_has_ended_or_to_what_was_joined(world: World) -> None:
    one, other = _two(world)
    assert guards(refused(one.join, one)) == ["joins-another"]
    (third,) = recommended(reviewed(world, "Rotate them"))
    third.join(other)
    assert guards(refused(one.join, third)) == ["joins-another"]
    assert guards(refused(third.join, one)) == ["stands-alone"]
    other.decline()
    assert guards(refused(one.join, other)) == ["joins-another"]


def test_whoever_could_join_it_to_another_is_named(world: World) -> None:
    one, _ = _two(world)
    (reason,) = refused(one.join, one)
    assert reason.who == ("ada", "lena", OWNER)


def test_an_author_who_has_left_is_not_named_as_who_may_reopen_it(world: World) -> None:
    one, other = recommended(reviewed(world, "Alert on old certificates", "Rotate them"))
    one.accept()
    other.decline()
    one.incident.until("follow-up")
    leaving.deactivate(world.by(OWNER), "ada")
    (reason,) = refused(other.reopen, by="rita")
    assert (reason.guard, reason.who) == ("actor", ("lena", OWNER))


def test_a_write_up_cannot_leave_out_what_answers_another(world: World) -> None:
    one, other = _two(world)
    one.join(other)
    other.incident.write_up(a_write_up())
    assert other.state == "proposed"


def _two(world: World) -> tuple[Recommended, Recommended]:
    a_team_on_call(world)
    (one,) = recommended(reviewed(world, "Alert on old certificates"))
    (other,) = recommended(reviewed(world, written("Alert on certificates that end")))
    return one, other
