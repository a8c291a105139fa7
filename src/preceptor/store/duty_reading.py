"""What is owed and what holds: obligations, certifications, and the notices that wait."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union,
)

from preceptor.model.obligation import Obligation
from preceptor.ports import ObligationFilter, QueuedNotice, Wording
from preceptor.store.duty_tables import obligations
from preceptor.store.ladder_tables import certifications, pairings
from preceptor.store.log_tables import settled
from preceptor.store.outbox_tables import outbox
from preceptor.store.people_tables import team_members, teams
from preceptor.store.prepared import Prepared, asked_for, one_of, one_of_words
from preceptor.store.process_tables import revisions
from preceptor.store.recommendation_tables import recommendations
from preceptor.store.retrospective_tables import retrospectives
from preceptor.store.session import Session
from preceptor.store.types import Moment

if TYPE_CHECKING:
    from preceptor.model.certification import Certification

CERTIFICATES: Select[Any] = select(
    *(column.label("person") if column is certifications.c.person_id else column for column in certifications.c)
).order_by(
    certifications.c.process,
    certifications.c.role,
    certifications.c.person_id,
    certifications.c.granted_on,
    certifications.c.id,
)

_ABOUT_CERTIFICATES: Mapping[str, ColumnElement[bool]] = {
    "process": certifications.c.process == bindparam("process"),
    "role": certifications.c.role == bindparam("role"),
    "person": certifications.c.person_id == bindparam("person"),
}

COLUMNS = (
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
    obligations.c.stage,
)
_EVERY: Select[Any] = select(*COLUMNS).order_by(obligations.c.due_at, obligations.c.id)
OPEN = _EVERY.where(obligations.c.closed_at.is_(None))
_OPEN_AT: BindParameter[datetime] = bindparam("open_at", type_=Moment)
_TEAM: BindParameter[int] = bindparam("team")


def _lasts(ended: ColumnElement[Any], *, then: bool) -> ColumnElement[bool]:
    """Whether something has not ended: by now, or by the moment that is asked about."""
    return or_(ended.is_(None), ended > _OPEN_AT) if then else ended.is_(None)


def _ids(letter: str, table: Table) -> Select[Any]:
    """The ids of a team's instances of one kind, as obligations have them."""
    return select(literal_column(f"'{letter}-'", Text).concat(table.c.id)).where(table.c.team_id == _TEAM)


def _of_team(*, then: bool) -> ColumnElement[bool]:
    open_: Select[Any] = select(obligations.c.id).where(_lasts(obligations.c.closed_at, then=then))
    members = select(team_members.c.person_id).where(team_members.c.team_id == _TEAM)
    named = select(teams.c.name.concat("/").concat(revisions.c.process)).where(teams.c.id == _TEAM)
    # A union rather than an OR: each part has its own index.
    found = union(
        open_.where(obligations.c.team_id == _TEAM),
        open_.where(obligations.c.person_id.in_(members)),
        open_.where(obligations.c.instance.in_(_ids("P", pairings))),
        *(
            open_.where(obligations.c.instance.in_(_ids(letter, table).where(_lasts(table.c.ended_at, then=then))))
            for letter, table in (("REC", recommendations), ("R", retrospectives))
        ),
        # About its variants, whose lead need not be a member.
        open_.where(obligations.c.instance.in_(named)),
    )
    return obligations.c.id.in_(found.scalar_subquery())


_ABOUT_OBLIGATIONS: Mapping[str, ColumnElement[bool]] = {
    "person": obligations.c.person_id == bindparam("person"),
    "people": one_of(obligations.c.person_id, "people"),
    "team": _of_team(then=False),
    "process": obligations.c.process == bindparam("process"),
    "instance": obligations.c.instance == bindparam("instance"),
    "instances": one_of_words(obligations.c.instance, "instances"),
    "ids": one_of(obligations.c.id, "ids"),
    "kind": obligations.c.kind == bindparam("kind"),
    "due_before": obligations.c.due_at < bindparam("due_before"),
    "opened_by": obligations.c.opens_at <= bindparam("opened_by"),
}

NOTICES: Select[Any] = select(
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
    outbox.c.message_id,
    outbox.c.unknowns,
    outbox.c.sent_at,
).order_by(outbox.c.id)
_EVERY_NOTICE = Prepared(NOTICES)
_NOTICE = Prepared(NOTICES.where(outbox.c.id == bindparam("id")))
_WAITING = Prepared(
    select(func.count()).select_from(outbox).where(literal_column("state IN ('ready', 'unknown', 'leased')", Boolean))
)
_PURGED = Prepared(select(settled.c.through).where(settled.c.what == "wordings"))
#: Under which key of its context a notice that was sent holds what it said.
WORDING = "wording"
_NOTICES_IN_STATE = Prepared(NOTICES.where(outbox.c.state == bindparam("state")))


class DutyReading(Session):
    """Queries about obligations, certifications and notices."""

    def certifications(
        self, process: str | None = None, role: str | None = None, person: int | None = None
    ) -> Sequence[Certification]:
        """Give every grant that matches, by process, role, person, granted day, id."""
        from preceptor.model.certification import Certification  # `overdue` does without it

        wanted = {"process": process, "role": role, "person": person}
        asked = {field: value for field, value in wanted.items() if value is not None}
        return self._records(Certification, _certificates(tuple(asked)), asked)

    def obligations(self, which: ObligationFilter) -> Sequence[Obligation]:
        """Give the open ones that match, by due date, then id. `due_before` leaves out what is due right then."""
        asked = asked_for(which)
        return self._records(Obligation, _obligations(tuple(asked)), asked)

    def notices(self, state: str | None = None) -> Sequence[QueuedNotice]:
        """Give what the outbox holds, or what it holds in one state; by id."""
        if state is None:
            return self._records(notice_of, _EVERY_NOTICE)
        return self._records(notice_of, _NOTICES_IN_STATE, {"state": state})

    def notice(self, identity: int) -> QueuedNotice | None:
        """Give one notice of the outbox."""
        return self._record(notice_of, _NOTICE, {"id": identity})

    def notices_waiting(self) -> int:
        """Give how many are still to be sent, now or later, those included that somebody sends right now."""
        row = self._one(_WAITING)
        return row[0] if row else 0

    def purged_through(self) -> date | None:
        """Give the day (UTC) on which old mails were purged last; None: never yet."""
        row = self._one(_PURGED)
        return row[0] if row else None


@cache
def _certificates(fields: tuple[str, ...]) -> Prepared:
    return Prepared(CERTIFICATES.where(*(_ABOUT_CERTIFICATES[field] for field in fields)))


@cache
def _obligations(fields: tuple[str, ...]) -> Prepared:
    if "open_at" not in fields:
        return Prepared(OPEN.where(*(_ABOUT_OBLIGATIONS[field] for field in fields)))
    owed_then = and_(obligations.c.opens_at <= _OPEN_AT, _lasts(obligations.c.closed_at, then=True))
    about_then = {**_ABOUT_OBLIGATIONS, "open_at": owed_then, "team": _of_team(then=True)}
    return Prepared(_EVERY.where(*(about_then[field] for field in fields)))


def notice_of(*, context: str, **rest: Any) -> QueuedNotice:
    """Give a notice from its row."""
    read = json.loads(context)
    said = read.pop(WORDING, None)
    return QueuedNotice(context=read, wording=Wording(**said) if said else None, **rest)
