"""What a notice's reader owes for what the notice is about: it comes with the mail as a task for the calendar."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from preceptor.model.moment import moment
from preceptor.model.obligation import Obligation
from preceptor.ports import ObligationFilter, QueuedNotice, Reading


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing that is due."""

    #: The same in every mail about it, and another one in every database.
    uid: str
    #: Rises from mail to mail.
    sequence: int
    due_at: datetime


def task_of(tx: Reading, notice: QueuedNotice, domain: str, now: datetime) -> Task | None:
    """What the reader owes first, if anything."""
    owed = next(iter(_owed(tx, notice, now)), None)
    if owed is None:
        return None
    return Task(uid=task_uid(owed, domain), sequence=notice.id, due_at=owed.due_at)


def task_uid(owed: Obligation, domain: str) -> str:
    """What calendars know an obligation by."""
    named = hashlib.sha256(f"{owed.id} {moment(owed.opens_at)}".encode()).hexdigest()[:24]
    return f"obligation-{owed.id}-{named}@{domain}"


def _owed(tx: Reading, notice: QueuedNotice, now: datetime) -> list[Obligation]:
    """The open obligations of the reader, by due date: about the notice's instance, else to acknowledge."""
    context: Mapping[str, Any] = notice.context
    instance = next((f"{letter}-{context[key]}" for key, letter in _INSTANCES.items() if key in context), None)
    which = ObligationFilter(person=notice.to, instance=instance, opened_by=now)
    found = list(tx.obligations(which)) if instance else []
    if not found and "version" in context:
        asked = ObligationFilter(person=notice.to, process=context["process"], kind="acknowledge", opened_by=now)
        found = [one for one in tx.obligations(asked) if one.step == context["version"]]
    return found


#: Which key of a notice's context holds the number of which instance.
_INSTANCES = {"pairing": "P", "change": "CH", "retrospective": "R"}
