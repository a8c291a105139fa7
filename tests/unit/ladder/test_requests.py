"""One command is one request: answered once, refused without a trace, and never before its time."""

import pytest
from tests.support.replay import broken_links, replayed, stored
from tests.support.world import elsewhere, guards, refused
from tests.support.worlds import ON_BOTH

from preceptor.errors import BadInput, ClockBehind, EnvironmentProblem, NoPerson, RequestReused, UnknownId
from preceptor.services import observations, pairings, suggesting

pytestmark = ON_BOTH


@pytest.fixture
def school(world):
    world.founders("paul", "quinn")
    world.people("mina", "noor")
    return world


def test_a_request_that_is_repeated_is_answered_as_before_and_done_once(school):
    first = school.start("mina", "paul", request_id="one")
    before = school.everything()
    school.later(days=3)
    assert school.start("mina", "paul", request_id="one") == first
    told = {"subject": "outage", "on": "2026-03-02", "request_id": "two"}
    answer = school.observe("P-1", **told)
    before = school.everything()
    assert school.observe("P-1", **told) == answer
    assert school.everything() == before


def test_a_request_id_belongs_to_one_command_its_arguments_and_its_person(school):
    school.start("mina", "paul", request_id="one")
    before = school.everything()
    for act in (
        lambda: school.start("mina", "quinn", request_id="one"),
        lambda: school.start("mina", "paul", by="quinn", request_id="one"),
        lambda: school.advance("P-1", request_id="one"),
        lambda: school.grant("noor", request_id="one"),
    ):
        with pytest.raises(RequestReused):
            act()
    assert school.everything() == before


def test_a_refused_request_leaves_nothing_and_may_be_tried_again(school):
    assert guards(refused(school.start, "mina", "noor", request_id="one")) == ["preceptor-teaches"]
    with school.store.reading() as tx:
        assert tx.answer("one") is None
    school.start("mina", "paul", request_id="one")


def test_under_a_clock_that_stands_behind_writing_fails_and_reading_answers(school):
    pairing = school.pairing("mina", "paul")
    school.later(hours=2)
    school.passed(pairing)
    behind = elsewhere(school).later(hours=-1)
    before = school.everything()
    with pytest.raises(ClockBehind):
        behind.passed(pairing)
    with pytest.raises(ClockBehind):
        behind.pause(pairing)
    assert school.everything() == before
    assert behind.show(pairing)["credits"]["watch"] == 1
    assert [one["kind"] for one in behind.mine("mina")] == ["rung"]
    assert behind.holds("paul") == {"lead": "valid", "teach": "valid"}


def test_events_under_a_fixed_clock_say_so(school):
    fixed = elsewhere(school, fixed_clock=True)
    fixed.pairing("mina", "paul")
    assert [one.fixed_clock for one in school.events("pairing-started")] == [True]
    assert {one.fixed_clock for one in school.events("person-added")} == {False}


def test_where_a_fixed_clock_may_not_write_it_does_not(school):
    from dataclasses import replace

    context = replace(school.by("olga"), writes_allowed=False)
    with pytest.raises(EnvironmentProblem):
        pairings.pause(context, "P-1", why="leave")


def test_commands_that_write_act_for_a_known_active_person(school):
    pairing = school.pairing("mina", "paul")
    for login in (None, "nobody"):
        with pytest.raises(NoPerson):
            school.pause(pairing, by=login)
    with pytest.raises(NoPerson):
        school.mine("nobody")


def test_what_is_stored_is_what_the_events_say_after_every_kind_of_move(school):
    pairing = school.pairing("mina", "paul")
    school.observe(pairing, not_yet=["talk-through"])
    school.feedback("O-1", by="paul")
    school.repeat(pairing)
    school.climb(pairing)
    school.passed(pairing)
    school.void("O-4")
    school.pause(pairing)
    school.later(days=10)
    school.resume(pairing)
    school.extend(pairing, "2026-07-01")
    school.reassign(pairing, "quinn")
    school.climb(pairing, with_observers=["paul", "quinn"])
    school.withdraw(pairing)
    school.revoke("paul")
    school.at("2027-03-09")
    school.people("rosa")
    with school.store.reading() as tx:
        assert replayed(tx) == stored(tx)
        assert broken_links(tx) == []
        tables = stored(tx)
    struck = {one["id"] for one in tables["observations"] if one["voided_at"]}
    for table in ("credits", "credit_observers", "participants", "ratings", "feedback"):
        assert not struck & {one["observation_id"] for one in tables[table]}, table


