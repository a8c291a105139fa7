"""Queries that count: what exports show beside what they export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class Counting(Protocol):
    """Part of `Reading`."""

    def running_by_state(
        self, governs: str, process: str, *, team: int | None = None, role: str | None = None
    ) -> Mapping[str, int]:
        """How many instances that a kind of lifecycle governs have not ended, by state; one without any: left out.

        Of a process, of one team or all, and of pairings in one role or any.
        """
        ...

    def last_notice(self) -> int:
        """The highest id of a notice; 0: there is none."""
        ...
