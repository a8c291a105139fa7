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
from preceptor.model.retrospective_facts import RetrospectiveFacts
from preceptor.services.act import Act
from preceptor.services.owing import Owing


def reviews(step: Step | None) -> bool:
    """Whether a step is a review: it has a window, and whoever owes it is asked."""
    return step is not None and step.due.at_least is not None


def follows_up(step: Step | None) -> bool:
    """Whether a step is about what was recommended: the write-up is complete before it begins."""
    return step is not None and step.role == "recommendation-owner"


@dataclass(frozen=True, kw_only=True)
class _Duty:
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
    wanted = list(_duties(owing.act, facts, step))
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


def step_due(act: Act, retrospective: Retrospective, step: Step, who: Person | Team) -> datetime:
    """When a step that begins now is due, in the calendar of whoever owes it; never in the past."""
    return max(due_by_rule(retrospective, step, act.now, act.context.calendar_of(who)), act.now)


def due_by_rule(retrospective: Retrospective, step: Step, entered: datetime, calendar: Calendar) -> datetime:
    """When a step is due by its definition, for whoever owes it since `entered` in that calendar."""
    start = {
        "entered": entered,
        "opened": retrospective.opened_at,
        "resolved": retrospective.resolved_at or entered,
    }[step.due.start]
    allowed = _allowed(step.due, retrospective.severity)
    return deadline(start, allowed, calendar) if allowed else entered


def _allowed(due: Due, severity: int | None) -> Duration | None:
    return due.by_severity.get(str(severity)) or due.within or due.at_most


def window(act: Act, facts: RetrospectiveFacts, step: Step) -> tuple[datetime, datetime]:
    """Until when a review that begins now stays open: at least, and at most; in the team's calendar."""
    calendar = act.context.calendar_of(act.tx.team(facts.retrospective.team))
    least = deadline(act.now, step.due.at_least, calendar) if step.due.at_least else act.now
    most = deadline(act.now, step.due.at_most, calendar) if step.due.at_most else least
    return least, max(least, most)


def _duties(act: Act, facts: RetrospectiveFacts, step: Step) -> Iterator[_Duty]:
    if reviews(step):
        yield from _of_review(act, facts, step)
        return
    for who in _owing(act, facts, step):
        yield _Duty(kind="step", who=who, due_at=step_due(act, facts.retrospective, step, who))


def _of_review(act: Act, facts: RetrospectiveFacts, step: Step) -> Iterator[_Duty]:
    """Whoever was asked and has not spoken; and whoever ends the review, once it can be ended: when all have spoken
    and the least window is over, at the latest at the end of the window."""
    retrospective = facts.retrospective
    asked = [facts.people[one.person] for one in facts.reviewers if one.state == "asked"]
    silent = [one for one in asked if one.active]
    for who in silent:
        yield _Duty(kind="review", who=who, due_at=step_due(act, retrospective, step, who))
    most = retrospective.review_most or act.now
    opens = most if silent else retrospective.review_least or act.now
    for one in _enders(facts):
        yield _Duty(kind="step", who=one, due_at=max(most, act.now), opens_at=max(opens, act.now))


def _enders(facts: RetrospectiveFacts) -> list[Person]:
    """Who ends the present step: those of the first relation that may, and that somebody active has."""
    ways = [move for move in facts.lifecycle.moves_from(facts.state) if not move.beside]
    for relation in dict.fromkeys(relation for move in ways for relation in move.by):
        found = [facts.people[one] for one in facts.having(relation) if facts.people[one].active]
        if found:
            return found
    return []


def _owing(act: Act, facts: RetrospectiveFacts, step: Step) -> Iterator[Person | Team]:
    """Whoever owes a step. Where nobody has the part, the team's lead; without one the owners see to it."""
    having = [facts.people[one] for one in facts.having(step.role) if facts.people[one].active]
    if not having and step.role == "on-call":
        yield act.tx.team(facts.retrospective.team)
        return
    yield from having or [facts.people[one] for one in facts.having("team-lead") or facts.owners]
