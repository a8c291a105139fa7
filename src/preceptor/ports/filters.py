"""What may be asked of the store in one question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class PairingFilter:
    """Which pairings to list; None leaves a field open. `person` is trainee or preceptor."""

    process: str | None = None
    role: str | None = None
    team: int | None = None
    state: str | None = None
    person: int | None = None
    #: Any of these is trainee or preceptor.
    people: frozenset[int] | None = None
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
class RetrospectiveFilter:
    """Which retrospectives to list; None leaves a field open."""

    process: str | None = None
    team: int | None = None
    state: str | None = None
    ids: frozenset[int] | None = None
    #: Who has a part in it.
    person: int | None = None
    #: True: only those that have not ended.
    open: bool = False
    #: True: only those whose write-up was noted to be complete, in that time (UTC).
    completed: bool = False
    completed_since: datetime | None = None
    completed_before: datetime | None = None
    #: Only those whose write-up names this safety control, as `subject_key` gives it.
    control: str | None = None
    #: Only those in whose title, incident or write-up this stands, whatever its case.
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecommendationFilter:
    """Which recommendations to list; None leaves a field open."""

    process: str | None = None
    team: int | None = None
    state: str | None = None
    ids: frozenset[int] | None = None
    retrospectives: frozenset[int] | None = None
    owner: int | None = None
    ticket: str | None = None
    label: str | None = None
    #: Only those that were joined to one of these.
    joined_to: frozenset[int] | None = None
    #: True: only those that have not ended.
    open: bool = False
    #: Only those that add or improve this safety control, whatever its case.
    control: str | None = None
    #: Only those in whose text or control this stands, whatever its case.
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class ObligationFilter:
    """Which open obligations to list; None leaves a field open."""

    #: Those that were open at a moment that is past, whatever became of them; None: those that are open now.
    open_at: datetime | None = None
    person: int | None = None
    #: Owed by any of these.
    people: frozenset[int] | None = None
    #: Owed by a member of the team, by the team itself, or about one of its pairings, recommendations or variants.
    team: int | None = None
    process: str | None = None
    instance: str | None = None
    #: Of any of these.
    instances: frozenset[str] | None = None
    ids: frozenset[int] | None = None
    kind: str | None = None
    due_before: datetime | None = None
    opened_by: datetime | None = None
