"""Reviews: who was asked, and what is discussed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam, select

from preceptor.store.prepared import Prepared
from preceptor.store.retrospective_tables import reviewers, threads, voices
from preceptor.store.session import Session

if TYPE_CHECKING:
    from preceptor.model.retrospective import Reviewer, Thread

_REVIEWERS = Prepared(
    select(reviewers.c.person_id.label("person"), reviewers.c.state, reviewers.c.at)
    .where(reviewers.c.retrospective_id == bindparam("retrospective"))
    .order_by(reviewers.c.person_id)
)
_THREAD: Select[Any] = select(*(column.label(column.name.removesuffix("_id")) for column in threads.c)).order_by(
    threads.c.id
)
_ONE = Prepared(_THREAD.where(threads.c.id == bindparam("id")))
_OF_ONE = Prepared(_THREAD.where(threads.c.retrospective_id == bindparam("retrospective")))
_VOICES = Prepared(
    select(voices.c.thread_id, voices.c.person_id)
    .join(threads, threads.c.id == voices.c.thread_id)
    .where(threads.c.retrospective_id == bindparam("retrospective"))
    .order_by(voices.c.person_id)
)


class ReviewReading(Session):
    """Queries about reviews."""

    def reviewers(self, retrospective: int) -> Sequence[Reviewer]:
        """Give who was asked in its last review, by id."""
        from preceptor.model.retrospective import Reviewer

        return self._records(Reviewer, _REVIEWERS, {"retrospective": retrospective})

    def thread(self, identity: int) -> Thread | None:
        """Give the thread with this id."""
        row = self._one(_ONE, {"id": identity})
        if row is None:
            return None
        place = _ONE.on(self._dialect).names.index("retrospective")
        return next(one for one in self.threads(row[place]) if one.id == identity)

    def threads(self, retrospective: int) -> Sequence[Thread]:
        """Give the threads of its reviews, by id."""
        from preceptor.model.retrospective import Thread

        spoke: dict[int, list[int]] = {}
        for thread, person in self._all(_VOICES, {"retrospective": retrospective}):
            spoke.setdefault(thread, []).append(person)

        def made(**row: Any) -> Thread:
            return Thread(**row, voices=tuple(spoke.get(row["id"], ())))

        return self._records(made, _OF_ONE, {"retrospective": retrospective})
