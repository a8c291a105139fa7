"""What else moves a pairing: repeat, pause, resume, reassign, extend, withdraw; and what each leaves owed."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from tests.support.world import SAID, guards, refused, shipped

from preceptor.errors import BadInput, UnknownId
from preceptor.model.definition import Move
from preceptor.ports import ObligationFilter


@pytest.fixture
def school(world):
    """A team with a lead, two founders who may teach, and a trainee."""
    world.people("lena", "mina", "noor")
    world.founders("paul", "quinn")
    world.team("payments", lead="lena")
    return world


@pytest.fixture
def pairing(school):
    return school.pairing("mina", "paul", team="payments")


def not_yet(school, pairing):
    school.observe(pairing, not_yet=["talk-through"], said=SAID)


# the rung's obligation


def test_the_trainee_owes_the_rung_and_once_its_counts_are_met_the_preceptor(school, pairing):
    assert school.owed(pairing, "rung") == [("rung", "mina")]
    school.passed(pairing)
    assert school.owed(pairing, "rung") == [("rung", "mina")]
    school.passed(pairing)
    assert school.owed(pairing, "rung") == [("rung", "paul")]
    school.advance(pairing)
    assert school.owed(pairing, "rung") == [("rung", "mina")]


def test_each_is_told_their_own_next_command(school, pairing):
    (trainees,) = school.mine("mina")
    assert trainees["command"] == f"preceptor pairing observe {pairing} --on DATE --subject SUBJECT"
    school.passed(pairing)
    school.passed(pairing)
    assert school.mine("mina") == []
    (preceptors,) = [one for one in school.mine("paul") if one["kind"] == "rung"]
    assert preceptors["command"] == f"preceptor pairing advance {pairing}"


# repeat


def test_a_rung_is_repeated_after_a_not_yet_and_keeps_its_history(school, pairing):
    not_yet(school, pairing)
    school.at("2026-03-09")
    shown = school.repeat(pairing)
    assert (shown["state"], shown["attempt"], shown["credits"]["watch"]) == ("watch", 2, 0)
    assert shown["due"].startswith("2026-04-20")
    history = school.show(pairing)["observations"]
    assert [(one["attempt"], one["ratings"]) for one in history] == [(1, {"talk-through": "not-yet"})]
    school.passed(pairing)
    school.passed(pairing)
    shown = school.advance(pairing)
    assert (shown["state"], shown["attempt"], shown["credits"]["watch"]) == ("do-watched", 1, 2)


def test_there_is_nothing_to_repeat_without_a_not_yet(school, pairing):
    school.passed(pairing)
    assert guards(refused(school.repeat, pairing)) == ["not-yet-rated"]


def test_before_a_repeat_the_feedback_is_given(school, pairing):
    school.observe(pairing, not_yet=["talk-through"])
    assert guards(refused(school.repeat, pairing)) == ["feedback-given"]
    school.feedback("O-1", by="paul")
    school.repeat(pairing)


def test_the_third_repeat_of_a_rung_obliges_every_owner_until_something_moves(school, pairing):
    for _ in range(2):
        not_yet(school, pairing)
        school.repeat(pairing)
    assert school.owed(pairing, "review") == []
    not_yet(school, pairing)
    school.repeat(pairing)
    assert school.owed(pairing, "review") == [("review", "olga")]
    assert [one["kind"] for one in school.mine("olga")] == ["review"]
    not_yet(school, pairing)
    assert school.repeat(pairing)["attempt"] == 5
    assert school.owed(pairing, "review") == [("review", "olga")]
    school.passed(pairing)
    school.passed(pairing)
    school.advance(pairing)
    assert school.owed(pairing, "review") == []


def test_repeats_of_another_rung_do_not_count(school, pairing):
    for _ in range(2):
        not_yet(school, pairing)
        school.repeat(pairing)
    school.climb(pairing)
    school.observe(pairing, not_yet=["blameless"], said=SAID)
    school.repeat(pairing)
    assert school.owed(pairing, "review") == []


def test_both_are_told_of_a_repeat(school, pairing):
    not_yet(school, pairing)
    school.repeat(pairing)
    assert school.told("rung-repeated") == [("rung-repeated", "mina"), ("rung-repeated", "paul")]


# pause and resume


def test_nobody_owes_a_rung_that_rests(school, pairing):
    shown = school.pause(pairing, by="lena")
    assert (shown["state"], shown["due"]) == ("paused", None)
    assert school.owed(pairing) == []
    assert school.why(pairing)["next"] == ["resume", "reassign", "withdraw"]


@pytest.mark.parametrize(
    ("resumed", "due"),
    [
        ("2026-03-16T09:00", "2026-04-27T17:00"),
        ("2026-03-16T15:00", "2026-04-28T17:00"),
        ("2026-03-21T09:00", "2026-05-04T17:00"),
    ],
    ids=["two weeks", "two weeks and some hours", "until a Saturday"],
)
def test_the_deadline_moves_by_the_length_of_the_pause_to_the_end_of_a_working_day(school, pairing, resumed, due):
    """It was due on Monday 13 April; the pause began on 2 March at nine."""
    school.pause(pairing)
    school.at(resumed)
    shown = school.resume(pairing)
    assert (shown["state"], shown["due"][:16]) == ("watch", due)
    (owed,) = school.mine("mina")
    assert owed["due_at"][:16] == due


def test_a_pause_returns_to_the_rung_it_left_with_its_counts_and_who_owed_it(school, pairing):
    school.climb(pairing)
    school.passed(pairing)
    school.passed(pairing)
    school.pause(pairing)
    shown = school.resume(pairing)
    assert (shown["state"], shown["credits"]["do-watched"]) == ("do-watched", 2)
    assert school.owed(pairing) == [("rung", "paul")]


def test_only_a_team_lead_or_an_owner_lets_a_pairing_rest(school, pairing):
    for somebody in ("mina", "paul", "noor"):
        assert guards(refused(school.pause, pairing, by=somebody)) == ["actor"]
    school.pause(pairing, by="lena")
    assert guards(refused(school.pause, pairing)) == ["state"]


def test_what_rests_takes_no_load_and_needs_room_to_go_on(school):
    resting = school.pairing("mina", "paul")
    school.pause(resting)
    for login in ("a", "b", "c"):
        school.person(login)
        school.pairing(login, "paul")
    school.people("d")
    assert guards(refused(school.start, "d", "paul")) == ["preceptor-has-room"]
    assert guards(refused(school.resume, resting)) == ["preceptor-has-room"]
    school.reassign(resting, "quinn")
    assert school.resume(resting)["preceptor"] == "quinn"


# reassign


def test_another_preceptor_takes_over_what_was_owed(school, pairing):
    school.passed(pairing)
    school.observe(pairing, by="mina")
    assert school.owed(pairing) == [("feedback", "paul"), ("rung", "paul")]
    shown = school.reassign(pairing, "quinn", by="lena")
    assert shown["preceptor"] == "quinn"
    # Paul was there and may teach, so that the feedback stays with him.
    assert school.owed(pairing) == [("feedback", "paul"), ("rung", "quinn")]
    assert school.told("pairing-reassigned") == [("pairing-reassigned", "mina"), ("pairing-reassigned", "quinn")]
    assert guards(refused(school.advance, pairing, by="paul")) == ["actor", "feedback-given"]
    school.feedback("O-2", by="paul")
    assert school.advance(pairing, by="quinn")["state"] == "do-watched"


def test_feedback_that_only_the_preceptor_may_give_passes_to_the_new_one(school, pairing):
    school.founder("rosa", capability="lead")
    school.observe(pairing, performer="rosa", by="rosa")
    assert school.owed(pairing, "feedback") == [("feedback", "paul")]
    school.reassign(pairing, "quinn")
    assert school.owed(pairing, "feedback") == [("feedback", "quinn")]
    with school.store.reading() as tx:
        (kept,) = tx.obligations(ObligationFilter(kind="feedback"))
    assert kept.next_reminder_at.date() == kept.due_at.date()
    school.feedback("O-1", by="quinn")


def test_a_new_preceptor_is_judged_like_one_at_the_start(school, pairing):
    school.person("rosa", hours=1)
    reasons = refused(school.reassign, pairing, "rosa")
    assert guards(reasons) == ["hours-left", "preceptor-teaches"]
    assert guards(refused(school.reassign, pairing, "mina")) == ["preceptor-teaches", "trainee-is-not-preceptor"]
    with pytest.raises(UnknownId):
        school.reassign(pairing, "nobody")


def test_a_pairing_whose_preceptor_lapsed_can_be_reassigned_and_says_so(school, pairing):
    school.revoke("paul")
    why = school.why(pairing)
    assert "reassign" in why["next"]
    assert "preceptor-teaches" in {one["guard"] for one in why["blocked"]}
    school.reassign(pairing, "quinn")


# extend


def test_a_rung_gets_more_time_until_the_end_of_a_day(school, pairing):
    shown = school.extend(pairing, "2026-05-04", by="lena")
    assert shown["due"][:16] == "2026-05-04T17:00"
    assert [one["due_at"][:16] for one in school.mine("mina")] == ["2026-05-04T17:00"]


def test_an_extension_is_later_than_before_and_not_in_the_past(school, pairing):
    for day in ("2026-04-13", "2026-03-20"):
        assert guards(refused(school.extend, pairing, day)) == ["later-than-before"]
    school.at("2026-06-01")
    assert guards(refused(school.extend, pairing, "2026-05-20")) == ["later-than-before"]
    assert guards(refused(school.extend, pairing, "2026-07-01", by="paul")) == ["actor"]


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(9999, 6, 1)])
def test_an_extension_beyond_the_calendar_is_bad_input(school, pairing, day):
    with pytest.raises(BadInput):
        school.extend(pairing, day)


# withdraw


@pytest.mark.parametrize("who", ["mina", "paul", "lena", "olga"])
def test_a_pairing_may_end_early_and_nothing_is_owed_then(school, pairing, who):
    school.observe(pairing)
    shown = school.withdraw(pairing, by=who)
    assert (shown["state"], shown["due"], shown["next"]) == ("withdrawn", None, [])
    assert school.owed(pairing) == []
    assert guards(refused(school.withdraw, pairing)) == ["state"]


def test_what_was_earned_stays_when_a_pairing_ends(school, pairing):
    school.climb(pairing)
    school.climb(pairing, with_observers=["paul", "quinn"])
    school.withdraw(pairing)
    assert school.holds("mina") == {"lead": "valid"}


def test_nobody_else_ends_a_pairing(school, pairing):
    assert guards(refused(school.withdraw, pairing, by="noor")) == ["actor"]


# load and hours


def test_a_preceptor_has_at_most_three_open_pairings(school):
    for login in ("a", "b", "c", "d"):
        school.person(login)
    for login in ("a", "b", "c"):
        school.pairing(login, "paul")
    reasons = refused(school.start, "d", "paul")
    assert guards(reasons) == ["preceptor-has-room"]
    assert "3 other open pairings" in reasons[0].message


def test_hours_are_kept_and_untracked_hours_block_nobody(world):
    world.founder("paul")
    world.person("a", hours=3)
    world.person("b", hours=4)
    reasons = refused(world.start, "a", "paul")
    assert guards(reasons) == ["hours-left"]
    assert "a has 3 hours a week" in reasons[0].message
    world.pairing("b", "paul")
    world.person("rosa", hours=3)
    world.grant("rosa")
    world.people("c", "d")
    world.pairing("c", "rosa")
    assert guards(refused(world.start, "d", "rosa")) == ["hours-left"]
    assert guards(refused(world.start, "b", "rosa", role="moderator")) == ["hours-left", "preceptor-teaches"]


def test_a_preceptor_whose_certificate_lapsed_does_not_sign(school, pairing):
    school.passed(pairing)
    school.passed(pairing)
    school.revoke("paul", capability="teach")
    reasons = refused(school.advance, pairing)
    assert guards(reasons) == ["preceptor-teaches"]
    assert "was revoked" in reasons[0].message
    assert reasons[0].who == ("olga",)


def test_what_was_revoked_an_hour_ago_does_not_sign_wherever_its_holder_lives(world):
    """Dates are local to the holder: it is tomorrow already where the preceptor is."""
    world.at("2026-03-02T09:00")
    world.person("kiri", zone="Pacific/Auckland")
    world.grant("kiri")
    world.person("mina")
    pairing = world.pairing("mina", "kiri")
    world.passed(pairing)
    world.passed(pairing)
    world.at("2026-03-02T12:00")
    world.revoke("kiri")
    assert guards(refused(world.advance, pairing)) == ["preceptor-teaches"]


def test_a_certificate_granted_a_minute_ago_teaches_wherever_its_holder_lives(world):
    world.at("2026-03-02T12:00")
    world.person("kiri", zone="Pacific/Auckland")
    world.grant("kiri")
    world.person("mina")
    world.pairing("mina", "kiri")


# bad input


@pytest.mark.parametrize("verb", ["repeat", "pause", "withdraw"])
def test_a_reason_says_something(school, pairing, verb):
    with pytest.raises(BadInput):
        getattr(school, verb)(pairing, why=" ")


def test_ended_pairings_do_not_move(school, pairing):
    school.withdraw(pairing)
    for act in (school.advance, school.repeat, school.pause, school.resume):
        assert guards(refused(act, pairing)) == ["state"]
    assert guards(refused(school.extend, pairing, "2026-09-01")) == ["state"]
    assert guards(refused(school.reassign, pairing, "quinn")) == ["state"]


def test_what_is_unknown_cannot_be_started(school):
    for arguments, rest in (
        (("nobody", "paul"), {}),
        (("mina", "nobody"), {}),
        (("mina", "paul"), {"role": "cook"}),
        (("mina", "paul"), {"role": "presenter"}),
        (("mina", "paul"), {"team": "nobodys"}),
    ):
        with pytest.raises(UnknownId):
            school.start(*arguments, **rest)


def test_who_is_in_two_teams_says_which(world):
    world.founder("paul")
    world.team("payments")
    world.team("search")
    world.person("mina", teams=["payments", "search"])
    with pytest.raises(BadInput):
        world.start("mina", "paul")
    assert world.start("mina", "paul", team="search")["team"] == "search"


# calendars


def test_due_dates_fall_on_working_days_where_the_one_who_owes_is(world):
    """Easter Monday and Good Friday are days off in Germany, and the day ends in Berlin."""
    world.founder("paul")
    world.person("mina", zone="Europe/Berlin", country="DE")
    pairing = world.pairing("mina", "paul")
    assert world.show(pairing)["due"].startswith("2026-04-15T15:00")


def test_the_clock_of_summer_time_does_not_move_the_end_of_the_day(world):
    world.founder("paul")
    world.person("mina", zone="America/New_York")
    pairing = world.pairing("mina", "paul")
    due = datetime.fromisoformat(world.show(pairing)["due"])
    assert due.isoformat().startswith("2026-04-13T21:00")


# other lifecycles


@pytest.fixture
def with_a_way_down(world):
    """A process whose `repeat` leads a rung down."""
    process = shipped()["release-team"]
    ladder = process.lifecycles["ladder"]
    down = Move(
        do="repeat", source=("do-watched",), target="watch", by=("preceptor",), never=("trainee",), beside=True
    )
    moves = tuple(one for one in ladder.moves if one.do != "repeat")
    changed = replace(ladder, moves=(*moves, down))
    world.found_too(replace(process, name="choir", lifecycles={"ladder": changed}))
    world.process, world.role = "choir", "docs"
    world.founder("paul")
    world.person("mina")
    return world


def test_a_repeat_goes_where_the_lifecycle_says(with_a_way_down):
    world = with_a_way_down
    pairing = world.pairing("mina", "paul")
    world.climb(pairing)
    shown = world.repeat(pairing)
    assert (shown["state"], shown["attempt"], shown["credits"]["watch"]) == ("watch", 2, 0)
    assert world.owed(pairing) == [("rung", "mina")]
    assert world.climb(pairing)["state"] == "do-watched"
    assert world.climb(pairing)["certified"] == ["lead"]
