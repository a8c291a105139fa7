"""An invitation, as a calendar takes it."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from icalendar import Calendar

from preceptor.render.invitation import render_invitation

AT = datetime(2026, 3, 6, 15, 0, tzinfo=timezone(timedelta(hours=1)))
STAMP = datetime(2026, 3, 4, 9, tzinfo=UTC)
MINA, OLGA = ("Mina Żółć", "mina@example.org"), ("Olga Lind", "olga@example.org")


def rendered(**rest: Any) -> str:
    usual: dict[str, Any] = {
        "uid": "meeting-3@example.org",
        "sequence": 2,
        "summary": "R-3: Größe; messen, 陳",
        "description": "preceptor meeting agenda R-3",
        "starts": AT,
        "ends": AT + timedelta(minutes=45),
        "stamp": STAMP,
        "organizer": ("preceptor", "preceptor@example.org"),
        "attendees": [MINA, OLGA],
    }
    return render_invitation(**{**usual, **rest})


def event_in(text: str) -> Any:
    calendar = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    return event


def test_a_calendar_reads_when_and_what_the_meeting_is() -> None:
    text = rendered()
    assert Calendar.from_ical(text)["METHOD"] == "REQUEST"
    event = event_in(text)
    assert (event["UID"], event["SEQUENCE"], event["SUMMARY"]) == (
        "meeting-3@example.org",
        2,
        "R-3: Größe; messen, 陳",
    )
    assert (event["DTSTART"].dt, event["DTEND"].dt, event["DTSTAMP"].dt) == (AT, AT + timedelta(minutes=45), STAMP)
    assert "DTSTART:20260306T140000Z" in text


def test_it_names_who_calls_it_and_everybody_who_comes() -> None:
    event = event_in(rendered())
    assert event["ORGANIZER"] == "mailto:preceptor@example.org"
    assert [str(one) for one in event["ATTENDEE"]] == ["mailto:mina@example.org", "mailto:olga@example.org"]
    assert [one.params["CN"] for one in event["ATTENDEE"]] == ["Mina Żółć", "Olga Lind"]
    assert {one.params["RSVP"] for one in event["ATTENDEE"]} == {"FALSE"}


@pytest.mark.parametrize(
    "name", ['Anna "Ann" Kö;nig, x:y', "a^b", "陳" * 80, "x" * 300, "a\nATTENDEE:mailto:x@y.org"]
)
def test_a_name_stays_a_name_and_no_line_is_long(name: str) -> None:
    text = rendered(attendees=[(name, "anna@example.org")])
    event = event_in(text)
    assert str(event["ATTENDEE"]) == "mailto:anna@example.org"
    assert event["ATTENDEE"].params["CN"] == name
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_a_title_cannot_begin_another_property() -> None:
    event = event_in(rendered(summary="R-3\r\nATTENDEE:mailto:x@example.org\nBEGIN:VALARM", attendees=[MINA]))
    assert str(event["ATTENDEE"]) == "mailto:mina@example.org"
    assert not event.subcomponents


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("jürgen@müller.example", "mailto:j%C3%BCrgen@xn--mller-kva.example"),
        ("a,b?c%d@example.org", "mailto:a%2Cb%3Fc%25d@example.org"),
        ("mina+x@example.org", "mailto:mina+x@example.org"),
    ],
)
def test_an_address_beyond_ascii_is_a_uri_all_the_same(address: str, uri: str) -> None:
    assert str(event_in(rendered(attendees=[("Jürgen", address)]))["ATTENDEE"]) == uri
