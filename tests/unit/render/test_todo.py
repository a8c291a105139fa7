"""What is due, as a calendar takes it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from icalendar import Calendar, Todo

from preceptor.render.todo import render_todo, todo_lines

DUE = datetime(2026, 4, 13, 17, 0, tzinfo=timezone(timedelta(hours=2)))
STAMP = datetime(2026, 3, 2, 9, tzinfo=UTC)


def rendered(summary: str = "Größe; messen, P-1", sequence: int = 90) -> str:
    return render_todo(a_task(summary, sequence))


def a_task(summary: str, sequence: int = 90, uid: str = "obligation-7@example.org") -> tuple[str, ...]:
    return todo_lines(uid=uid, sequence=sequence, summary=summary, due=DUE, stamp=STAMP)


def test_a_calendar_reads_what_is_due_and_when() -> None:
    calendar = Calendar.from_ical(rendered())
    (task,) = calendar.walk("VTODO")
    assert calendar["METHOD"] == "PUBLISH"
    assert (task["UID"], task["SEQUENCE"], task["SUMMARY"]) == ("obligation-7@example.org", 90, "Größe; messen, P-1")
    assert (task["DUE"].dt, task["DTSTAMP"].dt) == (DUE, STAMP)
    assert task["STATUS"] == "NEEDS-ACTION"


def test_a_calendar_reads_several_tasks_each_with_its_own_words() -> None:
    several = render_todo(
        a_task("climb", uid="obligation-7@example.org"), a_task("read", uid="obligation-8@example.org")
    )
    found = Calendar.from_ical(several).walk("VTODO")
    assert [(str(one["UID"]), str(one["SUMMARY"])) for one in found] == [
        ("obligation-7@example.org", "climb"),
        ("obligation-8@example.org", "read"),
    ]


def test_a_line_of_the_summary_cannot_begin_another_property() -> None:
    text = rendered("P-1\r\nATTENDEE:mailto:x@example.org\nBEGIN:VALARM " + "ä" * 300)
    (task,) = Calendar.from_ical(text).walk("VTODO")
    assert "ATTENDEE" not in task and not task.subcomponents
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


@pytest.mark.parametrize(
    "summary",
    [
        "Größe; messen, P-1",
        "a\r\nb\rc\nd",
        "ä" * 300,
        "x" * 67,
        '\\n,;:"',
        "^^'",
        " lead",
        "x" * 300,
        *(("x" * n + "; due Friday, 4 December 2026, 17:00; a\\b^c " * 3)[:180] for n in range(60, 72)),
        "",
        "\u2028x\x0b",
        "\U0001f600" * 60,
    ],
)
def test_its_bytes_are_those_that_the_library_makes_of_a_calendar(summary: str) -> None:
    task, calendar = Todo(), Calendar()
    for name, value in (("uid", "obligation-7@example.org"), ("sequence", 90), ("dtstamp", STAMP)):
        task.add(name, value)
    for name, value in (("due", DUE.astimezone(UTC)), ("summary", summary), ("status", "NEEDS-ACTION")):
        task.add(name, value)
    for name, value in (("prodid", "-//preceptor//EN"), ("version", "2.0"), ("method", "PUBLISH")):
        calendar.add(name, value)
    calendar.add_component(task)
    assert rendered(summary) == str(calendar.to_ical(), "utf-8")
