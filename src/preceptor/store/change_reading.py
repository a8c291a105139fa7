"""Changes of processes: who approved them, and which reports they answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from preceptor.ports import ChangeFilter
from preceptor.store.prepared import Prepared, asked_for, one_of
from preceptor.store.process_tables import approvals, changes, reports
from preceptor.store.session import Session

if TYPE_CHECKING:
    from preceptor.model.change import Approval, Change, Report

_NAMES = {"class": "change_class", "author_id": "author", "publisher_id": "publisher", "team_id": "team"}
_CHANGE = [column.label(_NAMES.get(column.name, column.name)) for column in changes.c]
_ONE = Prepared(select(*_CHANGE).where(changes.c.id == bindparam("id")))
_BY_ID: Select[Any] = select(*_CHANGE).order_by(changes.c.id)
#: What a field of the filter asks for.
_FILTERS: Mapping[str, ColumnElement[bool]] = {
    "process": changes.c.process == bindparam("process"),
    "ids": one_of(changes.c.id, "ids"),
    "open": changes.c.decided_at.is_(None),
    "unreviewed": changes.c.unreviewed,
}
_APPROVALS = Prepared(
    select(approvals.c.change_id.label("change"), approvals.c.person_id.label("person"), approvals.c.at)
    .where(approvals.c.change_id == bindparam("change"))
    .order_by(approvals.c.at, approvals.c.person_id)
)
_REPORT: Select[Any] = select(
    reports.c.id,
    reports.c.process,
    reports.c.step,
    reports.c.kind,
    reports.c.edition,
    reports.c.person_id.label("person"),
    reports.c.reported_at,
    reports.c.change_id.label("change"),
).order_by(reports.c.id)
_REPORTS = Prepared(_REPORT.where(one_of(reports.c.id, "ids")))
_ANSWERED = Prepared(_REPORT.where(reports.c.change_id == bindparam("change")))


class ChangeReading(Session):
    """Queries about changes. Their records are imported where they are asked for: few commands do."""

    def change(self, identity: int) -> Change | None:
        """Give the change with this id."""
        from preceptor.model.change import Change

        return self._record(Change, _ONE, {"id": identity})

    def changes(self, which: ChangeFilter) -> Sequence[Change]:
        """Give the changes that match every field that is set, by id."""
        from preceptor.model.change import Change

        asked = asked_for(which)
        return self._records(Change, _filtered(tuple(asked)), asked)

    def approvals(self, change: int) -> Sequence[Approval]:
        """Give a change's approvals, in the order in which they were given."""
        from preceptor.model.change import Approval

        return self._records(Approval, _APPROVALS, {"change": change})

    def reports(self, identities: Collection[int]) -> Sequence[Report]:
        """Give the reports with these ids, by id."""
        from preceptor.model.change import Report

        return self._records(Report, _REPORTS, {"ids": list(identities)})

    def reports_answered(self, change: int) -> Sequence[Report]:
        """Give the reports that a change answers, by id."""
        from preceptor.model.change import Report

        return self._records(Report, _ANSWERED, {"change": change})


@cache
def _filtered(fields: tuple[str, ...]) -> Prepared:
    return Prepared(_BY_ID.where(*(_FILTERS[field] for field in fields)))
