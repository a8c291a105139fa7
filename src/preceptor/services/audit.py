"""Verifies the record: its chains, its payloads, who signed, and that the state is what the events say."""

from dataclasses import dataclass
from typing import TypedDict

from preceptor.model import canonical
from preceptor.model.duties import Duties
from preceptor.model.edition import form_of
from preceptor.model.event import GENESIS, Event
from preceptor.model.replay import Replay
from preceptor.ports import Reading
from preceptor.services.context import Context
from preceptor.services.replay import BrokenDocument, Findings, Kept, TableDocument, compare, fold, with_payloads
from preceptor.services.sealing import Head, Seal


class VerifyDocument(TypedDict):
    """The contract's keys; `left_out` counts what is broken beyond the entries listed."""

    streams: int
    events: int
    ok: bool
    broken: list[BrokenDocument]
    left_out: int
    tables: list[TableDocument]
    sealed_at: str | None


#: What lets people follow an edition, which must say for ever what it said then.
_PUBLISHING = frozenset({"process-published", "variant-published", "variant-rebased", "variant-waived"})


def verify(context: Context, seal: Seal | None = None) -> VerifyDocument:
    """Check everything that can be checked, in one walk over the record. Nothing is written."""
    findings = Findings()
    chains, duties, erasures, folded = Chains(findings), Duties(), _Erasures(findings), Replay()
    against = _Sealed(seal, findings) if seal else None
    events = 0
    with context.store.reading() as tx:
        for event, payloads in with_payloads(tx, findings):
            events += 1
            chains.add(event)
            _check_payloads(event, payloads, findings)
            erasures.add(event, payloads)
            for breach in duties.look(event):
                findings.add(breach.stream, breach.seq, breach.reason)
            if event.kind in _PUBLISHING:
                _check_published(tx, event, findings)
            if against:
                against.add(event)
            fold(folded, event, payloads, findings)
        erasures.finish()
        for breach in duties.rest():
            findings.add(breach.stream, breach.seq, breach.reason)
        if against:
            against.finish(events)
        tables = compare(tx, folded, findings)
    return {
        "streams": len(chains.heads),
        "events": events,
        "ok": findings.ok,
        "broken": findings.broken,
        "left_out": findings.left_out,
        "tables": tables,
        "sealed_at": seal.sealed_at if seal else None,
    }


class Chains:
    """Every stream's chain of hashes, one link after the other."""

    def __init__(self, findings: Findings) -> None:
        self.heads: dict[str, Head] = {}
        self._findings = findings

    def add(self, event: Event) -> None:
        """Check the next link. After a break the chain is taken up again where it goes on."""
        head = self.heads.get(event.stream) or Head(seq=0, hash=GENESIS)
        for reason in _links(event, head):
            self._findings.add(event.stream, event.seq, reason)
        # SQLite keeps text in a column of numbers, if somebody puts it there.
        seq: object = event.seq
        self.heads[event.stream] = Head(seq=seq if isinstance(seq, int) else head.seq + 1, hash=event.hash)


def _links(event: Event, head: Head) -> list[str]:
    reasons = []
    if event.seq != head.seq + 1:
        reasons.append(f"it follows number {head.seq} of its stream: events are missing or were put in")
    if event.previous != head.hash:
        reasons.append("it does not continue the chain: its predecessor was changed or removed")
    if "unparsed" in event.data:
        reasons.append("its data no longer parse")
    try:
        if event.hash != event.computed_hash():
            reasons.append("its contents were changed: the hash is another")
    except (RecursionError, TypeError, ValueError) as error:
        reasons.append(f"its contents cannot be hashed any more: {error}")
    return reasons


def _check_payloads(event: Event, payloads: list[Kept], findings: Findings) -> None:
    if len(payloads) != len(event.payload_digests):
        count = f"{len(payloads)} of {len(event.payload_digests)}"
        findings.add(event.stream, event.seq, f"{count} payloads are there: rows were removed or put in")
        return
    for position, (one, digest) in enumerate(zip(payloads, event.payload_digests, strict=True), 1):
        if one.trouble:
            findings.add(event.stream, event.seq, f"its payload {position} cannot be read: {one.trouble}")
        elif one.body is not None and one.digest != digest:
            findings.add(event.stream, event.seq, f"its payload {position} was changed: the digest is another")


def _check_published(tx: Reading, event: Event, findings: Findings) -> None:
    """What was published under a digest still has it. Raises nothing: a definition may be damaged in any way."""
    digest = event.data.get("digest")
    try:
        found = canonical.digest(form_of(tx.edition(str(digest))))
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        findings.add(event.stream, event.seq, "the definition that it published is missing or cannot be read")
        return
    if found != digest:
        findings.add(event.stream, event.seq, "the definition that it published was rewritten")


@dataclass(frozen=True, kw_only=True)
class _Place:
    stream: str
    seq: int


class _Erasures:
    """A payload may be missing if the person was erased after it; and then it has to be.

    What belongs to nobody in particular cannot be erased lawfully.
    """

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._missing: dict[int, list[_Place]] = {}
        self._there: dict[int, _Place] = {}

    def add(self, event: Event, payloads: list[Kept]) -> None:
        """Take note of an event's payloads; an erasure settles everything of its person before it."""
        place = _Place(stream=event.stream, seq=event.seq)
        if event.kind == "person-erased":
            self._erased(event)
        for one in payloads:
            gone = one.body is None and one.trouble is None
            if gone and one.person is None:
                self._findings.add(place.stream, place.seq, "a payload that belongs to nobody was removed")
            elif gone and one.person is not None:
                self._missing.setdefault(one.person, []).append(place)
            elif one.person is not None:
                self._there[one.person] = place

    def _erased(self, event: Event) -> None:
        person = event.data.get("person")
        if not isinstance(person, int):
            return
        self._missing.pop(person, None)
        left = self._there.pop(person, None)
        if left:
            reason = f"its payload should be gone: person {person} was erased after it (erase them again)"
            self._findings.add(left.stream, left.seq, reason)

    def finish(self) -> None:
        """What is still missing was removed without an erasure."""
        for person, places in self._missing.items():
            for place in places:
                reason = f"a payload of person {person} was removed, and no erasure is on record after it"
                self._findings.add(place.stream, place.seq, reason)


class _Sealed:
    """The heads of a seal, looked for in the record."""

    def __init__(self, seal: Seal, findings: Findings) -> None:
        self._seal = seal
        self._findings = findings
        self._seen: set[str] = set()

    def add(self, event: Event) -> None:
        """Compare the event that was its stream's head when the seal was made."""
        sealed = self._seal.heads.get(event.stream)
        if sealed is None or sealed.seq != event.seq:
            return
        self._seen.add(event.stream)
        if sealed.hash != event.hash:
            self._findings.add(event.stream, event.seq, "it was rewritten since the seal was made")

    def finish(self, events: int) -> None:
        """What the seal knows and the record lost."""
        for stream, head in self._seal.heads.items():
            if stream not in self._seen:
                self._findings.add(stream, head.seq, "it was there when the seal was made, and is gone")
        if events < self._seal.events:
            reason = f"{self._seal.events} events were sealed, and {events} are there"
            self._findings.add(None, None, reason)
