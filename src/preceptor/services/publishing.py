"""Publishes an approved change as one act, and says beforehand what that would do."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, TypedDict

from preceptor.errors import BadInput
from preceptor.machine import Decision, decide
from preceptor.model.canonical import Json
from preceptor.model.change import Change, Unreviewed
from preceptor.model.change_facts import ChangeFacts
from preceptor.model.event import Happening, moment
from preceptor.model.people import can_mail
from preceptor.model.refusal import Refusal
from preceptor.ports import Reading
from preceptor.services.act import Act, Refused, require_reason
from preceptor.services.change_facts import facts_of, find_change, locked_change
from preceptor.services.change_views import ChangeDocument, DifferenceDocument, change_document, differences
from preceptor.services.changes import happening, owed, says
from preceptor.services.command import carry_out
from preceptor.services.context import Context, acting_person
from preceptor.services.publication import Publication, follow_up, reporters


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How a change is to be published."""

    #: From the begin of this day on, where the publisher is; None: at once.
    effective: date | None = None
    #: What becomes of running instances: they `finish` on their edition, or `migrate` to the new one.
    in_flight: Literal["finish", "migrate"] = "finish"
    #: For instances that migrate: states that are called otherwise now, and whether due dates are computed anew.
    states: Mapping[str, str] = field(default_factory=dict)
    due: Literal["keep", "recompute"] = "keep"
    without_approvals: Unreviewed | None = None
    #: The reason for that.
    why: str | None = None


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


def publish(context: Context, typed: str, terms: Terms) -> ChangeDocument | Refusal:
    """Publish a change. By an owner of the process; whoever publishes a new process owns it from then on."""
    _check(terms)

    def work(act: Act) -> ChangeDocument:
        tx = act.tx
        facts = _facts(context, tx, locked_change(tx, typed), act, terms)
        answer = decide(facts.lifecycle, facts, "publish")
        if isinstance(answer, Refusal):
            raise Refused(answer)
        after = _published(act, facts, answer)
        founded = [] if facts.published else [_owner(act, facts)]
        # First, so that whoever owes a review of it afterwards is one of those who own it by then.
        act.record([_version(facts, after), *founded])
        now = facts_of(context, tx, facts.change, act.by)
        act.record([_event(act, replace(facts, owners=now.owners, people=now.people), after, terms)])
        follow_up(act, Publication(change=after, before=facts.before, after=facts.after, answers=facts.answers))
        return change_document(context, tx, after.short_id)

    return carry_out(context, "change publish", {"change": typed, **_arguments(terms)}, work)


def foresee(context: Context, typed: str, terms: Terms) -> PublicationPreview | Refusal:
    """What `publish` would do, or why it would be refused. Changes nothing."""
    _check(terms)
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


def _check(terms: Terms) -> None:
    if terms.in_flight == "migrate":
        raise BadInput(
            "running instances cannot be moved to another version yet",
            remedy="Let them finish on their own: --in-flight finish, which is the default.",
        )
    if terms.without_approvals:
        require_reason(terms.why or "")
    if terms.without_approvals == "emergency" and terms.effective:
        raise BadInput("an emergency takes effect at once", remedy="Leave out --effective, or --emergency.")


def _arguments(terms: Terms) -> dict[str, Json]:
    return {
        "effective": terms.effective.isoformat() if terms.effective else None,
        "in_flight": terms.in_flight,
        "states": dict(terms.states),
        "due": terms.due,
        "without_approvals": terms.without_approvals,
        "why": terms.why,
    }


def _facts(context: Context, tx: Reading, change: Change, act: Act, terms: Terms) -> ChangeFacts:
    return facts_of(
        context,
        tx,
        change,
        act.by,
        effective_on=terms.effective,
        without_approvals=terms.without_approvals,
    )


def _published(act: Act, facts: ChangeFacts, decision: Decision) -> Change:
    return replace(
        facts.change,
        state=decision.target,
        entered_at=act.now,
        decided_at=act.now,
        publisher=act.by.id,
        effective_at=facts.effective_at,
        unreviewed=len(facts.approvals) < facts.needed,
        emergency=facts.without_approvals == "emergency",
    )


def _event(act: Act, facts: ChangeFacts, after: Change, terms: Terms) -> Happening:
    data: dict[str, Json] = {
        "state": after.state,
        "entered_at": moment(act.now),
        "decided_at": moment(act.now),
        "publisher": act.by.id,
        "effective_at": moment(facts.effective_at),
        "digest": after.digest,
        "approvals": [one.person for one in facts.approvals],
        "needed": facts.needed,
        "unreviewed": after.unreviewed,
        "emergency": after.emergency,
        "in_flight": terms.in_flight,
    }
    said = says(act, {"text": terms.why}) if terms.why else ()
    return happening("change-published", facts, data, owed(act, facts, after), said)


def _version(facts: ChangeFacts, after: Change) -> Happening:
    return Happening(
        stream=f"process:{after.process}",
        kind="process-published",
        data={
            "process": after.process,
            "version": after.version,
            "digest": after.digest,
            "effective_at": moment(facts.effective_at),
            "class": after.change_class,
            "change": after.id,
        },
    )


def _owner(act: Act, facts: ChangeFacts) -> Happening:
    process = facts.change.process
    return Happening(stream=f"process:{process}", kind="owner-added", data={"process": process, "person": act.by.id})
