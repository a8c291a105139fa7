"""Observations, and the practice of a role that they show."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, or_, select

from preceptor.model.certification import Practice
from preceptor.model.pairing import Observation
from preceptor.model.recognition import subject_key as subject_key
from preceptor.store.session import PAGE, Session, chunks
from preceptor.store.tables import credits, observations, participants

_OBSERVATION = (
    observations.c.id,
    observations.c.process,
    observations.c.role,
    observations.c.held_on,
    observations.c.subject,
    observations.c.performer_id.label("performer"),
    observations.c.rehearsal,
    observations.c.recorded_at,
    observations.c.voided_at,
)
_ONE = select(*_OBSERVATION).where(observations.c.id == bindparam("id"))
_LIKE = select(observations.c.id).where(
    observations.c.process == bindparam("process"),
    observations.c.role == bindparam("role"),
    observations.c.held_on == bindparam("held_on"),
    observations.c.subject_key == bindparam("subject_key"),
    observations.c.performer_id == bindparam("performer"),
    observations.c.voided_at.is_(None),
)
_PAGE: Select[Any] = (
    select(*_OBSERVATION)
    .where(
        observations.c.voided_at.is_(None),
        or_(
            observations.c.held_on > bindparam("day"),
            and_(observations.c.held_on == bindparam("day"), observations.c.id > bindparam("last")),
        ),
        # Said again, plainly, because a database walks an index from here and not from the OR above.
        observations.c.held_on >= bindparam("day"),
    )
    .order_by(observations.c.held_on, observations.c.id)
    .limit(PAGE)
)
_PAGE_OF_PERSON: Select[Any] = (
    select(*_OBSERVATION)
    .join(participants, participants.c.observation_id == observations.c.id)
    .where(
        participants.c.person_id == bindparam("person"),
        observations.c.voided_at.is_(None),
        participants.c.held_on >= bindparam("day"),
        or_(
            participants.c.held_on > bindparam("day"),
            and_(participants.c.held_on == bindparam("day"), participants.c.observation_id > bindparam("last")),
        ),
    )
    .order_by(participants.c.held_on, participants.c.observation_id)
    .limit(PAGE)
)
_WATCHERS = (
    select(participants.c.observation_id, participants.c.person_id)
    .where(participants.c.observation_id.in_(bindparam("ids", expanding=True)), participants.c.performed.is_(False))
    .order_by(participants.c.person_id)
)
_RUNGS = (
    select(credits.c.rung, func.count())
    .where(credits.c.observation_id.in_(bindparam("ids", expanding=True)))
    .group_by(credits.c.rung)
)
_PRACTICE = (
    select(participants.c.person_id, participants.c.performed, participants.c.held_on)
    .where(
        participants.c.process == bindparam("process"),
        participants.c.role == bindparam("role"),
        participants.c.held_on >= bindparam("since"),
    )
    .order_by(participants.c.held_on)
)


class ObservationReading(Session):
    """Queries about observations."""

    def observation(self, identity: int) -> Observation | None:
        """Give the observation with this id, voided ones too; a voided one has no watchers any more."""
        rows = self._all(_ONE, {"id": identity})
        return self._with_watchers(rows)[0] if rows else None

    def observation_like(self, process: str, role: str, held_on: date, subject: str, performer: int) -> int | None:
        """Give the id of the observation that is the same occasion; subjects are compared by `subject_key`."""
        row = self._one(
            _LIKE,
            {
                "process": process,
                "role": role,
                "held_on": held_on,
                "subject_key": subject_key(subject),
                "performer": performer,
            },
        )
        return None if row is None else int(row.id)

    def rungs_credited(self, observations: Collection[int]) -> Mapping[str, int]:
        """Give how many credits on each rung these observations led to, over all pairings."""
        found: dict[str, int] = {}
        for some in chunks(observations):
            for rung, how_many in self._all(_RUNGS, {"ids": some}):
                found[rung] = found.get(rung, 0) + how_many
        return found

    def observations(self, process: str | None = None, person: int | None = None) -> Iterator[Observation]:
        """Give what was not voided, by the day held, then id; `PAGE` of them in memory at a time."""
        query, parameters = (_PAGE, {}) if person is None else (_PAGE_OF_PERSON, {"person": person})
        if process is not None:
            query = query.where(observations.c.process == process)
        day, last = date.min, 0
        while rows := self._all(query, {**parameters, "day": day, "last": last}):
            yield from self._with_watchers(rows)
            day, last = rows[-1].held_on, rows[-1].id

    def _with_watchers(self, rows: Sequence[Row[Any]]) -> list[Observation]:
        watchers: dict[int, list[int]] = {}
        for observation, person in self._all(_WATCHERS, {"ids": [row.id for row in rows]}):
            watchers.setdefault(observation, []).append(person)
        return [Observation(**row._mapping, watchers=tuple(watchers.get(row.id, ()))) for row in rows]

    def practice(self, process: str, role: str, since: date) -> Mapping[int | None, Mapping[str, Practice]]:
        """Give who did a role on which days, from `since` on.

        By person (None: the occasions alone): `lead` counts performing, `teach` performing or watching.
        """
        occasions: list[date] = []
        led: dict[int, list[date]] = {}
        present: dict[int, list[date]] = {}
        for person, performed, held_on in self._all(_PRACTICE, {"process": process, "role": role, "since": since}):
            present.setdefault(person, []).append(held_on)
            if performed:
                occasions.append(held_on)
                led.setdefault(person, []).append(held_on)
        every = tuple(occasions)
        alone = Practice(occasions=every)
        answer: dict[int | None, Mapping[str, Practice]] = {None: {"lead": alone, "teach": alone}}
        for person, days in present.items():
            answer[person] = {
                "lead": Practice(occasions=every, own=tuple(led.get(person, ()))),
                "teach": Practice(occasions=every, own=tuple(days)),
            }
        return answer
