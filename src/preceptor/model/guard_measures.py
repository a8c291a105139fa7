"""What is measured of guards: how often each refused a move, and out of how many tries.

How often a move went through is known from the passes of its step; how often it was refused from `model/tries.py`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from preceptor.model.definition import BACK, STAY, Lifecycle
from preceptor.model.measures import Share
from preceptor.model.passes import Pass
from preceptor.model.tries import RefusedTries

#: A state, and a move that leaves it.
Way = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class GuardMeasure:
    """How often a guard refused a move."""

    step: str
    move: str
    guard: str
    times: int
    #: How often the move was tried, with success or without; None where nobody counts how often it went through.
    tries: int | None


@dataclass(frozen=True, kw_only=True)
class Tries:
    """How often the moves of a lifecycle were tried since refusals are counted."""

    lifecycle: Lifecycle
    refused: RefusedTries
    #: With success or without, of each move on the way: those beside it, and those that stay, are not among them.
    tries: Mapping[Way, int]

    @classmethod
    def of(cls, lifecycle: Lifecycle, refused: RefusedTries, passes: Iterable[Pass]) -> Self:
        """Count the tries of instances, which went through their steps in these passes."""
        if refused.since is None:
            return cls(lifecycle=lifecycle, refused=refused, tries={})
        went = _went(passes, refused.since)
        tries = {
            (state, move): sum(went[state, target] for target in targets)
            for (state, move), targets in _ways(lifecycle).items()
        }
        for one, count in refused.times.items():
            if (one.state, one.move) in tries:
                tries[one.state, one.move] += count
        return cls(lifecycle=lifecycle, refused=refused, tries=tries)

    def refused_in(self, steps: Collection[str]) -> Share:
        """Of all tries to go on from these steps, those that were refused."""
        return Share(
            part=sum(
                count
                for one, count in self.refused.times.items()
                if one.state in steps and (one.state, one.move) in self.tries
            ),
            whole=sum(count for (state, _), count in self.tries.items() if state in steps),
        )

    def by_guard(self) -> tuple[GuardMeasure, ...]:
        """Every guard that refused, and every one of a move on the way that was tried.

        In the order of the states; of each move the guard first that refused most.
        """
        times: Counter[tuple[str, str, str]] = Counter()
        for one, count in self.refused.times.items():
            times.update({(one.state, one.move, guard): count for guard in one.guards})
        asked = ((*way, guard) for way, tries in self.tries.items() if tries for guard in self._guards(*way))
        found = [
            GuardMeasure(step=state, move=move, guard=guard, times=times[key], tries=self.tries.get((state, move)))
            for key in dict.fromkeys((*times, *asked))
            for state, move, guard in [key]
        ]
        order = {one.name: number for number, one in enumerate(self.lifecycle.states)}
        return tuple(
            sorted(found, key=lambda one: (order.get(one.step, len(order)), one.move, -one.times, one.guard))
        )

    def _guards(self, state: str, do: str) -> Iterator[str]:
        for move in self.lifecycle.moves_from(state):
            if move.do == do and not move.beside:
                yield from (guard.name for guard in move.guards)


def _ways(lifecycle: Lifecycle) -> Mapping[Way, frozenset[str]]:
    """Where each move on the way leads to."""
    found: dict[Way, frozenset[str]] = {}
    for move in lifecycle.moves:
        if move.beside or move.target in (STAY, BACK):
            continue
        for state in move.source:
            found[state, move.do] = found.get((state, move.do), frozenset()) | {move.target}
    return found


def _went(passes: Iterable[Pass], since: date) -> Counter[tuple[str, str]]:
    """How often instances went from one state to another since a day."""
    return Counter(
        (one.step, one.to)
        for one in passes
        if one.left_at is not None and one.to is not None and one.left_at.date() >= since
    )
