"""What an observation counts for, who may record and judge it, and how it is struck."""

from datetime import timedelta

import pytest
from tests.support.world import SAID, guards, refused

from preceptor.errors import BadInput, UnknownId


@pytest.fixture
def school(world):
    """Two founders who may teach, one who may only lead, and a trainee with the first."""
    world.founders("paul", "quinn")
    world.founder("rosa", capability="lead")
    world.people("mina", "noor")
    return world


@pytest.fixture
def pairing(school):
    return school.pairing("mina", "paul")


@pytest.fixture
def on_the_second_rung(school, pairing):
    school.climb(pairing)
    return pairing


@pytest.fixture
def on_the_last_rung(school, on_the_second_rung):
    school.climb(on_the_second_rung, with_observers=["paul", "quinn"])
    return on_the_second_rung


def why_not(answer):
    return " ".join(one["message"] for one in answer["uncredited"])


def test_by_default_the_preceptor_performs_first_and_the_trainee_after_that(school, pairing):
    first = school.passed(pairing)
    assert (first["performer"], first["watchers"], first["rung"]) == ("paul", ["mina"], "watch")
    school.climb(pairing)
    second = school.observe(pairing)
    assert (second["performer"], second["watchers"], second["rung"]) == ("mina", ["paul"], "do-watched")


def test_watching_counts_where_the_performer_may_lead(school, pairing):
    assert school.observe(pairing, performer="rosa")["credited"] == [pairing]
    answer = school.observe(pairing, performer="noor")
    assert answer["credited"] == []
    assert "noor, who performed, did not hold `lead`" in why_not(answer)


def test_what_the_performer_held_on_the_day_of_the_occasion_counts(school, pairing):
    school.at("2026-03-10")
    school.founder("noor")
    assert school.observe(pairing, performer="noor", on="2026-03-09")["credited"] == []
    assert school.observe(pairing, performer="noor", on="2026-03-10")["credited"] == [pairing]


def test_doing_it_counts_where_somebody_who_may_teach_watches(school, on_the_second_rung):
    answer = school.observe(on_the_second_rung, watchers=["rosa"], by="rosa")
    assert answer["credited"] == []
    assert "held `teach`" in why_not(answer)
    assert school.observe(on_the_second_rung, watchers=["rosa", "quinn"])["credited"] == [on_the_second_rung]


def test_watching_on_the_second_rung_counts_no_more(school, on_the_second_rung):
    answer = school.observe(on_the_second_rung, performer="paul")
    assert answer["credited"] == []
    assert "mina is to perform" in why_not(answer)


def test_the_last_rung_needs_a_newcomer(school, on_the_last_rung):
    answer = school.observe(on_the_last_rung, watchers=["noor"])
    assert answer["credited"] == []
    assert "no newcomer" in why_not(answer)
    newcomer = school.pairing("noor", "quinn")
    assert school.observe(on_the_last_rung, watchers=["noor"])["credited"] == [on_the_last_rung, newcomer]


def test_who_rests_is_no_newcomer(school, on_the_last_rung):
    newcomer = school.pairing("noor", "quinn")
    school.pause(newcomer)
    assert school.observe(on_the_last_rung, watchers=["noor"])["credited"] == []


def test_after_twenty_business_days_a_colleague_stands_in_and_the_certificate_says_so(school, on_the_last_rung):
    school.at("2026-03-27")
    assert school.observe(on_the_last_rung, watchers=["rosa"])["credited"] == []
    school.at("2026-03-30")
    assert school.observe(on_the_last_rung, watchers=["rosa"], on="2026-03-27")["credited"] == []
    answer = school.passed(on_the_last_rung, watchers=["rosa"])
    assert answer["credited"] == [on_the_last_rung]
    assert school.advance(on_the_last_rung)["state"] == "complete"
    held = {one["capability"]: one["source"] for one in school.certificates("mina")}
    assert held == {"lead": "rung", "teach": "no-newcomer"}


