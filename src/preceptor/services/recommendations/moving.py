"""Moves recommendations: every move locks, loads the facts, lets the machine decide and records what follows."""

from collections.abc import Callable

from preceptor.machine import Decision
from preceptor.model.canonical import Json
from preceptor.model.event import Happening
from preceptor.model.recommendation import Recommendation
from preceptor.model.recommendation_facts import RecommendationFacts, Wanted
from preceptor.model.refusal import Refusal
from preceptor.ports import Reading, RecommendationFilter, RetrospectiveFilter
from preceptor.services.act import Act, require_reason
from preceptor.services.command import carry_out
from preceptor.services.context import Context
from preceptor.services.deciding import decided
from preceptor.services.recommendations.documents import RecommendationDocument, recommendation_document
from preceptor.services.recommendations.facts import facts_of, find_recommendation, locked_recommendation

Effect = Callable[[Act, RecommendationFacts, Decision], list[Happening]]


def move(
    context: Context,
    typed: str,
    trigger: str,
    arguments: dict[str, Json],
    effect: Effect,
    wanted: Callable[[Reading], Wanted],
    *others: str,
) -> RecommendationDocument | Refusal:
    """Carry out one move of a recommendation; `others` are locked with it. Raises `UnknownId` and `BadInput`."""

    def work(act: Act) -> RecommendationDocument:
        if arguments.get("why") is not None:
            require_reason(str(arguments["why"]))
        fire(act, locked_recommendation(act.tx, typed, *others), trigger, effect, wanted(act.tx))
        return recommendation_document(context, act.tx, find_recommendation(act.tx, typed))

    return carry_out(context, f"recommendation {trigger}", {"recommendation": typed, **arguments}, work)


def fire(act: Act, locked: Recommendation, trigger: str, effect: Effect, wanted: Wanted) -> None:
    """One move inside a transaction that has the lock. Raises `Refused`."""
    if wanted.owner is not None:
        act.tx.lock_people([wanted.owner])
    facts = facts_of(act.context, act.tx, locked, act.by, wanted=wanted)
    act.record(effect(act, facts, decided(act, facts.lifecycle, facts, facts.recommendation, trigger)))
    _follow_up(act, facts)


def _follow_up(act: Act, facts: RecommendationFacts) -> None:
    """Whoever commits to one owes the follow-up of the retrospectives that it answers, until each is settled."""
    from preceptor.services.retrospectives.handing import hand_on  # it asks for what is here

    one = facts.recommendation
    family = act.tx.recommendations(RecommendationFilter(ids=frozenset({one.id, *facts.followers})))
    retrospectives = frozenset(each.retrospective for each in family)
    hand_on(act, act.tx.retrospectives(RetrospectiveFilter(ids=retrospectives)))
