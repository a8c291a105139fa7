"""The mails about a review and its meeting: whom they reach, what they say by then, and what comes with them."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from icalendar import Calendar
from tests.support.relays import relay
from tests.support.reviews import UnderReview, under_review
from tests.support.smtp_server import Server
from tests.support.world import ROOT, WasRefused, World

from preceptor.bootstrap.pages import FolderLetters
from preceptor.errors import BadInput
from preceptor.services import notices_view
from preceptor.services.exporting.calendar import agenda


def previewed(world: World, kind: str) -> list[Any]:
    """The mails of a kind as their readers would get them now."""
    letters = FolderLetters(folder=ROOT)
    found = notices_view.list_notices(world.by(None), letters)
    wanted = [one["id"] for one in found if one["kind"] == kind]
    return [notices_view.preview_notice(world.by(None), letters, one) for one in wanted]


def subjects(world: World, kind: str) -> list[str]:
    found = notices_view.list_notices(world.by(None), FolderLetters(folder=ROOT))
    return [one["subject"] for one in found if one["kind"] == kind]


def calendars(message: EmailMessage) -> list[Any]:
    parts = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    return [Calendar.from_ical(one.get_content()) for one in parts]


def sent(server: Server, to: str, about: str) -> list[EmailMessage]:
    return [one for one in server.messages if to in str(one["To"]) and about in str(one["Subject"])]


def test_who_is_told_of_what(world: World) -> None:
    review = under_review(world)
    assert world.told("review-asked") == [("review-asked", "otto"), ("review-asked", "rita")]
    thread = review.opened(by="rita")
    assert world.told("thread-opened") == [("thread-opened", "ada")]
    review.reply(thread, by="ada")
    review.reply(thread, by="otto")
    review.reply(thread, by="otto")
    told = world.told("thread-replied")
    assert [to for _, to in told] == ["rita", "rita", "ada", "rita", "ada"]


def test_whoever_speaks_is_not_told_of_it(world: World) -> None:
    review = under_review(world)
    thread = review.opened(by="otto")
    review.reply(thread, by="otto")
    assert world.told("thread-opened") == [("thread-opened", "ada")]
    assert world.told("thread-replied") == [("thread-replied", "ada")]


def test_whoever_was_invited_and_the_author_are_told_of_the_notes(world: World) -> None:
    review = under_review(world).to_meeting()
    review.schedule()
    world.at(review.record.meeting_at)
    review.attach(by="nils")
    assert sorted(to for _, to in world.told("meeting-noted")) == ["ada", "mo", "pia", "rita"]


def test_whoever_is_asked_is_told_until_when_and_how(world: World) -> None:
    under_review(world)
    otto, _ = previewed(world, "review-asked")
    text = " ".join(otto["text"].split())
    for told in (
        "until Wednesday, 4 March 2026, 17:00 (UTC) at least",
        "until Monday, 9 March 2026, 17:00 (UTC) at most",
        "preceptor review comment R-1 --kind clarify TEXT",
        "preceptor review pass R-1",
        "Ada has written up",
    ):
        assert told in text
    assert "due Monday, 9 March 2026, 17:00 (UTC)" in otto["subject"]


def test_whoever_has_reviewed_is_not_asked_any_more(world: World) -> None:
    review = under_review(world)
    review.pass_(by="otto")
    assert subjects(world, "review-asked")[0].startswith("(review-asked; will not be sent")


def test_a_mail_says_what_was_said_then_and_not_what_came_later(world: World) -> None:
    review = under_review(world)
    thread = review.opened(by="rita")
    review.reply(thread, "the one in front")
    review.reply(thread, "the one behind")
    first, second = previewed(world, "thread-replied")
    assert "the one in front" in first["text"] and "the one behind" in second["text"]


def test_after_the_last_turn_a_mail_asks_for_no_answer_that_would_be_refused(world: World) -> None:
    review = under_review(world)
    thread = review.opened(by="rita")
    for _ in range(3):
        review.reply(thread)
    text = previewed(world, "thread-replied")[-1]["text"]
    assert "review reply" not in text and "preceptor review resolve T-1 --how TEXT" in text


def test_an_invitation_that_was_overtaken_is_not_sent(world: World) -> None:
    review = under_review(world).to_meeting()
    review.schedule()
    review.schedule(world.now + timedelta(days=3))
    found = subjects(world, "meeting-scheduled")
    assert [one.startswith("(meeting-scheduled; will not be sent") for one in found] == [True] * 4 + [False] * 4
    assert all("the meeting is moved to" in one for one in found[4:])


def test_with_the_request_comes_a_task_for_the_calendar(world: World, server: Server) -> None:
    review = under_review(world)
    relay(world, server)
    (mail,) = sent(server, "otto", "please review")
    (calendar,) = calendars(mail)
    (task,) = calendar.walk("VTODO")
    assert task["DUE"].dt == review.record.review_most


def test_an_invitation_comes_as_an_event_that_a_later_one_moves(world: World, server: Server) -> None:
    review = under_review(world).to_meeting()
    review.schedule()
    relay(world, server)
    world.later(minutes=1)
    moved = world.now + timedelta(days=3)
    review.schedule(moved, minutes=45)
    relay(world, server)
    events = []
    for mail in sent(server, "rita", "meeting"):
        (calendar,) = calendars(mail)
        assert calendar["METHOD"] == "REQUEST"
        assert not calendar.walk("VTODO")
        events += calendar.walk("VEVENT")
    first, second = events
    assert first["UID"] == second["UID"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (1, 2)
    assert second["DTSTART"].dt == moved and second["DTEND"].dt == moved + timedelta(minutes=45)
    assert first["SUMMARY"] == "R-1: Cards were refused"
    assert {str(one) for one in second["ATTENDEE"]} == {
        f"mailto:{login}@example.org" for login in ("pia", "mo", "nils", "rita")
    }
    assert not sent(server, "ada", "meeting") and not sent(server, "otto", "meeting")


def test_an_invitation_is_the_event_that_a_calendar_export_has(world: World, server: Server) -> None:
    review = under_review(world).to_meeting()
    review.schedule()
    relay(world, server)
    (mail,) = sent(server, "rita", "meeting")
    (event,) = calendars(mail)[0].walk("VEVENT")
    (entry,) = agenda(world.by("rita"), "example.org").meetings
    assert (event["UID"], event["SEQUENCE"]) == (entry.uid, entry.sequence)


def test_an_invitation_says_where_and_a_move_keeps_the_place(world: World, server: Server) -> None:
    review = under_review(world).to_meeting()
    assert review.schedule(where="  Room 4,\n1st floor ")["where"] == "Room 4, 1st floor"
    relay(world, server)
    world.later(minutes=1)
    assert review.schedule(world.now + timedelta(days=3))["where"] == "Room 4, 1st floor"
    relay(world, server)
    for mail in sent(server, "rita", "meeting"):
        (event,) = calendars(mail)[0].walk("VEVENT")
        assert event["LOCATION"] == "Room 4, 1st floor"
        assert "Where      Room 4, 1st floor" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    (entry,) = agenda(world.by("rita"), "example.org").meetings
    assert entry.location == "Room 4, 1st floor"
    assert review.schedule(world.now + timedelta(days=4), where="https://calls.example.org/7")["where"] == (
        "https://calls.example.org/7"
    )


def test_a_meeting_may_be_announced_without_a_place(world: World, server: Server) -> None:
    review = under_review(world).to_meeting()
    assert review.schedule()["where"] is None
    relay(world, server)
    (mail,) = sent(server, "rita", "meeting")
    assert "LOCATION" not in calendars(mail)[0].walk("VEVENT")[0]
    assert "Where" not in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize("where", ["", " \n ", "x" * 301, "a\x1b[2J"])
def test_a_place_can_be_read(world: World, where: str) -> None:
    review = under_review(world).to_meeting()
    with pytest.raises(BadInput, match="where the meeting is"):
        review.schedule(where=where)


def test_a_meeting_that_has_nothing_left_to_meet_about_is_called_off(world: World, server: Server) -> None:
    """Everything was settled in writing before it: nobody has to wait for it, and nobody comes in vain."""
    review = under_review(world).to_meeting()
    review.schedule()
    relay(world, server)
    was_to_be = review.record.meeting_at
    review.settle("T-1")
    review.advance(by="mo")
    assert (review.state, review.record.meeting_at) == ("revise", None)
    assert agenda(world.by("rita"), "example.org").meetings == ()
    relay(world, server)
    assert [to for _, to in world.told("meeting-called-off")] == ["pia", "mo", "nils", "rita"]
    invited, off = (calendars(mail)[0] for mail in sent(server, "rita", "meeting"))
    assert (invited["METHOD"], off["METHOD"]) == ("REQUEST", "CANCEL")
    (before,), (after,) = invited.walk("VEVENT"), off.walk("VEVENT")
    assert (after["UID"], after["SEQUENCE"], after["STATUS"]) == (before["UID"], 2, "CANCELLED")
    assert after["DTSTART"].dt == was_to_be
    assert str(after["ATTENDEE"]) == "mailto:rita@example.org"
    (mail,) = [one for one in previewed(world, "meeting-called-off") if one["to"] == "rita"]
    assert "there is no meeting on Friday, 6 March 2026" in mail["subject"]
    assert "preceptor review list R-1" in mail["text"]


def two_threads(world: World) -> UnderReview:
    """A meeting that was announced, and in which rita has T-1 and otto T-2."""
    review = under_review(world).with_parts()
    review.opened(by="rita")
    review.opened(by="otto")
    review.end_least().advance()
    review.schedule()
    return review


def test_whose_thread_is_settled_ahead_of_the_meeting_need_not_come(world: World, server: Server) -> None:
    review = two_threads(world)
    relay(world, server)
    review.settle("T-1")
    relay(world, server)
    assert world.told("meeting-called-off") == [("meeting-called-off", "rita")]
    invited, off = (calendars(mail)[0] for mail in sent(server, "rita", "meeting"))
    (before,), (after,) = invited.walk("VEVENT"), off.walk("VEVENT")
    # RFC 5546, section 3.2.5: else some calendars keep what they have.
    assert (off["METHOD"], after["UID"], after["SEQUENCE"]) == ("CANCEL", before["UID"], before["SEQUENCE"] + 1)
    (mail,) = [one for one in previewed(world, "meeting-called-off") if one["to"] == "rita"]
    assert "you need not come" in mail["subject"] and "what you spoke about is settled" in mail["text"]
    assert agenda(world.by("rita"), "example.org").meetings == ()
    assert len(agenda(world.by("otto"), "example.org").meetings) == 1


def test_whoever_also_spoke_in_what_is_still_open_comes_all_the_same(world: World) -> None:
    review = two_threads(world)
    review.reply("T-2", by="rita")
    review.settle("T-1")
    assert world.told("meeting-called-off") == []


def test_once_the_last_thread_is_settled_nobody_comes_and_no_notes_are_waited_for(
    world: World, server: Server
) -> None:
    review = two_threads(world)
    was_to_be = review.record.meeting_at
    relay(world, server)
    for thread, by in (("T-1", "rita"), ("T-2", "otto")):
        review.settle(thread, by=by)
    assert review.record.meeting_at is None
    assert sorted(to for _, to in world.told("meeting-called-off")) == ["mo", "nils", "otto", "pia", "rita"]
    relay(world, server)
    assert len(sent(server, "rita", "you need not come") + sent(server, "rita", "there is no meeting")) == 1
    world.at(was_to_be)
    review.advance(by="mo")
    assert review.state == "revise"


def test_what_is_settled_in_the_meeting_calls_nobody_off(world: World) -> None:
    review = two_threads(world)
    world.at(review.record.meeting_at)
    for thread in ("T-1", "T-2"):
        review.settle(thread, by="mo")
    assert world.told("meeting-called-off") == [] and review.record.meeting_at is not None


def test_whoever_need_not_come_is_told_so_though_the_others_meet_later(world: World, server: Server) -> None:
    review = two_threads(world)
    relay(world, server)
    review.settle("T-1")
    review.schedule(world.now + timedelta(days=3))
    relay(world, server)
    assert calendars(sent(server, "rita", "you need not come")[0])[0]["METHOD"] == "CANCEL"


def test_a_meeting_that_was_noted_is_not_called_off(world: World) -> None:
    review = under_review(world).to_meeting()
    review.schedule()
    world.at(review.record.meeting_at)
    review.attach()
    review.settle("T-1")
    review.advance(by="mo")
    assert world.told("meeting-called-off") == []


def test_once_it_has_begun_a_meeting_needs_its_notes(world: World) -> None:
    review = under_review(world).to_meeting()
    review.schedule()
    world.at(review.record.meeting_at)
    review.settle("T-1")
    with pytest.raises(WasRefused, match="the notes of the meeting are not attached"):
        review.advance(by="mo")


def test_whoever_speaks_in_an_open_thread_later_is_invited_then(world: World) -> None:
    review = under_review(world).to_meeting()
    review.schedule()
    review.schedule(world.now + timedelta(days=3))
    review.reply("T-1", by="otto")
    review.reply("T-1", by="otto")
    assert [to for _, to in world.told("meeting-scheduled")][8:] == ["otto"]
    assert "meeting on" in subjects(world, "meeting-scheduled")[-1]
    review.settle("T-1")
    review.advance(by="mo")
    assert [to for _, to in world.told("meeting-called-off")] == ["pia", "mo", "nils", "rita", "otto"]


def test_whoever_gets_a_part_in_an_announced_meeting_is_invited_and_who_had_it_need_not_come(
    world: World, server: Server
) -> None:
    review = under_review(world).to_meeting()
    review.schedule()
    review.schedule(world.now + timedelta(days=3))
    relay(world, server)
    world.later(minutes=1)
    world.person("sue")
    review.assign("presenter", "sue")
    relay(world, server)
    (mail,) = sent(server, "sue", "meeting on")
    (event,) = calendars(mail)[0].walk("VEVENT")
    assert (event["DTSTART"].dt, event["SEQUENCE"]) == (review.record.meeting_at, 3)
    off = calendars(sent(server, "pia", "you need not come to the meeting")[0])[0]
    assert (off["METHOD"], off.walk("VEVENT")[0]["UID"]) == ("CANCEL", event["UID"])
    assert world.told("meeting-called-off") == [("meeting-called-off", "pia")]
    review.settle("T-1")
    review.advance(by="mo")
    assert [to for _, to in world.told("meeting-called-off")][1:] == ["mo", "nils", "rita", "sue"]


def test_an_invitation_that_waits_is_not_sent_to_whom_the_meeting_does_not_need_any_more(world: World) -> None:
    review = under_review(world).to_meeting()
    review.schedule()
    world.person("sue")
    review.assign("presenter", "sue")
    assert sum("will not be sent" in one for one in subjects(world, "meeting-scheduled")) == 1
    review.assign("presenter", "pia")
    assert sum("will not be sent" in one for one in subjects(world, "meeting-called-off")) == 1


def methods(server: Server, login: str) -> list[tuple[str, int]]:
    """What the calendar of somebody was told of a meeting."""
    told = [calendar for mail in sent(server, login, "meeting") for calendar in calendars(mail)]
    return [(str(one["METHOD"]), int(event["SEQUENCE"])) for one in told for event in one.walk("VEVENT")]


def test_whoever_is_called_off_and_needed_again_is_invited_by_what_calendars_take_for_newer(
    world: World, server: Server
) -> None:
    review = under_review(world).to_meeting()
    review.schedule()
    world.person("sue")
    for presenter in ("sue", "pia"):
        relay(world, server)
        world.later(minutes=1)
        review.assign("presenter", presenter)
    relay(world, server)
    assert methods(server, "pia") == [("REQUEST", 1), ("CANCEL", 2), ("REQUEST", 3)]
    assert str(sent(server, "pia", "meeting on")[-1]["Subject"]).startswith("R-1: meeting on")


def test_invitations_that_wait_go_all_the_same_when_somebody_else_is_called_off(world: World, server: Server) -> None:
    review = under_review(world).to_meeting()
    review.schedule()
    world.person("sue")
    review.assign("presenter", "sue")
    relay(world, server)
    assert [methods(server, login) for login in ("sue", "mo", "nils", "rita")] == [[("REQUEST", 2)]] * 4
    assert methods(server, "pia") == [("CANCEL", 2)]


def test_another_meeting_after_one_that_was_held_is_not_the_one_before_moved(world: World) -> None:
    review = under_review(world).to_meeting()
    review.schedule()
    world.at(review.record.meeting_at)
    review.attach()
    review.schedule()
    assert all("meeting on" in one for one in subjects(world, "meeting-scheduled")[4:])


def test_whoever_keeps_another_reason_to_come_is_not_called_off(world: World) -> None:
    review = under_review(world).to_meeting()
    review.reply("T-1", by="ada")
    review.assign("presenter", "otto")
    review.reply("T-1", by="otto")
    review.schedule()
    review.assign("presenter", "pia")
    assert world.told("meeting-called-off") == []


def test_nobody_is_invited_to_a_meeting_that_has_begun(world: World) -> None:
    review = under_review(world).to_meeting()
    review.schedule()
    world.at(review.record.meeting_at)
    told = len(world.told("meeting-scheduled"))
    world.person("sue")
    review.assign("note-taker", "sue")
    assert len(world.told("meeting-scheduled")) == told and world.told("meeting-called-off") == []
