"""Strikes observations that were recorded in error."""

from typing import TypedDict

from preceptor.model.event import Happening, Payload
from preceptor.model.pairing import Observation, Pairing
from preceptor.model.refusal import Refusal
from preceptor.services.act import Act, require_owner, require_reason
from preceptor.services.command import carry_out
from preceptor.services.context import Context
from preceptor.services.observing import climb_of, credited_pairings, find_observation
from preceptor.services.owing import Owing, owe_rung
from preceptor.services.pairing_facts import current_credits


class VoidAnswer(TypedDict):
    """For which pairings an observation counted before it was struck."""

    id: str
    pairings: list[str]


def void(context: Context, typed: str, *, why: str) -> VoidAnswer | Refusal:
    """It counts for nobody any more, and stays on record. What was signed because of it stays signed."""

    def work(act: Act) -> VoidAnswer:
        require_reason(why)
        observation = find_observation(act.tx, typed)
        require_owner(act, observation.process, "void an observation")
        act.tx.lock_pairings([one.id for one in credited_pairings(act.tx, observation)])
        pairings = credited_pairings(act.tx, observation)
        voided = Happening(
            stream=f"person:{observation.performer}",
            kind="observation-voided",
            data={"observation": observation.id},
            payloads=(Payload(person=observation.performer, body={"text": why}),),
        )
        act.record([voided])
        for pairing in pairings:
            _owe_again(act, pairing, observation)
        return {"id": observation.short_id, "pairings": [one.short_id for one in pairings]}

    return carry_out(context, "observation void", {"observation": typed, "why": why}, work)


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
