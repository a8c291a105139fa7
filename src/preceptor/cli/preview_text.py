"""What a publication would do, as a page for the terminal."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from preceptor.cli import show

if TYPE_CHECKING:
    from preceptor.services.change_views import DifferenceDocument
    from preceptor.services.foreseeing import MovePreview, PublicationPreview

#: How many instances a page tells one by one: about what fits on a screen with the rest. Our choice.
MOVES = 15


def show_preview(found: "PublicationPreview", zone: tzinfo) -> None:
    """What changes for whom, what becomes of running instances, and who is told."""
    what = f"{found['process']} {found['version']} ({found['class']})"
    show.heading(f"{what} would hold from {show.day(found['effective'], zone)}.")
    stays = {one["team"] for one in found["conflicts"]}
    for edition in found["editions"]:
        team = edition["team"]
        if team is None:
            click.echo("  the standard:")
            differences(edition["changes"], empty="Everything is new.", indent="    ")
        elif team in stays:
            click.echo(f"  {team}/{found['process']} stays as it is, until the team has decided:")
            for one in found["conflicts"]:
                if one["team"] == team:
                    click.echo(f"    - {show.cell(one['message'])}  [{one['name']}]")
        else:
            click.echo(f"  {team}/{found['process']}:")
            differences(edition["changes"], empty="Nothing changes.", indent="    ")
    click.echo(f"  instances {_instances(found)}")
    click.echo(f"  notices   {found['notices']}")
    if found["refreshes"]:
        click.echo(f"  refreshes {found['refreshes']}, of certifications: whoever holds one has to catch up")
    _moves(found, zone)


def differences(changes: "Sequence[DifferenceDocument]", *, empty: str, indent: str = "  ") -> None:
    """Changes as sentences, each with its class; what is the same is said once."""
    if not changes:
        click.echo(f"{indent}{empty}")
    for one in dict.fromkeys((one["class"], one["sentence"]) for one in changes):
        click.echo(f"{indent}{one[0]:<6} {show.cell(one[1])}")


def _instances(found: "PublicationPreview") -> str:
    counts = found["instances"]
    if not counts["migrated"] and not counts["refused"]:
        return f"{counts['pinned']} running, which finish on their own edition"
    return f"{counts['migrated']} move, {counts['refused']} cannot, {counts['pinned']} finish on their own edition"


def _moves(found: "PublicationPreview", zone: tzinfo) -> None:
    moved = [one for one in found["moves"] if one["refusal"] is None][:MOVES]
    refused = [one for one in found["moves"] if one["refusal"] is not None][:MOVES]
    if moved:
        click.echo()
        columns = {"id": "ID", "state": "STATE", "old": "DUE", "new": "DUE THEN"}
        show.table([_row(one, zone) for one in moved], columns, empty="")
        _rest(found["instances"]["migrated"] - len(moved), "move")
    if refused:
        click.echo()
        for reason, ids in _by_reason(refused):
            click.echo(f"{', '.join(ids)}: {show.cell(reason)}")
        _rest(found["instances"]["refused"] - len(refused), "cannot move")


def _row(one: "MovePreview", zone: tzinfo) -> dict[str, object]:
    state, new = one["state"], one["new_state"]
    same = one["old_due"] == one["new_due"]
    return {
        "id": one["id"],
        "state": state if state == new else f"{state} → {new}",
        "old": show.day(one["old_due"], zone),
        "new": "the same" if same else show.day(one["new_due"], zone),
    }


def _by_reason(shown: "Iterable[MovePreview]") -> Iterable[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for one in shown:
        found.setdefault(one["refusal"] or "", []).append(one["id"])
    return found.items()


def _rest(left: int, what: str) -> None:
    if left > 0:
        click.echo(f"and {left:,} more {what}; --json lists them all")
