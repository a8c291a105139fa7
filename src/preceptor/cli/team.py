"""`preceptor team …`: groups of people who follow one edition of each process."""

from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.cli.base import Noun, answer, context, request_id, verb, zone_of

if TYPE_CHECKING:
    from preceptor.services.teams import TeamDocument, TeamShownDocument

_COLUMNS = {
    "name": "TEAM",
    "title": "TITLE",
    "lead": "LEAD",
    "members": "MEMBERS",
    "time_zone": "ZONE",
    "country": "COUNTRY",
}


@click.group(cls=Noun)
def team() -> None:
    """Teams: add them, name who leads them and who is on call, list and show them.

    People join and leave with `person add --team`, and `person change --team` or `--leave`.
    """


@verb(team, "add", example="preceptor team add checkout --title Checkout --time-zone Europe/Madrid --lead paul")
@click.argument("name", metavar="TEAM")
@click.option("--title", required=True, metavar="T", help="What people call the team.")
@click.option("--time-zone", metavar="Z", help="An IANA name such as Europe/Berlin. Without one: UTC.")
@click.option("--country", metavar="C", help="Whose public holidays are days off: DE, US-CA.")
@click.option("--lead", metavar="LOGIN", help="Who leads it; need not be a member.")
@request_id
@click.pass_context
def add(
    ctx: click.Context,
    name: str,
    title: str,
    time_zone: str | None,
    country: str | None,
    lead: str | None,
    request_id: str | None,
) -> int:
    """Add a team. By an owner of a process."""
    from preceptor.services import teams

    wired = context(ctx, request_id=request_id)
    found = teams.add(wired, name, title=title, time_zone=time_zone, country=country, lead=lead)
    return answer(ctx, found, _show_team)


@verb(team, "lead", example="preceptor team lead checkout paul")
@click.argument("name", metavar="TEAM")
@click.argument("login", metavar="LOGIN")
@request_id
@click.pass_context
def lead(ctx: click.Context, name: str, login: str, request_id: str | None) -> int:
    """Name the lead of a team, who need not be a member. By an owner of a process."""
    from preceptor.services import teams

    return answer(ctx, teams.name_lead(context(ctx, request_id=request_id), name, login), _show_team)


@verb(team, "on-call", example="preceptor team on-call checkout --set noor --set mina")
@click.argument("name", metavar="TEAM")
@click.option(
    "--set", "logins", multiple=True, metavar="LOGIN", help="Is on the rotation from now on; without: show."
)
@request_id
@click.pass_context
def on_call(ctx: click.Context, name: str, logins: tuple[str, ...], request_id: str | None) -> int:
    """Who is on call: they are asked when a review begins. Set by the team's lead or an owner."""
    from preceptor.services import teams

    wired = context(ctx, request_id=request_id)
    found = teams.set_on_call(wired, name, logins) if logins else teams.on_call(wired, name)
    return answer(ctx, found, _show_team)


@verb(team, "list", example="preceptor team list")
@click.pass_context
def list_(ctx: click.Context) -> int:
    """Every team with its lead and active members."""
    from preceptor.services import teams

    empty = "There is no team. Add one: preceptor team add TEAM --title TITLE"
    return answer(ctx, teams.list_teams(context(ctx)), lambda rows: show.table(rows, _COLUMNS, empty=empty))


@verb(team, "show", example="preceptor team show checkout")
@click.argument("name", metavar="TEAM")
@click.pass_context
def show_(ctx: click.Context, name: str) -> int:
    """One team: its members, their pairings in it, and who is certified."""
    from preceptor.services import teams

    wired = context(ctx)
    return answer(ctx, teams.show_team(wired, name), lambda one: _show_all(one, zone_of(wired)))


def _show_team(found: "TeamDocument") -> None:
    show.heading(f"{show.cell(found['title'])} ({found['name']})")
    for title, value in (
        ("lead", found["lead"]),
        ("members", found["members"]),
        ("on call", found["on_call"]),
        ("time zone", found["time_zone"] or "none, so UTC"),
        ("country", found["country"]),
    ):
        click.echo(f"  {title:<10} {show.cell(value)}")


def _show_all(found: "TeamShownDocument", zone: tzinfo) -> None:
    _show_team(found)
    click.echo()
    columns = {"id": "PAIRING", "role": "ROLE", "trainee": "TRAINEE", "preceptor": "PRECEPTOR", "state": "STATE"}
    rows = [{**one, "when": show.day(one["due"], zone)} for one in found["pairings"]]
    show.table(rows, {**columns, "when": "DUE"}, empty="No pairings.")
    click.echo()
    columns = {"person": "WHO", "process": "PROCESS", "role": "ROLE", "capability": "MAY", "valid_until": "UNTIL"}
    show.table(found["certified"], columns, empty="Nobody is certified.")
