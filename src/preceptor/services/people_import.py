"""Adds many people from a CSV file: all of them, or none and every reason why."""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from preceptor.errors import BadInput, CsvProblems, Problem
from preceptor.model.people import Person, Team
from preceptor.model.refusal import Refusal
from preceptor.ports import Calendars, Reading
from preceptor.services.act import Act, Context, Refused, acting_person
from preceptor.services.command import carry_out
from preceptor.services.people import added, details_from, require_any_owner, tidied
from preceptor.services.person_fields import Details, person_troubles, shown

#: The header's names, in any order; each has to be there, a cell may be empty.
COLUMNS = ("login", "name", "email", "time_zone", "country", "manager", "teams", "hours")
#: What separates the teams in their column.
BETWEEN_TEAMS = ";"


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

    #: The header is line 1.
    line: int
    details: Details
    troubles: tuple[str, ...] = ()


@dataclass(kw_only=True)
class _Known:
    """Who and what is stored, loaded once."""

    people: Mapping[int, Person]
    by_login: Mapping[str, Person] = field(init=False)
    teams: Mapping[str, Team]
    teams_of: Mapping[int, Sequence[Team]]

    def __post_init__(self) -> None:
        self.by_login = {one.login: one for one in self.people.values()}


def import_people(context: Context, path: Path, *, dry_run: bool) -> PeopleImportedDocument | Refusal:
    """Add the people of a CSV file, by an owner of any process. Raises `CsvProblems` with every bad row.

    Somebody who is stored already just as the file says is left alone, so that a repeated import changes nothing.
    """
    contents = _contents(path)
    if dry_run:
        return _tried(context, path, contents)

    def work(act: Act) -> PeopleImportedDocument:
        require_any_owner(act.tx, act.by, "import people")
        rows = _rows(path, contents)
        known = _load(act.tx)
        new = _judge(path, rows, known, context.calendars)
        first = act.tx.next_id("people", len(new)) if new else 0
        ids = {one.details.login: identity for identity, one in enumerate(new, first)}
        ids |= {login: one.id for login, one in known.by_login.items()}
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

    return carry_out(context, "person import", {"file": hashlib.sha256(contents).hexdigest()}, work)


def _tried(context: Context, path: Path, contents: bytes) -> PeopleImportedDocument | Refusal:
    person = acting_person(context)
    with context.store.reading() as tx:
        try:
            require_any_owner(tx, person, "import people")
        except Refused as refused:
            return refused.refusal
        rows = _rows(path, contents)
        return _document(rows, _judge(path, rows, _load(tx), context.calendars), dry_run=True)


def _document(rows: Sequence[_Row], new: Sequence[_Row], *, dry_run: bool) -> PeopleImportedDocument:
    added_now = {one.details.login for one in new}
    return {
        "rows": len(rows),
        "added": [one.details.login for one in new],
        "unchanged": [one.details.login for one in rows if one.details.login not in added_now],
        "dry_run": dry_run,
    }


def _contents(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"the file cannot be read: {error.strerror}", path=path) from error


def _rows(path: Path, contents: bytes) -> list[_Row]:
    """The rows that hold anything. Raises `CsvProblems` where the file as a whole cannot be read."""
    try:
        text = contents.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = contents.count(b"\n", 0, error.start) + 1
        raise CsvProblems(path, [Problem(message="the file is not UTF-8 text", line=line)]) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[_Row] = []
    try:
        header = [one.strip() for one in next(reader, [])]
        _check_header(path, header)
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(_row(line, cells, header))
            line = reader.line_num + 1
    except csv.Error as error:
        problem = Problem(message=f"this is no CSV: {error}", line=max(1, reader.line_num))
        raise CsvProblems(path, [problem]) from error
    return rows


def _check_header(path: Path, header: list[str]) -> None:
    messages = [f"the column {one} is missing" for one in COLUMNS if one not in header]
    messages += [f"nobody knows the column {shown(one)}" for one in header if one not in COLUMNS]
    messages += [f"the column {one} is there twice" for one in COLUMNS if header.count(one) > 1]
    if messages:
        wanted = f"The first line names the columns, in any order: {','.join(COLUMNS)}"
        raise CsvProblems(path, [Problem(message=one, line=1) for one in messages], remedy=wanted)


def _row(line: int, cells: Sequence[str], header: Sequence[str]) -> _Row:
    troubles: list[str] = []
    if len(cells) != len(header):
        troubles.append(f"the row has {len(cells)} cells, and the header {len(header)}")
    values = dict.fromkeys(COLUMNS, "") | dict(zip(header, cells, strict=False))
    hours = values["hours"].strip()
    if hours and not (hours.isascii() and hours.isdigit() and len(hours) < 5):
        troubles.append(f"the hours a week are a whole number, not {shown(hours)}")
        hours = ""
    details = Details(
        login=values["login"],
        name=values["name"],
        email=values["email"],
        time_zone=values["time_zone"],
        country=values["country"],
        manager=values["manager"],
        teams=tuple(values["teams"].split(BETWEEN_TEAMS)),
        hours=int(hours) if hours else None,
    )
    return _Row(line=line, details=tidied(details), troubles=tuple(troubles))


def _load(tx: Reading) -> _Known:
    teams = tx.teams()
    teams_of: dict[int, list[Team]] = {}
    for team in teams:
        for member in team.members:
            teams_of.setdefault(member, []).append(team)
    people = {one.id: one for one in tx.people()}
    return _Known(people=people, teams={one.name: one for one in teams}, teams_of=teams_of)


def _judge(path: Path, rows: Sequence[_Row], known: _Known, calendars: Calendars) -> list[_Row]:
    """The rows of people who have to be added. Raises `CsvProblems` with every problem of every row."""
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    new: list[_Row] = []
    for row in rows:
        lines.setdefault(row.details.login, row.line)
    for row in rows:
        # With a cell too many or too few it cannot be told what stands where, so the rest would mislead.
        troubles = list(row.troubles) or list(_troubles(row, known, lines, calendars))
        problems += [Problem(message=one, line=row.line) for one in troubles]
        if not troubles and row.details.login not in known.by_login:
            new.append(row)
    if problems:
        raise CsvProblems(path, problems)
    return new


def _troubles(row: _Row, known: _Known, lines: Mapping[str, int], calendars: Calendars) -> Iterator[str]:
    one = row.details
    yield from person_troubles(one, calendars)
    if lines[one.login] != row.line:
        yield f"{shown(one.login)} stands in line {lines[one.login]} already"
    manager = known.by_login.get(one.manager or "")
    if one.manager and one.manager not in lines and manager is None:
        yield f"there is no person {shown(one.manager)} who could be the manager, stored or in this file"
    stored = known.by_login.get(one.login)
    if stored is None and manager is not None and not manager.active:
        yield f"{shown(manager.login)} is not active any more and can be nobody's manager"
    for team in one.teams:
        if team not in known.teams:
            yield f"there is no team {shown(team)}; first: preceptor team add TEAM --title TITLE"
    if stored is not None:
        yield from _differences(one, stored, known)


def _differences(one: Details, stored: Person, known: _Known) -> Iterator[str]:
    if not stored.active:
        yield f"{shown(one.login)} was a person who is not active any more"
        return
    there = details_from(stored, known.teams_of.get(stored.id, ()), known.people)
    differing = [column for column in COLUMNS if getattr(one, column) != getattr(there, column)]
    if differing:
        yield (
            f"{shown(one.login)} is stored with another {', '.join(differing)}; "
            f"an import changes nobody, `preceptor person change {one.login}` does"
        )
