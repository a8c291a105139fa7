"""What the rows of an import lead to, day by day: pairings that begin, credits, and gaps."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from preceptor.model.definition import Rung
from preceptor.model.pairing import Pairing
from preceptor.model.recognition import EVIDENCE, Evidence, rung_credited
from preceptor.ports import PairingFilter, Writing
from preceptor.services.observation_history import History, RolePerson
from preceptor.services.observation_rows import ObservationRow
from preceptor.services.pairing_facts import credits_on


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPairing:
    """A person began to watch a role."""

    id: int
    role: str
    trainee: int
    preceptor: int
    #: The first rung of the role's ladder.
    state: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NewCredit:
    """An observation counts for a pairing."""

    pairing: int
    rung: str
    attempt: int
    observers: tuple[int, ...]
    #: Digest of the pairing's edition.
    edition: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NewObservation:
    """A row that was not on record."""

    id: int
    row: ObservationRow
    credits: Sequence[NewCredit]


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """What one day of the file leads to."""

    rows: Sequence[ObservationRow]
    pairings: Sequence[NewPairing]
    observations: Sequence[NewObservation]


@dataclass(kw_only=True)
class _Climber:
    """A pairing, with how much each rung still lacks."""

    id: int
    edition: str
    lacking: dict[str, int]
    #: The attempt that a credit on a rung belongs to; 0 where the pairing has not come to it.
    attempts: dict[str, int] = field(default_factory=dict)


@dataclass(kw_only=True)
class Crediting:
    """Goes through the rows of a checked file, and counts what it finds."""

    tx: Writing
    history: History
    started: int = 0
    credits: dict[str, int] = field(init=False)
    gaps: int = 0
    never_watched: int = 0
    _stored: dict[RolePerson, Pairing] = field(init=False)
    _climbers: dict[RolePerson, _Climber] = field(default_factory=dict)
    _evidence: dict[str, list[tuple[Rung, Evidence]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        definition = self.history.definition
        self.credits = {}
        for role in definition.roles:
            if role.ladder:
                lifecycle = definition.lifecycle_of_ladder(role.ladder)
                rungs = [(rung, lifecycle.state(rung.name).counts) for rung in role.ladder.rungs]
                self._evidence[role.name] = [(rung, EVIDENCE[counts]) for rung, counts in rungs if counts]
                self.credits |= {rung.name: self.history.credited[rung.name] for rung in role.ladder.rungs}
        # The open pairing of a person in a role, else the last one.
        found = self.tx.pairings(PairingFilter(process=definition.name))
        by_age = sorted(found, key=lambda one: (one.ended_at is None, one.id))
        self._stored = {(one.role, one.trainee): one for one in by_age}

    def days(self, rows: Iterable[ObservationRow]) -> Iterator[Day]:
        """Give what each day leads to. Pairings of a day are open before its observations are credited."""
        position = 0
        for on, those in groupby(rows, key=lambda one: one.held_on):
            told = list(those)
            new = [row for at, row in enumerate(told, position) if not self.history.known[at]]
            position += len(told)
            for row in told:
                self._find_gap(row)
            pairings = self._begin(on, told, {row.line for row in new})
            first = self.tx.next_id("observations", len(new)) if new else 0
            observations = [
                NewObservation(id=identity, row=row, credits=self._credit(row))
                for identity, row in enumerate(new, first)
            ]
            yield Day(rows=told, pairings=pairings, observations=observations)

    def _find_gap(self, row: ObservationRow) -> None:
        performer = self.history.ids[row.performer]
        if not self.history.holds(row.role, performer, "lead", row.held_on):
            self.gaps += 1
            watched = self.history.watched.get((row.role, performer))
            self.never_watched += watched is None or watched >= row.held_on

    def _begin(self, on: date, rows: Sequence[ObservationRow], new: set[int]) -> list[NewPairing]:
        """Whoever watches a role for the first time begins to learn it; who was certified for it before does not.

        A pairing that nobody could take up is not opened: of who has left, or may lead today.
        """
        beginners: dict[RolePerson, ObservationRow] = {}
        for row in rows:
            for login in row.watchers:
                one = (row.role, self.history.ids[login])
                if self.history.watched[one] != on or self.history.was_certified(*one, by=on):
                    continue
                if one in self._stored or self.history.may_learn(*one):
                    beginners.setdefault(one, row)
        self.started += len(beginners)
        opened = {
            one: row
            for one, row in beginners.items()
            if row.line in new and one not in self._stored and one not in self._climbers
        }
        first = self.tx.next_id("pairings", len(opened)) if opened else 0
        return [self._open(identity, one, row) for identity, (one, row) in enumerate(opened.items(), first)]

    def _open(self, identity: int, one: RolePerson, row: ObservationRow) -> NewPairing:
        role, trainee = one
        rungs = [rung for rung, _ in self._evidence[role]]
        lacking = {rung.name: rung.observations for rung in rungs}
        self._climbers[one] = _Climber(
            id=identity, edition=self.history.edition, lacking=lacking, attempts={rungs[0].name: 1}
        )
        preceptor = self.history.ids[row.performer]
        return NewPairing(id=identity, role=role, trainee=trainee, preceptor=preceptor, state=rungs[0].name)

    def _credit(self, row: ObservationRow) -> list[NewCredit]:
        past = self.history.past(row)
        found: list[NewCredit] = []
        for person in (past.performer, *past.watchers):
            climber = self._climber((row.role, person))
            if climber is None:
                continue
            seen = {rung.name: evidence(past, person) for rung, evidence in self._evidence[row.role]}
            qualified = [rung for rung, observers in seen.items() if observers]
            if not qualified:
                continue
            rung = rung_credited(qualified, (name for name, missing in climber.lacking.items() if missing > 0))
            climber.lacking[rung] = climber.lacking.get(rung, 0) - 1
            self.credits[rung] += 1
            found.append(
                NewCredit(
                    pairing=climber.id,
                    rung=rung,
                    attempt=climber.attempts.get(rung, 0),
                    observers=seen[rung],
                    edition=climber.edition,
                )
            )
        return found

    def _climber(self, one: RolePerson) -> _Climber | None:
        if one not in self._climbers and one in self._stored:
            self._climbers[one] = self._stored_climber(self._stored[one])
        return self._climbers.get(one)

    def _stored_climber(self, pairing: Pairing) -> _Climber:
        credits = self.tx.credits(pairing.id)
        rungs = [rung for rung, _ in self._evidence[pairing.role]]
        attempts: dict[str, int] = {}
        for credit in credits:
            attempts[credit.rung] = max(attempts.get(credit.rung, 0), credit.attempt)
        return _Climber(
            id=pairing.id,
            edition=pairing.edition,
            lacking={rung.name: rung.observations - credits_on(pairing, rung.name, credits) for rung in rungs},
            attempts={**attempts, pairing.state: pairing.attempt},
        )
