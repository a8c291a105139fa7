"""Keeps how far the jobs have come that see to what follows from publications, and locks what they move."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, update

from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.pairing import Pairing
from preceptor.ports import Job
from preceptor.store.following_reading import DUE, job_of
from preceptor.store.following_tables import jobs
from preceptor.store.prepared import Prepared
from preceptor.store.running_reading import page_of_retrospectives, page_of_running
from preceptor.store.session import Session

if TYPE_CHECKING:
    from preceptor.model.retrospective import Retrospective

_LOCKED = Prepared(DUE.with_for_update())
_ADD = Prepared(insert(jobs).values({column.name: bindparam(column.name) for column in jobs.c}))
_MOVE = Prepared(
    update(jobs)
    .where(jobs.c.change_id == bindparam("change"))
    .values({name: bindparam(f"new_{name}") for name in ("phase", "after", "tally", "finished_at")})
)


class FollowingWriting(Session):
    """Writes jobs. What it writes counts as written by the transaction's request (`_wrote`)."""

    _wrote: bool

    def lock_running(self, process: str, *, after: int, how_many: int, team: int | None = None) -> Sequence[Pairing]:
        """Give the next pairings after an id that have not ended, locked for the rest of the transaction."""
        asked = {"process": process, "last": after, "how_many": how_many, "team": team}
        return self._records(Pairing, page_of_running(team is not None, locked=True), asked)

    def lock_running_retrospectives(
        self, process: str, *, after: int, how_many: int, team: int | None = None
    ) -> "Sequence[Retrospective]":
        """Give the next retrospectives after an id that have not ended, locked in the same way."""
        from preceptor.model.retrospective import Retrospective

        asked = {"process": process, "last": after, "how_many": how_many, "team": team}
        return self._records(Retrospective, page_of_retrospectives(team is not None, locked=True), asked)

    def add_job(self, job: Job) -> None:
        """Keep what is to follow from a publication."""
        self._wrote = True
        row = {**vars(job), "change_id": job.change, "terms": _text(job.terms), "tally": _text(job.tally)}
        self._run(_ADD, {column.name: row[column.name] for column in jobs.c})

    def locked_job(self, now: datetime) -> Job | None:
        """Give the first that is due and not finished, locked for the rest of the transaction."""
        return self._record(job_of, _LOCKED, {"now": now})

    def move_job(self, job: Job) -> None:
        """Keep how far it has come: phase, after, tally and end."""
        self._wrote = True
        new = {"phase": job.phase, "after": job.after, "tally": _text(job.tally), "finished_at": job.finished_at}
        self._run(_MOVE, {"change": job.change, **{f"new_{name}": value for name, value in new.items()}})


def _text(values: Mapping[str, Json] | Mapping[str, int]) -> str:
    return canonical.text(dict(values))
