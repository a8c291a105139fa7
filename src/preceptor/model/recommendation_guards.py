"""The guards of recommendations: what must be known before one is decided on, committed to, moved or called done."""

from collections.abc import Iterator

from preceptor.model.guards import Guards
from preceptor.model.recommendation import TOP_PRIORITY
from preceptor.model.recommendation_facts import RecommendationFacts
from preceptor.model.refusal import Reason
from preceptor.model.trackers import address_problem

RECOMMENDATION_GUARDS = Guards("recommendation")

#: Who decides and commits, where nobody has committed yet.
_DECIDE = ("team-lead", "owner")
#: Who answers for one that somebody has committed to.
_ANSWER = ("recommendation-owner", *_DECIDE)


@RECOMMENDATION_GUARDS.guard("next-steps-reviewed")
def next_steps_reviewed(facts: RecommendationFacts) -> Iterator[Reason]:
    """The write-up that it stands in was reviewed: from then on there are next steps to agree on."""
    if facts.retrospective.reviewed_at is None:
        yield Reason(
            guard="next-steps-reviewed",
            message=f"the write-up of {facts.retrospective.short_id} was not reviewed yet",
            who=facts.logins_having(("author",)),
            command=f"preceptor why {facts.retrospective.short_id}",
        )


@RECOMMENDATION_GUARDS.guard("stands-alone")
def stands_alone(facts: RecommendationFacts) -> Iterator[Reason]:
    """It was not joined to another one, whose commitment answers it too."""
    other = facts.recommendation.joined_to
    if other is not None:
        yield Reason(
            guard="stands-alone",
            message=f"{facts.recommendation.short_id} was joined to REC-{other}: what happens to that answers both",
            command=f"preceptor recommendation show REC-{other}",
        )


@RECOMMENDATION_GUARDS.guard("nothing-joined")
def nothing_joined(facts: RecommendationFacts) -> Iterator[Reason]:
    """No other one was joined to it, which it would have to answer too."""
    if facts.followers:
        joined = ", ".join(f"REC-{one}" for one in facts.followers)
        yield Reason(
            guard="nothing-joined",
            message=f"{facts.recommendation.short_id} answers {joined} too",
            who=facts.logins_having(_DECIDE),
            command=facts.command("decline", "--why", "WHY"),
        )


@RECOMMENDATION_GUARDS.guard("kind-and-effect-known")
def kind_and_effect_known(facts: RecommendationFacts) -> Iterator[Reason]:
    """It is known whether it changes software, configuration or a process, and whether that prevents, detects or
    mitigates: the write-up says so, or whoever accepts it."""
    one, wanted = facts.recommendation, facts.wanted
    for word, possible, known in (
        ("kind", "software|configuration|process", one.kind or (wanted and wanted.kind)),
        ("effect", "prevent|detect|mitigate", one.effect or (wanted and wanted.effect)),
    ):
        if not known:
            yield Reason(
                guard="kind-and-effect-known",
                message=f"nobody has said of which {word} {one.short_id} is: {possible}",
                who=facts.logins_having(_DECIDE),
                command=facts.accept_command(),
            )


@RECOMMENDATION_GUARDS.guard("control-named")
def control_named(facts: RecommendationFacts) -> Iterator[Reason]:
    """It is known which safety control it adds or improves: the write-up says so, or whoever accepts it."""
    if not (facts.recommendation.control or (facts.wanted and facts.wanted.control)):
        yield Reason(
            guard="control-named",
            message=f"nobody has said which safety control {facts.recommendation.short_id} adds or improves",
            who=facts.logins_having(_DECIDE),
            command=facts.accept_command(),
        )


@RECOMMENDATION_GUARDS.guard("priority-counts")
def priority_counts(facts: RecommendationFacts, *, lowest: int) -> Iterator[Reason]:
    """Its priority is a number from 1, the highest, to `lowest`."""
    if facts.wanted and (facts.wanted.priority is None or not TOP_PRIORITY <= facts.wanted.priority <= lowest):
        yield Reason(
            guard="priority-counts",
            message=f"a priority is {TOP_PRIORITY} (the highest) to {lowest}, and not {facts.wanted.priority}",
            who=facts.logins_having(_DECIDE),
            command=facts.accept_command(),
        )


@RECOMMENDATION_GUARDS.guard("owner-active")
def owner_active(facts: RecommendationFacts) -> Iterator[Reason]:
    """One person is to own it who is active."""
    owner = facts.people.get(facts.wanted.owner or 0) if facts.wanted else None
    if owner and not owner.active:
        yield _commit(facts, "owner-active", f"{owner.login} is not active any more, and can commit to nothing")


