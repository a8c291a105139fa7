"""Strikes observations that were recorded in error, and says what that changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict

from preceptor.model.canonical import Json
from preceptor.model.certification import FULL
from preceptor.model.event import Happening, Payload
from preceptor.model.pairing import Observation, Pairing
from preceptor.model.refusal import Refusal
from preceptor.ports import Reading
from preceptor.services.act import Act, require_owner, require_reason
from preceptor.services.command import carry_out
from preceptor.services.context import Context
from preceptor.services.documents import RunDocument
from preceptor.services.following.owed_runs import run_documents
from preceptor.services.following.reopening import Reopened, reopened_by
from preceptor.services.observing import climb_of, credited_pairings, find_observation
from preceptor.services.owing import Owing, owe_rung
from preceptor.services.pairing_facts import current_credits
from preceptor.services.resting import Rested, rests_on, to_revoke
from preceptor.services.standings import Standings, standings_today


class RestedDocument(TypedDict):
    """Somebody who was signed for, or was a founder of an import, with an observation that is struck.

    That stays. `command` takes away what they hold because of it; None where they hold nothing by it any more.
    """

    person: str
    pairing: str | None
    rung: str | None
    signed_by: str | None
    #: What of the rung is left without it, each short of what the rung asks for.
    left: list[str]
    certified: list[str]
    command: str | None


class BehindDocument(TypedDict):
    """What somebody holds and has to catch up with again. `by`: the last day, where they are."""

    person: str
    role: str
    capabilities: list[str]
    version: str
    by: str


class LapsedDocument(TypedDict):
    """What somebody does not hold any more, as they have not done the role for too long without the observation."""

    person: str
    role: str
    capability: str


class VoidDocument(TypedDict):
    """What striking an observation changes, or would. Answers from before that was told have the first two only."""

    id: str
    #: The pairings for which it counted.
    pairings: list[str]
    dry_run: NotRequired[bool]
    signed: NotRequired[list[RestedDocument]]
    behind: NotRequired[list[BehindDocument]]
    runs: NotRequired[list[RunDocument]]
    lapsed: NotRequired[list[LapsedDocument]]
    #: Who is told of it by mail, as far as they have an address.
    told: NotRequired[list[str]]


class _Tried(Exception):
    """Carries what striking would change out of its transaction, so that nothing of it is kept."""

    def __init__(self, document: VoidDocument) -> None:
        super().__init__()
        self.document = document


@dataclass(frozen=True, kw_only=True)
class _Consequences:
    """What an observation bears."""

    pairings: Sequence[Pairing]
    rested: Sequence[Rested]
    reopened: Reopened
    #: Ids of the people whom it concerns, without who strikes it.
    told: Sequence[int]


def void(context: Context, typed: str, *, why: str, dry_run: bool = False) -> VoidDocument | Refusal:
    """It counts for nobody any more, and stays on record.

    What was caught up with by it alone is open again. What was signed because of it stays signed until an owner
    revokes it, and everybody whom that concerns is told.
    """

    def work(act: Act) -> VoidDocument:
        require_reason(why)
        observation = find_observation(act.tx, typed)
        require_owner(act, observation.process, "void an observation")
        act.tx.lock_pairings([one.id for one in credited_pairings(act.tx, observation)])
        act.tx.lock_people(observation.people)
        found = _consequences(act, observation)
        held = standings_today(context, act.tx, observation.process, observation.role)
        voided = _voided(act, observation, found, why)
        act.record([voided])
        for pairing in found.pairings:
            _owe_again(act, pairing, observation)
        document = _document(act, observation, found, [voided], held)
        if dry_run:
            raise _Tried({**document, "dry_run": True})
        return document

    try:
        return carry_out(context, "observation void", {"observation": typed, "why": why}, work)
    except _Tried as tried:
        return tried.document


def _consequences(act: Act, observation: Observation) -> _Consequences:
    pairings = credited_pairings(act.tx, observation)
    rested = rests_on(act.context, act.tx, observation)
    reopened = reopened_by(act, observation)
    return _Consequences(
        pairings=pairings,
        rested=rested,
        reopened=reopened,
        told=_concerned(act, observation, pairings, rested, reopened),
    )


def _concerned(
    act: Act, observation: Observation, pairings: Sequence[Pairing], rested: Sequence[Rested], reopened: Reopened
) -> list[int]:
    """Who loses something by it, who signed because of it, and the owners where somebody is certified by that."""
    people = [person for one in pairings for person in (one.trainee, one.preceptor)]
    people += [person for one in rested for person in (one.person, one.signed_by) if person is not None]
    if any(one.certifications for one in rested):
        people += [one.id for one in act.tx.owners(observation.process)]
    if reopened.data:
        people.append(observation.performer)
    wanted = dict.fromkeys(one for one in people if one != act.by.id)
    active = {one.id for one in act.tx.people(wanted) if one.active}
    return [one for one in wanted if one in active]


def _voided(act: Act, observation: Observation, found: _Consequences, why: str) -> Happening:
    rested: list[Json] = [
        {
            "person": one.person,
            "pairing": one.pairing.id if one.pairing else None,
            "rung": one.rung,
            "signed_by": one.signed_by,
            "certifications": [each.id for each in one.certifications],
        }
        for one in found.rested
    ]
    return Happening(
        stream=f"person:{observation.performer}",
        kind="observation-voided",
        data={
            "observation": observation.id,
            "process": observation.process,
            "role": observation.role,
            "by": act.by.id,
            "pairings": [one.id for one in found.pairings],
            "told": list(found.told),
            **({"rested": rested} if rested else {}),
            **found.reopened.data,
        },
        payloads=(Payload(person=observation.performer, body={"text": why}),),
    )


def _owe_again(act: Act, pairing: Pairing, observation: Observation) -> None:
    """Its feedback is owed no longer; the rung goes back to the trainee where its counts are not met any more."""
    owing = Owing(act=act)
    waiting = owing.found(pairing.short_id, "feedback")
    owing.settle([one for one in waiting if one.step == observation.short_id])
    rung = climb_of(act.tx, pairing).ladder.rung(pairing.state)
    if rung and pairing.due_at:
        met = len(current_credits(pairing, act.tx.credits(pairing.id))) >= rung.observations
        owe_rung(owing, pairing, rung, met=met, due_at=pairing.due_at)
    if owing.data:
        data = {"pairing": pairing.id, **owing.data}
        act.record([Happening(stream=f"pairing:{pairing.id}", kind="pairing-touched", data=data)])


def _document(
    act: Act, observation: Observation, found: _Consequences, voided: Sequence[Happening], held: Standings
) -> VoidDocument:
    performer = act.tx.person(observation.performer).login
    return {
        "id": observation.short_id,
        "pairings": [one.short_id for one in found.pairings],
        "dry_run": False,
        "signed": [_rested_document(act.tx, one) for one in found.rested],
        "behind": [
            {
                "person": performer,
                "role": observation.role,
                "capabilities": [one.capability for one in certifications],
                "version": version,
                "by": str(found.reopened.by),
            }
            for version, certifications in sorted(found.reopened.behind.items())
        ],
        "runs": run_documents(act.tx, voided),
        "lapsed": list(_lapsed(act, observation, held)),
        "told": [act.tx.person(one).login for one in found.told],
    }


def _rested_document(tx: Reading, one: Rested) -> RestedDocument:
    """What rests on a struck observation, as commands show it."""
    login = tx.person(one.person).login
    capabilities = [str(each.capability) for each in one.certifications]
    about = one.certifications[0] if one.certifications else None
    return {
        "person": login,
        "pairing": one.pairing.short_id if one.pairing else None,
        "rung": one.rung,
        "signed_by": tx.person(one.signed_by).login if one.signed_by is not None else None,
        "left": list(one.left),
        "certified": capabilities,
        "command": to_revoke(login, about.process, about.role, capabilities) if about else None,
    }


def _lapsed(act: Act, observation: Observation, before: Standings) -> Iterator[LapsedDocument]:
    """What was held before, and is not held now that the observation is no practice any more."""
    after = standings_today(act.context, act.tx, observation.process, observation.role)
    for (person, capability), standing in sorted(before.items()):
        if standing in FULL and after.get((person, capability)) not in FULL:
            login = act.tx.person(person).login
            yield {"person": login, "role": observation.role, "capability": capability}
