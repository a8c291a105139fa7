"""What `doctor` looks at: plain facts about the machine, the folder and the database, gathered elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Why something could not be looked at."""

    message: str
    remedy: str | None


@dataclass(frozen=True, kw_only=True)
class OpenJob:
    """What is still to follow from a publication."""

    #: As people type it, and what it published.
    change: str
    process: str
    version: str
    #: When it may begin, and since when it is known; UTC.
    due_at: datetime
    created_at: datetime
    #: What it is at: `migrate` or `announce`.
    phase: str
    #: What was counted so far, by what it is.
    tally: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DatabaseFacts:
    """A database as it was found. What could not be asked keeps its default."""

    kind: Literal["sqlite", "postgresql"]
    #: Its address, without a password.
    where: str
    #: Why commands cannot use it.
    trouble: Trouble | None = None
    #: The revision of its schema, and the one that this release knows.
    schema: str | None = None
    schema_known: str = ""
    #: The server's or the library's version.
    version: str | None = None
    #: SQLite: `journal_mode` and `synchronous`.
    settings: Mapping[str, str] = field(default_factory=dict)
    #: Why it cannot be written; None: it can.
    unwritable: Trouble | None = None
    #: SQLite: the permission bits of the file.
    mode: int | None = None
    #: Free bytes on its disk.
    free: int | None = None
    #: PostgreSQL: how the role could change history: `UPDATE`, `DELETE`, `TRUNCATE`, `owner`, `superuser`.
    rewrites: tuple[str, ...] = ()
    #: PostgreSQL: whom it connects as.
    role: str | None = None
    #: UTC.
    last_event: datetime | None = None
    #: How many mails by state, and since when the oldest unsent one waits.
    mails: Mapping[str, int] = field(default_factory=dict)
    oldest_unsent: datetime | None = None
    #: In the order in which they are due.
    jobs: tuple[OpenJob, ...] = ()
    #: How many mails a relay took and left, by the database's own clock.
    stale_leases: int = 0
    #: Mails that were given up, and that somebody owes a look; not those that had nothing to tell any more.
    given_up: int = 0
    #: How often nobody knew whether a server had taken a mail: so many may have arrived twice.
    unknowns: int = 0


@dataclass(frozen=True, kw_only=True)
class MailFacts:
    """A mail server as it was found."""

    #: Its name and port.
    where: str
    #: `starttls`, `implicit` or `none`; and the version of TLS that was agreed on, where it was.
    tls: str
    encrypted: str | None = None
    #: Whom mails are from; None where nobody knows.
    sender: str | None = None
    #: Why it takes nothing from us: it is away, or the login or the certificate is wrong.
    trouble: str | None = None
    #: Why it does not take mail from the sender.
    sender_trouble: str | None = None
    #: What became of the mail that was asked for; None: none was.
    sent: str | None = None


@dataclass(frozen=True, kw_only=True)
class CopiesFacts:
    """The files of a folder that came with an older preceptor, of which this one brings newer ones: their paths."""

    #: As they came.
    outdated: tuple[str, ...] = ()
    #: Changed in the folder since.
    overtaken: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Everything that a diagnosis needs."""

    #: Major, minor, micro.
    python: tuple[int, int, int]
    #: Distribution to version; None: not installed.
    libraries: Mapping[str, str | None]
    #: None where there is none; then `folder_trouble` says why.
    folder: str | None
    folder_trouble: Trouble | None
    folder_writable: bool
    copies: CopiesFacts = CopiesFacts()
    database: DatabaseFacts | None
    #: Who asks, and whether nobody named them.
    person: str | None
    assumed: bool
    #: None: no mail server is named, or `mail_trouble` says what is wrong with how it is.
    mail: MailFacts | None = None
    mail_trouble: Trouble | None = None
    #: UTC.
    now: datetime
    fixed_clock: bool
