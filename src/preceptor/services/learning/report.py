"""Tells how much is learnt from finished write-ups: who discussed them, and what came of it."""

from typing import TypedDict

from preceptor.services.context import Context, known_person, known_process, known_team
from preceptor.services.learning.studying import StudyDocument, documents, library_of, reader_of
from preceptor.services.retrospectives.opening import RETROSPECTIVES

#: How much of a reading list is shown in a report; the rest is one command away. Our choice.
SHOWN = 10


class LearningDocument(TypedDict):
    """What a person, a team or everybody learnt from finished write-ups. All are counts but the reading list."""

    process: str
    person: str | None
    team: str | None
    finished: int
    #: Finished write-ups that were discussed: by the person, by somebody in the team, or by anybody.
    discussed: int
    discussions: int
    #: Reports on a process that came of a discussion, and how many of them a change answers.
    reports: int
    answered: int
    #: How many are worth reading and not known yet, and the first of them.
    to_read: int
    reading: list[StudyDocument]


def learning(
    context: Context, *, person: str | None = None, team: str | None = None, process: str = RETROSPECTIVES
) -> LearningDocument:
    """What was learnt. Raises `UnknownId`, and `BadInput` for a person and a team at once."""
    with context.store.reading() as tx:
        known_process(tx, process)
        reader = known_person(tx, person) if person is not None else None
        place = known_team(tx, team) if team is not None else None
        who = [reader.id] if reader else place.members if place else None
        library = library_of(tx, process)
        discussed = tx.discussed(process, who)
        reports = tx.reports(tx.reports_from_discussions(process, who))
        to_read = library.reading_list(reader_of(tx, process, person=reader, team=place))
        finished = {one.id for one in library.finished}
        return {
            "process": process,
            "person": person,
            "team": team,
            "finished": len(finished),
            "discussed": len(finished & discussed.keys()),
            "discussions": sum(discussed.values()),
            "reports": len(reports),
            "answered": sum(one.change is not None for one in reports),
            "to_read": len(to_read),
            "reading": documents(tx, to_read[:SHOWN]),
        }
