"""Proposes changes of processes, and moves them to their publication or their end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from preceptor.errors import BadInput, UnknownId
from preceptor.machine import Decision
from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.change import CHANGES, Approval, Change, Report, followed, live
from preceptor.model.change_facts import ChangeFacts
from preceptor.model.definition import Process
from preceptor.model.event import Happening, Payload, moment
from preceptor.model.refusal import Refusal
from preceptor.model.revision import change_class, diff
from preceptor.ports import Reading
from preceptor.services.act import Act, require_reason
from preceptor.services.change_duties import owe
from preceptor.services.change_facts import (
    facts_of,
    lifecycle_of,
    lock_owners,
    locked_change,
    published_of,
)
from preceptor.services.change_views import ChangeDocument, change_document
from preceptor.services.command import carry_out
from preceptor.services.context import Context, number_in
from preceptor.services.deciding import decided, require_opening
from preceptor.services.editions import edition_in_force
from preceptor.services.owing import Owing
from preceptor.services.withdrawing import take_back

#: What the end of a published change says of it: it holds on no day, and nobody has to review it. Who published it
#: stays, and tells that its version is taken.
_TAKEN_BACK: Mapping[str, Json] = {"effective_at": None, "unreviewed": False}


def propose(
    context: Context, definition: Process, *, why: str, answers: Sequence[str] = ()
) -> ChangeDocument | Refusal:
    """Put a version of a process in review, on top of the published one that it follows. By any active person.

    A process that was not published yet is proposed as a new one; the owners of the process `change` decide on it.
    `answers`: the reports that it answers (`RP-3`). Raises `UnknownId` and `BadInput`.
    """
    digest = canonical.digest(canonical.dump(definition))

    def work(act: Act) -> ChangeDocument:
        tx = act.tx
        require_reason(why)
        edition, pinned = edition_in_force(tx, CHANGES, act.now)
        _refuse_useless(definition)
        lock_owners(tx, definition.name)
        reports = _reports(tx, definition.name, answers)
        base = followed(definition.version, live(published_of(tx, definition.name), act.now))
        tx.publish(definition, digest)
        before = tx.definition(base.digest) if base else None
        change = Change(
            id=tx.next_id("changes"),
            process=definition.name,
            version=definition.version,
            base=base.digest if base else None,
            digest=digest,
            # A new process asks everything of everybody; where nothing changed the opening is refused.
            change_class=(change_class(diff(before, definition)) or "patch") if before else "major",
            state=lifecycle_of(edition).initial,
            author=act.by.id,
            edition=pinned,
            proposed_at=act.now,
            entered_at=act.now,
        )
        return put_in_review(context, act, change, why=why, answers=reports)

    arguments: dict[str, Json] = {"digest": digest, "why": why, "answers": list(answers)}
    return carry_out(context, "change propose", arguments, work)


def put_in_review(
    context: Context, act: Act, change: Change, *, why: str, answers: Sequence[Report] = ()
) -> ChangeDocument:
    """Record a change as proposed, unless a guard is against it. Whoever may decide on it is told."""
    facts = facts_of(context, act.tx, change, act.by, answers=answers)
    require_opening(act, facts.lifecycle, facts, change)
    owing = Owing(act=act)
    owe(owing, facts)
    act.record([_proposed(facts, owing, why)])
    return change_document(context, act.tx, change.short_id)


def comment(context: Context, typed: str, text: str) -> ChangeDocument | Refusal:
    """Say something about a change. By any active person."""

    def effect(act: Act, facts: ChangeFacts, decision: Decision) -> list[Happening]:
        return [happening("change-commented", facts, {}, None, says(act, {"text": text}))]

    return _move(context, typed, "comment", {"text": text}, effect)


def approve(context: Context, typed: str) -> ChangeDocument | Refusal:
    """Give an owner's word that a change is good: before it is published, or after it was published unreviewed."""

    def effect(act: Act, facts: ChangeFacts, decision: Decision) -> list[Happening]:
        change = facts.change
        approvals = (*facts.approvals, Approval(change=change.id, person=act.by.id, at=act.now))
        enough = len(approvals) >= facts.needed
        after = replace(
            change,
            state=decision.target,
            entered_at=change.entered_at if decision.target == change.state else act.now,
            unreviewed=change.unreviewed and not enough,
        )
        data: dict[str, Json] = {
            "state": after.state,
            "entered_at": moment(after.entered_at),
            "approved_by": act.by.id,
            "given": len(approvals),
            "needed": facts.needed,
            "unreviewed": after.unreviewed,
            "afterwards": change.publisher is not None,
        }
        return [happening("change-approved", facts, data, owed(act, replace(facts, approvals=approvals), after))]

    return _move(context, typed, "approve", {}, effect)


def reject(context: Context, typed: str, *, why: str) -> ChangeDocument | Refusal:
    """End a change with a reason. By an owner, never its author."""
    return _move(context, typed, "reject", {"why": why}, _ending("change-rejected", why))


