"""`preceptor change …`: how a documented process is changed."""

from pathlib import Path

import click

from preceptor.cli.base import Noun, answer, context, options_of, request_id, verb, zone_of
from preceptor.cli.change_text import show_change, show_list, show_moved
from preceptor.cli.change_verbs import add_verbs
from preceptor.cli.types import PATH, TEXT


@click.group(cls=Noun)
def change() -> None:
    """Change a documented process: propose, review, approve, publish.

    A CHANGE is typed as CH-4.
    """


@verb(change, "propose", example='preceptor change propose process/retrospective.yaml --why "…" --answers RP-3')
@click.argument("file", metavar="FILE", type=PATH)
@click.option("--why", type=TEXT, required=True, metavar="WHY", help="The reason; it is kept.")
@click.option("--answers", multiple=True, metavar="REPORT", help="A report that it answers; as often as needed.")
@request_id
@click.pass_context
def propose(ctx: click.Context, file: Path, why: str, answers: tuple[str, ...], request_id: str | None) -> int:
    """Put the process in FILE in review, as a new version of the published one. By anyone.

    A process that is not published yet is proposed as a new one: the owners of the process `change` decide on it,
    and whoever publishes it owns it.
    """
    from preceptor.bootstrap.pages import read_definition
    from preceptor.services import changes

    wired = context(ctx, request_id=request_id)
    definition = read_definition(file, options_of(ctx).folder)
    found = changes.propose(wired, definition, why=why, answers=answers)
    return answer(ctx, found, lambda one: show_moved(one, zone_of(wired)))


@verb(change, "list", example="preceptor change list --state in-review")
@click.option(
    "--state", metavar="S", help="Only those in this state: `in-review`, `approved`, `scheduled`, `in-force` …"
)
@click.option("--process", metavar="PROCESS", help="Only those of this process.")
@click.pass_context
def list_(ctx: click.Context, state: str | None, process: str | None) -> int:
    """Every change, decided ones included."""
    from preceptor.services import change_views

    wired = context(ctx)
    found = change_views.list_changes(wired, state=state, process=process)
    return answer(ctx, found, lambda rows: show_list(rows, zone_of(wired)))


@verb(change, "show", example="preceptor change show CH-4")
@click.argument("typed", metavar="CHANGE")
@click.pass_context
def show(ctx: click.Context, typed: str) -> int:
    """One change: what is different, why, what was said, and what it waits for."""
    from preceptor.services import change_views

    wired = context(ctx)
    return answer(ctx, change_views.show_change(wired, typed), lambda one: show_change(one, zone_of(wired)))


add_verbs(change, "change", "an owner, never its author")
