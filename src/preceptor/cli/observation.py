"""`preceptor observation …`: a record of the past, and what was recorded in error."""

import sys
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.base import Noun, answer, context, options_of, request_id, verb, zone_of
from preceptor.cli.progress import progress_bar
from preceptor.cli.types import PATH, TEXT

if TYPE_CHECKING:
    from preceptor.services.context import Context
    from preceptor.services.observation_import import ImportDocument
    from preceptor.services.voiding import RestedDocument, VoidDocument


@click.group(cls=Noun)
def observation() -> None:
    """Observations: who performed a role on a day, and who watched. `pairing observe` records one."""


@verb(observation, "import", example="preceptor observation import sessions.csv --process release-team --dry-run")
@click.argument("file", metavar="FILE.csv", type=PATH)
@click.option("--process", required=True, metavar="PROCESS", help="The process that its roles belong to.")
@click.option("--add-people", is_flag=True, help="Add whoever is not known yet, without an address.")
@click.option("--dry-run", is_flag=True, help="Check the file and count, and write nothing.")
@request_id
@click.pass_context
def import_(
    ctx: click.Context, file: Path, process: str, add_people: bool, dry_run: bool, request_id: str | None
) -> int:
    """Read a record of the past: all of it, or nothing and everything that is wrong with it. By an owner.

    The columns are held_on, role, subject, performer and watchers, the watchers separated by ";".
    Nobody is mailed and no pairing advances. Repeating an import changes nothing.
    """
    from preceptor.services.observation_import import import_observations

    wired = context(ctx, request_id=request_id)
    with progress_bar() as progress:
        found = import_observations(
            wired, file, process=process, add_people=add_people, dry_run=dry_run, progress=progress
        )
    return answer(ctx, found, lambda one: _show_import(one, process, zone_of(wired), dry_run=dry_run))


@verb(observation, "void", example='preceptor observation void O-5 --why "it was another release"')
@click.argument("id_", metavar="ID")
@click.option("--why", type=TEXT, required=True, metavar="WHY", help="The reason; it is kept.")
@click.option("--dry-run", is_flag=True, help="Say what it would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@request_id
@click.pass_context
def void(ctx: click.Context, id_: str, why: str, dry_run: bool, yes: bool, request_id: str | None) -> int:
    """Strike an observation that was recorded in error: it counts for nobody any more. By an owner.

    Observed runs that were done by it alone are owed again, and what was caught up with by it alone is due for a
    refresh again, for another 30 business days. What was signed with it stays signed, until an owner revokes it.
    Everybody whom that concerns is told by mail. On a terminal it asks first, where any of that is so.
    """
    from preceptor.services import voiding

    wired = context(ctx, request_id=request_id)
    if not (dry_run or yes or options_of(ctx).as_json) and sys.stdin.isatty():
        _ask_before(wired, id_, why)
    found = voiding.void(wired, id_, why=why, dry_run=dry_run)
    return answer(ctx, found, lambda one: _show_void(one, zone_of(wired)))


def _ask_before(wired: "Context", id_: str, why: str) -> None:
    """Show what it would change beside the pairings that go on, if that is anything, and ask."""
    from preceptor.model.refusal import Refusal
    from preceptor.services import voiding

    planned = voiding.void(wired, id_, why=why, dry_run=True)
    # What is refused is told by the command itself. So is what this very request has done before.
    if isinstance(planned, Refusal) or not planned.get("dry_run"):
        return
    if any(planned.get(key) for key in ("signed", "behind", "runs", "lapsed")):
        _show_void(planned, zone_of(wired))
        click.confirm(f"Strike {planned['id']}?", abort=True)


def _show_import(found: "ImportDocument", process: str, zone: tzinfo, *, dry_run: bool) -> None:
    show.heading("The file holds, and nothing was written:" if dry_run else "The file holds, and all is on record:")
    rungs = ", ".join(f"{rung} {count}" for rung, count in found["credits"].items())
    for count, what in (
        (found["observations"], "observations"),
        (found["founders"], "founders: the first to perform a role, with what they hold from then on"),
        (found["pairings_started"], "pairings: people who began to watch a role"),
        (sum(found["credits"].values()), f"credits: {rungs}"),
        (found["gaps"], "gaps: observations whose performer did not hold `lead` on that day"),
        (found["never_watched"], "of these by somebody who had not even watched the role before"),
    ):
        click.echo(f"  {count:>7}  {what}")
    for run in found.get("runs", ()):
        click.echo(f"{run['person']} owes {show.run(run, zone)}.")
    if not dry_run:
        click.echo(f"Who performed uncertified: preceptor certification gaps --process {process}")


def _show_void(found: "VoidDocument", zone: tzinfo) -> None:
    """What changes, then what stays although it rests on it, with what takes it away."""
    would = found.get("dry_run", False)
    pairings = show.cell(found["pairings"] or "none")
    counts = "would count for nobody any more; this was a dry run" if would else "counts for nobody any more"
    click.echo(f"{found['id']} {counts}. Pairings that {'it counts' if would else 'it counted'} for: {pairings}.")
    for behind in found.get("behind", ()):
        held = " and ".join(f"`{one}`" for one in behind["capabilities"])
        click.echo(
            f"{behind['person']} has to catch up with {behind['version']} again by {behind['by']}, "
            f"and holds {held} for {behind['role']} in full until then."
        )
    for run in found.get("runs", ()):
        click.echo(f"{run['person']} owes {show.run(run, zone)} again.")
    for lapsed in found.get("lapsed", ()):
        held = f"`{lapsed['capability']}` for {lapsed['role']}"
        click.echo(f"{lapsed['person']} holds {held} no longer: without it, they have not done it for too long.")
    for rested in found.get("signed", ()):
        _show_rested(rested)
    if told := found.get("told"):
        click.echo(f"By mail {'would be' if would else 'are'} told: {', '.join(told)}.")


def _show_rested(one: "RestedDocument") -> None:
    if one["pairing"] is None:
        what = f"{one['person']} is a founder because of it"
    else:
        left = ", ".join(one["left"])
        what = f"{one['pairing']} was signed for on `{one['rung']}` with it by {one['signed_by']}; without it: {left}"
    if one["command"] is None:
        click.echo(f"{what}. It stays.")
        return
    held = " and ".join(f"`{each}`" for each in one["certified"])
    click.echo(f"{what}. It stays, with {held} of {one['person']}. To take that away:")
    click.echo(f"  {one['command']}")
