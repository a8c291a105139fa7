"""Loads what the guards of a change read."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, tzinfo

from preceptor.errors import BadInput, UnknownId
from preceptor.machine import Outlook, decide, outlook
from preceptor.model.change import CHANGES, Change, Published, Report, Unreviewed, live
from preceptor.model.change_facts import ChangeFacts
from preceptor.model.deadline import add_months
from preceptor.model.definition import Lifecycle, Process
from preceptor.model.people import Person
from preceptor.model.refusal import Refusal
from preceptor.model.revision import diff, refuse_version
from preceptor.ports import ChangeFilter, Reading, Writing
from preceptor.services.context import Context, number_in
from preceptor.services.variants.facts import variant_facts

#: How many have to approve a variant, whatever its process asks for: it concerns one team. Our choice.
VARIANT_APPROVALS = 1
#: How many months ahead a version or a variant may take effect at most. Our choice: nothing that is published on top
#: of it can hold before it, so a mistyped year must not outlast what a certificate lasts for.
MONTHS_AHEAD = 12


def find_change(tx: Reading, typed: str) -> Change:
    """The change that somebody typed: `CH-4` or `4`. Raises `UnknownId`."""
    change = tx.change(number_in(typed, "CH", "a change"))
    if change is None:
        raise UnknownId(f"there is no change `{typed}`", remedy="`preceptor change list` shows the changes.")
    return change


def locked_change(tx: Writing, typed: str) -> Change:
    """The same, locked for the rest of the transaction together with its owners, and as it is once the locks are
    held: of two who publish the same process, one waits for the other. Raises `UnknownId`."""
    change = find_change(tx, typed)
    tx.lock_changes([change.id])
    lock_owners(tx, change.process)
    return find_change(tx, typed)


def lock_owners(tx: Writing, process: str) -> None:
    """Let whoever else changes the process wait."""
    tx.lock_people([one.id for one in owners_of(tx, process)])


def governing(tx: Reading, process: str) -> str:
    """The process whose owners decide on changes of a process: it, or `change` while it is not published yet."""
    return process if process in tx.processes() else CHANGES


def owners_of(tx: Reading, process: str) -> list[Person]:
    """Who decides on changes of a process."""
    return list(tx.owners(governing(tx, process)))


def lifecycle_of(edition: Process) -> Lifecycle:
    """The lifecycle that changes follow. Raises `LookupError` for a process that is not about changes."""
    found = edition.lifecycles.get(edition.lifecycle or "")
    if found is None or found.governs != "change":
        raise LookupError(f"the process {edition.name} {edition.version} has no lifecycle for changes")
    return found


def published_of(tx: Reading, process: str) -> tuple[Published, ...]:
    """Every published version, by the moment it takes effect."""
    return tuple(
        Published(version=one.version, digest=one.digest, effective_at=one.effective_at)
        for one in tx.revisions(process)
    )


def facts_of(
    context: Context,
    tx: Reading,
    change: Change,
    actor: Person | None,
    *,
    answers: Iterable[Report] | None = None,
    effective_on: date | None = None,
    without_approvals: Unreviewed | None = None,
) -> ChangeFacts:
    """Everything that a decision about the change depends on, as of now. `answers`: where they are not on record."""
    edition = tx.definition(change.edition)
    before = tx.definition(change.base) if change.base else None
    owners, approvals = owners_of(tx, change.process), tuple(tx.approvals(change.id))
    published = published_of(tx, change.process)
    reported = tuple(tx.reports_answered(change.id) if answers is None else answers)
    named = {
        change.author,
        *([change.publisher] if change.publisher is not None else []),
        *(one.person for one in approvals),
        *(one.person for one in reported),
    }
    people = {one.id: one for one in (*tx.people(named), *owners, *([actor] if actor else []))}
    zone = context.calendar_of(actor).zone if actor else UTC
    today = context.now.astimezone(zone).date()
    others = tx.changes(ChangeFilter(process=change.process, open=True))
    after = tx.definition(change.digest)
    effective_at = _begin(effective_on, today, context.now, zone)
    variant, lead = None, None
    if change.team is not None:
        variant = variant_facts(tx, change, context.now, effective_at, effective_on or today)
        lead = tx.team(change.team).lead
        people.update({lead: tx.person(lead)} if lead is not None else {})
    return ChangeFacts(
        change=change,
        lifecycle=lifecycle_of(edition),
        after=after,
        before=before,
        against_version=refuse_version(before, after) if before and variant is None else (),
        differs=before is None or bool(diff(before, after)),
        published=published,
        live=live(published, context.now),
        people=people,
        variant=variant,
        team_lead=lead,
        owners=tuple(one.id for one in owners),
        actor=actor.id if actor else None,
        approvals=approvals,
        needed=(before or edition).approvals if variant is None else VARIANT_APPROVALS,
        twin=next((one.short_id for one in others if one.digest == change.digest and one.id != change.id), None),
        taken_back=_taken_back(tx, change) if variant is None else None,
        answers=reported,
        now=context.now,
        today=today,
        effective_on=effective_on,
        effective_at=effective_at,
        base_to_come=_base_to_come(tx, change, context.now),
        on_top=_on_top(tx, change, context.now),
        without_approvals=without_approvals,
    )


def _taken_back(tx: Reading, change: Change) -> str | None:
    """A change that published the same version with another content, and was withdrawn before its day."""
    others = tx.changes(ChangeFilter(process=change.process))
    return next(
        (
            one.short_id
            for one in others
            if one.team is None
            and one.publisher is not None
            and one.effective_at is None
            and one.version == change.version
            and one.digest != change.digest
        ),
        None,
    )


def _base_to_come(tx: Reading, change: Change, now: datetime) -> str | None:
    """The change that published the version that another one follows, where that does not hold yet; not the first of
    a process, which stays."""
    published = [one for one in tx.changes(ChangeFilter(process=change.process)) if one.team is None and one.base]
    coming = [one for one in published if one.effective_at is not None and one.effective_at > now]
    return next((one.short_id for one in coming if one.digest == change.base), None)


def _on_top(tx: Reading, change: Change, now: datetime) -> tuple[str, ...]:
    """Of a version that is to come: the changes, of the standard and of teams, that were published on top of it."""
    if change.team is not None or change.effective_at is None or change.effective_at <= now:
        return ()
    revisions = tx.revisions(change.process)
    place = next(number for number, one in enumerate(revisions) if one.version == change.version)
    newer = {one.version for one in revisions[place + 1 :]}
    published = [one for one in tx.changes(ChangeFilter(process=change.process)) if one.effective_at is not None]
    return tuple(
        one.short_id
        for one in published
        if (one.version in newer if one.team is None else one.version == change.version)
    )


def _begin(day: date | None, today: date, now: datetime, zone: tzinfo) -> datetime:
    """The moment at which a day begins; of today what is left of it. Raises `BadInput` for a day too far ahead."""
    if day is None or day == today:
        return now
    latest = add_months(today, MONTHS_AHEAD)
    if day > latest:
        raise BadInput(
            f"{day} is more than {MONTHS_AHEAD} months ahead, and nothing newer can hold before it",
            remedy=f"The latest day on which it may take effect is {latest}.",
        )
    try:
        return datetime.combine(day, time(0), zone).astimezone(UTC)
    except OverflowError:
        raise BadInput(f"{day} is beyond the calendar") from None


def what_next(facts: ChangeFacts) -> Outlook:
    """What may happen next. While approvals are missing, what publishing waits for is told although it is only
    possible then beside the way."""
    view = outlook(facts.lifecycle, facts)
    if not facts.left_to_approve:
        # By somebody other than the author, and there is nobody.
        view = replace(view, next=tuple(one for one in view.next if one not in ("approve", "reject")))
    if view.blocked or "publish" in view.next or not facts.owners:
        return view
    if all(move.do != "publish" for move in facts.lifecycle.moves_from(facts.state)):
        return view
    answer = decide(facts.lifecycle, replace(facts, actor=facts.owners[0]), "publish")
    return Outlook(next=view.next, blocked=answer.reasons) if isinstance(answer, Refusal) else view
