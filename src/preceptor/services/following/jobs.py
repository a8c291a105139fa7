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
from preceptor.services.following import announcing, migrating, migrating_retrospectives
from preceptor.services.following.batch import Done

#: In the order in which they are done: people are told how their instances stand afterwards.
PHASES: Mapping[str, Callable[[Act, Job], Done]] = {
    "migrate": migrating.batch,
    "migrate-retrospectives": migrating_retrospectives.batch,
    "announce": announcing.batch,
}


def begin(act: Act, change: Change, terms: Mapping[str, Json]) -> None:
    """Let the publication of a change be followed up from its effective date on."""
    first = next(iter(PHASES))
    act.tx.add_job(
        Job(change=change.id, due_at=change.begins, phase=first, terms=terms, tally={}, created_at=act.now)
    )


#: Told after each batch: what is done, how many so far, and of how many; None: nobody knows.
Progress = Callable[[str, int, int | None], None]


def run_due(context: Context, progress: Progress | None = None) -> None:
    """Do all that is due, as the system. Another process may do some of it at the same time."""
    running: dict[int, int] = {}
    while job := context.store.write(_request(context), lambda tx: _one(context, tx)):
        if progress:
            _tell(context, job, running, progress)


def followed(context: Context, change: str) -> Mapping[str, int] | None:
    """What the jobs after the publication of a change have counted; None where they have not begun."""
    with context.store.reading() as tx:
        job = next((one for one in tx.jobs(open=False) if f"CH-{one.change}" == change), None)
    return dict(job.tally) if job and job.due_at <= context.now else None


def _tell(context: Context, job: Job, running: dict[int, int], progress: Progress) -> None:
    """How many instances were looked at. `running`: how many there are, by the change, once they were counted."""
    if job.terms.get("in_flight") != "migrate":
        return
    if job.change not in running:
        with context.store.reading() as tx:
            change = tx.change(job.change)
            counts = tx.running_under(change.process, change.team) if change else ()
        running[job.change] = sum(one.how_many for one in counts)
    seen = sum(job.tally.get(one, 0) for one in ("migrated", "refused", "pinned"))
    progress("running instances", seen, running[job.change])


def _request(context: Context) -> Request:
    identity = uuid.uuid4().hex
    return Request(
        id=identity,
        digest=canonical.digest(["follow", identity]),
        actor=None,
        now=context.now,
        fixed_clock=context.fixed_clock,
    )


def _one(context: Context, tx: Writing) -> Job | None:
    """One batch; the job as it stands then. None: nothing was left to do."""
    job = tx.locked_job(context.now)
    if job is None:
        return None
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
    return moved
