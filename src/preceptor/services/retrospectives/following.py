"""What becomes of a retrospective when somebody decides on its recommendations, or does them."""

from preceptor.model.retrospective import Retrospective
from preceptor.model.retrospective_facts import follows_up
from preceptor.services.act import Act
from preceptor.services.owing import Owing
from preceptor.services.retrospectives.duties import owe
from preceptor.services.retrospectives.facts import facts_of
from preceptor.services.retrospectives.moves import touched


def next_steps_changed(act: Act, retrospective: Retrospective) -> None:
    """Let those owe its follow-up who have committed to something that is not settled; without any, its lead."""
    facts = facts_of(act.context, act.tx, retrospective, act.actor)
    if not follows_up(facts.step):
        return
    owing = Owing(act=act)
    due = owe(owing, facts)
    if owing.data:
        act.record([touched(act, facts, owing, due)])