def test_the_same_occasion_is_recorded_once(school, pairing):
    school.observe(pairing, subject="Cache  outage")
    reasons = refused(school.observe, pairing, subject=" cache outage ")
    assert guards(reasons) == ["observation"]
    assert "O-1" in reasons[0].message
    school.observe(pairing, subject="cache outage", performer="quinn")
    school.later(days=1)
    school.observe(pairing, subject="cache outage")
    assert school.show(pairing)["credits"]["watch"] == 3


def test_an_occasion_that_counts_for_nobody_is_struck_before_it_is_told_anew(school, pairing):
    assert school.observe(pairing, subject="one", watchers=["noor"], by="paul")["credited"] == []
    (reason,) = refused(school.observe, pairing, subject="one")
    assert reason.message == "this occasion is on record as O-1, and counts for nobody"
    assert (reason.who, reason.command) == (("olga",), "preceptor observation void O-1 --why WHY")
    school.void("O-1")
    assert school.observe(pairing, subject="one")["credited"] == [pairing]


def test_an_occasion_counts_once_for_each_of_its_people(school, pairing):
    other = school.pairing("noor", "quinn")
    school.observe(pairing, subject="one", watchers=["mina", "noor", "mina"])
    assert [school.show(one)["credits"]["watch"] for one in (pairing, other)] == [1, 1]
    assert guards(refused(school.observe, other, subject="one", performer="paul")) == ["observation"]


def test_one_rehearsal_counts_on_each_rung(school, pairing):
    assert school.observe(pairing, rehearsal=True)["credited"] == [pairing]
    answer = school.observe(pairing, rehearsal=True)
    assert answer["credited"] == []
    assert "rehearsal" in why_not(answer)
    school.passed(pairing)
    school.feedback("O-1", by="paul")
    school.advance(pairing)
    assert school.observe(pairing, rehearsal=True)["credited"] == [pairing]


def test_nobody_observes_themselves(school, pairing):
    reasons = refused(school.observe, pairing, performer="mina", watchers=["mina"])
    assert guards(reasons) == ["observation"]
    assert "mina cannot watch themselves" in reasons[0].message


def test_everything_that_speaks_against_an_observation_is_told_at_once(school, pairing):
    school.observe(pairing, subject="one")
    reasons = refused(
        school.observe, pairing, subject="one", performer="paul", watchers=["paul", "mina"], by="noor", met=["all"]
    )
    assert guards(reasons) == ["actor", "observation", "rater"]
    assert len(reasons) == 4


@pytest.mark.parametrize("recorder", ["mina", "paul", "quinn", "olga"])
def test_its_people_the_preceptor_and_an_owner_may_record_it(school, pairing, recorder):
    assert school.observe(pairing, performer="quinn", by=recorder)["credited"] == [pairing]


def test_nobody_else_may_record_it(school, pairing):
    reasons = refused(school.observe, pairing, performer="quinn", by="noor")
    assert guards(reasons) == ["actor"]
    assert reasons[0].who == ("mina", "olga", "paul", "quinn")


@pytest.mark.parametrize("judged", [{"met": ["all"]}, {"not_yet": ["talk-through"]}, {"said": SAID}])
def test_the_trainee_never_rates(school, pairing, judged):
    reasons = refused(school.observe, pairing, by="mina", **judged)
    assert guards(reasons) == ["rater"]
    assert "nobody signs for themselves" in reasons[0].message


def test_who_was_there_and_may_teach_judges_and_else_the_preceptor(school, on_the_second_rung):
    assert guards(refused(school.observe, on_the_second_rung, watchers=["quinn"], by="paul", said=SAID)) == ["rater"]
    school.observe(on_the_second_rung, watchers=["quinn"], by="quinn", said=SAID, met=["all"])
    school.observe(on_the_second_rung, watchers=["rosa"], by="paul", said=SAID)


