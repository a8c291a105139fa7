"""Which finished write-ups are worth reading first, and what was learnt from those that were discussed."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from preceptor.model.retrospective import Retrospective


@dataclass(frozen=True, kw_only=True)
class Discussion:
    """Some people talked about a finished write-up."""

    retrospective: int
    #: Counted from 1 for each retrospective.
    number: int
    held_on: date
    recorder: int
    recorded_at: datetime
    #: Who was there, the recorder included.
    people: tuple[int, ...] = ()
    #: The reports about a process that came of it.
    reports: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NamedControl:
    """A safety control that a write-up names. `key` is what makes two of them the same."""

    retrospective: int
    key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Reader:
    """For whom a reading list is made: what makes a write-up worth reading, and what they know already."""

    #: The ids of their own teams' retrospectives, finished or not.
    own: frozenset[int] = frozenset()
    #: Those in which somebody who teaches them did what they learn.
    taught: frozenset[int] = frozenset()
    #: Those that they discussed, or had a part in.
    known: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One write-up of a reading list, and why it stands where it does."""

    retrospective: Retrospective
    #: Names of its safety controls that incidents of the reader's teams name as well.
    shared: tuple[str, ...] = ()
    #: Somebody who teaches the reader did in it what they learn.
    taught: bool = False
    #: Of its safety controls the one that most finished write-ups name, and how many do; where it is not alone.
    common: str | None = None
    common_in: int = 0


@dataclass(frozen=True, kw_only=True)
class Library:
    """The finished write-ups, and the safety controls of all retrospectives."""

    finished: Sequence[Retrospective]
    controls: Sequence[NamedControl] = ()
    _of: Mapping[int, Sequence[NamedControl]] = field(init=False, repr=False)
    #: In how many finished write-ups each control is named, by its key.
    _how_common: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Sort the controls out once."""
        found: dict[int, list[NamedControl]] = {}
        for one in self.controls:
            found.setdefault(one.retrospective, []).append(one)
        object.__setattr__(self, "_of", found)
        finished = {one.id for one in self.finished}
        named = {(one.retrospective, one.key) for one in self.controls if one.retrospective in finished}
        object.__setattr__(self, "_how_common", Counter(key for _, key in named))

    def names(self, retrospective: int, control: str) -> bool:
        """Whether a write-up names a control, by its key."""
        return any(one.key == control for one in self._of.get(retrospective, ()))

    def reading_list(self, reader: Reader) -> list[Reading]:
        """What the reader does not know yet, what is worth most first.

        First by how many safety controls it shares with their own teams' incidents; then whether somebody who teaches
        them did in it what they learn; then by how common its most common control is; then the worst severity, and
        the latest.
        """
        own = self._owned(reader.own)
        found = [self._reading(one, own, reader) for one in self.finished if one.id not in reader.known]
        return sorted(found, key=_worth)

    def _owned(self, own: Collection[int]) -> Mapping[str, int]:
        """In how many of the reader's own incidents each control is named."""
        return Counter(key for _, key in {(one, named.key) for one in own for named in self._of.get(one, ())})

    def _reading(self, one: Retrospective, own: Mapping[str, int], reader: Reader) -> Reading:
        named = {control.key: control.name for control in self._of.get(one.id, ())}
        itself = one.id in reader.own
        commonest = max(named, key=lambda key: (self._how_common.get(key, 0), key), default=None)
        how_common = self._how_common.get(commonest, 0) if commonest else 0
        return Reading(
            retrospective=one,
            shared=tuple(name for key, name in named.items() if own.get(key, 0) > itself),
            taught=one.id in reader.taught,
            common=named[commonest] if commonest and how_common > 1 else None,
            common_in=how_common if how_common > 1 else 0,
        )


def _worth(one: Reading) -> tuple[object, ...]:
    retrospective = one.retrospective
    completed = retrospective.completed_at.timestamp() if retrospective.completed_at else 0.0
    severity = retrospective.severity if retrospective.severity is not None else float("inf")
    return (-len(one.shared), not one.taught, -one.common_in, severity, -completed, retrospective.id)


def naming(readings: Iterable[Reading], library: Library, control: str) -> list[Reading]:
    """Those of a reading list that name a safety control, by its key."""
    return [one for one in readings if library.names(one.retrospective.id, control)]
