"""Sees to what follows from a publication, in batches: each is one transaction, and one job row says how far it came.

What stopped half-way goes on with the next command that writes. A batch that was done is not done again.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace

from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.change import Change
from preceptor.ports import Job, Request, Writing
from preceptor.services.act import Act
from preceptor.services.context import Context
from preceptor.services.following import announcing, migrating
from preceptor.services.following.batch import Done

#: In the order in which they are done: people are told how their instances stand afterwards.
PHASES: Mapping[str, Callable[[Act, Job], Done]] = {
    "migrate": migrating.batch,
    "announce": announcing.batch,
}


def begin(act: Act, change: Change, terms: Mapping[str, Json]) -> None:
    """Let the publication of a change be followed up from its effective date on."""
    if change.effective_at is None:
        raise LookupError(f"{change.short_id} is not published")
    first = next(iter(PHASES))
    act.tx.add_job(
        Job(change=change.id, due_at=change.effective_at, phase=first, terms=terms, tally={}, created_at=act.now)
    )


def run_due(context: Context) -> None:
    """Do all that is due, as the system. Another process may do some of it at the same time."""
    while context.store.write(_request(context), lambda tx: _one(context, tx)):
        pass


def _request(context: Context) -> Request:
    identity = uuid.uuid4().hex
    return Request(
        id=identity,
        digest=canonical.digest(["follow", identity]),
        actor=None,
        now=context.now,
        fixed_clock=context.fixed_clock,
    )


def _one(context: Context, tx: Writing) -> bool:
    """One batch; whether there may be more."""
    job = tx.locked_job(context.now)
    if job is None:
        return False
    done = PHASES[job.phase](Act(context=context, tx=tx, actor=None), job)
    names = list(PHASES)
    following = names[names.index(job.phase) + 1 :]
    tally = {key: job.tally.get(key, 0) + done.counted.get(key, 0) for key in {*job.tally, *done.counted}}
    moved = replace(job, after=done.after, tally=tally)
    if done.last:
        moved = replace(
            moved,
            after=0,
            phase=following[0] if following else job.phase,
            finished_at=None if following else context.now,
        )
    tx.move_job(moved)
    return True
