"""Who judges an observation after it was recorded, and what becomes of what they say."""

import pytest
from tests.support.world import SAID, done, guards, refused

from preceptor.services import leaving


@pytest.fixture
def school(world):
    """Three founders who may teach, and a trainee with the first."""
    world.founders("paul", "quinn", "rosa")
    world.people("mina", "noor")
    return world


@pytest.fixture
def pairing(school):
    return school.pairing("mina", "paul")


def observations(school, pairing):
    return school.show(pairing)["observations"]


def test_feedback_is_not_taken_without_the_ratings_that_came_with_it(school, pairing):
    answer = school.observe(pairing, met=["talk-through"])
    (reason,) = refused(school.feedback, answer["id"], by="paul", feedback=SAID, not_yet=("talk-through",))
    assert (reason.guard, reason.command) == ("feedback", f"preceptor pairing show {pairing}")
    assert reason.message == f"{pairing}: `talk-through` was rated for O-1 before, and stays as it was said"


def test_ratings_are_not_taken_without_the_feedback_that_came_with_them(school, pairing):
    answer = school.observe(pairing, said=SAID)
    (reason,) = refused(school.feedback, answer["id"], by="paul", feedback=SAID, met=("talk-through",))
    assert reason.message == f"{pairing}: the feedback for O-1 was given before, and stays as it was said"
    assert school.feedback(answer["id"], by="paul", met=("talk-through",))["pairings"] == [pairing]


def test_everything_that_was_said_before_is_told_at_once(school, pairing):
    answer = school.observe(pairing, met=["talk-through"], said=SAID)
    reasons = refused(school.feedback, answer["id"], by="paul", feedback=SAID, met=("all",))
    assert [one.message.split(" was ")[0] for one in reasons] == [
        f"{pairing}: the feedback for O-1",
        f"{pairing}: `talk-through`",
    ]


def test_who_owes_the_feedback_and_may_not_rate_is_told_to_give_it_without_ratings(school, pairing):
    """Noor is watched by her own preceptor; Mina, for whom it counts as well, by whoever was there."""
    other = school.pairing("noor", "quinn")
    answer = school.observe(other, performer="quinn", watchers=["noor", "mina"], by="quinn", said=SAID)
    assert school.owed(pairing, "feedback") == [("feedback", "paul")]
    told = {"pairing": pairing, "by": "paul", "feedback": SAID}
    (reason,) = refused(school.feedback, answer["id"], **told, not_yet=("talk-through",))
    assert (reason.guard, reason.who) == ("rater", ("quinn",))
    assert "only quinn may rate; paul gives the feedback without ratings" in reason.message
    assert school.feedback(answer["id"], **told)["pairings"] == [pairing]


def test_each_pairing_takes_a_judgement_whole_and_the_answer_names_those_that_did_not(school, pairing):
    other = school.pairing("noor", "paul")
    answer = school.observe(pairing, watchers=["mina", "noor"], met=["talk-through"])
    judged = school.feedback(answer["id"], by="paul", feedback=SAID, not_yet=("talk-through",))
    assert judged["pairings"] == [other]
    assert [one["message"] for one in judged["unjudged"]] == [
        f"{pairing}: `talk-through` was rated for O-1 before, and stays as it was said"
    ]
    (kept,), (taken,) = observations(school, pairing), observations(school, other)
    assert (kept["ratings"], kept["feedback"]) == ({"talk-through": "met"}, None)
    assert (taken["ratings"], taken["feedback"]["by"]) == ({"talk-through": "not-yet"}, "paul")


def test_a_rating_of_another_rung_says_nothing_of_a_pairing(school, pairing):
    school.climb(pairing)
    school.climb(pairing, with_observers=["paul", "quinn"])
    newcomer = school.pairing("noor", "paul")
    answer = school.observe(pairing, watchers=["noor", "paul"], by="mina")
    assert answer["credited"] == [pairing, newcomer]
    judged = school.feedback(answer["id"], by="paul", met=("explains",))
    assert judged["pairings"] == [pairing]
    assert [one["message"] for one in judged["unjudged"]] == [
        f"{newcomer}: nothing is said of the standards of its rung `watch`"
    ]
    (reason,) = refused(school.feedback, answer["id"], by="paul", pairing=pairing, not_yet=("explains",))
    assert guards([reason]) == ["feedback"]


def test_who_has_left_owes_no_feedback_of_an_occasion_that_is_recorded_late(school, pairing):
    done(leaving.deactivate(school.by("olga"), "rosa"))
    answer = school.observe(pairing, performer="rosa", by="mina")
    assert answer["credited"] == [pairing]
    assert school.owed(pairing, "feedback") == [("feedback", "paul")]
    school.feedback(answer["id"], by="paul", feedback=SAID, met=("all",))
    assert observations(school, pairing)[0]["feedback"]["by"] == "paul"


def test_of_those_who_were_there_and_may_teach_the_active_ones_rate(school, pairing):
    done(leaving.deactivate(school.by("olga"), "rosa"))
    answer = school.observe(pairing, performer="rosa", watchers=["mina", "quinn"], by="mina")
    assert school.owed(pairing, "feedback") == [("feedback", "quinn")]
    (reason,) = refused(school.feedback, answer["id"], by="paul")
    assert (reason.guard, reason.who) == ("rater", ("quinn",))


def test_once_the_only_one_who_might_has_left_the_preceptor_rates(school, pairing):
    answer = school.observe(pairing, performer="rosa", by="mina")
    assert school.owed(pairing, "feedback") == [("feedback", "rosa")]
    done(leaving.deactivate(school.by("olga"), "rosa"))
    assert school.owed(pairing, "feedback") == [("feedback", "paul")]
    school.feedback(answer["id"], by="paul", feedback=SAID, not_yet=("talk-through",))
    assert observations(school, pairing)[0]["ratings"] == {"talk-through": "not-yet"}
    assert school.owed(pairing, "feedback") == []
