"""Other versions of a shipped process whose ladders differ: what running pairings have to be moved to."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.support.changes import RETROSPECTIVE, a_version

from preceptor.model.definition import Ladder, Lifecycle, Process, Rung
from preceptor.model.duration import Duration


def with_names(process: Process, names: Mapping[str, str]) -> Process:
    """The same with states of its ladders called otherwise."""
    climbed = {role.ladder.lifecycle for role in process.roles if role.ladder}

    def name(old: str) -> str:
        return names.get(old, old)

    def lifecycle(one: Lifecycle) -> Lifecycle:
        return replace(
            one,
            initial=name(one.initial),
            states=tuple(replace(state, name=name(state.name)) for state in one.states),
            moves=tuple(
                replace(move, source=tuple(name(source) for source in move.source), target=name(move.target))
                for move in one.moves
            ),
        )

    lifecycles = {key: lifecycle(one) if key in climbed else one for key, one in process.lifecycles.items()}
    return with_rungs(replace(process, lifecycles=lifecycles), lambda rung: replace(rung, name=name(rung.name)))


def with_rungs(process: Process, change: Callable[[Rung], Rung]) -> Process:
    """The same with every rung of every ladder changed."""

    def ladder(one: Ladder) -> Ladder:
        return replace(one, rungs=tuple(change(rung) for rung in one.rungs))

    roles = tuple(replace(role, ladder=ladder(role.ladder)) if role.ladder else role for role in process.roles)
    return replace(process, roles=roles)


def renaming(version: str = "2.0.0", *, of: str = RETROSPECTIVE, **names: str) -> Process:
    """A version in which states are called otherwise; an underscore stands for a hyphen."""
    return with_names(a_version(version, of=of), {old.replace("_", "-"): new for old, new in names.items()})


def asking(version: str = "2.0.0", *, rung: str = "watch", of: str = RETROSPECTIVE, **rest: Any) -> Process:
    """A version in which a rung asks for something else; an allowance may be given as text."""
    if isinstance(rest.get("within"), str):
        rest["within"] = Duration.parse(rest["within"])
    return with_rungs(a_version(version, of=of), lambda one: replace(one, **rest) if one.name == rung else one)
