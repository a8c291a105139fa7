"""`preceptor mine`, `overdue` and `why`."""

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.base import answer, context, say_reason, verb, zone_of
from preceptor.cli.types import DURATION, UNTIL

if TYPE_CHECKING:
    from preceptor.model.duration import Duration
    from preceptor.services.documents import ObligationDocument, WhyDocument


@verb(None, "mine", example="preceptor mine --as mina")
@click.pass_context
def mine(ctx: click.Context) -> int:
    """What I owe now, most urgent first, each with the exact next command."""
    from preceptor.services import overview

    wired = context(ctx)
    return answer(ctx, overview.mine(wired), lambda found: _show_mine(found, wired.now, zone_of(wired)))


@verb(None, "overdue", example='preceptor overdue --team checkout --within "5 business days"')
@click.option(
    "--team",
    metavar="TEAM",
    help="Owed in this team, or about one of its pairings, retrospectives or recommendations.",
)
@click.option("--person", metavar="LOGIN", help="Owed by this person.")
@click.option("--process", metavar="PROCESS", help="Owed to this process.")
@click.option("--within", type=DURATION, metavar="DURATION", help="Look ahead as well.")
@click.option(
    "--as-of", type=UNTIL, metavar="TIME", help="As it will be, or would have been, then, or at a day's end (UTC)."
)
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

    wired = context(ctx)
    found = overview.overdue(wired, team=team, person=person, process=process, within=within, as_of=as_of)
    ahead = f", or due within {within}" if within else ""
    empty = f"Nothing is overdue{ahead}."
    return answer(ctx, found, lambda rows: show_overdue(rows, as_of or wired.now, zone_of(wired), empty=empty))


@verb(None, "why", example="preceptor why P-12")
@click.argument("id_", metavar="ID")
@click.pass_context
def why(ctx: click.Context, id_: str) -> int:
    """What blocks something that runs, who can unblock it, and with which command.

    ID is a pairing (P-12, or trainee/role), a retrospective (R-3), a recommendation (REC-7) or a change (CH-4).
    """
    from preceptor.services import why as service

    return answer(ctx, service.why(context(ctx), id_), _show_why)


def _show_mine(found: "list[ObligationDocument]", now: datetime, zone: tzinfo) -> None:
    if not found:
        click.echo("You owe nothing now.")
    for one in found:
        click.echo(f"{when(one, now, zone)}  {one['what']}")
        click.echo(f"    {one['command']}")


def show_overdue(
    found: "list[ObligationDocument]", at: datetime, zone: tzinfo, *, empty: str = "Nothing is overdue."
) -> None:
    """Obligations for people, with who owes them, as they stand `at` a moment."""
    rows = [{**one, "when": when(one, at, zone)} for one in found]
    columns = {"when": "WHEN", "person": "WHO", "kind": "KIND", "what": "WHAT", "instance": "ID", "command": "DO"}
    show.table(rows, columns, empty=empty)


def when(one: "ObligationDocument", at: datetime, zone: tzinfo) -> str:
    """When it is, or was, due: in whole days, and within less than one by the reader's own day."""
    days, due = one["days_overdue"], datetime.fromisoformat(one["due_at"])
    if days:
        return f"{show.days(days)} overdue" if days > 0 else f"due in {show.days(-days)}"
    today = at.astimezone(zone).date()
    same = due.astimezone(zone).date() == today
    if due < at:
        return f"overdue since {'today' if same else 'yesterday'}"
    return f"due {'today' if same else 'tomorrow'}"


def _show_why(found: "WhyDocument") -> None:
    click.echo(f"{found['id']} is in the state `{found['state']}`.")
    if found["ended"]:
        click.echo("It has ended; nothing is left to do.")
    if found["next"]:
        click.echo(f"Possible now: {', '.join(found['next'])}.")
    if found["blocked"]:
        click.echo("What stands in the way:")
    for reason in found["blocked"]:
        say_reason(reason["guard"], reason["message"], reason["who"], reason["command"])
