"""Which happenings call for mail, and to whom. A pure mapping; the outbox takes what it answers."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from preceptor.model.canonical import Json
from preceptor.model.event import Happening
from preceptor.model.notice import Notice


def notices_about(happening: Happening) -> Iterator[Notice]:
    """One notice per recipient. Whoever cannot be mailed is left out later, by who knows the addresses."""
    data: Mapping[str, Any] = happening.data
    if happening.kind == "publication-announced":
        yield from _announced(happening, data)
        return
    if happening.kind == "run-asked":
        yield _asked_for_runs(data)
        return
    if happening.kind == "observation-voided":
        yield from _struck(happening, data)
        return
    for kind in _kinds(happening):
        for to in dict.fromkeys(_RECIPIENTS[kind](data)):
            yield Notice(
                kind=kind,
                to=to,
                dedup_key=f"{kind}:{happening.stream}:{_occurrence(data)}:{to}",
                context={key: value for key, value in data.items() if key in _TOLD},
                thread=happening.stream,
            )


def _kinds(happening: Happening) -> Iterator[str]:
    """What is told: as a rule that it happened; and whatever else it brought about, that a review began, that
    somebody is to come to a meeting, or that nobody has to."""
    if happening.kind in _RECIPIENTS:
        yield happening.kind
    if "review_from" in happening.data:
        yield "review-asked"
    if "invited" in happening.data:
        yield "meeting-scheduled"
    if "uninvited" in happening.data:
        yield "meeting-called-off"


def _announced(happening: Happening, data: Mapping[str, Any]) -> Iterator[Notice]:
    """Each is told what changes in their own teams' process, once for a change however often this is recorded."""
    change = data["change"]
    common = {key: data[key] for key in ("change", "process", "version", "class")}
    contexts: dict[tuple[int, ...], Mapping[str, Any]] = {}
    for person, announcements in data["told"]:
        context = contexts.setdefault(tuple(announcements), {**common, "announcements": announcements})
        yield Notice(
            kind=happening.kind,
            to=person,
            dedup_key=f"{happening.kind}:{change}:{person}",
            context=context,
            thread=happening.stream,
        )


def _asked_for_runs(data: Mapping[str, Any]) -> Notice:
    """Once for each time that a team asks: who leaves it and joins it again is told again."""
    runs = [one["id"] for one in data["owed"]]
    return Notice(
        kind="run-asked",
        to=data["person"],
        dedup_key=f"run-asked:{runs[0]}",
        context={"process": data["process"], "team": data["team"], "items": [[one, None] for one in runs]},
        thread=f"process:{data['process']}",
    )


def _struck(happening: Happening, data: Mapping[str, Any]) -> Iterator[Notice]:
    """Each is told what of it concerns them; that is looked up on sending, but for what they owe again."""
    keys = ("observation", "process", "role", "by", "pairings", "rested", "refresh")
    for to in _told(data):
        runs: list[Json] = [[one["id"], None] for one in data.get("owed", ()) if one.get("person") == to]
        yield Notice(
            kind=happening.kind,
            to=to,
            dedup_key=f"{happening.kind}:{data['observation']}:{to}",
            context={**{key: data[key] for key in keys if key in data}, "items": runs},
            thread=f"process:{data['process']}",
        )


#: What of a happening the mail is made from: ids and words of the definition. The rest is looked up on sending.
_TOLD = frozenset(
    {
        *("pairing", "process", "role", "trainee", "preceptor", "state", "before", "attempt", "due_at", "edition"),
        *("certification", "person", "capability", "granted_on", "valid_until", "source", "earned", "by"),
        *("change", "version", "class", "author", "given", "needed", "afterwards", "reports"),
        *("retrospective", "thread", "turns", "meeting_sequence", "meeting_called_off", "meeting_moved"),
        *("recommendation", "together"),
    }
)


def _occurrence(data: Mapping[str, Any]) -> str:
    """What tells this happening apart from others of its kind on its stream."""
    return str(data.get("certification") or data.get("revision") or "once")


def _both(data: Mapping[str, Any]) -> list[int]:
    return [data["trainee"], data["preceptor"]]


def _person(data: Mapping[str, Any]) -> list[int]:
    return [data["person"]]


def _author(data: Mapping[str, Any]) -> list[int]:
    return [data["author"]]


def _author_unless_theirs(data: Mapping[str, Any]) -> list[int]:
    return [data["author"]] if data["author"] != data.get("by") else []


def _asked(data: Mapping[str, Any]) -> list[int]:
    return list(data.get("asked", ()))


def _told(data: Mapping[str, Any]) -> list[int]:
    """Events that are older than the mail about them name nobody."""
    return list(data.get("told", ()))


def _invited(data: Mapping[str, Any]) -> list[int]:
    """Whoever came in later, else everybody."""
    return list(data["invited"]) if "invited" in data else _told(data)


def _uninvited(data: Mapping[str, Any]) -> list[int]:
    return list(data["uninvited"])


def _assigned(data: Mapping[str, Any]) -> list[int]:
    """Whoever has a part now, unless they took it themselves."""
    return [data["person"]] if data["person"] != data["by"] else []


def _owing(data: Mapping[str, Any]) -> list[int]:
    """Whoever owes something by it, but for whoever did it."""
    owing = [one.get("person") for one in data.get("owed", ())]
    return [person for person in owing if person is not None and person != data["by"]]


_RECIPIENTS: Mapping[str, Callable[[Mapping[str, Any]], list[int]]] = {
    "person-added": _person,
    "pairing-started": _both,
    "pairing-reassigned": _both,
    "rung-advanced": _both,
    "rung-repeated": _both,
    "certification-granted": _person,
    "certification-renewed": _person,
    "certification-revoked": _person,
    "certification-lapsed": _person,
    "change-proposed": _asked,
    "change-approved": _author,
    "change-rejected": _author,
    "change-withdrawn": _author_unless_theirs,
    "report-answered": _person,
    "report-reopened": _person,
    "publication-announced": lambda data: [person for person, _ in data["told"]],
    "run-asked": _person,
    "observation-voided": _told,
    "review-asked": _asked,
    "thread-opened": _told,
    "thread-replied": _told,
    "meeting-scheduled": _invited,
    "meeting-called-off": _uninvited,
    "meeting-noted": _told,
    "retrospective-resolved": _owing,
    "retrospective-assigned": _assigned,
    "retrospective-declined": _told,
    "retrospective-completed": _told,
    "retrospective-amended": _told,
    "recommendation-proposed": _asked,
    "recommendation-accepted": _asked,
    "recommendation-committed": _asked,
    "recommendation-declined": _told,
    "recommendation-dropped": _told,
}
