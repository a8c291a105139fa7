"""What the recommendations of a retrospective have come to."""

from preceptor.model.recommendation import TOP_PRIORITY, Recommendation
from preceptor.model.retrospective import Retrospective
from preceptor.model.retrospective_facts import NextSteps
from preceptor.ports import Reading, RecommendationFilter, Writing
from preceptor.services.recommendations.facts import roots_of

#: What is not going to be there.
_REFUSED = ("declined", "dropped")


def next_steps(tx: Reading, retrospective: Retrospective) -> NextSteps:
    """The recommendations of its write-up, in their order. One that was joined to another is what that came to."""
    stand = [one for one in _of(tx, retrospective) if one.left_out is None]
    roots = roots_of(tx, stand)
    ordered = sorted(stand, key=lambda one: (one.position, one.id))
    fates = list(dict.fromkeys(roots[one.id] for one in ordered))
    holding = [one for one in fates if one.verdict not in _REFUSED]
    unsettled = [one for one in fates if one.verdict == "accepted"]
    return NextSteps(
        ids=tuple(one.short_id for one in ordered),
        undecided=tuple(one.short_id for one in fates if one.verdict is None),
        unsettled=tuple(one.short_id for one in unsettled),
        prevents=any(one.effect == "prevent" for one in holding),
        top_priority=any(one.priority == TOP_PRIORITY for one in holding),
        owners=tuple(dict.fromkeys(one.owner for one in unsettled if one.owner is not None)),
    )


def lock_next_steps(tx: Writing, retrospective: Retrospective) -> None:
    """Let nobody decide on its recommendations until this transaction ends."""
    tx.lock_recommendations([one.id for one in roots_of(tx, _of(tx, retrospective)).values()])


def _of(tx: Reading, retrospective: Retrospective) -> list[Recommendation]:
    return list(tx.recommendations(RecommendationFilter(retrospectives=frozenset({retrospective.id}))))
