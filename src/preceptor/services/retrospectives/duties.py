"""Who owes what for a retrospective, step by step."""

from collections.abc import Iterator
from datetime import datetime

from preceptor.model.deadline import due_at as deadline
from preceptor.model.definition import Due, Step
from preceptor.model.duration import Duration
from preceptor.model.obligation import Kind
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


def owe(owing: Owing, facts: RetrospectiveFacts) -> datetime | None:
    """Let owe exactly those who have to act on the retrospective as `facts` say that it is; answers when the first
    of them is due. What somebody owed before stays as it was."""
    retrospective, step = facts.retrospective, facts.step
    before = owing.found(retrospective.short_id, "step", "review")
    if step is None or facts.lifecycle.state(facts.state).final:
        owing.settle(before)
        return None
    kind: Kind = "review" if reviews(step) else "step"
    wanted = {_who(one): one for one in _owing(owing.act, facts, step)}
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
    start = {
        "entered": act.now,
        "opened": retrospective.opened_at,
        "resolved": retrospective.resolved_at or act.now,
    }[step.due.start]
    allowed = _allowed(step.due, retrospective.severity)
    return max(deadline(start, allowed, act.context.calendar_of(who)), act.now) if allowed else act.now


def _allowed(due: Due, severity: int | None) -> Duration | None:
    return due.by_severity.get(str(severity)) or due.within or due.at_most


def window(act: Act, facts: RetrospectiveFacts, step: Step) -> tuple[datetime, datetime]:
    """Until when a review that begins now stays open: at least, and at most; in the team's calendar."""
    calendar = act.context.calendar_of(act.tx.team(facts.retrospective.team))
    least = deadline(act.now, step.due.at_least, calendar) if step.due.at_least else act.now
    most = deadline(act.now, step.due.at_most, calendar) if step.due.at_most else least
    return least, max(least, most)


def _owing(act: Act, facts: RetrospectiveFacts, step: Step) -> Iterator[Person | Team]:
    """Whoever owes a step. Where nobody has the part, the team's lead; without one the owners see to it."""
    if reviews(step):
        yield from (facts.people[one.person] for one in facts.reviewers if one.state == "asked")
        return
    having = [facts.people[one] for one in facts.having(step.role) if facts.people[one].active]
    if not having and step.role == "on-call":
        yield act.tx.team(facts.retrospective.team)
        return
    yield from having or [facts.people[one] for one in facts.having("team-lead") or facts.owners]


def _who(one: Person | Team) -> tuple[int | None, int | None]:
    return (None, one.id) if isinstance(one, Team) else (one.id, None)
