"""What is owed for a team passes on when another person leads it or nobody does, or when its members change."""

from preceptor.model.canonical import Json
from preceptor.model.event import Happening
from preceptor.ports import ChangeFilter
from preceptor.services.act import Act
from preceptor.services.change_duties import owe
from preceptor.services.change_facts import facts_of
from preceptor.services.owing import Owing
from preceptor.services.recommendations import handing_over as recommendations
from preceptor.services.retrospectives import handing
from preceptor.services.variants.duties import hand_over, touched


def name_lead(act: Act, team: int, lead: int | None) -> None:
    """Record who leads a team from now on, and let them owe what the lead owes."""
    data: dict[str, Json] = {"team": team, "lead": lead}
    act.record([Happening(stream=f"team:{team}", kind="team-lead-named", data=data)])
    act.record(hand_over(act, act.tx.team(team)))
    team_changed(act, team)
    handing.hand_on(act, handing.of_team(act, team))
    recommendations.lead_changed(act, team)


def team_changed(act: Act, team: int) -> None:
    """Once it is on record who leads or is in a team: its changes are owed by who may review them now."""
    found = act.tx.team(team)
    changes = [*act.tx.changes(ChangeFilter(open=True)), *act.tx.changes(ChangeFilter(unreviewed=True))]
    for change in changes:
        if change.team == team:
            owing = Owing(act=act)
            owe(owing, facts_of(act.context, act.tx, change, None))
            if owing.data:
                act.record([touched(found, change.process, owing)])
