"""How many instances are where: what a diagram with counts shows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Table, bindparam, func, select

from preceptor.store.ladder_tables import pairings
from preceptor.store.outbox_tables import outbox
from preceptor.store.prepared import Prepared
from preceptor.store.process_tables import changes
from preceptor.store.recommendation_tables import recommendations
from preceptor.store.retrospective_tables import retrospectives
from preceptor.store.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

#: By the kind of instance: its table, and what says that it has not ended.
_RUNNING: Mapping[str, tuple[Table, ColumnElement[bool]]] = {
    "pairing": (pairings, pairings.c.ended_at.is_(None)),
    "retrospective": (retrospectives, retrospectives.c.ended_at.is_(None)),
    "recommendation": (recommendations, recommendations.c.ended_at.is_(None)),
    "change": (changes, changes.c.decided_at.is_(None)),
}
#: Of what every instance follows the same process, whatever else it is about.
_ONE_PROCESS = ("change",)
_LAST_NOTICE = Prepared(select(func.coalesce(func.max(outbox.c.id), 0)))


class CountReading(Session):
    """Queries that count instances."""

    def running_by_state(
        self, governs: str, process: str, *, team: int | None = None, role: str | None = None
    ) -> Mapping[str, int]:
        """Give how many instances of one kind have not ended, by state; of a team or all, in a role or any."""
        asked = {"process": process, "team": team, "role": role}
        narrowed = [name for name, value in asked.items() if value is not None]
        if governs in _ONE_PROCESS:
            narrowed.remove("process")
        return dict(self._all(_by_state(governs, tuple(narrowed)), asked))

    def last_notice(self) -> int:
        """Give the highest id of a notice; 0 where there is none."""
        row = self._one(_LAST_NOTICE)
        return int(row[0]) if row else 0


@cache
def _by_state(governs: str, narrowed: Sequence[str]) -> Prepared:
    table, running = _RUNNING[governs]
    columns = {"process": table.c.process, "team": table.c.team_id}
    if "role" in table.c:
        columns["role"] = table.c.role
    return Prepared(
        select(table.c.state, func.count())
        .where(running, *(columns[name] == bindparam(name) for name in narrowed))
        .group_by(table.c.state)
        .order_by(table.c.state)
    )
