"""Pairings: what they were credited with, their feedback and their load."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, exists, or_, select

from preceptor.model.pairing import Credit, Load, Pairing, Rating
from preceptor.ports import PairingFilter
from preceptor.store.process_reading import ProcessReading
from preceptor.store.session import chunks
from preceptor.store.tables import (
    credit_observers,
    credits,
    events,
    feedback,
    observations,
    pairings,
    payloads,
    people,
    ratings,
)

_PAIRING = [
    column.label(column.name.removesuffix("_id")) if column.name.endswith("_id") else column for column in pairings.c
]
_ONE = select(*_PAIRING).where(pairings.c.id == bindparam("id"))
_LIST: Select[Any] = select(*_PAIRING).order_by(pairings.c.id)

_CREDITS: Select[Any] = (
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
_OBSERVERS = (
    select(credit_observers.c.observation_id, credit_observers.c.person_id)
    .where(credit_observers.c.pairing_id == bindparam("pairing"))
    .order_by(credit_observers.c.person_id)
)
_RATINGS = select(ratings.c.observation_id, ratings.c.standard, ratings.c.rating).where(
    ratings.c.pairing_id == bindparam("pairing")
)

_GIVEN = (
    select(feedback.c.observation_id, people.c.login)
    .join(people, people.c.id == feedback.c.given_by)
    .where(feedback.c.pairing_id == bindparam("pairing"))
)
_SAID: Select[Any] = (
    select(events.c.data, payloads.c.body)
    .join(payloads, payloads.c.event_id == events.c.id)
    .where(events.c.stream == bindparam("stream"), events.c.kind == "feedback-given")
    .order_by(events.c.seq, payloads.c.position)
)
_CLIMB: Select[Any] = (
    select(events.c.kind, events.c.data)
    .where(
        events.c.stream == bindparam("stream"),
        events.c.kind.in_(("pairing-started", "rung-advanced", "rung-repeated")),
    )
    .order_by(events.c.seq)
)

_RUNNING = select(
    pairings.c.id, pairings.c.role, pairings.c.edition, pairings.c.trainee_id, pairings.c.preceptor_id
).where(
    or_(pairings.c.trainee_id == bindparam("person"), pairings.c.preceptor_id == bindparam("person")),
    pairings.c.ended_at.is_(None),
    pairings.c.paused_at.is_(None),
)


class PairingReading(ProcessReading):
    """Queries about pairings."""

    def pairing(self, identity: int) -> Pairing | None:
        """Give the pairing with this id."""
        row = self._one(_ONE, {"id": identity})
        return None if row is None else Pairing(**row._mapping)

    def pairings(self, which: PairingFilter) -> Sequence[Pairing]:
        """Give the pairings that match every field that is set, by id."""
        query = _LIST
        for column, wanted in (
            (pairings.c.process, which.process),
            (pairings.c.role, which.role),
            (pairings.c.team_id, which.team),
            (pairings.c.state, which.state),
        ):
            if wanted is not None:
                query = query.where(column == wanted)
        if which.person is not None:
            query = query.where(or_(pairings.c.trainee_id == which.person, pairings.c.preceptor_id == which.person))
        if which.observation is not None:
            credited = select(credits.c.pairing_id).where(credits.c.observation_id == which.observation)
            query = query.where(pairings.c.id.in_(credited))
        if which.open:
            query = query.where(pairings.c.ended_at.is_(None))
        if which.trainees is None:
            return [Pairing(**row._mapping) for row in self._all(query)]
        of_trainees = query.where(pairings.c.trainee_id.in_(bindparam("trainees", expanding=True)))
        found = [
            Pairing(**row._mapping)
            for some in chunks(which.trainees)
            for row in self._all(of_trainees, {"trainees": some})
        ]
        return sorted(found, key=lambda one: one.id)

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
                observation=row.observation_id,
                pairing=pairing,
                rung=row.rung,
                attempt=row.attempt,
                held_on=row.held_on,
                subject=row.subject,
                observers=tuple(observers.get(row.observation_id, ())),
                rehearsal=row.rehearsal,
                stand_in=row.stand_in,
                ratings=rated.get(row.observation_id, {}),
                feedback=row.feedback,
            )
            for row in rows
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
        """Give how often the rung was repeated, in all."""
        on, repeated = None, 0
        for kind, text in self._all(_CLIMB, {"stream": f"pairing:{pairing}"}):
            if kind != "rung-repeated":
                on = json.loads(text).get("state", on)
            elif on == rung:
                repeated += 1
        return repeated

    def load(self, person: int, *, without: int | None = None) -> Load:
        """Give what the person's open, not resting pairings take, leaving out pairing `without`. Hours a week."""
        as_trainee = as_preceptor = hours = 0
        for row in self._all(_RUNNING, {"person": person}):
            if row.id == without:
                continue
            ladder = self.definition(row.edition).ladder_of(row.role)
            if row.trainee_id == person:
                as_trainee += 1
                hours += ladder.trainee_hours if ladder else 0
            if row.preceptor_id == person:
                as_preceptor += 1
                hours += ladder.preceptor_hours if ladder else 0
        return Load(as_trainee=as_trainee, as_preceptor=as_preceptor, hours=hours)