def test_on_the_last_rung_the_preceptor_judges_who_need_not_have_been_there(school, on_the_last_rung):
    school.pairing("noor", "quinn")
    reasons = refused(school.observe, on_the_last_rung, watchers=["noor", "quinn"], by="quinn", said=SAID)
    assert guards(reasons) == ["rater"]
    assert reasons[0].who == ("paul",)
    school.passed(on_the_last_rung, watchers=["noor"], by="paul")
    assert school.advance(on_the_last_rung)["state"] == "complete"


def test_feedback_is_owed_within_two_business_days_by_the_preceptor_who_was_there(school, pairing):
    school.at("2026-03-06")  # a Friday
    school.observe(pairing, by="mina")
    (owed,) = [one for one in school.mine("paul") if one["kind"] == "feedback"]
    assert (owed["instance"], owed["step"], owed["due_at"][:16]) == (pairing, "O-1", "2026-03-10T17:00")
    assert owed["command"].startswith("preceptor pairing feedback O-1 ")


def test_feedback_is_owed_by_another_teacher_where_the_preceptor_was_not_there(school, on_the_second_rung):
    answer = school.observe(on_the_second_rung, watchers=["quinn"], by="mina")
    assert school.owed(on_the_second_rung, "feedback") == [("feedback", "quinn")]
    assert guards(refused(school.feedback, answer["id"], by="paul")) == ["rater"]
    assert guards(refused(school.feedback, answer["id"], by="mina")) == ["rater"]
    school.feedback(answer["id"], by="quinn")
    assert school.owed(on_the_second_rung, "feedback") == []


def test_who_owes_missing_feedback_is_who_the_refusal_names(school, on_the_second_rung):
    school.passed(on_the_second_rung)
    school.observe(on_the_second_rung, watchers=["quinn"], by="quinn", met=["all"])
    (reason,) = refused(school.advance, on_the_second_rung)
    assert (reason.guard, reason.who) == ("feedback-given", ("quinn",))


def test_each_other_pairing_that_is_credited_owes_feedback_through_its_preceptor(school, on_the_last_rung):
    newcomer = school.pairing("noor", "quinn")
    answer = school.passed(on_the_last_rung, watchers=["noor"])
    assert school.owed(newcomer, "feedback") == [("feedback", "quinn")]
    assert school.owed(on_the_last_rung, "feedback") == []
    assert school.feedback(answer["id"], by="quinn")["pairings"] == [newcomer]
    assert [one["feedback"]["by"] for one in school.show(newcomer)["observations"]] == ["quinn"]


def test_what_was_overdue_on_a_day_that_is_past_is_told_the_same_after_it_was_done(school, pairing):
    answer = school.observe(pairing)
    school.later(days=7)
    asked = {"as_of": school.now - timedelta(days=2)}
    before = school.overdue(**asked)
    assert [(one["kind"], one["days_overdue"]) for one in before] == [("feedback", 2)]
    school.feedback(answer["id"], by="paul")
    assert school.overdue(**asked) == before
    assert school.overdue() == []
    assert school.overdue(as_of=school.now - timedelta(days=8), within="99 years", person="paul") == []


def test_feedback_is_given_once(school, pairing):
    answer = school.passed(pairing)
    assert guards(refused(school.feedback, answer["id"], by="paul")) == ["feedback"]


def test_the_latest_rating_of_each_standard_counts(school, pairing):
    school.observe(pairing, not_yet=["talk-through"], said=SAID)
    school.later(days=1)
    school.observe(pairing, said=SAID)
    assert guards(refused(school.advance, pairing)) == ["standards-met"]
    school.passed(pairing)
    assert school.advance(pairing)["state"] == "do-watched"


def test_the_latest_is_the_one_held_last_whenever_it_was_recorded(school, pairing):
    school.at("2026-03-05")
    school.observe(pairing, met=["all"], said=SAID)
    school.observe(pairing, on="2026-03-04", not_yet=["talk-through"], said=SAID)
    assert school.advance(pairing)["state"] == "do-watched"


