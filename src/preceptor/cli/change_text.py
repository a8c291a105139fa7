"""Changes of processes, as pages for the terminal."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.base import say_reason

if TYPE_CHECKING:
    from preceptor.services.change_views import (
        ChangeDocument,
        ChangeLine,
        ChangeShownDocument,
        CommentDocument,
        DifferenceDocument,
    )
    from preceptor.services.foreseeing import PublicationPreview

#: What somebody did, in the past tense.
_DID = {
    "comment": "said",
    "approve": "approved",
    "reject": "rejected",
    "withdraw": "withdrew it",
    "publish": "published",
}


def show_list(found: "Sequence[ChangeLine]", zone: tzinfo) -> None:
    """Changes, one a line."""
    columns = {"id": "ID", "process": "PROCESS", "version": "VERSION", "class": "CLASS", "state": "STATE"}
    rows = [
        {**one, "process": _subject(one), "from": show.day(one["effective_at"], zone), "marks": _marks(one) or None}
        for one in found
    ]
    show.table(rows, {**columns, "author": "BY", "from": "HOLDS FROM", "marks": "MARKS"}, empty="There is no change.")


def show_moved(found: "ChangeDocument", zone: tzinfo) -> None:
    """Where a change stands after a move, and what it waits for."""
    _standing(found, zone)
    _waits(found)


def show_change(found: "ChangeShownDocument", zone: tzinfo) -> None:
    """A change with everything in it."""
    _standing(found, zone)
    click.echo(f"  why      {show.cell(found['why'])}")
    click.echo()
    _differences(found["changes"], empty="Everything is new: there is no version before it.")
    if found["comments"]:
        click.echo()
    for one in found["comments"]:
        _comment(one, zone)
    if found["next"] or found["blocked"]:
        click.echo()
    _waits(found)


def show_preview(found: "PublicationPreview", zone: tzinfo) -> None:
    """What a publication would do."""
    what = f"{found['process']} {found['version']} ({found['class']})"
    show.heading(f"{what} would hold from {show.day(found['effective'], zone)}.")
    for edition in found["editions"]:
        click.echo(f"  {edition['team'] or 'the standard'}:")
        _differences(edition["changes"], empty="Everything is new.", indent="    ")
    click.echo(f"  instances {found['instances']['pinned']} running, which finish on their own edition")
    click.echo(f"  notices   {found['notices']}")


def _standing(found: "ChangeDocument", zone: tzinfo) -> None:
    follows = f"follows {found['follows']}" if found["follows"] else "a new process"
    click.echo(
        f"{found['id']}  {_subject(found)} {found['version']} by {found['author']}: {found['class']}, {follows}"
    )
    holds = f", holds from {show.day(found['effective_at'], zone)}" if found["effective_at"] else ""
    marks = f" ({_marks(found)})" if _marks(found) else ""
    click.echo(f"  state    {found['state']}{holds}{marks}")
    approved = f": {', '.join(found['approvals'])}" if found["approvals"] else ""
    click.echo(f"  approved {len(found['approvals'])} of {found['approvals_needed']}{approved}")
    for one in found["answers"]:
        click.echo(f"  answers  {one['id']}, {one['step']} {one['kind']}, reported by {one['by']}")
    for name in found["rises_with"]:
        click.echo(
            f"  with it  {name} has the edited lifecycle as it was, and follows with a version of its own only"
        )


def _subject(found: "Mapping[str, object]") -> str:
    """A process, or the variant of a team as people type it."""
    return f"{found['team']}/{found['process']}" if found["team"] else str(found["process"])


def _marks(found: "Mapping[str, object]") -> str:
    return ", ".join(mark for mark in ("emergency", "unreviewed") if found[mark])


def _differences(changes: "Sequence[DifferenceDocument]", *, empty: str, indent: str = "  ") -> None:
    if not changes:
        click.echo(f"{indent}{empty}")
    for one in dict.fromkeys((one["class"], one["sentence"]) for one in changes):
        click.echo(f"{indent}{one[0]:<6} {show.cell(one[1])}")


def _comment(one: "CommentDocument", zone: tzinfo) -> None:
    words = f": {show.cell(one['text'])}" if one["text"] is not None else ""
    click.echo(f"  {show.day(one['at'], zone)}  {one['by']} {_DID[one['what']]}{words}")


def _waits(found: "ChangeDocument") -> None:
    if found["next"]:
        click.echo(f"  possible {', '.join(found['next'])}")
    if found["blocked"]:
        click.echo("  what stands in the way:")
    for reason in found["blocked"]:
        say_reason(reason["guard"], reason["message"], reason["who"], reason["command"])
