"""Moves pairings along their ladder."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import cast

from preceptor.errors import BadInput
from preceptor.machine import Decision
from preceptor.model.canonical import Json
from preceptor.model.deadline import due_at as deadline
from preceptor.model.definition import Capability, Rung
from preceptor.model.duration import Duration, Unit
from preceptor.model.event import Happening, Payload, moment
from preceptor.model.pairing_facts import PairingFacts
from preceptor.model.refusal import Refusal
from preceptor.services.act import Act, require_reason
from preceptor.services.command import carry_out
from preceptor.services.context import Context, known_person
from preceptor.services.deciding import decided
from preceptor.services.documents import PairingDocument
from preceptor.services.following.owed_runs import run_documents
from preceptor.services.following.team_runs import asked_on_certifying
from preceptor.services.granting import grant_by_rung
from preceptor.services.judging import credit_of
from preceptor.services.observing import climb_of, find_observation
from preceptor.services.owing import Owing, owe_rung, rung_due
from preceptor.services.pairing_facts import (
    current_credits,
    facts_after,
    facts_of,
    locked_pairing,
    pairing_document,
    reduction,
    with_grants,
    with_preceptor,
)
from preceptor.services.raters import raters_on


def advance(context: Context, typed: str, *, note: str | None = None) -> PairingDocument | Refusal:
    """Sign for the present rung: the pairing climbs to the next, and the rung grants what it grants."""

    def effect(act: Act, facts: PairingFacts, decision: Decision) -> list[Happening]:
        pairing, rung = facts.pairing, facts.rung
        owing = Owing(act=act)
        owing.settle(owing.found(pairing.short_id, "review"))
        data: dict[str, Json] = {"before": pairing.state, "signed_by": act.by.id}
        if rung and reduction(facts):
            data["observers_reduced"] = [rung.observers, facts.observers_needed]
        data |= _enter(act, facts, decision.target, owing)
        granted = grant_by_rung(act, facts)
        if rung and granted:
            data["earned"] = rung.grants
        return [_moved("rung-advanced", facts, data, owing, note), *granted]

    return _move(context, typed, "advance", {"note": note}, effect)


def repeat(context: Context, typed: str, *, why: str) -> PairingDocument | Refusal:
    """Begin the present rung again after a *not yet*: what was observed stays on record and counts no longer."""

    def effect(act: Act, facts: PairingFacts, decision: Decision) -> list[Happening]:
        pairing, rung = facts.pairing, facts.rung
        if rung is None:
            raise LookupError(f"{pairing.state} is no rung")
        owing = Owing(act=act)
        again = _enter(act, facts, decision.target, owing)
        repeats = act.tx.repeats(pairing.id, rung.name) + 1
        if repeats >= facts.ladder.repeats_before_review:
            _oblige_owners(owing, facts, rung)
        attempt = pairing.attempt + 1 if decision.target == facts.state else again["attempt"]
        return [_moved("rung-repeated", facts, {**again, "attempt": attempt}, owing, why)]

    return _move(context, typed, "repeat", {"why": why}, effect)


def pause(context: Context, typed: str, *, why: str) -> PairingDocument | Refusal:
    """Rest: nobody owes the rung until the pairing resumes."""

    def effect(act: Act, facts: PairingFacts, decision: Decision) -> list[Happening]:
        owing = Owing(act=act)
        owing.settle(owing.found(facts.pairing.short_id, "rung", "review"))
        data: dict[str, Json] = {"state": decision.target, "back": facts.state, "paused_at": moment(act.now)}
        return [_moved("pairing-paused", facts, data, owing, why)]

    return _move(context, typed, "pause", {"why": why}, effect)


def resume(context: Context, typed: str, *, why: str) -> PairingDocument | Refusal:
    """Go on where the pause began; the rung is due as much later as the pause was long."""

    def effect(act: Act, facts: PairingFacts, decision: Decision) -> list[Happening]:
        pairing = facts.pairing
        owing = Owing(act=act)
        data: dict[str, Json] = {"state": decision.target, "back": None, "paused_at": None}
        rung = facts.ladder.rung(decision.target)
        if rung and pairing.due_at and pairing.paused_at:
            due = _later(act, pairing.due_at, act.now - pairing.paused_at, rung, facts)
            resumed = replace(pairing, state=decision.target)
            met = len(current_credits(resumed, facts.history)) >= rung.observations
            owe_rung(owing, resumed, rung, met=met, due_at=due)
            data["due_at"] = moment(due)
        return [_moved("pairing-resumed", facts, data, owing, why)]

    return _move(context, typed, "resume", {"why": why}, effect)


def withdraw(context: Context, typed: str, *, why: str) -> PairingDocument | Refusal:
    """End the pairing before its end. What was earned stays."""

    def effect(act: Act, facts: PairingFacts, decision: Decision) -> list[Happening]:
        owing = Owing(act=act)
        owing.settle(owing.found(facts.pairing.short_id))
        data: dict[str, Json] = {"state": decision.target, "ended_at": moment(act.now), "due_at": None}
        return [_moved("pairing-withdrawn", facts, data, owing, why)]

    return _move(context, typed, "withdraw", {"why": why}, effect)


def reassign(context: Context, typed: str, *, preceptor: str, why: str) -> PairingDocument | Refusal:
    """Give the pairing another preceptor, who is judged like one at the start."""

    def prepare(act: Act, facts: PairingFacts) -> PairingFacts:
        return with_preceptor(context, act.tx, facts, known_person(act.tx, preceptor))

    def effect(act: Act, facts: PairingFacts, decision: Decision) -> list[Happening]:
        pairing, rung = facts.pairing, facts.rung
        owing = Owing(act=act)
        owing.settle(owing.found(pairing.short_id, "review"))
        if rung and pairing.due_at:
            met = len(facts.credits) >= rung.observations
            owe_rung(owing, pairing, rung, met=met, due_at=pairing.due_at)
        _hand_over_feedback(act, owing, facts)
        return [_moved("pairing-reassigned", facts, {"state": facts.state}, owing, why)]

    return _move(
        context, typed, "reassign", {"preceptor": preceptor, "why": why}, effect, prepare, involved=preceptor
    )


def extend(context: Context, typed: str, *, due: date, why: str) -> PairingDocument | Refusal:
    """Give the present rung until the end of another day, where the trainee is."""

    def prepare(act: Act, facts: PairingFacts) -> PairingFacts:
        return replace(facts, wanted_due=due)

    def effect(act: Act, facts: PairingFacts, decision: Decision) -> list[Happening]:
        rung = facts.rung
        if rung is None:
            raise LookupError(f"{facts.state} is no rung")
        end = _end_of(context, facts, due)
        owing = Owing(act=act)
        owing.settle(owing.found(facts.pairing.short_id, "review"))
        owe_rung(owing, facts.pairing, rung, met=len(facts.credits) >= rung.observations, due_at=end)
        return [_moved("pairing-extended", facts, {"due_at": moment(end)}, owing, why)]

    return _move(context, typed, "extend", {"due": due.isoformat(), "why": why}, effect, prepare)


def _end_of(context: Context, facts: PairingFacts, day: date) -> datetime:
    calendar = context.calendar_of(facts.trainee)
    if day.year >= date.max.year:
        raise BadInput(f"{day} is beyond the calendar")
    return datetime.combine(day, calendar.day_ends, calendar.zone)


def _later(act: Act, due: datetime, by: timedelta, rung: Rung, facts: PairingFacts) -> datetime:
    """A deadline moved by a while; one in days still ends with a working day of the trainee's."""
    moved = due + by
    if rung.within.unit.on_the_clock:
        return moved
    return deadline(moved, Duration(amount=0, unit=Unit.DAYS), act.context.calendar_of(facts.trainee))


