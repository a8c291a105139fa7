"""Reads the record: every event, or those about one thing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import merge
from typing import TypedDict

from preceptor.errors import UnknownId
from preceptor.model.canonical import Json
from preceptor.model.event import Event, moment
from preceptor.ports import PairingFilter, Reading
from preceptor.services.context import Context, number_in
from preceptor.services.pairing_facts import find_pairing
from preceptor.services.replay import batches, kept
from preceptor.services.telling import sentence


class EventDocument(TypedDict):
    """An event as `audit log` shows it. A payload that was erased is None."""

    id: str
    stream: str
    seq: int
    kind: str
    at: str
    #: A login, or `system`.
    actor: str
    request: str | None
    fixed_clock: bool
    #: For people.
    said: str
    data: dict[str, Json]
    payloads: list[dict[str, Json] | None]


def log(context: Context, typed: str | None = None) -> Iterator[EventDocument]:
    """Events in the order recorded, a batch of them in memory at a time; all, or those about `typed`.

    `typed`: `P-12`, `trainee/role`, `O-5`, `CH-4`, `R-3`, `REC-7`, `T-5`, a login, or the name of a process or team.
    Raises `UnknownId`.
    """
    with context.store.reading() as tx:
        names = _Names(tx)
        events = tx.events() if typed is None else _about(tx, typed)
        for batch in batches(events):
            found = tx.kept_payloads([event.id for event in batch])
            for event in batch:
                payloads = [kept(one) for one in found.get(event.id, ())]
                bodies = [None if one.body is None else dict(one.body) for one in payloads]
                yield _document(event, bodies, names)


class _Names:
    """Logins and names of teams, each looked up once."""

    def __init__(self, tx: Reading) -> None:
        self._tx = tx
        self._people: dict[object, str] = {}
        self._teams: dict[object, str] = {}

    def person(self, identity: object) -> str:
        if identity not in self._people:
            found = self._tx.people([identity]) if isinstance(identity, int) else ()
            self._people[identity] = found[0].login if found else f"person {identity}"
        return self._people[identity]

    def team(self, identity: object) -> str:
        if not self._teams:
            self._teams.update((one.id, one.name) for one in self._tx.teams())
        return self._teams.get(identity, f"team {identity}")


#: Of what people were asked in confidence the log says that they answered, and not what.
_IN_CONFIDENCE: Mapping[str, frozenset[str]] = {"survey-answered": frozenset({"useful"})}


def _document(event: Event, payloads: list[dict[str, Json] | None], names: _Names) -> EventDocument:
    kept_back = _IN_CONFIDENCE.get(event.kind)
    return {
        "id": str(event.id),
        "stream": event.stream,
        "seq": event.seq,
        "kind": event.kind,
        "at": moment(event.at),
        "actor": "system" if event.actor is None else names.person(event.actor),
        "request": event.request,
        "fixed_clock": event.fixed_clock,
        "said": sentence(event.kind, event.data, names),
        "data": {key: value for key, value in event.data.items() if key not in (kept_back or ())},
        "payloads": payloads if kept_back is None else [],
    }


def _about(tx: Reading, typed: str) -> Iterator[Event]:
    head, dash, digits = typed.partition("-")
    about = _ABOUT.get(head.upper())
    if dash and digits.isdigit() and about and tx.person_called(typed) is None:
        return about(tx, typed)
    if "/" in typed:
        return _about_pairing(tx, typed)
    streams = _streams_called(tx, typed)
    if not streams:
        raise UnknownId(
            f"nothing is called `{typed}`",
            remedy="Give a pairing (P-12), an observation (O-5), a change (CH-4), a retrospective (R-3), a "
            "recommendation (REC-7), a thread of a review (T-5), a login, a process or a team; or nothing, for all.",
        )
    return _merged(tx, streams)


def _about_change(tx: Reading, typed: str) -> Iterator[Event]:
    from preceptor.services.change_facts import find_change  # its guards are not asked here

    return tx.events(f"change:{find_change(tx, typed).id}")


def _about_retrospective(tx: Reading, typed: str) -> Iterator[Event]:
    from preceptor.services.retrospectives.facts import find_retrospective  # nor are those of retrospectives

    return tx.events(f"retrospective:{find_retrospective(tx, typed).id}")


def _about_recommendation(tx: Reading, typed: str) -> Iterator[Event]:
    from preceptor.services.recommendations.facts import find_recommendation

    return tx.events(f"recommendation:{find_recommendation(tx, typed).id}")


def _about_thread(tx: Reading, typed: str) -> Iterator[Event]:
    """What was said in a thread of a review, and in which revision of the write-up what was agreed was done."""
    thread = tx.thread(number_in(typed, "T", "a thread"))
    if thread is None:
        raise UnknownId(f"there is no thread `{typed}`", remedy="`preceptor review list RETRO` lists them.")
    for event in tx.events(f"retrospective:{thread.retrospective}"):
        made = event.data.get("made")
        if event.data.get("thread") == thread.id or (isinstance(made, list) and thread.id in made):
            yield event


def _about_pairing(tx: Reading, typed: str) -> Iterator[Event]:
    return tx.events(f"pairing:{find_pairing(tx, typed).id}")


def _about_observation(tx: Reading, typed: str) -> Iterator[Event]:
    """What speaks of an observation: in the streams of its people and of the pairings that they climb."""
    observation = tx.observation(number_in(typed, "O", "an observation"))
    if observation is None:
        from preceptor.services.observing import no_observation  # nor is what an observation means

        raise no_observation(typed)
    streams = [f"person:{observation.performer}", f"process:{observation.process}"]
    people = {observation.performer}
    for event in _merged(tx, streams):
        # A voided observation has no watchers any more, but its event has.
        watchers = event.data.get("watchers")
        if event.data.get("observation") == observation.id and isinstance(watchers, list):
            people.update(one for one in watchers if isinstance(one, int))
    climbed = PairingFilter(process=observation.process, role=observation.role, trainees=frozenset(people))
    streams += [f"pairing:{one.id}" for one in tx.pairings(climbed)]
    return (event for event in _merged(tx, streams) if event.data.get("observation") == observation.id)


_ABOUT: Mapping[str, Callable[[Reading, str], Iterator[Event]]] = {
    "P": _about_pairing,
    "O": _about_observation,
    "CH": _about_change,
    "R": _about_retrospective,
    "REC": _about_recommendation,
    "T": _about_thread,
}


def _streams_called(tx: Reading, name: str) -> list[str]:
    streams = []
    if person := tx.person_called(name):
        streams.append(f"person:{person.id}")
    if name in tx.processes():
        streams.append(f"process:{name}")
    if team := tx.team_called(name):
        streams.append(f"team:{team.id}")
    return streams


def _merged(tx: Reading, streams: Sequence[str]) -> Iterator[Event]:
    return merge(*(tx.events(stream) for stream in streams), key=lambda event: event.id)
