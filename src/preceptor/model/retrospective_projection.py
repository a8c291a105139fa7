"""What events about retrospectives do to the state; see `model/projection.py`."""

from collections.abc import Iterator
from typing import Any

from preceptor.model import canonical
from preceptor.model.recognition import subject_key
from preceptor.model.row_changes import Bodies, Change, Delete, Insert, Update, Value, moment_of, on

#: What a move of a retrospective may set, as it is, and as a moment.
_PLAIN = ("state", "severity", "user_facing", "meeting_minutes", "meeting_sequence")
_MOMENTS = (
    *("entered_at", "due_at", "resolved_at", "review_from", "review_least", "review_most", "reviewed_at"),
    *("meeting_at", "meeting_noted_at", "completed_at", "ended_at"),
)


@on("on-call-set")
def _on_call(data: Any, payloads: Bodies, at: Any) -> Iterator[Change]:
    yield Delete(table="on_call", key={"team_id": data["team"]})
    for person in data["people"]:
        yield Insert(table="on_call", values={"team_id": data["team"], "person_id": person})


@on("retrospective-opened")
def _opened(data: Any, payloads: Bodies, at: Any) -> Iterator[Change]:
    said = payloads[0] or {"title": "erased"}
    yield Insert(
        table="retrospectives",
        values={
            "id": data["retrospective"],
            "process": data["process"],
            "title": str(said["title"]),
            "incident": str(said["incident"]) if said.get("incident") is not None else None,
            "search": subject_key(f"{said['title']} {said.get('incident') or ''}"),
            "team_id": data["team"],
            "edition": data["edition"],
            "state": data["state"],
            "opener_id": data["by"],
            "opened_at": at,
            "entered_at": at,
            **dict.fromkeys(_MOMENTS[1:]),
            "due_at": moment_of(data.get("due_at")),
            "severity": None,
            "user_facing": False,
            "writeup": 0,
            "meeting_minutes": None,
            "meeting_sequence": 0,
            "revision": 1,
        },
    )
    for person in data["excluded"]:
        yield Insert(table="exclusions", values={"retrospective_id": data["retrospective"], "person_id": person})


@on(
    "retrospective-noted",
    "retrospective-resolved",
    "retrospective-declined",
    "retrospective-advanced",
    "retrospective-completed",
    "retrospective-amended",
    "retrospective-assigned",
    "retrospective-excluded",
    "retrospective-rescheduled",
    "retrospective-touched",
    "meeting-scheduled",
    "meeting-noted",
)
def _moved(data: Any, payloads: Bodies, at: Any) -> Iterator[Change]:
    """Carries the whole new position, so that one projector serves every move."""
    key = {"retrospective_id": data["retrospective"]}
    yield from _position(data)
    if "role" in data:
        yield Delete(table="assignments", key={**key, "role": data["role"]})
        yield Insert(table="assignments", values={**key, "role": data["role"], "person_id": data["person"]})
    if "excluded" in data:
        yield Insert(table="exclusions", values={**key, "person_id": data["excluded"]})
    if "asked" in data:
        yield Delete(table="reviewers", key=key)
        for person in data["asked"]:
            yield Insert(table="reviewers", values={**key, "person_id": person, "state": "asked", "at": None})
    for person in data.get("silent", ()):
        values: dict[str, Value] = {"state": "silent", "at": at}
        yield Update(table="reviewers", key={**key, "person_id": person}, values=values)


def _position(data: Any) -> Iterator[Change]:
    values: dict[str, Value] = {name: data[name] for name in (*_PLAIN, "revision") if name in data}
    values |= {name: moment_of(data[name]) for name in _MOMENTS if name in data}
    if values:
        yield Update(table="retrospectives", key={"id": data["retrospective"]}, values=values)


@on("retrospective-migrated")
def _migrated(data: Any, payloads: Bodies, at: Any) -> Iterator[Change]:
    """It goes on under another edition."""
    yield Update(table="retrospectives", key={"id": data["retrospective"]}, values={"edition": data["edition"]})
    yield from _moved(data, payloads, at)


@on("retrospective-stayed")
def _stayed(data: Any, payloads: Bodies, at: Any) -> Iterator[Change]:
    """It could not be moved, and goes on as it is."""
    yield from ()


@on("write-up-submitted")
def _submitted(data: Any, payloads: Bodies, at: Any) -> Iterator[Change]:
    key = {"retrospective_id": data["retrospective"]}
    said = payloads[0] or {"body": "erased"}
    yield Insert(
        table="writeups",
        values={
            **key,
            "number": data["number"],
            "submitter_id": data["by"],
            "submitted_at": at,
            "digest": data["digest"],
            "findings": canonical.text(data["findings"]),
            "search": subject_key(str(said["body"])),
        },
    )
    yield Update(
        table="retrospectives",
        key={"id": data["retrospective"]},
        values={"writeup": data["number"], "revision": data["revision"]},
    )
    yield Delete(table="controls", key=key)
    controls: Any = said.get("controls", ())
    for position, control in enumerate(controls):
        yield Insert(
            table="controls",
            values={
                **key,
                "position": position,
                "name": control["name"],
                "key": subject_key(control["name"]),
                "failed": control["failed"],
            },
        )
    for thread in data.get("made", ()):
        yield Update(table="threads", key={"id": thread}, values={"made_in": data["number"]})


@on("thread-opened")
def _thread(data: Any, payloads: Bodies, at: Any) -> Iterator[Change]:
    yield Insert(
        table="threads",
        values={
            "id": data["thread"],
            "retrospective_id": data["retrospective"],
            "kind": data["kind"],
            "opener_id": data["by"],
            "opened_at": at,
            "writeup": data["writeup"],
            "turns": 1,
            "settled_at": None,
            "settler_id": None,
            "change_agreed": False,
            "made_in": None,
        },
    )
    yield Insert(table="voices", values={"thread_id": data["thread"], "person_id": data["by"]})
    yield from _spoke(data, "commented", at)


@on("thread-replied")
def _replied(data: Any, payloads: Bodies, at: Any) -> Iterator[Change]:
    yield Update(table="threads", key={"id": data["thread"]}, values={"turns": data["turns"]})
    if data["new_voice"]:
        yield Insert(table="voices", values={"thread_id": data["thread"], "person_id": data["by"]})
    yield from _spoke(data, "commented", at)


@on("thread-settled")
def _settled(data: Any, payloads: Bodies, at: Any) -> Iterator[Change]:
    values: dict[str, Value] = {"settled_at": at, "settler_id": data["by"], "change_agreed": data["change_agreed"]}
    yield Update(table="threads", key={"id": data["thread"]}, values=values)
    yield from _position(data)


@on("review-passed")
def _passed(data: Any, payloads: Bodies, at: Any) -> Iterator[Change]:
    yield from _spoke(data, "passed", at)


def _spoke(data: Any, state: str, at: Any) -> Iterator[Change]:
    """What became of a reviewer, and where the retrospective is; of somebody who was not asked nothing is kept."""
    yield from _position(data)
    key = {"retrospective_id": data["retrospective"], "person_id": data["by"]}
    if data.get("asked_to"):
        yield Update(table="reviewers", key=key, values={"state": state, "at": at})
