"""Looks at what stands in the way of running instances now.

How often a guard refused is on no record, and counted only where a folder asks for it (`refusals.py`). What is told
of every folder is whom each guard keeps from going on at this moment.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TypedDict

from preceptor.machine import outlook
from preceptor.model.definition import Lifecycle, Process
from preceptor.model.measures import Share
from preceptor.model.proposals import InFront
from preceptor.ports import Reading, RetrospectiveFilter
from preceptor.services.context import Context
from preceptor.services.reports.documents import ShareDocument, share_document
from preceptor.services.reports.gathering import Material
from preceptor.services.retrospectives.facts import facts_of

#: Instances that are looked at, those first that have been where they are for longest: a second or two. Our choice.
LOOKED_AT = 200


class GuardDocument(TypedDict):
    """A guard on the way out of a step, and how many of those that are there now it keeps from going on."""

    step: str
    guard: str
    stopped: ShareDocument


def guard_document(one: InFront) -> GuardDocument:
    """A guard and whom it stops."""
    return {"step": one.step, "guard": one.guard, "stopped": share_document(one.stopped)}


def in_front(context: Context, tx: Reading, definition: Process, ran: Material) -> list[InFront]:
    """Each guard on the way out of a step in which retrospectives are now; by step, then how many it stops."""
    lifecycle = definition.lifecycles[definition.lifecycle] if definition.lifecycle else None
    if lifecycle is None or lifecycle.governs != "retrospective":
        return []
    here = sorted((one for one in ran.passes if one.left_at is None), key=lambda one: one.began_at)
    ids = frozenset(one.instance for one in here[:LOOKED_AT])
    there: Counter[str] = Counter()
    stopped: Counter[tuple[str, str]] = Counter()
    for one in tx.retrospectives(RetrospectiveFilter(ids=ids, open=True)) if ids else ():
        facts = facts_of(context, tx, one, None)
        there[one.state] += 1
        against = {reason.guard for reason in outlook(facts.lifecycle, facts).blocked}
        stopped.update((one.state, guard) for guard in against)
    found = [
        InFront(step=state, guard=guard, stopped=Share(part=stopped[state, guard], whole=there[state]))
        for state, guard in _guards(lifecycle)
        if there[state]
    ]
    order = {one.name: number for number, one in enumerate(lifecycle.states)}
    return sorted(found, key=lambda one: (order[one.step], -one.stopped.part, one.guard))


def _guards(lifecycle: Lifecycle) -> Iterator[tuple[str, str]]:
    """Every state, with every guard on the way out of it, once."""
    yield from dict.fromkeys(
        (state, guard.name)
        for move in lifecycle.moves
        if not move.beside
        for state in move.source
        for guard in move.guards
    )
