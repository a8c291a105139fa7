"""What events about changes of processes do to the state; see `model/projection.py`."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from preceptor.model.row_changes import Bodies, Change, Delete, Insert, Update, Value, moment_of, on


@on("change-proposed")
def _proposed(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    keys = ("process", "version", "base", "digest", "class", "state", "edition")
    yield Insert(
        table="changes",
        values={
            "id": data["change"],
            **{key: data[key] for key in keys},
            "team_id": data.get("team"),
            "author_id": data["author"],
            "proposed_at": at,
            "entered_at": at,
            "decided_at": None,
            "publisher_id": None,
            "effective_at": None,
            "unreviewed": False,
            "emergency": False,
            "revision": 1,
        },
    )
    for report in data.get("answers", ()):
        yield Update(table="reports", key={"id": report}, values={"change_id": data["change"]})


@on("change-approved", "change-rejected", "change-withdrawn", "change-published")
def _moved(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """Carries the whole new position, so that one projector serves every move."""
    values: dict[str, Value] = {"revision": data["revision"]}
    for key in ("state", "unreviewed", "emergency"):
        if key in data:
            values[key] = data[key]
    for key in ("entered_at", "decided_at", "effective_at"):
        if key in data:
            values[key] = moment_of(data[key])
    if "publisher" in data:
        values["publisher_id"] = data["publisher"]
    yield Update(table="changes", key={"id": data["change"]}, values=values)
    if "approved_by" in data:
        yield Insert(
            table="approvals", values={"change_id": data["change"], "person_id": data["approved_by"], "at": at}
        )
    for report in data.get("released", ()):
        yield Update(table="reports", key={"id": report}, values={"change_id": None})


@on("process-withdrawn")
def _withdrawn(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """The version never holds; what it says is kept with its change."""
    yield Delete(table="revisions", key={"process": data["process"], "version": data["version"]})


@on("change-commented", "report-answered", "report-reopened", "owners-changed")
def _told(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """Something was said, or only obligations changed."""
    yield from ()
