"""Who may rate an occasion, and give its feedback, as the records have it."""

from collections.abc import Collection
from datetime import date

from preceptor.model.credit import Rule, raters
from preceptor.model.pairing import Pairing
from preceptor.ports import Reading
from preceptor.services.standings import teachers_on


def raters_on(
    tx: Reading, pairing: Pairing, rule: Rule | None, people: Collection[int], held_on: date
) -> frozenset[int]:
    """Who may rate and give feedback for an occasion that counts for a pairing by a rule. `people`: of the occasion.

    None is the rule of a rung on which nothing counts any more: there it is the preceptor.
    """
    if rule is None:
        return frozenset({pairing.preceptor})
    # Who has left can give no feedback, whenever the occasion is recorded.
    present = frozenset(one.id for one in tx.people(people) if one.active)
    teaches = teachers_on(tx, pairing.process, pairing.role, held_on)
    return raters(rule, present, teaches, pairing.trainee, pairing.preceptor)
