"""Reviews and their meetings on both databases: who speaks, what that ends, and what holds a review open."""

from datetime import UTC, datetime, time, timedelta

import pytest
from tests.support.recommendations import refused
from tests.support.replay import replayed, stored
from tests.support.retrospectives import a_team_on_call, an_incident
from tests.support.reviews import NOTES, UnderReview, under_review
from tests.support.world import OWNER, World, done, guards
from tests.support.worlds import ON_BOTH, founded_sqlite, world

from preceptor.errors import BadInput, RequestReused, UnknownId
from preceptor.services import leaving, people, teams
from preceptor.services.audit import verify
from preceptor.services.retrospectives import meeting, reviewing

__all__ = ["founded_sqlite", "world"]

pytestmark = ON_BOTH


def reviews_owed(world: World) -> list[str]:
    return [login for kind, login in world.owed("R-1") if kind == "review"]


# who speaks


def test_everybody_on_the_rotation_is_asked_when_the_review_begins(world: World) -> None:
    review = under_review(world)
    assert review.asked() == {"otto": "asked", "rita": "asked"}
    assert reviews_owed(world) == ["otto", "rita"]
    done(teams.set_on_call(world.by(OWNER), "payments", ("ada",)))
    assert review.asked() == {"otto": "asked", "rita": "asked"}


def test_a_comment_opens_a_thread_about_the_present_revision(world: World) -> None:
    review = under_review(world)
    world.later(minutes=5)
    thread = review.comment("which of the two caches?", kind="clarify")
    assert thread == {
        "id": "T-1",
        "retrospective": "R-1",
        "kind": "clarify",
        "writeup": 1,
        "opened_by": "rita",
        "opened_at": "2026-03-02T09:05:00.000000+00:00",
        "turns": 1,
        "open": True,
        "agenda": False,
        "settled_by": None,
        "settled_at": None,
        "change_agreed": False,
        "made_in": None,
        "said": [
            {
                "what": "comment",
                "by": "rita",
                "at": "2026-03-02T09:05:00.000000+00:00",
                "text": "which of the two caches?",
            }
        ],
    }


def test_speaking_ends_what_one_owes_and_nobody_elses(world: World) -> None:
    review = under_review(world)
    review.comment(by="rita")
    assert review.asked() == {"otto": "asked", "rita": "commented"}
    assert reviews_owed(world) == ["otto"]
    review.pass_(by="otto")
    assert review.asked() == {"otto": "passed", "rita": "commented"}
    assert reviews_owed(world) == []


def test_answering_in_anothers_thread_is_speaking_too(world: World) -> None:
    review = under_review(world)
    thread = review.opened(by="rita")
    review.reply(thread, by="otto")
    assert review.asked()["otto"] == "commented"
    assert reviews_owed(world) == []


def test_passing_after_a_comment_is_fine_and_a_comment_after_passing_too(world: World) -> None:
    review = under_review(world)
    review.comment(by="rita")
    review.pass_(by="rita")
    assert review.asked()["rita"] == "commented"
    review.pass_(by="otto")
    review.comment(by="otto")
    assert review.asked()["otto"] == "commented"


def test_who_was_not_asked_is_refused_and_told_who_was(world: World) -> None:
    review = under_review(world)
    world.person("noor", teams=["payments"])
    thread = review.opened()
    for act, arguments, able in (
        ("comment", (), {"otto", "rita"}),
        ("pass_", (), {"otto", "rita"}),
        ("reply", (thread,), {"otto", "rita", "ada"}),
        ("settle", (thread,), {"rita"}),
    ):
        reasons = review.refused(act, *arguments, by="noor")
        assert set(next(one for one in reasons if one.guard == "actor").who) == able


def test_before_the_review_and_after_it_nobody_comments(world: World) -> None:
    review = under_review(world)
    review.pass_(by="otto")
    review.pass_(by="rita")
    review.end_least().advance()
    assert guards(review.refused("comment")) == ["state"]


@pytest.mark.parametrize("text", ["", "  \n"])
def test_whoever_speaks_says_something(world: World, text: str) -> None:
    review = under_review(world)
    thread = review.opened()
    for act in (
        lambda: review.comment(text),
        lambda: review.reply(thread, text),
        lambda: review.settle(thread, text),
    ):
        before = world.everything()
        with pytest.raises(BadInput):
            act()
        assert world.everything() == before


@pytest.mark.parametrize("typed", ["T-9", "R-1", "x", "T-" + "9" * 30])
def test_an_unknown_thread_is_said(world: World, typed: str) -> None:
    review = under_review(world)
    with pytest.raises(UnknownId):
        review.reply(typed)


