"""What a team's variant asks beside the standard of who is certified already.

A certification holds for the organisation. Where a variant adds required standards to the rungs of a role, one
observed run in the team is asked for (STANDARD.md, "The ladder").
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from preceptor.model.definition import Process

#: By role, the required standards of its rungs; those of two rungs are two.
Required = Mapping[str, frozenset[str]]
Era = TypeVar("Era")


def added(process: Process, standard: Process) -> Required:
    """What a team requires of each role that the standard which its edition lies on does not."""
    known = _required(standard)
    found = {role: asked - known.get(role, frozenset()) for role, asked in _required(process).items()}
    return {role: more for role, more in found.items() if more}


def asked_since(history: Sequence[tuple[Era, Required]]) -> dict[str, Era]:
    """By role of which a team asks more at the end of what it has followed: with which of its editions the last of
    that came.

    `history`: its editions in the order in which they began, each with what it added. What was left out in between
    and asked for again counts from then; a role of which nothing more is asked any longer is left out.
    """
    since: dict[str, dict[str, int]] = {}
    for number, (_, more) in enumerate(history):
        since = {role: {one: since.get(role, {}).get(one, number) for one in ids} for role, ids in more.items()}
    return {role: history[max(begun.values())][0] for role, begun in since.items() if begun}


def _required(process: Process) -> Required:
    return {
        role.name: frozenset(
            f"{rung.name}.{standard.id}"
            for rung in role.ladder.rungs
            for standard in rung.standards
            if standard.level == "required"
        )
        for role in process.roles
        if role.ladder
    }
