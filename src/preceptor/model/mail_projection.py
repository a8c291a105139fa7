"""What events about mails do to the state: only obligations change; the outbox is no part of what is replayed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from preceptor.model.row_changes import Bodies, Change, on


@on("mail-stuck", "mail-retried")
def _told(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """A mail cannot go out, or is tried anew."""
    yield from ()
