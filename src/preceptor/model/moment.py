"""How moments are written."""

from datetime import UTC, datetime


def moment(at: datetime) -> str:
    """A moment as events write it: UTC, ISO 8601 with microseconds and offset."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its offset")
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(timespec="microseconds")


def told(at: datetime) -> str:
    """A moment in a sentence, to the minute: `2026-03-27 14:05 UTC`."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
