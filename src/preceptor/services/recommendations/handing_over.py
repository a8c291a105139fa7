"""What is owed for recommendations passes on when people leave, lead other teams or own other processes."""

from collections.abc import Iterator

from preceptor.model.canonical import Json
from preceptor.model.event import Happening
from preceptor.model.people import Person
from preceptor.model.refusal import Reason
from preceptor.ports import Reading, RecommendationFilter
from preceptor.services.act import Act
from preceptor.services.recommendations.duties import owed
from preceptor.services.recommendations.facts import facts_of


def reasons_to_stay(tx: Reading, person: Person) -> Iterator[Reason]:
    """Each commitment of somebody that has not ended: another one has to take it over before they leave."""
    for one in tx.recommendations(RecommendationFilter(owner=person.id, open=True)):
        if one.joined_to is None:
            lead = tx.team(one.team).lead
            able = [*([lead] if lead is not None else []), *(owner.id for owner in tx.owners(one.process))]
            yield Reason(
                guard="no-open-commitments",
                message=f"{person.login} has committed to {one.short_id}: {one.brief}",
                who=tuple(dict.fromkeys(tx.person(each).login for each in able if each != person.id)),
                command=f"preceptor recommendation commit {one.short_id} --owner LOGIN --due DATE --ticket URL "
                "--why WHY",
            )


def lead_changed(act: Act, team: int) -> None:
    """Once another lead of a team, or none, is on record: the new one owes what the lead owes."""
    _hand_over(act, RecommendationFilter(team=team, open=True))


def owners_changed(act: Act, process: str) -> None:
    """Once an owner's coming or going is on record: those owe what owners owe who own the process now."""
    _hand_over(act, RecommendationFilter(process=process, open=True))


def _hand_over(act: Act, which: RecommendationFilter) -> None:
    act.tx.lock_recommendations([one.id for one in act.tx.recommendations(which)])
    for one in act.tx.recommendations(which):
        owing = owed(act, facts_of(act.context, act.tx, one, None), one)
        if owing.data:
            data: dict[str, Json] = {"recommendation": one.id, "revision": one.revision + 1, **owing.data}
            touched = Happening(stream=f"recommendation:{one.id}", kind="recommendation-touched", data=data)
            act.record([touched])
