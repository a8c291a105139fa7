"""`preceptor writeup new`, `submit`, `show` and `diff`: the document about one of our incidents.

`check` and `explain` are in `writeup_check.py`; both modules give their commands to the same noun.
"""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from preceptor.cli.base import answer, context, options_of, request_id, verb, zone_of
from preceptor.cli.check import governance_folder
from preceptor.cli.retrospective_text import show_moved
from preceptor.cli.types import PATH, Whole
from preceptor.cli.writeup import writeup
from preceptor.cli.writeup_check import check as check

if TYPE_CHECKING:
    from preceptor.services.retrospectives.write_ups import DifferenceDocument, DraftDocument, ShownDocument

_RETRO = click.argument("typed", metavar="RETRO")


@verb(writeup, "new", example="preceptor writeup new R-3 --output r-3.md")
@_RETRO
@click.option("--output", type=PATH, metavar="FILE", help="Where to write it; a file that is there stays as it is.")
@click.pass_context
def new(ctx: click.Context, typed: str, output: Path | None) -> int:
    """A write-up to begin with, in which is filled in what is known; later its last revision.

    It has the order for reading. Write the timeline first, then the analysis, and the summary last.
    """
    from preceptor.services.retrospectives import write_ups

    found = write_ups.draft(context(ctx), typed, folder=governance_folder(ctx))
    if output is None:
        return answer(ctx, found, lambda one: click.echo(one["body"], nl=False))
    from preceptor.services.files import write_new

    write_new(output, found["body"])
    return answer(ctx, found, lambda one: _show_written(one, output))


@verb(writeup, "submit", example="preceptor writeup submit R-3 r-3.md --made T-5")
@_RETRO
@click.argument("path", type=PATH, metavar="FILE")
@click.option("--made", multiple=True, metavar="THREAD", help="An agreed change that is in it now: T-5, or `all`.")
@request_id
@click.pass_context
def submit(ctx: click.Context, typed: str, path: Path, made: tuple[str, ...], request_id: str | None) -> int:
    """Hand the write-up in as a new revision. By its author."""
    from preceptor.bootstrap.writeups import make_write_up_checker
    from preceptor.services.retrospectives import submitting

    wired = context(ctx, request_id=request_id)
    checker = make_write_up_checker(options_of(ctx).folder)
    found = submitting.submit(wired, typed, path, checker=checker, made=made)
    return answer(ctx, found, lambda one: show_moved(one, zone_of(wired)))


@verb(writeup, "show", example="preceptor writeup show R-3")
@_RETRO
@click.option("--revision", type=Whole(1), metavar="N", help="Default: the last one.")
@click.pass_context
def show_(ctx: click.Context, typed: str, revision: int | None) -> int:
    """A write-up as it was handed in; with --json also what was read from it."""
    from preceptor.services.retrospectives import write_ups

    return answer(ctx, write_ups.show(context(ctx), typed, number=revision), _show_body)


@verb(writeup, "diff", example="preceptor writeup diff R-3 --from 1 --to 3")
@_RETRO
@click.option("--from", "before", type=Whole(1), metavar="N", help="Default: the revision before.")
@click.option("--to", "after", type=Whole(1), metavar="N", help="Default: the last revision.")
@click.pass_context
def diff(ctx: click.Context, typed: str, before: int | None, after: int | None) -> int:
    """What changed from one revision of a write-up to another."""
    from preceptor.services.retrospectives import write_ups

    return answer(ctx, write_ups.compare(context(ctx), typed, before=before, after=after), _show_difference)


def _show_written(found: "DraftDocument", path: Path) -> None:
    what = f"revision {found['number']}" if found["number"] else "a draft"
    click.echo(f"{path}: {what} of {found['id']}'s write-up.")
    file = quote(str(path))
    submit = f"preceptor writeup submit {found['id']} {file}"
    click.echo(f"When it is ready: preceptor writeup check {file}, then {submit}")


def _show_body(found: "ShownDocument") -> None:
    click.echo(found["body"], nl=not found["body"].endswith("\n"))


def _show_difference(found: "DifferenceDocument") -> None:
    if not found["lines"]:
        click.echo(f"Revisions {found['before']} and {found['after']} say the same.")
    for line in found["lines"]:
        click.echo(line)
