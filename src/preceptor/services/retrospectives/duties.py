"""Who owes what for a retrospective, step by step."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from preceptor.model.deadline import Calendar
from preceptor.model.deadline import due_at as deadline
from preceptor.model.definition import Due, Step
from preceptor.model.duration import Duration
from preceptor.model.obligation import Kind, Obligation
from preceptor.model.people import Person, Team
from preceptor.model.retrospective import Retrospective
from preceptor.model.retrospective_facts import RetrospectiveFacts, reviews
from preceptor.ports import Reading
from preceptor.services.act import Act
from preceptor.services.context import Context
from preceptor.services.owing import Owing


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One thing that somebody owes in the present step."""

    kind: Kind
    who: Person | Team
    due_at: datetime
    #: None: at once.
    opens_at: datetime | None = None

    def is_kept_by(self, one: Obligation, now: datetime) -> bool:
        """Whether an obligation is this one already, and opens no later."""
        who = (None, self.who.id) if isinstance(self.who, Team) else (self.who.id, None)
        return (one.kind, (one.person, one.team)) == (self.kind, who) and one.opens_at <= (self.opens_at or now)


def owe(owing: Owing, facts: RetrospectiveFacts) -> datetime | None:
    """Let owe exactly those who have to act on the retrospective as `facts` say that it is; answers when the first
    of them is due. What somebody owed before stays as it was."""
    retrospective, step, now = facts.retrospective, facts.step, owing.act.now
    before = owing.found(retrospective.short_id, "step", "review")
    if step is None or facts.lifecycle.state(facts.state).final:
        owing.settle(before)
        return None
    wanted = list(duties_of(owing.act.context, owing.act.tx, facts))
    here = [one for one in before if one.step == step.name]
    kept = [one for one in here if any(duty.is_kept_by(one, now) for duty in wanted)]
    owing.settle([one for one in before if one not in kept])
    dues = [one.due_at for one in kept]
    for duty in wanted:
        if any(duty.is_kept_by(one, now) for one in kept):
            continue
        dues.append(duty.due_at)
        owing.open(
            duty.kind,
            person=duty.who,
            process=retrospective.process,
            instance=retrospective.short_id,
            step=step.name,
            due_at=duty.due_at,
            remind=step.remind,
            opens_at=duty.opens_at,
        )
    return min(dues, default=None)


def step_due(context: Context, facts: RetrospectiveFacts, step: Step, who: Person | Team) -> datetime:
    """When a step that begins now is due, in the calendar of whoever owes it; never in the past."""
    return max(due_by_rule(facts.retrospective, step, facts.now, context.calendar_of(who)), facts.now)


def due_by_rule(retrospective: Retrospective, step: Step, entered: datetime, calendar: Calendar) -> datetime:
    """When a step is due by its definition, for whoever owes it since `entered` in that calendar. Who is asked to
    review has no longer than the review is open, whatever days off they have."""
    start = {
        "entered": entered,
        "opened": retrospective.opened_at,
        "resolved": retrospective.resolved_at or entered,
    }[step.due.start]
    allowed = _allowed(step.due, retrospective.severity)
    due = deadline(start, allowed, calendar) if allowed else entered
    most = retrospective.review_most if reviews(step) else None
    return min(due, most) if most else due


def _allowed(due: Due, severity: int | None) -> Duration | None:
    return due.by_severity.get(str(severity)) or due.within or due.at_most


def window(act: Act, facts: RetrospectiveFacts, step: Step) -> tuple[datetime, datetime]:
    """Until when a review that begins now stays open: at least, and at most; in the team's calendar."""
    return window_from(act.now, step, act.context.calendar_of(act.tx.team(facts.retrospective.team)))


def window_from(start: datetime, step: Step, calendar: Calendar) -> tuple[datetime, datetime]:
    """Until when a review that began then stays open: at least, and at most."""
    least = deadline(start, step.due.at_least, calendar) if step.due.at_least else start
    most = deadline(start, step.due.at_most, calendar) if step.due.at_most else least
    return least, max(least, most)


def duties_of(context: Context, tx: Reading, facts: RetrospectiveFacts) -> Iterator[Duty]:
    """What is owed in the step that the retrospective is in, as of the moment of the facts."""
    step = facts.step
    if step is None:
        return
    if reviews(step):
        yield from _of_review(context, facts, step)
        return
    for who in _owing(tx, facts, step):
        yield Duty(kind="step", who=who, due_at=step_due(context, facts, step, who))


def _of_review(context: Context, facts: RetrospectiveFacts, step: Step) -> Iterator[Duty]:
    """Whoever was asked and has not spoken; and whoever ends the review, once it can be ended: when all have spoken
    and the least window is over, at the latest at the end of the window."""
    retrospective, now = facts.retrospective, facts.now
    asked = [facts.people[one.person] for one in facts.reviewers if one.state == "asked"]
    silent = [one for one in asked if one.active]
    for who in silent:
        yield Duty(kind="review", who=who, due_at=step_due(context, facts, step, who))
    most = retrospective.review_most or now
    opens = most if silent else retrospective.review_least or now
    for one in _enders(facts):
        yield Duty(kind="step", who=one, due_at=max(most, now), opens_at=max(opens, now))


def _enders(facts: RetrospectiveFacts) -> list[Person]:
    """Who ends the present step: those of the first relation that may, and that somebody active has."""
    ways = [move for move in facts.lifecycle.moves_from(facts.state) if not move.beside]
    for relation in dict.fromkeys(relation for move in ways for relation in move.by):
        found = [facts.people[one] for one in facts.having(relation) if facts.people[one].active]
        if found:
            return found
    return []


def _owing(tx: Reading, facts: RetrospectiveFacts, step: Step) -> Iterator[Person | Team]:
    """Whoever owes a step. Where nobody has the part, the team's lead; without one the owners see to it."""
    having = [facts.people[one] for one in facts.having(step.role) if facts.people[one].active]
    if not having and step.role == "on-call":
        yield tx.team(facts.retrospective.team)
        return
    yield from having or [facts.people[one] for one in facts.having("team-lead") or facts.owners]
