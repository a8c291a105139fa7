"""What services ask of the rooms below them that they may not see: the store, the calendars, the templates.

Every moment is aware UTC. Queries answer records of the model; a missing single record is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime, timedelta

    from preceptor.model.canonical import Json
    from preceptor.model.certification import Certification, Practice
    from preceptor.model.change import Approval, Change, Report
    from preceptor.model.deadline import Calendar
    from preceptor.model.definition import Process
    from preceptor.model.delivery import Outcome, Settlement
    from preceptor.model.edition import Edition
    from preceptor.model.event import Event, Happening
    from preceptor.model.mail import Draft, Envelope
    from preceptor.model.notice import Notice
    from preceptor.model.obligation import Obligation
    from preceptor.model.pairing import Credit, Load, Observation, Pairing
    from preceptor.model.people import Absence, Person, Team
    from preceptor.model.projection import Value

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A published version of a standard process."""

    process: str
    version: str
    digest: str
    published_at: datetime
    effective_at: datetime


@dataclass(frozen=True, kw_only=True)
class TeamEdition:
    """Which edition of a process a team follows from a moment on."""

    id: int
    team: int
    process: str
    #: The version of the standard that it lies on.
    version: str
    digest: str
    #: It is the standard's own edition: from then on the team follows whichever version is in force.
    standard: bool
    #: `published`, `rebased` or `waived`.
    origin: str
    published_at: datetime
    effective_at: datetime
    change: int | None


