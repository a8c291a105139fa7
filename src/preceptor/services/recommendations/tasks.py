"""What whoever owes something for a recommendation has to do next."""

from collections.abc import Iterator

from preceptor.model.obligation import Obligation
from preceptor.model.recommendation_facts import RecommendationFacts
from preceptor.ports import Reading
from preceptor.services.context import Context
from preceptor.services.recommendations.facts import facts_of, find_recommendation, what_next
from preceptor.services.tasks import Task, of_a_team

#: What a command has to be told, beside the recommendation.
_ARGUMENTS = {
    "accept": ("--priority", "P", "--why", "WHY"),
    "commit": ("--owner", "LOGIN", "--due", "DATE", "--ticket", "URL"),
    "done": ("--evidence", "URL"),
}


def recommendation_facts(context: Context, tx: Reading, typed: str) -> RecommendationFacts:
    """What tasks are told from, for all obligations of one recommendation. Raises `UnknownId`."""
    return facts_of(context, tx, find_recommendation(tx, typed), None)


def recommendation_task(facts: RecommendationFacts, one: Obligation) -> Task:
    """The next thing to do for whoever owes it, as the definition and the records say."""
    recommendation = facts.recommendation
    about = f"{recommendation.short_id}, {recommendation.brief}"
    if one.kind == "review":
        what = f"Say whether it still makes sense: {about}; if not, `{facts.command('drop', '--why', 'WHY')}`"
        return Task(what=what, command=facts.command("keep", "--why", "WHY"))
    step = facts.step_called(one.step or facts.state)
    title = step.title if step else one.step or facts.state
    command, who = next(_commands(facts), (facts.command("show"), ()))
    return Task(what=of_a_team(one, f"{title}: {about}", who), command=command)


def _commands(facts: RecommendationFacts) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What ends the step; else what is missing for that. Each with who can, as far as not everybody can."""
    view, lifecycle = what_next(facts), facts.lifecycle
    moves = [move for move in lifecycle.moves_from(facts.state) if not move.beside]
    for trigger in dict.fromkeys(move.do for move in moves):
        if trigger in view.next:
            by = (relation for move in moves if move.do == trigger for relation in move.by)
            yield facts.command(trigger, *_ARGUMENTS.get(trigger, ())), facts.logins_having(by)
    yield from ((reason.command, reason.who) for reason in view.blocked if reason.command)
