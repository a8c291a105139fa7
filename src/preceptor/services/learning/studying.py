"""Proposes what to read: finished write-ups that a person, a team or whoever looks after a control should know."""

from collections.abc import Collection, Sequence
from typing import TypedDict

from preceptor.errors import BadInput
from preceptor.model.event import moment
from preceptor.model.people import Person, Team
from preceptor.model.recognition import subject_key
from preceptor.model.study import Library, Reader, Reading, naming
from preceptor.ports import PairingFilter, RetrospectiveFilter
from preceptor.ports import Reading as Store
from preceptor.services.context import Context, known_person, known_process, known_team
from preceptor.services.retrospectives.opening import RETROSPECTIVES


class StudyDocument(TypedDict):
    """A finished write-up that is worth reading, and why."""

    id: str
    title: str
    team: str
    severity: int | None
    completed_at: str
    #: Its safety controls that incidents of the reader's own teams name as well.
    shared: list[str]
    #: In sentences.
    reasons: list[str]
    command: str


def study_list(
    context: Context,
    *,
    person: str | None = None,
    team: str | None = None,
    control: str | None = None,
    process: str = RETROSPECTIVES,
) -> list[StudyDocument]:
    """What to read, most worth first.

    For a person: without what they discussed, had a part in or spoke about in a review; what they share with their
    teams counts, and what whoever teaches them did. For a team: without its own incidents, which it has reviewed, and
    without what somebody in it discussed. For a control: what names it. Raises `UnknownId` and `BadInput`.
    """
    with context.store.reading() as tx:
        known_process(tx, process)
        reader = reader_of(
            tx,
            process,
            person=known_person(tx, person) if person is not None else None,
            team=known_team(tx, team) if team is not None else None,
        )
        library = library_of(tx, process)
        found = library.reading_list(reader)
        if control is not None:
            found = naming(found, library, subject_key(control))
        return documents(tx, found)


def library_of(tx: Store, process: str) -> Library:
    """The finished write-ups of a process."""
    finished = tx.retrospectives(RetrospectiveFilter(process=process, completed=True))
    return Library(finished=finished, controls=tx.named_controls(process))


def reader_of(tx: Store, process: str, *, person: Person | None = None, team: Team | None = None) -> Reader:
    """What makes a write-up worth reading for somebody, and what they know already; without anybody: nothing.

    Raises `BadInput` for a person and a team at once.
    """
    if person is not None and team is not None:
        raise BadInput("it is told of a person or of a team", remedy="Leave out --person or --team.")
    teams = [team] if team is not None else tx.teams(member=person.id) if person is not None else []
    own = frozenset(
        one.id for place in teams for one in tx.retrospectives(RetrospectiveFilter(process=process, team=place.id))
    )
    if person is not None:
        taught = _taught(tx, process, person.id)
        known = frozenset(tx.discussed(process, [person.id])) | tx.parts_of([person.id])
        return Reader(own=own, taught=taught, known=known)
    if team is not None:
        return Reader(own=own, known=own | frozenset(tx.discussed(process, team.members)))
    return Reader()


def _taught(tx: Store, process: str, trainee: int) -> frozenset[int]:
    learning = PairingFilter(process=process, trainees=frozenset({trainee}), open=True)
    return frozenset(
        one for pairing in tx.pairings(learning) for one in tx.parts_of([pairing.preceptor], pairing.role)
    )


def documents(tx: Store, found: Sequence[Reading]) -> list[StudyDocument]:
    """A reading list as commands show it, in its order."""
    teams = {one.id: one.name for one in tx.teams()}
    return [
        {
            "id": one.retrospective.short_id,
            "title": one.retrospective.title,
            "team": teams[one.retrospective.team],
            "severity": one.retrospective.severity,
            "completed_at": moment(one.retrospective.completed_at) if one.retrospective.completed_at else "",
            "shared": list(one.shared),
            "reasons": list(_reasons(one)),
            "command": f"preceptor writeup show {one.retrospective.short_id}",
        }
        for one in found
    ]


def _reasons(one: Reading) -> Collection[str]:
    reasons = []
    if one.shared:
        reasons.append(f"your own incidents name {_listed(one.shared)} as well")
    if one.taught:
        reasons.append("whoever teaches you did in it what you learn")
    if one.common:
        reasons.append(f"`{one.common}` is named in {one.common_in} finished write-ups")
    if one.retrospective.severity is not None:
        noticed = ", and users noticed" if one.retrospective.user_facing else ""
        reasons.append(f"severity {one.retrospective.severity}{noticed}")
    return reasons


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
