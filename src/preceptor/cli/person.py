"""`preceptor person …`: who takes part."""

from collections.abc import Callable
from datetime import date, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from preceptor.cli import show
from preceptor.cli.base import Noun, answer, context, request_id, verb, zone_of
from preceptor.cli.erase import erase
from preceptor.cli.types import DAY, PATH
from preceptor.model.counting import counted

if TYPE_CHECKING:
    from preceptor.services.absences import AbsenceDocument
    from preceptor.services.leaving import DepartedDocument
    from preceptor.services.people import ChangedDocument, PersonDocument
    from preceptor.services.people_import import PeopleImportedDocument
    from preceptor.services.person_views import PersonShownDocument

_COLUMNS = {
    "login": "LOGIN",
    "name": "NAME",
    "email": "E-MAIL",
    "teams": "TEAMS",
    "time_zone": "ZONE",
    "country": "COUNTRY",
    "manager": "MANAGER",
    "hours": "HOURS",
    "active": "ACTIVE",
}


@click.group(cls=Noun)
def person() -> None:
    """Who takes part: add, change, import, list, show, away, deactivate, erase."""


def _described(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that describe a person."""
    for option in (
        request_id,
        click.option("--team", "teams", multiple=True, metavar="TEAM", help="A team to join; as often as needed."),
        click.option("--manager", metavar="LOGIN", help="Who hears of what stays overdue."),
        click.option("--country", metavar="C", help="Whose public holidays are days off: DE, US-CA."),
        click.option("--time-zone", metavar="Z", help="An IANA name such as Europe/Berlin. Without one: UTC."),
        click.option("--email", metavar="E", help="Without one nobody mails the person."),
    ):
        function = option(function)
    return function


@verb(
    person,
    "add",
    example='preceptor person add mina --name "Mina Ortiz" --email mina@example.org --time-zone Europe/Madrid '
    "--country ES --team checkout --hours 6",
)
@click.argument("login", metavar="LOGIN")
@click.option("--name", required=True, metavar="N", help="The name, as people say it.")
@_described
@click.option("--hours", type=int, metavar="N", help="Hours a week for learning and teaching. Without: untracked.")
@click.pass_context
def add(
    ctx: click.Context,
    login: str,
    name: str,
    email: str | None,
    time_zone: str | None,
    country: str | None,
    manager: str | None,
    teams: tuple[str, ...],
    hours: int | None,
    request_id: str | None,
) -> int:
    """Add a person, who is told so by mail. By an owner of a process."""
    from preceptor.services import people
    from preceptor.services.person_fields import Details

    details = Details(
        login=login,
        name=name,
        email=email,
        time_zone=time_zone,
        country=country,
        manager=manager,
        teams=teams,
        hours=hours,
    )
    return answer(ctx, people.add(context(ctx, request_id=request_id), details), _show_person)


@verb(person, "change", example="preceptor person change mina --time-zone Europe/Lisbon --country PT --hours 4")
@click.argument("login", metavar="LOGIN")
@click.option("--name", metavar="N", help="Another name.")
@_described
@click.option("--leave", multiple=True, metavar="TEAM", help="A team to leave; as often as needed.")
@click.option("--hours", type=int, metavar="N", help="Hours a week for learning and teaching.")
@click.option("--no-hours", is_flag=True, help="Do not track the hours.")
@click.option("--active", is_flag=True, help="Let somebody come back who has left.")
@click.pass_context
def change(
    ctx: click.Context,
    /,
    login: str,
    teams: tuple[str, ...],
    leave: tuple[str, ...],
    hours: int | None,
    no_hours: bool,
    active: bool,
    request_id: str | None,
    **told: Any,
) -> int:
    """Change what is known of a person. By an owner of a process.

    An empty text clears an address, zone, country or manager. A new zone or country moves what the person owes.
    Who is certified and joins a team that asks for more than the standard owes one observed run there, until they
    leave it.
    With --active, who has left comes back; certifications, teams to lead and processes to own have to be given anew.
    """
    from preceptor.services import people

    if hours is not None and no_hours:
        raise click.UsageError("either --hours or --no-hours")
    changes = people.changes_of(told, hours=hours, no_hours=no_hours)
    wired = context(ctx, request_id=request_id)
    found = people.change(wired, login, changes, join=teams, leave=leave, returning=active)
    return answer(ctx, found, lambda one: _show_changed(one, zone_of(wired)))


@verb(person, "import", example="preceptor person import people.csv --dry-run")
@click.argument("file", metavar="FILE.csv", type=PATH)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@request_id
@click.pass_context
def import_(ctx: click.Context, file: Path, dry_run: bool, request_id: str | None) -> int:
    """Add the people of a CSV file, or say what is wrong with each row and add nobody. By an owner of a process.

    The columns, in any order: login, name, email, time_zone, country, manager, teams (separated by ;), hours.
    People who are stored just so already are left alone.
    """
    from preceptor.services import people_import

    found = people_import.import_people(context(ctx, request_id=request_id), file, dry_run=dry_run)
    return answer(ctx, found, _show_imported)


@verb(person, "list", example="preceptor person list --team checkout")
@click.option("--team", metavar="TEAM", help="Only members of this team.")
@click.pass_context
def list_(ctx: click.Context, team: str | None) -> int:
    """Everybody, also who is not active any more."""
    from preceptor.services import person_views

    found = person_views.list_people(context(ctx), team=team)
    return answer(ctx, found, lambda rows: show.table(rows, _COLUMNS, empty="There is nobody."))


@verb(person, "show", example="preceptor person show mina")
@click.argument("login", metavar="LOGIN")
@click.pass_context
def show_(ctx: click.Context, login: str) -> int:
    """One person: teams, certifications, pairings, load and hours."""
    from preceptor.services import person_views

    wired = context(ctx)
    return answer(ctx, person_views.show_person(wired, login), lambda one: _show_all(one, zone_of(wired)))


@verb(person, "deactivate", example="preceptor person deactivate mina")
@click.argument("login", metavar="LOGIN")
@request_id
@click.pass_context
def deactivate(ctx: click.Context, login: str, request_id: str | None) -> int:
    """Let a person leave; what they did and signed stays. By an owner of a process.

    Nothing is deleted: `person change LOGIN --active` lets them come back.
    Refused while they are in an open pairing or the only owner of a process.
    """
    from preceptor.services import leaving

    return answer(ctx, leaving.deactivate(context(ctx, request_id=request_id), login), _show_departed)


@verb(person, "away", example="preceptor person away mina --from 2026-07-27 --until 2026-08-14 --cover tomas")
@click.argument("login", metavar="LOGIN")
@click.option("--from", "from_on", type=DAY, required=True, metavar="DATE", help="The first day.")
@click.option("--until", "until_on", type=DAY, metavar="DATE", help="The last day.")
@click.option("--cover", metavar="LOGIN", help="Who hears of what falls due meanwhile.")
@click.option("--withdraw", is_flag=True, help="Take the absence away that begins on that day and is not over.")
@request_id
@click.pass_context
def away(
    ctx: click.Context,
    login: str,
    from_on: date,
    until_on: date | None,
    cover: str | None,
    withdraw: bool,
    request_id: str | None,
) -> int:
    """Say when a person is away. By themselves, their manager or an owner of a process.

    Nobody reminds them meanwhile: what falls due is told to who covers, as theirs. Deadlines do not move. With the
    first day of an absence that is on record and not over, its last day and who covers are corrected; with --withdraw
    it is taken away.
    """
    from preceptor.services import absences

    either = "either --until DATE and --cover LOGIN, or --withdraw"
    if withdraw:
        if until_on is not None or cover is not None:
            raise click.UsageError(either)
        wired = context(ctx, request_id=request_id)
        return answer(ctx, absences.withdraw_absence(wired, login, from_on=from_on), _show_withdrawn)
    if until_on is None or cover is None:
        raise click.UsageError(either)
    wired = context(ctx, request_id=request_id)
    found = absences.announce_absence(wired, login, from_on=from_on, until_on=until_on, cover=cover)
    return answer(ctx, found, _show_away)


def _show_away(found: "AbsenceDocument") -> None:
    click.echo(f"{found['person']} is away {_days(found)}. {found['cover']} covers.")


def _show_withdrawn(found: "AbsenceDocument") -> None:
    click.echo(f"{found['person']} is not away {_days(found)} after all.")


def _days(found: "AbsenceDocument") -> str:
    first, last = found["from_on"], found["until_on"]
    return f"on {first}" if first == last else f"from {first} to {last}"


def _show_person(found: "PersonDocument") -> None:
    show.heading(f"{show.cell(found['name'])} ({found['login']}){'' if found['active'] else ', not active any more'}")
    hours = "untracked" if found["hours"] is None else f"{found['hours']} a week"
    for title, value in (
        ("e-mail", found["email"]),
        ("time zone", found["time_zone"] or "none, so UTC"),
        ("country", found["country"]),
        ("manager", found["manager"]),
        ("teams", found["teams"]),
        ("hours", hours),
    ):
        click.echo(f"  {title:<10} {show.cell(value)}")


def _show_changed(found: "ChangedDocument", zone: tzinfo) -> None:
    _show_person(found)
    for one in found.get("runs", ()):
        click.echo(f"  {'owes':<10} {show.run(one, zone)}")


def _show_departed(found: "DepartedDocument") -> None:
    from preceptor.model.people import way_back
    from preceptor.services.absences import another_cover

    _show_person(found)
    click.echo(f"  {'way back':<10} {way_back(found['login'])}")
    for one in found["covers"]:
        click.echo(f"  {'covers':<10} {one['person']}, {_days(one)}; name somebody else: {another_cover(one)}")


def _show_all(found: "PersonShownDocument", zone: tzinfo) -> None:
    _show_person(found)
    load = found["load"]
    click.echo(f"  {'leads':<10} {show.cell(found['leads'])}")
    for one in found["away"]:
        click.echo(f"  {'away':<10} {_days(one)}; {one['cover']} covers")
    for one in found["covers"]:
        click.echo(f"  {'covers':<10} {one['person']}, {_days(one)}")
    spare = "" if load["left"] is None else f", {load['left']} left"
    pairings = f"{load['as_trainee']} pairings as trainee, {load['as_preceptor']} as preceptor"
    click.echo(f"  {'load':<10} {pairings}; {load['hours']} hours a week{spare}")
    click.echo()
    columns = {"process": "PROCESS", "role": "ROLE", "capability": "MAY", "state": "STATE", "valid_until": "UNTIL"}
    show.table(found["certifications"], columns, empty="No certifications.")
    click.echo()
    columns = {"id": "PAIRING", "role": "ROLE", "trainee": "TRAINEE", "preceptor": "PRECEPTOR", "state": "STATE"}
    rows = [{**one, "when": show.day(one["due"], zone)} for one in found["pairings"]]
    show.table(rows, {**columns, "when": "DUE"}, empty="No pairings.")


def _show_imported(found: "PeopleImportedDocument") -> None:
    would = "would be added; this was a dry run" if found["dry_run"] else "added"
    click.echo(
        f"{counted(found['rows'], 'row')}: {len(found['added'])} {would}, {len(found['unchanged'])} stored already."
    )


person.add_command(erase)
