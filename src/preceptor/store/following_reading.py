"""What follows from publications: announcements, who acknowledged them, and the jobs that see to it in batches."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select

from preceptor.ports import Acknowledgement, Announcement, Job
from preceptor.store.following_tables import acknowledgements, announcements, jobs
from preceptor.store.prepared import Prepared
from preceptor.store.session import Session

_ANNOUNCEMENTS = Prepared(
    select(*(column.label(column.name.removesuffix("_id")) for column in announcements.c))
    .where(announcements.c.change_id == bindparam("change"))
    .order_by(announcements.c.id)
)
_SAID: Select[Any] = (
    select(*(column.label(column.name.removesuffix("_id")) for column in acknowledgements.c))
    .where(acknowledgements.c.process == bindparam("process"))
    .order_by(acknowledgements.c.person_id, acknowledgements.c.at)
)
_SAID_BY_ALL = Prepared(_SAID)
_SAID_BY_ONE = Prepared(_SAID.where(acknowledgements.c.person_id == bindparam("person")))

_JOBS: Select[Any] = select(*(column.label(column.name.removesuffix("_id")) for column in jobs.c)).order_by(
    jobs.c.due_at, jobs.c.change_id
)
_ALL = Prepared(_JOBS)
_OPEN = Prepared(_JOBS.where(jobs.c.finished_at.is_(None)))
DUE = _JOBS.where(jobs.c.finished_at.is_(None), jobs.c.due_at <= bindparam("now")).limit(1)
_FIRST = Prepared(DUE)


class FollowingReading(Session):
    """Queries about what follows from publications."""

    def announcements(self, change: int) -> Sequence[Announcement]:
        """Give what a publication announced, by id."""
        return self._records(Announcement, _ANNOUNCEMENTS, {"change": change})

    def acknowledgements(self, process: str, person: int | None = None) -> Sequence[Acknowledgement]:
        """Give who acknowledged which edition of a process, by person, then when."""
        if person is None:
            return self._records(Acknowledgement, _SAID_BY_ALL, {"process": process})
        return self._records(Acknowledgement, _SAID_BY_ONE, {"process": process, "person": person})

    def jobs(self, *, open: bool = True) -> Sequence[Job]:
        """Give those that are not finished, or all, in the order in which they are due."""
        return self._records(job_of, _OPEN if open else _ALL)

    def job_waits(self, now: datetime) -> bool:
        """Tell whether one is due that is not finished."""
        return self._one(_FIRST, {"now": now}) is not None


def job_of(*, terms: str, tally: str, **rest: Any) -> Job:
    """Make a job of a row's values."""
    return Job(terms=json.loads(terms), tally=json.loads(tally), **rest)
