"""Events: what happened, chained by hashes so that a change of the past shows.

An event holds opaque ids and decided effects. Names and free text are payloads: they live apart, and the event
holds only their salted digests, so that a person can be erased and the chain still verifies.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.moment import moment as moment

#: What the first event of a stream names as the hash before it.
GENESIS = "0" * 64


@dataclass(frozen=True, kw_only=True)
class Payload:
    """Personal data or free text that belongs to an event."""

    #: Whose data it is: erasing that person erases it. None: nobody's in particular.
    person: int | None
    body: Mapping[str, Json]


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something that a command decided, before the store gives it its place in a stream."""

    #: `pairing:12`, `person:5`, `team:2` or `process:retrospective`.
    stream: str
    kind: str
    #: Plain JSON: ids, words of the definition, dates and moments in ISO 8601.
    data: Mapping[str, Json] = field(default_factory=dict)
    payloads: tuple[Payload, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Event:
    """A happening on record."""

    id: int
    stream: str
    seq: int
    kind: str
    #: UTC.
    at: datetime
    #: None: the system, on its own.
    actor: int | None
    request: str | None
    #: The clock was fixed by `PRECEPTOR_NOW`.
    fixed_clock: bool
    data: Mapping[str, Json]
    #: Salted digests of the payloads, in order.
    payload_digests: tuple[str, ...]
    previous: str
    hash: str

    def computed_hash(self) -> str:
        """The hash that the contents call for; differs from `hash` where either was changed."""
        return chain_hash(
            previous=self.previous,
            stream=self.stream,
            seq=self.seq,
            kind=self.kind,
            at=self.at,
            actor=self.actor,
            request=self.request,
            fixed_clock=self.fixed_clock,
            data=self.data,
            payload_digests=self.payload_digests,
        )


def chain_hash(
    *,
    previous: str,
    stream: str,
    seq: int,
    kind: str,
    at: datetime,
    actor: int | None,
    request: str | None,
    fixed_clock: bool,
    data: Mapping[str, Json],
    payload_digests: tuple[str, ...],
) -> str:
    """SHA-256 over the hash before it and the canonical form of everything the event says."""
    return chain_hash_of_text(
        previous=previous,
        stream=stream,
        seq=seq,
        kind=kind,
        at=at,
        actor=actor,
        request=request,
        fixed_clock=fixed_clock,
        data=canonical.text(dict(data)),
        payload_digests=canonical.text(list(payload_digests)),
    )


def chain_hash_of_text(
    *,
    previous: str,
    stream: str,
    seq: int,
    kind: str,
    at: datetime,
    actor: int | None,
    request: str | None,
    fixed_clock: bool,
    data: str,
    payload_digests: str,
) -> str:
    """The same where the canonical texts of the data and of the digests are at hand."""
    head = canonical.text([stream, seq, kind, moment(at), actor, request, fixed_clock])
    return hashlib.sha256(f"{previous}\n{head[:-1]},{data},{payload_digests}]".encode()).hexdigest()


def payload_digest(salt: str, person: int | None, body: Mapping[str, Json]) -> str:
    """The salted digest by which an event knows a payload and whose it is. `salt` is random hexadecimal digits."""
    return hashlib.sha256(f"{salt}\n{canonical.text([person, dict(body)])}".encode()).hexdigest()
