"""Every guard there is, by name: what a lifecycle may name."""

from collections.abc import Mapping

from preceptor.model import review_guards as review_guards
from preceptor.model import variant_guards as variant_guards
from preceptor.model.change_guards import CHANGE_GUARDS
from preceptor.model.guards import Guard
from preceptor.model.ladder_guards import LADDER_GUARDS
from preceptor.model.recommendation_guards import RECOMMENDATION_GUARDS
from preceptor.model.retrospective_guards import RETROSPECTIVE_GUARDS

GUARDS: Mapping[str, Guard] = {**LADDER_GUARDS, **CHANGE_GUARDS, **RETROSPECTIVE_GUARDS, **RECOMMENDATION_GUARDS}