def _move(
    context: Context,
    typed: str,
    trigger: str,
    arguments: dict[str, Json],
    effect: Callable[[Act, PairingFacts, Decision], list[Happening]],
    prepare: Callable[[Act, PairingFacts], PairingFacts] | None = None,
    *,
    involved: str | None = None,
) -> PairingDocument | Refusal:
    """Lock, load the facts, let the machine decide, record what follows. Every move of a pairing runs here.

    `involved`: the login of somebody whom the guards read besides trainee and preceptor.
    """

    def work(act: Act) -> PairingDocument:
        tx = act.tx
        if "why" in arguments:
            require_reason(str(arguments["why"]))
        locked = locked_pairing(tx, typed)
        others = [known_person(tx, involved).id] if involved else []
        tx.lock_people([locked.trainee, locked.preceptor, *others])
        facts = facts_of(context, tx, locked, act.by)
        if prepare:
            facts = prepare(act, facts)
        happenings = effect(act, facts, decided(act, facts.lifecycle, facts, facts.pairing, trigger))
        act.record(happenings)
        granted = [cast(Capability, one.data["capability"]) for one in happenings if "capability" in one.data]
        asked = asked_on_certifying(act, facts.trainee, facts.pairing.process, facts.pairing.role) if granted else []
        act.record(asked)
        document = pairing_document(tx, facts_after(context, tx, with_grants(facts, granted)))
        if runs := run_documents(tx, [*happenings, *asked]):
            document = {**document, "runs": runs}
        reduced = reduction(facts) if trigger == "advance" else None
        return {**document, "notes": [reduced, *document.get("notes", [])]} if reduced else document

    return carry_out(context, f"pairing {trigger}", {"pairing": typed, **arguments}, work)


