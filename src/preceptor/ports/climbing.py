"""Queries about the ladder: pairings, observations and what they count for, and certifications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from preceptor.model.certification import Certification, Practice
    from preceptor.model.pairing import Credit, Load, Observation, Pairing
    from preceptor.ports.filters import PairingFilter


class Climbing(Protocol):
    """Part of `Reading`."""

    def pairing(self, identity: int) -> Pairing | None: ...
    def pairings(self, which: PairingFilter) -> Sequence[Pairing]:
        """By id."""
        ...

    def open_pairings(self, process: str) -> int:
        """How many pairings of a process have not ended."""
        ...

    def credited(self, pairings: Collection[int]) -> Mapping[int, Sequence[tuple[str, int, int]]]:
        """By pairing: rung, attempt, and how many observations are credited there. Without any: left out."""
        ...

    def credits(self, pairing: int) -> Sequence[Credit]:
        """All that a pairing was credited with on all rungs, by the day held, then the order recorded."""
        ...

    def observation(self, identity: int) -> Observation | None: ...
    def observation_like(self, process: str, role: str, held_on: date, subject: str, performer: int) -> int | None:
        """The id of the observation that is the same occasion (subject compared without case and outer space)."""
        ...

    def rungs_credited(self, observations: Collection[int]) -> Mapping[str, int]:
        """How many credits on each rung these observations led to, over all pairings."""
        ...

    def observations(self, process: str | None = None, person: int | None = None) -> Iterator[Observation]:
        """By the day held, then id; paged by key, so that any number takes little memory. Without voided ones."""
        ...

    def struck(self, process: str) -> Sequence[Observation]:
        """What was voided, by id; without their watchers, of whom only the events tell."""
        ...

    def feedback(self, pairing: int) -> Mapping[int, Mapping[str, str]]:
        """By observation: `by` (login), `well`, `change`, `next`; erased texts read `erased`."""
        ...

    def repeats(self, pairing: int, rung: str) -> int:
        """How often the rung was repeated."""
        ...

    def load(self, person: int, *, without: int | None = None) -> Load:
        """The person's open, not resting pairings, leaving out pairing `without`."""
        ...

    def certifications(
        self, process: str | None = None, role: str | None = None, person: int | None = None
    ) -> Sequence[Certification]:
        """By process, role, person, granted day, id."""
        ...

    def practice(self, process: str, role: str, since: date) -> Mapping[int | None, Mapping[str, Practice]]:
        """By person (None: the occasions alone): `lead` counts performing, `teach` performing or watching."""
        ...
