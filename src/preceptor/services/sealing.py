"""Seals the record: the heads of its chains in a file that is kept where the database's owner cannot reach it."""

import json
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from preceptor import __version__
from preceptor.errors import BadInput
from preceptor.model import canonical
from preceptor.model.event import GENESIS, Event, moment
from preceptor.services.context import Context
from preceptor.services.files import read_file
from preceptor.services.whole_file import see_to_overwriting, write_whole

#: Rises when the meaning of a seal's keys changes.
FORMAT = 1
#: Bytes. A head takes about 120, so this is well over a million streams; more is a mistake.
LARGEST_SEAL = 256 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Head:
    """The last event of a stream."""

    seq: int
    hash: str


@dataclass(frozen=True, kw_only=True)
class Seal:
    """What a seal file says."""

    #: ISO 8601 with an offset.
    sealed_at: str
    events: int
    heads: Mapping[str, Head]


class SealDocument(TypedDict):
    """What sealing answers with."""

    file: str
    sealed_at: str
    streams: int
    events: int
    digest: str
    #: Whether the chains were whole; a seal of broken ones still shows what is changed after it.
    ok: bool


def seal(context: Context, file: Path, *, overwrite: bool = False) -> SealDocument:
    """Write the heads of every stream to `file`. Raises `BadInput` where it is there and may not be overwritten."""
    see_to_overwriting(file, overwrite=overwrite)
    heads: dict[str, Head] = {}
    events, whole = 0, True
    with context.store.reading() as tx:
        for event in tx.events():
            events += 1
            whole = whole and _continues(event, heads.get(event.stream))
            heads[event.stream] = Head(seq=event.seq, hash=event.hash)
    contents: dict[str, Any] = {
        "format": FORMAT,
        "preceptor": __version__,
        "python": platform.python_version(),
        "sealed_at": moment(context.now),
        "fixed_clock": context.fixed_clock,
        "events": events,
        "streams": {stream: {"seq": head.seq, "hash": head.hash} for stream, head in heads.items()},
    }
    digest = canonical.digest(contents)
    text = json.dumps({**contents, "digest": digest}, indent=1, sort_keys=True, ensure_ascii=False)
    write_whole(file, [text, "\n"], what="the seal")
    return {
        "file": str(file),
        "sealed_at": contents["sealed_at"],
        "streams": len(heads),
        "events": events,
        "digest": digest,
        "ok": whole,
    }


def read_seal(file: Path) -> Seal:
    """Read a seal. Raises `BadInput` for a file that is none, or that was changed after it was written."""
    contents = read_file(file, most=LARGEST_SEAL)
    if len(contents) > LARGEST_SEAL:
        raise BadInput(f"a seal has at most {LARGEST_SEAL} bytes", path=file)
    try:
        told = json.loads(contents)
    except (RecursionError, ValueError) as error:
        raise BadInput("this is no seal: it is not JSON", path=file) from error
    if not isinstance(told, dict) or not {"format", "digest", "streams", "events", "sealed_at"} <= told.keys():
        raise BadInput("this is no seal", path=file, remedy="Name a file that `preceptor audit seal` wrote.")
    if told["format"] != FORMAT:
        raise BadInput(f"this seal has the format {told['format']}, and {FORMAT} is known here", path=file)
    digest = told.pop("digest")
    try:
        if canonical.digest(told) == digest:
            return Seal(sealed_at=str(told["sealed_at"]), events=int(told["events"]), heads=dict(_heads(told)))
    except (AttributeError, KeyError, TypeError, ValueError):
        pass
    raise BadInput("this seal was changed after it was written", path=file, remedy="Take another copy of it.")


def _heads(told: Mapping[str, Any]) -> Iterator[tuple[str, Head]]:
    for stream, head in told["streams"].items():
        yield stream, Head(seq=int(head["seq"]), hash=str(head["hash"]))


def _continues(event: Event, head: Head | None) -> bool:
    before = head or Head(seq=0, hash=GENESIS)
    try:
        linked = (event.seq, event.previous) == (before.seq + 1, before.hash)
        return linked and event.hash == event.computed_hash()
    except (RecursionError, TypeError, ValueError):
        return False
