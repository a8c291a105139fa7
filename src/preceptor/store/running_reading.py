"""Running pairings by the thousand, page by page, with what decides how they move to another edition."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from preceptor.model.pairing import Pairing
from preceptor.ports import RunningUnder
from preceptor.store.pairing_reading import PAIRING
from preceptor.store.prepared import Prepared, one_of
from preceptor.store.session import PAGE, Session
from preceptor.store.tables import credits, pairings

_RUNNING = (pairings.c.process == bindparam("process"), pairings.c.ended_at.is_(None))
_OF_TEAM = pairings.c.team_id == bindparam("team")


class RunningReading(Session):
    """Queries about pairings that have not ended."""

    def running(self, process: str, team: int | None = None) -> Iterator[Pairing]:
        """Give the pairings that have not ended, of one team or all, by id; `PAGE` of them in memory at a time."""
        statement, last = page_of_running(team is not None, locked=False), 0
        asked = {"process": process, "team": team, "how_many": PAGE}
        while page := self._records(Pairing, statement, {**asked, "last": last}):
            yield from page
            last = page[-1].id

    def running_under(self, process: str, team: int | None = None) -> Sequence[RunningUnder]:
        """Give how many pairings have not ended, by edition and team, of one team or all."""
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
        .where(pairings.c.id > bindparam("last"), *_RUNNING, *([_OF_TEAM] if of_team else []))
        .order_by(pairings.c.id)
        .limit(bindparam("how_many"))
    )
    return Prepared(query.with_for_update(key_share=True) if locked else query)


@cache
def _under(of_team: bool) -> Prepared:
    columns = (pairings.c.edition, pairings.c.team_id)
    return Prepared(
        select(pairings.c.edition, pairings.c.team_id.label("team"), func.count().label("how_many"))
        .where(*_RUNNING, *([_OF_TEAM] if of_team else []))
        .group_by(*columns)
        .order_by(*columns)
    )


@cache
def _credited() -> Prepared:
    columns = (credits.c.pairing_id, credits.c.rung, credits.c.attempt)
    return Prepared(
        select(*columns, func.count())
        .where(one_of(credits.c.pairing_id, "pairings"))
        .group_by(*columns)
        .order_by(*columns)
    )
