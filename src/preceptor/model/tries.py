"""Moves that were tried and refused, as far as a folder has them counted (`count_refusals`).

A refusal is on no record. Its count says on which day what was tried and which guards were against it; whose try it
was, and of which instance, is no part of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from preceptor.model.step_measures import Measured, Run

#: What beginning an instance is called among the moves.
START = "start"


@dataclass(frozen=True, kw_only=True)
class RefusedTry:
    """A move that was tried and refused."""

    #: The process that asked for the guards.
    process: str
    kind: Measured
    #: The edition, by its digest, that the instance was under.
    edition: str
    team: int | None
    #: Of a pairing.
    role: str | None
    #: Where the instance was.
    state: str
    #: The trigger; `START` to begin it.
    move: str
    #: Who was against it, each once, sorted: guards of the definition, and `actor` and `state`.
    guards: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RefusedTries:
    """How often each try was refused."""

    #: The day (UTC) of the first refusal of any that was counted; None: none ever was.
    since: date | None = None
    times: Mapping[RefusedTry, int]

    def only(self, runs: Iterable[Run]) -> "RefusedTries":
        """Those under the editions, in the teams and in the roles of these instances."""
        places = {(one.edition, one.team, one.role) for one in runs}
        kept = {one: times for one, times in self.times.items() if (one.edition, one.team, one.role) in places}
        return RefusedTries(since=self.since, times=kept)

    def of_role(self, role: str) -> "RefusedTries":
        """Those of pairings in a role."""
        kept = {one: times for one, times in self.times.items() if one.role == role}
        return RefusedTries(since=self.since, times=kept)
