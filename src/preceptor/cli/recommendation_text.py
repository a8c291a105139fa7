"""How recommendations look to people."""

from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.base import say_reason
from preceptor.model.counting import counted, times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preceptor.services.recommendations.documents import RecommendationDocument, RecommendationLine
    from preceptor.services.recommendations.syncing import SyncDocument
    from preceptor.services.recommendations.views import (
        CommonDocument,
        ControlDocument,
        RecommendationShownDocument,
        SimilarDocument,
    )


def show_moved(found: "RecommendationDocument") -> None:
    """Where it stands after a move."""
    _standing(found)
    if found["blocked"]:
        click.echo(f"  what is missing: preceptor why {found['id']}")


def show_whole(found: "RecommendationShownDocument") -> None:
    """Everything about it, with its history."""
    _standing(found)
    for title, value in (
        ("incident", f"{found['incident']}, written by {found['author'] or 'nobody yet'}"),
        ("control", found["control"]),
        ("done when", found["done_when"]),
        ("review on", found["review_on"]),
        ("evidence", found["evidence"]),
        ("report", found["report"]),
        ("answers", ", ".join(found["answers"])),
        ("labels", ", ".join(found["labels"])),
        ("links", ", ".join(found["links"])),
    ):
        if value:
            _line(title, value)
    for one in found["history"]:
        told = (
            f"priority {one['priority']}" if one["priority"] else "",
            f"by {one['owner']}" if one["owner"] else "",
            f"due {one['due']}" if one["due"] else "",
            one["evidence"] or "",
            one["why"] or "",
        )
        said = "; ".join(part for part in told if part)
        at = f"  {one['at'][:10]}  {one['by']} {one['what']}"
        click.echo(show.wrapped(f": {said}" if said else "", first=at, rest="              ") if said else at)
    if found["next"]:
        _line("possible", ", ".join(found["next"]))
    for reason in found["blocked"]:
        say_reason(reason["guard"], reason["message"], reason["who"], reason["command"])


def _standing(found: "RecommendationDocument") -> None:
    click.echo(show.wrapped(found["text"], first=f"{found['id']}  ", rest=" " * (len(found["id"]) + 2)))
    what = ", ".join(part for part in (found["kind"], found["effect"]) if part)
    priority = f", priority {found['priority']}" if found["priority"] else ""
    _line("state", f"{found['state']}{priority}{f' ({what})' if what else ''}, {found['retrospective']}")
    if found["owner"]:
        moved = f", moved {times(found['postponed'])}" if found["postponed"] else ""
        _line("owner", f"{found['owner']}, due {found['due']}{moved}, {show.cell(found['ticket'])}")
    if found["joined_to"]:
        _line("joined", f"to {found['joined_to']}")


def _line(title: str, value: object) -> None:
    click.echo(f"  {title:<9} {show.cell(value)}")


def show_lines(found: "Sequence[RecommendationLine]") -> None:
    """A table of recommendations."""
    columns = {"id": "ID", "state": "STATE", "priority": "PRIO", "owner": "OWNER", "due": "DUE", "team": "TEAM"}
    more = {"incidents": "INCIDENTS", "retrospective": "FROM", "short": "TEXT"}
    show.table(_rows(found), {**columns, **more}, empty="There is no such recommendation.")


def show_similar(found: "Sequence[SimilarDocument]") -> None:
    """Similar ones with the words that match."""
    columns = {"id": "ID", "similarity": "ALIKE", "state": "STATE", "words": "WORDS", "short": "TEXT"}
    show.table(_rows(found), columns, empty="No other asks for anything similar.")


def show_common(found: "Sequence[CommonDocument]") -> None:
    """What several incidents ask for."""
    if not found:
        click.echo("No two incidents ask for the same.")
    for one in found:
        show.heading(f"{one['incidents']} incidents of {', '.join(one['teams'])}: {', '.join(one['words'])}")
        for each in one["recommendations"]:
            click.echo(f"  {each['id']:<8} {each['retrospective']:<6} {_state(each):<16} {_short(each['text'])}")


def show_controls(found: "Sequence[ControlDocument]") -> None:
    """The controls that fail most often."""
    columns = {"control": "CONTROL", "incidents": "INCIDENTS", "teams": "TEAMS", "recommendations": "RECOMMENDED"}
    show.table(found, columns, empty="No reviewed write-up says of any control that it failed.")


def _rows(found: "Sequence[RecommendationLine]") -> list[dict[str, object]]:
    return [{**one, "state": _state(one), "short": _short(one["text"])} for one in found]


def _state(one: "RecommendationLine") -> str:
    """Where it stands; of one that was joined to another: which one answers it."""
    return f"joined to {one['joined_to']}" if one["joined_to"] else one["state"]


def _short(text: str) -> str:
    """As much of a text as a table has room for."""
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


def show_synced(found: "SyncDocument") -> None:
    """What an export came to."""
    would = "would be " if found["dry_run"] else ""
    rows = [
        {
            "id": one["id"],
            "ticket": one["ticket"],
            "said": one["said"],
            "state": one["state"],
            "steps": f"{would}taken: {', '.join(one['steps'])}" if one["steps"] else "-",
        }
        for one in found["recommendations"]
    ]
    columns = {"id": "ID", "ticket": "TICKET", "said": "THE TRACKER SAYS", "state": "STATE BEFORE", "steps": "STEPS"}
    show.table(rows, columns, empty="No row is about a recommendation that somebody committed to.")
    for one in found["recommendations"]:
        for reason in one["refused"]:
            click.echo(f"{one['id']} could not be taken further.")
            say_reason(reason["guard"], reason["message"], reason["who"], reason["command"])
    if found["others"]:
        are = "is" if found["others"] == 1 else "are"
        click.echo(f"{found['others']} of {counted(found['rows'], 'row')} {are} about other tickets.")
