"""Events about retrospectives as sentences for people; see `services/telling.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from preceptor.services.telling import Names

_Tell = Callable[[Any, "Names"], str]


def _of(what: str) -> _Tell:
    return lambda data, names: f"R-{data['retrospective']} {what}"


def _to(what: str) -> _Tell:
    return lambda data, names: f"R-{data['retrospective']} {what} and is in `{data['state']}`"


def _thread(what: str) -> _Tell:
    return lambda data, names: f"T-{data['thread']} of R-{data['retrospective']} {what}"


def _resolved(data: Any, names: Names) -> str:
    severity, at = data["severity"], data["resolved_at"][:16].replace("T", " ")
    return f"{_to('was resolved')(data, names)}: severity {severity}, over at {at} UTC"


def _scheduled(data: Any, names: Names) -> str:
    at = data["meeting_at"][:16].replace("T", " ")
    return f"the meeting of R-{data['retrospective']} is at {at} UTC, for {data['meeting_minutes']} minutes"


def _submitted(data: Any, names: Names) -> str:
    made = ", ".join(f"T-{one}" for one in data.get("made", ()))
    told = f"revision {data['number']} of the write-up of R-{data['retrospective']} was handed in"
    return f"{told}, with the changes agreed in {made}" if made else told


def _migrated(data: Any, names: Names) -> str:
    due = f", due {data['due_at'][:10]}" if data.get("due_at") else ""
    return f"R-{data['retrospective']} goes on under {data['process']} {data['version']}, in `{data['state']}`{due}"


def _stayed(data: Any, names: Names) -> str:
    why = "; ".join(one["message"] for one in data["reasons"])
    return f"R-{data['retrospective']} does not move to {data['process']} {data['version']}: {why}"


def _discussed(data: Any, names: Names) -> str:
    people = ", ".join(names.person(one) for one in data["people"])
    reports = ", ".join(f"RP-{one}" for one in data["reports"])
    return f"R-{data['retrospective']} was discussed on {data['held_on']} by {people}" + (
        f"; of that came {reports}" if reports else ""
    )


#: By the kind of event. Whom somebody excluded is not told.
TELL: Mapping[str, _Tell] = {
    "on-call-set": lambda data, names: (
        f"on call for the team {names.team(data['team'])} "
        f"{'are ' + ', '.join(names.person(one) for one in data['people']) if data['people'] else 'is nobody'}"
    ),
    "retrospective-opened": lambda data, names: (
        f"R-{data['retrospective']} of the team {names.team(data['team'])} was opened"
    ),
    "retrospective-noted": _of("has another note"),
    "retrospective-resolved": _resolved,
    "retrospective-declined": _of("was declined"),
    "retrospective-advanced": lambda data, names: (
        f"R-{data['retrospective']} went on from `{data['before']}` to `{data['state']}`"
    ),
    "retrospective-completed": _to("is complete"),
    "retrospective-amended": _to("was opened again to be amended"),
    "retrospective-assigned": lambda data, names: (
        f"{names.person(data['person'])} is the {data['role']} of R-{data['retrospective']}"
    ),
    "retrospective-excluded": _of("goes on without somebody who is to have no part in it"),
    "retrospective-rescheduled": _of("is due by another calendar"),
    "retrospective-touched": _of("is owed by somebody else"),
    "retrospective-migrated": _migrated,
    "retrospective-stayed": _stayed,
    "write-up-submitted": _submitted,
    "thread-opened": _thread("was opened"),
    "thread-replied": _thread("was replied to"),
    "thread-settled": _thread("was settled"),
    "review-passed": lambda data, names: (
        f"{names.person(data['by'])} has nothing to add in the review of R-{data['retrospective']}"
    ),
    "meeting-scheduled": _scheduled,
    "meeting-noted": _of("has the notes of its meeting"),
    "survey-answered": _of("was judged by somebody who took part, on how useful it was"),
    "retrospective-discussed": _discussed,
}
