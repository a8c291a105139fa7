"""A whole calendar, as the library reads it."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from preceptor.render.calendar import calendar_lines, event_lines
from preceptor.render.todo import todo_lines

DUE = datetime(2026, 4, 13, 15, tzinfo=UTC)
STAMP = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_meeting(summary: str = "R-3: Größe; messen", description: str = "preceptor meeting agenda R-3"):
    return event_lines(
        uid="m@example.org",
        sequence=2,
        summary=summary,
        description=description,
        starts=DUE,
        ends=DUE + timedelta(minutes=30),
        stamp=STAMP,
    )


def a_task(uid: str = "o@example.org"):
    return todo_lines(uid=uid, sequence=9, summary="climb", description="preceptor mine", due=DUE, stamp=STAMP)


def rendered(*components) -> str:
    return "".join(calendar_lines(iter(components)))


def test_a_calendar_holds_tasks_and_meetings() -> None:
    calendar = Calendar.from_ical(rendered(a_task(), a_task("p@example.org"), a_meeting()))
    assert [str(one["UID"]) for one in calendar.walk("VTODO")] == ["o@example.org", "p@example.org"]
    (meeting,) = calendar.walk("VEVENT")
    assert (meeting["SUMMARY"], meeting["DESCRIPTION"]) == ("R-3: Größe; messen", "preceptor meeting agenda R-3")
    assert (meeting["DTSTART"].dt, meeting["DTEND"].dt) == (DUE, DUE + timedelta(minutes=30))
    assert (meeting["SEQUENCE"], meeting["DTSTAMP"].dt) == (2, STAMP)


def test_a_calendar_of_nothing_is_still_one() -> None:
    assert Calendar.from_ical(rendered())["PRODID"] == "-//preceptor//EN"


def test_nothing_in_a_text_begins_another_property() -> None:
    hostile = "x\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nATTENDEE:mailto:x@example.org " + "ä" * 200
    text = rendered(a_meeting(hostile, hostile))
    (meeting,) = Calendar.from_ical(text).walk("VEVENT")
    assert "ATTENDEE" not in meeting and not meeting.subcomponents
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