def test_the_same_request_speaks_once(world: World) -> None:
    review = under_review(world)
    first = review.comment(by="rita", request_id="a")
    assert review.comment(by="rita", request_id="a") == first
    assert len(review.review()["threads"]) == 1
    with pytest.raises(RequestReused):
        review.comment("another", by="rita", request_id="a")


# threads


def test_a_thread_keeps_what_everybody_said_in_order(world: World) -> None:
    review = under_review(world)
    thread = review.opened(by="rita")
    world.later(minutes=1)
    review.reply(thread, "the one in front")
    world.later(minutes=1)
    found = review.settle(thread, "named now")
    assert [(one["what"], one["by"], one["text"]) for one in found["said"]] == [
        ("comment", "rita", "which cache?"),
        ("reply", "ada", "the one in front"),
        ("settle", "rita", "named now"),
    ]
    assert (found["open"], found["settled_by"], found["turns"]) == (False, "rita", 2)


def test_whoever_opened_a_thread_settles_it_and_nobody_else(world: World) -> None:
    review = under_review(world)
    thread = review.opened(by="rita")
    assert guards(review.refused("settle", thread, by="otto")) == ["opener-settles"]
    refused = review.refused("settle", thread, by="ada")
    assert [(one.guard, one.who) for one in refused] == [("actor", ("rita",)), ("opener-settles", ("rita",))]
    assert refused[0].message == "only rita may `settle`"
    assert not review.settle(thread, by="rita")["open"]
    assert guards(review.refused("settle", thread, by="rita")) == ["thread-open"]
    assert guards(review.refused("reply", thread)) == ["thread-open"]


@pytest.mark.parametrize("by", ["otto", "lena", OWNER])
def test_once_whoever_opened_a_thread_has_left_others_settle_it_but_not_the_author(world: World, by: str) -> None:
    review = under_review(world)
    thread = review.opened(by="rita")
    done(leaving.deactivate(world.by(OWNER), "rita"))
    refused = review.refused("settle", thread, by="ada")
    able = ("otto", "lena", OWNER)
    assert [(one.guard, one.who) for one in refused] == [("actor", able), ("opener-settles", able)]
    assert not review.settle(thread, by=by)["open"]
    assert verify(world.by(None))["ok"]


def test_whoever_comes_back_settles_what_they_opened(world: World) -> None:
    review = under_review(world)
    thread = review.opened(by="rita")
    done(leaving.deactivate(world.by(OWNER), "rita"))
    done(people.change(world.by(OWNER), "rita", people.Changes(), returning=True))
    assert guards(review.refused("settle", thread, by="otto")) == ["opener-settles"]
    review.forged("thread-settled", by="otto", thread=int(thread[2:]), change_agreed=False)
    (broken,) = verify(world.by(None))["broken"]
    assert "settled by somebody who neither opened it" in broken["reason"]


@pytest.mark.parametrize(
    ("kind", "change", "agreed"),
    [
        ("change", None, True),
        ("clarify", None, False),
        ("disagree", None, False),
        ("clarify", True, True),
        ("change", False, False),
    ],
)
def test_whether_a_change_was_agreed_follows_from_the_kind_unless_it_is_said(
    world: World, kind: str, change: bool | None, agreed: bool
) -> None:
    review = under_review(world)
    thread = review.opened(kind=kind)
    assert review.settle(thread, change=change)["change_agreed"] is agreed
    assert review.review()["to_make"] == ([thread] if agreed else [])


def test_an_agreed_change_is_tracked_until_a_revision_makes_it(world: World) -> None:
    review = under_review(world)
    thread = review.opened(kind="change")
    review.settle(thread)
    review.pass_(by="otto")
    review.end_least().advance()
    assert review.state == "revise"
    assert "changes-made" in guards(review.refused("advance"))
    world.later(minutes=1)
    review.write_up(made=[int(thread[2:])])
    assert review.review()["to_make"] == []
    assert review.shown(thread)["made_in"] == 2
    assert review.advance()["state"] == "finalise"


def test_a_thread_of_four_turns_goes_to_the_agenda(world: World) -> None:
    review = under_review(world)
    thread = review.opened(by="rita")
    for by in ("ada", "rita"):
        review.reply(thread, by=by)
    assert not review.shown(thread)["agenda"]
    assert review.reply(thread, by="ada")["agenda"]
    assert review.shown(thread)["turns"] == 4
    reasons = review.refused("reply", thread, by="rita")
    assert guards(reasons) == ["turns-left"]
    assert "on the meeting's agenda" in reasons[0].message
    assert not review.settle(thread, by="rita")["agenda"]


# the window


def test_a_review_whose_least_window_is_not_over_is_not_left(world: World) -> None:
    review = under_review(world)
    review.pass_(by="otto")
    review.pass_(by="rita")
    world.at(review.record.review_least - timedelta(minutes=1))
    assert guards(review.refused("advance", to="revise")) == ["review-over"]
    assert review.end_least().advance()["state"] == "revise"


