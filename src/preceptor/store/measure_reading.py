"""What reports count: rows of whole tables and streams, in few statements."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, bindparam, case, func, literal, select

from preceptor.model.passes import Came
from preceptor.model.step_measures import Owed
from preceptor.model.tries import RefusedTries, RefusedTry
from preceptor.ports import StepReports, WriteUpText
from preceptor.store.duty_tables import obligations
from preceptor.store.ladder_tables import observations, pairings, ratings
from preceptor.store.log_tables import events, payloads, refusals
from preceptor.store.prepared import Prepared
from preceptor.store.process_tables import reports
from preceptor.store.retrospective_reading import SUBMISSION, submission_of
from preceptor.store.retrospective_tables import retrospectives, writeups
from preceptor.store.session import PAGE, Session

if TYPE_CHECKING:
    from collections.abc import Collection

    from preceptor.model.pairing import Rating
    from preceptor.model.retrospective import Submission
    from preceptor.model.step_measures import Measured

#: How the ids of a kind begin that people type.
_LETTERS: Mapping[str, str] = {"pairing": "P-", "retrospective": "R-", "recommendation": "REC-", "change": "CH-"}
#: Rows of streams that are read at a time: some megabytes.
_STREAMED = 20 * PAGE
#: Texts of write-ups that are read at a time.
_TEXTS = PAGE // 5

# An event that says a state holds this text: canonical JSON has no white space. Only those that say it at the top
# count, which is seen once they are parsed.
_CAME = Prepared(
    select(events.c.stream, events.c.seq, events.c.at, events.c.data)
    .where(
        events.c.stream >= bindparam("first"),
        events.c.stream < bindparam("behind"),
        events.c.data.contains('"state":"', autoescape=True),
        (events.c.stream > bindparam("stream"))
        | ((events.c.stream == bindparam("stream")) & (events.c.seq > bindparam("seq"))),
    )
    .order_by(events.c.stream, events.c.seq)
    .limit(_STREAMED)
)
_OWED = Prepared(
    select(obligations.c.instance, obligations.c.step, obligations.c.due_at, obligations.c.closed_at).where(
        obligations.c.instance >= bindparam("first"),
        obligations.c.instance < bindparam("behind"),
    )
)
_RATINGS = Prepared(
    select(ratings.c.pairing_id, ratings.c.standard, ratings.c.rating)
    .join(observations, observations.c.id == ratings.c.observation_id)
    .join(pairings, pairings.c.id == ratings.c.pairing_id)
    .where(pairings.c.process == bindparam("process"))
    .order_by(observations.c.held_on.desc(), observations.c.id.desc())
)
_HANDED_IN = Prepared(
    select(writeups.c.retrospective_id, *SUBMISSION)
    .join(retrospectives, retrospectives.c.id == writeups.c.retrospective_id)
    .where(retrospectives.c.process == bindparam("process"))
    .order_by(writeups.c.retrospective_id, writeups.c.number)
)
# Through the streams, which have an index.
_WRITTEN = Prepared(
    select(retrospectives.c.id, events.c.seq, events.c.data, payloads.c.body)
    .join(events, events.c.stream == literal("retrospective:", Text).concat(retrospectives.c.id))
    .join(payloads, payloads.c.event_id == events.c.id)
    .where(
        retrospectives.c.process == bindparam("process"),
        events.c.kind == "write-up-submitted",
        payloads.c.body.is_not(None),
        (retrospectives.c.id > bindparam("id"))
        | ((retrospectives.c.id == bindparam("id")) & (events.c.seq > bindparam("seq"))),
    )
    .order_by(retrospectives.c.id, events.c.seq)
    .limit(_TEXTS)
)
_REPORTS = Prepared(
    select(
        reports.c.step,
        reports.c.kind,
        func.count().label("reports"),
        func.sum(case((reports.c.change_id.is_(None), 1), else_=0)).label("unanswered"),
    )
    .where(reports.c.process == bindparam("process"))
    .group_by(reports.c.step, reports.c.kind)
    .order_by(reports.c.step, reports.c.kind)
)
_PLACE = (
    refusals.c.edition,
    refusals.c.team_id,
    refusals.c.role,
    refusals.c.state,
    refusals.c.move,
    refusals.c.guards,
)
_REFUSED = Prepared(
    select(*_PLACE, func.count())
    .where(refusals.c.process == bindparam("process"), refusals.c.kind == bindparam("kind"))
    .group_by(*_PLACE)
)
_FIRST_REFUSED = Prepared(select(refusals.c.refused_on).order_by(refusals.c.id).limit(1))


class MeasureReading(Session):
    """Queries for reports."""

    def came(self, kind: Measured) -> Iterator[Came]:
        """Give each time that an instance of a kind came to a state, by instance, in the order of the record."""
        last: dict[str, Any] = {"stream": "", "seq": 0}
        span = {"first": f"{kind}:", "behind": f"{kind};"}
        while page := self._all(_CAME, {**span, **last}):
            for stream, _, at, data in page:
                said = json.loads(data)
                if "state" in said:
                    number = int(stream.partition(":")[2])
                    yield Came(instance=number, at=at, state=said["state"], attempt=said.get("attempt"))
            last = {"stream": page[-1][0], "seq": page[-1][1]}

    def owed(self, kind: Measured) -> Sequence[Owed]:
        """Give all that was ever owed for instances of a kind; in no order."""
        letters = _LETTERS[kind]
        # `.` is what comes after `-`.
        span = {"first": letters, "behind": f"{letters[:-1]}."}
        return [
            Owed(instance=int(instance[len(letters) :]), step=step, due_at=due_at, closed_at=closed_at)
            for instance, step, due_at, closed_at in self._all(_OWED, span)
        ]

    def first_ratings(self, process: str) -> Mapping[tuple[int, str], Rating]:
        """Give what a standard was rated first in a pairing, by the pairing's id and the standard's."""
        # From the last to the first, so that the first is what remains.
        rows = self._all(_RATINGS, {"process": process})
        return {(pairing, standard): rating for pairing, standard, rating in rows}

    def handed_in(self, process: str) -> Mapping[int, Sequence[Submission]]:
        """Give the revisions of each write-up, by retrospective and number."""
        found: dict[int, list[Submission]] = {}
        for retrospective, *row in self._all(_HANDED_IN, {"process": process}):
            found.setdefault(retrospective, []).append(submission_of(*row))
        return found

    def written(self, process: str, wanted: Mapping[int, Collection[int]]) -> Iterator[tuple[int, WriteUpText]]:
        """Give what the wanted revisions say, with the retrospective of each."""
        last = {"id": 0, "seq": 0}
        while wanted and (page := self._all(_WRITTEN, {"process": process, **last})):
            for retrospective, _, data, body in page:
                number = json.loads(data)["number"]
                if number in wanted.get(retrospective, ()):
                    said = json.loads(body)
                    yield retrospective, WriteUpText(number=number, body=said["body"], data=said["data"])
            last = {"id": page[-1][0], "seq": page[-1][1]}

    def step_reports(self, process: str) -> Sequence[StepReports]:
        """Give how many said of a step that something is missing or unclear, by step and kind."""
        return self._records(StepReports, _REPORTS, {"process": process})

    def refused_tries(self, process: str, kind: Measured, *, team: int | None = None) -> RefusedTries:
        """Give how often moves were refused, where it is counted."""
        since = self._one(_FIRST_REFUSED, {})
        times = {
            RefusedTry(
                process=process,
                kind=kind,
                edition=edition,
                team=place,
                role=role,
                state=state,
                move=move,
                guards=tuple(json.loads(guards)),
            ): count
            for edition, place, role, state, move, guards, count in self._all(
                _REFUSED, {"process": process, "kind": kind}
            )
            if team in (None, place)
        }
        return RefusedTries(since=since[0] if since else None, times=times)
