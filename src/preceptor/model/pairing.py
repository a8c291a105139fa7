"""Pairings and the observations that move them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Rating = Literal["met", "not-yet"]


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """A trainee who climbs the ladder of one role, and the preceptor who signs for each rung."""

    id: int
    process: str
    role: str
    trainee: int
    preceptor: int
    team: int | None
    #: Digest of the edition that it is judged by: the one that it began under, unless it was moved to another.
    edition: str
    state: str
    #: The state that a pause left, else None.
    back: str | None = None
    #: Counts from 1; each repeat of a rung adds one. A new rung begins at 1.
    attempt: int = 1
    #: When the rung (or its repeat) began, UTC.
    entered_at: datetime
    #: When the rung is due, UTC; None where nothing is owed.
    due_at: datetime | None = None
    paused_at: datetime | None = None
    started_at: datetime
    ended_at: datetime | None = None
    #: Rises with every change; a command that read an older one is told so.
    revision: int = 1

    @property
    def short_id(self) -> str:
        """How people type it."""
        return f"P-{self.id}"


@dataclass(frozen=True, kw_only=True)
class Observation:
    """One occasion on which somebody performed a role, and who watched."""

    id: int
    process: str
    role: str
    held_on: date
    #: What was done, in the words of who recorded it: an incident, a release.
    subject: str
    performer: int
    watchers: tuple[int, ...] = ()
    #: Done on a past incident, for practice.
    rehearsal: bool = False
    #: Digest of the edition that it was recorded under; None where it was recorded before editions were kept.
    edition: str | None = None
    recorded_at: datetime
    voided_at: datetime | None = None

    @property
    def short_id(self) -> str:
        """How people type it."""
        return f"O-{self.id}"

    @property
    def people(self) -> tuple[int, ...]:
        """Everybody in it, the performer first."""
        return (self.performer, *self.watchers)


@dataclass(frozen=True, kw_only=True)
class Credit:
    """One observation as one pairing counts it."""

    observation: int
    pairing: int
    rung: str
    #: The attempt it belongs to; 0 where it happened before the pairing came to the rung (a record of the past).
    attempt: int
    held_on: date
    subject: str
    #: People opposite the trainee in it: who performed while the trainee watched, or who watched and may teach.
    observers: tuple[int, ...]
    rehearsal: bool = False
    #: A colleague stood in for a newcomer.
    stand_in: bool = False
    ratings: Mapping[str, Rating] = field(default_factory=dict)
    feedback: bool = False

    def counts_in(self, rung: str, attempt: int) -> bool:
        """Whether it counts in an attempt; what happened before the first one counts in the first."""
        return self.rung == rung and (self.attempt == attempt or (self.attempt == 0 and attempt == 1))


@dataclass(frozen=True, kw_only=True)
class Load:
    """What a person's open pairings take. Resting and ended pairings take nothing."""

    as_trainee: int = 0
    as_preceptor: int = 0
    #: Hours a week over all of them.
    hours: int = 0
