"""The words that a definition may use because the engine knows what they mean."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from preceptor.model.credit import CREDIT_RULES
from preceptor.model.guards import Guard
from preceptor.model.registry import GUARDS
from preceptor.model.relations import ASSIGNS_ROLES, ESCALATION, RELATIONS, STANDING, STEP_OWNERS


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Every name that definitions take from the engine. Tests bring their own."""

    guards: Mapping[str, Guard]
    #: Names of the rules that a state may name under `counts`.
    credit_rules: Set[str]
    #: The rest by the kind of instance; see `model/relations.py`.
    relations: Mapping[str, Mapping[str, str]]
    step_owners: Mapping[str, Mapping[str, str]]
    assigns_roles: Set[str]
    standing: Set[str]
    escalation: Set[str]


def known() -> Vocabulary:
    """Give the engine's own words."""
    return Vocabulary(
        guards=GUARDS,
        credit_rules=frozenset(CREDIT_RULES),
        relations=RELATIONS,
        step_owners=STEP_OWNERS,
        assigns_roles=ASSIGNS_ROLES,
        standing=STANDING,
        escalation=frozenset(ESCALATION),
    )
