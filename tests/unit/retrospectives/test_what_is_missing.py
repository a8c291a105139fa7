"""What the guards before completion say is missing can be supplied, by those whom they name, where it stands."""

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.reviews.builders import (
    ADA,
    LENA,
    NOW,
    OLGA,
    OTTO,
    a_thread,
    facts,
    handed_in,
    reasons,
    settled,
    without,
)

from preceptor.model.next_steps import NextStep, NextSteps
from preceptor.model.recommendation import Recommendation
from preceptor.model.retrospective_facts import RetrospectiveFacts

AMEND = "preceptor retrospective amend R-3 --why WHY"


def a_step(identity: int = 1, *, deciders: tuple[int, ...] = (LENA,), **rest: Any) -> NextStep:
    """A recommendation that nobody has decided on and that only detects, unless said otherwise."""
    usual: dict[str, Any] = {"state": "proposed", "kind": "software", "effect": "detect", "control": "Alert", **rest}
    fate = Recommendation(
        id=identity,
        process="recommendation",
        edition="e",
        retrospective=3,
        team=1,
        writeup=1,
        text="Alert",
        opened_at=NOW,
        entered_at=NOW,
        **usual,
    )
    return NextStep(fate=fate, deciders=deciders)


def about_to_be_complete(*steps: NextStep, **on: Any) -> RetrospectiveFacts:
    ids = tuple(one.id for one in steps)
    return facts(on={"state": "finalise", **on}, next_steps=NextSteps(ids=ids, steps=steps))


def prevention(known: RetrospectiveFacts) -> list[Any]:
    return reasons("something-prevents", known, standard="preventive-item")


@pytest.mark.parametrize(
    ("step", "command"),
    [
        ({"effect": None}, "preceptor recommendation accept REC-1 --priority P --why WHY --effect prevent"),
        (
            {"effect": None, "verdict": "accepted"},
            "preceptor recommendation accept REC-1 --priority P --why WHY --effect prevent",
        ),
        (
            {"effect": None, "kind": None, "control": ""},
            "preceptor recommendation accept REC-1 --priority P --why WHY --kind software|configuration|process"
            " --effect prevent --control CONTROL",
        ),
        ({"effect": "prevent", "verdict": "declined"}, "preceptor recommendation reopen REC-1 --why WHY"),
        ({"effect": "prevent", "verdict": "dropped"}, "preceptor recommendation reopen REC-1 --why WHY"),
    ],
)
def test_whoever_decides_on_a_recommendation_can_let_it_prevent(step: dict[str, Any], command: str) -> None:
    (reason,) = prevention(about_to_be_complete(a_step(**step)))
    assert (reason.who, reason.command) == (("lena",), command)


@pytest.mark.parametrize("step", [{"effect": "detect"}, {"effect": "mitigate", "verdict": "declined"}])
def test_where_none_would_prevent_the_write_up_is_opened_again_to_recommend_one(step: dict[str, Any]) -> None:
    (reason,) = prevention(about_to_be_complete(a_step(**step)))
    assert (reason.who, reason.command) == (("ada", "lena", "olga"), AMEND)
    (without,) = prevention(about_to_be_complete())
    assert without.command == AMEND


def test_where_there_is_a_choice_people_make_it() -> None:
    steps = (a_step(1, effect=None), a_step(2, effect=None, deciders=(LENA, OTTO)))
    (reason,) = prevention(about_to_be_complete(*steps))
    assert reason.who == ("lena", "otto")
    assert (reason.command or "").startswith("preceptor recommendation accept REC --priority")


def test_the_top_priority_is_given_by_whoever_decides_and_only_to_what_may_still_have_it() -> None:
    known = about_to_be_complete(
        a_step(1, effect="prevent", verdict="accepted", priority=2), a_step(2, verdict="declined"), user_facing=True
    )
    (reason,) = prevention(known)
    assert (reason.who, reason.command) == (
        ("lena",),
        "preceptor recommendation accept REC-1 --priority 1 --why WHY",
    )
    (ended,) = prevention(
        about_to_be_complete(a_step(effect="prevent", verdict="done", priority=2), user_facing=True)
    )
    assert ended.command == AMEND


