"""`preceptor mine`, `overdue` and `why`."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.base import answer, context, say_reason, verb
from preceptor.cli.types import DURATION, MOMENT

if TYPE_CHECKING:
    from preceptor.model.duration import Duration
    from preceptor.services.documents import ObligationDocument, WhyDocument


@verb(None, "mine", example="preceptor mine --as mina")
@click.pass_context
def mine(ctx: click.Context) -> int:
    """What I owe now, most urgent first, each with the exact next command."""
    from preceptor.services import overview

    return answer(ctx, overview.mine(context(ctx)), _show_mine)


@verb(None, "overdue", example='preceptor overdue --team checkout --within "5 business days"')
@click.option("--team", metavar="TEAM", help="Owed in this team, or about one of its pairings.")
@click.option("--person", metavar="LOGIN", help="Owed by this person.")
@click.option("--process", metavar="PROCESS")
@click.option("--within", type=DURATION, metavar="DURATION", help="Look ahead as well.")
@click.option("--as-of", type=MOMENT, metavar="TIME", help="As it will be, or would have been, then.")
@click.pass_context
def overdue(
    ctx: click.Context,
    team: str | None,
    person: str | None,
    process: str | None,
    within: "Duration | None",
    as_of: datetime | None,
) -> int:
    """What is overdue, most overdue first, and whose turn it is."""
    from preceptor.services import overview

    found = overview.overdue(context(ctx), team=team, person=person, process=process, within=within, as_of=as_of)
    return answer(ctx, found, show_overdue)


@verb(None, "why", example="preceptor why P-12")
@click.argument("id_", metavar="ID")
@click.pass_context
def why(ctx: click.Context, id_: str) -> int:
    """What blocks a pairing, who can unblock it, and with which command."""
    from preceptor.services import why as service

    return answer(ctx, service.why(context(ctx), id_), _show_why)


def _show_mine(found: "list[ObligationDocument]") -> None:
    if not found:
        click.echo("You owe nothing now.")
    for one in found:
        click.echo(f"{_when(one)}  {one['what']}")
        click.echo(f"    {one['command']}")


def show_overdue(found: "list[ObligationDocument]") -> None:
    """Obligations for people, with who owes them."""
    rows = [{**one, "when": _when(one), "due": show.day(one["due_at"])} for one in found]
    columns = {"when": "WHEN", "person": "WHO", "kind": "KIND", "what": "WHAT", "instance": "ID", "command": "DO"}
    show.table(rows, columns, empty="Nothing is overdue.")


def _when(one: "ObligationDocument") -> str:
    days = one["days_overdue"]
    if days < -1:
        return f"due in {-days} days"
    if days == -1:
        return "due within a day"
    return f"{days} day{'s' if days != 1 else ''} overdue" if days else "overdue since today"


def _show_why(found: "WhyDocument") -> None:
    click.echo(f"{found['id']} is in the state `{found['state']}`.")
    if found["next"]:
        click.echo(f"Possible now: {', '.join(found['next'])}.")
    if found["blocked"]:
        click.echo("What stands in the way:")
    for reason in found["blocked"]:
        say_reason(reason["guard"], reason["message"], reason["who"], reason["command"])
