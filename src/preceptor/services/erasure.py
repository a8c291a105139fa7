"""Erases a person: who they were is deleted, what happened stays on record under an opaque id."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict

from preceptor.model.canonical import Json
from preceptor.model.event import Event, Happening
from preceptor.model.mention import Names
from preceptor.model.people import Person
from preceptor.model.refusal import Refusal
from preceptor.ports import Reading
from preceptor.services.act import Act, refuse
from preceptor.services.change_duties import owners_changed
from preceptor.services.command import carry_out
from preceptor.services.context import Context, acting_person, known_person
from preceptor.services.leaving import departure, leave_teams, processes_of, reasons_to_stay
from preceptor.services.people import require_any_owner
from preceptor.services.replay import Kept, batches, kept
from preceptor.services.retrospectives import handing

#: How many texts are named one by one.
_NAMED = 20
#: What no command can reach.
_BEYOND = (
    "copies elsewhere keep what they hold, and are deleted by their own rules: backups, mails that were sent, "
    "exports, and a server's log and the rows that it has not cleaned up yet (PostgreSQL: VACUUM)"
)


class ErasureDocument(TypedDict):
    """What an erasure deletes (or would), and what stays. It names nobody: it is kept like any answer."""

    #: What stands for the person from now on.
    person: str
    id: str
    dry_run: bool
    payloads: int
    #: Answers of earlier requests that named the person; repeating such a request is refused from now on.
    requests: int
    #: Events of others whose texts name the person, and which stay.
    named_in: list[str]
    remains: list[str]


@dataclass(frozen=True, kw_only=True)
class _Survey:
    """What the record holds about a person that an erasure cannot delete."""

    named_in: tuple[str, ...]
    #: Revisions of write-ups among them, such as `R-3, revision 2`.
    write_ups: tuple[str, ...]
    #: Request ids cannot be changed: they are part of the chain.
    request_ids: int


class _Tried(Exception):
    """Carries what an erasure would have done out of its transaction, so that nothing of it is kept."""

    def __init__(self, document: ErasureDocument) -> None:
        super().__init__()
        self.document = document


def erase(context: Context, login: str, *, dry_run: bool = False) -> ErasureDocument | Refusal:
    """Delete the person's data: names, addresses, the texts about them, and answers that name them.

    By an owner of any process; refused for the last owner of a process, while a pairing is open, and while somebody
    else could have a role in a retrospective instead. The events stay, with an opaque id, and their chains still
    verify. Erasing again deletes what came later.
    """
    surveyed = _before(context, login)

    def work(act: Act) -> ErasureDocument:
        tx = act.tx
        require_any_owner(tx, act.by, "erase people")
        person = known_person(tx, login)
        handing.lock_owed(act, person, leaving=True)
        tx.lock_people({person.id, *(owner.id for process in tx.processes() for owner in tx.owners(process))})
        person = tx.person(person.id)
        reasons = list(reasons_to_stay(context, tx, person))
        if reasons:
            refuse(*reasons)
        names = _names(tx, person)
        survey = surveyed[1] if surveyed else _look(tx, person)
        payloads, requests = tx.erase(person.id), tx.forget(person.id, names)
        owned, owed = processes_of(tx, person), handing.owed_by(tx, person)
        if person.active:
            leave_teams(act, person)
        left = departure(act, person) if person.active else []
        act.record([*left, _erased(act, person)])
        for process in owned:
            owners_changed(act, process)
        handing.hand_on(act, owed)
        document = _document(person, survey, payloads=payloads, requests=requests, dry_run=dry_run)
        if dry_run:
            raise _Tried(document)
        return document

    # From a digest of the login it could be guessed; only a request that was named has to be known again.
    arguments: dict[str, Json] = {"person": surveyed[0].id} if surveyed else {"login": login}
    try:
        return carry_out(context, "person erase", arguments, work)
    except _Tried as tried:
        return tried.document


def _before(context: Context, login: str) -> tuple[Person, _Survey] | None:
    """Look through the record before anything is locked. None for a request that may have been answered before."""
    if context.request_id is not None:
        return None
    with context.store.reading() as tx:
        acting_person(context, tx)
        person = known_person(tx, login)
        return person, _look(tx, person)


def _erased(act: Act, person: Person) -> Happening:
    return Happening(stream=f"person:{person.id}", kind="person-erased", data={"person": person.id, "by": act.by.id})


def _document(person: Person, survey: _Survey, *, payloads: int, requests: int, dry_run: bool) -> ErasureDocument:
    alias = f"erased-{person.id}"
    remains = [
        f"the opaque id {person.id}, called {alias}: which pairings, observations, certificates and parts in "
        "retrospectives it had, and when",
    ]
    if survey.named_in:
        remains.append(
            f"{len(survey.named_in)} texts of others or about occasions that name the person: the events "
            f"{_first(survey.named_in)}"
        )
    if survey.write_ups:
        remains.append(
            f"write-ups that name the person, and belong to the organisation: {_first(survey.write_ups)}; "
            "an amendment leaves the name out of the next revision, and earlier ones stay"
        )
    if survey.request_ids:
        remains.append(f"{survey.request_ids} request ids that somebody typed with the login in them")
    return {
        "person": alias,
        "id": str(person.id),
        "dry_run": dry_run,
        "payloads": payloads,
        "requests": requests,
        "named_in": list(survey.named_in),
        "remains": [*remains, _BEYOND],
    }


def _first(named: Sequence[str]) -> str:
    return f"{', '.join(named[:_NAMED])}{' …' if len(named) > _NAMED else ''}"


def _look(tx: Reading, person: Person) -> _Survey:
    """Find the texts and request ids of others that name the person. One walk over the record."""
    names = _names(tx, person)
    request_ids: set[str] = set()
    named_in: list[str] = []
    write_ups: list[str] = []
    for event, found in _payloads(tx):
        if any(one.person != person.id and _says(one, names) for one in found):
            named_in.append(str(event.id))
            if event.kind == "write-up-submitted":
                write_ups.append(f"R-{event.data['retrospective']}, revision {event.data['number']}")
        if event.request and names.are_in(event.request):
            request_ids.add(event.request)
    return _Survey(named_in=tuple(named_in), write_ups=tuple(write_ups), request_ids=len(request_ids))


def _names(tx: Reading, person: Person) -> Names:
    """What the person is or ever was called: what was said before a change of name has the name of then."""
    said = [one.id for one in tx.events(f"person:{person.id}") if one.kind in ("person-added", "person-changed")]
    bodies = [kept(one).body or {} for found in tx.kept_payloads(said).values() for one in found]
    called = [one.get(key) for one in bodies for key in ("login", "name", "email")]
    words = {str(word) for word in (*_called(person), *called) if word}
    return Names(words).among(word for one in tx.people() if one.id != person.id for word in _called(one) if word)


def _called(person: Person) -> tuple[str | None, ...]:
    return person.login, person.name, person.email


def _payloads(tx: Reading) -> Iterator[tuple[Event, list[Kept]]]:
    for batch in batches(tx.events()):
        found = tx.kept_payloads([event.id for event in batch])
        for event in batch:
            yield event, [kept(one) for one in found.get(event.id, ())]


def _says(payload: Kept, names: Names) -> bool:
    return any(names.are_in_document(value) for value in (payload.body or {}).values())