def test_while_somebody_has_time_to_speak_they_are_waited_for(world: World) -> None:
    review = under_review(world)
    review.pass_(by="otto")
    review.end_least()
    reasons = review.refused("advance", to="revise")
    assert [(one.guard, one.who) for one in reasons] == [("review-over", ("rita",))]


def test_who_is_silent_at_the_end_is_recorded_and_blocks_nobody(world: World) -> None:
    review = under_review(world)
    review.pass_(by="otto")
    review.end_window().advance()
    assert review.state == "revise"
    assert review.asked() == {"otto": "passed", "rita": "silent"}
    assert reviews_owed(world) == []


def test_a_review_that_would_ask_nobody_does_not_begin(world: World) -> None:
    """Nobody signs for themselves: the author reviews nothing of their own."""
    world.person("otto")
    for on_call in ((), ("ada",)):
        team = a_team_on_call(world, on_call=on_call, team=f"team-{len(on_call)}")
        incident = an_incident(world, "write-up", team=team)
        (reason,) = refused(incident.advance)
        assert (reason.guard, reason.who) == ("somebody-reviews", ("lena", OWNER))
        assert reason.command == f"preceptor team on-call {team} --set LOGIN"


def test_an_author_who_is_on_call_is_not_asked(world: World) -> None:
    a_team_on_call(world, on_call=("ada", "otto"))
    review = under_review(world)
    assert review.asked() == {"otto": "asked"}
    assert world.told("review-asked") == [("review-asked", "otto")]
    assert guards(refused(review.pass_, by="ada")) == ["actor"]


def test_nothing_moves_by_itself_and_what_may_be_done_is_said(world: World) -> None:
    review = under_review(world)
    review.pass_(by="otto")
    review.pass_(by="rita")
    review.end_least()
    assert review.state == "review"
    assert "advance" in review.show()["next"]


def test_whoever_ends_the_review_owes_it_once_everybody_has_spoken(world: World) -> None:
    review = under_review(world)
    assert [one["kind"] for one in world.mine("ada")] == []
    review.pass_(by="otto")
    review.pass_(by="rita")
    assert [one["kind"] for one in world.mine("ada")] == []
    review.end_least()
    (owed,) = world.mine("ada")
    assert (owed["kind"], owed["step"], owed["command"]) == ("step", "review", "preceptor retrospective advance R-1")


def test_at_the_end_of_the_window_it_is_owed_though_somebody_kept_silent(world: World) -> None:
    review = under_review(world)
    review.end_least()
    assert world.mine("ada") == []
    review.end_window()
    assert [(one["kind"], one["step"]) for one in world.mine("ada")] == [("step", "review")]


# the meeting


def test_an_open_thread_leads_to_the_meeting_and_never_past_it(world: World) -> None:
    review = under_review(world).with_parts()
    review.opened()
    review.end_window()
    assert guards(review.refused("advance", to="revise")) == ["threads-settled"]
    assert review.advance()["state"] == "meeting"


def test_a_meeting_without_an_open_thread_is_refused(world: World) -> None:
    review = under_review(world).with_parts()
    review.end_window()
    assert guards(review.refused("advance", to="meeting")) == ["threads-open"]
    assert review.advance()["state"] == "revise"


def test_three_parts_of_a_meeting_are_three_people(world: World) -> None:
    review = under_review(world).with_parts()
    assert guards(review.refused("assign", "note-taker", "mo")) == ["parts-differ"]
    assert guards(review.refused("assign", "presenter", "nils")) == ["parts-differ"]


def test_without_its_parts_a_meeting_does_not_begin(world: World) -> None:
    review = under_review(world)
    review.opened()
    review.end_window()
    assert guards(review.refused("advance", to="meeting")) == ["roles-held"]


def test_only_the_parts_and_those_in_an_open_thread_are_invited(world: World) -> None:
    review = under_review(world).with_parts()
    heard, settled = review.opened(by="rita"), review.opened(by="otto")
    review.reply(heard, by="ada")
    review.settle(settled, by="otto")
    review.end_least().advance()
    found = review.schedule()
    assert found["invited"] == {
        "pia": ["presenter"],
        "mo": ["moderator"],
        "nils": ["note-taker"],
        "ada": [heard],
        "rita": [heard],
    }
    assert [one["id"] for one in found["threads"]] == [heard]


def test_an_agenda_names_the_command_that_announces_the_meeting_once_it_is_taken(world: World) -> None:
    review = under_review(world).with_parts()
    thread = review.opened()
    assert review.agenda()["command"] is None
    review.pass_()
    review.end_least().advance()
    assert review.agenda()["command"] == "preceptor meeting schedule R-1 --at TIME"
    review.settle(thread)
    assert review.agenda()["command"] is None


