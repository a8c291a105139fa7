"""What a notice's reader owes for what the notice is about: it comes with the mail as a task for the calendar."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from preceptor.model.moment import moment
from preceptor.model.obligation import Obligation
from preceptor.ports import QueuedNotice, Reading
from preceptor.services.context import Context
from preceptor.services.overview import documents
from preceptor.services.readers import Readers
from preceptor.services.reminding.values import MOST


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing that is due."""

    #: The same in every mail about it, and another one in every database.
    uid: str
    #: Rises from mail to mail.
    sequence: int
    #: What is to be done; a mail may tell of something else first.
    summary: str
    due_at: datetime


def tasks_of(
    context: Context, tx: Reading, readers: Readers, notices: Sequence[QueuedNotice], domain: str
) -> Mapping[int, tuple[Task, ...]]:
    """By the notice's id, by due date: what its reader owes first about it, or everything that a reminder lists."""
    owed = {notice.id: _owed(readers, notice, context.now) for notice in notices}
    every = list({one.id: one for found in owed.values() for one in found}.values())
    told = {one.id: said["what"] for one, said in zip(every, documents(context, tx, every, context.now), strict=True)}
    return {
        notice: tuple(
            Task(uid=task_uid(one, domain), sequence=notice, summary=told[one.id], due_at=one.due_at) for one in found
        )
        for notice, found in owed.items()
    }


def task_uid(owed: Obligation, domain: str) -> str:
    """What calendars know an obligation by."""
    named = hashlib.sha256(f"{owed.id} {moment(owed.opens_at)}".encode()).hexdigest()[:24]
    return f"obligation-{owed.id}-{named}@{domain}"


def _owed(readers: Readers, notice: QueuedNotice, now: datetime) -> Sequence[Obligation]:
    """The open obligations of the reader: those that are listed; the first about the notice's instance; of what is
    announced, that it be acknowledged."""
    context: Mapping[str, Any] = notice.context
    owed = [one for one in readers.owed_by(notice.to) if one.opens_at <= now]
    if "items" in context:
        listed = {identity for identity, _ in context["items"]}
        return [one for one in owed if one.id in listed][:MOST]
    instance = next((f"{letter}-{context[key]}" for key, letter in _INSTANCES.items() if key in context), None)
    found = [one for one in owed if one.instance == instance] if instance else []
    if not found and "announcements" in context:
        asked = ("acknowledge", context["process"], context["version"])
        found = [one for one in owed if (one.kind, one.process, one.step) == asked]
    return found[:1]


#: Which key of a notice's context holds the number of which instance.
_INSTANCES = {"pairing": "P", "change": "CH", "retrospective": "R"}
