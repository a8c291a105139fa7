"""A lifecycle as a Mermaid state diagram, for pages that show such diagrams (GitHub, GitLab and others do)."""

import re
from collections.abc import Iterator, Mapping

from preceptor.model.definition import BACK, STAY, Lifecycle, Move

#: What Mermaid reads as syntax somewhere in a label. Its own escapes (`#59;`) are shown raw in state diagrams, so
#: each of these is written as its full-width twin.
_SYNTAX = str.maketrans({one: chr(ord(one) + 0xFEE0) for one in '"#$%&:;<>[]\\`{|}'})
#: Characters of a label; a longer one hides the diagram behind its words.
LONGEST_LABEL = 60


def state_diagram(lifecycle: Lifecycle, counts: Mapping[str, int] | None = None) -> str:
    """A `stateDiagram-v2`, without a fence, ending with a newline.

    Moves that stay in their state (repeat, extend) are left out: they would hide the way. `counts`: how many
    instances are in which state; those in a state that the lifecycle has not are shown in one beside it.
    """
    return "\n".join(["stateDiagram-v2", "    direction TB", *_lines(lifecycle, counts or {})]) + "\n"


def _lines(lifecycle: Lifecycle, counts: Mapping[str, int]) -> Iterator[str]:
    ids = _ids(lifecycle)
    for state in lifecycle.states:
        yield f'    state "{_counted(state.title, counts.get(state.name, 0))}" as {ids[state.name]}'
    for number, name in enumerate(sorted(counts.keys() - ids.keys())):
        yield f'    state "{_counted(f"{name}, of an older version", counts[name])}" as older_{number}'
    yield f"    [*] --> {ids[lifecycle.initial]}"
    for move in lifecycle.moves:
        for source, target in _edges(lifecycle, move):
            yield f"    {ids[source]} --> {ids[target]} : {label(_words(move))}"
    for state in lifecycle.states:
        if state.final:
            yield f"    {ids[state.name]} --> [*]"


def _counted(title: str, count: int) -> str:
    return f"{label(title)} ({count})" if count else label(title)


def _edges(lifecycle: Lifecycle, move: Move) -> Iterator[tuple[str, str]]:
    """Where a move leads from and to. One that goes back leads to each state that its source is reached from."""
    for source in move.source:
        if move.target == BACK:
            for target in _left_for(lifecycle, source):
                yield source, target
        elif move.target != STAY:
            yield source, move.target


def _left_for(lifecycle: Lifecycle, resting: str) -> tuple[str, ...]:
    sources = (source for move in lifecycle.moves if move.target == resting for source in move.source)
    return tuple(dict.fromkeys(sources))


def _words(move: Move) -> str:
    """The move, and on the way who may make it and how many guards it has: `advance (preceptor), 6 guards`.

    Beside the way (pause, withdraw) and back to it the move's name has to do: many edges say the same there.
    """
    if move.beside or move.target == BACK:
        return move.do
    who = ", ".join(move.by)
    guards = len(move.guards)
    counted = f", {guards} guard{'' if guards == 1 else 's'}" if guards else ""
    return f"{move.do} ({who}){counted}"


def label(text: str) -> str:
    """The text as a label: one line, not too long, and nothing in it that Mermaid would read as syntax."""
    words = " ".join(text.split())
    if len(words) > LONGEST_LABEL:
        words = words[: LONGEST_LABEL - 1].rstrip() + "…"
    return words.translate(_SYNTAX)


def _ids(lifecycle: Lifecycle) -> dict[str, str]:
    """An id for each state that is no word of Mermaid's, and that no other state has."""
    ids: dict[str, str] = {}
    for number, state in enumerate(lifecycle.states):
        plain = "s_" + re.sub(r"[^A-Za-z0-9]", "_", state.name)
        ids[state.name] = f"{plain}_{number}" if plain in ids.values() else plain
    return ids
