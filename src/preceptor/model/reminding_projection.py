"""What reminders do to the state; see `model/projection.py`."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from preceptor.model.row_changes import Bodies, Change, Update, Value, moment_of, on


@on("reminded")
def _reminded(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """Many obligations share one event, grouped by how far they have come."""
    for group in data["reminders"]:
        values: dict[str, Value] = {"stage": group["stage"], "next_reminder_at": moment_of(group["remind_at"])}
        for obligation in group["obligations"]:
            yield Update(table="obligations", key={"id": obligation}, values=values)
