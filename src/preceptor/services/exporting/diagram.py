"""What a diagram of a process shows beside the way: how many instances are where now."""

from collections.abc import Mapping
from dataclasses import dataclass

from preceptor.errors import BadInput, UnknownId
from preceptor.model.definition import Lifecycle, Process
from preceptor.services.context import Context, known_team
from preceptor.services.editions import edition_of_team


@dataclass(frozen=True, kw_only=True)
class Diagram:
    """A lifecycle, and how many instances that have not ended are in each of its states."""

    lifecycle: Lifecycle
    #: By state, without those that nobody is in; also states that only an older version has.
    counts: Mapping[str, int]


def diagram(context: Context, process: str, *, team: str | None = None, role: str | None = None) -> Diagram:
    """The lifecycle of a process as a team follows it now, else as the standard has it, and what runs through it.

    `role`: the ladder of this role instead, and the pairings on it. Without `role`, a process that has nothing but
    one ladder is shown by that. Raises `UnknownId` and `BadInput`.
    """
    with context.store.reading() as tx:
        place = known_team(tx, team).id if team is not None else None
        definition, _ = edition_of_team(tx, process, place, context.now)
        learnt = role
        if role is None and definition.lifecycle is None:
            learnt = _only_ladder(definition)
        lifecycle = _lifecycle(definition, learnt)
        counts = tx.running_by_state(lifecycle.governs, process, team=place, role=learnt)
        return Diagram(lifecycle=lifecycle, counts=counts)


def _lifecycle(definition: Process, role: str | None) -> Lifecycle:
    if role is None:
        return definition.lifecycles[definition.lifecycle or ""]
    ladder = definition.ladder_of(role)
    if ladder is None:
        known = ", ".join(_ladders(definition)) or "none"
        raise UnknownId(
            f"{definition.name} has no role `{role}` with a ladder; the roles that have one: {known}", remedy=""
        )
    return definition.lifecycle_of_ladder(ladder)


def _only_ladder(definition: Process) -> str:
    found = _ladders(definition)
    if len(found) != 1:
        raise BadInput(
            f"{definition.name} has no steps of its own, and the ladders of {', '.join(found) or 'nobody'}",
            remedy="Say whose ladder with --role.",
        )
    return found[0]


def _ladders(definition: Process) -> list[str]:
    return [one.name for one in definition.roles if one.ladder]
