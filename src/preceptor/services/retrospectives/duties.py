"""Who owes what for a retrospective, step by step."""

from collections.abc import Iterator
from datetime import datetime

from preceptor.model.deadline import Calendar
from preceptor.model.deadline import due_at as deadline
from preceptor.model.definition import Due, Step
from preceptor.model.duration import Duration
from preceptor.model.obligation import Kind
from preceptor.model.people import Person, Team
from preceptor.model.retrospective import Retrospective
from preceptor.model.retrospective_facts import RetrospectiveFacts, reviews
from preceptor.ports import Reading
from preceptor.services.act import Act
from preceptor.services.owing import Owing


def owe(owing: Owing, facts: RetrospectiveFacts) -> datetime | None:
    """Let owe exactly those who have to act on the retrospective as `facts` say that it is; answers when the first
    of them is due. What somebody owed before stays as it was."""
    retrospective, step = facts.retrospective, facts.step
    before = owing.found(retrospective.short_id, "step", "review")
    if step is None or facts.lifecycle.state(facts.state).final:
        owing.settle(before)
        return None
    kind: Kind = "review" if reviews(step) else "step"
    wanted = {_who(one): one for one in owing_now(owing.act.tx, facts, step)}
    kept = [one for one in before if one.step == step.name and one.kind == kind and (one.person, one.team) in wanted]
    owing.settle([one for one in before if one not in kept])
    dues = [one.due_at for one in kept]
    for key in wanted.keys() - {(one.person, one.team) for one in kept}:
        due = step_due(owing.act, retrospective, step, wanted[key])
        dues.append(due)
        owing.open(
            kind,
            person=wanted[key],
            process=retrospective.process,
            instance=retrospective.short_id,
            step=step.name,
            due_at=due,
            remind=step.remind,
        )
    return min(dues, default=retrospective.due_at if kept else None)


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
    return window_from(act.now, step, act.context.calendar_of(act.tx.team(facts.retrospective.team)))


def window_from(start: datetime, step: Step, calendar: Calendar) -> tuple[datetime, datetime]:
    """Until when a review that began then stays open: at least, and at most."""
    least = deadline(start, step.due.at_least, calendar) if step.due.at_least else start
    most = deadline(start, step.due.at_most, calendar) if step.due.at_most else least
    return least, max(least, most)


def owing_now(tx: Reading, facts: RetrospectiveFacts, step: Step) -> Iterator[Person | Team]:
    """Whoever owes a step. Where nobody has the part, the team's lead; without one the owners see to it."""
    if reviews(step):
        asked = [facts.people[one.person] for one in facts.reviewers if one.state == "asked"]
        yield from (one for one in asked if one.active)
        return
    having = [facts.people[one] for one in facts.having(step.role) if facts.people[one].active]
    if not having and step.role == "on-call":
        yield tx.team(facts.retrospective.team)
        return
    yield from having or [facts.people[one] for one in facts.having("team-lead") or facts.owners]


def _who(one: Person | Team) -> tuple[int | None, int | None]:
    return (None, one.id) if isinstance(one, Team) else (one.id, None)
