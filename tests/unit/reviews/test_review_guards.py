"""Each guard of a review and of its meeting: what it refuses, to whom it sends, and what it lets through."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.unit.reviews.builders import (
    ADA,
    LENA,
    MO,
    NILS,
    NOW,
    OLGA,
    OTTO,
    PARTS,
    PIA,
    RITA,
    a_reviewer,
    a_thread,
    facts,
    handed_in,
    reasons,
    said,
    settled,
    window,
    without,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_review_cannot_be_cut_short_though_everybody_has_spoken() -> None:
    known = facts(on=window(least=HOUR, most=DAY), reviewers=(a_reviewer(OTTO, "passed"),))
    assert said("review-over", known) == [
        "the review is open until 2026-03-04 10:00 UTC at least, and cannot be cut short"
    ]


def test_after_the_least_window_whoever_has_not_spoken_is_waited_for() -> None:
    known = facts(on=window(least=-HOUR, most=DAY), reviewers=(a_reviewer(OTTO), a_reviewer(RITA, "commented")))
    (reason,) = reasons("review-over", known)
    assert (reason.who, reason.command) == (("otto",), "preceptor review pass R-3")


@pytest.mark.parametrize("left", [timedelta(), -HOUR])
def test_at_the_end_of_the_window_who_is_silent_holds_up_nobody(left: timedelta) -> None:
    assert said("review-over", facts(on=window(least=-DAY, most=left), reviewers=(a_reviewer(OTTO),))) == []


def test_the_least_window_ends_at_its_end() -> None:
    assert said("review-over", facts(on=window(least=timedelta(), most=DAY))) == []


def test_every_open_thread_is_named_with_who_opened_it() -> None:
    known = facts(threads=(a_thread(1), settled(2), a_thread(3, opener=OTTO, kind="disagree")))
    assert said("threads-settled", known) == ["T-1 (clarify) is open", "T-3 (disagree) is open"]
    assert [one.who for one in reasons("threads-settled", known)] == [("rita",), ("otto",)]
    assert said("threads-settled", facts(threads=(settled(),))) == []


def test_without_an_open_thread_there_is_nothing_to_meet_about() -> None:
    assert said("threads-open", facts(threads=(settled(),))) == [
        "no thread is open, so there is nothing to meet about"
    ]
    assert said("threads-open", facts(threads=(settled(1), a_thread(2)))) == []


def test_an_agreed_change_is_waited_for_until_a_revision_says_that_it_is_made() -> None:
    known = facts(threads=(settled(1, change_agreed=True), settled(2, change_agreed=True, made_in=2), settled(3)))
    (reason,) = reasons("changes-made", known)
    assert reason.message == "the change agreed in T-1 is not in the write-up yet"
    assert (reason.who, reason.command) == (("ada",), "preceptor writeup submit R-3 FILE --made T-1")


@pytest.mark.parametrize(("actor", "also", "able"), [
    (RITA, "", True),
    (ADA, "", False),
    (OTTO, "", False),
    (MO, "", False),
    (MO, "moderator note-taker", True),
    (NILS, "moderator note-taker", True),
    (LENA, "moderator note-taker", False),
])  # fmt: skip
def test_a_thread_is_settled_by_whoever_opened_it_or_has_the_role(actor: int, also: str, able: bool) -> None:
    known = facts(thread=a_thread(), actor=actor)
    assert (said("opener-settles", known, also=also) == []) == able


def test_whoever_may_settle_a_thread_is_named() -> None:
    (reason,) = reasons("opener-settles", facts(thread=a_thread(), actor=ADA), also="moderator note-taker")
    assert reason.who == ("rita", "mo", "nils")
    assert reason.message == (
        "T-1 is settled by whoever opened it or the moderator or the note-taker: nobody signs for themselves"
    )


@pytest.mark.parametrize(("actor", "able"), [(OTTO, True), (LENA, True), (OLGA, True), (ADA, False), (PIA, False)])
def test_once_its_opener_has_left_a_thread_is_settled_by_whoever_else_may_but_not_by_who_wrote(
    actor: int, able: bool
) -> None:
    """Pia handed in the revision that is there, before ada became the author."""
    known = without(
        "rita",
        thread=a_thread(),
        threads=(a_thread(),),
        reviewers=(a_reviewer(RITA), a_reviewer(OTTO), a_reviewer(PIA)),
        submission=replace(handed_in(NOW), submitter=PIA),
        actor=actor,
    )
    assert (said("opener-settles", known) == []) == able
    for guard in ("threads-settled", *(["opener-settles"] if not able else [])):
        (reason,) = reasons(guard, known)
        assert (reason.who, reason.command) == (("otto", "lena", "olga"), "preceptor review resolve T-1 --how TEXT")


def test_it_is_said_that_whoever_opened_a_thread_has_left() -> None:
    known = without("rita", thread=a_thread(), threads=(a_thread(),), actor=ADA)
    assert said("threads-settled", known) == ["T-1 (clarify) is open, and whoever opened it has left"]
    assert said("opener-settles", known) == [
        "T-1 is settled by another than the author, since whoever opened it has left: nobody signs for themselves"
    ]


def test_a_settled_thread_is_closed() -> None:
    assert said("thread-open", facts(thread=settled())) == ["T-1 is settled already"]
    assert said("thread-open", facts(thread=a_thread())) == []


def test_after_more_turns_than_allowed_a_thread_is_for_the_meeting() -> None:
    assert said("turns-left", facts(thread=a_thread(turns=3)), most=3) == []
    assert said("turns-left", facts(thread=a_thread(turns=4)), most=3) == [
        "T-1 has gone back and forth 4 times, and is on the meeting's agenda"
    ]


def test_each_part_is_held_by_another_person() -> None:
    roles, open_one = "presenter moderator note-taker", (a_thread(),)
    assert said("roles-held", facts(threads=open_one), roles=roles) == []
    doubled = facts(assigned={"presenter": MO, "moderator": MO}, threads=open_one)
    assert said("roles-held", doubled, roles=roles) == [
        "mo is the presenter and cannot be the moderator too",
        "nobody is the note-taker yet",
    ]
    (reason,) = reasons("roles-held", facts(assigned={**PARTS, "note-taker": MO}, threads=open_one), roles=roles)
    assert reason.who == ("lena", "olga")


def test_without_anything_to_meet_about_nobody_has_to_hold_a_part() -> None:
    assert said("roles-held", facts(assigned={}), roles="presenter moderator note-taker") == []


def test_the_write_up_is_out_for_so_many_hours_before_the_meeting() -> None:
    known = facts(submission=handed_in(NOW), wanted_meeting=NOW + DAY - timedelta(seconds=1))
    (reason,) = reasons("document-out", known, hours=24)
    assert "2026-03-05T09:00+00:00" in (reason.command or "")
    assert reason.who == ("mo", "lena")
    assert said("document-out", facts(submission=handed_in(NOW), wanted_meeting=NOW + DAY), hours=24) == []


def test_a_meeting_is_announced_before_it_begins() -> None:
    assert said("meeting-to-come", facts(wanted_meeting=NOW)) == ["2026-03-04 09:00 UTC is past"]
    assert said("meeting-to-come", facts(wanted_meeting=NOW + timedelta(seconds=1))) == []


@pytest.mark.parametrize(("minutes", "fits"), [(29, False), (30, True), (60, True), (61, False), (-30, False)])
def test_a_meeting_has_a_least_and_a_greatest_length(minutes: int, fits: bool) -> None:
    assert (said("meeting-length", facts(wanted_minutes=minutes), least=30, most=60) == []) == fits


@pytest.mark.parametrize(("guard", "wanted", "parameters", "who"), [
    ("threads-open", {}, {}, ("mo", "nils", "lena", "olga")),
    ("meeting-to-come", {"wanted_meeting": NOW}, {}, ("pia", "mo", "nils", "lena", "olga")),
    ("meeting-length", {"wanted_minutes": 90}, {"least": 30, "most": 60}, ("pia", "mo", "nils", "lena", "olga")),
])  # fmt: skip
def test_whoever_may_give_the_command_that_is_named_is_named_with_it(
    guard: str, wanted: dict[str, Any], parameters: dict[str, int], who: tuple[str, ...]
) -> None:
    (reason,) = reasons(guard, facts(on={"state": "meeting"}, **wanted), **parameters)
    assert (bool(reason.command), reason.who) == (True, who)


def test_notes_are_not_there_before_the_meeting_has_begun() -> None:
    assert said("meeting-begun", facts()) == ["no meeting was announced"]
    to_come = facts(on={"meeting_at": NOW + HOUR})
    assert said("meeting-begun", to_come) == ["the meeting begins at 2026-03-04 10:00 UTC"]
    assert said("meeting-begun", facts(on={"meeting_at": NOW})) == []


def test_what_is_missing_of_a_meeting_is_said_with_who_supplies_it() -> None:
    open_one = (a_thread(),)
    (unannounced,) = reasons("meeting-noted", facts(threads=open_one))
    assert (unannounced.who, unannounced.command) == (("mo",), "preceptor meeting schedule R-3 --at TIME")
    (unnoted,) = reasons("meeting-noted", facts(on={"state": "meeting", "meeting_at": NOW}, threads=open_one))
    assert (unnoted.who, unnoted.command) == (("nils", "mo"), "preceptor meeting notes R-3 FILE")
    assert said("meeting-noted", facts(on={"meeting_at": NOW, "meeting_noted_at": NOW}, threads=open_one)) == []


def test_a_meeting_that_was_never_announced_is_not_waited_for_once_every_thread_is_settled() -> None:
    assert said("meeting-noted", facts(threads=(settled(),))) == []


def test_a_meeting_about_which_nothing_is_left_is_not_waited_for_until_it_begins() -> None:
    threads = (settled(),)
    assert said("meeting-noted", facts(on={"meeting_at": NOW + HOUR}, threads=threads)) == []
    assert said("meeting-noted", facts(on={"meeting_at": NOW}, threads=threads)) == [
        "the notes of the meeting are not attached"
    ]