def test_on_each_recommendation_those_decide_who_may() -> None:
    """Another team's lead, where it was joined to theirs; and the owners of the process that it is handled by."""
    known = about_to_be_complete(a_step(1), a_step(2, deciders=(OTTO, OLGA)))
    assert [one.who for one in reasons("next-steps-agreed", known)] == [("lena",), ("otto", "olga")]


def test_each_that_is_not_settled_is_its_owners_and_without_one_theirs_who_decide() -> None:
    known = facts(
        on={"state": "follow-up"},
        next_steps=NextSteps(
            steps=(
                a_step(1, verdict="accepted", owner=OTTO),
                a_step(2, verdict="accepted", owner=ADA),
                a_step(3, verdict="accepted"),
                a_step(4, verdict="done", owner=OTTO),
            )
        ),
    )
    assert [one.who for one in reasons("recommendations-settled", known)] == [("otto",), ("ada",), ("lena",)]


@pytest.mark.parametrize(("state", "command"), [
    ("revise", "preceptor writeup submit R-3 FILE --made T-1"),
    ("finalise", AMEND),
    ("follow-up", AMEND),
    ("notes", None),
])  # fmt: skip
def test_an_agreed_change_is_handed_in_where_that_is_possible(state: str, command: str | None) -> None:
    (reason,) = reasons("changes-made", facts(on={"state": state}, threads=(settled(change_agreed=True),)))
    assert reason.command == command
    assert bool(reason.who) == bool(command)


@pytest.mark.parametrize(("state", "who"), [
    ("review", ("rita",)),
    ("meeting", ("rita", "mo", "nils")),
    ("revise", ()),
])  # fmt: skip
def test_an_open_thread_names_whoever_may_settle_it_there(state: str, who: tuple[str, ...]) -> None:
    known = facts(on={"state": state}, threads=(a_thread(),))
    (reason,) = reasons("threads-settled", known)
    assert reason.who == who
    assert (reason.command is not None) == bool(who)


def test_nobody_is_named_who_is_not_here_any_more() -> None:
    (reason,) = reasons("threads-settled", without("rita", on={"state": "revise"}, threads=(a_thread(),)))
    assert (reason.who, reason.command) == ((), None)


def test_where_the_author_has_left_another_one_is_assigned_first() -> None:
    """Somebody may leave once the write-up is complete; it can be opened again after that."""
    known = without(
        "ada",
        on={"state": "revise", "completed_at": NOW, "entered_at": NOW + timedelta(days=1)},
        submission=handed_in(NOW),
        threads=(settled(change_agreed=True),),
    )
    for guard in ("amendment-made", "changes-made"):
        (reason,) = reasons(guard, known)
        command = "preceptor retrospective assign R-3 --role author LOGIN"
        assert (reason.who, reason.command) == (("lena", "olga"), command)


def test_it_goes_on_without_a_meeting_only_once_the_review_is_over() -> None:
    open_until = {
        "review_from": NOW,
        "review_least": NOW + timedelta(hours=1),
        "review_most": NOW + timedelta(days=1),
    }
    (early,) = reasons("threads-open", facts(on=open_until))
    (later,) = reasons("threads-open", facts(on=open_until, now=NOW + timedelta(days=1)))
    assert (early.command, later.command) == (None, "preceptor retrospective advance R-3")


def test_what_is_no_meeting_needs_no_announcement() -> None:
    (moot,) = reasons("meeting-begun", facts(on={"state": "meeting"}, threads=(settled(),)))
    (wanted,) = reasons("meeting-begun", facts(on={"state": "meeting"}, threads=(a_thread(),)))
    assert moot.command == "preceptor retrospective advance R-3"
    assert wanted.command == "preceptor meeting schedule R-3 --at TIME"


def test_before_a_meeting_begins_nobody_can_attach_its_notes() -> None:
    known = facts(on={"state": "meeting", "meeting_at": NOW + timedelta(hours=1)}, threads=(a_thread(),))
    (reason,) = reasons("meeting-noted", known)
    assert (reason.message, reason.command) == ("the meeting begins at 2026-03-04 10:00 UTC", None)
