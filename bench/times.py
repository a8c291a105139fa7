"""When things happen in `bench/company.py`, and who does them."""

from datetime import UTC, datetime, timedelta

from preceptor.calendars import Calendars
from preceptor.services.context import Context
from preceptor.store import SqlStore

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
#: The day on which the next version holds.
HOLDS = START + timedelta(days=7)


def context_at(url: str, now: datetime) -> Context:
    """What Olga calls a service with at a moment, with a store of its own."""
    return Context(store=SqlStore(url), calendars=Calendars(), now=now, person="olga")
