"""Which happenings call for mail, and to whom. A pure mapping; the outbox takes what it answers."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from preceptor.model.event import Happening
from preceptor.model.notice import Notice


def notices_about(happening: Happening) -> Iterator[Notice]:
    """One notice per recipient. Whoever cannot be mailed is left out later, by who knows the addresses."""
    recipients = _RECIPIENTS.get(happening.kind)
    if recipients is None:
        return
    data: Mapping[str, Any] = happening.data
    if happening.kind == "publication-announced":
        yield from _announced(happening, data)
        return
    for to in dict.fromkeys(recipients(data)):
        yield Notice(
            kind=happening.kind,
            to=to,
            dedup_key=f"{happening.kind}:{happening.stream}:{_occurrence(data)}:{to}",
            context={key: value for key, value in data.items() if key in _TOLD},
            thread=happening.stream,
        )


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


#: What of a happening the mail is made from: ids and words of the definition. The rest is looked up on sending.
_TOLD = frozenset(
    {
        *("pairing", "process", "role", "trainee", "preceptor", "state", "before", "attempt", "due_at", "edition"),
        *("certification", "person", "capability", "granted_on", "valid_until", "source", "earned", "by"),
        *("change", "version", "class", "author", "given", "needed", "afterwards", "reports"),
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
    "change-proposed": lambda data: list(data["asked"]),
    "change-approved": _author,
    "change-rejected": _author,
    "report-answered": _person,
    "publication-announced": lambda data: [person for person, _ in data["told"]],
}
