"""What whoever owes something has to do next, and with which command: for what no pairing tells by itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from preceptor.model.obligation import Obligation
from preceptor.ports import Reading
from preceptor.services.context import Context

if TYPE_CHECKING:
    from preceptor.model.recommendation_facts import RecommendationFacts
    from preceptor.model.retrospective_facts import RetrospectiveFacts
    from preceptor.services.following.recording import Way


@dataclass(frozen=True, kw_only=True)
class Task:
    """The next thing to do."""

    what: str
    command: str


def of_a_team(one: Obligation, what: str, who: Iterable[str]) -> str:
    """What is owed; where a team owes it as a whole, with who can do it, as far as only some can."""
    able = " or ".join(who)
    return f"{what} (the team owes it, and {able} can do it)" if one.team is not None and able else what


def tasks_of(context: Context, tx: Reading, obligations: Sequence[Obligation], at: datetime) -> Mapping[int, Task]:
    """The tasks at a moment by the obligation's id. Each kind is told by whoever knows it, and imported if needed."""
    found: dict[int, Task] = {}
    ways: dict[tuple[str | None, ...], Way] = {}
    changes: dict[str, Task] = {}
    retrospectives: dict[str, RetrospectiveFacts] = {}
    recommendations: dict[str, RecommendationFacts] = {}
    for one in obligations:
        if one.kind == "acknowledge":
            from preceptor.services.following.tasks import acknowledging_task

            found[one.id] = acknowledging_task(one)
        elif one.kind == "refresh":
            from preceptor.services.following.tasks import run_task, way_for

            what = one.process, one.step, one.instance
            if what not in ways:
                ways[what] = way_for(tx, one)
            found[one.id] = run_task(tx, one, ways[what])
        elif one.kind in ("rebase", "waiver"):
            from preceptor.services.variants.tasks import variant_task

            found[one.id] = variant_task(tx, one, at)
        elif one.kind == "mail":
            from preceptor.services.relay.tasks import mail_task

            found[one.id] = mail_task(one)
        elif one.instance and one.instance.startswith("CH-"):
            from preceptor.services.change_tasks import change_task

            if one.instance not in changes:
                changes[one.instance] = change_task(context, tx, one.instance)
            found[one.id] = changes[one.instance]
        elif one.instance and one.instance.startswith("R-"):
            from preceptor.services.retrospectives.tasks import retrospective_facts, retrospective_task

            if one.instance not in retrospectives:
                retrospectives[one.instance] = retrospective_facts(context, tx, one.instance)
            found[one.id] = retrospective_task(retrospectives[one.instance], one)
        elif one.instance and one.instance.startswith("REC-"):
            from preceptor.services.recommendations.tasks import recommendation_facts, recommendation_task

            if one.instance not in recommendations:
                recommendations[one.instance] = recommendation_facts(context, tx, one.instance)
            found[one.id] = recommendation_task(recommendations[one.instance], one)
    return found
