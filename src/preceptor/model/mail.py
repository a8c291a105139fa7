"""A mail on its way: what it is made of, and what is handed to the server."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Everything that one mail to one person is made of. Texts may hold any writing; headers are checked later."""

    sender_name: str
    #: An address alone, like `to_address`.
    sender: str
    to_name: str
    to_address: str
    #: One line.
    subject: str
    text: str
    html: str
    #: What stands between the angle brackets: the same on every attempt.
    message_id: str
    #: The id of a mail that never was, under which all mails about the same thing gather.
    thread_id: str
    #: Aware.
    date: datetime
    #: An iCalendar object (RFC 5545) where something is due.
    todo: str | None = None
    #: The same where the mail invites to a meeting, or calls one off.
    invitation: str | None = None
    calls_off: bool = False


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A mail as the server gets it."""

    sender: str
    recipient: str
    #: The whole message; lines end with CRLF, and none is longer than 998 bytes.
    message: bytes
    #: An address has characters beyond ASCII before the @, so the server has to know SMTPUTF8 (RFC 6531).
    utf8: bool = False
