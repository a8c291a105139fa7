"""What somebody owes as a task for their calendar (RFC 5545, VTODO)."""

from datetime import UTC, datetime

from icalendar import Calendar, Todo


def render_todo(*, uid: str, sequence: int, summary: str, due: datetime, stamp: datetime) -> str:
    """A calendar with one task, for a mail.

    `uid` is the same in every mail about the task, and `sequence` rises with each, so that a later mail moves the
    task instead of adding another. Moments are aware, and written in UTC. `summary` is one line.
    """
    task = Todo()
    task.add("uid", uid)
    task.add("sequence", sequence)
    task.add("dtstamp", stamp.astimezone(UTC))
    task.add("due", due.astimezone(UTC))
    task.add("summary", summary)
    task.add("status", "NEEDS-ACTION")
    calendar = Calendar()
    calendar.add("prodid", "-//preceptor//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(task)
    return str(calendar.to_ical(), "utf-8")
