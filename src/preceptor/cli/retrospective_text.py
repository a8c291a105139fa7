"""How retrospectives look to people."""

from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.base import say_reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preceptor.services.learning.discussing import DiscussionDocument
    from preceptor.services.retrospectives.documents import RetrospectiveDocument
    from preceptor.services.retrospectives.people import CandidateDocument
    from preceptor.services.retrospectives.views import DoneDocument


def show_moved(found: "RetrospectiveDocument", zone: tzinfo) -> None:
    """Where it stands after a move; what is missing is one command away."""
    _standing(found, zone)
    for hint in found.get("hints", []):
        click.echo(f"  note     {show.cell(hint)}")
    if found["blocked"]:
        click.echo(f"  what is missing: preceptor why {found['id']}")


def show_noted(found: "RetrospectiveDocument", zone: tzinfo) -> None:
    """That a note was taken, in one line: the incident runs."""
    click.echo(f"Noted for {found['id']} ({show.cell(found['title'])}), {len(found.get('notes', []))} in all.")


def show_whole(found: "RetrospectiveDocument", zone: tzinfo) -> None:
    """Everything about it: where it stands, its people, its notes, and what is missing."""
    _standing(found, zone)
    if found["writeup"]:
        said = found["writeup"]
        counts = ", ".join(f"{code} {count}" for code, count in said["findings"].items()) or "none"
        click.echo(f"  write-up revision {said['number']} by {said['submitted_by']}, findings: {counts}")
    if found["reviewers"]:
        click.echo(f"  review   {', '.join(f'{login} {state}' for login, state in found['reviewers'].items())}")
    if found["open_threads"]:
        click.echo(f"  threads  {', '.join(found['open_threads'])} open: preceptor review list {found['id']}")
    if found["meeting_at"]:
        click.echo(f"  meeting  {show.day(found['meeting_at'], zone)}: preceptor meeting agenda {found['id']}")
    if found["recommendations"]:
        click.echo(f"  then     {', '.join(found['recommendations'])}")
    if found.get("notes"):
        click.echo("  notes:")
    for note in found.get("notes", []):
        reference = f"  {note['reference']}" if note["reference"] else ""
        at = f"    {show.day(note['at'], zone)}  {note['by']}: "
        click.echo(show.wrapped(f"{note['text']}{reference}", first=at, rest=show.FURTHER))
    for offer in found.get("observe", []):
        click.echo(
            f"  to learn {offer['watcher']} could watch {offer['performer']} as {offer['role']}; once it was so:"
        )
        click.echo(f"           {show.cell(offer['command'])}")
    for one in found.get("discussions", []):
        show_discussion(one)
    for hint in found.get("hints", []):
        click.echo(f"  note     {show.cell(hint)}")
    if found["next"]:
        click.echo(f"  possible {', '.join(found['next'])}")
    if found["blocked"]:
        click.echo("  missing:")
    for reason in found["blocked"]:
        say_reason(reason["guard"], reason["message"], reason["who"], reason["command"])


def show_discussion(found: "DiscussionDocument") -> None:
    """Who talked about a finished write-up, when, and what they learnt."""
    click.echo(f"  discussed on {found['held_on']} by {', '.join(found['people'])}")
    click.echo(show.wrapped(found["learnt"], first="    learnt: ", rest="    "))
    if found["reports"]:
        click.echo(f"    reports: {', '.join(found['reports'])}")


def _standing(found: "RetrospectiveDocument", zone: tzinfo) -> None:
    incident = f" ({show.cell(found['incident'])})" if found["incident"] else ""
    click.echo(f"{found['id']}  {show.cell(found['title'])}{incident}, {found['team']}")
    due = f", due {show.day(found['due'], zone)}" if found["due"] else ""
    edition = f"{found['process']} {found['edition']['version']}"
    variant = f", variant of {found['edition']['variant']}" if found["edition"]["variant"] else ""
    click.echo(f"  state    {found['state']}{due}  ({edition}{variant})")
    if found["severity"] is not None:
        noticed = ", users noticed" if found["user_facing"] else ""
        over = show.day(found["resolved_at"], zone) if found["resolved_at"] else "unknown"
        click.echo(f"  severity {found['severity']}{noticed}, over since {over}")
    if found["roles"]:
        click.echo(f"  roles    {', '.join(f'{role} {login}' for role, login in found['roles'].items())}")
    if found["completed_at"]:
        click.echo(f"  complete since {show.day(found['completed_at'], zone)}")


def show_list(found: "Sequence[RetrospectiveDocument]", zone: tzinfo) -> None:
    """A table of retrospectives."""
    columns = {"id": "ID", "title": "TITLE", "team": "TEAM", "severity": "SEV", "state": "STATE", "author": "AUTHOR"}
    rows = [{**one, "due": show.day(one["due"], zone), "author": one["roles"].get("author")} for one in found]
    show.table(rows, {**columns, "due": "DUE"}, empty="There is no such retrospective.")


def show_candidates(found: "Sequence[CandidateDocument]") -> None:
    """A table of people who could have a role."""
    columns = {"person": "WHO", "eligible": "ELIGIBLE", "certified": "CERTIFIED", "open_parts": "PARTS"}
    rows = [{**one, "why": one["reasons"]} for one in found]
    more = {"hours_left": "HOURS LEFT", "same_team": "OWN TEAM", "took_notes": "TOOK NOTES", "why": "WHY NOT"}
    show.table(rows, {**columns, **more}, empty="Nobody could have it: nobody is certified or learns it.")


def show_done(found: "Sequence[DoneDocument]", zone: tzinfo) -> None:
    """The list of done write-ups, with what each says in short."""
    if not found:
        click.echo("There is no such write-up.")
    for one in found:
        incident = f" ({show.cell(one['incident'])})" if one["incident"] else ""
        show.heading(f"{one['id']}  {show.cell(one['title'])}{incident}")
        click.echo(f"  {one['team']}, complete since {show.day(one['completed_at'], zone)}")
        if one["summary"]:
            click.echo(show.wrapped(one["summary"], first="  ", rest="  "))
        if one["recommendations"]:
            click.echo(f"  then     {', '.join(one['recommendations'])}")
