"""Rates and gives feedback for an observation after it was recorded."""

from collections.abc import Iterator
from typing import TypedDict

from preceptor.errors import BadInput
from preceptor.model.canonical import Json
from preceptor.model.event import Happening
from preceptor.model.obligation import Obligation
from preceptor.model.pairing import Credit, Observation, Pairing
from preceptor.model.refusal import Reason, Refusal
from preceptor.services.act import Act, refuse
from preceptor.services.command import carry_out
from preceptor.services.context import Context
from preceptor.services.documents import ReasonDocument, reason_document
from preceptor.services.judging import (
    Judgement,
    check_standards,
    credit_of,
    feedback_given,
    may_not_rate,
    rated,
)
from preceptor.services.observing import Climb, climb_of, credited_pairings, find_observation
from preceptor.services.owing import Owing
from preceptor.services.pairing_facts import find_pairing
from preceptor.services.raters import raters_on


class FeedbackAnswer(TypedDict):
    """For which pairings an observation was judged, and why it was not for the others that count it."""

    id: str
    pairings: list[str]
    unjudged: list[ReasonDocument]


def give_feedback(
    context: Context, typed: str, judgement: Judgement, *, pairing: str | None = None
) -> FeedbackAnswer | Refusal:
    """Judge an observation for every pairing (or one) that counts it, where it is missing and the actor may.

    Each pairing takes the judgement whole or not at all. It is refused where none does.
    """

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
        unjudged: list[Reason] = []
        for climb, credit in _counting(act, pairings, observation, judgement):
            owing = Owing(act=act)
            waiting = _waiting(owing, climb.pairing, observation)
            reasons = list(_against(act, climb, credit, observation, judgement, waiting))
            if reasons:
                unjudged.extend(reasons)
                continue
            owing.settle(waiting if judgement.feedback else [])
            act.record(_judged(act, climb, credit, observation, judgement, owing))
            given.append(climb.pairing.short_id)
        if not given:
            refuse(*unjudged)
        return {
            "id": observation.short_id,
            "pairings": given,
            "unjudged": [reason_document(reason) for reason in unjudged],
        }

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


def _waiting(owing: Owing, pairing: Pairing, observation: Observation) -> list[Obligation]:
    return [one for one in owing.found(pairing.short_id, "feedback") if one.step == observation.short_id]


def _against(
    act: Act,
    climb: Climb,
    credit: Credit,
    observation: Observation,
    judgement: Judgement,
    waiting: list[Obligation],
) -> Iterator[Reason]:
    """Whatever speaks against the judgement for one pairing; a part that is left out would be lost unseen."""
    pairing = climb.pairing
    ratings = _ratings(climb, credit, judgement)
    able = raters_on(act.tx, pairing, climb.rule_on(credit.rung), observation.people, observation.held_on)
    # A preceptor owes the feedback of an occasion that was recorded for somebody else, seen or asked about.
    owes = act.by.id in {one.person for one in waiting}
    if act.by.id not in able and not owes:
        yield may_not_rate(act, pairing, able)
        return
    if act.by.id not in able and ratings:
        yield may_not_rate(act, pairing, able, owes_feedback=True)
    if judgement.feedback and credit.feedback:
        yield _said_before(pairing, f"the feedback for {observation.short_id} was given")
    for standard in sorted(set(ratings) & set(credit.ratings)):
        yield _said_before(pairing, f"`{standard}` was rated for {observation.short_id}")
    if not judgement.feedback and not ratings:
        message = f"{pairing.short_id}: nothing is said of the standards of its rung `{credit.rung}`"
        yield Reason(guard="feedback", message=message)


def _judged(
    act: Act, climb: Climb, credit: Credit, observation: Observation, judgement: Judgement, owing: Owing
) -> list[Happening]:
    """What goes on record for one pairing."""
    happenings: list[Happening] = []
    if judgement.feedback:
        happenings.append(feedback_given(act, climb.pairing, observation, judgement.feedback, owing))
    ratings = _ratings(climb, credit, judgement)
    if ratings:
        happenings.append(rated(act, climb.pairing, observation, ratings))
    return happenings


def _ratings(climb: Climb, credit: Credit, judgement: Judgement) -> dict[str, Json]:
    rung = climb.ladder.rung(credit.rung)
    return judgement.ratings(rung) if rung else {}


def _said_before(pairing: Pairing, what: str) -> Reason:
    return Reason(
        guard="feedback",
        message=f"{pairing.short_id}: {what} before, and stays as it was said",
        command=f"preceptor pairing show {pairing.short_id}",
    )
