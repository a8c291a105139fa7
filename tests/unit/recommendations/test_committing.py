"""Who does it, by when, in which ticket: what a commitment is, and what becomes of its day."""

from datetime import date
from typing import Any

import pytest
from tests.support.recommendations import TICKET, a_recommendation, refused
from tests.support.world import OWNER, World, guards

from preceptor.errors import UnknownId
from preceptor.model.refusal import Refusal
from preceptor.model.trackers import Trackers
from preceptor.services import leaving


def test_a_commitment_says_who_by_when_and_where(world: World) -> None:
    one = a_recommendation(world, "accepted")
    one.commit(owner="otto", due="2026-03-20")
    record = one.record
    assert (record.owner, record.due_on, record.ticket) == (world.identity("otto"), date(2026, 3, 20), TICKET)
    assert one.owed() == [("commitment", "otto"), ("review", "lena"), ("review", "otto"), ("step", "otto")]


def test_its_owner_owes_it_at_the_end_of_that_day_where_they_are(world: World) -> None:
    world.person("ines", zone="America/New_York")
    one = a_recommendation(world, "accepted")
    one.commit(owner="ines", due="2026-03-20")
    assert one.record.due_at.isoformat() == "2026-03-20T21:00:00+00:00"


def test_the_lead_owes_it_while_nobody_has_committed(world: World) -> None:
    assert a_recommendation(world, "accepted").owed() == [("step", "lena")]


def test_once_begun_it_is_the_commitment_that_is_owed(world: World) -> None:
    assert a_recommendation(world, "in-progress").owed() == [
        ("commitment", "otto"),
        ("review", "lena"),
        ("review", "otto"),
    ]


@pytest.mark.parametrize("ticket", ["PAY-7", "ftp://tickets.example.org/7", "https://", "https:///7", "a b", ""])
def test_a_ticket_is_the_address_of_a_page(world: World, ticket: str) -> None:
    one = a_recommendation(world, "accepted")
    assert guards(refused(one.commit, ticket=ticket)) == ["ticket-formed"]


@pytest.mark.parametrize(
    ("forms", "ticket", "fits"),
    [
        ({"jira": "https://tickets.example.org/browse/PAY-"}, "https://tickets.example.org/browse/PAY-7", True),
        ({"jira": "https://tickets.example.org/browse/PAY-"}, "https://tickets.example.org/browse/PAY-", False),
        ({"jira": "https://tickets.example.org/browse/PAY-"}, "https://code.example.org/browse/PAY-7", False),
        ({"forge": "https://code.example.org/*/*/issues/*"}, "https://code.example.org/pay/api/issues/3", True),
        ({"forge": "https://code.example.org/*/*/issues/*"}, "https://code.example.org/pay/issues/3", False),
        ({"a": "https://a.example.org/", "b": "https://b.example.org/"}, "https://b.example.org/3", True),
        ({}, "http://anything.example.org", True),
    ],
)
def test_where_trackers_are_configured_a_ticket_has_the_form_of_one_of_them(
    forms: dict[str, str], ticket: str, fits: bool
) -> None:
    assert (Trackers(forms=forms).problem(ticket) is None) is fits


def test_a_day_in_the_past_is_no_commitment(world: World) -> None:
    one = a_recommendation(world, "accepted")
    assert guards(refused(one.commit, due="2026-03-01")) == ["date-to-come"]


@pytest.mark.parametrize(("severity", "last"), [(1, "2026-03-24"), (2, "2026-04-08"), (3, "2026-05-08")])
def test_a_day_later_than_the_severity_allows_needs_a_reason(world: World, severity: int, last: str) -> None:
    one = a_recommendation(world, "accepted", severity=severity)
    later = date.fromordinal(date.fromisoformat(last).toordinal() + 1).isoformat()
    reasons = refused(one.commit, due=later)
    assert guards(reasons) == ["late-date-explained"] and last in reasons[0].message
    one.commit(due=later, why="the vendor delivers in May")
    assert one.show()["history"][-1]["why"] == "the vendor delivers in May"


def test_only_somebody_who_is_active_commits(world: World) -> None:
    one = a_recommendation(world, "accepted")
    world.person("gone")
    leaving.deactivate(world.by(OWNER), "gone")
    assert guards(refused(one.commit, owner="gone")) == ["owner-active"]
    with pytest.raises(UnknownId, match="nobody"):
        one.commit(owner="nobody")


