"""The meeting about what a review left open: when it is, what stands on its agenda, and what was noted in it."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TypedDict

from preceptor.errors import BadInput
from preceptor.machine import Decision
from preceptor.model.canonical import Json
from preceptor.model.event import Happening, moment
from preceptor.model.identity import text_problem
from preceptor.model.refusal import Refusal
from preceptor.model.retrospective_facts import RetrospectiveFacts
from preceptor.ports import Reading
from preceptor.services.act import Act
from preceptor.services.command import carry_out
from preceptor.services.context import Context
from preceptor.services.retrospectives.documents import RetrospectiveDocument
from preceptor.services.retrospectives.facts import facts_of, find_retrospective, locked_retrospective
from preceptor.services.retrospectives.inviting import ahead, invited_to, place_of
from preceptor.services.retrospectives.moves import happened, make, move
from preceptor.services.retrospectives.review_documents import (
    ThreadDocument,
    text_of,
    thread_documents,
)

#: Minutes, where nobody says how many: the least that the standard has.
USUAL_MINUTES = 30
#: Characters of a room or an address: a mail program shows them in a line or two. Our choice.
_LONGEST_PLACE = 300
#: From here on the end of a meeting might not be in the calendar any more.
_LAST = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)


class NotesDocument(TypedDict):
    """What was noted in a meeting."""

    by: str
    at: str
    text: str


class MeetingDocument(TypedDict):
    """A meeting. `at` is None where none was announced; `invited` are logins with why they are."""

    id: str
    title: str
    at: str | None
    minutes: int | None
    #: A room or an address; None where nobody said.
    where: str | None
    #: Rises with everything new that the calendars of those who come, or need not come, are told of it.
    sequence: int
    invited: dict[str, list[str]]
    #: The agenda: the threads that are open, and nothing else.
    threads: list[ThreadDocument]
    #: What announces it; None where that is not possible now.
    command: str | None
    notes: NotesDocument | None


def schedule(
    context: Context, typed: str, *, at: datetime | time, minutes: int = USUAL_MINUTES, where: str | None = None
) -> MeetingDocument | Refusal:
    """Announce the meeting, or that it was moved, to those whom an open thread needs. A bare time is the next such
    one where the actor is. `where`: a room or an address; without it that of the meeting which is moved. Raises
    `BadInput` and `UnknownId`."""
    place = None if where is None else " ".join(where.split())
    if place is not None and (problem := text_problem(place, _LONGEST_PLACE)):
        raise BadInput(f"where the meeting is {problem}", remedy="Name a room, or an address.")

    def prepare(act: Act, facts: RetrospectiveFacts) -> RetrospectiveFacts:
        return replace(facts, wanted_meeting=_to_come(act, at), wanted_minutes=minutes)

    def effect(act: Act, facts: RetrospectiveFacts, decision: Decision) -> list[Happening]:
        beginning = facts.wanted_meeting or act.now
        moved = ahead(act, facts.retrospective) is not None
        data: dict[str, Json] = {
            "meeting_at": moment(beginning),
            "meeting_minutes": minutes,
            "meeting_sequence": facts.retrospective.meeting_sequence + 1,
            # What was noted in one before is not what this one agrees.
            "meeting_noted_at": None,
            "meeting_moved": moved,
            "told": [*invited(facts)],
        }
        kept = place_of(act.tx, facts.retrospective) if moved else None
        return [happened(act, facts, "meeting-scheduled", data, text=place or kept)]

    def work(act: Act) -> MeetingDocument:
        locked = locked_retrospective(act.tx, typed)
        make(act, locked, "schedule", effect, prepare=prepare)
        return meeting_document(act.tx, facts_of(context, act.tx, find_retrospective(act.tx, typed), None))

    arguments: dict[str, Json] = {"retrospective": typed, "at": at.isoformat(), "minutes": minutes}
    return carry_out(context, "meeting schedule", arguments | ({"where": place} if place else {}), work)


def attach(context: Context, typed: str, text: str) -> RetrospectiveDocument | Refusal:
    """Attach what was noted in the meeting; again takes the place of what was attached before. By the note-taker or
    the moderator. Raises `UnknownId`."""

    def effect(act: Act, facts: RetrospectiveFacts, decision: Decision) -> list[Happening]:
        told = (one for one in (*invited(facts), *facts.having("author")) if one != act.by.id)
        data: dict[str, Json] = {"meeting_noted_at": moment(act.now), "told": [*dict.fromkeys(told)]}
        return [happened(act, facts, "meeting-noted", data, text=text)]

    return move(context, typed, "attach", {"text": text}, effect)


def agenda(context: Context, typed: str) -> MeetingDocument:
    """The meeting of a retrospective: who is invited, and the open threads with what was said. `UnknownId`."""
    with context.store.reading() as tx:
        return meeting_document(tx, facts_of(context, tx, find_retrospective(tx, typed), None))


def meeting_document(tx: Reading, facts: RetrospectiveFacts) -> MeetingDocument:
    """What the meeting looks like now."""
    retrospective = facts.retrospective
    return {
        "id": retrospective.short_id,
        "title": retrospective.title,
        "at": moment(retrospective.meeting_at) if retrospective.meeting_at else None,
        "minutes": retrospective.meeting_minutes,
        "where": place_of(tx, retrospective) if retrospective.meeting_at else None,
        "sequence": retrospective.meeting_sequence,
        "invited": {facts.people[person].login: why for person, why in invited(facts).items()},
        "threads": thread_documents(tx, facts, facts.open_threads),
        "command": facts.command("schedule", "--at", "TIME", noun="meeting") if _wanted(facts) else None,
        "notes": _notes(tx, facts),
    }


def invited(facts: RetrospectiveFacts) -> dict[int, list[str]]:
    """Whom a meeting needs, as far as they are still active, and why."""
    found = invited_to(facts.assigned, facts.open_threads)
    return {person: why for person, why in found.items() if facts.people[person].active}


def _wanted(facts: RetrospectiveFacts) -> bool:
    """Whether a meeting may be announced: somebody may do so in this state, and there is something to meet about."""
    return bool(facts.open_threads and facts.able("schedule"))


def _notes(tx: Reading, facts: RetrospectiveFacts) -> NotesDocument | None:
    said = tx.said_in(facts.retrospective.id, "meeting-noted") if facts.retrospective.meeting_noted_at else ()
    if not said or said[-1].person is None:
        return None
    return {"by": tx.person(said[-1].person).login, "at": moment(said[-1].at), "text": text_of(said[-1])}


def _to_come(act: Act, at: datetime | time) -> datetime:
    """When a meeting is to begin, UTC. Raises `BadInput` for what no calendar holds, its end included."""
    try:
        if isinstance(at, time):
            zone = act.context.calendar_of(act.by).zone
            today = datetime.combine(act.now.astimezone(zone).date(), at, zone)
            at = today if today > act.now else today + timedelta(days=1)
        begins = at.astimezone(UTC)
    except OverflowError:
        begins = _LAST
    if begins >= _LAST:
        raise BadInput(f"{at.isoformat()} is beyond the calendar")
    return begins
