"""Recommendations with their labels and links, and the safety controls that fail most often."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, bindparam, distinct, exists, func, select

from preceptor.ports import FailedControl, RecommendationFilter
from preceptor.store.prepared import Prepared, asked_for, one_of, says
from preceptor.store.recommendation_tables import labels, links, recommendations
from preceptor.store.retrospective_tables import controls, retrospectives
from preceptor.store.session import Session

if TYPE_CHECKING:
    from preceptor.model.recommendation import Recommendation

_RECOMMENDATION = [
    column.label(column.name.removesuffix("_id")) if column.name.endswith("_id") else column
    for column in recommendations.c
    if column.name not in ("search", "control_key")
]
_ONE = Prepared(select(*_RECOMMENDATION).where(recommendations.c.id == bindparam("id")))
_BY_ID: Select[Any] = select(*_RECOMMENDATION).order_by(recommendations.c.id)
#: What a field of the filter asks for.
_FILTERS: Mapping[str, ColumnElement[bool]] = {
    "process": recommendations.c.process == bindparam("process"),
    "team": recommendations.c.team_id == bindparam("team"),
    "state": recommendations.c.state == bindparam("state"),
    "ids": one_of(recommendations.c.id, "ids"),
    "retrospectives": one_of(recommendations.c.retrospective_id, "retrospectives"),
    "owner": recommendations.c.owner_id == bindparam("owner"),
    "ticket": recommendations.c.ticket == bindparam("ticket"),
    "label": exists().where(labels.c.recommendation_id == recommendations.c.id, labels.c.label == bindparam("label")),
    "joined_to": one_of(recommendations.c.joined_to_id, "joined_to"),
    "open": recommendations.c.ended_at.is_(None),
    "control": recommendations.c.control_key == bindparam("control"),
    "text": says(recommendations.c.search),
}
_LABELS = Prepared(
    select(labels.c.recommendation_id, labels.c.label)
    .where(one_of(labels.c.recommendation_id, "ids"))
    .order_by(labels.c.recommendation_id, labels.c.label)
)
_LINKS = Prepared(
    select(links.c.address).where(links.c.recommendation_id == bindparam("id")).order_by(links.c.address)
)


class RecommendationReading(Session):
    """Queries about recommendations. Their records are imported where they are asked for: few commands do."""

    def recommendation(self, identity: int) -> Recommendation | None:
        """Give the recommendation with this id."""
        from preceptor.model.recommendation import Recommendation

        return self._record(Recommendation, _ONE, {"id": identity})

    def recommendations(self, which: RecommendationFilter) -> Sequence[Recommendation]:
        """Give the recommendations that match every field that is set, by id."""
        from preceptor.model.recognition import subject_key
        from preceptor.model.recommendation import Recommendation

        asked = asked_for(which)
        for field in ("control", "text"):
            if field in asked:
                asked[field] = subject_key(asked[field])
        return self._records(Recommendation, _filtered(tuple(asked)), asked)

    def labels(self, recommendations: Collection[int]) -> Mapping[int, Sequence[str]]:
        """Give the labels of each of these recommendations, sorted."""
        found: dict[int, list[str]] = {}
        for identity, label in self._all(_LABELS, {"ids": list(recommendations)}):
            found.setdefault(identity, []).append(label)
        return found

    def links(self, recommendation: int) -> Sequence[str]:
        """Give the addresses where there is more about it, sorted."""
        return [address for (address,) in self._all(_LINKS, {"id": recommendation})]

    def failed_controls(self, *, team: int | None = None, limit: int) -> Sequence[FailedControl]:
        """Give the safety controls that failed in most incidents, most first, then by name."""
        asked = {"limit": limit} if team is None else {"limit": limit, "team": team}
        return self._records(FailedControl, _failed(of_team=team is not None), asked)


@cache
def _filtered(fields: tuple[str, ...]) -> Prepared:
    return Prepared(_BY_ID.where(*(_FILTERS[field] for field in fields)))


@cache
def _failed(*, of_team: bool) -> Prepared:
    incidents = func.count(distinct(controls.c.retrospective_id))
    name = func.min(controls.c.name)
    statement = (
        select(
            name.label("name"),
            incidents.label("incidents"),
            func.count(distinct(retrospectives.c.team_id)).label("teams"),
        )
        .join(retrospectives, retrospectives.c.id == controls.c.retrospective_id)
        .where(controls.c.failed, retrospectives.c.reviewed_at.is_not(None))
        .group_by(controls.c.key)
        .order_by(incidents.desc(), name)
        .limit(bindparam("limit"))
    )
    return Prepared(statement.where(retrospectives.c.team_id == bindparam("team")) if of_team else statement)
