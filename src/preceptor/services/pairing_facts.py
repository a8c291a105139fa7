"""Loads what the guards of a pairing read, and says what a pairing looks like to its people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from preceptor.errors import UnknownId
from preceptor.machine import Outlook, outlook
from preceptor.model.certification import Standing
from preceptor.model.definition import Capability
from preceptor.model.event import moment
from preceptor.model.pairing import Credit, Pairing
from preceptor.model.pairing_facts import PairingFacts
from preceptor.model.people import Person
from preceptor.ports import ObligationFilter, PairingFilter, Reading, Writing
from preceptor.services.context import Context, known_person, number_in
from preceptor.services.documents import (
    CreditDocument,
    FeedbackDocument,
    PairingDocument,
    reason_document,
)
from preceptor.services.editions import edition_document
from preceptor.services.raters import raters_on
from preceptor.services.standings import judged


def find_pairing(tx: Reading, typed: str) -> Pairing:
    """The pairing that somebody typed: `P-12`, `12` or `trainee/role`. Raises `UnknownId`.

    `trainee/role` is the open pairing, else the last one.
    """
    login, slash, role = typed.partition("/")
    if not slash:
        pairing = tx.pairing(number_in(typed, "P", "a pairing"))
    else:
        person = known_person(tx, login)
        found = [one for one in tx.pairings(PairingFilter(role=role, person=person.id)) if one.trainee == person.id]
        running = [one for one in found if one.ended_at is None]
        if len(running) > 1:
            ids = ", ".join(f"{one.short_id} ({one.process})" for one in running)
            raise UnknownId(f"`{typed}` could be {ids}; type the id", remedy="")
        pairing = running[0] if running else found[-1] if found else None
    if pairing is None:
        raise UnknownId(f"there is no pairing `{typed}`", remedy="`preceptor pairing list` shows the pairings.")
    return pairing


def locked_pairing(tx: Writing, typed: str) -> Pairing:
    """The same, locked for the rest of the transaction, and as it is once the lock is held. Raises `UnknownId`."""
    identity = find_pairing(tx, typed).id if "/" in typed else number_in(typed, "P", "a pairing")
    tx.lock_pairings([identity])
    return find_pairing(tx, f"P-{identity}")


def facts_of(context: Context, tx: Reading, pairing: Pairing, actor: Person | None) -> PairingFacts:
    """Everything that a decision about the pairing depends on, as of now."""
    definition = tx.definition(pairing.edition)
    ladder = definition.ladder_of(pairing.role)
    if ladder is None:
        raise LookupError(f"{pairing.short_id} climbs a ladder that its edition does not have")
    certifications = tx.certifications(process=pairing.process, role=pairing.role)
    owners = tx.owners(pairing.process)
    team = tx.team(pairing.team) if pairing.team else None
    history = tuple(tx.credits(pairing.id))
    credits = current_credits(pairing, history)
    feedback_from = _feedback_from(tx, pairing, credits)
    named = {
        pairing.trainee,
        pairing.preceptor,
        *(one.person for one in certifications),
        *feedback_from.values(),
        *(observer for credit in credits for observer in credit.observers),
        *([team.lead] if team and team.lead else []),
    }
    people = {one.id: one for one in (*tx.people(named), *owners, *([actor] if actor else []))}
    trainee = people[pairing.trainee]
    facts = PairingFacts(
        pairing=pairing,
        ladder=ladder,
        lifecycle=definition.lifecycle_of_ladder(ladder),
        people=people,
        owners=tuple(owner.id for owner in owners),
        team=team.name if team else None,
        team_lead=team.lead if team else None,
        actor=actor.id if actor else None,
        history=history,
        credits=credits,
        feedback_from=feedback_from,
        standings=judged(tx, certifications, lambda one: context.calendar_of(people[one]).today(context.now)),
        trainee_load=tx.load(pairing.trainee, without=pairing.id),
        preceptor_load=tx.load(pairing.preceptor, without=pairing.id),
        today=context.calendar_of(trainee).today(context.now),
        present_due=pairing.due_at and pairing.due_at.astimezone(context.calendar_of(trainee).zone).date(),
    )
    return replace(facts, raters=_raters(tx, facts))


def facts_after(context: Context, tx: Reading, facts: PairingFacts) -> PairingFacts:
    """The facts once a move of the pairing is recorded. Only what a move can change is read again."""
    pairing = find_pairing(tx, facts.pairing.short_id)
    credits = current_credits(pairing, facts.history)
    due = pairing.due_at
    after = replace(
        facts,
        pairing=pairing,
        credits=credits,
        feedback_from=_feedback_from(tx, pairing, credits),
        present_due=due and due.astimezone(context.calendar_of(facts.trainee).zone).date(),
    )
    return replace(after, raters=_raters(tx, after))


def with_grants(facts: PairingFacts, capabilities: Iterable[Capability]) -> PairingFacts:
    """The facts with what the trainee was granted by a move."""
    granted: dict[tuple[int, Capability], Standing] = {(facts.pairing.trainee, one): "valid" for one in capabilities}
    return replace(facts, standings={**facts.standings, **granted})


def _feedback_from(tx: Reading, pairing: Pairing, credits: Sequence[Credit]) -> Mapping[int, int]:
    if all(one.feedback for one in credits):
        return {}
    owed = tx.obligations(ObligationFilter(instance=pairing.short_id, kind="feedback"))
    return {number_in(one.step, "O", "an observation"): one.person for one in owed if one.step and one.person}


def _raters(tx: Reading, facts: PairingFacts) -> tuple[int, ...]:
    observation = tx.observation(facts.unrated.observation) if facts.unrated else None
    if observation is None:
        return ()
    return tuple(sorted(raters_on(tx, facts.pairing, facts.rule, observation.people, observation.held_on)))


def with_preceptor(context: Context, tx: Reading, facts: PairingFacts, preceptor: Person) -> PairingFacts:
    """The same pairing as if somebody else were its preceptor: what a reassignment is judged by."""
    return replace(
        facts,
        pairing=replace(facts.pairing, preceptor=preceptor.id),
        people={**facts.people, preceptor.id: preceptor},
        preceptor_load=tx.load(preceptor.id, without=facts.pairing.id),
    )


def current_credits(pairing: Pairing, credits: Sequence[Credit]) -> tuple[Credit, ...]:
    """The credits that count on the present rung in the present attempt."""
    return tuple(one for one in credits if one.counts_in(pairing.state, pairing.attempt))


def credits_on(pairing: Pairing, rung: str, credits: Sequence[Credit]) -> int:
    """How many observations count on a rung, in its present or last attempt."""
    last = max((one.attempt for one in credits if one.rung == rung), default=1) or 1
    speaking = pairing.attempt if rung == pairing.state else last
    return sum(one.counts_in(rung, speaking) for one in credits)


def pairing_document(tx: Reading, facts: PairingFacts) -> PairingDocument:
    """What a pairing looks like now. A rung that was repeated shows the credits of its last attempt."""
    pairing = facts.pairing
    credits = facts.history
    view = what_next(facts)
    rests = facts.lifecycle.state(facts.state).rests
    document: PairingDocument = {
        "id": pairing.short_id,
        "trainee": facts.trainee.login,
        "preceptor": facts.preceptor.login,
        "process": pairing.process,
        "role": pairing.role,
        "team": facts.team,
        "state": pairing.state,
        "attempt": pairing.attempt,
        "edition": edition_document(tx, pairing.edition),
        "due": moment(pairing.due_at) if pairing.due_at and not rests else None,
        "credits": {rung.name: credits_on(pairing, rung.name, credits) for rung in facts.ladder.rungs},
        "required": {rung.name: rung.observations for rung in facts.ladder.rungs},
        "certified": list(facts.certified),
        "next": list(view.next),
        "blocked": [reason_document(reason) for reason in view.blocked],
    }
    reduced = reduction(facts)
    return {**document, "notes": [reduced]} if reduced else document


def what_next(facts: PairingFacts) -> Outlook:
    """What may happen next. `reassign` is judged by whoever it would be given to, not by the present preceptor."""
    view = outlook(facts.lifecycle, facts)
    others = [one for one in facts.teachers if one != facts.pairing.preceptor]
    triggers = dict.fromkeys(move.do for move in facts.lifecycle.moves_from(facts.state))
    possible = tuple(one for one in triggers if (others if one == "reassign" else one in view.next))
    return Outlook(next=possible, blocked=view.blocked)


def reduction(facts: PairingFacts) -> str | None:
    """That fewer different observers are asked for than the rung says, as there are too few teachers; else None."""
    rung = facts.rung
    if rung is None or facts.observers_needed == rung.observers:
        return None
    return (
        f"on the rung `{rung.name}` {facts.observers_needed} instead of {rung.observers} different observers: "
        f"no more people hold `teach` for {facts.pairing.role} today"
    )


def observation_documents(tx: Reading, facts: PairingFacts) -> list[CreditDocument]:
    """Every observation that the pairing was credited with, on every rung and attempt, with its feedback."""
    credits = facts.history
    feedback = tx.feedback(facts.pairing.id)
    logins = {one.id: one.login for one in tx.people({person for one in credits for person in one.observers})}
    return [
        {
            "observation": f"O-{one.observation}",
            "rung": one.rung,
            "attempt": one.attempt,
            "held_on": one.held_on.isoformat(),
            "subject": one.subject,
            "observers": [logins[person] for person in one.observers],
            "ratings": dict(one.ratings),
            "feedback": cast(FeedbackDocument | None, feedback.get(one.observation)),
        }
        for one in credits
    ]
