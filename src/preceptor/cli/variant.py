"""`preceptor variant …`: what a team does differently from the standard."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from preceptor.cli.base import Noun, answer, context, options_of, request_id, verb, zone_of
from preceptor.cli.change_text import show_moved
from preceptor.cli.change_verbs import add_verbs
from preceptor.cli.check import exit_code, governance_folder, print_findings
from preceptor.cli.types import DAY, PATH, TEXT
from preceptor.cli.variant_text import show_list, show_rebase, show_variant, show_waiver

if TYPE_CHECKING:
    from preceptor.model.rebase_judging import Side
    from preceptor.render.findings import Format


@click.group(cls=Noun)
def variant() -> None:
    """A team's variant of a process: propose, approve, publish; follow the standard; have something waived.

    It lies in process/teams/TEAM/PROCESS.yaml. Once it is proposed, a CHANGE is typed as CH-4.
    """


@verb(
    variant,
    "propose",
    example='preceptor variant propose process/teams/checkout/retrospective.yaml --why "we are asked to be quicker"',
)
@click.argument("file", metavar="FILE", type=PATH)
@click.option("--why", type=TEXT, required=True, metavar="WHY", help="The reason; it is kept.")
@request_id
@click.pass_context
def propose(ctx: click.Context, file: Path, why: str, request_id: str | None) -> int:
    """Put the variant in FILE in review, on top of what the team follows. By anyone.

    Inside the locks the team's lead may approve it; a new waiver in it needs an owner.
    """
    from preceptor.bootstrap.pages import read_team_variant
    from preceptor.services.variants import proposing

    wired = context(ctx, request_id=request_id)
    found = proposing.propose(wired, read_team_variant(file), why=why)
    return answer(ctx, found, lambda one: show_moved(one, zone_of(wired)))


add_verbs(
    variant,
    "variant",
    "the team's lead or an owner, never its author; with a new waiver by an owner who is not of the team",
)


@verb(variant, "list", example="preceptor variant list")
@click.pass_context
def list_(ctx: click.Context) -> int:
    """Every team's variant, whether it follows the standard, and the team's waivers."""
    from preceptor.services.variants import views

    wired = context(ctx)
    return answer(ctx, views.list_variants(wired), lambda rows: show_list(rows, zone_of(wired)))


@verb(variant, "show", example="preceptor variant show checkout retrospective")
@click.argument("team", metavar="TEAM")
@click.argument("process", metavar="PROCESS")
@click.pass_context
def show(ctx: click.Context, team: str, process: str) -> int:
    """What a team does differently, part by part, and where each part comes from."""
    from preceptor.services.variants import views

    wired = context(ctx)
    return answer(ctx, views.show_variant(wired, team, process), lambda one: show_variant(one, zone_of(wired)))


@verb(variant, "check", example="preceptor variant check process/teams/checkout/retrospective.yaml")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=PATH)
@click.option("--format", "to", type=click.Choice(["text", "json", "sarif", "github"]), help="Default: text.")
@click.pass_context
def check(ctx: click.Context, paths: tuple[Path, ...], to: "Format | None") -> int:
    """Check variants against the definitions of the folder: every breach with its line. Without PATH: all of them.

    Exit code 1 with errors or warnings; advice alone is 0. A PATH that cannot be read: 3.
    """
    from preceptor.bootstrap import today
    from preceptor.services.checking import find_in_variants

    found = find_in_variants(paths, governance_folder(ctx), on=today())
    print_findings(found, to or ("json" if options_of(ctx).as_json else "text"))
    return exit_code(found, paths)


@verb(variant, "rebase", example="preceptor variant rebase checkout retrospective --take team research.due")
@click.argument("team", metavar="TEAM")
@click.argument("process", metavar="PROCESS")
@click.option(
    "--take",
    nargs=2,
    multiple=True,
    metavar="standard|team STEP.FIELD",
    help="Whose side holds in a conflict; as often as needed.",
)
@click.option("--dry-run", is_flag=True, help="Say what it would do, and change nothing.")
@request_id
@click.pass_context
def rebase(
    ctx: click.Context,
    team: str,
    process: str,
    take: tuple[tuple[str, str], ...],
    dry_run: bool,
    request_id: str | None,
) -> int:
    """Carry a team's variant over to a version of the standard that the team does not follow yet.

    By the team's lead, or an owner. Says what the standard changed, what became of what the team changed, and what
    conflicts; and prints the variant as it is to stand in process/teams/.
    """
    from preceptor.services.variants import rebasing

    sides = _sides(take)
    wired = context(ctx, request_id=request_id)
    if dry_run:
        found = rebasing.plan(wired, team, process, take=sides)
        return answer(ctx, found, lambda one: show_rebase(one, zone_of(wired)))
    done = rebasing.carry_over(wired, team, process, take=sides)
    return answer(ctx, done, lambda one: show_rebase(one, zone_of(wired)))


@verb(
    variant,
    "waive",
    example="preceptor variant waive checkout retrospective --step research --standard referenced "
    '--why "the logs are being moved" --until 2026-06-30',
)
@click.argument("team", metavar="TEAM")
@click.argument("process", metavar="PROCESS")
@click.option("--step", required=True, metavar="S", help="A step, or a rung as ROLE.RUNG.")
@click.option("--standard", required=True, metavar="X", help="The id of a standard, or the name of a field.")
@click.option("--why", type=TEXT, required=True, metavar="WHY", help="The reason; it is kept.")
@click.option("--until", type=DAY, required=True, metavar="DATE", help="The last day on which it holds.")
@request_id
@click.pass_context
def waive(
    ctx: click.Context,
    team: str,
    process: str,
    step: str,
    standard: str,
    why: str,
    until: date,
    request_id: str | None,
) -> int:
    """Waive one standard or one field for a team, from now until a day. By an owner who is not of the team.

    From its end on the team owes to do without it.
    """
    from preceptor.services.variants import waiving

    wired = context(ctx, request_id=request_id)
    found = waiving.waive(wired, team, process, step=step, what=standard, why=why, until=until)
    return answer(ctx, found, show_waiver)


def _sides(take: tuple[tuple[str, str], ...]) -> "dict[str, Side]":
    sides: dict[str, Side] = {}
    for side, name in take:
        if side not in ("standard", "team"):
            raise click.UsageError(f"--take takes `standard` or `team`, and then a name; not `{side}`")
        if name in sides:
            raise click.UsageError(f"--take names {name} twice")
        sides[name] = "team" if side == "team" else "standard"
    return sides
