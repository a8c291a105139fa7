"""Teams' variants, as pages for the terminal."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.base import say_reason

if TYPE_CHECKING:
    from preceptor.model.canonical import Json
    from preceptor.services.variants.rebasing import RebaseDocument
    from preceptor.services.variants.views import ComingDocument, OpenWaiverDocument, VariantDocument, VariantLine
    from preceptor.services.variants.waiving import WaiverDocument

#: What became of what a team changed.
_OUTCOMES = {
    "kept": "kept",
    "reached": "the standard says so now",
    "standard": "the standard's side is taken",
    "team": "the team's side is taken",
    "conflict": "conflicts",
}


def show_list(found: "Sequence[VariantLine]", zone: tzinfo) -> None:
    """Variants, one a line."""
    rows = [
        {
            **one,
            "digest": one["digest"][:12],
            "since": show.day(one["since"], zone),
            "coming": [_coming(each, zone) for each in one["coming"]],
            "waivers": [
                f"{w['step']}.{w['what']} until {w['until']}{' (ended)' if w['ended'] else ''}"
                for w in one["waivers"]
            ],
        }
        for one in found
    ]
    columns = {"team": "TEAM", "process": "PROCESS", "version": "VERSION", "digest": "EDITION", "since": "SINCE"}
    columns |= {"coming": "TO COME", "state": "STATE", "waivers": "WAIVERS"}
    show.table(rows, columns, empty="Every team follows the standard.")


def show_variant(found: "VariantDocument", zone: tzinfo) -> None:
    """A team's variant with everything in it."""
    lead = f", led by {found['lead']}" if found["lead"] else ""
    show.heading(f"{found['team']}/{found['process']} on {found['version']}{lead}: {found['state']}")
    since = f", since {show.day(found['since'], zone)}" if found["since"] else ", the standard"
    click.echo(f"  edition  {found['digest']}{since}")
    for later in found["coming"]:
        click.echo(f"  to come  {_coming(later, zone)}")
    for waiver in found["waivers"]:
        click.echo(f"  waiver   {_waiver(waiver)}")
    if not found["changes"]:
        click.echo("  The team does what the standard says.")
        return
    show.heading("What the team does differently")
    for one in dict.fromkeys(one["sentence"] for one in found["changes"]):
        click.echo(f"  - {show.cell(one)}")
    show.heading("Where it comes from")
    for part in found["parts"]:
        source = "the team has left it out" if part["left_out"] else _SOURCES[part["source"]]
        waived = f", by a waiver until {part['waived_until']}" if part["waived_until"] else ""
        click.echo(f"  {part['part']}: {source}{waived}")


def _coming(one: "ComingDocument", zone: tzinfo) -> str:
    what = "the standard" if one["standard"] else f"a variant of {one['version']}"
    return f"{what} from {show.day(one['effective_at'], zone)}"


_SOURCES = {"standard": "the standard", "team": "the team", "both": "the standard and the team"}


def show_rebase(found: "RebaseDocument", zone: tzinfo) -> None:
    """What a rebase did, or would do."""
    from preceptor.services.variants.rebasing import told

    name = f"{found['team']}/{found['process']}"
    if found["old"] == found["to"]:
        click.echo(f"{name} follows all that is published; there is nothing to carry over.")
        if _differs(found["overlay"]):
            _show_file(found)
        return
    free = not (found["conflicts"] or found["breaches"])
    does = "follows" if found["done"] else "would follow" if free else "cannot follow"
    show.heading(f"{name} {does} {found['to']} (was {found['old']}) from {show.day(found['effective'], zone)}.")
    click.echo("What the standard changed:")
    for sentence in dict.fromkeys(one["sentence"] for one in found["standard_changes"]):
        click.echo(f"  - {show.cell(sentence)}")
    click.echo("What the team changed:")
    for one in found["team_changes"]:
        for sentence in one["sentences"] or [one["path"]]:
            click.echo(f"  - {show.cell(sentence.rstrip('.'))}: {_OUTCOMES[one['outcome']]}")
    if found["conflicts"]:
        click.echo("What conflicts:")
    for conflict in found["conflicts"]:
        now = f"the standard says {told(conflict['standard'])}, and the team {told(conflict['team'])}"
        click.echo(f"  - {show.cell(conflict['message'])}: {show.cell(now)}")
        for side, command in conflict["commands"].items():
            click.echo(f"      {side}: {command}")
    for breach in found["breaches"]:
        say_reason("keeps-to-standard", breach, (), None)
    if free:
        _show_file(found)


def _differs(overlay: "Json") -> bool:
    """Whether a team does anything differently: else no file has to stand for it."""
    return isinstance(overlay, dict) and any(overlay.get(part) for part in ("steps", "roles", "add"))


def _show_file(found: "RebaseDocument") -> None:
    """What belongs into the workshop, where nothing that is published writes by itself."""
    click.echo(f"To stand in process/teams/{found['team']}/{found['process']}.yaml:")
    click.echo()
    click.echo(_yaml(found["overlay"]), nl=False)


def show_waiver(found: "WaiverDocument") -> None:
    """A waiver that was given."""
    what = f"{found['step']}.{found['what']} of {found['process']}"
    click.echo(f"Waived for {found['team']} until {found['until']}: {what}, approved by {found['approver']}.")


def _waiver(one: "OpenWaiverDocument") -> str:
    ends = f"ended on {one['until']}" if one["ended"] else f"until {one['until']}"
    return f"{one['step']}.{one['what']} {ends}, approved by {one['approver']}"


def _yaml(overlay: "Json") -> str:
    from preceptor.bootstrap.pages import text_of_variant

    return text_of_variant(overlay)
