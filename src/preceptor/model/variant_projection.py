"""What events about teams' variants and their waivers do to the state; see `model/projection.py`."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from preceptor.model.row_changes import Bodies, Change, Delete, Insert, Update, moment_of, on


@on("variant-published", "variant-rebased", "variant-waived")
def _followed(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """From a moment on the team follows another edition; how that came about is the event's kind."""
    keys = ("process", "version", "digest", "standard")
    yield Insert(
        table="team_editions",
        values={
            "id": data["id"],
            "team_id": data["team"],
            **{key: data[key] for key in keys},
            "origin": data["origin"],
            "published_at": at,
            "effective_at": moment_of(data["effective_at"]),
            "change_id": data.get("change"),
        },
    )
    for one in data.get("waived", ()):
        yield Insert(
            table="waivers",
            values={
                "id": one["id"],
                "team_id": data["team"],
                "process": data["process"],
                "step": one["step"],
                "what": one["what"],
                "until": date.fromisoformat(one["until"]),
                "approver_id": one["approver"],
                "granted_at": at,
                "ended_at": None,
            },
        )
    for identity in data.get("unwaived", ()):
        yield Update(table="waivers", key={"id": identity}, values={"ended_at": at})


@on("variant-withdrawn")
def _withdrawn(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """The team never follows these editions; the waivers that came with them end, and those that they ended go on."""
    for identity in data["editions"]:
        yield Delete(table="team_editions", key={"id": identity})
    for identity in data["unwaived"]:
        yield Update(table="waivers", key={"id": identity}, values={"ended_at": at})
    for identity in data["rewaived"]:
        yield Update(table="waivers", key={"id": identity}, values={"ended_at": None})


@on("variant-conflicted", "variant-touched")
def _owed(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """Only what is owed changed: the standard moved and the team could not follow by itself, or others owe it now."""
    yield from ()