def withdraw(context: Context, typed: str) -> ChangeDocument | Refusal:
    """Take a change back before its version takes effect. By its author, or an owner; once it is published, by an
    owner, and with everything that its publication wrote ahead."""
    ends = _ending("change-withdrawn", None)

    def effect(act: Act, facts: ChangeFacts, decision: Decision) -> list[Happening]:
        if facts.change.publisher is not None:
            take_back(act, facts)
        return ends(act, facts, decision)

    return _move(context, typed, "withdraw", {}, effect)


def _ending(kind: str, why: str | None) -> Callable[[Act, ChangeFacts, Decision], list[Happening]]:
    """It ends here; the reports that it would have answered are open again."""

    def effect(act: Act, facts: ChangeFacts, decision: Decision) -> list[Happening]:
        after = replace(facts.change, state=decision.target, entered_at=act.now, decided_at=act.now, unreviewed=False)
        data: dict[str, Json] = {
            "state": after.state,
            "entered_at": moment(act.now),
            "decided_at": moment(act.now),
            "released": [one.id for one in facts.answers],
            **(_TAKEN_BACK if facts.change.publisher is not None else {}),
        }
        said = says(act, {"text": why}) if why else ()
        return [happening(kind, facts, data, owed(act, facts, after), said)]

    return effect


def _move(
    context: Context,
    typed: str,
    trigger: str,
    arguments: dict[str, Json],
    effect: Callable[[Act, ChangeFacts, Decision], list[Happening]],
) -> ChangeDocument | Refusal:
    """Lock, load the facts, let the machine decide, record what follows."""

    def work(act: Act) -> ChangeDocument:
        if "why" in arguments:
            require_reason(str(arguments["why"]))
        change = locked_change(act.tx, typed)
        facts = facts_of(context, act.tx, change, act.by)
        act.record(effect(act, facts, decided(act, facts.lifecycle, facts, change, trigger)))
        return change_document(context, act.tx, change.short_id)

    return carry_out(context, f"change {trigger}", {"change": typed, **arguments}, work)


def owed(act: Act, facts: ChangeFacts, after: Change) -> Owing:
    """What a move to `after` opens and ends."""
    owing = Owing(act=act)
    owe(owing, replace(facts, change=after))
    return owing


def says(act: Act, body: dict[str, Json]) -> tuple[Payload, ...]:
    """Words of whoever acts."""
    return (Payload(person=act.by.id, body=body),)


def happening(
    kind: str, facts: ChangeFacts, data: dict[str, Json], owing: Owing | None, payloads: tuple[Payload, ...] = ()
) -> Happening:
    """Something that happened to a change, on its stream. Without `owing` only something was said."""
    change = facts.change
    moved: dict[str, Json] = {"revision": change.revision + 1, **owing.data} if owing else {}
    return Happening(
        stream=f"change:{change.id}",
        kind=kind,
        data={
            "change": change.id,
            "process": change.process,
            "version": change.version,
            "class": change.change_class,
            "author": change.author,
            **({"team": change.team} if change.team is not None else {}),
            **({"by": facts.actor} if facts.actor is not None else {}),
            **data,
            **moved,
        },
        payloads=payloads,
    )


def _proposed(facts: ChangeFacts, owing: Owing, why: str) -> Happening:
    change = facts.change
    return Happening(
        stream=f"change:{change.id}",
        kind="change-proposed",
        data={
            "change": change.id,
            "process": change.process,
            "version": change.version,
            "base": change.base,
            "digest": change.digest,
            "class": change.change_class,
            "state": change.state,
            "author": change.author,
            "edition": change.edition,
            **({"team": change.team} if change.team is not None else {}),
            "answers": [one.id for one in facts.answers],
            "asked": list(facts.asked_to_approve),
            **owing.data,
        },
        payloads=(Payload(person=change.author, body={"text": why}),),
    )


def _refuse_useless(definition: Process) -> None:
    if definition.name != CHANGES:
        return
    try:
        lifecycle_of(definition)
    except LookupError as error:
        raise BadInput(
            f"{error}, and then nothing could be changed any more",
            remedy="Give it a lifecycle that says `governs: change`.",
        ) from error


def _reports(tx: Reading, process: str, answers: Sequence[str]) -> list[Report]:
    """The reports that somebody typed, which have to be about the process. Raises `UnknownId` and `BadInput`."""
    wanted = {number_in(typed, "RP", "a report"): typed for typed in answers}
    found = {one.id: one for one in tx.reports(wanted)}
    for number, typed in wanted.items():
        if number not in found:
            raise UnknownId(f"there is no report `{typed}`", remedy=f"`preceptor audit log {process}` shows them.")
        if found[number].process != process:
            raise BadInput(f"{found[number].short_id} is about {found[number].process}, and not about {process}")
    return [found[number] for number in sorted(found)]
