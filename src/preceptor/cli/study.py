"""`preceptor study …`: what to read."""

from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.base import Noun, answer, context, verb
from preceptor.cli.types import HOW_MANY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preceptor.services.learning.studying import StudyDocument


@click.group(cls=Noun)
def study() -> None:
    """What to read: finished write-ups, most worth first. Read them before you watch, and discuss them.

    What was discussed is put on record by `preceptor retrospective discuss`, and leaves the list.
    """


@verb(study, "list", example="preceptor study list --person mina")
@click.option("--person", metavar="L", help="For this person: without what they discussed or had a part in.")
@click.option("--team", metavar="T", help="For this team: without its own, and what somebody in it discussed.")
@click.option("--control", metavar="C", help="Only write-ups that name this safety control.")
@click.option("--process", default="retrospective", metavar="P", help="Default: `retrospective`.")
@click.option("--most", type=HOW_MANY, default=10, metavar="N", help="How many, at most 1000. Default: 10.")
@click.pass_context
def list_(
    ctx: click.Context, person: str | None, team: str | None, control: str | None, process: str, most: int
) -> int:
    """Finished write-ups that are worth reading, and why.

    First those that share most safety controls with the reader's own incidents; then those in which whoever teaches
    them did what they learn; then by how common their controls are, the severity, and the date.
    """
    from preceptor.services.learning import studying

    found = studying.study_list(context(ctx), person=person, team=team, control=control, process=process)
    return answer(ctx, found[:most], lambda rows: _show_list(rows, len(found)))


def _show_list(found: "Sequence[StudyDocument]", every: int) -> None:
    if not found:
        click.echo("There is nothing to read.")
    for one in found:
        show.heading(f"{one['id']}  {show.cell(one['title'])}, {one['team']}")
        for reason in one["reasons"]:
            click.echo(show.wrapped(reason, first="  - ", rest="    "))
        click.echo(f"  {one['command']}")
    if every > len(found):
        click.echo(f"{every - len(found)} more: --most {every}")
