"""Publishes an approved change as one act."""

from collections.abc import Mapping
from dataclasses import replace

from preceptor.machine import Decision
from preceptor.model.canonical import Json
from preceptor.model.change import Change
from preceptor.model.change_facts import ChangeFacts
from preceptor.model.event import Happening, moment
from preceptor.model.refusal import Refusal
from preceptor.ports import Reading
from preceptor.services.act import Act
from preceptor.services.change_facts import facts_of, locked_change
from preceptor.services.change_views import ChangeDocument, change_document
from preceptor.services.changes import happening, owed, says
from preceptor.services.command import carry_out
from preceptor.services.context import Context
from preceptor.services.deciding import decided
from preceptor.services.following.jobs import Progress, followed, run_due
from preceptor.services.publication import Publication, follow_up
from preceptor.services.publishing_terms import Terms
from preceptor.services.variants.publishing import put_in_force


class PublishedDocument(ChangeDocument):
    """A published change, with what followed."""

    #: What became of running instances, and what else was counted; None where its day is yet to come.
    followed: Mapping[str, int] | None


def publish(
    context: Context, typed: str, terms: Terms, progress: Progress | None = None
) -> PublishedDocument | Refusal:
    """Publish a change. By an owner of the process; whoever publishes a new process owns it from then on."""
    terms.check()

    def work(act: Act) -> ChangeDocument:
        tx = act.tx
        change = locked_change(tx, typed)
        terms.check_states(tx, change)
        facts = _facts(context, tx, change, act, terms)
        after = _published(act, facts, decided(act, facts.lifecycle, facts, change, "publish"))
        # First, so that whoever owes a review of it afterwards is one of those who own it by then.
        if after.team is None:
            act.record([_version(facts, after), *([] if facts.published else [_owner(act, facts)])])
        else:
            put_in_force(act, facts)
        now = facts_of(context, tx, facts.change, act.by)
        act.record([_event(act, replace(facts, owners=now.owners, people=now.people), after, terms)])
        publication = Publication(change=after, before=facts.before, after=facts.after, answers=facts.answers)
        follow_up(act, publication, terms.for_what_follows())
        return change_document(context, tx, after.short_id)

    published = carry_out(context, "change publish", {"change": typed, **terms.as_arguments()}, work)
    if isinstance(published, Refusal):
        return published
    run_due(context, progress)
    return {**published, "followed": followed(context, published["id"])}


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
