"""Sees to every reminder whose time has come, in batches: each is one transaction."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypedDict, cast

from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.event import Happening, moment
from preceptor.model.obligation import Obligation
from preceptor.ports import Reading, Request, Writing
from preceptor.services.act import Act
from preceptor.services.command import answered_before, carry_out, require_writes
from preceptor.services.context import Context
from preceptor.services.following.jobs import run_due
from preceptor.services.reminding.deciding import Decision, Message, decide
from preceptor.services.reminding.posting import foresee, post
from preceptor.services.reminding.statuses import queue_statuses, statuses
from preceptor.services.settle import settle

#: Obligations of one transaction: enough to share statements, few enough to hold the database only for a moment. Our
#: choice.
BATCH = 1_000
_COMMAND = "remind"
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


class RemindedDocument(TypedDict):
    """What was seen to."""

    #: Obligations of which those who owe them were told, and those of which others were.
    reminded: int
    escalated: int
    #: New mails; what joined one that waited is not counted.
    mails: int
    #: Those of the mails that tell where a team stands.
    statuses: int
    dry_run: bool


@dataclass(frozen=True, kw_only=True)
class _Batch:
    """What one transaction came to; `seen` obligations of at most `BATCH`."""

    seen: int
    reminded: int = 0
    escalated: int = 0
    mails: int = 0


def remind(context: Context, *, dry_run: bool = False) -> RemindedDocument:
    """Tell people of what they owe whose time has come, once for each stage, and teams of where they stand, once a
    week; as the system, and whoever else does so at the same time."""
    if dry_run:
        return _foreseen(context)
    require_writes(context)
    if said := answered_before(context, _COMMAND, {}):
        return cast(RemindedDocument, said.body)
    done = _reminded(context)
    if context.request_id is None:
        return done
    # What runs every minute keeps no answers but those that are asked for.
    return cast(RemindedDocument, carry_out(context, _COMMAND, {}, lambda _: done, as_system=True))


def _reminded(context: Context) -> RemindedDocument:
    with context.store.reading() as tx:
        waits = tx.job_waits(context.now)
    if waits:
        run_due(context)
    told = context.store.write(_request(context), lambda tx: _teams(context, tx))
    done: list[_Batch] = []
    while not done or done[-1].seen:
        done.append(context.store.write(_request(context), lambda tx: _one(context, tx)))
    return {
        "reminded": sum(one.reminded for one in done),
        "escalated": sum(one.escalated for one in done),
        "mails": told + sum(one.mails for one in done),
        "statuses": told,
        "dry_run": False,
    }


def _request(context: Context) -> Request:
    identity = uuid.uuid4().hex
    return Request(
        id=identity,
        digest=canonical.digest(["remind", identity]),
        actor=None,
        now=context.now,
        fixed_clock=context.fixed_clock,
    )


def _teams(context: Context, tx: Writing) -> int:
    settle(Act(context=context, tx=tx, actor=None))
    tx.lock_reminding()
    return queue_statuses(context, tx)


def _one(context: Context, tx: Writing) -> _Batch:
    act = Act(context=context, tx=tx, actor=None)
    settle(act)  # of what has lapsed nobody is reminded
    tx.lock_reminding()
    decisions = decide(context, tx, tx.lock_due_reminders(context.now, BATCH))
    act.record([_happening(process, some) for process, some in _by_process(decisions)])
    messages = [one for decision in decisions for one in decision.messages]
    return _Batch(
        seen=len(decisions),
        reminded=_told_of(messages, "digest"),
        escalated=_told_of(messages, "escalation"),
        mails=post(context, tx, messages),
    )


def _foreseen(context: Context) -> RemindedDocument:
    with context.store.reading() as tx:
        messages = [
            message for page in _pages(context, tx) for one in decide(context, tx, page) for message in one.messages
        ]
        told = len(statuses(context, tx).notices)
        return {
            "reminded": _told_of(messages, "digest"),
            "escalated": _told_of(messages, "escalation"),
            "mails": foresee(context, tx, messages) + told,
            "statuses": told,
            "dry_run": True,
        }


def _pages(context: Context, tx: Reading) -> Iterator[Sequence[Obligation]]:
    after = (_BEGINNING, 0)
    while page := tx.reminders_due(context.now, after=after, limit=BATCH):
        yield page
        after = (page[-1].next_reminder_at or context.now, page[-1].id)


def _told_of(messages: Sequence[Message], kind: str) -> int:
    return len({one.obligation for one in messages if one.kind == kind})


def _by_process(decisions: Sequence[Decision]) -> list[tuple[str, list[Decision]]]:
    found: dict[str, list[Decision]] = {}
    for one in decisions:
        found.setdefault(one.obligation.process, []).append(one)
    return sorted(found.items())


def _happening(process: str, decisions: Sequence[Decision]) -> Happening:
    """One event for all of a process, grouped by how far they have come."""
    groups: dict[tuple[int | None, str | None, tuple[str, ...]], list[Json]] = {}
    for one in decisions:
        come = one.reached
        told = tuple(dict.fromkeys(stage.told for stage in come.stages))
        key = (come.stage, moment(come.next_at) if come.next_at else None, told)
        groups.setdefault(key, []).append(one.obligation.id)
    return Happening(
        stream=f"process:{process}",
        kind="reminded",
        data={
            "process": process,
            "reminders": [
                {"stage": stage, "remind_at": remind_at, "told": list(told), "obligations": obligations}
                for (stage, remind_at, told), obligations in groups.items()
            ],
        },
    )
