"""What the mails about recommendations are made from, beside who reads them."""

from collections.abc import Mapping
from typing import Any

from preceptor.model.people import Person
from preceptor.model.recommendation import TOP_PRIORITY, Recommendation, accepting
from preceptor.ports import QueuedNotice, Reading, RecommendationFilter
from preceptor.services.readable import readable_day
from preceptor.services.recommendations.facts import lifecycle_of
from preceptor.services.recommendations.views import history
from preceptor.services.reminding.values import NothingLeft

Values = dict[str, object]


def recommendation_values(tx: Reading, notice: QueuedNotice, to: Person) -> Values:
    """Names, words and days. `KeyError` for what is not on record, `NothingLeft` where it was decided since."""
    told: Mapping[str, Any] = notice.context
    one = tx.recommendation(told["recommendation"])
    if one is None:
        raise KeyError(told["recommendation"])
    incident = tx.retrospective(one.retrospective)
    if incident is None:
        raise KeyError(one.retrospective)
    about: Values = {
        "process": {"name": one.process, "title": tx.definition(one.edition).title},
        "retrospective": incident.short_id,
        "title": incident.title,
        "team": tx.team(one.team).title,
    }
    if notice.kind == "recommendation-proposed":
        left = _undecided(tx, told["together"])
        accept = accepting(left[0], priority=str(TOP_PRIORITY))
        return about | {"items": [_item(one) for one in left], "accept": accept}
    _see_that_it_stands(one, notice.kind, to)
    by = tx.person(told["by"])
    values = about | _item(one) | {"by": {"login": by.login, "name": by.name}}
    if notice.kind == "recommendation-committed":
        return values | {"due": readable_day(one.due_on) if one.due_on else None, "ticket": one.ticket}
    return values | {"why": next((said["why"] for said in reversed(history(tx, one)) if said["why"]), None)}


def _undecided(tx: Reading, identities: list[int]) -> list[Recommendation]:
    found = tx.recommendations(RecommendationFilter(ids=frozenset(identities)))
    left = [one for one in found if one.state == lifecycle_of(tx.definition(one.edition)).initial]
    if not left:
        raise NothingLeft("all of them were decided on since")
    return left


def _see_that_it_stands(one: Recommendation, kind: str, to: Person) -> None:
    """Raise `NothingLeft` where something else was decided since."""
    holds = {
        "recommendation-accepted": one.verdict == "accepted" and one.owner is None,
        "recommendation-committed": one.owner == to.id and one.ended_at is None,
        "recommendation-declined": one.verdict == "declined",
        "recommendation-dropped": one.verdict == "dropped",
    }
    if not holds[kind]:
        raise NothingLeft("something else was decided since")


def _item(one: Recommendation) -> Values:
    return {
        "id": one.short_id,
        "text": one.text,
        "kind": one.kind,
        "effect": one.effect,
        "control": one.control,
        "done_when": one.done_when,
        "priority": one.priority,
    }
