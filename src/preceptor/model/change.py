"""Proposed changes: versions of a process on their way to being published, and the reports that they answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from preceptor.model.version import ChangeClass, Version

#: The process whose instances changes are.
CHANGES = "change"
#: How a version was published without the approvals that it needs.
Unreviewed = Literal["alone", "emergency"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A version of a process that somebody proposed."""

    id: int
    process: str
    #: Of the standard; a variant lies on a version that is published.
    version: str
    #: The team whose variant it changes; None: the standard itself.
    team: int | None = None
    #: Digest of what it follows: of the published version, or of the edition that the team followed when it was
    #: proposed. None for a process that was not published yet.
    base: str | None = None
    #: Digest of the edition that it would publish.
    digest: str
    change_class: ChangeClass
    #: In the lifecycle of its edition.
    state: str
    author: int
    #: Digest of the edition of the process `change` that it began under; it is judged by that one to its end.
    edition: str
    proposed_at: datetime
    entered_at: datetime
    #: When it was published, rejected or withdrawn; None while it is open.
    decided_at: datetime | None = None
    #: Who published it, and from when on its version holds; None before. One that was taken back holds on no day.
    publisher: int | None = None
    effective_at: datetime | None = None
    #: Published without the approvals that it needs, and not reviewed since.
    unreviewed: bool = False
    emergency: bool = False
    #: Rises with every change of this row.
    revision: int = 1

    @property
    def short_id(self) -> str:
        """How people type it."""
        return f"CH-{self.id}"

    @property
    def begins(self) -> datetime:
        """From when on what it publishes holds. Raises `LookupError` where nobody has said so yet."""
        if self.effective_at is None:
            raise LookupError(f"{self.short_id} is not published")
        return self.effective_at


@dataclass(frozen=True, kw_only=True)
class Approval:
    """An owner's word that a change is good."""

    change: int
    person: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Report:
    """That something in a step is missing or unclear."""

    id: int
    process: str
    step: str
    kind: Literal["missing", "unclear"]
    edition: str
    person: int
    reported_at: datetime
    #: The change that answers it, proposed or published.
    change: int | None = None

    @property
    def short_id(self) -> str:
        """How people type it."""
        return f"RP-{self.id}"


@dataclass(frozen=True, kw_only=True)
class Published:
    """A published version, as far as another one can follow it."""

    version: str
    digest: str
    effective_at: datetime


def live(revisions: Sequence[Published], now: datetime) -> tuple[Published, ...]:
    """Of all published versions of a process, by the moment they take effect: the one in force and those to come."""
    coming = [one for one in revisions if one.effective_at > now]
    past = [one for one in revisions if one.effective_at <= now]
    return (*past[-1:], *coming)


def followed(version: str, revisions: Iterable[Published]) -> Published | None:
    """Of live versions the one that `version` follows: the highest below it, else the lowest; None without any."""
    known = sorted(revisions, key=lambda one: Version.parse(one.version))
    below = [one for one in known if Version.parse(one.version) < Version.parse(version)]
    return below[-1] if below else known[0] if known else None
