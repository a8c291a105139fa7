"""Imports observations of the past: what was, with the credits it is evidence for. Decides and signs nothing."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NotRequired, TypedDict

from preceptor.errors import CsvProblems
from preceptor.model.canonical import Json
from preceptor.model.people import Person
from preceptor.model.refusal import Reason, Refusal
from preceptor.ports import Reading, Writing
from preceptor.services.act import Act, refuse
from preceptor.services.command import carry_out
from preceptor.services.context import Context, known_process
from preceptor.services.documents import RunDocument
from preceptor.services.editions import edition_in_force
from preceptor.services.files import opened
from preceptor.services.observation_credits import Crediting
from preceptor.services.observation_history import History, read_history
from preceptor.services.observation_rows import RowCheck, RowsByDay
from preceptor.services.observation_writing import ImportWriting
from preceptor.services.signers import not_oneself
from preceptor.services.standings import standings_today

#: Told what is being done, how far it is and how much there is to do.
Progress = Callable[[str, int, int], None]


class ImportDocument(TypedDict):
    """What a file holds; the same when nothing in it is new."""

    observations: int
    #: People with a role that they began to watch in it.
    pairings_started: int
    #: People with a role that they were the first to perform.
    founders: int
    #: By rung.
    credits: dict[str, int]
    #: Observations whose performer did not hold `lead`, and those of them whose performer had not watched before.
    gaps: int
    never_watched: int
    #: What founders owe of it from now on, as their teams ask for more than the standard; only where somebody does.
    runs: NotRequired[list[RunDocument]]


@dataclass(frozen=True, kw_only=True)
class _Asked:
    path: Path
    process: str
    add_people: bool
    dry_run: bool
    progress: Progress


class _NothingKept(Exception):
    """Carries the answer out of a transaction of which nothing is kept, not even the request."""

    def __init__(self, document: ImportDocument) -> None:
        super().__init__()
        self.document = document


def import_observations(
    context: Context,
    path: Path,
    *,
    process: str,
    add_people: bool,
    dry_run: bool = False,
    progress: Progress = lambda what, done, of: None,
) -> ImportDocument | Refusal:
    """Put every row of a CSV file on record that is not there yet, by an owner of the process.

    A row is known by its day, role, subject and performer, so that repeating an import writes nothing. Nobody is
    mailed, no pairing advances, and nothing falls due but what certified people owe from now on: to renew, and what
    their teams ask for beside the standard. Refused where whoever imports would certify themselves while somebody
    else may teach. A dry run does all of it and keeps nothing. Raises `CsvProblems` with everything that is wrong.
    """
    asked = _Asked(path=path, process=process, add_people=add_people, dry_run=dry_run, progress=progress)

    def work(act: Act) -> ImportDocument:
        _require_owner(act.tx, act.by, process)
        with RowsByDay() as rows:
            history, new_people = _read(context, act.tx, asked, rows)
            _refuse_self(context, act.tx, act.by, history)
            act.tx.lock_people(one for one in history.ids.values() if one not in new_people.values())
            writing = ImportWriting(act=act, history=history)
            writing.people(new_people)
            writing.founders()
            document = _go_through(act.tx, history, rows, asked, writing)
            if runs := writing.team_runs():
                document["runs"] = runs
            writing.finish()
        if dry_run or not writing.wrote:
            raise _NothingKept(document)
        return document

    arguments: dict[str, Json] = {"file": _digest(path), "process": process, "add_people": add_people}
    try:
        return carry_out(context, "observation import", arguments, work)
    except _NothingKept as nothing:
        return nothing.document


def _read(context: Context, tx: Writing, asked: _Asked, rows: RowsByDay) -> tuple[History, dict[str, int]]:
    """Check the whole file; the people who have to be added come with their new ids. Raises `CsvProblems`."""
    definition, edition = edition_in_force(tx, asked.process, context.now)
    people = {one.login: one for one in tx.people()}
    check = RowCheck(
        roles={one.name for one in definition.roles if one.ladder},
        known=people.keys(),
        add_people=asked.add_people,
        today=_today(context, people),
    )
    size = asked.path.stat().st_size
    done = 0

    def read(bytes_: int) -> None:
        nonlocal done
        done += bytes_
        asked.progress("reading", done, size)

    check.read(asked.path, rows, read)
    first = tx.next_id("people", len(check.new)) if check.new else 0
    new_people = {login: identity for identity, login in enumerate(check.new, first)}
    ids = {**{login: one.id for login, one in people.items()}, **new_people}
    left = {one.id for one in people.values() if not one.active}
    history = History(definition=definition, edition=edition, ids=ids, today=context.now.date(), left=left)
    read_history(tx, history, rows, _steps(asked, "checking", rows.count))
    problems = sorted([*check.problems, *history.problems], key=lambda one: (one.line or 0, one.column or 0))
    if problems:
        raise CsvProblems(asked.path, problems)
    return history, new_people


def _go_through(
    tx: Writing, history: History, rows: RowsByDay, asked: _Asked, writing: ImportWriting
) -> ImportDocument:
    crediting = Crediting(tx=tx, history=history)
    step = _steps(asked, "trying" if asked.dry_run else "writing", rows.count)
    for day in crediting.days(rows):
        writing.day(day)
        step(len(day.rows))
    return {
        "observations": rows.count,
        "pairings_started": crediting.started,
        "founders": len(history.founders),
        "credits": crediting.credits,
        "gaps": crediting.gaps,
        "never_watched": crediting.never_watched,
    }


def _steps(asked: _Asked, what: str, of: int) -> Callable[[int], None]:
    done = 0

    def step(how_many: int) -> None:
        nonlocal done
        done += how_many
        asked.progress(what, done, of)

    return step


def _today(context: Context, people: dict[str, Person]) -> Callable[[str], date]:
    by_login: dict[str, date] = {}
    utc = context.now.date()

    def today(login: str) -> date:
        if login not in by_login:
            person = people.get(login)
            by_login[login] = context.calendar_of(person).today(context.now) if person else utc
        return by_login[login]

    return today


def _require_owner(tx: Reading, person: Person, process: str) -> None:
    owners = tx.owners(known_process(tx, process))
    if person.id not in {one.id for one in owners}:
        message = f"only an owner of {process} may import observations"
        refuse(Reason(guard="actor", message=message, who=tuple(one.login for one in owners)))


def _refuse_self(context: Context, tx: Reading, by: Person, history: History) -> None:
    """Refuse where who imports would be a founder of a role that somebody else may teach by now.

    Founders who come with the same import stand in nobody's way: none of them could sign for the others before.
    """
    process = history.definition.name
    against = []
    for role, line in history.granted(by.id).items():
        reason = not_oneself(tx, by, standings_today(context, tx, process, role), process, role)
        if reason:
            place = f"line {line} makes {by.login}, who imports it, a founder of {role}"
            against.append(replace(reason, message=f"{place}: {reason.message}"))
    if against:
        refuse(*against)


def _digest(path: Path) -> str:
    with opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
