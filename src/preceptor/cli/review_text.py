"""How reviews and meetings look to people."""

from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from preceptor.cli import show

if TYPE_CHECKING:
    from preceptor.services.retrospectives.meeting import MeetingDocument
    from preceptor.services.retrospectives.review_documents import ReviewDocument, ThreadDocument


def show_review(found: "ReviewDocument", zone: tzinfo) -> None:
    """The whole review, its threads in the order in which they were opened."""
    click.echo(f"{found['id']}  {show.cell(found['title'])}, {found['state']}")
    window = found["window"]
    if window is None:
        click.echo("  No review of it has begun yet.")
        return
    least, most = show.day(window["at_least"], zone), show.day(window["at_most"], zone)
    click.echo(f"  window   since {show.day(window['opened_at'], zone)}, until {least} at least and {most} at most")
    asked = ", ".join(f"{one['person']} {one['state']}" for one in found["reviewers"])
    click.echo(f"  asked    {asked or 'nobody: the rotation was empty'}")
    if found["to_make"]:
        click.echo(f"  to make  {', '.join(found['to_make'])}: agreed, and not in the write-up yet")
    if not found["threads"]:
        click.echo("  threads  none")
    for thread in found["threads"]:
        show_thread(thread, zone)


def show_thread(found: "ThreadDocument", zone: tzinfo) -> None:
    """A thread with everything said in it."""
    show.heading(f"{found['id']}  {found['kind']}, about revision {found['writeup']}: {standing(found)}")
    for turn in found["said"]:
        mark = "settled: " if turn["what"] == "settle" else ""
        at = f"    {show.day(turn['at'], zone)}  {turn['by']}: "
        click.echo(show.wrapped(f"{mark}{turn['text']}", first=at, rest=show.FURTHER))


def standing(thread: "ThreadDocument") -> str:
    """Where a thread stands, in a few words."""
    if thread["open"]:
        return "open, on the agenda" if thread["agenda"] else "open"
    if not thread["change_agreed"]:
        return "settled"
    made = thread["made_in"]
    return f"settled, changed in revision {made}" if made else "settled, to be changed"


def show_meeting(found: "MeetingDocument", zone: tzinfo) -> None:
    """When a meeting is, who is invited, its agenda and its notes."""
    click.echo(f"{found['id']}  {show.cell(found['title'])}")
    if found["at"]:
        click.echo(f"  meeting  {show.day(found['at'], zone)}, {found['minutes']} minutes")
        if found["where"]:
            click.echo(show.wrapped(found["where"], first="  where    ", rest="           "))
    else:
        click.echo(f"  meeting  not announced{': ' + found['command'] if found['command'] else ''}")
    if found["invited"]:
        invited = ", ".join(f"{login} ({', '.join(why)})" for login, why in found["invited"].items())
        click.echo(show.wrapped(invited, first="  invited  ", rest="           "))
    if not found["threads"]:
        click.echo("  agenda   empty: no thread is open")
    for thread in found["threads"]:
        show_thread(thread, zone)
    if found["notes"]:
        notes = found["notes"]
        click.echo(f"  notes by {notes['by']}, {show.day(notes['at'], zone)}")
        for line in notes["text"].splitlines():
            click.echo(f"    {show.cell(line)}".rstrip())
