"""What is owed, and which meetings are to come, as a calendar shows them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from preceptor.errors import BadInput
from preceptor.model.obligation import Obligation
from preceptor.model.retrospective import Retrospective
from preceptor.ports import ObligationFilter, Reading, RetrospectiveFilter
from preceptor.services.context import Context, acting_person, known_person, known_team
from preceptor.services.overview import documents, owed_by
from preceptor.services.relay.due import task_uid
from preceptor.services.retrospectives.inviting import MeetingEntry, invited_to, meeting_entry


@dataclass(frozen=True, kw_only=True)
class DueEntry:
    """Something that is owed."""

    #: That of the mails about it, so that a calendar keeps one of them.
    uid: str
    #: At least that of every mail so far, and less than that of the next one.
    sequence: int
    #: What is to be done; in the calendar of a team it begins with whose it is.
    summary: str
    #: The command that does it.
    description: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """What a calendar is to show, by when it is due or begins."""

    owed: tuple[DueEntry, ...]
    meetings: tuple[MeetingEntry, ...]


def agenda(context: Context, domain: str, *, person: str | None = None, team: str | None = None) -> Agenda:
    """What a person owes with their teams, or whatever is owed in a team or about it; and their meetings.

    Without either: for whoever asks. `domain` is that of the mails. Raises `UnknownId`, `BadInput` and `NoPerson`.
    """
    if person is not None and team is not None:
        raise BadInput("a calendar is a person's or a team's", remedy="Leave out --person or --team.")
    with context.store.reading() as tx:
        if team is not None:
            place = known_team(tx, team)
            found: Sequence[Obligation] = tx.obligations(ObligationFilter(team=place.id, opened_by=context.now))
            meetings = list(_to_come(tx.retrospectives(RetrospectiveFilter(team=place.id, open=True))))
        else:
            reader = known_person(tx, person) if person is not None else acting_person(context, tx)
            found = owed_by(tx, reader, context.now)
            running = tx.retrospectives(RetrospectiveFilter(open=True))
            meetings = [one for one in _to_come(running) if _is_invited(tx, reader.id, one)]
        last = tx.last_notice()
        owed = [
            DueEntry(
                uid=task_uid(one, domain),
                sequence=last,
                summary=f"{told['person']}: {told['what']}" if team is not None and told["person"] else told["what"],
                description=told["command"],
                due_at=one.due_at,
            )
            for one, told in zip(found, documents(context, tx, found, context.now), strict=True)
        ]
        entries = tuple(meeting_entry(tx, one, at, domain) for one, at in _by_start(meetings))
    return Agenda(owed=tuple(owed), meetings=entries)


def _by_start(meetings: Sequence[Retrospective]) -> list[tuple[Retrospective, datetime]]:
    """Retrospectives that have a meeting, with its beginning, in the order in which they begin."""
    found = [(one, one.meeting_at) for one in meetings if one.meeting_at is not None]
    return sorted(found, key=lambda pair: (pair[1], pair[0].id))


def _to_come(found: Sequence[Retrospective]) -> Iterator[Retrospective]:
    """Those whose meeting nobody has written notes of: it is to come, or was held a moment ago."""
    for one in found:
        noted = one.meeting_noted_at
        if one.meeting_at is not None and (noted is None or noted < one.meeting_at):
            yield one


def _is_invited(tx: Reading, person: int, one: Retrospective) -> bool:
    return person in invited_to(tx.assigned(one.id), tx.threads(one.id))
