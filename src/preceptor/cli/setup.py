"""`preceptor init` and `preceptor demo`."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.base import answer, options_of, verb
from preceptor.cli.types import PATH

if TYPE_CHECKING:
    from preceptor.bootstrap.founding import Founded


@verb(None, "init", example='preceptor init governance --owner olga --name "Olga Lind" --email olga@example.org')
@click.argument("directory", metavar="DIR", type=PATH)
@click.option("--owner", metavar="LOGIN", help="The first owner. Default: your login on this system.")
@click.option("--name", metavar="N", help="The owner's name.")
@click.option("--email", metavar="E", help="The owner's address; without one nobody mails them.")
@click.option("--example", metavar="NAME", help="Lay out an example beside the shipped processes: release-team.")
@click.pass_context
def init(
    ctx: click.Context, directory: Path, owner: str | None, name: str | None, email: str | None, example: str | None
) -> int:
    """Make a governance folder: definitions, templates, PROCESS.md, and a database in which they are published.

    A folder that has definitions of its own in process/ (a clone, or processes that you wrote) keeps them: they are
    published, and what the folder lacks is added.
    """
    from preceptor.bootstrap import founding, who_asks

    founder = founding.first_owner(owner, name, email)
    options = options_of(ctx)

    def note() -> None:
        options.made = True

    made = founding.make_folder(directory, founder, example=example, database=options.database, on_made=note)
    document = {"folder": str(made.folder), "owner": made.owner, "processes": list(made.processes)}
    return answer(ctx, document, lambda _: _show_made(made, acting=who_asks(None)[0]))


@verb(None, "demo", example="preceptor demo somewhere/new")
@click.argument("directory", metavar="DIR", type=PATH)
@click.pass_context
def demo(ctx: click.Context, directory: Path) -> int:
    """Make a folder and play several weeks of two teams in it, up to now; then look around yourself.

    It works step by step: where it is stopped, the folder stays with what was played by then.
    """
    from preceptor.cli.demonstration import play

    return play(ctx, directory)


def _show_made(made: "Founded", *, acting: str | None) -> None:
    """`acting`: for whom a command acts that does not say so."""
    click.echo(f"Made the governance folder {made.folder}.")
    click.echo(f"Published: {', '.join(made.processes)}; owned by {made.owner}.")
    show.heading("What to do next")
    click.echo(f"  cd {quote(str(made.folder))}")
    if acting != made.owner:
        click.echo(f"  export PRECEPTOR_PERSON={made.owner}")
    if made.first_ladder:
        process, role = made.first_ladder
        for line in (
            "preceptor team add checkout --title Checkout",
            'preceptor person add mina --name "Mina Ortiz" --email mina@example.org --team checkout',
            f'preceptor certification grant {made.owner} --process {process} --role {role} --why "led it so far"',
            f"preceptor pairing start mina --process {process} --role {role} --preceptor {made.owner}",
        ):
            click.echo(f"  {line}")
    click.echo("  preceptor mine")
    click.echo("PROCESS.md says what the processes ask for; process/ and workflows/ are yours to edit.")
