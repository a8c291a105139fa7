"""The ladder by the book: watch, do it watched, reverse the roles."""

import pytest
from tests.support.world import SAID, done, guards, refused
from tests.support.worlds import ON_BOTH

from preceptor.services import leaving

pytestmark = ON_BOTH


@pytest.fixture
def school(world):
    """Two teams, two founders who may teach, and a newcomer in each team."""
    world.team("payments")
    world.team("search")
    world.person("mina", teams=["payments"])
    world.person("noor", teams=["search"])
    world.founders("paul", "quinn")
    return world


def test_a_newcomer_of_one_team_and_then_of_another_climb_to_the_top(school):
    first = school.pairing("mina", "paul")
    assert school.show(first)["team"] == "payments"
    assert school.climb(first)["state"] == "do-watched"
    assert school.holds("mina") == {}
    school.later(days=1)
    assert school.climb(first, with_observers=["paul", "quinn"])["state"] == "reverse"
    assert school.holds("mina") == {"lead": "valid"}
    school.later(days=1)
    second = school.pairing("noor", "quinn")
    answer = school.passed(first, watchers=["noor"])
    assert answer["credited"] == [first, second]
    school.later(days=1)
    ended = school.advance(first)
    assert (ended["state"], ended["due"], ended["certified"]) == ("complete", None, ["lead", "teach"])
    assert [one["source"] for one in school.certificates("mina")] == ["rung", "rung"]
    # The newcomer's two: the senior's occasion, and one more.
    assert school.owed(second) == [("feedback", "quinn"), ("rung", "noor")]
    school.feedback(answer["id"], by="quinn", feedback=SAID, met=("talk-through",))
    school.passed(second, performer="mina", by="mina")
    assert school.advance(second)["state"] == "do-watched"


def test_the_seniors_reverse_and_the_newcomers_watch_are_one_occasion(school):
    """STANDARD.md: an observation counts once toward the current rung of each pairing of the people in it."""
    senior = school.pairing("mina", "paul")
    school.climb(senior)
    school.climb(senior, with_observers=["paul", "quinn"])
    newcomer = school.pairing("noor", "quinn")
    answer = school.observe(senior, watchers=["noor"], by="mina")
    assert answer["credited"] == [senior, newcomer]
    assert school.show(senior)["credits"] == {"watch": 2, "do-watched": 2, "reverse": 1}
    assert school.show(newcomer)["credits"]["watch"] == 1


def test_each_rung_has_its_own_deadline(school):
    """Watch within 30 business days of pairing, do-watched within 40 of entering, reverse within 60."""
    pairing = school.pairing("mina", "paul")
    assert school.show(pairing)["due"].startswith("2026-04-13T17:00")
    school.at("2026-03-04")
    assert school.climb(pairing)["due"].startswith("2026-04-29T17:00")
    school.at("2026-03-05")
    assert school.climb(pairing, with_observers=["paul", "quinn"])["due"].startswith("2026-05-28T17:00")


def test_a_rung_needs_its_counts_observers_standards_and_feedback_and_all_are_told(school):
    pairing = school.pairing("mina", "paul")
    school.climb(pairing)
    school.observe(pairing)
    school.observe(pairing)
    reasons = refused(school.advance, pairing)
    assert guards(reasons) == ["feedback-given", "observers-met", "standards-met"]
    assert len([one for one in reasons if one.guard == "feedback-given"]) == 2
    assert len([one for one in reasons if one.guard == "standards-met"]) == 5
    assert next(one.who for one in reasons if one.guard == "observers-met") == ("quinn",)
    assert all(one.command for one in reasons)


def test_why_tells_the_same_as_the_refusal(school):
    pairing = school.pairing("mina", "paul")
    told = school.why(pairing)["blocked"]
    assert told == school.show(pairing)["blocked"]
    assert [one["message"] for one in told] == [one.message for one in refused(school.advance, pairing)]


def test_the_trainee_never_signs(school):
    pairing = school.pairing("mina", "paul")
    school.passed(pairing)
    school.passed(pairing)
    reasons = refused(school.advance, pairing, by="mina")
    assert [one.guard for one in reasons] == ["actor"]
    assert reasons[0].who == ("paul",)
    assert guards(refused(school.advance, pairing, by="quinn")) == ["actor"]


def test_a_trainee_who_owns_the_process_does_not_sign_either(school):
    pairing = school.pairing("olga", "paul")
    school.passed(pairing)
    school.passed(pairing)
    assert guards(refused(school.advance, pairing, by="olga")) == ["actor"]
    assert guards(refused(school.reassign, pairing, "quinn", by="olga")) == ["actor"]


def test_distinct_observers_are_as_many_as_there_are_teachers_and_the_reduction_is_told_and_recorded(world):
    """Needed are min(configured, active others who hold `teach`), at least 1."""
    world.founder("paul")
    world.person("mina")
    pairing = world.pairing("mina", "paul")
    world.climb(pairing)
    shown = world.show(pairing)
    assert "1 instead of 2" in shown["notes"][0]
    ended = world.climb(pairing, with_observers=["paul"])
    assert ended["state"] == "reverse"
    assert "1 instead of 2" in ended["notes"][0]
    assert [one.data.get("observers_reduced") for one in world.events("rung-advanced")] == [None, [2, 1]]


def test_a_second_teacher_who_comes_later_is_needed_again(world):
    world.founder("paul")
    world.person("mina")
    pairing = world.pairing("mina", "paul")
    world.climb(pairing)
    world.passed(pairing)
    world.passed(pairing)
    world.founder("quinn")
    assert guards(refused(world.advance, pairing)) == ["observers-met"]
    world.passed(pairing, watchers=["quinn"], by="quinn")
    assert world.advance(pairing)["state"] == "reverse"


