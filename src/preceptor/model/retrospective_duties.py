"""Separation of duties in retrospectives, told from events alone: no part for who is excluded, no review cut short,
nothing settled by whoever wrote it, nothing complete while somebody still objects."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from preceptor.model.event import Event


@dataclass(kw_only=True)
class _Run:
    """What is known of one retrospective."""

    excluded: set[int] = field(default_factory=set)
    #: Who has which role.
    assigned: dict[str, int] = field(default_factory=dict)
    #: Who handed in the last revision of the write-up.
    writer: int | None = None
    #: The state of the review that is open, and until when it is open at least.
    review: str | None = None
    least: datetime | None = None
    #: Who opened which thread, of those that are not settled.
    threads: dict[int, int] = field(default_factory=dict)


@dataclass(kw_only=True)
class RetrospectiveDuties:
    """Who had which part in which retrospective, as events say. They have to come in the order recorded."""

    _runs: dict[int, _Run] = field(default_factory=dict)

    def look(self, event: Event, data: Any, left: Set[int]) -> Iterator[str]:
        """What an event about a retrospective breaks. `left`: who is not active any more."""
        run = self._runs.setdefault(data["retrospective"], _Run())
        yield from self._parts(run, data)
        yield from self._review(run, event, data)
        yield from self._said(run, event, data, left)
        if event.kind == "retrospective-completed" and run.threads:
            open_ones = ", ".join(f"T-{one}" for one in sorted(run.threads))
            yield f"the write-up was noted to be complete while {open_ones} was open"

    def _parts(self, run: _Run, data: Any) -> Iterator[str]:
        if "role" in data:
            run.assigned[data["role"]] = data["person"]
            if data["person"] in run.excluded:
                yield f"the {data['role']} is somebody who is to have no part in it"
        excluded = data.get("excluded", ())
        for person in excluded if isinstance(excluded, list) else [excluded]:
            run.excluded.add(person)
            if person in run.assigned.values():
                yield "somebody who has a role in it is to have no part in it"

    def _review(self, run: _Run, event: Event, data: Any) -> Iterator[str]:
        least = data.get("review_least")
        before, run.least = run.least, datetime.fromisoformat(least) if least else run.least
        if "review_from" in data:
            run.review = data["state"]
        elif run.review is not None:
            if before and run.least and run.least < before:
                yield "the window of a review that was open was shortened"
            if event.kind == "retrospective-migrated":
                run.review = data["state"]
            elif data.get("state", run.review) != run.review:
                if run.least and event.at < run.least and event.kind != "retrospective-declined":
                    yield "the review was cut short"
                run.review = None

    def _said(self, run: _Run, event: Event, data: Any, left: Set[int]) -> Iterator[str]:
        match event.kind:
            case "write-up-submitted":
                run.writer = data["by"]
            case "thread-opened":
                run.threads[data["thread"]] = data["by"]
            case "thread-settled":
                opener, by = run.threads.pop(data["thread"], data["by"]), data["by"]
                roles = [one for one in run.assigned.values() if one == by]
                stands_in = opener in left and by != run.writer
                # Having written it is a role as well, and does not settle what others ask about it.
                if by != opener and not stands_in and len(roles) <= (by == run.writer):
                    yield "a thread was settled by somebody who neither opened it nor has a part that settles it"
                if event.actor is not None and event.actor != by:
                    yield "it is settled by another person than the one who acted"


#: The kinds of events that it looks at.
KINDS = (
    "retrospective-opened",
    "retrospective-resolved",
    "retrospective-declined",
    "retrospective-advanced",
    "retrospective-completed",
    "retrospective-amended",
    "retrospective-assigned",
    "retrospective-excluded",
    "retrospective-migrated",
    "write-up-submitted",
    "thread-opened",
    "thread-settled",
)
