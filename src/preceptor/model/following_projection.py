"""What follows from a publication, as events do it to the state; see `model/projection.py`.

An announcement reaches many people in one event, so that a hundred thousand of them make no hundred thousand events:
who owes an acknowledgement stands in it grouped by when it is due.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from preceptor.model.row_changes import Bodies, Change, Insert, Update, Value, moment_of, on


@on("announcement-made")
def _made(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    for one in data["editions"]:
        yield Insert(
            table="announcements",
            values={
                "id": one["id"],
                "change_id": data["change"],
                "process": data["process"],
                "version": data["version"],
                "team_id": one["team"],
                "before": one["before"],
                "after": one["after"],
            },
        )


@on("publication-announced")
def _announced(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    process, version = data["process"], data["version"]
    for group in data.get("acknowledge", ()):
        due, reminder = moment_of(group["due_at"]), moment_of(group.get("remind_at"))
        for person, obligation in group["people"]:
            yield Insert(
                table="obligations",
                values={
                    "id": obligation,
                    "kind": "acknowledge",
                    "person_id": person,
                    "team_id": None,
                    "process": process,
                    "instance": None,
                    "step": version,
                    "opens_at": at,
                    "due_at": due,
                    "next_reminder_at": reminder,
                    "stage": group.get("stage"),
                    "closed_at": None,
                },
            )
    for group in data.get("refresh", ()):
        values: dict[str, Value] = {"refresh_by": date.fromisoformat(group["by"]), "refresh_for": version}
        for certification in group["certifications"]:
            yield Update(table="certifications", key={"id": certification}, values=values)


@on("process-acknowledged")
def _acknowledged(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    for edition in data["editions"]:
        yield Insert(
            table="acknowledgements",
            values={
                "person_id": data["person"],
                "process": data["process"],
                "edition": edition,
                "version": data["version"],
                "at": at,
            },
        )


@on("run-asked", "run-observed", "runs-ended")
def _run(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """A team asks a certified person for an observed run, it is done, or asked for no longer; only obligations
    changed."""
    yield from ()


@on("pairing-migrated")
def _migrated(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """The pairing goes on under another edition. What it was credited with on a rung counts on under its new name."""
    pairing = data["pairing"]
    values: dict[str, Value] = {"edition": data["edition"], "revision": data["revision"]}
    for key in ("state", "back"):
        if key in data:
            values[key] = data[key]
    if "due_at" in data:
        values["due_at"] = moment_of(data["due_at"])
    yield Update(table="pairings", key={"id": pairing}, values=values)
    for old, new in data.get("renamed", ()):
        yield Update(table="credits", key={"pairing_id": pairing, "rung": old}, values={"rung": new})


@on("pairing-stayed")
def _stayed(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """It could not be moved, and goes on as it is."""
    yield from ()
