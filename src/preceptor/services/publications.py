"""What led to an edition, and what is still to come: changes, who published them, and why."""

from typing import TypedDict

from preceptor.model.change import Change
from preceptor.model.event import Event, moment
from preceptor.model.people import Team
from preceptor.ports import ChangeFilter, Reading
from preceptor.services.change_views import reason_of, said_about, words_of
from preceptor.services.team_history import Followed

#: What makes the edition of a team another one.
VARIED = frozenset({"variant-published", "variant-rebased", "variant-waived"})

NextDocument = TypedDict(
    "NextDocument",
    {"version": str, "effective_at": str, "origin": str, "change": str | None, "class": str | None},
)
LastChangeDocument = TypedDict(
    "LastChangeDocument",
    {
        "version": str,
        # `standard`, where the standard moved; else how the team's edition came about.
        "origin": str,
        # None where no change led to it, as where a standard was only waived.
        "change": str | None,
        "class": str | None,
        # Who published it: a login, or `system`.
        "by": str,
        "published_at": str,
        "effective_at": str,
        # None where nobody had to say why; `erased` where the words are gone.
        "why": str | None,
    },
)


def next_document(tx: Reading, process: str, one: Followed) -> NextDocument:
    """What comes into force later."""
    change = change_of(tx, process, one)
    return {
        "version": one.version,
        "effective_at": moment(one.effective_at),
        "origin": one.origin,
        "change": change.short_id if change else None,
        "class": change.change_class if change else None,
    }


def last_change(tx: Reading, process: str, one: Followed, team: Team | None) -> LastChangeDocument | None:
    """What led to an edition; None for a version that no change led to, which was the first."""
    change = change_of(tx, process, one)
    event = event_of(tx, one, team) if team is not None and one.edition is not None else None
    if change is None and event is None:
        return None
    actor = change.publisher if change else event.actor if event else None
    said = reason_of(said_about(tx, change), "propose") if change else None
    return {
        "version": one.version,
        "origin": one.origin,
        "change": change.short_id if change else None,
        "class": change.change_class if change else None,
        "by": tx.person(actor).login if actor is not None else "system",
        "published_at": moment(one.published_at),
        "effective_at": moment(one.effective_at),
        "why": said if said is not None or event is None else words_of(tx, event),
    }


def published_changes(tx: Reading, process: str) -> dict[str, Change]:
    """The changes of the standard that were published, by version."""
    found = tx.changes(ChangeFilter(process=process))
    return {one.version: one for one in found if one.effective_at is not None and one.team is None}


def change_of(tx: Reading, process: str, one: Followed) -> Change | None:
    """The change that led to an edition; None where none did."""
    if one.change is not None:
        return tx.change(one.change)
    return published_changes(tx, process).get(one.version) if one.origin == "standard" else None


def event_of(tx: Reading, one: Followed, team: Team) -> Event | None:
    """The event that gave a team an edition of its own."""
    events = (event for event in tx.events(f"team:{team.id}") if event.kind in VARIED)
    return next((event for event in events if event.data.get("id") == one.edition), None)
