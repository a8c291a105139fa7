"""What teams follow: their editions of processes, and their waivers."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from preceptor.ports import GrantedWaiver, TeamEdition
from preceptor.store.prepared import Prepared
from preceptor.store.process_tables import team_editions, waivers
from preceptor.store.session import Session

_FOLLOWED: Select[Any] = select(
    *(column.label(column.name.removesuffix("_id")) for column in team_editions.c)
).order_by(team_editions.c.effective_at, team_editions.c.id)
_ABOUT: Mapping[str, ColumnElement[bool]] = {
    "process": team_editions.c.process == bindparam("process"),
    "team": team_editions.c.team_id == bindparam("team"),
}
_WAIVERS = Prepared(
    select(*(column.label(column.name.removesuffix("_id")) for column in waivers.c))
    .where(waivers.c.team_id == bindparam("team"), waivers.c.process == bindparam("process"))
    .order_by(waivers.c.id)
)


class VariantReading(Session):
    """Queries about teams' editions."""

    def team_editions(self, process: str | None = None, team: int | None = None) -> Sequence[TeamEdition]:
        """Give what teams have followed, follow and will follow, by the moment it begins, then id."""
        wanted = {"process": process, "team": team}
        asked = {field: value for field, value in wanted.items() if value is not None}
        return self._records(TeamEdition, _followed(tuple(asked)), asked)

    def waivers(self, team: int, process: str) -> Sequence[GrantedWaiver]:
        """Give a team's waivers for a process by id, ended ones included."""
        return self._records(GrantedWaiver, _WAIVERS, {"team": team, "process": process})


@cache
def _followed(fields: tuple[str, ...]) -> Prepared:
    return Prepared(_FOLLOWED.where(*(_ABOUT[field] for field in fields)))
