"""Rates and gives feedback for an observation after it was recorded."""

from typing import TypedDict

from preceptor.errors import BadInput
from preceptor.model.event import Happening
from preceptor.model.pairing import Credit, Observation, Pairing
from preceptor.model.refusal import Reason, Refusal
from preceptor.services.act import Act, refuse
from preceptor.services.command import carry_out
from preceptor.services.context import Context
from preceptor.services.judging import (
    Judgement,
    check_standards,
    credit_of,
    feedback_given,
    may_not_rate,
    rated,
    raters_on,
)
from preceptor.services.observing import Climb, climb_of, credited_pairings, find_observation
from preceptor.services.owing import Owing
from preceptor.services.pairing_facts import find_pairing


class FeedbackAnswer(TypedDict):
    """For which pairings an observation was judged."""

    id: str
    pairings: list[str]


def give_feedback(
    context: Context, typed: str, judgement: Judgement, *, pairing: str | None = None
) -> FeedbackAnswer | Refusal:
    """Judge an observation for every pairing (or one) that counts it, where it is missing and the actor may."""

    def work(act: Act) -> FeedbackAnswer:
        if not judgement:
            raise BadInput("nothing is said", remedy="Say --well, --change and --next, or rate with --met.")
        observation = find_observation(act.tx, typed)
        only = find_pairing(act.tx, pairing).id if pairing is not None else None
        pairings = [one for one in credited_pairings(act.tx, observation) if only in (None, one.id)]
        if not pairings:
            raise BadInput(f"{observation.short_id} counts for no such pairing")
        act.tx.lock_pairings([one.id for one in pairings])
        given: list[str] = []
        reasons: list[Reason] = []
        for climb, credit in _counting(act, pairings, observation, judgement):
            happenings = _judged(act, climb, credit, observation, judgement, reasons)
            if happenings:
                act.record(happenings)
                given.append(climb.pairing.short_id)
        if not given:
            refuse(*reasons)
        return {"id": observation.short_id, "pairings": given}

    arguments = {"observation": typed, "pairing": pairing, **judgement.as_arguments()}
    return carry_out(context, "pairing feedback", arguments, work)


def _counting(
    act: Act, pairings: list[Pairing], observation: Observation, judgement: Judgement
) -> list[tuple[Climb, Credit]]:
    found: list[tuple[Climb, Credit]] = []
    for pairing in pairings:
        credit = credit_of(act.tx.credits(pairing.id), observation.id)
        if credit:
            found.append((climb_of(act.tx, pairing), credit))
    rungs = [climb.ladder.rung(credit.rung) for climb, credit in found]
    check_standards([rung for rung in rungs if rung], judgement)
    return found


def _judged(
    act: Act,
    climb: Climb,
    credit: Credit,
    observation: Observation,
    judgement: Judgement,
    reasons: list[Reason],
) -> list[Happening]:
    """What goes on record for one pairing; where nothing does, `reasons` says why."""
    pairing, rung = climb.pairing, climb.ladder.rung(credit.rung)
    owing = Owing(act=act)
    waiting = [one for one in owing.found(pairing.short_id, "feedback") if one.step == observation.short_id]
    able = raters_on(act.tx, climb, credit.rung, observation)
    # A preceptor owes the feedback of an occasion that was recorded for somebody else, seen or asked about.
    if act.by.id not in able | {one.person for one in waiting}:
        reasons.append(may_not_rate(act, pairing, able))
        return []
    happenings: list[Happening] = []
    if judgement.feedback and credit.feedback:
        reasons.append(_said_before(pairing, f"the feedback for {observation.short_id} was given"))
    elif judgement.feedback:
        owing.settle(waiting)
        happenings.append(feedback_given(act, pairing, observation, judgement.feedback, owing))
    if act.by.id not in able:
        if judgement.met or judgement.not_yet:
            reasons.append(may_not_rate(act, pairing, able))
        return happenings
    ratings = judgement.ratings(rung) if rung else {}
    again = sorted(set(ratings) & set(credit.ratings))
    if again:
        reasons.append(_said_before(pairing, f"`{again[0]}` was rated for {observation.short_id}"))
    fresh = {standard: rating for standard, rating in ratings.items() if standard not in credit.ratings}
    if fresh:
        happenings.append(rated(act, pairing, observation, fresh))
    return happenings


def _said_before(pairing: Pairing, what: str) -> Reason:
    return Reason(
        guard="feedback",
        message=f"{pairing.short_id}: {what} before, and stays as it was said",
        command=f"preceptor pairing show {pairing.short_id}",
    )
