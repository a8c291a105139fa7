"""Tells how often guards refused, where the folder has refusals counted (docs/decisions/0031-refusals-counted.md)."""

from collections.abc import Collection, Iterable
from typing import TypedDict

from preceptor.model.definition import Process, Role
from preceptor.model.guard_measures import GuardMeasure, Tries
from preceptor.model.measures import Share
from preceptor.model.passes import Pass
from preceptor.services.reports.documents import ShareDocument, share_document
from preceptor.services.reports.gathering import Material


class RefusalDocument(TypedDict):
    """How often a guard refused a move."""

    step: str
    move: str
    guard: str
    times: int
    #: How often the move was tried, with success or without; None where nobody counts how often it went through.
    tries: int | None


class RefusalsDocument(TypedDict):
    """What was refused, guard by guard."""

    #: The day (UTC) of the first refusal that was counted; None: none ever was, and there is nothing to tell.
    since: str | None
    guards: list[RefusalDocument]


def tries_of_process(definition: Process, ran: Material) -> Tries | None:
    """The tries to move its instances along; None: it has ladders only."""
    if definition.lifecycle is None:
        return None
    return Tries.of(definition.lifecycles[definition.lifecycle], ran.refused, ran.passes)


def tries_of_role(definition: Process, role: Role, climbed: Material, passes: Iterable[Pass]) -> Tries | None:
    """The tries to begin pairings in the role, or to move them along, which went through these passes.

    None: the role has no ladder.
    """
    if role.ladder is None:
        return None
    return Tries.of(definition.lifecycle_of_ladder(role.ladder), climbed.refused.of_role(role.name), passes)


def refused_in(tries: Tries | None, steps: Collection[str]) -> ShareDocument:
    """Of all tries to go on from these steps, those that were refused."""
    return share_document(tries.refused_in(steps) if tries else Share(part=0, whole=0))


def refusals_document(tries: Tries | None) -> RefusalsDocument:
    """What was refused of these."""
    if tries is None:
        return {"since": None, "guards": []}
    since = tries.refused.since
    return {"since": since.isoformat() if since else None, "guards": [_guard(one) for one in tries.by_guard()]}


def _guard(one: GuardMeasure) -> RefusalDocument:
    return {"step": one.step, "move": one.move, "guard": one.guard, "times": one.times, "tries": one.tries}