def test_both_are_told_at_the_start_and_at_each_rung_and_the_trainee_of_what_was_granted(school):
    before = len(school.told())
    pairing = school.pairing("mina", "paul")
    school.climb(pairing)
    school.climb(pairing, with_observers=["paul", "quinn"])
    assert school.told()[before:] == [
        ("pairing-started", "mina"),
        ("pairing-started", "paul"),
        ("rung-advanced", "mina"),
        ("rung-advanced", "paul"),
        ("rung-advanced", "mina"),
        ("rung-advanced", "paul"),
        ("certification-granted", "mina"),
    ]


def test_nobody_is_told_who_has_no_address(world):
    world.founder("paul")
    world.person("mina", email=False)
    world.pairing("mina", "paul")
    assert world.told("pairing-started") == [("pairing-started", "paul")]


def test_a_pairing_is_found_by_its_number_and_by_trainee_and_role(school):
    pairing = school.pairing("mina", "paul")
    number = pairing.removeprefix("P-")
    assert {school.show(typed)["id"] for typed in (pairing, pairing.lower(), number, "mina/author")} == {pairing}
    school.withdraw(pairing)
    second = school.pairing("mina", "quinn")
    assert school.show("mina/author")["id"] == second


def test_whoever_holds_lead_is_no_trainee(school):
    school.founder("rosa", capability="lead")
    assert guards(refused(school.start, "rosa", "paul")) == ["trainee-learns"]


def test_one_ladder_is_climbed_once_at_a_time(school):
    first = school.pairing("mina", "paul")
    reasons = refused(school.start, "mina", "quinn")
    assert guards(reasons) == ["one-pairing-at-a-time"]
    assert first in reasons[0].message
    school.pause(first)
    assert guards(refused(school.start, "mina", "quinn")) == ["one-pairing-at-a-time"]
    school.withdraw(first)
    school.start("mina", "quinn")


def test_every_reason_against_a_start_is_told_at_once(world):
    world.founder("rosa", capability="lead")
    reasons = refused(world.start, "rosa", "rosa", by="rosa")
    assert guards(reasons) == ["actor", "preceptor-teaches", "trainee-is-not-preceptor", "trainee-learns"]


def test_of_a_preceptor_who_has_left_a_start_names_no_pairing_that_there_is_not(world):
    world.founders("paul", "quinn")
    world.person("mina")
    done(leaving.deactivate(world.by("olga"), "paul"))
    assert [(one.guard, one.command) for one in refused(world.pairing, "mina", "paul")] == [
        ("people-active", "preceptor person change paul --active"),
        ("preceptor-teaches", "preceptor pairing suggest --process retrospective --role author"),
    ]


def test_a_team_lead_starts_pairings_of_the_team_and_nobody_else_does(world):
    world.founder("paul")
    world.person("lena")
    world.team("payments", lead="lena")
    world.team("checkout")
    world.person("mina", teams=["payments", "checkout"])
    assert guards(refused(world.start, "mina", "paul", team="checkout", by="lena")) == ["actor"]
    assert guards(refused(world.start, "mina", "paul", team="payments", by="paul")) == ["actor"]
    assert world.start("mina", "paul", team="payments", by="lena")["team"] == "payments"


def test_a_team_lead_starts_no_pairing_in_the_team_for_somebody_of_another(world):
    world.founder("paul")
    world.people("lena", "rosa")
    world.team("payments", lead="lena")
    world.team("checkout", lead="rosa")
    world.person("mina", teams=["checkout"])
    (reason,) = refused(world.start, "mina", "paul", team="payments", by="lena")
    assert reason.message == "mina is not a member of payments, whose lead starts pairings of its members only"
    assert (reason.guard, reason.who) == ("actor", ("olga",))
    assert reason.command == "preceptor person change mina --team payments"


def test_an_owner_starts_pairings_for_anybody_in_any_team(world):
    world.founder("paul")
    world.team("payments", lead=world.person("lena"))
    world.person("mina")
    assert world.start("mina", "paul", team="payments")["team"] == "payments"


def test_a_ladder_with_other_words_is_climbed_just_so(world):
    """The engine knows no name of any process: the release team's ladder needs no line of Python."""
    world.process, world.role = "release-team", "bug-triage"
    world.founders("paul")
    world.people("mina", "noor")
    pairing = world.pairing("mina", "paul")
    assert world.climb(pairing)["required"] == {"watch": 1, "do-watched": 1, "reverse": 1}
    assert world.climb(pairing)["certified"] == ["lead"]
    world.pairing("noor", "paul")
    world.passed(pairing, watchers=["noor"])
    assert world.advance(pairing)["certified"] == ["lead", "teach"]


@pytest.mark.parametrize("held_before", [False, True])
def test_the_mail_about_a_rung_says_what_was_granted_with_it_and_nothing_else(world, held_before):
    """Who was certified by an owner meanwhile is not told that this signature did it."""
    world.founders("paul", "quinn")
    world.person("mina")
    pairing = world.pairing("mina", "paul")
    world.climb(pairing)
    if held_before:
        world.founder("mina", capability="lead")
    world.climb(pairing, with_observers=["paul", "quinn"])
    with world.store.reading() as tx:
        told = [one.context.get("earned") for one in tx.notices() if one.kind == "rung-advanced"]
    assert told[-2:] == [None if held_before else "lead"] * 2
