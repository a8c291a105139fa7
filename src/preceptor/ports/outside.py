"""The calendars, the mail server, what judges write-ups, and what is around the definitions of a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from pathlib import Path

    from preceptor.model.deadline import Calendar
    from preceptor.model.delivery import Outcome
    from preceptor.model.finding import Finding
    from preceptor.model.language import Language
    from preceptor.model.mail import Envelope


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


class WriteUpChecker(Protocol):
    """The rules for write-ups, as a folder, a team and the command line want them."""

    @property
    def language(self) -> Language:
        """The words that are looked for, and the names of sections."""
        ...

    def check(self, document: str | bytes, *, path: str = "", team: str | None = None) -> Sequence[Finding]:
        """What an editor would find in a document called `path`, in the order of its lines.

        `team` is whose selection holds. Raises `BadInput` for what is not the text of a write-up.
        """
        ...


class FolderChecker(Protocol):
    """What cannot be told from the definitions of a governance folder alone."""

    def is_settings(self, path: Path) -> bool:
        """Whether a file has the name of settings."""
        ...

    def about_settings(self, folder: Path) -> Sequence[Finding]:
        """Everything that is wrong with a folder's settings; nothing for a folder without."""
        ...

    def teams(self, folder: Path) -> Collection[str] | None:
        """The teams that there are; None where nobody knows of any."""
        ...
