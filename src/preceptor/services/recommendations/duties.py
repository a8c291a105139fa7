"""Who owes what for a recommendation: to decide on it, to commit to it, to do it, and to look at it again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from preceptor.errors import BadInput
from preceptor.model.deadline import Calendar
from preceptor.model.deadline import due_at as deadline
from preceptor.model.definition import Step
from preceptor.model.duration import Duration, Unit
from preceptor.model.obligation import Kind, Obligation
from preceptor.model.people import Person, Team
from preceptor.model.recommendation import Recommendation
from preceptor.model.recommendation_facts import RecommendationFacts
from preceptor.services.act import Act
from preceptor.services.owing import Owing

#: Days after a commitment from which on it is asked again whether it still makes sense: as long as the standard gives
#: an ordinary recommendation (STANDARD.md, "The retrospective"; revisiting is the talk's "not written in stone").
REVIEW_AFTER = timedelta(days=60)
#: How long whoever is asked has to answer: as long as a team lead has to decide (process/recommendation.yaml).
REVIEW_WITHIN = Duration(amount=5, unit=Unit.BUSINESS_DAYS)


@dataclass(frozen=True, kw_only=True)
class _Duty:
    """One thing that somebody owes in the present state."""

    kind: Kind
    whose: Person | Team
    step: Step
    due_at: datetime
    opens_at: datetime | None = None

    def is_owed_as(self, one: Obligation) -> bool:
        """Whether it is this obligation, whenever that is due. A review that is asked on another day is another."""
        whose = (None, self.whose.id) if isinstance(self.whose, Team) else (self.whose.id, None)
        same = (one.kind, (one.person, one.team), one.step) == (self.kind, whose, self.step.name)
        return same and (self.kind != "review" or one.due_at == self.due_at)


def owed(act: Act, facts: RecommendationFacts, after: Recommendation) -> Owing:
    """What a move of a recommendation to `after` opens, ends and moves, so that exactly those owe who have to act."""
    owing = Owing(act=act)
    wanted = list(_duties(act, replace(facts, recommendation=after)))
    before = owing.found(after.short_id)
    owing.settle([one for one in before if not any(duty.is_owed_as(one) for duty in wanted)])
    for duty in wanted:
        known = next((one for one in before if duty.is_owed_as(one)), None)
        if known is None:
            owing.open(
                duty.kind,
                person=duty.whose,
                process=after.process,
                instance=after.short_id,
                step=duty.step.name,
                due_at=duty.due_at,
                remind=duty.step.remind,
                opens_at=duty.opens_at,
            )
        elif isinstance(duty.whose, Person) and duty.kind == "commitment" and known.due_at != duty.due_at:
            owing.move(known, duty.whose, duty.due_at, duty.step.remind, anew=True)
    return owing


def _duties(act: Act, facts: RecommendationFacts) -> Iterator[_Duty]:
    one, step = facts.recommendation, facts.step
    if step is None or one.joined_to is not None or facts.lifecycle.state(one.state).final:
        return
    doing = _step_of_doing(facts)
    if step != doing or one.due_at is None:
        for whose in _owing(act, facts, step):
            rule = facts.deadline_of(step, act.context.calendar_of(whose)) or act.now
            # To begin is never due after what was promised.
            first = min(rule, one.due_at) if one.due_at is not None else rule
            yield _Duty(kind="step", whose=whose, step=step, due_at=max(first, act.now))
    if doing is None or one.owner is None or one.due_at is None:
        return
    owner = facts.people[one.owner]
    yield _Duty(kind="commitment", whose=owner, step=doing, due_at=one.due_at)
    if one.review_on is not None:
        for person in facts.people_having(("recommendation-owner", "team-lead")):
            calendar = act.context.calendar_of(facts.people[person])
            asked = _begin(one.review_on, calendar)
            due = deadline(asked, REVIEW_WITHIN, calendar)
            yield _Duty(kind="review", whose=facts.people[person], step=doing, due_at=due, opens_at=asked)


def _step_of_doing(facts: RecommendationFacts) -> Step | None:
    """The step in which it is implemented: from its state one can say that it is done."""
    states = [state for move in facts.lifecycle.moves if move.do == "done" for state in move.source]
    return next((one for one in map(facts.step_called, states) if one), None)


def _owing(act: Act, facts: RecommendationFacts, step: Step) -> list[Person | Team]:
    """Whoever has the step's role; for a team without a lead the team as a whole."""
    people: list[Person | Team] = [facts.people[one] for one in facts.having(step.role) if facts.people[one].active]
    return people or [act.tx.team(facts.recommendation.team)]


def end_of(day: date, calendar: Calendar) -> datetime:
    """The end of a working day, UTC. Raises `BadInput` for one beyond the calendar."""
    if day.year >= date.max.year:
        raise BadInput(f"{day} is beyond the calendar")
    return datetime.combine(day, calendar.day_ends, calendar.zone).astimezone(UTC)


def _begin(day: date, calendar: Calendar) -> datetime:
    return datetime.combine(day, time(0), calendar.zone).astimezone(UTC)
