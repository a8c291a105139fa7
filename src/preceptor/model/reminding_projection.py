"""What reminders do to the state; see `model/projection.py`."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from preceptor.model.row_changes import Bodies, Change, Delete, Insert, Update, Value, moment_of, on


@on("reminded")
def _reminded(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """Many obligations share one event, grouped by how far they have come."""
    for group in data["reminders"]:
        values: dict[str, Value] = {"stage": group["stage"], "next_reminder_at": moment_of(group["remind_at"])}
        for obligation in group["obligations"]:
            yield Update(table="obligations", key={"id": obligation}, values=values)


@on("absence-announced")
def _away(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    yield Insert(
        table="absences",
        values={
            "id": data["absence"],
            "person_id": data["person"],
            "from_on": date.fromisoformat(data["from_on"]),
            "until_on": date.fromisoformat(data["until_on"]),
            "cover_id": data["cover"],
        },
    )


@on("absence-withdrawn")
def _there_after_all(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    yield Delete(table="absences", key={"id": data["absence"]})


@on("absence-corrected")
def _back_otherwise(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    values: dict[str, Value] = {"until_on": date.fromisoformat(data["until_on"]), "cover_id": data["cover"]}
    yield Update(table="absences", key={"id": data["absence"]}, values=values)
