"""What the recommendations of a retrospective have come to."""

from preceptor.model.next_steps import NextStep, NextSteps
from preceptor.model.recommendation import Recommendation
from preceptor.model.retrospective import Retrospective
from preceptor.ports import Reading, RecommendationFilter, Writing
from preceptor.services.recommendations.facts import roots_of


def next_steps(tx: Reading, retrospective: Retrospective) -> NextSteps:
    """The recommendations of its write-up, in their order. One that was joined to another is what that came to."""
    stand = [one for one in _of(tx, retrospective) if one.left_out is None]
    roots = roots_of(tx, stand)
    ordered = sorted(stand, key=lambda one: (one.position, one.id))
    fates = dict.fromkeys(roots[one.id] for one in ordered)
    deciders = {key: _deciders(tx, *key) for key in {(one.team, one.process) for one in fates}}
    return NextSteps(
        ids=tuple(one.short_id for one in ordered),
        steps=tuple(NextStep(fate=one, deciders=deciders[one.team, one.process]) for one in fates),
    )


def _deciders(tx: Reading, team: int, process: str) -> tuple[int, ...]:
    lead, owners = tx.team(team).lead, [one.id for one in tx.owners(process)]
    return tuple(dict.fromkeys((*([lead] if lead is not None else []), *owners)))


def lock_next_steps(tx: Writing, retrospective: Retrospective) -> None:
    """Let nobody decide on its recommendations until this transaction ends."""
    tx.lock_recommendations([one.id for one in roots_of(tx, _of(tx, retrospective)).values()])


def _of(tx: Reading, retrospective: Retrospective) -> list[Recommendation]:
    return list(tx.recommendations(RecommendationFilter(retrospectives=frozenset({retrospective.id}))))