def test_a_meeting_that_is_moved_is_announced_again_with_a_higher_number(world: World) -> None:
    review = under_review(world).to_meeting()
    first = review.schedule()
    second = review.schedule(world.now + timedelta(days=3), minutes=45)
    assert (first["sequence"], second["sequence"], second["minutes"]) == (1, 2, 45)


@pytest.mark.parametrize(
    ("rest", "guard"),
    [
        ({"minutes": 29}, "meeting-length"),
        ({"minutes": 10**20}, "meeting-length"),
        ({"by": "rita"}, "actor"),
        ({"at": datetime(2026, 3, 2, 9, tzinfo=UTC)}, "meeting-to-come"),
    ],
)
def test_a_meeting_that_may_not_be_is_refused(world: World, rest: dict[str, object], guard: str) -> None:
    review = under_review(world).to_meeting()
    assert guard in guards(review.refused("schedule", **rest))


def test_the_document_is_out_a_day_before_the_meeting(world: World) -> None:
    review = under_review(world).to_meeting()
    world.later(minutes=1)
    review.write_up()
    assert guards(review.refused("schedule", world.now + timedelta(hours=23))) == ["document-out"]
    assert review.schedule(world.now + timedelta(hours=24))["sequence"] == 1


def test_a_bare_time_is_the_next_one_where_the_actor_is(world: World) -> None:
    review = under_review(world)
    world.person("mo", zone="Asia/Tokyo")
    review.to_meeting()
    world.at(review.record.review_most)
    found = review.schedule(time(9, 0))
    at = datetime.fromisoformat(found["at"])
    assert (at.hour, at > world.now, at - world.now <= timedelta(days=1)) == (0, True, True)


@pytest.mark.parametrize("at", ["9999-12-31T23:59:00-12:00", "9999-12-31T23:59:00+00:00"])
def test_a_meeting_beyond_the_calendar_is_bad_input(world: World, at: str) -> None:
    review = under_review(world).to_meeting()
    with pytest.raises(BadInput, match="beyond the calendar"):
        review.schedule(datetime.fromisoformat(at))


def test_notes_are_attached_once_the_meeting_has_begun(world: World) -> None:
    review = under_review(world).to_meeting()
    assert guards(review.refused("attach")) == ["meeting-begun"]
    review.schedule()
    assert guards(review.refused("attach")) == ["meeting-begun"]
    world.at(review.record.meeting_at)
    assert guards(review.refused("attach", by="rita")) == ["actor"]
    review.attach()
    assert review.agenda()["notes"]["text"] == NOTES
    assert review.agenda()["notes"]["by"] == "nils"


def test_the_meeting_is_left_with_its_notes_and_without_an_open_thread(world: World) -> None:
    review = under_review(world).to_meeting()
    review.schedule()
    world.at(review.record.meeting_at)
    assert guards(review.refused("advance", by="mo")) == ["meeting-noted", "threads-settled"]
    review.settle("T-1", by="nils", change=True)
    assert guards(review.refused("advance", by="mo")) == ["meeting-noted"]
    review.attach()
    assert review.advance(by="mo")["state"] == "revise"
    assert review.review()["to_make"] == ["T-1"]


def test_another_meeting_needs_its_own_notes(world: World) -> None:
    review = under_review(world).to_meeting()
    review.schedule()
    world.at(review.record.meeting_at)
    review.attach()
    review.schedule()
    assert review.agenda()["notes"] is None
    assert "meeting-noted" in guards(review.refused("advance", by="mo"))


def test_where_every_thread_was_settled_before_a_meeting_was_announced_none_is_held(world: World) -> None:
    review = under_review(world).to_meeting()
    review.settle("T-1", by="rita")
    assert guards(review.refused("schedule")) == ["threads-open"]
    assert review.advance(by="mo")["state"] == "revise"


# the record


def test_the_record_of_a_whole_review_holds(world: World) -> None:
    review: UnderReview = under_review(world).to_meeting()
    review.reply("T-1", by="ada")
    review.schedule()
    world.at(review.record.meeting_at)
    review.settle("T-1", by="mo", change=True)
    review.attach()
    review.advance(by="mo")
    with world.store.reading() as tx:
        assert replayed(tx) == stored(tx)
    assert verify(world.by(None))["ok"]


def test_reading_a_review_that_never_was_is_fine(world: World) -> None:
    an_incident(world)
    found = reviewing.list_review(world.by(None), "R-1")
    assert (found["window"], found["reviewers"], found["threads"]) == (None, [], [])
    assert meeting.agenda(world.by(None), "R-1")["at"] is None
    with pytest.raises(UnknownId):
        reviewing.list_review(world.by(None), "R-9")
