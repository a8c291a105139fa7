"""Retrospectives: their people, notes and write-ups."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select

from preceptor.ports import RetrospectiveFilter, Said, WriteUpText
from preceptor.store.log_tables import events, payloads
from preceptor.store.prepared import Prepared, asked_for, one_of, says
from preceptor.store.retrospective_tables import (
    assignments,
    controls,
    exclusions,
    retrospectives,
    writeups,
)
from preceptor.store.session import Session

if TYPE_CHECKING:
    from preceptor.model.retrospective import Note, Retrospective, Submission

RETROSPECTIVE = [
    column.label(column.name.removesuffix("_id")) if column.name.endswith("_id") else column
    for column in retrospectives.c
    if column is not retrospectives.c.search
]
_ONE = Prepared(select(*RETROSPECTIVE).where(retrospectives.c.id == bindparam("id")))
_BY_ID: Select[Any] = select(*RETROSPECTIVE).order_by(retrospectives.c.id)


#: What a field of the filter asks for.
_FILTERS: Mapping[str, ColumnElement[bool]] = {
    "process": retrospectives.c.process == bindparam("process"),
    "team": retrospectives.c.team_id == bindparam("team"),
    "state": retrospectives.c.state == bindparam("state"),
    "ids": one_of(retrospectives.c.id, "ids"),
    "person": exists().where(
        assignments.c.retrospective_id == retrospectives.c.id, assignments.c.person_id == bindparam("person")
    ),
    "open": retrospectives.c.ended_at.is_(None),
    "completed": retrospectives.c.completed_at.is_not(None),
    "completed_since": retrospectives.c.completed_at >= bindparam("completed_since"),
    "completed_before": retrospectives.c.completed_at < bindparam("completed_before"),
    "control": exists().where(
        controls.c.retrospective_id == retrospectives.c.id, controls.c.key == bindparam("control")
    ),
    "text": or_(
        says(retrospectives.c.search),
        exists().where(
            and_(
                writeups.c.retrospective_id == retrospectives.c.id,
                writeups.c.number == retrospectives.c.writeup,
                says(writeups.c.search),
            )
        ),
    ),
}
_ASSIGNED = Prepared(
    select(assignments.c.role, assignments.c.person_id)
    .where(assignments.c.retrospective_id == bindparam("retrospective"))
    .order_by(assignments.c.role)
)
_EXCLUDED = Prepared(
    select(exclusions.c.person_id).where(exclusions.c.retrospective_id == bindparam("retrospective"))
)
#: What `submission_of` takes, in its order.
SUBMISSION = (
    writeups.c.number,
    writeups.c.submitter_id,
    writeups.c.submitted_at,
    writeups.c.digest,
    writeups.c.findings,
)
_SUBMISSIONS = Prepared(
    select(*SUBMISSION).where(writeups.c.retrospective_id == bindparam("retrospective")).order_by(writeups.c.number)
)
_SAID = Prepared(
    select(events.c.kind, events.c.at, events.c.actor_id, events.c.data, payloads.c.body)
    .outerjoin(payloads, payloads.c.event_id == events.c.id)
    .where(events.c.stream == bindparam("stream"))
    .order_by(events.c.seq, payloads.c.position)
)


class RetrospectiveReading(Session):
    """Queries about retrospectives. Their records are imported where they are asked for: few commands do."""

    def retrospective(self, identity: int) -> Retrospective | None:
        """Give the retrospective with this id."""
        from preceptor.model.retrospective import Retrospective

        return self._record(Retrospective, _ONE, {"id": identity})

    def retrospectives(self, which: RetrospectiveFilter) -> Sequence[Retrospective]:
        """Give the retrospectives that match every field that is set, by id."""
        from preceptor.model.recognition import subject_key
        from preceptor.model.retrospective import Retrospective

        asked = asked_for(which)
        for field in ("control", "text"):
            if field in asked:
                asked[field] = subject_key(asked[field])
        return self._records(Retrospective, _filtered(tuple(asked)), asked)

    def assigned(self, retrospective: int) -> Mapping[str, int]:
        """Give who has which role, by role."""
        return dict(self._all(_ASSIGNED, {"retrospective": retrospective}))

    def excluded(self, retrospective: int) -> frozenset[int]:
        """Give who is to have no part in it."""
        return frozenset(row[0] for row in self._all(_EXCLUDED, {"retrospective": retrospective}))

    def notes(self, retrospective: int) -> Sequence[Note]:
        """Give the notes, by the moment they are about, then in the order in which they were made."""
        from preceptor.model.retrospective import Note

        found = [
            Note(
                at=datetime.fromisoformat(str(one.data["noted_at"])),
                text=str(one.body["text"]) if one.body else None,
                reference=str(one.body["reference"]) if one.body and one.body.get("reference") else None,
                person=int(str(one.data["by"])),
            )
            for one in self.said_in(retrospective, "retrospective-noted")
        ]
        return sorted(found, key=lambda one: one.at)

    def submissions(self, retrospective: int) -> Sequence[Submission]:
        """Give the revisions of the write-up, by number."""
        return [submission_of(*row) for row in self._all(_SUBMISSIONS, {"retrospective": retrospective})]

    def write_up(self, retrospective: int, number: int) -> WriteUpText | None:
        """Give what a revision of the write-up says."""
        for one in self.said_in(retrospective, "write-up-submitted"):
            if one.data["number"] == number and one.body is not None:
                data = one.body["data"]
                assert isinstance(data, dict)
                return WriteUpText(number=number, body=str(one.body["body"]), data=data)
        return None

    def said_in(self, retrospective: int, *kinds: str) -> Sequence[Said]:
        """Give what was said on its stream in events of these kinds, in the order recorded."""
        return [
            Said(
                kind=kind,
                at=at,
                person=actor,
                data=json.loads(data),
                body=None if body is None else json.loads(body),
            )
            for kind, at, actor, data, body in self._all(_SAID, {"stream": f"retrospective:{retrospective}"})
            if kind in kinds
        ]


def submission_of(number: int, submitter: int, submitted_at: datetime, digest: str, findings: str) -> Submission:
    """Make the record of a revision from its row."""
    from preceptor.model.retrospective import Flaw, Submission

    flaws = tuple(Flaw(**flaw) for flaw in json.loads(findings))
    return Submission(number=number, submitter=submitter, submitted_at=submitted_at, digest=digest, flaws=flaws)


@cache
def _filtered(fields: tuple[str, ...]) -> Prepared:
    return Prepared(_BY_ID.where(*(_FILTERS[field] for field in fields)))
