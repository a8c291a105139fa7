"""Surveys, discussions, and what is worth reading."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, ColumnElement, Select, Text, and_, bindparam, exists, func, literal, select

from preceptor.store.learning_tables import discussion_people, discussion_reports, discussions, survey_answers
from preceptor.store.log_tables import events, payloads
from preceptor.store.prepared import Prepared, one_of
from preceptor.store.retrospective_tables import assignments, controls, retrospectives, threads, voices
from preceptor.store.session import Session

if TYPE_CHECKING:
    from preceptor.model.study import Discussion, NamedControl
    from preceptor.model.survey import SurveyCount, SurveyText

_OF_PROCESS = retrospectives.c.process == bindparam("process")
_OF_TEAM = retrospectives.c.team_id == bindparam("team")
_ANSWER = Prepared(
    select(survey_answers.c.useful).where(
        survey_answers.c.retrospective_id == bindparam("retrospective"),
        survey_answers.c.person_id == bindparam("person"),
    )
)
_COUNTED = (retrospectives.c.edition, retrospectives.c.team_id, survey_answers.c.useful)
_COUNTS = Prepared(
    select(
        retrospectives.c.edition,
        retrospectives.c.team_id.label("team"),
        survey_answers.c.useful,
        func.count().label("how_many"),
    )
    .join(survey_answers, survey_answers.c.retrospective_id == retrospectives.c.id)
    .where(_OF_PROCESS)
    .group_by(*_COUNTED)
    .order_by(*_COUNTED)
)
_OF_RETROSPECTIVE = discussions.c.retrospective_id == bindparam("retrospective")
_DISCUSSIONS = Prepared(
    select(
        discussions.c.retrospective_id.label("retrospective"),
        discussions.c.number,
        discussions.c.held_on,
        discussions.c.recorder_id.label("recorder"),
        discussions.c.recorded_at,
    )
    .where(_OF_RETROSPECTIVE)
    .order_by(discussions.c.number)
)
_PEOPLE = Prepared(
    select(discussion_people.c.number, discussion_people.c.person_id)
    .where(discussion_people.c.retrospective_id == bindparam("retrospective"))
    .order_by(discussion_people.c.number, discussion_people.c.person_id)
)
_REPORTS = Prepared(
    select(discussion_reports.c.number, discussion_reports.c.report_id)
    .where(discussion_reports.c.retrospective_id == bindparam("retrospective"))
    .order_by(discussion_reports.c.number, discussion_reports.c.report_id)
)
_CONTROLS = Prepared(
    select(controls.c.retrospective_id.label("retrospective"), controls.c.key, controls.c.name)
    .join(retrospectives, retrospectives.c.id == controls.c.retrospective_id)
    .where(_OF_PROCESS)
    .order_by(controls.c.retrospective_id, controls.c.position)
)
_THEIRS = one_of(assignments.c.person_id, "people")
_PARTS = Prepared(select(assignments.c.retrospective_id).where(_THEIRS).distinct())
_PARTS_IN_ROLE = Prepared(
    select(assignments.c.retrospective_id).where(_THEIRS, assignments.c.role == bindparam("role")).distinct()
)
_SPOKEN = Prepared(
    select(threads.c.retrospective_id)
    .join(voices, voices.c.thread_id == threads.c.id)
    .where(one_of(voices.c.person_id, "people"))
    .distinct()
)
_PERSON: BindParameter[int] = bindparam("person")
_UNREAD = Prepared(
    select(func.count())
    .select_from(retrospectives)
    .where(
        _OF_PROCESS,
        retrospectives.c.completed_at.is_not(None),
        retrospectives.c.id.not_in(
            select(discussion_people.c.retrospective_id).where(discussion_people.c.person_id == _PERSON)
        ),
        retrospectives.c.id.not_in(select(assignments.c.retrospective_id).where(assignments.c.person_id == _PERSON)),
        retrospectives.c.id.not_in(
            select(threads.c.retrospective_id)
            .join(voices, voices.c.thread_id == threads.c.id)
            .where(voices.c.person_id == _PERSON)
        ),
    )
)


class LearningReading(Session):
    """Queries about what people make of finished retrospectives. Their records are imported where they are needed."""

    def survey_answer(self, retrospective: int, person: int) -> int | None:
        """Give how useful somebody found it, as they answered last."""
        row = self._one(_ANSWER, {"retrospective": retrospective, "person": person})
        return None if row is None else int(row[0])

    def survey_counts(self, process: str) -> Sequence[SurveyCount]:
        """Give how many people gave which answer, by edition and team."""
        from preceptor.model.survey import SurveyCount

        return self._records(SurveyCount, _COUNTS, {"process": process})

    def survey_texts(self, process: str, team: int | None = None) -> Sequence[SurveyText]:
        """Give what people said beside it in their last answers, by retrospective, without who it was."""
        from preceptor.model.survey import SurveyText

        said: dict[tuple[int, int], SurveyText] = {}
        for retrospective, person, edition, of_team, body in self._all(
            _texts(team is not None), {"process": process, "team": team}
        ):
            # Of two answers at one moment the one that was recorded last counts.
            told = json.loads(body) if body else {}
            words = {name: told.get(name) for name in ("keep", "drop", "add")}
            said[retrospective, person] = SurveyText(edition=edition, team=of_team, **words)
        return list(said.values())

    def discussions(self, retrospective: int) -> Sequence[Discussion]:
        """Give the discussions of a write-up, in the order in which they were recorded."""
        from preceptor.model.study import Discussion

        about = {"retrospective": retrospective}
        people, reports = _by_number(self._all(_PEOPLE, about)), _by_number(self._all(_REPORTS, about))
        found: list[dict[str, Any]] = self._records(dict, _DISCUSSIONS, about)
        return [
            Discussion(**one, people=people.get(one["number"], ()), reports=reports.get(one["number"], ()))
            for one in found
        ]

    def discussed(self, process: str, people: Collection[int] | None = None) -> Mapping[int, int]:
        """Give how often each retrospective was discussed, by some people or anybody."""
        return dict(self._all(_discussed(people is not None), {"process": process, "people": people}))

    def reports_from_discussions(self, process: str, people: Collection[int] | None = None) -> Collection[int]:
        """Give the ids of the reports that came of discussions, by some people or anybody."""
        rows = self._all(_reported(people is not None), {"process": process, "people": people})
        return frozenset(row[0] for row in rows)

    def parts_of(self, people: Collection[int], role: str | None = None) -> frozenset[int]:
        """Give the retrospectives in which one of them has a role, or without `role` spoke."""
        if role is not None:
            rows = self._all(_PARTS_IN_ROLE, {"people": people, "role": role})
        else:
            rows = [*self._all(_PARTS, {"people": people}), *self._all(_SPOKEN, {"people": people})]
        return frozenset(row[0] for row in rows)

    def named_controls(self, process: str) -> Sequence[NamedControl]:
        """Give the safety controls that write-ups name, by retrospective and position."""
        from preceptor.model.study import NamedControl

        return self._records(NamedControl, _CONTROLS, {"process": process})

    def unread(self, process: str, person: int) -> int:
        """Give how many finished write-ups somebody has neither discussed nor had a part in."""
        row = self._one(_UNREAD, {"process": process, "person": person})
        return int(row[0]) if row else 0


def _by_number(rows: Sequence[Any]) -> Mapping[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for number, identity in rows:
        found.setdefault(number, []).append(identity)
    return {number: tuple(ids) for number, ids in found.items()}


@cache
def _texts(of_team: bool) -> Prepared:
    """What was said with the answers that count, through the streams, which have an index."""
    stream: ColumnElement[str] = literal("retrospective:", Text).concat(retrospectives.c.id)
    return Prepared(
        select(
            survey_answers.c.retrospective_id,
            survey_answers.c.person_id,
            retrospectives.c.edition,
            retrospectives.c.team_id,
            payloads.c.body,
        )
        .join(retrospectives, retrospectives.c.id == survey_answers.c.retrospective_id)
        .join(
            events,
            and_(
                events.c.stream == stream,
                events.c.kind == "survey-answered",
                events.c.at == survey_answers.c.answered_at,
                events.c.actor_id == survey_answers.c.person_id,
            ),
        )
        .outerjoin(payloads, payloads.c.event_id == events.c.id)
        .where(_OF_PROCESS, *([_OF_TEAM] if of_team else []))
        .order_by(survey_answers.c.retrospective_id, events.c.seq)
    )


def _with(people: bool, statement: Select[Any]) -> Select[Any]:
    """Only the discussions in which one of the people took part."""
    if not people:
        return statement
    theirs = exists().where(
        discussion_people.c.retrospective_id == discussions.c.retrospective_id,
        discussion_people.c.number == discussions.c.number,
        one_of(discussion_people.c.person_id, "people"),
    )
    return statement.where(theirs)


@cache
def _discussed(people: bool) -> Prepared:
    column = discussions.c.retrospective_id
    counted = (
        select(column, func.count())
        .join(retrospectives, retrospectives.c.id == column)
        .where(_OF_PROCESS)
        .group_by(column)
        .order_by(column)
    )
    return Prepared(_with(people, counted))


@cache
def _reported(people: bool) -> Prepared:
    found = (
        select(discussion_reports.c.report_id)
        .join(
            discussions,
            and_(
                discussions.c.retrospective_id == discussion_reports.c.retrospective_id,
                discussions.c.number == discussion_reports.c.number,
            ),
        )
        .join(retrospectives, retrospectives.c.id == discussions.c.retrospective_id)
        .where(_OF_PROCESS)
    )
    return Prepared(_with(people, found))
