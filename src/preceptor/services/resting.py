"""What rests on an observation: rungs that were signed for with it, and what that earned."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from preceptor.model.certification import FULL, Certification
from preceptor.model.pairing import Observation, Pairing
from preceptor.model.striking import Signature, shortfalls, signatures
from preceptor.ports import PairingFilter, Reading
from preceptor.services.context import Context
from preceptor.services.observing import climb_of, credited_pairings
from preceptor.services.settle import stands
from preceptor.services.standings import standings_today


@dataclass(frozen=True, kw_only=True)
class Rested:
    """Somebody was signed for, or was a founder of an import, who would not have been without an observation."""

    person: int
    #: None where an import made the person a founder, because they performed on the first day of the role.
    pairing: Pairing | None = None
    rung: str | None = None
    signed_by: int | None = None
    #: What of the rung the rest of the record shows, each short of what it asks for.
    left: tuple[str, ...] = ()
    #: What they hold because of it today.
    certifications: tuple[Certification, ...] = ()


def rests_on(context: Context, tx: Reading, observation: Observation) -> list[Rested]:
    """What would not be without an observation, or was before it was struck; by pairing.

    What somebody renewed after it was struck rests on who renewed it.
    """
    people, request = _recorded(tx, observation)
    if observation.voided_at is None:
        pairings = credited_pairings(tx, observation)
    else:
        climbed = PairingFilter(process=observation.process, role=observation.role, trainees=frozenset(people))
        pairings = list(tx.pairings(climbed))
    found = [one for pairing in pairings for one in _signed(context, tx, observation, pairing)]
    return [*found, *_founded(context, tx, observation, request)]


def to_revoke(login: str, process: str, role: str, capabilities: Sequence[str]) -> str | None:
    """What takes away what somebody holds by it; None where that is nothing."""
    if not capabilities:
        return None
    asked = f" --capability {capabilities[0]}" if len(capabilities) == 1 else ""
    return f"preceptor certification revoke {login} --process {process} --role {role}{asked} --why WHY"


def struck_with(tx: Reading, pairing: Pairing) -> Mapping[int, Signature]:
    """The observations with which rungs of a pairing were signed for, and which were struck since; by their id."""
    signed = signatures(tx.events(f"pairing:{pairing.id}"))
    counted = {one.observation for one in tx.credits(pairing.id)}
    return {one: each for one, each in signed.items() if one not in counted}


def left_on(tx: Reading, pairing: Pairing, signature: Signature, *, without: int) -> list[str]:
    """What a rung that was signed for asks for, and is not shown by what counts there without an observation."""
    rung = climb_of(tx, pairing).ladder.rung(signature.rung)
    if rung is None:
        return [f"one observation less than on the rung `{signature.rung}`, which its process has no more"]
    counted = [one for one in tx.credits(pairing.id) if one.counts_in(signature.rung, signature.attempt)]
    left = [one for one in counted if one.observation != without]
    return shortfalls(rung, left, observers=signature.observers)


def _signed(context: Context, tx: Reading, observation: Observation, pairing: Pairing) -> Iterator[Rested]:
    signature = signatures(tx.events(f"pairing:{pairing.id}")).get(observation.id)
    left = left_on(tx, pairing, signature, without=observation.id) if signature else []
    if signature and left:
        earned = {
            int(data["certification"])
            for data in _granted(tx, pairing.trainee)
            if data.get("pairing") == pairing.id and data["capability"] in signature.earned
        }
        yield Rested(
            person=pairing.trainee,
            pairing=pairing,
            rung=signature.rung,
            signed_by=signature.by,
            left=tuple(left),
            certifications=_held(context, tx, observation, pairing.trainee, earned),
        )


def _founded(context: Context, tx: Reading, observation: Observation, request: str | None) -> Iterator[Rested]:
    """Whoever performs on the first day of a role in an import is its founder from that day on."""
    if request is None:
        return
    day = observation.held_on
    granted = {
        int(data["certification"])
        for data in _granted(tx, observation.performer, request)
        if (data["process"], data["role"], data["source"]) == (observation.process, observation.role, "founder")
        and data["granted_on"] == day.isoformat()
    }
    if not granted or any(
        one.held_on == day and one.role == observation.role and one.performer == observation.performer
        for one in tx.observations(observation.process, observation.performer)
        if one.id != observation.id
    ):
        return
    held = _held(context, tx, observation, observation.performer, granted)
    if held:
        yield Rested(person=observation.performer, certifications=held)


def _held(
    context: Context, tx: Reading, observation: Observation, person: int, granted: Collection[int]
) -> tuple[Certification, ...]:
    """What of these certifications, or in their place, somebody holds today, unless it was renewed since."""
    known = {
        one.id: one for one in tx.certifications(process=observation.process, role=observation.role, person=person)
    }
    standing = standings_today(context, tx, observation.process, observation.role)
    found = []
    for identity in sorted(granted):
        one: Certification | None = known.get(identity)
        while one is not None and one.renewed_by is not None and not _renewed_since(one, observation):
            one = known.get(one.renewed_by)
        if one is None or not stands(one) or _renewed_since(one, observation):
            continue
        if standing.get((person, one.capability)) in FULL:
            found.append(one)
    return tuple(found)


def _renewed_since(one: Certification, observation: Observation) -> bool:
    struck = observation.voided_at
    return struck is not None and one.source == "renewal" and one.granted_on >= struck.date()


def _recorded(tx: Reading, observation: Observation) -> tuple[frozenset[int], str | None]:
    """Everybody in an observation as it was recorded, and by which request: a struck one has no watchers any more."""
    for event in tx.events(f"person:{observation.performer}"):
        data: Mapping[str, Any] = event.data
        if event.kind == "observation-recorded" and data["observation"] == observation.id:
            return frozenset((data["performer"], *data["watchers"])), event.request
    return frozenset(observation.people), None


def _granted(tx: Reading, person: int, request: str | None = None) -> Iterator[Mapping[str, Any]]:
    """What somebody was granted: ever, or by one request."""
    for event in tx.events(f"person:{person}"):
        if event.kind == "certification-granted" and request in (None, event.request):
            yield event.data
