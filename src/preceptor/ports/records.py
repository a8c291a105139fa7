"""Records that the store keeps and the model does not know of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from preceptor.model.canonical import Json


@dataclass(frozen=True, kw_only=True)
class WriteUpText:
    """One revision of a write-up: as it was handed in, and what was read from it."""

    number: int
    body: str
    #: `model.writeup.WriteUp` in its canonical form.
    data: Mapping[str, Json]


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody said, with the data of its event."""

    kind: str
    at: datetime
    #: None: the system.
    person: int | None
    data: Mapping[str, Json]
    #: None: it was erased.
    body: Mapping[str, Json] | None


@dataclass(frozen=True, kw_only=True)
class StepReports:
    """How many said that something in a step is missing or unclear, and how many of them no change answers yet."""

    step: str
    #: `missing` or `unclear`.
    kind: str
    reports: int
    unanswered: int


@dataclass(frozen=True, kw_only=True)
class FailedControl:
    """A safety control that failed, and in how many incidents."""

    name: str
    incidents: int
    teams: int


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
