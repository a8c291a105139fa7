"""Pairings: what they were credited with, their feedback and their load."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, func, or_, select

from preceptor.model.pairing import Credit, Load, Pairing, Rating
from preceptor.ports import PairingFilter
from preceptor.store.ladder_tables import credit_observers, credits, feedback, observations, pairings, ratings
from preceptor.store.log_tables import events, payloads
from preceptor.store.people_tables import people
from preceptor.store.prepared import Prepared, asked_for, one_of
from preceptor.store.process_reading import ProcessReading

PAIRING = [
    column.label(column.name.removesuffix("_id")) if column.name.endswith("_id") else column for column in pairings.c
]
_ONE = Prepared(select(*PAIRING).where(pairings.c.id == bindparam("id")))
_BY_ID: Select[Any] = select(*PAIRING).order_by(pairings.c.id)
_PERSON: BindParameter[int] = bindparam("person")
#: What a field of the filter asks for.
_FILTERS: Mapping[str, ColumnElement[bool]] = {
    "ids": one_of(pairings.c.id, "ids"),
    "process": pairings.c.process == bindparam("process"),
    "role": pairings.c.role == bindparam("role"),
    "team": pairings.c.team_id == bindparam("team"),
    "state": pairings.c.state == bindparam("state"),
    "person": or_(pairings.c.trainee_id == _PERSON, pairings.c.preceptor_id == _PERSON),
    "people": or_(one_of(pairings.c.trainee_id, "people"), one_of(pairings.c.preceptor_id, "people")),
    "trainees": one_of(pairings.c.trainee_id, "trainees"),
    "observation": pairings.c.id.in_(
        select(credits.c.pairing_id).where(credits.c.observation_id == bindparam("observation"))
    ),
    "open": pairings.c.ended_at.is_(None),
}

_OPEN = Prepared(
    select(func.count()).where(pairings.c.process == bindparam("process"), pairings.c.ended_at.is_(None))
)

_CREDITS = Prepared(
    select(
        credits.c.observation_id,
        credits.c.rung,
        credits.c.attempt,
        credits.c.stand_in,
        observations.c.held_on,
        observations.c.subject,
        observations.c.rehearsal,
        exists()
        .where(
            feedback.c.pairing_id == credits.c.pairing_id,
            feedback.c.observation_id == credits.c.observation_id,
        )
        .label("feedback"),
    )
    .join(observations, observations.c.id == credits.c.observation_id)
    .where(credits.c.pairing_id == bindparam("pairing"))
    .order_by(observations.c.held_on, credits.c.observation_id)
)
_OBSERVERS = Prepared(
    select(credit_observers.c.observation_id, credit_observers.c.person_id)
    .where(credit_observers.c.pairing_id == bindparam("pairing"))
    .order_by(credit_observers.c.person_id)
)
_RATINGS = Prepared(
    select(ratings.c.observation_id, ratings.c.standard, ratings.c.rating).where(
        ratings.c.pairing_id == bindparam("pairing")
    )
)

_GIVEN = Prepared(
    select(feedback.c.observation_id, people.c.login)
    .join(people, people.c.id == feedback.c.given_by)
    .where(feedback.c.pairing_id == bindparam("pairing"))
)
_SAID = Prepared(
    select(events.c.data, payloads.c.body)
    .join(payloads, payloads.c.event_id == events.c.id)
    .where(events.c.stream == bindparam("stream"), events.c.kind == "feedback-given")
    .order_by(events.c.seq, payloads.c.position)
)
_CLIMBING = ("pairing-started", "rung-advanced", "rung-repeated", "pairing-migrated")
_CLIMB = Prepared(
    select(events.c.kind, events.c.data)
    .where(
        events.c.stream == bindparam("stream"),
        or_(*(events.c.kind == kind for kind in _CLIMBING)),
    )
    .order_by(events.c.seq)
)

_RUNNING = Prepared(
    select(pairings.c.id, pairings.c.role, pairings.c.edition, pairings.c.trainee_id, pairings.c.preceptor_id).where(
        or_(pairings.c.trainee_id == bindparam("person"), pairings.c.preceptor_id == bindparam("person")),
        pairings.c.ended_at.is_(None),
        pairings.c.paused_at.is_(None),
    )
)


class PairingReading(ProcessReading):
    """Queries about pairings."""

    def pairing(self, identity: int) -> Pairing | None:
        """Give the pairing with this id."""
        return self._record(Pairing, _ONE, {"id": identity})

    def pairings(self, which: PairingFilter) -> Sequence[Pairing]:
        """Give the pairings that match every field that is set, by id."""
        asked = asked_for(which)
        return self._records(Pairing, _filtered(tuple(asked)), asked)

    def open_pairings(self, process: str) -> int:
        """Give how many pairings of a process have not ended."""
        ((number,),) = self._all(_OPEN, {"process": process})
        return int(number)

    def credits(self, pairing: int) -> Sequence[Credit]:
        """Give all that a pairing was credited with, on all rungs, by the day held, then the order recorded."""
        rows = self._all(_CREDITS, {"pairing": pairing})
        if not rows:
            return []
        observers: dict[int, list[int]] = {}
        for observation, person in self._all(_OBSERVERS, {"pairing": pairing}):
            observers.setdefault(observation, []).append(person)
        rated: dict[int, dict[str, Rating]] = {}
        for observation, standard, rating in self._all(_RATINGS, {"pairing": pairing}):
            rated.setdefault(observation, {})[standard] = rating
        return [
            Credit(
                observation=observation,
                pairing=pairing,
                rung=rung,
                attempt=attempt,
                held_on=held_on,
                subject=subject,
                observers=tuple(observers.get(observation, ())),
                rehearsal=rehearsal,
                stand_in=stand_in,
                ratings=rated.get(observation, {}),
                feedback=said,
            )
            for observation, rung, attempt, stand_in, held_on, subject, rehearsal, said in rows
        ]

    def feedback(self, pairing: int) -> Mapping[int, Mapping[str, str]]:
        """Give the feedback by observation: `by` (login), `well`, `change`, `next`; erased texts read `erased`."""
        said: dict[int, Mapping[str, str]] = {}
        for data, body in self._all(_SAID, {"stream": f"pairing:{pairing}"}):
            said[json.loads(data)["observation"]] = {} if body is None else json.loads(body)
        return {
            observation: {
                "by": login,
                **{part: said.get(observation, {}).get(part, "erased") for part in ("well", "change", "next")},
            }
            for observation, login in self._all(_GIVEN, {"pairing": pairing})
        }

    def repeats(self, pairing: int, rung: str) -> int:
        """Give how often the rung was repeated, in all; also when it was called otherwise."""
        on, repeated = "", dict[str, int]()
        for kind, text in self._all(_CLIMB, {"stream": f"pairing:{pairing}"}):
            if kind == "rung-repeated":
                repeated[on] = repeated.get(on, 0) + 1
                continue
            data = json.loads(text)
            for old, new in data.get("renamed", ()):
                repeated[new] = repeated.get(new, 0) + repeated.pop(old, 0)
            # One that rests is on the rung that it will return to.
            on = data.get("back") or data.get("state", on)
        return repeated.get(rung, 0)

    def load(self, person: int, *, without: int | None = None) -> Load:
        """Give what the person's open, not resting pairings take, leaving out pairing `without`. Hours a week."""
        as_trainee = as_preceptor = hours = 0
        for identity, role, edition, trainee, preceptor in self._all(_RUNNING, {"person": person}):
            if identity == without:
                continue
            ladder = self.definition(edition).ladder_of(role)
            if trainee == person:
                as_trainee += 1
                hours += ladder.trainee_hours if ladder else 0
            if preceptor == person:
                as_preceptor += 1
                hours += ladder.preceptor_hours if ladder else 0
        return Load(as_trainee=as_trainee, as_preceptor=as_preceptor, hours=hours)


@cache
def _filtered(fields: tuple[str, ...]) -> Prepared:
    return Prepared(_BY_ID.where(*(_FILTERS[field] for field in fields)))
