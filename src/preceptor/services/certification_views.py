"""Shows who held what, on any day."""

from collections.abc import Iterator, Sequence
from datetime import date

from preceptor.errors import UnknownId
from preceptor.model.certification import Certification, latest, standing
from preceptor.model.definition import CAPABILITIES
from preceptor.model.people import Person, Team
from preceptor.ports import Reading
from preceptor.services.context import Context, known_person, known_process, known_team
from preceptor.services.documents import CertificationDocument
from preceptor.services.editions import edition_document
from preceptor.services.following.majors import AsOf
from preceptor.services.settle import practice_for


def list_certifications(
    context: Context,
    *,
    process: str | None = None,
    role: str | None = None,
    team: str | None = None,
    person: str | None = None,
    as_of: date | None = None,
) -> list[CertificationDocument]:
    """Who held what on a day (today where each holder is, if none is given), revoked and lapsed included.

    Raises `UnknownId`.
    """
    with context.store.reading() as tx:
        members = set(known_team(tx, team).members) if team is not None else None
        holder = known_person(tx, person).id if person is not None else None
        names = tx.processes() if process is None else [known_process(tx, process)]
        if role is not None:
            _see_role(tx, names, role)
        found = tx.certifications(process=process, role=role, person=holder)
        return [
            document
            for pair in dict.fromkeys((one.process, one.role) for one in found)
            for document in _of_role(context, tx, pair, found, members, as_of)
        ]


def documents_of_members(context: Context, tx: Reading, team: Team) -> list[CertificationDocument]:
    """What the members of a team hold today where each of them is, and what has lapsed without being recorded yet."""
    found = [one for process in tx.processes() for one in tx.held_by(team.members, process)]
    return [
        document
        for pair in dict.fromkeys((one.process, one.role) for one in found)
        for document in _of_role(context, tx, pair, found, None, None)
    ]


def documents_of(
    context: Context, tx: Reading, person: Person, process: str, role: str, on: date
) -> list[CertificationDocument]:
    """What one person held for a role on a day."""
    found = tx.certifications(process=process, role=role, person=person.id)
    return list(_of_role(context, tx, (process, role), found, None, on))


def _see_role(tx: Reading, processes: Sequence[str], role: str) -> None:
    definitions = (tx.definition(one.digest) for name in processes for one in tx.revisions(name))
    known = dict.fromkeys(one.name for definition in definitions for one in definition.roles)
    if role not in known:
        raise UnknownId(f"there is no role `{role}` in {' or '.join(processes)}; there is {', '.join(known)}")


def _of_role(
    context: Context,
    tx: Reading,
    pair: tuple[str, str],
    found: Sequence[Certification],
    members: set[int] | None,
    as_of: date | None,
) -> Iterator[CertificationDocument]:
    process, role = pair
    mine = [one for one in found if (one.process, one.role) == pair and (members is None or one.person in members)]
    if not mine:
        return
    practice = tx.practice(process, role, min(one.granted_on for one in mine))
    as_of_day = AsOf(context, tx, process)
    people = {one.id: one for one in tx.people({one.person for one in mine})}
    for person in sorted(people.values(), key=lambda one: one.login):
        on = as_of or context.calendar_of(person).today(context.now)
        speaking = latest((one for one in mine if one.person == person.id), on)
        for capability in CAPABILITIES:
            if (person.id, capability) in speaking:
                one = as_of_day.of(speaking[person.id, capability], person, on)
                yield _document(tx, one, person, standing(one, practice_for(practice, one), on))


def _document(tx: Reading, one: Certification, person: Person, state: str) -> CertificationDocument:
    return {
        "person": person.login,
        "active": person.active,
        "process": one.process,
        "role": one.role,
        "capability": one.capability,
        "state": state,
        "version": one.version,
        "edition": edition_document(tx, one.edition),
        "granted_on": one.granted_on.isoformat(),
        "valid_until": one.valid_until.isoformat(),
        "source": one.source,
    }
