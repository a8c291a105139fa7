"""Takes over from a tracker's export how far the work on recommendations is.

Item by item: each step is a command of its own, and one that is refused keeps no other from being taken. Nothing
goes backward, and nothing is done without evidence: a ticket that is closed is the place where that can be seen,
unless the row names another one. A file with a row that cannot be used changes nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypedDict

from preceptor.errors import CsvProblems, Problem
from preceptor.machine import decide
from preceptor.model.identity import printable
from preceptor.model.people import Person
from preceptor.model.recommendation import Recommendation
from preceptor.model.recommendation_facts import Wanted
from preceptor.model.refusal import Refusal
from preceptor.model.trackers import STAGES, Stage
from preceptor.ports import Reading, RecommendationFilter
from preceptor.services.context import Context, acting_person
from preceptor.services.csv_rows import CsvRow, read_csv
from preceptor.services.documents import ReasonDocument, reason_document
from preceptor.services.recommendations.committing import done, drop, start
from preceptor.services.recommendations.facts import facts_of

#: What a row has to say; how its column is called, `[trackers.columns]` may say otherwise.
NEEDED = ("ticket", "state")
#: What it may say: why it was given up, and where it can be seen that it is done.
OPTIONAL = ("reason", "evidence")
#: Every problem with a row; what is wrong with a file as such has codes of its own (`csv_rows.CODES`).
CODES: Mapping[str, str] = {
    "C140": "The row names no state that work can be in, or a ticket that is not clear.",
    "C141": "The same ticket stands in the file twice.",
}

_Step = Literal["start", "done", "drop"]


class SyncedDocument(TypedDict):
    """What became of one recommendation, or with a dry run would become of it."""

    id: str
    ticket: str
    #: The tracker's word, and what it means here.
    said: str
    means: Stage
    #: Its state before.
    state: str
    #: What was done, in order: `start`, `done`, `drop`; empty where it is there already, or further.
    steps: list[_Step]
    #: Why the next of them was not done, or would not be.
    refused: list[ReasonDocument]


class SyncDocument(TypedDict):
    """What an export came to."""

    rows: int
    #: Rows whose ticket no recommendation has that somebody committed to.
    others: int
    recommendations: list[SyncedDocument]
    dry_run: bool


@dataclass(frozen=True, kw_only=True)
class _Row:
    """What one row of the export says of a recommendation."""

    one: Recommendation
    line: int
    said: str
    means: Stage
    reason: str
    evidence: str

    @property
    def seen_at(self) -> str:
        """Where it can be seen that it is done."""
        return self.evidence or self.one.ticket or ""

    @property
    def because(self) -> str:
        """Why it is given up."""
        return self.reason or f"the tracker says: {printable(self.said)}"


def sync(context: Context, path: Path, *, dry_run: bool) -> SyncDocument:
    """Take over what an export says. Raises `CsvProblems` with every row that cannot be used, and `NoPerson`."""
    problems: list[Problem] = []
    columns = {name: context.trackers.columns.get(name, name) for name in (*NEEDED, *OPTIONAL)}
    rows = list(read_csv(path, [columns[name] for name in NEEDED], problems, strange=True))
    with context.store.reading() as tx:
        actor = acting_person(context, tx)
        committed = _committed(tx)
    known = _by_ticket(committed)
    lines: dict[int, int] = {}
    found = [one for row in rows for one in _read(context, row, columns, known, lines, problems)]
    if problems:
        raise CsvProblems(path, problems)
    return {
        "rows": len(rows),
        "others": len(rows) - len({one.line for one in found}),
        "recommendations": [_foreseen(context, one, actor) if dry_run else _taken(context, one) for one in found],
        "dry_run": dry_run,
    }


def _committed(tx: Reading) -> list[Recommendation]:
    """Those that somebody is committed to, and another one does not answer."""
    return [
        one for one in tx.recommendations(RecommendationFilter()) if one.owner is not None and one.joined_to is None
    ]


def _by_ticket(some: Sequence[Recommendation]) -> Mapping[str, list[Recommendation]]:
    """By everything that an export may call a ticket: its address, or the end of it, such as `PAY-7`."""
    found: dict[str, list[Recommendation]] = {}
    for one in some:
        address = (one.ticket or "").casefold().rstrip("/")
        for name in dict.fromkeys((address, address.rpartition("/")[2])):
            found.setdefault(name, []).append(one)
    return found


def _read(
    context: Context,
    row: CsvRow,
    columns: Mapping[str, str],
    known: Mapping[str, list[Recommendation]],
    lines: dict[int, int],
    problems: list[Problem],
) -> Iterator[_Row]:
    """What a row says of each recommendation with its ticket. `lines`: where each stands, as far as was read."""
    ticket, word = (row.cells[columns[name]] for name in NEEDED)
    named = known.get(ticket.casefold().removeprefix("#").rstrip("/"), [])
    if not named:
        return
    if len({one.ticket for one in named}) > 1:
        addresses = ", ".join(sorted({str(one.ticket) for one in named}))
        message = f"`{printable(ticket)}` may be several tickets: {addresses}; give the address"
        problems.append(row.problem("C140", message, columns["ticket"]))
        return
    before = lines.setdefault(named[0].id, row.line)
    if before != row.line:
        message = f"`{printable(ticket)}` stands in line {before} already"
        problems.append(row.problem("C141", message, columns["ticket"]))
        return
    means = context.trackers.stage(word)
    if means is None:
        message = (
            f"nobody knows what the state `{printable(word[:80])}` means; say it in preceptor.toml under "
            f"[trackers.states]: one of {', '.join(STAGES)}"
        )
        problems.append(row.problem("C140", message, columns["state"]))
        return
    reason, evidence = (row.cells.get(columns[name], "") for name in OPTIONAL)
    for one in named:
        yield _Row(one=one, line=row.line, said=word, means=means, reason=reason, evidence=evidence)


def _taken(context: Context, row: _Row) -> SyncedDocument:
    return _synced(row, lambda step: _take(context, row, step))


def _foreseen(context: Context, row: _Row, actor: Person) -> SyncedDocument:
    """What would become of it: as the machine decides from the state to which each step leads."""
    with context.store.reading() as tx:
        facts = facts_of(context, tx, row.one, actor, wanted=Wanted(evidence=row.seen_at, why=row.because))

    def take(step: _Step) -> Refusal | None:
        nonlocal facts
        answer = decide(facts.lifecycle, facts, step)
        if isinstance(answer, Refusal):
            return answer
        facts = replace(facts, recommendation=replace(facts.recommendation, state=answer.target))
        return None

    return _synced(row, take)


def _synced(row: _Row, take: Callable[[_Step], Refusal | None]) -> SyncedDocument:
    """One step after the other, up to one that is refused."""
    refused: list[ReasonDocument] = []
    taken: list[_Step] = []
    for step in _steps(row):
        if (answer := take(step)) is not None:
            refused = [reason_document(reason) for reason in answer.reasons]
            break
        taken.append(step)
    return {
        "id": row.one.short_id,
        "ticket": row.one.ticket or "",
        "said": row.said,
        "means": row.means,
        "state": row.one.state,
        "steps": taken,
        "refused": refused,
    }


def _steps(row: _Row) -> list[_Step]:
    """What leads from where it is to where the tracker says that it is; nothing leads backward."""
    if row.one.ended_at is not None or row.means == "planned":
        return []
    if row.means == "dropped":
        return ["drop"]
    begin: list[_Step] = ["start"] if row.one.state == "planned" else []
    return [*begin, "done"] if row.means == "done" else begin


def _take(context: Context, row: _Row, step: _Step) -> Refusal | None:
    """One command, which answers as before where the same file is given with the same request id."""
    identity = context.request_id
    context = replace(context, request_id=f"{identity}/{row.one.short_id}/{step}" if identity else None)
    typed = row.one.short_id
    if step == "start":
        answer = start(context, typed)
    elif step == "done":
        answer = done(context, typed, evidence=row.seen_at)
    else:
        answer = drop(context, typed, why=row.because)
    return answer if isinstance(answer, Refusal) else None
