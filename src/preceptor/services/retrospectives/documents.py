"""What commands answer about retrospectives."""

from typing import NotRequired, TypedDict

from preceptor.machine import outlook
from preceptor.model.event import moment
from preceptor.model.retrospective_facts import RetrospectiveFacts
from preceptor.ports import Reading
from preceptor.services.context import Context
from preceptor.services.documents import EditionDocument, ReasonDocument, reason_document
from preceptor.services.editions import edition_document
from preceptor.services.learning.discussing import DiscussionDocument
from preceptor.services.retrospectives.facts import facts_of, find_retrospective
from preceptor.services.retrospectives.observing import ObserveDocument


class NoteDocument(TypedDict):
    """Something that was noted while the incident ran."""

    at: str
    text: str
    reference: str | None
    by: str


class WriteUpDocument(TypedDict):
    """The last revision of a write-up. `findings` counts what a standard may name, by code."""

    number: int
    submitted_by: str
    submitted_at: str
    findings: dict[str, int]


class RetrospectiveDocument(TypedDict):
    """A retrospective as commands show it. `due` is ISO 8601 with an offset, or None where nothing is owed."""

    id: str
    process: str
    incident: str | None
    title: str
    team: str
    severity: int | None
    user_facing: bool
    state: str
    edition: EditionDocument
    #: Logins by role.
    roles: dict[str, str]
    opened_at: str
    resolved_at: str | None
    due: str | None
    recommendations: list[str]
    completed_at: str | None
    next: list[str]
    blocked: list[ReasonDocument]
    writeup: WriteUpDocument | None
    #: Who was asked to review, by login, and what became of it.
    reviewers: dict[str, str]
    open_threads: list[str]
    #: When the meeting begins that was announced; None where none was, or it is called off.
    meeting_at: str | None
    notes: NotRequired[list[NoteDocument]]
    #: Who could watch whom, so that it counts on a ladder.
    observe: NotRequired[list[ObserveDocument]]
    #: What was made of it once it was complete.
    discussions: NotRequired[list[DiscussionDocument]]
    #: What to know beyond that, in sentences.
    hints: NotRequired[list[str]]


def retrospective_document(context: Context, tx: Reading, typed: str) -> RetrospectiveDocument:
    """What a retrospective looks like now."""
    return document_of(tx, facts_of(context, tx, find_retrospective(tx, typed), None))


def document_of(tx: Reading, facts: RetrospectiveFacts) -> RetrospectiveDocument:
    """The same where its facts are at hand."""
    retrospective = facts.retrospective
    view = outlook(facts.lifecycle, facts)
    return {
        "id": retrospective.short_id,
        "process": retrospective.process,
        "incident": retrospective.incident,
        "title": retrospective.title,
        "team": facts.team,
        "severity": retrospective.severity,
        "user_facing": retrospective.user_facing,
        "state": retrospective.state,
        "edition": edition_document(tx, retrospective.edition),
        "roles": {role: facts.people[person].login for role, person in facts.assigned.items()},
        "opened_at": moment(retrospective.opened_at),
        "resolved_at": moment(retrospective.resolved_at) if retrospective.resolved_at else None,
        "due": moment(retrospective.due_at) if retrospective.due_at else None,
        "recommendations": list(facts.next_steps.ids),
        "completed_at": moment(retrospective.completed_at) if retrospective.completed_at else None,
        "next": list(view.next),
        "blocked": [reason_document(reason) for reason in view.blocked],
        "writeup": _write_up(tx, facts),
        "reviewers": {facts.people[one.person].login: one.state for one in facts.reviewers},
        "open_threads": [one.short_id for one in facts.open_threads],
        "meeting_at": moment(retrospective.meeting_at) if retrospective.meeting_at else None,
    }


def _write_up(tx: Reading, facts: RetrospectiveFacts) -> WriteUpDocument | None:
    submission = facts.submission
    if submission is None:
        return None
    counts: dict[str, int] = {}
    for flaw in submission.flaws:
        counts[flaw.code] = counts.get(flaw.code, 0) + 1
    return {
        "number": submission.number,
        "submitted_by": tx.person(submission.submitter).login,
        "submitted_at": moment(submission.submitted_at),
        "findings": dict(sorted(counts.items())),
    }


def note_documents(tx: Reading, retrospective: int) -> list[NoteDocument]:
    """The notes of a retrospective, in the order of the moments that they are about."""
    notes = tx.notes(retrospective)
    logins = {one.id: one.login for one in tx.people({one.person for one in notes})}
    return [
        {
            "at": moment(one.at),
            "text": one.text if one.text is not None else "erased",
            "reference": one.reference,
            "by": logins[one.person],
        }
        for one in notes
    ]
