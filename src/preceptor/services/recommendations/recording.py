"""What goes on record when a recommendation moves: everything about it that is different afterwards."""

from collections.abc import Mapping
from datetime import date, datetime

from preceptor.model.canonical import Json
from preceptor.model.event import Happening, Payload, moment
from preceptor.model.recommendation import Recommendation
from preceptor.model.recommendation_facts import RecommendationFacts
from preceptor.services.act import Act
from preceptor.services.owing import Owing
from preceptor.services.recommendations.duties import owed

#: What an event carries where it is different (`model/recommendation_projection.py`).
_FIELDS = (
    *("state", "verdict", "position", "writeup", "left_out", "kind", "effect", "priority", "owner", "ticket"),
    *("due_on", "due_at", "postponed", "review_on", "evidence", "joined_to", "report", "entered_at", "ended_at"),
)
#: The words of the write-up, which are a payload.
_WORDS = ("text", "control", "done_when")


def moved(
    act: Act,
    facts: RecommendationFacts,
    kind: str,
    after: Recommendation,
    *,
    why: str | None = None,
    more: Mapping[str, Json] | None = None,
) -> Happening:
    """A move of a recommendation, on its stream, with what it makes people owe.

    `why`: the words of whoever acts. `more`: what is to be on record beside what is different.
    """
    one = facts.recommendation
    data = {name: _plain(getattr(after, name)) for name in _FIELDS if getattr(after, name) != getattr(one, name)}
    worded = any(getattr(after, name) != getattr(one, name) for name in _WORDS)
    payloads = [Payload(person=act.by.id, body={"text": why})] if why is not None else []
    if worded:
        payloads.append(wording(after))
    return Happening(
        stream=f"recommendation:{one.id}",
        kind=kind,
        data={
            **_about(act, one),
            **data,
            **({"worded": True} if worded else {}),
            **(more or {}),
            "revision": one.revision + 1,
            **owed(act, facts, after).data,
        },
        payloads=tuple(payloads),
    )


def proposed(act: Act, facts: RecommendationFacts, owing: Owing, more: Mapping[str, Json]) -> Happening:
    """A recommendation that is on record from now on."""
    one = facts.recommendation
    return Happening(
        stream=f"recommendation:{one.id}",
        kind="recommendation-proposed",
        data={
            **_about(act, one),
            "edition": one.edition,
            "state": one.state,
            "position": one.position,
            "writeup": one.writeup,
            "kind": one.kind,
            "effect": one.effect,
            **more,
            **owing.data,
        },
        payloads=(wording(one),),
    )


def wording(one: Recommendation) -> Payload:
    """What a recommendation says: nobody's in particular, as the write-up is."""
    return Payload(person=None, body={name: getattr(one, name) for name in _WORDS})


def _about(act: Act, one: Recommendation) -> Mapping[str, Json]:
    return {
        "recommendation": one.id,
        "process": one.process,
        "retrospective": one.retrospective,
        "team": one.team,
        **({"by": act.actor.id} if act.actor else {}),
    }


def _plain(value: object) -> Json:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    assert value is None or isinstance(value, (bool, int, str))
    return value
