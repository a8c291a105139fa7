"""What runs by the thousand, page by page, with what decides how it moves to another edition."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, select, union_all

from preceptor.model.pairing import Pairing
from preceptor.ports import RunningUnder
from preceptor.store.ladder_tables import credits, pairings
from preceptor.store.pairing_reading import PAIRING
from preceptor.store.prepared import Prepared, one_of
from preceptor.store.retrospective_reading import RETROSPECTIVE
from preceptor.store.retrospective_tables import retrospectives
from preceptor.store.session import PAGE, Session

if TYPE_CHECKING:
    from preceptor.model.retrospective import Retrospective


class RunningReading(Session):
    """Queries about pairings and retrospectives that have not ended."""

    def running(self, process: str, team: int | None = None) -> Iterator[Pairing]:
        """Give the pairings that have not ended, of one team or all, by id; `PAGE` of them in memory at a time."""
        statement, last = page_of_running(team is not None, locked=False), 0
        asked = {"process": process, "team": team, "how_many": PAGE}
        while page := self._records(Pairing, statement, {**asked, "last": last}):
            yield from page
            last = page[-1].id

    def running_retrospectives(self, process: str, team: int | None = None) -> Iterator[Retrospective]:
        """Give the retrospectives that have not ended, like `running`."""
        from preceptor.model.retrospective import Retrospective

        statement, last = page_of_retrospectives(team is not None, locked=False), 0
        asked = {"process": process, "team": team, "how_many": PAGE}
        while page := self._records(Retrospective, statement, {**asked, "last": last}):
            yield from page
            last = page[-1].id

    def running_under(self, process: str, team: int | None = None) -> Sequence[RunningUnder]:
        """Give how many of both have not ended, by edition and team, of one team or all."""
        asked = {"process": process, "team": team}
        return self._records(RunningUnder, _under(team is not None), asked)

    def credited(self, pairings: Collection[int]) -> Mapping[int, Sequence[tuple[str, int, int]]]:
        """Give rung, attempt and how many credits, by pairing; one without any is left out."""
        found: dict[int, list[tuple[str, int, int]]] = {}
        for pairing, rung, attempt, number in self._all(_credited(), {"pairings": pairings}):
            found.setdefault(pairing, []).append((rung, attempt, number))
        return found


@cache
def page_of_running(of_team: bool, *, locked: bool) -> Prepared:
    """Give what asks for the next `how_many` running pairings after the id `last`."""
    query: Select[Any] = (
        select(*PAIRING)
        .where(pairings.c.id > bindparam("last"), *_running(pairings, of_team=of_team))
        .order_by(pairings.c.id)
        .limit(bindparam("how_many"))
    )
    return Prepared(query.with_for_update(key_share=True) if locked else query)


@cache
def page_of_retrospectives(of_team: bool, *, locked: bool) -> Prepared:
    """Give what asks for the next `how_many` running retrospectives after the id `last`."""
    query: Select[Any] = (
        select(*RETROSPECTIVE)
        .where(retrospectives.c.id > bindparam("last"), *_running(retrospectives, of_team=of_team))
        .order_by(retrospectives.c.id)
        .limit(bindparam("how_many"))
    )
    return Prepared(query.with_for_update(key_share=True) if locked else query)


@cache
def _under(of_team: bool) -> Prepared:
    both = union_all(
        *(
            select(table.c.edition, table.c.team_id.label("team")).where(*_running(table, of_team=of_team))
            for table in (pairings, retrospectives)
        )
    ).subquery()
    columns = (both.c.edition, both.c.team)
    return Prepared(select(*columns, func.count().label("how_many")).group_by(*columns).order_by(*columns))


def _running(table: Table, *, of_team: bool) -> list[ColumnElement[bool]]:
    """What makes a row of it one that has not ended, of a process and perhaps of a team."""
    wanted = [table.c.process == bindparam("process"), table.c.ended_at.is_(None)]
    return [*wanted, table.c.team_id == bindparam("team")] if of_team else wanted


@cache
def _credited() -> Prepared:
    columns = (credits.c.pairing_id, credits.c.rung, credits.c.attempt)
    return Prepared(
        select(*columns, func.count())
        .where(one_of(credits.c.pairing_id, "pairings"))
        .group_by(*columns)
        .order_by(*columns)
    )