def _enter(act: Act, facts: PairingFacts, target: str, owing: Owing) -> dict[str, Json]:
    """What entering a state sets; a rung is owed anew, a final state is not."""
    pairing = facts.pairing
    rung = facts.ladder.rung(target)
    # On a rung where the pairing was before, what counted then counts no longer.
    attempt = max((one.attempt for one in facts.history if one.rung == target), default=0) + 1
    data: dict[str, Json] = {"state": target, "attempt": attempt, "entered_at": moment(act.now)}
    if rung is None:
        owing.settle(owing.found(pairing.short_id, "rung"))
        ended = moment(act.now) if facts.lifecycle.state(target).final else None
        return {**data, "due_at": None, "ended_at": ended}
    due = rung_due(act, facts.trainee, rung)
    entered = replace(pairing, state=target, attempt=attempt)
    met = len(current_credits(entered, facts.history)) >= rung.observations
    owe_rung(owing, entered, rung, met=met, due_at=due)
    return {**data, "due_at": moment(due)}


def _moved(kind: str, facts: PairingFacts, data: dict[str, Json], owing: Owing, text: str | None) -> Happening:
    pairing = facts.pairing
    return Happening(
        stream=f"pairing:{pairing.id}",
        kind=kind,
        data={
            "pairing": pairing.id,
            "process": pairing.process,
            "role": pairing.role,
            "trainee": pairing.trainee,
            "preceptor": pairing.preceptor,
            "edition": pairing.edition,
            "revision": pairing.revision + 1,
            **data,
            **owing.data,
        },
        payloads=(Payload(person=pairing.trainee, body={"text": text}),) if text else (),
    )


def _oblige_owners(owing: Owing, facts: PairingFacts, rung: Rung) -> None:
    """The third repeat of a rung is the process's business too: every owner owes a look at the pairing."""
    pairing = facts.pairing
    owing.settle(owing.found(pairing.short_id, "review"))
    for owner in owing.act.tx.owners(pairing.process):
        calendar = owing.act.context.calendar_of(owner)
        owing.open(
            "review",
            person=owner,
            process=pairing.process,
            instance=pairing.short_id,
            step=rung.name,
            due_at=deadline(owing.act.now, facts.ladder.feedback_within, calendar),
        )


def _hand_over_feedback(act: Act, owing: Owing, facts: PairingFacts) -> None:
    """What feedback is still missing passes to the new preceptor where the one who owes it may not give it now."""
    climb = climb_of(act.tx, facts.pairing)
    for one in owing.found(facts.pairing.short_id, "feedback"):
        observation = find_observation(act.tx, str(one.step))
        credit = credit_of(facts.history, observation.id)
        if credit is None:
            continue
        rule = climb.rule_on(credit.rung)
        if one.person in raters_on(act.tx, climb.pairing, rule, observation.people, observation.held_on):
            continue
        owing.settle([one])
        owing.open(
            "feedback",
            person=facts.preceptor,
            process=one.process,
            instance=one.instance,
            step=one.step,
            due_at=one.due_at,
        )
