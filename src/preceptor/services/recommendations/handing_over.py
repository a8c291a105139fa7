"""What is owed for recommendations passes on when another person leads the team or owns the process."""

from preceptor.model.canonical import Json
from preceptor.model.event import Happening
from preceptor.ports import RecommendationFilter
from preceptor.services.act import Act
from preceptor.services.recommendations.duties import owed
from preceptor.services.recommendations.facts import facts_of


def lead_changed(act: Act, team: int) -> None:
    """Once another lead of a team, or none, is on record: the new one owes what the lead owes."""
    _hand_over(act, RecommendationFilter(team=team, open=True))


def owners_changed(act: Act, process: str) -> None:
    """Once an owner's coming or going is on record: those owe what owners owe who own the process now."""
    _hand_over(act, RecommendationFilter(process=process, open=True))


def _hand_over(act: Act, which: RecommendationFilter) -> None:
    for one in act.tx.recommendations(which):
        owing = owed(act, facts_of(act.context, act.tx, one, None), one)
        if owing.data:
            data: dict[str, Json] = {"recommendation": one.id, "revision": one.revision + 1, **owing.data}
            act.record([Happening(stream=f"recommendation:{one.id}", kind="recommendation-touched", data=data)])
