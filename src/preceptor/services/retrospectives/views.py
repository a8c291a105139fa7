"""Shows retrospectives: one, those that run, and the list of done write-ups."""

from datetime import UTC, date, datetime, time
from typing import TypedDict

from preceptor.errors import UnknownId
from preceptor.model.event import moment
from preceptor.model.retrospective import Retrospective
from preceptor.ports import Reading, RecommendationFilter, RetrospectiveFilter
from preceptor.services.context import Context, known_team
from preceptor.services.learning.discussing import discussion_documents
from preceptor.services.retrospectives.documents import (
    RetrospectiveDocument,
    document_of,
    note_documents,
)
from preceptor.services.retrospectives.facts import facts_of, find_retrospective
from preceptor.services.retrospectives.observing import occasions

#: Nobody owes an answer: whoever has one finds here how to give it (docs/decisions/0029-learning.md).
SURVEY_HINT = "was it useful? Whoever took part says so: preceptor survey answer {} --useful 1..5"


class DoneDocument(TypedDict):
    """A finished write-up in the list of them."""

    id: str
    title: str
    incident: str | None
    team: str
    severity: int | None
    completed_at: str
    #: The first paragraph of its summary; empty where the write-up has none.
    summary: str
    #: What it recommends that is on record, also what was declined.
    recommendations: list[str]


def list_retrospectives(
    context: Context, *, team: str | None = None, state: str | None = None
) -> list[RetrospectiveDocument]:
    """Every retrospective that fits, ended ones included, by id. Raises `UnknownId` for a state that there is not."""
    with context.store.reading() as tx:
        which = RetrospectiveFilter(team=known_team(tx, team).id if team is not None else None, state=state)
        found = tx.retrospectives(which)
        if state is not None and not found:
            _see_state(tx, state)
        return [document_of(tx, facts_of(context, tx, one, None)) for one in found]


def _see_state(tx: Reading, state: str) -> None:
    definitions = [tx.definition(one.digest) for name in tx.processes() for one in tx.revisions(name)]
    about = [one.lifecycles[one.lifecycle] for one in definitions if one.lifecycle]
    known = dict.fromkeys(
        one.name for lifecycle in about if lifecycle.governs == "retrospective" for one in lifecycle.states
    )
    if state not in known:
        raise UnknownId(f"no retrospective has the state `{state}`; there is {', '.join(known)}", remedy="")


def show_retrospective(context: Context, typed: str) -> RetrospectiveDocument:
    """One retrospective with its notes, and what was learnt from it once it was complete. Raises `UnknownId`."""
    with context.store.reading() as tx:
        found = find_retrospective(tx, typed)
        facts = facts_of(context, tx, found, None)
        document: RetrospectiveDocument = {
            **document_of(tx, facts),
            "notes": note_documents(tx, found.id),
            "observe": occasions(context, tx, facts),
        }
        if found.completed_at is None:
            return document
        return {
            **document,
            "discussions": discussion_documents(tx, found),
            "hints": [*document.get("hints", ()), SURVEY_HINT.format(found.short_id)],
        }


def done(
    context: Context,
    text: str | None = None,
    *,
    team: str | None = None,
    control: str | None = None,
    since: date | None = None,
    before: date | None = None,
) -> list[DoneDocument]:
    """The finished write-ups that fit, the latest first.

    `text` is looked for in title, incident and write-up, whatever its case; `control` is the name of a safety
    control; `since` and `before` (left out) are days in UTC. Raises `UnknownId`.
    """
    with context.store.reading() as tx:
        which = RetrospectiveFilter(
            team=known_team(tx, team).id if team is not None else None,
            completed=True,
            completed_since=_begin(since),
            completed_before=_begin(before),
            control=control,
            text=text or None,
        )
        found = sorted(tx.retrospectives(which), key=lambda one: (one.completed_at, one.id), reverse=True)
        teams = {one.id: one.name for one in tx.teams()}
        recommended: dict[int, list[str]] = {}
        if found:
            for each in tx.recommendations(RecommendationFilter(retrospectives=frozenset(one.id for one in found))):
                recommended.setdefault(each.retrospective, []).append(each.short_id)
        return [
            {
                "id": one.short_id,
                "title": one.title,
                "incident": one.incident,
                "team": teams[one.team],
                "severity": one.severity,
                "completed_at": moment(one.completed_at) if one.completed_at else "",
                "summary": summary_of(tx, one),
                "recommendations": recommended.get(one.id, []),
            }
            for one in found
        ]


def _begin(day: date | None) -> datetime | None:
    return datetime.combine(day, time(0), UTC) if day else None


def summary_of(tx: Reading, retrospective: Retrospective) -> str:
    """The first paragraph of the summary in its last write-up; empty where there is none."""
    from preceptor.model.writeup import from_document

    said = tx.write_up(retrospective.id, retrospective.writeup)
    summary = from_document(said.data).summary if said else ()
    return summary[0].text if summary else ""
