"""`preceptor observation …`: a record of the past, and what was recorded in error."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.base import Noun, answer, context, request_id, verb
from preceptor.cli.progress import progress_bar
from preceptor.cli.types import PATH, TEXT

if TYPE_CHECKING:
    from preceptor.services.observation_import import ImportDocument
    from preceptor.services.voiding import VoidAnswer


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
    return answer(ctx, found, lambda one: _show_import(one, process, dry_run=dry_run))


@verb(observation, "void", example='preceptor observation void O-5 --why "it was another release"')
@click.argument("id_", metavar="ID")
@click.option("--why", type=TEXT, required=True, metavar="WHY", help="The reason; it is kept.")
@request_id
@click.pass_context
def void(ctx: click.Context, id_: str, why: str, request_id: str | None) -> int:
    """Strike an observation that was recorded in error: it counts for nobody any more. By an owner."""
    from preceptor.services import voiding

    found = voiding.void(context(ctx, request_id=request_id), id_, why=why)
    return answer(ctx, found, _show_void)


def _show_import(found: "ImportDocument", process: str, *, dry_run: bool) -> None:
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
    if not dry_run:
        click.echo(f"Who performed uncertified: preceptor certification gaps --process {process}")


def _show_void(found: "VoidAnswer") -> None:
    pairings = show.cell(found["pairings"])
    click.echo(f"{found['id']} counts for nobody any more. Pairings that it counted for: {pairings}.")
