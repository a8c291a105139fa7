"""Shows recommendations: one with its history, those that fit, and those that ask for something similar."""

from collections.abc import Mapping
from typing import Any, TypedDict

from preceptor.errors import UnknownId
from preceptor.model.event import Event, moment
from preceptor.model.recommendation import RECOMMENDATIONS, Recommendation
from preceptor.model.similarity import Corpus
from preceptor.ports import Reading, RecommendationFilter
from preceptor.services.context import Context, known_team
from preceptor.services.recommendations.documents import (
    RecommendationDocument,
    RecommendationLine,
    lines_of,
    recommendation_document,
)
from preceptor.services.recommendations.facts import facts_of, find_recommendation, lifecycle_of, roots_of

#: What stands in the place of a text that was erased.
_ERASED = "erased"


class SaidDocument(TypedDict):
    """What somebody decided about a recommendation, and on what grounds."""

    #: `proposed`, `accepted`, `committed`, `revised` …
    what: str
    by: str
    at: str
    #: The reason; None: none was given.
    why: str | None
    #: The priority, the owner, the day and the evidence that it was given by that, where it was.
    priority: int | None
    owner: str | None
    due: str | None
    evidence: str | None


class RecommendationShownDocument(RecommendationDocument):
    """A recommendation with everything that was decided about it, in order."""

    #: What the incident was, and who wrote the write-up.
    incident: str
    author: str | None
    history: list[SaidDocument]


class SimilarDocument(RecommendationLine):
    """A recommendation that asks for something similar."""

    #: 0 to 1 (`model/similarity.py`).
    similarity: float
    #: The words that both have, the rarest first.
    words: list[str]


class CommonDocument(TypedDict):
    """What several incidents ask for."""

    words: list[str]
    #: How many.
    incidents: int
    teams: list[str]
    #: The one that most are similar to, first.
    recommendations: list[RecommendationLine]


class ControlDocument(TypedDict):
    """A safety control that failed."""

    control: str
    #: In how many incidents whose write-up was reviewed, and of how many teams.
    incidents: int
    teams: int
    #: What is recommended for it and has not ended, nor has what answers it.
    recommendations: list[str]


def list_recommendations(
    context: Context,
    text: str | None = None,
    *,
    state: str | None = None,
    team: str | None = None,
    control: str | None = None,
    label: str | None = None,
) -> list[RecommendationLine]:
    """Every recommendation that fits, by id. `text` is looked for in its words and its control.

    Raises `UnknownId` for a team or a state that there is not.
    """
    with context.store.reading() as tx:
        which = RecommendationFilter(
            state=state,
            team=known_team(tx, team).id if team is not None else None,
            control=control,
            label=label,
            text=text or None,
        )
        found = tx.recommendations(which)
        if state is not None and not found:
            _see_state(tx, state)
        return lines_of(tx, found)


def _see_state(tx: Reading, state: str) -> None:
    lifecycles = [lifecycle_of(tx.definition(one.digest)) for one in tx.revisions(RECOMMENDATIONS)]
    known = dict.fromkeys(one.name for lifecycle in lifecycles for one in lifecycle.states)
    if state not in known:
        raise UnknownId(f"no recommendation has the state `{state}`; there is {', '.join(known)}", remedy="")


def show_recommendation(context: Context, typed: str) -> RecommendationShownDocument:
    """One recommendation: what it says, what was decided about it and why, and what it waits for. `UnknownId`."""
    with context.store.reading() as tx:
        one = find_recommendation(tx, typed)
        facts = facts_of(context, tx, one, None)
        return {
            **recommendation_document(context, tx, one),
            "incident": facts.retrospective.title,
            "author": facts.people[facts.author].login if facts.author is not None else None,
            "history": history(tx, one),
        }


def history(tx: Reading, one: Recommendation) -> list[SaidDocument]:
    """What was decided about it, by whom and why, in order: the dates before the present one are among it."""
    events = [event for event in tx.events(f"recommendation:{one.id}") if event.kind not in _UNTOLD]
    named: set[int] = set()
    for event in events:
        owner = event.data.get("owner")
        named |= {person for person in (event.actor, owner) if isinstance(person, int)}
    logins = {person.id: person.login for person in tx.people(named)} if named else {}
    return [_said(tx, event, logins) for event in events]


