"""Queries for reports: rows to count, as they are on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from preceptor.model.pairing import Rating
    from preceptor.model.passes import Came
    from preceptor.model.step_measures import Measured, Owed
    from preceptor.model.tries import RefusedTries
    from preceptor.ports.records import StepReports


class Measuring(Protocol):
    """Part of `Reading`."""

    def came(self, kind: Measured) -> Iterator[Came]:
        """Each time that an instance of a kind came to a state, by instance, in the order of the record."""
        ...

    def owed(self, kind: Measured) -> Sequence[Owed]:
        """All that was ever owed for instances of a kind; in no order.

        Whatever process they stand under: what is owed for a change stands under the one that it changes.
        """
        ...

    def first_ratings(self, process: str) -> Mapping[tuple[int, str], Rating]:
        """What a standard was rated when it was rated first in a pairing, by the pairing's id and the standard's."""
        ...

    def first_flaws(self, process: str) -> Mapping[int, Sequence[str]]:
        """The codes of what was found in the first revision of each write-up, by retrospective; advice left out."""
        ...

    def step_reports(self, process: str) -> Sequence[StepReports]:
        """How many said of a step that something is missing or unclear, by step and kind."""
        ...

    def refused_tries(self, process: str, kind: Measured, *, team: int | None = None) -> RefusedTries:
        """How often moves of a process's instances were refused, in one team or all, where it is counted."""
        ...