def test_what_is_due_within_a_while_beyond_the_calendar_is_bad_input(school):
    with pytest.raises(BadInput):
        school.overdue(within="100000 months")


def test_overdue_tells_what_is_late_most_overdue_first(school):
    school.pairing("mina", "paul")
    school.at("2026-03-09")
    school.pairing("noor", "paul")
    assert school.overdue() == []
    school.at("2026-04-14")
    (late,) = school.overdue()
    assert (late["kind"], late["person"], late["instance"], late["step"]) == ("rung", "mina", "P-1", "watch")
    assert (late["due_at"][:16], late["days_overdue"], late["process"]) == ("2026-04-13T17:00", 0, "retrospective")
    school.at("2026-05-04")
    assert [(one["instance"], one["days_overdue"]) for one in school.overdue()] == [("P-1", 20), ("P-2", 13)]
    assert [one["person"] for one in school.overdue(person="noor")] == ["noor"]
    assert school.overdue(process="change") == []
    for wrong in ({"person": "nobody"}, {"team": "nobodys"}, {"process": "baking"}):
        with pytest.raises(UnknownId):
            school.overdue(**wrong)


def test_overdue_looks_ahead(school):
    school.pairing("mina", "paul")
    assert school.overdue(within="29 business days") == []
    assert [one["days_overdue"] for one in school.overdue(within="31 business days")] == [-42]


def test_a_team_sees_what_its_members_owe_and_what_is_owed_for_its_pairings(school):
    school.team("payments")
    school.person("rosa", teams=["payments"])
    school.pairing("rosa", "paul")
    school.passed("P-1")
    school.passed("P-1")
    assert [(one["person"], one["kind"]) for one in school.overdue(team="payments", within="99 days")] == [
        ("paul", "rung")
    ]


def test_why_asks_for_something_that_is(school):
    school.pairing("mina", "paul")
    assert {school.why(typed)["id"] for typed in ("P-1", "p-1", "1", "mina/author")} == {"P-1"}
    for typed in ("R-1", "O-1", "P-2", "mina", "mina/", "/author", "", "-", "P-x", "P-1-2"):
        with pytest.raises(UnknownId):
            school.why(typed)


def test_suggest_ranks_the_eligible_by_team_and_load_and_says_why_the_others_are_out(school):
    school.team("payments")
    school.person("rosa", teams=["payments"], hours=1)
    school.grant("rosa")
    school.person("sina", teams=["payments"])
    school.grant("sina")
    school.founder("tony")
    school.revoke("tony")
    school.pairing("mina", "paul")
    found = suggesting.suggest(school.by(None), process="retrospective", role="author", team="payments")
    assert [one["person"] for one in found] == ["sina", "quinn", "paul", "rosa", "tony"]
    assert [one["eligible"] for one in found] == [True, True, True, False, False]
    assert "1 hours a week left" in found[3]["reasons"][0]
    assert "was revoked" in found[4]["reasons"][0]
    with pytest.raises(UnknownId):
        suggesting.suggest(school.by(None), process="retrospective", role="cook")


def test_on_a_terminal_only_who_may_rate_is_asked(school):
    pairing = school.pairing("mina", "paul")
    told = observations.Told(held_on=school.today, subject="x")
    asked = observations.question_about(school.by("paul"), pairing, told)
    assert (asked.trainee, asked.rung) == ("mina", "watch")
    assert [one.id for one in asked.standards] == ["talk-through"]
    assert observations.question_about(school.by("mina"), pairing, told) is None
    school.pause(pairing)
    assert observations.question_about(school.by("paul"), pairing, told) is None
