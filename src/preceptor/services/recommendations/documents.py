"""What commands answer about recommendations."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from preceptor.model.event import moment
from preceptor.model.recommendation import Recommendation
from preceptor.ports import Reading
from preceptor.services.context import Context
from preceptor.services.documents import EditionDocument, ReasonDocument, reason_document
from preceptor.services.editions import edition_document
from preceptor.services.recommendations.facts import facts_of, followers_of, what_next


class RecommendationLine(TypedDict):
    """A recommendation in a list. Days are ISO dates."""

    id: str
    retrospective: str
    team: str
    state: str
    text: str
    kind: str | None
    effect: str | None
    #: Empty: not said.
    control: str
    priority: int | None
    owner: str | None
    ticket: str | None
    due: str | None
    #: How often that day was moved.
    postponed: int
    joined_to: str | None
    #: The incidents that ask for it: its own, and those of the recommendations that were joined to it.
    incidents: int
    labels: list[str]


class RecommendationDocument(RecommendationLine):
    """A recommendation as commands show it."""

    edition: EditionDocument
    done_when: str
    #: From which day on it is asked again whether it still makes sense.
    review_on: str | None
    evidence: str | None
    #: The report about a step of a governed process that it opened.
    report: str | None
    #: Those that were joined to it.
    answers: list[str]
    links: list[str]
    opened_at: str
    ended_at: str | None
    next: list[str]
    blocked: list[ReasonDocument]


def recommendation_document(context: Context, tx: Reading, one: Recommendation) -> RecommendationDocument:
    """What a recommendation looks like now."""
    facts = facts_of(context, tx, one, None)
    view = what_next(facts)
    (line,) = lines_of(tx, [one])
    return {
        **line,
        "edition": edition_document(tx, one.edition),
        "done_when": one.done_when,
        "review_on": one.review_on.isoformat() if one.review_on else None,
        "evidence": one.evidence,
        "report": f"RP-{one.report}" if one.report is not None else None,
        "answers": [f"REC-{each}" for each in facts.followers],
        "links": list(tx.links(one.id)),
        "opened_at": moment(one.opened_at),
        "ended_at": moment(one.ended_at) if one.ended_at else None,
        "next": list(view.next),
        "blocked": [reason_document(reason) for reason in view.blocked],
    }


def lines_of(tx: Reading, some: Sequence[Recommendation]) -> list[RecommendationLine]:
    """Recommendations as a list has them, in their order."""
    if not some:
        return []
    behind = incidents_behind(tx, some)
    labels = tx.labels([one.id for one in some])
    teams = {one.id: one.name for one in tx.teams()}
    owners = {one.owner for one in some if one.owner is not None}
    logins = {one.id: one.login for one in tx.people(owners)} if owners else {}
    return [
        {
            "id": one.short_id,
            "retrospective": f"R-{one.retrospective}",
            "team": teams[one.team],
            "state": one.state,
            "text": one.text,
            "kind": one.kind,
            "effect": one.effect,
            "control": one.control,
            "priority": one.priority,
            "owner": logins[one.owner] if one.owner is not None else None,
            "ticket": one.ticket,
            "due": one.due_on.isoformat() if one.due_on else None,
            "postponed": one.postponed,
            "joined_to": f"REC-{one.joined_to}" if one.joined_to is not None else None,
            "incidents": behind[one.id],
            "labels": list(labels.get(one.id, ())),
        }
        for one in some
    ]


def incidents_behind(tx: Reading, some: Sequence[Recommendation]) -> Mapping[int, int]:
    """By the id of each, how many incidents ask for it, those counted whose recommendations were joined to it."""
    asking = {one.id: {one.retrospective} for one in some}
    for one in followers_of(tx, asking.keys()):
        if one.joined_to is not None:
            asking[one.joined_to].add(one.retrospective)
    return {identity: len(found) for identity, found in asking.items()}
