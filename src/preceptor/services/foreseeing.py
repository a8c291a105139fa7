"""Says beforehand what a publication would do."""

from typing import TypedDict

from preceptor.machine import decide
from preceptor.model.event import moment
from preceptor.model.people import can_mail
from preceptor.model.refusal import Refusal
from preceptor.services.change_facts import facts_of, find_change
from preceptor.services.change_views import DifferenceDocument, differences
from preceptor.services.context import Context, acting_person
from preceptor.services.publication import reporters
from preceptor.services.publishing_terms import Terms


class EditionPreview(TypedDict):
    """What a publication changes for those who follow one edition. `team` is None for the standard."""

    team: str | None
    digest: str
    changes: list[DifferenceDocument]


class InstancesPreview(TypedDict):
    """What becomes of running instances."""

    pinned: int
    migrated: int
    refused: int


class MovePreview(TypedDict):
    """What becomes of one instance that migrates."""

    id: str
    old_due: str | None
    new_due: str | None
    refusal: str | None


PublicationPreview = TypedDict(
    "PublicationPreview",
    {
        "id": str,
        "process": str,
        "version": str,
        "class": str,
        "effective": str,
        "editions": list[EditionPreview],
        "notices": int,
        "instances": InstancesPreview,
        "moves": list[MovePreview],
        "refreshes": int,
        "conflicts": list[str],
        # Whether anybody else takes part here, whom a publication may concern.
        "concerns_others": bool,
    },
)


def foresee(context: Context, typed: str, terms: Terms) -> PublicationPreview | Refusal:
    """What `publish` would do, or why it would be refused. Changes nothing."""
    terms.check()
    with context.store.reading() as tx:
        actor = acting_person(context, tx)
        facts = facts_of(
            context,
            tx,
            find_change(tx, typed),
            actor,
            effective_on=terms.effective,
            without_approvals=terms.without_approvals,
        )
        answer = decide(facts.lifecycle, facts, "publish")
        if isinstance(answer, Refusal):
            return answer
        change = facts.change
        return {
            "id": change.short_id,
            "process": change.process,
            "version": change.version,
            "class": change.change_class,
            "effective": moment(facts.effective_at),
            "editions": [{"team": None, "digest": change.digest, "changes": differences(facts.before, facts.after)}],
            "notices": sum(can_mail(facts.people[one]) for one in reporters(facts.answers, actor.id)),
            "instances": {"pinned": tx.open_pairings(change.process), "migrated": 0, "refused": 0},
            "moves": [],
            "refreshes": 0,
            "conflicts": [],
            "concerns_others": any(one.active and one.id != actor.id for one in tx.people()),
        }
