"""Observations, and the practice of a role that they show."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, or_, select

from preceptor.store.ladder_tables import credits, observations, participants
from preceptor.store.prepared import Prepared, one_of
from preceptor.store.session import PAGE, Session

# Most reading commands do without these records, which take a while to import.
if TYPE_CHECKING:
    from preceptor.model.certification import Practice
    from preceptor.model.pairing import Observation

_OBSERVATION = (
    observations.c.id,
    observations.c.process,
    observations.c.role,
    observations.c.held_on,
    observations.c.subject,
    observations.c.performer_id.label("performer"),
    observations.c.rehearsal,
    observations.c.edition,
    observations.c.recorded_at,
    observations.c.voided_at,
)
_ONE = Prepared(select(*_OBSERVATION).where(observations.c.id == bindparam("id")))
_LIKE = Prepared(
    select(observations.c.id).where(
        observations.c.process == bindparam("process"),
        observations.c.role == bindparam("role"),
        observations.c.held_on == bindparam("held_on"),
        observations.c.subject_key == bindparam("subject_key"),
        observations.c.performer_id == bindparam("performer"),
        observations.c.voided_at.is_(None),
    )
)
_DAY: BindParameter[date] = bindparam("day")
_LAST: BindParameter[int] = bindparam("last")


def _paged(day: ColumnElement[date], identity: ColumnElement[int], *conditions: ColumnElement[bool]) -> Prepared:
    query: Select[Any] = select(*_OBSERVATION).where(
        observations.c.voided_at.is_(None),
        or_(day > _DAY, and_(day == _DAY, identity > _LAST)),
        # Said again, plainly, because a database walks an index from here and not from the OR above.
        day >= _DAY,
        *conditions,
    )
    return Prepared(query.order_by(day, identity).limit(PAGE))


_OF_PROCESS = observations.c.process == bindparam("process")
#: By whether a process is asked for, and a person; a person's are found through what they took part in.
_PAGES = {
    (False, False): _paged(observations.c.held_on, observations.c.id),
    (True, False): _paged(observations.c.held_on, observations.c.id, _OF_PROCESS),
}
for _process in (False, True):
    _PAGES[_process, True] = _paged(
        participants.c.held_on,
        participants.c.observation_id,
        participants.c.observation_id == observations.c.id,
        participants.c.person_id == bindparam("person"),
        *((_OF_PROCESS,) if _process else ()),
    )
_WATCHERS = Prepared(
    select(participants.c.observation_id, participants.c.person_id)
    .where(one_of(participants.c.observation_id, "ids"), participants.c.performed.is_(False))
    .order_by(participants.c.person_id)
)
_RUNGS = Prepared(
    select(credits.c.rung, func.count()).where(one_of(credits.c.observation_id, "ids")).group_by(credits.c.rung)
)
_PRACTICE = Prepared(
    select(participants.c.person_id, participants.c.performed, participants.c.held_on)
    .where(
        participants.c.process == bindparam("process"),
        participants.c.role == bindparam("role"),
        participants.c.held_on >= bindparam("since"),
    )
    .order_by(participants.c.held_on)
)


_STRUCK = Prepared(
    select(*_OBSERVATION).where(_OF_PROCESS, observations.c.voided_at.is_not(None)).order_by(observations.c.id)
)


class ObservationReading(Session):
    """Queries about observations."""

    def observation(self, identity: int) -> Observation | None:
        """Give the observation with this id, voided ones too; a voided one has no watchers any more."""
        found = self._with_watchers(self._records(dict, _ONE, {"id": identity}))
        return found[0] if found else None

    def observation_like(self, process: str, role: str, held_on: date, subject: str, performer: int) -> int | None:
        """Give the id of the observation that is the same occasion; subjects are compared by `subject_key`."""
        from preceptor.model.recognition import subject_key

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
        return None if row is None else int(row[0])

    def rungs_credited(self, observations: Collection[int]) -> Mapping[str, int]:
        """Give how many credits on each rung these observations led to, over all pairings."""
        return dict(self._all(_RUNGS, {"ids": observations}))

    def observations(self, process: str | None = None, person: int | None = None) -> Iterator[Observation]:
        """Give what was not voided, by the day held, then id; `PAGE` of them in memory at a time."""
        query = _PAGES[process is not None, person is not None]
        asked = {"process": process, "person": person, "day": date.min, "last": 0}
        while found := self._with_watchers(self._records(dict, query, asked)):
            yield from found
            asked |= {"day": found[-1].held_on, "last": found[-1].id}

    def struck(self, process: str) -> Sequence[Observation]:
        """Give what was voided of a process, by id, without its watchers."""
        return self._with_watchers(self._records(dict, _STRUCK, {"process": process}))

    def _with_watchers(self, found: Sequence[dict[str, Any]]) -> list[Observation]:
        if not found:
            return []
        from preceptor.model.pairing import Observation

        watchers: dict[int, list[int]] = {}
        for observation, person in self._all(_WATCHERS, {"ids": [one["id"] for one in found]}):
            watchers.setdefault(observation, []).append(person)
        return [Observation(**one, watchers=tuple(watchers.get(one["id"], ()))) for one in found]

    def practice(self, process: str, role: str, since: date) -> Mapping[int | None, Mapping[str, Practice]]:
        """Give who did a role on which days, from `since` on.

        By person (None: the occasions alone): `lead` counts performing, `teach` performing or watching.
        """
        from preceptor.model.certification import Practice

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
