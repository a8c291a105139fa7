"""Whether a lifecycle means something: its states, its moves, and who may fire them.

What is checked here needs no other file but, for the words under `by`, the roles of the processes that follow the
lifecycle. What a process means is checked in `process_meaning.py`.
"""

import inspect
from collections.abc import Iterator, Set
from typing import Any

from preceptor.catalog.fit import Draft
from preceptor.catalog.problems import Path, Trouble, nearest, shown
from preceptor.catalog.shapes import LadderShape, LifecycleShape
from preceptor.catalog.vocabulary import Vocabulary
from preceptor.catalog.ways import can_end, reachable
from preceptor.model.definition import BACK, STAY, GuardUse, Lifecycle, Move, State
from preceptor.model.guards import Guard

#: A pairing's word for who learns, and for who signs: the two sides of its separation of duties.
_LEARNS, _SIGNS = "trainee", "preceptor"
#: A change's word for who proposed it.
_PROPOSED = "author"
#: The command that lists every guard.
_ALL_GUARDS = "preceptor check --guards"
_LADDER_KEYS = frozenset(LadderShape.model_fields)


def lifecycle_troubles(
    lifecycle: Lifecycle, draft: Draft[LifecycleShape], words: Vocabulary, roles: Set[str]
) -> Iterator[Trouble]:
    """Everything that makes no sense in `lifecycle`, of which `roles` are the roles that its processes have."""
    names = frozenset(state.name for state in lifecycle.states) | draft.document.written("states")
    yield from _states(lifecycle, words)
    if draft.complete("initial") and lifecycle.initial not in names:
        yield _unknown_state(("initial",), lifecycle.initial, names)
    for number, move in enumerate(lifecycle.moves):
        yield from _move(lifecycle, move, ("moves", number), names)
    yield from _twice(lifecycle)
    yield from _people(lifecycle, draft, words, roles)
    yield from _guards(lifecycle, words)
    yield from _separation(lifecycle, draft)
    if (
        draft.complete("moves")
        and draft.complete("states")
        and draft.complete("initial")
        and lifecycle.initial in names
    ):
        yield from _ways(lifecycle)


def _states(lifecycle: Lifecycle, words: Vocabulary) -> Iterator[Trouble]:
    reserved = {BACK, STAY} | (_LADDER_KEYS if lifecycle.governs == "pairing" else set())
    for state in lifecycle.states:
        at = ("states", state.name)
        if state.name in reserved:
            yield Trouble(
                code="D332",
                at=at,
                key=True,
                message=f"{shown(state.name)} means something else, so no state can be called so",
            )
        if state.counts is None:
            if lifecycle.governs == "pairing" and not state.final and not state.rests:
                message = f"somebody must leave {shown(state.name)}, but nothing counts there, so it can be no rung"
                suggestion = "say under `counts` what counts, or that it `rests` or is `final`"
                yield Trouble(code="D316", at=at, key=True, message=message, suggestion=suggestion)
        elif lifecycle.governs != "pairing" or state.final or state.rests:
            message = "something can count only on a rung: in a pairing's state that is neither final nor at rest"
            yield Trouble(code="D314", at=(*at, "counts"), key=True, message=message)
        elif state.counts not in words.credit_rules:
            message = f"there is no rule {shown(state.counts)} for what counts"
            yield Trouble(
                code="D314",
                at=(*at, "counts"),
                message=message,
                suggestion=nearest(state.counts, words.credit_rules),
            )


def _move(lifecycle: Lifecycle, move: Move, at: Path, names: frozenset[str]) -> Iterator[Trouble]:
    states: dict[str, State] = {state.name: state for state in lifecycle.states}
    for number, source in enumerate(move.source):
        place = (*at, "from", number)
        if source not in names:
            yield _unknown_state(place, source, names)
        elif source in states and states[source].final and not move.beside:
            yield Trouble(
                code="D308",
                at=place,
                message=f"{shown(source)} is final, and {shown(move.do)} would leave it",
                suggestion="say `beside: true` if this opens again what has ended",
            )
        elif move.target == BACK and source in states and not states[source].rests:
            yield Trouble(
                code="D331", at=place, message=f"{shown(source)} does not rest, so nothing leads back from it"
            )
    if move.target not in names | {BACK, STAY}:
        yield _unknown_state((*at, "to"), move.target, names | {BACK, STAY})


def _unknown_state(at: Path, name: str, known: Set[str]) -> Trouble:
    return Trouble(code="D305", at=at, message=f"there is no state {shown(name)}", suggestion=nearest(name, known))


def _twice(lifecycle: Lifecycle) -> Iterator[Trouble]:
    seen: set[tuple[str, str, str]] = set()
    for number, move in enumerate(lifecycle.moves):
        for place, source in enumerate(move.source):
            if (move.do, source, move.target) in seen:
                message = f"{shown(move.do)} from {shown(source)} to {shown(move.target)} is written twice"
                yield Trouble(code="D330", at=("moves", number, "from", place), message=message)
            seen.add((move.do, source, move.target))


