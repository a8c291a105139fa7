"""What is owed and what holds: obligations, certifications, and the notices that wait."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, literal, select, union

from preceptor.model.certification import Certification
from preceptor.model.obligation import Obligation
from preceptor.ports import ObligationFilter, QueuedNotice
from preceptor.store.session import Session
from preceptor.store.tables import certifications, obligations, outbox, pairings, team_members

_CERTIFICATIONS: Select[Any] = select(
    *(column.label("person") if column is certifications.c.person_id else column for column in certifications.c)
).order_by(
    certifications.c.process,
    certifications.c.role,
    certifications.c.person_id,
    certifications.c.granted_on,
    certifications.c.id,
)

_OPEN: Select[Any] = (
    select(
        obligations.c.id,
        obligations.c.kind,
        obligations.c.person_id.label("person"),
        obligations.c.team_id.label("team"),
        obligations.c.process,
        obligations.c.instance,
        obligations.c.step,
        obligations.c.opens_at,
        obligations.c.due_at,
        obligations.c.next_reminder_at,
    )
    .where(obligations.c.closed_at.is_(None))
    .order_by(obligations.c.due_at, obligations.c.id)
)
_OPEN_ID: Select[Any] = select(obligations.c.id).where(obligations.c.closed_at.is_(None))
_TEAM: BindParameter[int] = bindparam("of_team")
# A union rather than an OR: each part has its own index.
_OF_TEAM = union(
    _OPEN_ID.where(obligations.c.team_id == _TEAM),
    _OPEN_ID.where(
        obligations.c.person_id.in_(select(team_members.c.person_id).where(team_members.c.team_id == _TEAM))
    ),
    _OPEN_ID.where(
        obligations.c.instance.in_(
            select(literal("P-", literal_execute=True).concat(pairings.c.id)).where(pairings.c.team_id == _TEAM)
        )
    ),
)

_NOTICES: Select[Any] = select(
    outbox.c.id,
    outbox.c.kind,
    outbox.c.person_id.label("to"),
    outbox.c.context,
    outbox.c.thread,
    outbox.c.state,
    outbox.c.attempts,
    outbox.c.next_at,
    outbox.c.last_reply,
    outbox.c.created_at,
).order_by(outbox.c.id)


class DutyReading(Session):
    """Queries about obligations, certifications and notices."""

    def certifications(
        self, process: str | None = None, role: str | None = None, person: int | None = None
    ) -> Sequence[Certification]:
        """Give every grant that matches, by process, role, person, granted day, id."""
        query = _CERTIFICATIONS
        for column, wanted in (
            (certifications.c.process, process),
            (certifications.c.role, role),
            (certifications.c.person_id, person),
        ):
            if wanted is not None:
                query = query.where(column == wanted)
        return [Certification(**row._mapping) for row in self._all(query)]

    def obligations(self, which: ObligationFilter) -> Sequence[Obligation]:
        """Give the open ones that match, by due date, then id. `due_before` leaves out what is due right then."""
        query, parameters = _OPEN, {}
        for column, wanted in (
            (obligations.c.person_id, which.person),
            (obligations.c.process, which.process),
            (obligations.c.instance, which.instance),
            (obligations.c.kind, which.kind),
        ):
            if wanted is not None:
                query = query.where(column == wanted)
        if which.team is not None:
            query = query.where(obligations.c.id.in_(_OF_TEAM.scalar_subquery()))
            parameters["of_team"] = which.team
        if which.due_before is not None:
            query = query.where(obligations.c.due_at < which.due_before)
        if which.opened_by is not None:
            query = query.where(obligations.c.opens_at <= which.opened_by)
        return [Obligation(**row._mapping) for row in self._all(query, parameters)]

    def notices(self, state: str | None = None) -> Sequence[QueuedNotice]:
        """Give what the outbox holds, or what it holds in one state; by id."""
        query = _NOTICES if state is None else _NOTICES.where(outbox.c.state == state)
        return [_notice(row) for row in self._all(query)]


def _notice(row: Row[Any]) -> QueuedNotice:
    return QueuedNotice(**{**row._mapping, "context": json.loads(row.context)})
