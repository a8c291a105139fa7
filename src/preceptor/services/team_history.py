"""What a team has followed of a process and will follow: the standard as it moved, and editions of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from preceptor.ports import Reading, Revision, TeamEdition


@dataclass(frozen=True, kw_only=True)
class Followed:
    """An edition that a team follows from a moment on, until the next one begins."""

    #: The version of the standard that it is, or lies on.
    version: str
    digest: str
    #: Whether the edition is the team's own; else it is the standard's.
    own: bool
    #: `standard`: the standard moved, and the team with it; else how the team's edition came about.
    origin: str
    published_at: datetime
    effective_at: datetime
    #: The change that led to it, as far as the edition says; the standard's own have theirs by their version.
    change: int | None = None
    #: The id of the team's edition; None where the standard moved.
    edition: int | None = None


def followed(tx: Reading, process: str, team: int) -> tuple[Followed, ...]:
    """Everything that a team has followed, follows and will follow, in the order in which it begins.

    A team follows the standard until an edition of its own begins, and again from the moment at which one begins
    that is the standard's. Versions of the standard that begin in between are no part of what it followed.
    """
    return tuple(_walk(tx.revisions(process), tx.team_editions(process, team)))


def _walk(revisions: Sequence[Revision], editions: Sequence[TeamEdition]) -> Iterator[Followed]:
    standard: Revision | None = None
    own = False
    both: list[Revision | TeamEdition] = [*revisions, *editions]
    for one in sorted(both, key=_begins):
        if isinstance(one, Revision):
            standard = one
            if not own:
                yield of_standard(one)
            continue
        own = not one.standard
        # Back on the standard, a team follows whichever version is in force.
        lies_on = one if own or standard is None else standard
        yield Followed(
            version=lies_on.version,
            digest=lies_on.digest,
            own=own,
            origin=one.origin,
            published_at=one.published_at,
            effective_at=one.effective_at,
            change=one.change,
            edition=one.id,
        )


def _begins(one: Revision | TeamEdition) -> tuple[datetime, datetime, int]:
    """The standard first, where the variant was carried over in the moment of its publication."""
    return one.effective_at, one.published_at, one.id if isinstance(one, TeamEdition) else 0


def of_standard(revision: Revision) -> Followed:
    """A version as those who follow the standard follow it."""
    return Followed(
        version=revision.version,
        digest=revision.digest,
        own=False,
        origin="standard",
        published_at=revision.published_at,
        effective_at=revision.effective_at,
    )


def in_force(history: Sequence[Followed], now: datetime) -> Followed | None:
    """What of it is followed now; None before the first version."""
    begun = [one for one in history if one.effective_at <= now]
    return begun[-1] if begun else None


def on_version(history: Sequence[Followed], version: str) -> Followed | None:
    """The last edition that the team followed, or will, on a version of the standard; None where on none."""
    return next((one for one in reversed(history) if one.version == version), None)


def state_of(history: Sequence[Followed], one: Followed, now: datetime) -> str:
    """What the date makes of it: `in force`, `scheduled` or `superseded`."""
    if one.effective_at > now:
        return "scheduled"
    return "in force" if in_force(history, now) == one else "superseded"
