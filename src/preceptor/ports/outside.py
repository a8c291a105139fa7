"""The calendars and the mail server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date

    from preceptor.model.deadline import Calendar
    from preceptor.model.delivery import Outcome
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
