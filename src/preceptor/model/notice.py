"""Notices: what somebody is to be told by mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from preceptor.model.canonical import Json


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One mail to one person, as the outbox takes it. `context` holds ids and words, never a person's data."""

    kind: str
    to: int
    #: Unique for ever: the same notice is never queued twice.
    dedup_key: str
    context: Mapping[str, Json]
    #: What mails about the same thing are threaded by.
    thread: str
    #: Not before this moment, UTC; None: as soon as there is a relay.
    send_at: datetime | None = None
