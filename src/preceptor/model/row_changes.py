"""Changes of rows: what an event makes of the state, and who says so for which kind of event."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from preceptor.model.canonical import Json

#: A value as a row holds it.
Value = None | bool | int | str | date | datetime
Row = Mapping[str, Value]


@dataclass(frozen=True, kw_only=True)
class Insert:
    """A new row."""

    table: str
    values: Row


@dataclass(frozen=True, kw_only=True)
class Update:
    """New values for the rows that match `key`."""

    table: str
    key: Row
    values: Row


@dataclass(frozen=True, kw_only=True)
class Delete:
    """The rows that match `key` are not part of the state any more; their events stay."""

    table: str
    key: Row


Change = Insert | Update | Delete
#: The bodies of an event's payloads, in order; None where a body was erased.
Bodies = Sequence[Mapping[str, Json] | None]
Projector = Callable[[Any, Bodies, datetime], Iterator[Change]]
#: By the kind of event.
PROJECTORS: dict[str, Projector] = {}


def on(*names: str) -> Callable[[Projector], Projector]:
    """Register the decorated function as what events of these kinds do."""

    def register(function: Projector) -> Projector:
        for name in names:
            PROJECTORS[name] = function
        return function

    return register


def moment_of(text: str | None) -> datetime | None:
    """A moment in an event's data."""
    return None if text is None else datetime.fromisoformat(text)
