"""What writes: one transaction, the request that asks for it, and the store that runs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from preceptor.ports.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime, timedelta

    from preceptor.model.canonical import Json
    from preceptor.model.definition import Process
    from preceptor.model.delivery import Settlement
    from preceptor.model.event import Happening
    from preceptor.model.mention import Names
    from preceptor.model.notice import Notice
    from preceptor.model.obligation import Obligation
    from preceptor.model.pairing import Pairing
    from preceptor.model.retrospective import Retrospective
    from preceptor.model.tries import RefusedTry
    from preceptor.ports.records import (
        Job,
        QueuedNotice,
        Wording,
    )

T = TypeVar("T")


class Writing(Reading, Protocol):
    """One transaction."""

    def act_for(self, person: int) -> None:
        """Record what follows as done by this person, instead of the request's actor."""
        ...

    def lock_pairings(self, identities: Iterable[int]) -> None:
        """Take the rows' locks in id order (SQLite: the transaction has the database's)."""
        ...

    def lock_running(self, process: str, *, after: int, how_many: int, team: int | None = None) -> Sequence[Pairing]:
        """The next pairings after an id that have not ended, locked in id order, and as they are then."""
        ...

    def lock_running_retrospectives(
        self, process: str, *, after: int, how_many: int, team: int | None = None
    ) -> Sequence[Retrospective]:
        """The same of retrospectives."""
        ...

    def lock_retrospectives(self, identities: Iterable[int]) -> None: ...
    def lock_recommendations(self, identities: Iterable[int]) -> None: ...
    def lock_changes(self, identities: Iterable[int]) -> None: ...
    def lock_people(self, identities: Iterable[int]) -> None: ...
    def next_id(self, table: str, how_many: int = 1) -> int:
        """The first of `how_many` new ids, never given before nor again in this transaction, for `people`, `teams`,
        `pairings`, `observations`, `certifications`, `obligations`, `reports`, `changes`, `team_editions`,
        `waivers`, `announcements`, `absences`, `retrospectives`, `threads` or `recommendations`."""
        ...

    def record(self, happenings: Sequence[Happening], *, as_system: bool = False) -> None:
        """Put each on its stream and apply what it does to the state; by the request's actor or the system."""
        ...

    def publish(self, process: Process, digest: str) -> None:
        """Keep a definition under its digest, for `definition`. The same digest again changes nothing."""
        ...

    def keep_edition(self, form: Mapping[str, Json]) -> str:
        """Keep an edition by its canonical form, for `edition` and `definition`; its digest."""
        ...

    def add_job(self, job: Job) -> None:
        """What is to follow from a publication, once."""
        ...

    def locked_job(self, now: datetime) -> Job | None:
        """The first that is due and not finished, locked for the rest of the transaction."""
        ...

    def move_job(self, job: Job) -> None:
        """How far it has come: phase, after, tally and end."""
        ...

    def queue(self, notices: Sequence[Notice]) -> None:
        """Into the outbox; one whose `dedup_key` is known is left out."""
        ...

    def lock_reminding(self) -> None:
        """Let no other transaction put reminders into mails until this one ends. After time was settled once."""
        ...

    def lock_due_reminders(self, now: datetime, limit: int) -> Sequence[Obligation]:
        """The first that are due, locked, as they are then."""
        ...

    def rewrite_notice(self, identity: int, context: Mapping[str, Json]) -> bool:
        """Let a notice hold something else, unless a relay has taken it; whether it does now."""
        ...

    def claim_notices(
        self, token: str, *, now: datetime, lease: timedelta, limit: int, domain: str
    ) -> Sequence[QueuedNotice]:
        """Take at most `limit` notices that are to be tried by `now`, or whose lease ran out; by id.

        They are leased to `token` (new for each call) for so long by the database's clock. The first time a notice
        gets its message id, at `domain`.
        """
        ...

    def begin_notices(self, token: str, identities: Sequence[int]) -> int:
        """Note that notices leased to `token` are about to be handed over; how many still were. Should the lease run
        out, nobody knows whether they were."""
        ...

    def settle_notices(self, token: str, settlements: Sequence[Settlement]) -> int:
        """Write what became of notices that are leased to `token`; how many still were."""
        ...

    def keep_wordings(self, token: str, wordings: Sequence[tuple[QueuedNotice, Wording]]) -> int:
        """Keep what notices say that are leased to `token` and were sent; for how many.

        Not where a person was erased since they were taken: what they say might name them.
        """
        ...

    def purge_wordings(self, before: datetime, today: date) -> int:
        """Drop what notices say, and what they were made from, that were sent before a moment; of how many.

        Does nothing where it was done today (UTC) already.
        """
        ...

    def renew_leases(self, token: str, lease: timedelta) -> int:
        """Let what is leased to `token` stay so for so long from now on; how many there are."""
        ...

    def release_notices(self, token: str) -> int:
        """Give back what is leased to `token`, as it was; how many there were."""
        ...

    def revive_notice(self, identity: int, now: datetime) -> bool:
        """Let a notice be tried now, as if it never had been; False where it was sent or is being sent."""
        ...

    def keep_answer(self, body: Json) -> None:
        """What this transaction's request was answered with."""
        ...

    def settle_through(self, day: date, what: str = "time") -> None:
        """Note how far something has come, for `settled_through`."""
        ...

    def erase(self, person: int) -> int:
        """Delete the bodies and salts of the person's payloads; how many there were."""
        ...

    def forget(self, person: int, names: Names) -> int:
        """Blank what is kept about the person beside the events: requests that concern or name them, with their
        answers, what mail servers replied, and mail that waits. `names`: what they are or were called. How many
        requests there were."""
        ...


@dataclass(frozen=True, kw_only=True)
class Request:
    """Who asks for a transaction, when, and under which id."""

    id: str
    #: Digest of the command and its arguments.
    digest: str
    #: None: the system.
    actor: int | None
    now: datetime
    fixed_clock: bool


class Store(Protocol):
    """The database."""

    def close(self) -> None:
        """Let go of all connections; the next use makes new ones."""
        ...

    def reading(self) -> AbstractContextManager[Reading]:
        """A consistent read."""
        ...

    def write(self, request: Request, work: Callable[[Writing], T]) -> T:
        """Run `work` in one transaction and commit. A busy database or a lost race runs it again, whole.

        `work` that raises leaves nothing behind. Raises `ClockBehind` where `now` is before a touched
        stream's last event, and `DatabaseProblem` where the database cannot be reached.
        """
        ...

    def count_refusal(self, tried: RefusedTry, on: date) -> None:
        """Count that a move was refused on a day (UTC), in a transaction of its own.

        A database that takes no more does not get in the way of the refusal: it is not counted.
        """
        ...