def test_a_commitment_passes_into_other_hands_with_a_reason(world: World) -> None:
    one = a_recommendation(world, "in-progress")
    assert guards(refused(one.commit, owner="rita")) == ["reason-given"]
    one.commit(owner="rita", why="otto is on leave")
    assert one.state == "in-progress"
    assert one.owed() == [("commitment", "rita"), ("review", "lena"), ("review", "rita")]


def test_whoever_committed_cannot_leave_before_it_is_handed_over(world: World) -> None:
    one = a_recommendation(world, "planned")
    refusal = leaving.deactivate(world.by(OWNER), "otto")
    assert isinstance(refusal, Refusal)
    assert [each.command for each in refusal.reasons if each.guard == "no-open-commitments"] == [
        f"preceptor recommendation commit {one.id} --owner LOGIN --due DATE --ticket URL --why WHY"
    ]


# the day moves


def test_a_day_that_moves_leaves_the_days_before_it_and_their_reasons(world: World) -> None:
    one = a_recommendation(world, "planned")
    one.revise("2026-03-27")
    one.revise("2026-04-03", why="half of it is done")
    moves = [(said["due"], said["why"]) for said in one.show()["history"] if said["due"]]
    assert moves == [("2026-03-23", None), ("2026-03-27", "the vendor is late"), ("2026-04-03", "half of it is done")]
    assert one.show()["postponed"] == 2


def test_the_obligation_moves_with_the_day(world: World) -> None:
    one = a_recommendation(world, "in-progress")
    one.revise("2026-04-03")
    (owed,) = [each for each in world.overdue(within="1 year") if each["kind"] == "commitment"]
    assert owed["due_at"].startswith("2026-04-03T17:00")


@pytest.mark.parametrize(("due", "guard"), [("2026-03-23", "another-date"), ("2026-03-02", "date-to-come")])
def test_a_day_moves_to_another_one_that_is_to_come(world: World, due: str, guard: str) -> None:
    assert guards(refused(a_recommendation(world, "planned").revise, due)) == [guard]


def test_others_move_nothing(world: World) -> None:
    one = a_recommendation(world, "planned")
    for act in (lambda **rest: one.revise("2026-04-03", **rest), one.start, one.drop, one.keep):
        with pytest.raises(AssertionError, match="actor"):
            act(by="rita")


# not written in stone


def test_after_sixty_days_its_owner_and_the_lead_are_asked_whether_it_still_makes_sense(world: World) -> None:
    one = a_recommendation(world, "in-progress")
    assert one.record.review_on == date(2026, 5, 8)
    assert [each["kind"] for each in world.mine("otto") if each["instance"] == one.id] == ["commitment"]
    world.at("2026-05-08")
    asked = [each for each in world.mine("otto") if each["kind"] == "review" and each["instance"] == one.id]
    assert [each["command"] for each in asked] == [f"preceptor recommendation keep {one.id} --why WHY"]
    assert [each["kind"] for each in world.mine("lena") if each["instance"] == one.id] == ["review"]


def test_who_keeps_it_is_asked_again_after_as_long(world: World) -> None:
    one = a_recommendation(world, "in-progress")
    world.at("2026-05-11")
    one.keep()
    assert one.record.review_on == date(2026, 7, 10)
    assert [each for each in world.mine("lena") if each["instance"] == one.id] == []
    assert one.show()["history"][-1]["why"] == "still the best remedy"


# the end


def test_done_needs_its_evidence(world: World) -> None:
    one = a_recommendation(world, "in-progress")
    assert guards(refused(one.finish, evidence="I did it")) == ["evidence-linked"]
    one.finish()
    assert (one.state, one.record.verdict, one.owed()) == ("done", "done", [])


def test_dropped_keeps_its_reason_and_ends(world: World) -> None:
    one = a_recommendation(world, "planned")
    one.drop()
    assert (one.state, one.owed(), one.show()["history"][-1]["why"]) == ("dropped", [], "the system goes away")


@pytest.mark.parametrize("ending", ["finish", "drop"])
def test_what_has_ended_is_committed_to_anew_once_it_is_opened_again(world: World, ending: str) -> None:
    one = a_recommendation(world, "in-progress")
    getattr(one, ending)()
    one.reopen(by="otto")
    record = one.record
    assert (record.state, record.verdict, record.owner, record.due_on) == ("accepted", "accepted", None, None)
    assert one.owed() == [("step", "lena")]
    history: list[Any] = one.show()["history"]
    assert [said["due"] for said in history if said["due"]] == ["2026-03-23"]


def test_what_is_not_possible_says_what_is(world: World) -> None:
    one = a_recommendation(world)
    for act in (one.finish, one.start, one.drop):
        assert guards(refused(act)) == ["state"]