@RECOMMENDATION_GUARDS.guard("ticket-formed")
def ticket_formed(facts: RecommendationFacts) -> Iterator[Reason]:
    """Its ticket is an address that a tracker of the folder's configuration has; without any, that of a page."""
    if facts.wanted:
        problem = facts.trackers.problem(facts.wanted.ticket or "")
        if problem:
            yield _commit(facts, "ticket-formed", f"the ticket: {problem}")


@RECOMMENDATION_GUARDS.guard("date-to-come")
def date_to_come(facts: RecommendationFacts) -> Iterator[Reason]:
    """The day that somebody commits to is today or later, where they are."""
    if facts.wanted and facts.wanted.due_on and facts.wanted.due_on < facts.today:
        message = f"{facts.wanted.due_on} is past; it is {facts.today} where its owner is"
        yield _dated(facts, "date-to-come", message)


@RECOMMENDATION_GUARDS.guard("late-date-explained")
def late_date_explained(facts: RecommendationFacts, *, step: str) -> Iterator[Reason]:
    """A day that is later than the deadline of a step has a reason."""
    owed, wanted = facts.step_called(step), facts.wanted
    latest = facts.deadline_of(owed) if owed else None
    if latest is None or wanted is None or wanted.due_on is None or wanted.why:
        return
    last = latest.astimezone(facts.calendar.zone).date()
    if wanted.due_on > last:
        severity = facts.retrospective.severity
        after = f" after an incident of severity {severity}" if severity is not None else ""
        yield _dated(
            facts,
            "late-date-explained",
            f"`{step}` is due on {last}{after}; a later day than that needs a reason",
            "--why",
            "WHY",
        )


@RECOMMENDATION_GUARDS.guard("another-date")
def another_date(facts: RecommendationFacts) -> Iterator[Reason]:
    """The day is another one than before."""
    if facts.wanted and facts.wanted.due_on == facts.recommendation.due_on:
        yield _dated(facts, "another-date", f"it is due on {facts.recommendation.due_on} already")


@RECOMMENDATION_GUARDS.guard("reason-given")
def reason_given(facts: RecommendationFacts) -> Iterator[Reason]:
    """Whoever asks for it says why."""
    if facts.wanted and not (facts.wanted.why or "").strip():
        yield _dated(
            facts, "reason-given", "somebody has committed to it already: say why that changes", "--why", "WHY"
        )


@RECOMMENDATION_GUARDS.guard("evidence-linked")
def evidence_linked(facts: RecommendationFacts) -> Iterator[Reason]:
    """It is linked where everybody can see that it is done."""
    problem = address_problem(facts.wanted.evidence or "") if facts.wanted else None
    if problem:
        yield Reason(
            guard="evidence-linked",
            message=f"the evidence: {problem}",
            who=facts.logins_having(_ANSWER),
            command=facts.command("done", "--evidence", "URL"),
        )


@RECOMMENDATION_GUARDS.guard("joins-another")
def joins_another(facts: RecommendationFacts) -> Iterator[Reason]:
    """Two different recommendations are joined; neither was joined to a third, and the other one has not ended."""
    one, other = facts.recommendation, facts.wanted.other if facts.wanted else None
    if other is None:
        return
    if one.id == other.id:
        yield _joins(facts, f"{one.short_id} cannot be joined to itself", "similar", one.short_id)
    if other.joined_to is not None:
        message = f"{other.short_id} was joined to REC-{other.joined_to} already: join {one.short_id} to that"
        yield _joins(facts, message, "join", one.short_id, f"REC-{other.joined_to}")
    if other.ended_at is not None:
        yield _joins(facts, f"{other.short_id} has ended: it answers nothing any more", "show", other.short_id)


def _joins(facts: RecommendationFacts, message: str, *command: str) -> Reason:
    who = facts.logins_having(("author", *_ANSWER))
    words = " ".join(("preceptor recommendation", *command))
    return Reason(guard="joins-another", message=message, who=who, command=words)


def _commit(facts: RecommendationFacts, guard: str, message: str) -> Reason:
    command = facts.command("commit", "--owner", "LOGIN", "--due", "DATE", "--ticket", "URL")
    return Reason(guard=guard, message=message, who=facts.logins_having(_ANSWER), command=command)


def _dated(facts: RecommendationFacts, guard: str, message: str, *rest: str) -> Reason:
    """Another day is wanted, or a reason for it: when somebody commits for the first time, or moves a commitment."""
    if facts.wanted and facts.wanted.ticket is not None:
        words = ("commit", "--owner", "LOGIN", "--due", "DATE", "--ticket", "URL", *rest)
    else:
        words = ("revise", "--due", "DATE", "--why", "WHY")
    return Reason(guard=guard, message=message, who=facts.logins_having(_ANSWER), command=facts.command(*words))
