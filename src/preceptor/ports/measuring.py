"""Queries for reports: rows to count, as they are on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from preceptor.model.pairing import Rating
    from preceptor.model.passes import Came
    from preceptor.model.retrospective import Submission
    from preceptor.model.step_measures import Measured, Owed
    from preceptor.model.tries import RefusedTries
    from preceptor.ports.records import StepReports, WriteUpText


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

    def handed_in(self, process: str) -> Mapping[int, Sequence[Submission]]:
        """The revisions of each write-up without their texts, by retrospective and number."""
        ...

    def written(self, process: str, wanted: Mapping[int, Collection[int]]) -> Iterator[tuple[int, WriteUpText]]:
        """What revisions of write-ups say, with the retrospective of each. `wanted`: numbers by retrospective."""
        ...

    def step_reports(self, process: str) -> Sequence[StepReports]:
        """How many said of a step that something is missing or unclear, by step and kind."""
        ...

    def refused_tries(self, process: str, kind: Measured, *, team: int | None = None) -> RefusedTries:
        """How often moves of a process's instances were refused, in one team or all, where it is counted."""
        ...
