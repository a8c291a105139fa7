"""What is due, as a calendar takes it."""

from datetime import UTC, datetime, timedelta, timezone

from icalendar import Calendar

from preceptor.render.todo import render_todo

DUE = datetime(2026, 4, 13, 17, 0, tzinfo=timezone(timedelta(hours=2)))
STAMP = datetime(2026, 3, 2, 9, tzinfo=UTC)


def rendered(summary: str = "Größe; messen, P-1", sequence: int = 90) -> str:
    return render_todo(uid="obligation-7@example.org", sequence=sequence, summary=summary, due=DUE, stamp=STAMP)


def test_a_calendar_reads_what_is_due_and_when() -> None:
    calendar = Calendar.from_ical(rendered())
    (task,) = calendar.walk("VTODO")
    assert calendar["METHOD"] == "PUBLISH"
    assert (task["UID"], task["SEQUENCE"], task["SUMMARY"]) == ("obligation-7@example.org", 90, "Größe; messen, P-1")
    assert (task["DUE"].dt, task["DTSTAMP"].dt) == (DUE, STAMP)
    assert task["STATUS"] == "NEEDS-ACTION"


def test_a_line_of_the_summary_cannot_begin_another_property() -> None:
    text = rendered("P-1\r\nATTENDEE:mailto:x@example.org\nBEGIN:VALARM " + "ä" * 300)
    (task,) = Calendar.from_ical(text).walk("VTODO")
    assert "ATTENDEE" not in task and not task.subcomponents
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
