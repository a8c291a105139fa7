"""Where a lifecycle leads: which states can be reached, and from which its end can."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from preceptor.model.definition import BACK, STAY, Lifecycle, Move


def reachable(lifecycle: Lifecycle) -> frozenset[str]:
    """The states that some sequence of moves leads to from the initial one."""
    return _closure([lifecycle.initial], _next(lifecycle, lifecycle.moves))


def can_end(lifecycle: Lifecycle) -> frozenset[str]:
    """The states from which a final one can be reached: without moves beside the way, except out of a resting state.

    An instance that could only be given up cannot end.
    """
    resting = {state.name for state in lifecycle.states if state.rests}
    ahead = [move for move in lifecycle.moves if not move.beside]
    aside = [move for move in lifecycle.moves if move.beside]
    onward = _next(lifecycle, ahead)
    for source, targets in _next(lifecycle, aside).items():
        if source in resting:
            onward[source] |= targets
    backward: dict[str, set[str]] = defaultdict(set)
    for source, targets in onward.items():
        for target in targets:
            backward[target].add(source)
    return _closure([state.name for state in lifecycle.states if state.final], backward)


def _next(lifecycle: Lifecycle, moves: Iterable[Move]) -> dict[str, set[str]]:
    entered_from: dict[str, set[str]] = defaultdict(set)
    for move in lifecycle.moves:
        entered_from[move.target].update(move.source)
    following: dict[str, set[str]] = defaultdict(set)
    for move in moves:
        for source in move.source:
            if move.target == BACK:
                following[source] |= entered_from[source]
            elif move.target != STAY:
                following[source].add(move.target)
    return following


def _closure(start: Iterable[str], following: Mapping[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting.extend(following.get(state, ()))
    return frozenset(found)
