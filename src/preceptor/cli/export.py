"""`preceptor export …`: calendars, tables and diagrams for other programs."""

import io
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from preceptor.cli import show
from preceptor.cli.base import Noun, answer, context, options_of, verb
from preceptor.cli.types import PATH
from preceptor.services.exporting import TABLES

if TYPE_CHECKING:
    from preceptor.bootstrap.exports import ExportDocument
    from preceptor.bootstrap.settings import Settings


@click.group(cls=Noun)
def export() -> None:
    """For other programs: calendars, tables, diagrams. To standard output, or with --output to a file.

    With --json, say --output as well: what is exported is no JSON.
    """


def _to_file(function: Callable[..., Any]) -> Callable[..., Any]:
    file = click.option("--output", type=PATH, metavar="FILE", help="Write it here, whole or not at all.")
    return file(click.option("--yes", is_flag=True, help="Overwrite the file where it is there.")(function))


@verb(export, "ics", example="preceptor export ics --team checkout --output checkout.ics")
@click.option("--person", metavar="L", help="What this person owes, and their meetings. Default: whoever asks.")
@click.option("--team", metavar="T", help="What is owed in this team or about it, and its meetings.")
@_to_file
@click.pass_context
def ics(ctx: click.Context, person: str | None, team: str | None, output: Path | None, yes: bool) -> int:
    """A calendar: what is owed as tasks, each with the command that does it, and meetings.

    A calendar that took a task from a mail knows it again, and moves it instead of adding another.
    """
    from preceptor.bootstrap.exports import calendar_text

    lines = calendar_text(context(ctx), _settings(ctx), person=person, team=team)
    return _give(ctx, "ics", lines, output, overwrite=yes)


@verb(export, "csv", example="preceptor export csv obligations --output obligations.csv")
@click.argument("what", type=click.Choice(TABLES), metavar="TABLE")
@_to_file
@click.pass_context
def csv(ctx: click.Context, what: str, output: Path | None, yes: bool) -> int:
    """A table as comma-separated values in UTF-8, with what has ended, and without voided observations.

    TABLE is obligations, pairings, observations, certifications, retrospectives, recommendations or people.
    A cell that a spreadsheet could take for a formula has an apostrophe before it. Moments are UTC.
    """
    from preceptor.bootstrap.exports import table_text

    return _give(ctx, what, table_text(context(ctx), what), output, overwrite=yes)


@verb(export, "mermaid", example="preceptor export mermaid retrospective --team checkout")
@click.argument("process", metavar="PROCESS")
@click.option("--team", metavar="T", help="The process as this team follows it, and what runs in it.")
@click.option("--role", metavar="R", help="The ladder of this role instead, and who climbs it.")
@_to_file
@click.pass_context
def mermaid(
    ctx: click.Context, process: str, team: str | None, role: str | None, output: Path | None, yes: bool
) -> int:
    """A diagram of a lifecycle, with how many instances are in which state now. GitHub and GitLab show it."""
    from preceptor.bootstrap.exports import diagram_text

    lines = diagram_text(context(ctx), process, team=team, role=role)
    return _give(ctx, "mermaid", lines, output, overwrite=yes)


def _settings(ctx: click.Context) -> "Settings":
    from preceptor.bootstrap.settings import find_folder, read_settings

    options = options_of(ctx)
    return read_settings(find_folder(options.folder), options.database)


def _give(ctx: click.Context, what: str, lines: Iterable[str], output: Path | None, *, overwrite: bool) -> int:
    """Write an export to its file, or to standard output as it comes: a long one never has to fit into memory."""
    if output:
        from preceptor.bootstrap.exports import write_export

        return answer(ctx, write_export(output, lines, what=what, overwrite=overwrite), _show_written)
    if options_of(ctx).as_json:
        raise click.UsageError("with --json say --output FILE: what is exported is no JSON")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    for line in lines:
        click.echo(line, nl=False)
    return 0


def _show_written(found: "ExportDocument") -> None:
    click.echo(f"{found['lines']} lines of {found['what']} are in {show.cell(found['file'])}.")
