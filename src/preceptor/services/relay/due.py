"""What a notice's reader owes for what the notice is about: it comes with the mail as a task for the calendar."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from preceptor.model.moment import moment
from preceptor.model.obligation import Obligation
from preceptor.ports import QueuedNotice
from preceptor.services.readers import Readers


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing that is due."""

    #: The same in every mail about it, and another one in every database.
    uid: str
    #: Rises from mail to mail.
    sequence: int
    due_at: datetime


def task_of(readers: Readers, notice: QueuedNotice, domain: str, now: datetime) -> Task | None:
    """What the reader owes first, if anything."""
    owed = next(iter(_owed(readers, notice, now)), None)
    if owed is None:
        return None
    return Task(uid=task_uid(owed, domain), sequence=notice.id, due_at=owed.due_at)


def task_uid(owed: Obligation, domain: str) -> str:
    """What calendars know an obligation by."""
    named = hashlib.sha256(f"{owed.id} {moment(owed.opens_at)}".encode()).hexdigest()[:24]
    return f"obligation-{owed.id}-{named}@{domain}"


def _owed(readers: Readers, notice: QueuedNotice, now: datetime) -> list[Obligation]:
    """The open obligations of the reader, by due date: about the notice's instance, else to acknowledge."""
    context: Mapping[str, Any] = notice.context
    instance = next((f"{letter}-{context[key]}" for key, letter in _INSTANCES.items() if key in context), None)
    owed = [one for one in readers.owed_by(notice.to) if one.opens_at <= now]
    found = [one for one in owed if one.instance == instance] if instance else []
    if not found and "version" in context:
        asked = ("acknowledge", context["process"], context["version"])
        found = [one for one in owed if (one.kind, one.process, one.step) == asked]
    return found


#: Which key of a notice's context holds the number of which instance.
_INSTANCES = {"pairing": "P", "change": "CH", "retrospective": "R"}
