"""Decides on recommendations: yes with a priority, no with a reason, together with another one, or anew."""

from collections.abc import Callable
from dataclasses import replace

from preceptor.errors import BadInput
from preceptor.machine import Decision
from preceptor.model.canonical import Json
from preceptor.model.event import Happening
from preceptor.model.identity import LONGEST_NAME, text_problem
from preceptor.model.recommendation_facts import RecommendationFacts, Wanted
from preceptor.model.refusal import Refusal
from preceptor.model.writeup import Effect as WhatItDoes
from preceptor.model.writeup import RecommendationKind
from preceptor.ports import Reading
from preceptor.services.act import Act
from preceptor.services.context import Context
from preceptor.services.processes import reporting
from preceptor.services.recommendations.documents import RecommendationDocument
from preceptor.services.recommendations.facts import find_recommendation
from preceptor.services.recommendations.governed import governed_step
from preceptor.services.recommendations.moving import move
from preceptor.services.recommendations.recording import moved


def accept(
    context: Context,
    typed: str,
    *,
    priority: int,
    why: str,
    kind: RecommendationKind | None = None,
    effect: WhatItDoes | None = None,
    control: str | None = None,
    step: str | None = None,
) -> RecommendationDocument | Refusal:
    """Decide that it will be done, how urgently, and on what grounds; anew, how urgently. By the team's lead or an
    owner.

    `kind`, `effect`, `control`: what the write-up leaves open, or says otherwise. One of kind process that is about a
    step of a governed process opens a report about that step: `step` is its name as `PROCESS/STEP`; without it the
    control may be called so.
    """
    named = " ".join(control.split()) if control is not None else None
    problem = None if named is None else text_problem(named, LONGEST_NAME)
    if problem:
        raise BadInput(f"the control {problem}")

    def does(act: Act, facts: RecommendationFacts, decision: Decision) -> list[Happening]:
        one = facts.recommendation
        after = replace(
            one,
            state=decision.target,
            verdict="accepted",
            priority=priority,
            kind=kind or one.kind,
            effect=effect or one.effect,
            control=named or one.control,
            entered_at=one.entered_at if decision.target == one.state else act.now,
        )
        asked = _asked(facts) if one.owner is None else []
        about = governed_step(act.tx, act.now, after, step)
        if about is None or one.report is not None:
            return [moved(act, facts, "recommendation-accepted", after, why=why, more={"asked": asked})]
        process, name = about
        text = f"{one.short_id} of {facts.retrospective.short_id}: {one.text}"
        reported = reporting(act, process, step=name, kind="missing", text=text, recommendation=one.id)
        after = replace(after, report=reported.id)
        accepted = moved(act, facts, "recommendation-accepted", after, why=why, more={"asked": asked})
        return [reported.happening, accepted]

    arguments: dict[str, Json] = {
        "priority": priority,
        "why": why,
        "kind": kind,
        "effect": effect,
        "control": named,
        "step": step,
    }
    wanted = Wanted(priority=priority, kind=kind, effect=effect, control=named, why=why)
    return move(context, typed, "accept", arguments, does, lambda _: wanted)


def decline(context: Context, typed: str, *, why: str) -> RecommendationDocument | Refusal:
    """Decide that it will not be done, and say why. By the team's lead or an owner."""

    def does(act: Act, facts: RecommendationFacts, decision: Decision) -> list[Happening]:
        after = replace(
            facts.recommendation,
            state=decision.target,
            verdict="declined",
            entered_at=act.now,
            ended_at=act.now,
        )
        return [moved(act, facts, "recommendation-declined", after, why=why, more={"told": told(facts)})]

    return move(context, typed, "decline", {"why": why}, does, because(why))


def reopen(context: Context, typed: str, *, why: str) -> RecommendationDocument | Refusal:
    """Decide on it anew, or let somebody commit to it anew. What was said about it before stays on record."""

    def does(act: Act, facts: RecommendationFacts, decision: Decision) -> list[Happening]:
        undecided = decision.target == facts.lifecycle.initial
        after = replace(
            facts.recommendation,
            state=decision.target,
            verdict=None if undecided else "accepted",
            # Whoever reopens it knows what the write-up says: only a later revision may leave it out again.
            writeup=facts.retrospective.writeup,
            left_out=None,
            priority=None if undecided else facts.recommendation.priority,
            owner=None,
            due_on=None,
            due_at=None,
            review_on=None,
            evidence=None,
            entered_at=act.now,
            ended_at=None,
        )
        return [moved(act, facts, "recommendation-reopened", after, why=why)]

    return move(context, typed, "reopen", {"why": why}, does, because(why))


def join(context: Context, typed: str, other: str) -> RecommendationDocument | Refusal:
    """Let another recommendation answer this one too: whatever happens to that one holds for both from now on."""

    def does(act: Act, facts: RecommendationFacts, decision: Decision) -> list[Happening]:
        root = find_recommendation(act.tx, other)
        after = replace(facts.recommendation, joined_to=root.id)
        followers: list[Json] = list(facts.followers)
        return [moved(act, facts, "recommendation-joined", after, more={"followers": followers})]

    def wanted(tx: Reading) -> Wanted:
        return Wanted(other=find_recommendation(tx, other))

    return move(context, typed, "join", {"other": other}, does, wanted, other)


def told(facts: RecommendationFacts) -> list[Json]:
    """Whom it concerns that it will not be done: who wrote it, who committed to it, and who leads the team."""
    people = facts.people_having(("author", "recommendation-owner", "team-lead"))
    return [one for one in people if one != facts.actor]


def _asked(facts: RecommendationFacts) -> list[Json]:
    """Who is to find somebody who commits to it: whoever leads the team, unless they know as it was them."""
    return [one for one in facts.having("team-lead") if one != facts.actor]


def because(why: str) -> Callable[[Reading], Wanted]:
    """What is wanted where nothing but a reason is given."""
    return lambda _: Wanted(why=why)
