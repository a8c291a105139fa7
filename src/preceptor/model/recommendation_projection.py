"""What events about recommendations do to the state; see `model/projection.py`."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from preceptor.model.recognition import subject_key
from preceptor.model.row_changes import Bodies, Change, Delete, Insert, Row, Update, Value, moment_of, on

#: What a move of a recommendation may set: as it is, as a reference, as a moment, and as a day.
_PLAIN = (
    *("state", "verdict", "position", "writeup", "left_out", "kind", "effect", "priority", "ticket"),
    *("postponed", "evidence", "revision"),
)
_REFERENCES = ("owner", "joined_to", "report")
_MOMENTS = ("due_at", "entered_at", "ended_at")
_DAYS = ("due_on", "review_on")


@on("recommendation-proposed")
def _proposed(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    yield Insert(
        table="recommendations",
        values={
            **dict.fromkeys(_PLAIN),
            **dict.fromkeys(f"{name}_id" for name in _REFERENCES),
            **dict.fromkeys((*_MOMENTS, *_DAYS)),
            **{key: data[key] for key in ("process", "edition", "state", "position", "writeup", "kind", "effect")},
            "id": data["recommendation"],
            "retrospective_id": data["retrospective"],
            "team_id": data["team"],
            **_words(payloads[0] or {"text": "erased"}),
            "postponed": 0,
            "opened_at": at,
            "entered_at": at,
            "revision": 1,
        },
    )


@on(
    "recommendation-reworded",
    "recommendation-accepted",
    "recommendation-declined",
    "recommendation-committed",
    "recommendation-started",
    "recommendation-done",
    "recommendation-dropped",
    "recommendation-reopened",
    "recommendation-revised",
    "recommendation-kept",
    "recommendation-joined",
    "recommendation-labelled",
    "recommendation-linked",
    "recommendation-touched",
)
def _moved(data: Any, payloads: Bodies, at: datetime) -> Iterator[Change]:
    """Carries the whole new position, so that one projector serves every move. Where it was worded anew, the last
    body says how."""
    identity = data["recommendation"]
    values: dict[str, Value] = {name: data[name] for name in _PLAIN if name in data}
    values |= {f"{name}_id": data[name] for name in _REFERENCES if name in data}
    values |= {name: moment_of(data[name]) for name in _MOMENTS if name in data}
    values |= {name: _day(data[name]) for name in _DAYS if name in data}
    if data.get("worded"):
        values |= _words(payloads[-1] or {"text": "erased"})
    yield Update(table="recommendations", key={"id": identity}, values=values)
    for follower in data.get("followers", ()):
        yield Update(table="recommendations", key={"id": follower}, values={"joined_to_id": data["joined_to"]})
    for table, column in (("labels", "label"), ("links", "address")):
        for removed in data.get(f"{table}_removed", ()):
            yield Delete(table=table, key={"recommendation_id": identity, column: removed})
        for added in data.get(f"{table}_added", ()):
            yield Insert(table=table, values={"recommendation_id": identity, column: added})


def _words(body: Mapping[str, Any]) -> Row:
    text, control = str(body["text"]), str(body.get("control", ""))
    return {
        "text": text,
        "control": control,
        "done_when": str(body.get("done_when", "")),
        "search": subject_key(f"{text} {control}"),
        "control_key": subject_key(control),
    }


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
