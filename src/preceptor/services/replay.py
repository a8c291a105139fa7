"""Folds the whole record again, and compares what it comes to with the state that the database holds."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypedDict, TypeVar

from preceptor.model.canonical import Json
from preceptor.model.event import Event, payload_digest
from preceptor.model.projection import Row
from preceptor.model.replay import KEYS, Replay, ReplayProblem
from preceptor.ports import KeptPayload, Reading
from preceptor.services.context import Context

T = TypeVar("T")

#: How many events are in memory at a time, with their payloads.
BATCH = 500
#: How many differences are told one by one.
MOST_TOLD = 1000


class TableDocument(TypedDict):
    """A table as the database holds it, and whether that is what the events come to."""

    table: str
    rows: int
    equal: bool


class BrokenDocument(TypedDict):
    """Something wrong, with the event that shows it where one does."""

    stream: str | None
    seq: int | None
    reason: str


class ReplayDocument(TypedDict):
    """What a replay came to. `broken` holds the first differences, `left_out` how many more there are."""

    tables: list[TableDocument]
    ok: bool
    broken: list[BrokenDocument]
    left_out: int


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A payload as it was found."""

    person: int | None
    #: None where it was erased, or cannot be read.
    body: Mapping[str, Json] | None = None
    #: What the event has to know it by; None as for `body`.
    digest: str | None = None
    #: Why it cannot be read, where it is neither whole nor erased.
    trouble: str | None = None


class Findings:
    """What is wrong, up to a number of entries; the rest is counted."""

    def __init__(self) -> None:
        self.broken: list[BrokenDocument] = []
        self.left_out = 0

    def add(self, stream: str | None, seq: int | None, reason: str) -> None:
        """Note one more."""
        if len(self.broken) < MOST_TOLD:
            self.broken.append({"stream": stream, "seq": seq, "reason": reason})
        else:
            self.left_out += 1

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.broken


def replay(context: Context) -> ReplayDocument:
    """Fold every event and compare table by table. Nothing is written."""
    findings = Findings()
    folded = Replay()
    with context.store.reading() as tx:
        for event, payloads in with_payloads(tx, findings):
            fold(folded, event, payloads, findings)
        tables = compare(tx, folded, findings)
    return {"tables": tables, "ok": findings.ok, "broken": findings.broken, "left_out": findings.left_out}


def fold(folded: Replay, event: Event, payloads: list[Kept], findings: Findings) -> None:
    """Fold one event; one that cannot be folded is noted and left out."""
    try:
        folded.apply(event.kind, event.data, [one.body for one in payloads], event.at)
    except ReplayProblem as problem:
        findings.add(event.stream, event.seq, f"the event `{event.kind}` cannot be replayed: {problem}")


def compare(tx: Reading, folded: Replay, findings: Findings) -> list[TableDocument]:
    """Compare each table, row by row as they stream in, with what was folded."""
    tables: list[TableDocument] = []
    for table in KEYS:
        rows = _Counted(tx.rows(table))
        equal = True
        try:
            for difference in folded.compare(table, rows):
                findings.add(None, None, str(difference))
                equal = False
        except (TypeError, ValueError) as error:
            findings.add(None, None, f"{table}: a row cannot be read: {error}")
            equal = False
        tables.append({"table": table, "rows": rows.count, "equal": equal})
    return tables


class _Counted:
    """Rows that are counted while they pass."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row


def with_payloads(tx: Reading, findings: Findings) -> Iterator[tuple[Event, list[Kept]]]:
    """Every event in the order recorded, with its payloads; what cannot even be read ends the walk, and is noted."""
    last: Event | None = None
    try:
        for batch in batches(tx.events()):
            found = tx.kept_payloads([event.id for event in batch])
            for last in batch:
                yield last, [kept(one) for one in found.get(last.id, ())]
    except (TypeError, ValueError) as error:
        where = f"after event {last.id}" if last else "at the beginning"
        findings.add(None, None, f"the record cannot be read on {where}: {error}")


def batches(records: Iterator[T]) -> Iterator[list[T]]:
    """The records in lists of at most `BATCH`."""
    while batch := list(islice(records, BATCH)):
        yield batch


def kept(payload: KeptPayload) -> Kept:
    """A payload, parsed."""
    if payload.salt is None and payload.body is None:
        return Kept(person=payload.person)
    if payload.salt is None or payload.body is None:
        return Kept(person=payload.person, trouble="only half of it is there")
    try:
        body = json.loads(payload.body)
        if not isinstance(body, dict):
            return Kept(person=payload.person, trouble="it is no JSON object")
        return Kept(person=payload.person, body=body, digest=payload_digest(payload.salt, payload.person, body))
    except (RecursionError, ValueError) as error:
        return Kept(person=payload.person, trouble=f"it does not parse: {error}")
