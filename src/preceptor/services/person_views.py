"""Shows people."""

from collections.abc import Sequence
from typing import TypedDict

from preceptor.model.event import moment
from preceptor.model.people import Team
from preceptor.ports import PairingFilter, Reading
from preceptor.services.absences import AbsenceDocument, absence_document
from preceptor.services.certification_views import list_certifications
from preceptor.services.context import Context, known_person, known_team
from preceptor.services.documents import CertificationDocument
from preceptor.services.people import PersonDocument, details_from, document_of, person_document


class PartDocument(TypedDict):
    """A pairing as one of its two people, or their team, sees it."""

    id: str
    process: str
    role: str
    trainee: str
    preceptor: str
    team: str | None
    state: str
    open: bool
    due: str | None


class LoadDocument(TypedDict):
    """What the person's open pairings take, resting ones left out. Hours a week."""

    as_trainee: int
    as_preceptor: int
    hours: int
    #: What the person may spend, and what of it is left; None: untracked.
    available: int | None
    left: int | None


class PersonShownDocument(PersonDocument):
    """A person with everything that concerns them."""

    leads: list[str]
    #: When they are away or will be, and when they cover for others.
    away: list[AbsenceDocument]
    covers: list[AbsenceDocument]
    certifications: list[CertificationDocument]
    pairings: list[PartDocument]
    load: LoadDocument


def list_people(context: Context, *, team: str | None = None) -> list[PersonDocument]:
    """Everybody, or the members of a team; by login. Who left is listed as not active."""
    with context.store.reading() as tx:
        people = {one.id: one for one in tx.people()}
        members = set(known_team(tx, team).members) if team is not None else people.keys()
        teams: dict[int, list[Team]] = {}
        for one in tx.teams():
            for member in one.members:
                teams.setdefault(member, []).append(one)
        return [
            document_of(details_from(one, teams.get(one.id, ()), people), active=one.active)
            for one in people.values()
            if one.id in members
        ]


def show_person(context: Context, login: str) -> PersonShownDocument:
    """A person with teams, certifications, pairings, load and hours. Raises `UnknownId`."""
    certifications = list_certifications(context, person=login)
    with context.store.reading() as tx:
        person = known_person(tx, login)
        load = tx.load(person.id)
        today = context.calendar_of(person).today(context.now)
        return {
            **person_document(tx, person),
            "leads": [team.name for team in tx.teams() if team.lead == person.id],
            "away": [absence_document(tx, one) for one in tx.absences([person.id], today)],
            "covers": [absence_document(tx, one) for one in tx.covered_by(person.id, today)],
            "certifications": certifications,
            "pairings": part_documents(tx, PairingFilter(person=person.id)),
            "load": {
                "as_trainee": load.as_trainee,
                "as_preceptor": load.as_preceptor,
                "hours": load.hours,
                "available": person.hours,
                "left": None if person.hours is None else person.hours - load.hours,
            },
        }


def part_documents(tx: Reading, which: PairingFilter) -> list[PartDocument]:
    """Pairings in short, by id."""
    found = tx.pairings(which)
    logins = {one.id: one.login for one in tx.people({who for one in found for who in (one.trainee, one.preceptor)})}
    teams = {one.id: one.name for one in _teams(tx, [one.team for one in found])}
    return [
        {
            "id": one.short_id,
            "process": one.process,
            "role": one.role,
            "trainee": logins[one.trainee],
            "preceptor": logins[one.preceptor],
            "team": teams[one.team] if one.team is not None else None,
            "state": one.state,
            "open": one.ended_at is None,
            "due": moment(one.due_at) if one.due_at else None,
        }
        for one in found
    ]


def _teams(tx: Reading, wanted: Sequence[int | None]) -> list[Team]:
    return [tx.team(identity) for identity in dict.fromkeys(wanted) if identity is not None]
