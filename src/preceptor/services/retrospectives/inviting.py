"""Whom a meeting needs, and what their calendars take it for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from preceptor.model.canonical import Json
from preceptor.model.moment import moment
from preceptor.model.retrospective import Retrospective, Thread
from preceptor.ports import Reading
from preceptor.services.act import Act

#: Those who have a part in every meeting, three people (STANDARD.md, "The retrospective").
PARTS = ("presenter", "moderator", "note-taker")


@dataclass(frozen=True, kw_only=True)
class MeetingEntry:
    """A meeting about what a review left open, as calendars show it."""

    #: The same in every mail and export about it, and another one in every database.
    uid: str
    #: Rises with everything that calendars are told of it (RFC 5546, section 3.2.5): they keep the highest.
    sequence: int
    summary: str
    #: The command that shows what it is about.
    description: str
    starts_at: datetime
    ends_at: datetime
    #: A room or an address, where somebody said one.
    location: str | None


def meeting_entry(tx: Reading, one: Retrospective, starts_at: datetime, domain: str) -> MeetingEntry:
    """The meeting of a retrospective that begins then. `domain` is that of the mails."""
    return MeetingEntry(
        uid=f"meeting-{one.id}-{moment(one.opened_at)}@{domain}",
        sequence=one.meeting_sequence,
        summary=f"{one.short_id}: {one.title}",
        description=f"preceptor meeting agenda {one.short_id}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=one.meeting_minutes or 0),
        location=place_of(tx, one),
    )


def place_of(tx: Reading, one: Retrospective) -> str | None:
    """Where the meeting is, as it was announced last; None where nobody said so, or what they said is erased."""
    announced = tx.said_in(one.id, "meeting-scheduled")
    return str(announced[-1].body["text"]) if announced and announced[-1].body else None


def ahead(act: Act, one: Retrospective) -> datetime | None:
    """When a meeting begins that was announced and has not begun; None where there is none."""
    return one.meeting_at if one.meeting_at is not None and one.meeting_at > act.now else None


def called_off(act: Act, one: Retrospective) -> dict[str, Json]:
    """What an event says that calls off a meeting which was announced: when it was to be, and whom it does not need
    any more."""
    assert one.meeting_at is not None
    invited: list[Json] = []
    for event in act.tx.events(f"retrospective:{one.id}"):
        if event.kind == "meeting-scheduled":
            invited = [*cast(Sequence[Json], event.data["told"])]
        invited += cast(Sequence[Json], event.data.get("invited", ()))
        invited = [one for one in invited if one not in cast(Sequence[Json], event.data.get("uninvited", ()))]
    return {
        "meeting_at": None,
        "meeting_sequence": one.meeting_sequence + 1,
        "meeting_called_off": moment(one.meeting_at),
        "uninvited": [*dict.fromkeys(cast(Sequence[int], invited))],
    }


def called_in(act: Act, one: Retrospective, before: Collection[int], after: Collection[int]) -> dict[str, Json]:
    """What an event says that changes whom a meeting needs, where one was announced and has not begun: who is invited
    to it by that, and who need not come any more."""
    at = ahead(act, one)
    if at is None:
        return {}
    come: list[Json] = [person for person in after if person not in before]
    go: list[Json] = [person for person in before if person not in after]
    invited: dict[str, Json] = {"invited": come} if come else {}
    uninvited: dict[str, Json] = {"uninvited": go, "meeting_called_off": moment(at)} if go else {}
    return invited | uninvited | {"meeting_sequence": one.meeting_sequence + bool(come or go)}


def invited_to(assigned: Mapping[str, int], threads: Iterable[Thread]) -> dict[int, list[str]]:
    """Whom a meeting needs, and why: the parts that they have in it, and the open threads in which they spoke."""
    found: dict[int, list[str]] = {}
    for role in PARTS:
        if role in assigned:
            found.setdefault(assigned[role], []).append(role)
    for thread in threads:
        for person in thread.voices if thread.open else ():
            found.setdefault(person, []).append(thread.short_id)
    return found
