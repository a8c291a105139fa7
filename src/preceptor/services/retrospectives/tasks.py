"""What whoever owes something for a retrospective has to do next."""

from collections.abc import Iterator

from preceptor.machine import outlook
from preceptor.model.obligation import Obligation
from preceptor.model.retrospective_facts import RetrospectiveFacts
from preceptor.ports import Reading
from preceptor.services.context import Context
from preceptor.services.retrospectives.facts import facts_of, find_retrospective
from preceptor.services.tasks import Task

#: What a command that ends a step has to be told; others need the retrospective alone.
_ARGUMENTS = {"resolve": ("--at", "TIME", "--severity", "N")}


def retrospective_facts(context: Context, tx: Reading, typed: str) -> RetrospectiveFacts:
    """What tasks are told from, for all obligations of one retrospective. Raises `UnknownId`."""
    return facts_of(context, tx, find_retrospective(tx, typed), None)


def retrospective_task(facts: RetrospectiveFacts, one: Obligation) -> Task:
    """The next thing to do for whoever owes it, as the definition and the records say."""
    step, retrospective = facts.step, facts.retrospective
    title = step.title if step else one.step or facts.state
    what = f"{title}: {retrospective.short_id}, {retrospective.title}"
    if one.kind == "review":
        command = facts.command("comment", "--kind", "KIND", "TEXT", noun="review")
        return Task(what=f"{what}; say something, or `{facts.command('pass', noun='review')}`", command=command)
    return Task(what=what, command=next(_commands(facts, one), facts.command("show")))


def _commands(facts: RetrospectiveFacts, one: Obligation) -> Iterator[str]:
    """What ends the step; else what is missing for that and whoever owes it can supply; else who can."""
    view, lifecycle = outlook(facts.lifecycle, facts), facts.lifecycle
    ways = (move.do for move in lifecycle.moves_from(facts.state) if not move.beside)
    for trigger in dict.fromkeys(ways):
        if trigger in view.next:
            yield facts.command(trigger, *_ARGUMENTS.get(trigger, ()))
    login = facts.people[one.person].login if one.person is not None and one.person in facts.people else None
    for reason in view.blocked:
        if reason.command and (login is None or not reason.who or login in reason.who):
            yield reason.command
    if view.blocked:
        yield f"preceptor why {facts.retrospective.short_id}"
