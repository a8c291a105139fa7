"""`preceptor report …`: how things stand, and what to look at."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from preceptor.cli import report_text
from preceptor.cli.base import Noun, answer, context, options_of, verb
from preceptor.cli.show import cell
from preceptor.cli.types import PATH

if TYPE_CHECKING:
    from collections.abc import Mapping

Command = TypeVar("Command", bound=Callable[..., Any])


def _page(command: Command) -> Command:
    """The option to write the report as a page with charts."""
    option = click.option(
        "--html",
        type=PATH,
        metavar="FILE",
        help="Write it as one page with charts, for a browser; it needs no network.",
    )
    return option(command)


@click.group(cls=Noun)
def report() -> None:
    """How things stand, counted from the record: processes, teams, and what is learnt.

    Of fewer than five nothing is told but how many there are.
    """


@verb(report, "health", example="preceptor report health --html health.html")
@_page
@click.pass_context
def health(ctx: click.Context, html: Path | None) -> int:
    """How the organisation stands: what is late, what holds it up, who can do what, what is being done."""
    from preceptor.services.reports.of_health import report_health

    return _told(ctx, html, "health", report_health(context(ctx)), report_text.show_health)


@verb(report, "team", example="preceptor report team checkout")
@click.argument("name", metavar="TEAM")
@_page
@click.pass_context
def team(ctx: click.Context, name: str, html: Path | None) -> int:
    """The same for one team, by the editions that it follows."""
    from preceptor.services.reports.of_health import report_health

    return _told(ctx, html, "health", report_health(context(ctx), team=name), report_text.show_health)


@verb(report, "process", example="preceptor report process retrospective --team checkout")
@click.argument("name", metavar="PROCESS")
@click.option("--team", metavar="T", help="Only what ran in this team.")
@_page
@click.pass_context
def process(ctx: click.Context, name: str, team: str | None, html: Path | None) -> int:
    """Step by step, version beside version, team beside team: time, lateness, repeats; and what to look at first."""
    from preceptor.services.reports.of_process import report_process

    return _told(ctx, html, "process", report_process(context(ctx), name, team=team), report_text.show_process)


@verb(report, "learning", example="preceptor report learning --team checkout")
@click.option("--person", metavar="L", help="What this person learnt.")
@click.option("--team", metavar="T", help="What the people of this team learnt.")
@click.option("--process", default="retrospective", metavar="P", help="Default: `retrospective`.")
@_page
@click.pass_context
def learning(ctx: click.Context, person: str | None, team: str | None, process: str, html: Path | None) -> int:
    """What is learnt from finished write-ups: who discussed them, what came of it, and what is worth reading."""
    from preceptor.services.learning.report import learning as learnt

    found = learnt(context(ctx), person=person, team=team, process=process)
    return _told(ctx, html, "learning", found, report_text.show_learning)


def _told(
    ctx: click.Context,
    html: Path | None,
    name: str,
    found: "Mapping[str, Any]",
    show: Callable[[Any], None],
) -> int:
    if html is None:
        return answer(ctx, found, show)
    from preceptor.bootstrap.report_pages import write_page
    from preceptor.bootstrap.settings import find_folder

    write_page(html, name, found, folder=find_folder(options_of(ctx).folder))
    return answer(ctx, {"file": str(html)}, lambda _: click.echo(f"The report is in {cell(str(html))}."))
