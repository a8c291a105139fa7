"""Reads what reports count: the instances of a process, how they went through it, what was owed and what refused."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from preceptor.model.change import Change
from preceptor.model.definition import Lifecycle, Process
from preceptor.model.pairing import Pairing
from preceptor.model.passes import Pass, passes
from preceptor.model.recommendation import Recommendation
from preceptor.model.retrospective import Retrospective
from preceptor.model.step_measures import Measured, Owed, Run
from preceptor.model.tries import RefusedTries
from preceptor.ports import ChangeFilter, PairingFilter, Reading, RecommendationFilter, RetrospectiveFilter
from preceptor.services.context import Context


@dataclass(frozen=True, kw_only=True)
class Material:
    """What is counted of one kind of instances."""

    #: By the number in its id.
    runs: Mapping[int, Run]
    passes: Sequence[Pass]
    owed: Sequence[Owed]
    refused: RefusedTries

    def only(self, wanted: Iterable[int]) -> "Material":
        """The same of those instances alone that have one of these numbers."""
        runs = {number: self.runs[number] for number in wanted}
        # Whose they were is not counted: those under the same editions, in the same teams and roles, are theirs.
        return Material(
            runs=runs,
            passes=[one for one in self.passes if one.instance in runs],
            owed=[one for one in self.owed if one.instance in runs],
            refused=self.refused.only(runs.values()),
        )


_NOTHING = Material(runs={}, passes=[], owed=[], refused=RefusedTries(times={}))


def instances(context: Context, tx: Reading, definition: Process, *, team: int | None = None) -> Material:
    """The instances of the process itself, such as its retrospectives; none for a process that only has ladders."""
    if definition.lifecycle is None:
        return _NOTHING
    lifecycle = definition.lifecycles[definition.lifecycle]
    read = _READ[lifecycle.governs]
    runs = list(read(tx, definition.name, team, _ends(lifecycle)))
    return _material(context, tx, definition, lifecycle, runs, team)


def pairings(context: Context, tx: Reading, definition: Process, *, team: int | None = None) -> Material:
    """The pairings on the process's ladders."""
    ladders = {one.ladder.lifecycle: one.ladder for one in definition.roles if one.ladder}
    if not ladders:
        return _NOTHING
    lifecycles = [definition.lifecycle_of_ladder(one) for one in ladders.values()]
    ends = frozenset(end for one in lifecycles for end in _ends(one))
    runs = list(_pairings(tx, definition.name, team, ends))
    return _material(context, tx, definition, lifecycles[0], runs, team)


def _material(
    context: Context, tx: Reading, definition: Process, lifecycle: Lifecycle, runs: Sequence[Run], team: int | None
) -> Material:
    kind: Measured = lifecycle.governs
    by_number = {one.id: one for one in runs}
    rests = frozenset(one.name for one in lifecycle.states if one.rests)
    came = (one for one in tx.came(kind) if one.instance in by_number) if by_number else iter(())
    owed = tx.owed(kind) if by_number else ()
    return Material(
        runs=by_number,
        passes=list(passes(came, rests=rests, now=context.now)),
        owed=[one for one in owed if one.instance in by_number],
        refused=tx.refused_tries(definition.name, kind, team=team),
    )


def _ends(lifecycle: Lifecycle) -> frozenset[str]:
    """The final states at the end of the way; one that only a move beside it leads to is none."""
    final = {one.name for one in lifecycle.states if one.final}
    return frozenset(move.target for move in lifecycle.moves if not move.beside and move.target in final)


def _retrospectives(tx: Reading, process: str, team: int | None, ends: frozenset[str]) -> Iterator[Run]:
    """From the end of the incident to the completion of the write-up."""
    one: Retrospective
    for one in tx.retrospectives(RetrospectiveFilter(process=process, team=team)):
        yield Run(
            id=one.id,
            edition=one.edition,
            team=one.team,
            began_at=one.resolved_at or one.opened_at,
            completed_at=one.completed_at,
            ended_at=one.ended_at,
        )


def _recommendations(tx: Reading, process: str, team: int | None, ends: frozenset[str]) -> Iterator[Run]:
    one: Recommendation
    for one in tx.recommendations(RecommendationFilter(process=process, team=team)):
        yield Run(
            id=one.id,
            edition=one.edition,
            team=one.team,
            began_at=one.opened_at,
            completed_at=one.ended_at if one.state in ends else None,
            ended_at=one.ended_at,
        )


def _changes(tx: Reading, process: str, team: int | None, ends: frozenset[str]) -> Iterator[Run]:
    """Changes of every process follow the one that is called for them."""
    one: Change
    for one in tx.changes(ChangeFilter()):
        if team is None or one.team == team:
            yield Run(
                id=one.id,
                edition=one.edition,
                team=one.team,
                began_at=one.proposed_at,
                completed_at=one.decided_at if one.effective_at is not None else None,
                ended_at=one.decided_at,
            )


def _pairings(tx: Reading, process: str, team: int | None, ends: frozenset[str]) -> Iterator[Run]:
    one: Pairing
    for one in tx.pairings(PairingFilter(process=process, team=team)):
        yield Run(
            id=one.id,
            edition=one.edition,
            team=one.team,
            role=one.role,
            began_at=one.started_at,
            completed_at=one.ended_at if one.state in ends else None,
            ended_at=one.ended_at,
        )


_READ: Mapping[Measured, Callable[[Reading, str, int | None, frozenset[str]], Iterator[Run]]] = {
    "retrospective": _retrospectives,
    "recommendation": _recommendations,
    "change": _changes,
    "pairing": _pairings,
}
