"""Other versions of the shipped retrospective: what running retrospectives have to be moved to."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.support.changes import a_version

from preceptor.model.definition import Due, Lifecycle, Move, Process
from preceptor.model.duration import Duration

NAME = "retrospective"


def a_course(
    version: str = "2.0.0",
    *,
    names: Mapping[str, str] | None = None,
    without_roles: tuple[str, ...] = (),
    **steps: Mapping[str, Any],
) -> Process:
    """A version in which states are called otherwise, roles are missing, or steps differ: `research={"within": …}`.

    An underscore in a step's name stands for a hyphen.
    """
    process, called = a_version(version), dict(names or {})
    changes = {key.replace("_", "-"): dict(value) for key, value in steps.items()}
    return replace(
        process,
        roles=tuple(role for role in process.roles if role.name not in without_roles),
        steps=tuple(
            _changed(replace(step, name=called.get(step.name, step.name)), changes.get(step.name, {}))
            for step in process.steps
        ),
        lifecycles={**process.lifecycles, NAME: _called(process.lifecycles[NAME], called)},
    )


def _changed(step: Any, changes: dict[str, Any]) -> Any:
    due = {key: Duration.parse(changes.pop(key)) for key in ("within", "at_least", "at_most") if key in changes}
    start = changes.pop("start", step.due.start)
    kept = {} if "within" in due or "at_least" in due else {"within": step.due.within}
    window = {"at_least": step.due.at_least, "at_most": step.due.at_most} if "within" not in due else {}
    new = Due(**{**kept, **window, **due}, start=start, by_severity=step.due.by_severity)
    return replace(step, due=new, **changes)


def _called(lifecycle: Lifecycle, names: Mapping[str, str]) -> Lifecycle:
    def move(one: Move) -> Move:
        source = tuple(names.get(state, state) for state in one.source)
        return replace(one, source=source, target=names.get(one.target, one.target))

    states = tuple(replace(one, name=names.get(one.name, one.name)) for one in lifecycle.states)
    return replace(
        lifecycle,
        initial=names.get(lifecycle.initial, lifecycle.initial),
        states=states,
        moves=tuple(move(one) for one in lifecycle.moves),
    )
