"""Changes of processes, as pages for the terminal."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.base import say_reason
from preceptor.cli.preview_text import differences

if TYPE_CHECKING:
    from preceptor.services.change_views import (
        ChangeDocument,
        ChangeLine,
        ChangeShownDocument,
        CommentDocument,
    )
    from preceptor.services.publishing import PublishedDocument

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
    differences(found["changes"], empty="Everything is new: there is no version before it.")
    if found["acknowledged"]:
        click.echo()
        show.heading("Acknowledged")
    for team in found["acknowledged"]:
        click.echo(f"  {team['team'] or 'people in no team'}: {team['acknowledged']} of {team['of']}")
    if found["comments"]:
        click.echo()
    for one in found["comments"]:
        _comment(one, zone)
    if found["next"] or found["blocked"]:
        click.echo()
    _waits(found)


def show_published(found: "PublishedDocument", zone: tzinfo) -> None:
    """Where a change stands once it is published, and what became of running instances."""
    _standing(found, zone)
    followed = found["followed"] or {}
    moved, refused = followed.get("migrated", 0), followed.get("refused", 0)
    if moved or refused:
        why = "; `preceptor audit log PAIRING` says why" if refused else ""
        click.echo(f"  instances {moved:,} moved, {refused:,} could not{why}")
    _waits(found)


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
