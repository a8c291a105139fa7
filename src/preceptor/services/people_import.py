"""Adds many people from a CSV file: all of them, or none and every reason why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, cast

from preceptor.errors import CsvProblems, Problem
from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.people import Person, Team, way_back
from preceptor.model.refusal import Refusal
from preceptor.ports import Calendars, Reading
from preceptor.services.act import Act, Refused
from preceptor.services.command import carry_out
from preceptor.services.context import Context, acting_person
from preceptor.services.csv_rows import CsvRow, read_csv
from preceptor.services.people import added, details_from, require_any_owner, tidied
from preceptor.services.person_fields import Details, newcomer_troubles, person_troubles, shown

#: The header's names, in any order; each has to be there, a cell may be empty.
COLUMNS = ("login", "name", "email", "time_zone", "country", "manager", "teams", "hours")
#: What separates the teams in their column.
BETWEEN_TEAMS = ";"
#: Every problem with a row; what is wrong with a file as such has codes of its own (`csv_rows.CODES`).
CODES: Mapping[str, str] = {"C110": "The person cannot be added."}


class PeopleImportedDocument(TypedDict):
    """What an import did, or with a dry run would do."""

    rows: int
    #: Logins, in the file's order.
    added: list[str]
    #: Logins of people who are stored just so already.
    unchanged: list[str]
    dry_run: bool


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One person of the file, and where they stand in it."""

    read: CsvRow
    details: Details
    #: What stands in the hours' cell where that is no number.
    odd_hours: str | None


@dataclass(frozen=True, kw_only=True)
class _Known:
    """Who and what is stored, loaded once."""

    people: Mapping[int, Person]
    by_login: Mapping[str, Person]
    teams: Mapping[str, Team]
    teams_of: Mapping[int, Sequence[Team]]


def import_people(context: Context, path: Path, *, dry_run: bool) -> PeopleImportedDocument | Refusal:
    """Add the people of a CSV file, by an owner of any process. Raises `CsvProblems` with every bad row.

    Somebody who is stored already just as the file says is left alone, so that a repeated import changes nothing.
    """
    problems: list[Problem] = []
    rows = [_row(one) for one in read_csv(path, COLUMNS, problems)]
    if dry_run:
        return _tried(context, path, rows, problems)

    def work(act: Act) -> PeopleImportedDocument:
        require_any_owner(act.tx, act.by, "import people")
        known = _load(act.tx)
        new = _judge(path, rows, problems, known, context.calendars)
        first = act.tx.next_id("people", len(new)) if new else 0
        ids = {login: one.id for login, one in known.by_login.items()}
        ids |= {one.details.login: identity for identity, one in enumerate(new, first)}
        act.record(
            [
                added(
                    act,
                    ids[one.details.login],
                    one.details,
                    manager=ids[one.details.manager] if one.details.manager else None,
                    teams=[known.teams[name].id for name in one.details.teams],
                )
                for one in new
            ]
        )
        return _document(rows, new, dry_run=False)

    told = canonical.digest(cast(Json, canonical.dump([one.details for one in rows])))
    arguments: dict[str, Json] = {"rows": told, "problems": len(problems)}
    return carry_out(context, "person import", arguments, work)


def _tried(
    context: Context, path: Path, rows: Sequence[_Row], problems: Sequence[Problem]
) -> PeopleImportedDocument | Refusal:
    with context.store.reading() as tx:
        person = acting_person(context, tx)
        try:
            require_any_owner(tx, person, "import people")
        except Refused as refused:
            return refused.refusal
        return _document(rows, _judge(path, rows, problems, _load(tx), context.calendars), dry_run=True)


def _document(rows: Sequence[_Row], new: Sequence[_Row], *, dry_run: bool) -> PeopleImportedDocument:
    added_now = {one.details.login for one in new}
    return {
        "rows": len(rows),
        "added": [one.details.login for one in new],
        "unchanged": [one.details.login for one in rows if one.details.login not in added_now],
        "dry_run": dry_run,
    }


def _row(row: CsvRow) -> _Row:
    cells = row.cells
    hours = cells["hours"]
    whole = hours.isascii() and hours.isdigit() and len(hours) < 5
    details = Details(
        login=cells["login"],
        name=cells["name"],
        email=cells["email"],
        time_zone=cells["time_zone"],
        country=cells["country"],
        manager=cells["manager"],
        teams=tuple(cells["teams"].split(BETWEEN_TEAMS)),
        hours=int(hours) if whole else None,
    )
    return _Row(read=row, details=tidied(details), odd_hours=hours if hours and not whole else None)


def _load(tx: Reading) -> _Known:
    teams = tx.teams()
    teams_of: dict[int, list[Team]] = {}
    for team in teams:
        for member in team.members:
            teams_of.setdefault(member, []).append(team)
    people = {one.id: one for one in tx.people()}
    return _Known(
        people=people,
        by_login={one.login: one for one in people.values()},
        teams={one.name: one for one in teams},
        teams_of=teams_of,
    )


def _judge(
    path: Path, rows: Sequence[_Row], problems: Sequence[Problem], known: _Known, calendars: Calendars
) -> list[_Row]:
    """The rows of people who have to be added. Raises `CsvProblems` with every problem of the file, by line."""
    lines: dict[str, int] = {}
    for row in rows:
        lines.setdefault(row.details.login, row.read.line)
    found = [
        row.read.problem("C110", trouble, column)
        for row in rows
        for column, trouble in _troubles(row, known, lines, calendars)
    ]
    if problems or found:
        raise CsvProblems(path, sorted([*problems, *found], key=lambda one: one.line or 0))
    return [one for one in rows if one.details.login not in known.by_login]


def _troubles(row: _Row, known: _Known, lines: Mapping[str, int], calendars: Calendars) -> Iterator[tuple[str, str]]:
    """What is wrong with a row, each with the column that shows it."""
    one = row.details
    stored = known.by_login.get(one.login)
    yield from (newcomer_troubles if stored is None else person_troubles)(one, calendars)
    if row.odd_hours is not None:
        yield "hours", f"the hours a week are a whole number, not {shown(row.odd_hours)}"
    if lines[one.login] != row.read.line:
        yield "login", f"{shown(one.login)} stands in line {lines[one.login]} already"
    manager = known.by_login.get(one.manager or "")
    if one.manager and one.manager not in lines and manager is None:
        yield "manager", f"there is no person {shown(one.manager)} who could be the manager, stored or in this file"
    if stored is None and manager is not None and not manager.active:
        yield "manager", f"{shown(manager.login)} is not active any more and can be nobody's manager"
    for team in one.teams:
        if team not in known.teams:
            yield "teams", f"there is no team {shown(team)}; add it first: preceptor team add TEAM --title TITLE"
    if stored is not None:
        yield from (("login", difference) for difference in _differences(one, stored, known))


def _differences(one: Details, stored: Person, known: _Known) -> Iterator[str]:
    if not stored.active:
        yield f"{shown(one.login)} is not active any more; let them come back first: {way_back(stored.login)}"
        return
    there = details_from(stored, known.teams_of.get(stored.id, ()), known.people)
    differing = [column for column in COLUMNS if getattr(one, column) != getattr(there, column)]
    if differing:
        yield (
            f"{shown(one.login)} is stored with another {', '.join(differing)}; "
            f"an import changes nobody, `preceptor person change {one.login}` does"
        )