def _people(
    lifecycle: Lifecycle, draft: Draft[LifecycleShape], words: Vocabulary, roles: Set[str]
) -> Iterator[Trouble]:
    known = set(words.relations[lifecycle.governs])
    if lifecycle.governs in words.assigns_roles:
        known |= roles
    used: list[tuple[Path, tuple[str, ...]]] = [(("opening", "by"), lifecycle.opening.by)]
    for number, move in enumerate(lifecycle.moves):
        used += [(("moves", number, "by"), move.by), (("moves", number, "never"), move.never)]
        if draft.complete("moves"):
            for place, word in enumerate(move.by):
                if word in move.never:
                    message = f"{shown(word)} may do this and may never do it"
                    yield Trouble(code="D313", at=("moves", number, "by", place), message=message)
    for at, people in used:
        for place, word in enumerate(people):
            if word not in known:
                message = f"nobody is {shown(word)} to a {lifecycle.governs}"
                yield Trouble(code="D312", at=(*at, place), message=message, suggestion=nearest(word, known))


def _guards(lifecycle: Lifecycle, words: Vocabulary) -> Iterator[Trouble]:
    used: list[tuple[Path, tuple[GuardUse, ...]]] = [(("opening", "guards"), lifecycle.opening.guards)]
    used += [(("moves", number, "guards"), move.guards) for number, move in enumerate(lifecycle.moves)]
    fitting = [name for name, guard in words.guards.items() if guard.governs == lifecycle.governs]
    for at, uses in used:
        for number, use in enumerate(uses):
            guard, place = words.guards.get(use.name), (*at, number)
            if guard is None:
                message = f"there is no guard {shown(use.name)}"
                yield Trouble(
                    code="D309", at=place, message=message, suggestion=nearest(use.name, fitting, more=_ALL_GUARDS)
                )
            elif guard.governs != lifecycle.governs:
                message = f"the guard {shown(use.name)} looks at a {guard.governs}, and this is a {lifecycle.governs}"
                yield Trouble(
                    code="D310", at=place, message=message, suggestion=nearest(use.name, fitting, more=_ALL_GUARDS)
                )
            else:
                yield from _parameters(guard, use, place)


def _parameters(guard: Guard, use: GuardUse, at: Path) -> Iterator[Trouble]:
    taken = guard.parameters
    for name, value in use.parameters.items():
        place = (*at, use.name, name)
        if name not in taken:
            message = f"the guard {shown(use.name)} takes no {shown(name)}"
            yield Trouble(code="D311", at=place, key=True, message=message, suggestion=nearest(name, taken))
        elif type(value).__name__ != _type_name(taken[name]):
            message = f"{shown(name)} should be {_KINDS.get(_type_name(taken[name]), _type_name(taken[name]))}"
            yield Trouble(code="D311", at=place, message=message)
    for name, parameter in inspect.signature(guard.reasons).parameters.items():
        required = parameter.kind is parameter.KEYWORD_ONLY and parameter.default is parameter.empty
        if required and name not in use.parameters:
            message = f"the guard {shown(use.name)} needs {shown(name)}"
            suggestion = f"write `{use.name}: {{{name}: …}}`"
            yield Trouble(code="D311", at=at, message=message, suggestion=suggestion)


_KINDS = {"int": "a whole number", "str": "a text", "bool": "true or false"}


def _type_name(annotation: Any) -> str:
    return annotation if isinstance(annotation, str) else str(getattr(annotation, "__name__", annotation))


def _separation(lifecycle: Lifecycle, draft: Draft[LifecycleShape]) -> Iterator[Trouble]:
    """Nobody signs for themselves: who learns never signs, and who proposed never approves."""
    finals = {state.name for state in lifecycle.states if state.final}
    completing = {move.target for move in lifecycle.moves if not move.beside}
    for number, move in enumerate(lifecycle.moves):
        leaving = move.beside and move.target in finals and move.target not in completing
        side = None
        if lifecycle.governs == "pairing":
            signs = not move.beside and move.target != BACK
            if (signs or _SIGNS in move.by) and not leaving:
                side = _LEARNS
        elif lifecycle.governs == "change":
            decides = lifecycle.initial in move.source and not move.beside and move.target != STAY
            if decides or move.do == "approve":
                side = _PROPOSED
        unread = not move.never and "never" in draft.document.written("moves", number)
        if side is not None and side not in move.never and not unread:
            yield Trouble(
                code="D313",
                at=("moves", number, "never"),
                message=f"the {side} could {shown(move.do)} their own {lifecycle.governs}",
                suggestion=f"add `never: [{side}]`",
            )


def _ways(lifecycle: Lifecycle) -> Iterator[Trouble]:
    reached, ending = reachable(lifecycle), can_end(lifecycle)
    for state in lifecycle.states:
        at = ("states", state.name)
        if state.name not in reached:
            yield Trouble(code="D306", at=at, key=True, message=f"no move leads to {shown(state.name)}")
        elif state.name not in ending:
            message = f"no way leads from {shown(state.name)} to an end"
            suggestion = (
                "moves with `beside: true` do not count, for giving up is no end"
                if lifecycle.moves_from(state.name)
                else None
            )
            yield Trouble(code="D307", at=at, key=True, message=message, suggestion=suggestion)
