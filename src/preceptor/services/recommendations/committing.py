"""Commitments: who does it by when, in which ticket, what became of the day, and where it can be seen."""

from dataclasses import replace
from datetime import date

from preceptor.machine import Decision
from preceptor.model.canonical import Json
from preceptor.model.event import Happening
from preceptor.model.recommendation import Recommendation
from preceptor.model.recommendation_facts import RecommendationFacts, Wanted
from preceptor.model.refusal import Refusal
from preceptor.ports import Reading
from preceptor.services.act import Act
from preceptor.services.context import Context, known_person
from preceptor.services.recommendations.deciding import because, told
from preceptor.services.recommendations.documents import RecommendationDocument
from preceptor.services.recommendations.duties import REVIEW_AFTER, end_of
from preceptor.services.recommendations.moving import Effect, move
from preceptor.services.recommendations.recording import moved


def commit(
    context: Context, typed: str, *, owner: str, due: date, ticket: str, why: str | None = None
) -> RecommendationDocument | Refusal:
    """Put on record who does it by the end of which day, where they are, and in which ticket.

    Anew, it passes into other hands; then, and for a day later than the standard's, it takes a reason.
    """
    address = ticket.strip()

    def does(act: Act, facts: RecommendationFacts, decision: Decision) -> list[Happening]:
        one, wanted = facts.recommendation, facts.wanted
        assert wanted is not None
        after = replace(
            _dated(facts, due),
            state=decision.target,
            owner=wanted.owner,
            ticket=address,
            entered_at=one.entered_at if decision.target == one.state else act.now,
        )
        asked: list[Json] = [wanted.owner] if wanted.owner not in (None, facts.actor) else []
        return [moved(act, facts, "recommendation-committed", after, why=why, more={"asked": asked})]

    def wanted(tx: Reading) -> Wanted:
        return Wanted(owner=known_person(tx, owner).id, due_on=due, ticket=address, why=why)

    arguments: dict[str, Json] = {"owner": owner, "due": due.isoformat(), "ticket": address, "why": why}
    return move(context, typed, "commit", arguments, does, wanted)


def start(context: Context, typed: str) -> RecommendationDocument | Refusal:
    """Say that work has begun."""

    def does(act: Act, facts: RecommendationFacts, decision: Decision) -> list[Happening]:
        after = replace(facts.recommendation, state=decision.target, entered_at=act.now)
        return [moved(act, facts, "recommendation-started", after)]

    return move(context, typed, "start", {}, does, lambda _: Wanted())


def done(context: Context, typed: str, *, evidence: str) -> RecommendationDocument | Refusal:
    """Say that it is done, and where somebody who did not do the work can see it."""
    return move(
        context, typed, "done", {"evidence": evidence}, ended_as_done(evidence), lambda _: Wanted(evidence=evidence)
    )


def drop(context: Context, typed: str, *, why: str) -> RecommendationDocument | Refusal:
    """Give it up openly, with a reason."""
    return move(context, typed, "drop", {"why": why}, ended_as_dropped(why), because(why))


def revise(context: Context, typed: str, *, due: date, why: str) -> RecommendationDocument | Refusal:
    """Move the day, and say why. The days before it and their reasons stay on record."""

    def does(act: Act, facts: RecommendationFacts, decision: Decision) -> list[Happening]:
        return [moved(act, facts, "recommendation-revised", _dated(facts, due), why=why)]

    arguments: dict[str, Json] = {"due": due.isoformat(), "why": why}
    return move(context, typed, "revise", arguments, does, lambda _: Wanted(due_on=due, why=why))


def keep(context: Context, typed: str, *, why: str) -> RecommendationDocument | Refusal:
    """Say that it still makes sense, and why; it is asked again after a while."""

    def does(act: Act, facts: RecommendationFacts, decision: Decision) -> list[Happening]:
        after = replace(facts.recommendation, review_on=facts.today + REVIEW_AFTER)
        return [moved(act, facts, "recommendation-kept", after, why=why)]

    return move(context, typed, "keep", {"why": why}, does, because(why))


def ended_as_done(evidence: str) -> Effect:
    """It is done, as can be seen there."""

    def does(act: Act, facts: RecommendationFacts, decision: Decision) -> list[Happening]:
        after = replace(
            facts.recommendation,
            state=decision.target,
            verdict="done",
            evidence=evidence,
            entered_at=act.now,
            ended_at=act.now,
        )
        return [moved(act, facts, "recommendation-done", after)]

    return does


def ended_as_dropped(why: str) -> Effect:
    """It is given up, for a reason."""

    def does(act: Act, facts: RecommendationFacts, decision: Decision) -> list[Happening]:
        after = replace(
            facts.recommendation,
            state=decision.target,
            verdict="dropped",
            entered_at=act.now,
            ended_at=act.now,
        )
        return [moved(act, facts, "recommendation-dropped", after, why=why, more={"told": told(facts)})]

    return does


def _dated(facts: RecommendationFacts, due: date) -> Recommendation:
    """It is due at the end of another day, and looked at again a while from today."""
    one = facts.recommendation
    return replace(
        one,
        due_on=due,
        due_at=end_of(due, facts.calendar),
        postponed=one.postponed + (one.due_on not in (None, due)),
        review_on=facts.today + REVIEW_AFTER,
    )
