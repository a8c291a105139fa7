"""Retrospectives: what is on record about one, its write-up, its review and its meeting. Moments are UTC."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

#: What a comment in a review asks for.
ThreadKind = Literal["change", "clarify", "disagree"]
#: What became of somebody who was asked to review.
ReviewerState = Literal["asked", "commented", "passed", "silent"]


@dataclass(frozen=True, kw_only=True)
class Retrospective:
    """One incident on its way from the first note to implemented recommendations."""

    id: int
    process: str
    title: str
    #: What the incident is called elsewhere.
    incident: str | None = None
    team: int
    edition: str
    state: str
    opener: int
    opened_at: datetime
    entered_at: datetime
    #: When the present step is due, for the first who owes it; None where nobody owes anything.
    due_at: datetime | None = None
    resolved_at: datetime | None = None
    severity: int | None = None
    user_facing: bool = False
    #: The number of the write-up's last revision; 0: none was handed in.
    writeup: int = 0
    #: The window of the last review: since when, and until when at least and at most.
    review_from: datetime | None = None
    review_least: datetime | None = None
    review_most: datetime | None = None
    #: When a review was over for the last time; from then on there are next steps to agree on.
    reviewed_at: datetime | None = None
    meeting_at: datetime | None = None
    meeting_minutes: int | None = None
    #: How often the calendars of others were told something new of the meeting.
    meeting_sequence: int = 0
    #: When the notes of the last meeting were attached.
    meeting_noted_at: datetime | None = None
    completed_at: datetime | None = None
    ended_at: datetime | None = None
    revision: int = 1

    @property
    def meeting_to_come(self) -> bool:
        """Whether a meeting was announced of which nobody has attached notes."""
        return self.meeting_at is not None and self.meeting_noted_at is None

    @property
    def short_id(self) -> str:
        """How people type it."""
        return f"R-{self.id}"


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something seen, tried or learnt while the incident ran."""

    #: When it was so, which may be before it was written down.
    at: datetime
    #: None: whoever wrote it was erased, and the text with them.
    text: str | None
    reference: str | None = None
    person: int


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """A finding about a revision of a write-up."""

    code: str
    severity: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One revision of a write-up, as it was handed in, without its text."""

    number: int
    submitter: int
    submitted_at: datetime
    digest: str
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reviewer:
    """Somebody who was asked to review."""

    person: int
    state: ReviewerState
    #: When they spoke or passed; or when their silence was put on record.
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Thread:
    """Something said in a review, and what followed."""

    id: int
    retrospective: int
    kind: ThreadKind
    opener: int
    opened_at: datetime
    #: The revision of the write-up that it is about.
    writeup: int
    #: How often somebody spoke in it, the first time included.
    turns: int = 1
    settled_at: datetime | None = None
    settler: int | None = None
    #: It was agreed to change the write-up; and the revision in which that was done.
    change_agreed: bool = False
    made_in: int | None = None
    #: Everybody who spoke in it.
    voices: tuple[int, ...] = ()

    @property
    def short_id(self) -> str:
        """How people type it."""
        return f"T-{self.id}"

    @property
    def open(self) -> bool:
        """Whether nothing was agreed yet."""
        return self.settled_at is None

    @property
    def to_make(self) -> bool:
        """Whether a change was agreed that is not in the write-up yet."""
        return self.change_agreed and self.made_in is None