@dataclass(frozen=True, kw_only=True)
class GrantedWaiver:
    """A team's leave to fall short of one standard, or of one field."""

    id: int
    team: int
    process: str
    #: The step, or the role and the rung: `research`, `author.watch`.
    step: str
    #: The id of the standard, or the name of the field.
    what: str
    #: The last day on which it holds.
    until: date
    approver: int
    granted_at: datetime
    #: When another one, or a variant without it, took its place.
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What a publication changes for those who follow one edition: the editions before and after it, by digest."""

    id: int
    change: int
    process: str
    version: str
    #: None: for those who follow the standard.
    team: int | None
    before: str | None
    after: str


@dataclass(frozen=True, kw_only=True)
class Acknowledgement:
    """A person's word that they have read an edition."""

    person: int
    process: str
    edition: str
    version: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How many of a team were asked to acknowledge a version, and how many of them have."""

    #: None: people who belong to no team.
    team: str | None
    of: int
    acknowledged: int


@dataclass(frozen=True, kw_only=True)
class Job:
    """What follows from the publication of a change, in batches, from the day on which its version holds."""

    change: int
    due_at: datetime
    phase: str
    #: The last id that the phase has seen to; 0: none yet.
    after: int = 0
    #: How it was published, as far as the phases ask.
    terms: Mapping[str, Json]
    #: What was counted so far, by what it is.
    tally: Mapping[str, int]
    created_at: datetime
    finished_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RunningUnder:
    """How many pairings of a team (None: of none) that have not ended are under an edition."""

    edition: str
    team: int | None
    how_many: int


@dataclass(frozen=True, kw_only=True)
class QueuedNotice:
    """A notice as the outbox holds it."""

    id: int
    kind: str
    to: int
    context: Mapping[str, Json]
    thread: str
    #: `ready`, `leased`, `sent`, `unknown`, `dead` or `held`.
    state: str
    attempts: int
    next_at: datetime | None
    last_reply: str | None
    created_at: datetime
    #: Given when it was first taken from the outbox; the same on every attempt.
    message_id: str | None = None
    #: How often nobody knew whether a server had taken it: each may have been a delivery of its own.
    unknowns: int = 0
    sent_at: datetime | None = None
    #: What it said, once it was sent, for as long as that is kept.
    wording: Wording | None = None


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a mail says to a reader of plain text."""

    subject: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a request was answered with, so that repeating it answers the same."""

    digest: str
    body: Json


@dataclass(frozen=True, kw_only=True)
class KeptPayload:
    """A payload as it lies in the database: what an audit has to look at. Salt and body are None where erased."""

    person: int | None
    salt: str | None
    #: Canonical JSON, unparsed, because it may not parse any more.
    body: str | None


@dataclass(frozen=True, kw_only=True)
class PairingFilter:
    """Which pairings to list; None leaves a field open. `person` is trainee or preceptor."""

    process: str | None = None
    role: str | None = None
    team: int | None = None
    state: str | None = None
    person: int | None = None
    trainees: frozenset[int] | None = None
    ids: frozenset[int] | None = None
    #: Only those that this observation was credited to.
    observation: int | None = None
    #: True: only those that have not ended.
    open: bool = False


@dataclass(frozen=True, kw_only=True)
class ChangeFilter:
    """Which changes to list; None leaves a field open."""

    process: str | None = None
    ids: frozenset[int] | None = None
    #: True: only those that are not decided yet.
    open: bool = False
    #: True: only those that were published and still lack a review.
    unreviewed: bool = False


@dataclass(frozen=True, kw_only=True)
class ObligationFilter:
    """Which open obligations to list; None leaves a field open."""

    person: int | None = None
    #: Owed by a member of the team, by the team itself, or about one of its pairings or variants.
    team: int | None = None
    process: str | None = None
    instance: str | None = None
    #: Of any of these.
    instances: frozenset[str] | None = None
    ids: frozenset[int] | None = None
    kind: str | None = None
    due_before: datetime | None = None
    opened_by: datetime | None = None


class Reading(Protocol):
    """Queries. Inside `Store.write` they see the transaction's own writes."""

    # people and teams
    def person(self, identity: int) -> Person: ...
    def person_called(self, login: str) -> Person | None: ...
    def people(self, identities: Collection[int] | None = None) -> Sequence[Person]:
        """The people with these ids, or everybody; by login."""
        ...

    def team(self, identity: int) -> Team: ...
    def team_called(self, name: str) -> Team | None: ...
    def teams(self, member: int | None = None) -> Sequence[Team]:
        """Every team, or those of a member; by name."""
        ...

    def absences(self, people: Collection[int], since: date) -> Sequence[Absence]:
        """When these people are away on a day or later; by person, then when."""
        ...

    def covered_by(self, person: int, since: date) -> Sequence[Absence]:
        """The absences in which a person stands in for others, on a day or later."""
        ...

    # processes
    def processes(self) -> Sequence[str]: ...
    def owners(self, process: str) -> Sequence[Person]:
        """Active owners, by login."""
        ...

    def revisions(self, process: str) -> Sequence[Revision]:
        """By the moment they came or come into force."""
        ...

    def in_force(self, process: str, at: datetime) -> Revision | None: ...
    def definition(self, digest: str) -> Process:
        """The process as an edition has it; cached for the life of the store. `KeyError` if unknown."""
        ...

    def edition(self, digest: str) -> Edition:
        """The same with the overlay that made it, if one did. `KeyError` if unknown."""
        ...

    # teams' variants
    def team_editions(self, process: str | None = None, team: int | None = None) -> Sequence[TeamEdition]:
        """What teams have followed, follow and will follow, by the moment it begins, then id."""
        ...

    def waivers(self, team: int, process: str) -> Sequence[GrantedWaiver]:
        """By id, ended ones included."""
        ...

    # what follows from publications
    def announcements(self, change: int) -> Sequence[Announcement]:
        """By id."""
        ...

    def acknowledgements(self, process: str, person: int | None = None) -> Sequence[Acknowledgement]:
        """By person, then when."""
        ...

    def concerned(self, process: str, *, team: int | None = None, after: int = 0, limit: int) -> Sequence[Person]:
        """The next active people, by id, whom a publication of a process or of a team's variant of it concerns."""
        ...

    def how_many_concerned(self, process: str, *, team: int | None = None) -> int:
        """How many of them have an address."""
        ...

    def memberships(self, people: Collection[int]) -> Mapping[int, frozenset[int]]:
        """The teams that each of these people belongs to or leads; whoever has none is left out."""
        ...

    def owed_by(self, people: Collection[int], process: str, kind: str) -> Sequence[Obligation]:
        """What these people owe of one kind about a process; open ones, by due date, then id."""
        ...

    def held_by(self, people: Collection[int], process: str) -> Sequence[Certification]:
        """The certifications of these people for a process that were not ended, nor renewed or refreshed."""
        ...

    def acknowledged(
        self, process: str, version: str, since: datetime, *, team: int | None = None
    ) -> Sequence[Progress]:
        """By team, how many were asked since a moment to acknowledge a version, and how many of them did.

        `team`: only people of this one and of none.
        """
        ...

    def jobs(self, *, open: bool = True) -> Sequence[Job]:
        """Those that are not finished, or all; in the order in which they are due."""
        ...

    def purged_through(self) -> date | None:
        """On which day (UTC) old mails were purged last; None: never yet."""
        ...

    def job_waits(self, now: datetime) -> bool:
        """Whether one is due that is not finished."""
        ...

    # changes
    def change(self, identity: int) -> Change | None: ...
    def changes(self, which: ChangeFilter) -> Sequence[Change]:
        """By id."""
        ...

    def approvals(self, change: int) -> Sequence[Approval]:
        """In the order in which they were given."""
        ...

    def reports(self, identities: Collection[int]) -> Sequence[Report]:
        """The reports with these ids, by id."""
        ...

    def reports_answered(self, change: int) -> Sequence[Report]:
        """The reports that a change answers, by id."""
        ...

    # pairings and observations
    def pairing(self, identity: int) -> Pairing | None: ...
    def pairings(self, which: PairingFilter) -> Sequence[Pairing]:
        """By id."""
        ...

    def open_pairings(self, process: str) -> int:
        """How many pairings of a process have not ended."""
        ...

    def running(self, process: str, team: int | None = None) -> Iterator[Pairing]:
        """Those of a process, or of one team in it, that have not ended; by id, paged by key."""
        ...

    def running_under(self, process: str, team: int | None = None) -> Sequence[RunningUnder]:
        """How many there are of them, by edition and team."""
        ...

    def credited(self, pairings: Collection[int]) -> Mapping[int, Sequence[tuple[str, int, int]]]:
        """By pairing: rung, attempt, and how many observations are credited there. Without any: left out."""
        ...

    def credits(self, pairing: int) -> Sequence[Credit]:
        """All that a pairing was credited with on all rungs, by the day held, then the order recorded."""
        ...

    def observation(self, identity: int) -> Observation | None: ...
    def observation_like(self, process: str, role: str, held_on: date, subject: str, performer: int) -> int | None:
        """The id of the observation that is the same occasion (subject compared without case and outer space)."""
        ...

    def rungs_credited(self, observations: Collection[int]) -> Mapping[str, int]:
        """How many credits on each rung these observations led to, over all pairings."""
        ...

    def observations(self, process: str | None = None, person: int | None = None) -> Iterator[Observation]:
        """By the day held, then id; paged by key, so that any number takes little memory. Without voided ones."""
        ...

    def feedback(self, pairing: int) -> Mapping[int, Mapping[str, str]]:
        """By observation: `by` (login), `well`, `change`, `next`; erased texts read `erased`."""
        ...

    def repeats(self, pairing: int, rung: str) -> int:
        """How often the rung was repeated."""
        ...

    def load(self, person: int, *, without: int | None = None) -> Load:
        """The person's open, not resting pairings, leaving out pairing `without`."""
        ...

    # certifications
    def certifications(
        self, process: str | None = None, role: str | None = None, person: int | None = None
    ) -> Sequence[Certification]:
        """By process, role, person, granted day, id."""
        ...

    def practice(self, process: str, role: str, since: date) -> Mapping[int | None, Mapping[str, Practice]]:
        """By person (None: the occasions alone): `lead` counts performing, `teach` performing or watching."""
        ...

    # obligations, notices, events
    def obligations(self, which: ObligationFilter) -> Sequence[Obligation]:
        """Open ones, by due date, then id."""
        ...

    def notices(self, state: str | None = None) -> Sequence[QueuedNotice]: ...
    def notice(self, identity: int) -> QueuedNotice | None: ...
    def notices_called(self, keys: Collection[str]) -> Mapping[str, QueuedNotice]:
        """The notices that are in the outbox under some of these `dedup_key`s."""
        ...

    def last_digests(self, people: Collection[int]) -> Mapping[int, datetime]:
        """When the last digest of each of these people was queued; who never had one is left out."""
        ...

    def reminders_due(self, now: datetime, *, after: tuple[datetime, int], limit: int) -> Sequence[Obligation]:
        """The next open obligations of which somebody is to be told by now: by that moment, then id."""
        ...

    def notices_waiting(self) -> int:
        """How many are still to be sent, now or later, those included that somebody sends right now."""
        ...

    def events(self, stream: str | None = None) -> Iterator[Event]:
        """In the order recorded; paged by key."""
        ...

    def payloads(self, event: int) -> Sequence[Mapping[str, Json] | None]:
        """The bodies that belong to an event, in order; None where erased. `ValueError` where one does not parse."""
        ...

    def kept_payloads(self, events: Sequence[int]) -> Mapping[int, Sequence[KeptPayload]]:
        """The payloads of many events, in order, by the event's id; an event without any is left out."""
        ...

    def rows(self, table: str) -> Iterator[Mapping[str, Value]]:
        """The rows of a table that events project to, by primary key, to be compared with a replay."""
        ...

    def answer(self, request: str) -> Answer | None: ...
    def settled_through(self, what: str = "time") -> date | None:
        """Up to and with which day something was seen to; None: never yet. `time`: its consequences, in UTC."""
        ...

    def last_moment(self) -> datetime | None:
        """When the latest event happened."""
        ...


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

    def lock_changes(self, identities: Iterable[int]) -> None: ...
    def lock_people(self, identities: Iterable[int]) -> None: ...
    def next_id(self, table: str, how_many: int = 1) -> int:
        """The first of `how_many` new ids, never given before nor again in this transaction, for `people`, `teams`,
        `pairings`, `observations`, `certifications`, `obligations`, `reports`, `changes`, `team_editions`,
        `waivers`, `announcements` or `absences`."""
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

    def forget(self, person: Person) -> int:
        """Blank what is kept about the person beside the events: requests that concern or name them, with their
        answers, what mail servers replied, and mail that waits. How many requests there were."""
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


class Calendars(Protocol):
    """Days off by zone and country."""

    def of(self, zone: str | None, country: str | None, around: date) -> Calendar: ...
    def is_zone(self, name: str) -> bool: ...
    def is_country(self, code: str) -> bool: ...


class Courier(Protocol):
    """One connection to the mail server, which is opened when it is needed."""

    async def deliver(self, envelope: Envelope) -> Outcome:
        """Hand a mail over; never raises for what a server does or says."""
        ...

    async def close(self) -> None:
        """Take leave of the server, if there is a connection."""
        ...


class Post(Protocol):
    """The way to the mail server."""

    def courier(self) -> Courier:
        """A connection of one's own."""
        ...

    def compose(self, draft: Draft) -> Envelope:
        """Write a mail. Raises `BadInput` for what cannot be said in one safely."""
        ...