#: What changes nothing that somebody decides.
_UNTOLD = frozenset({"recommendation-touched"})
#: What somebody gives a reason for, or may.
_REASONED = frozenset(
    f"recommendation-{one}" for one in ("accepted", "declined", "committed", "dropped", "reopened", "revised", "kept")
)


def _said(tx: Reading, event: Event, logins: Mapping[int, str]) -> SaidDocument:
    data: Mapping[str, Any] = event.data
    what = "left out" if data.get("left_out") is not None else event.kind.removeprefix("recommendation-")
    return {
        "what": what,
        "by": logins.get(event.actor or 0, "system"),
        "at": moment(event.at),
        "why": _reason(tx, event),
        "priority": data.get("priority"),
        "owner": logins.get(data["owner"]) if data.get("owner") is not None else None,
        "due": data.get("due_on"),
        "evidence": data.get("evidence"),
    }


def _reason(tx: Reading, event: Event) -> str | None:
    """The words of whoever moved it: a payload of their own. What the write-up says is the other one."""
    if event.kind not in _REASONED:
        return None
    found = tx.kept_payloads([event.id]).get(event.id, ())
    theirs = [payload for payload in found if payload.person is not None]
    if not theirs:
        return None
    body = tx.payloads(event.id)[found.index(theirs[0])]
    return str((body or {}).get("text", _ERASED))


def similar(context: Context, typed: str, *, limit: int | None = None) -> list[SimilarDocument]:
    """The recommendations that ask for something similar, the most similar first; those that have ended, too.

    Those that were joined to it, or it to, are left out. Raises `UnknownId`.
    """
    with context.store.reading() as tx:
        one = find_recommendation(tx, typed)
        everything = {each.id: each for each in tx.recommendations(RecommendationFilter())}
        family = one.joined_to or one.id
        matches = [
            match
            for match in Corpus({identity: _words(each) for identity, each in everything.items()}).similar(one.id)
            if family not in (match.key, everything[match.key].joined_to)
        ][:limit]
        lines = lines_of(tx, [everything[match.key] for match in matches])
        return [
            {**line, "similarity": round(match.similarity, 3), "words": list(match.words)}
            for line, match in zip(lines, matches, strict=True)
        ]


def common(context: Context, *, team: str | None = None, limit: int | None = None) -> list[CommonDocument]:
    """What several incidents ask for, of one team or of all, that of most incidents first. Raises `UnknownId`."""
    with context.store.reading() as tx:
        which = RecommendationFilter(team=known_team(tx, team).id if team is not None else None)
        found = {one.id: one for one in tx.recommendations(which)}
        groups = Corpus({identity: _words(one) for identity, one in found.items()}).groups(
            of={identity: one.retrospective for identity, one in found.items()}
        )
        names = {one.id: one.name for one in tx.teams()}
        told: list[CommonDocument] = []
        for group in groups:
            members = [found[key] for key in group.keys]
            told.append(
                {
                    "words": list(group.words),
                    "incidents": len({one.retrospective for one in members}),
                    "teams": sorted({names[one.team] for one in members}),
                    "recommendations": lines_of(tx, members),
                }
            )
            if limit is not None and len(told) >= limit:
                break
        return told


def failing_controls(context: Context, *, team: str | None = None, limit: int = 20) -> list[ControlDocument]:
    """The safety controls that fail most often, of one team or of all. Raises `UnknownId`."""
    with context.store.reading() as tx:
        return controls_that_fail(tx, team=known_team(tx, team).id if team is not None else None, limit=limit)


def controls_that_fail(tx: Reading, *, team: int | None, limit: int) -> list[ControlDocument]:
    """The same inside a reading; `team` is an id."""
    told: list[ControlDocument] = []
    for failed in tx.failed_controls(team=team, limit=limit):
        found = tx.recommendations(RecommendationFilter(team=team, control=failed.name, open=True))
        roots = roots_of(tx, found)
        told.append(
            {
                "control": failed.name,
                "incidents": failed.incidents,
                "teams": failed.teams,
                "recommendations": [one.short_id for one in found if roots[one.id].ended_at is None],
            }
        )
    return told


def _words(one: Recommendation) -> str:
    return f"{one.text} {one.control}"