def test_a_rating_of_an_occasion_that_does_not_count_does_not_count(school, on_the_second_rung):
    school.observe(on_the_second_rung, watchers=["rosa"], by="paul", not_yet=["blameless"], said=SAID)
    assert guards(refused(school.repeat, on_the_second_rung)) == ["not-yet-rated"]


def test_unknown_standards_people_and_pairings_are_bad_input(school, pairing):
    before = school.everything()
    for wrong in ({"met": ["courage"]}, {"performer": "nobody"}, {"watchers": ["nobody"]}, {"not_yet": ["all"]}):
        with pytest.raises(UnknownId):
            school.observe(pairing, **wrong)
    for typed in ("P-99", "P-", "x", "nobody/author", "mina/cook", "P-" + "9" * 18, "P-" + "9" * 40):
        with pytest.raises(UnknownId):
            school.observe(typed, by="paul")
    assert school.everything() == before


def test_the_future_and_an_empty_subject_are_bad_input(school, pairing):
    for wrong in ({"on": "2026-03-03"}, {"subject": "  "}):
        with pytest.raises(BadInput):
            school.observe(pairing, **wrong)


def test_today_is_where_the_performer_is(school, pairing):
    school.person("kiri", zone="Pacific/Auckland")
    school.grant("kiri")
    school.at("2026-03-02T12:00")
    school.observe(pairing, performer="kiri", on="2026-03-03")
    with pytest.raises(BadInput):
        school.observe(pairing, performer="paul", on="2026-03-03")


def test_a_pairing_that_rests_is_credited_nothing_and_says_so(school, pairing):
    school.pause(pairing)
    answer = school.observe(pairing)
    assert answer["credited"] == []
    assert "on no rung now" in why_not(answer)
    assert "--step watch " in answer["hint"]
    assert guards(refused(school.observe, pairing, said=SAID)) == ["state"]


def test_a_struck_observation_counts_for_nobody_and_the_rung_goes_back_to_the_trainee(school, on_the_last_rung):
    newcomer = school.pairing("noor", "quinn")
    answer = school.observe(on_the_last_rung, watchers=["noor"])
    assert school.owed(on_the_last_rung) == [("feedback", "paul"), ("rung", "paul")]
    due = school.show(on_the_last_rung)["due"]
    struck = school.void(answer["id"])
    assert struck["pairings"] == [on_the_last_rung, newcomer]
    assert school.owed(on_the_last_rung) == [("rung", "mina")]
    assert school.owed(newcomer) == [("rung", "noor")]
    shown = school.show(on_the_last_rung)
    assert (shown["credits"]["reverse"], shown["due"]) == (0, due)
    with pytest.raises(UnknownId):
        school.void(answer["id"])
    with pytest.raises(UnknownId, match=f"{answer['id']} was struck") as caught:
        school.feedback(answer["id"], by="paul")
    assert caught.value.remedy == f"`preceptor audit log {answer['id']}` says when, by whom and why."


def test_after_its_end_a_pairing_has_no_step_to_report(school, pairing):
    school.withdraw(pairing)
    assert school.observe(pairing)["hint"] is None


def test_a_struck_occasion_may_be_recorded_anew(school, pairing):
    school.observe(pairing, subject="one")
    school.void("O-1")
    assert school.observe(pairing, subject="one")["id"] == "O-2"
    assert school.show(pairing)["credits"]["watch"] == 1


def test_only_an_owner_strikes(school, pairing):
    school.observe(pairing)
    assert guards(refused(school.void, "O-1", by="paul")) == ["actor"]


def test_what_was_signed_stays_signed_when_an_observation_is_struck(school, on_the_second_rung):
    school.void("O-1")
    shown = school.show(on_the_second_rung)
    assert (shown["state"], shown["credits"]["watch"]) == ("do-watched", 1)
