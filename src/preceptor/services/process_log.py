"""The history of a process: which versions were published, why, by whom, and in answer to what.

Of a team: what it followed, which is the standard as it moved, and editions of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypedDict

from preceptor.model.canonical import Json
from preceptor.model.change import Change
from preceptor.model.event import Event, moment
from preceptor.model.people import Team
from preceptor.ports import Reading
from preceptor.services.change_views import AnswerDocument, change_document, reason_of, said_about, words_of
from preceptor.services.context import Context, known_process, known_team
from preceptor.services.publications import VARIED, published_changes
from preceptor.services.team_history import Followed, followed, of_standard, state_of

#: One publication. What a change says of it is empty for the first version of a folder, which had none.
PublicationDocument = TypedDict(
    "PublicationDocument",
    {
        "version": str,
        "digest": str,
        "state": str,
        "published_at": str,
        "effective_at": str,
        # Who published it.
        "by": str,
        "change": str | None,
        "class": str | None,
        "author": str | None,
        "why": str | None,
        "answers": list[AnswerDocument],
        "approvals": list[str],
        # Published without the approvals that it needed, and not reviewed since.
        "unreviewed": bool,
        "emergency": bool,
        # Why it was published without them.
        "reason": str | None,
    },
)


class WaivedDocument(TypedDict):
    """Leave that was given with an edition."""

    #: The step, or the role and the rung; and the standard or the field there.
    step: str
    what: str
    until: str
    approver: str


class FollowedDocument(PublicationDocument):
    """An edition that a team followed, or a version that it could not follow (`origin` is `conflicted`)."""

    team: str
    #: The team again where the edition is its own.
    variant: str | None
    #: `standard`: the standard moved, and the team with it; else `published`, `rebased`, `waived` or `conflicted`.
    origin: str
    waived: list[WaivedDocument]


def log_process(context: Context, process: str) -> list[PublicationDocument]:
    """Every publication of a process, the latest first. Raises `UnknownId`."""
    with context.store.reading() as tx:
        known_process(tx, process)
        history = tuple(of_standard(one) for one in tx.revisions(process))
        told = _Told(context, tx, process)
        return [told.publication(one, state_of(history, one, context.now)) for one in reversed(history)]


def log_team(context: Context, process: str, team: str) -> list[FollowedDocument]:
    """Everything that a team followed of a process, and what it could not follow, the latest first. `UnknownId`."""
    with context.store.reading() as tx:
        known_process(tx, process)
        follower = known_team(tx, team)
        history = followed(tx, process, follower.id)
        told = _Told(context, tx, process, follower)
        rows = [
            (one.effective_at, one.published_at, told.edition(one, state_of(history, one, context.now)))
            for one in history
        ]
        rows += told.conflicts()
        rows.sort(key=lambda row: row[:2])  # a clock that stands still leaves them in the order of the record
        return [row for _, _, row in reversed(rows)]


class _Told:
    """What is on record about the editions of a process."""

    def __init__(self, context: Context, tx: Reading, process: str, team: Team | None = None) -> None:
        self._context, self._tx, self._team = context, tx, team
        self._changes = published_changes(tx, process)
        self._revisions = {one.version: of_standard(one) for one in tx.revisions(process)}
        self._published: dict[str, Event] = {
            str(event.data["version"]): event
            for event in tx.events(f"process:{process}")
            if event.kind == "process-published"
        }
        events = tx.events(f"team:{team.id}") if team else ()
        self._varied = [event for event in events if event.data.get("process") == process]
        self._logins = self._people()

    def publication(self, one: Followed, state: str) -> PublicationDocument:
        """A version of the standard."""
        return self._document(one, state, self._published.get(one.version), self._changes.get(one.version))

    def edition(self, one: Followed, state: str) -> FollowedDocument:
        """An edition that the team followed."""
        if one.edition is None:
            return self._followed(one, self.publication(one, state))
        event = next((e for e in self._varied if e.kind in VARIED and e.data.get("id") == one.edition), None)
        change = self._tx.change(one.change) if one.change is not None else None
        found = self._followed(one, self._document(one, state, event, change))
        if event is not None:
            found["waived"] = [self._waived(given) for given in _records(event.data.get("waived"))]
            found["why"] = found["why"] if change else words_of(self._tx, event)
        return found

    def conflicts(self) -> Iterator[tuple[datetime, datetime, FollowedDocument]]:
        """The versions of the standard that the team could not follow by itself, and from when on."""
        for event in self._varied:
            version = str(event.data.get("version"))
            if event.kind == "variant-conflicted" and version in self._revisions:
                one = replace(self._revisions[version], origin="conflicted")
                since = event.data.get("effective_at")
                at = datetime.fromisoformat(str(since)) if since else one.effective_at
                document = self._document(one, "not followed", event, self._changes.get(version))
                yield at, event.at, self._followed(one, document)

    def _followed(self, one: Followed, document: PublicationDocument) -> FollowedDocument:
        team = self._team.name if self._team else ""
        return {**document, "team": team, "variant": team if one.own else None, "origin": one.origin, "waived": []}

    def _waived(self, given: Mapping[str, Any]) -> WaivedDocument:
        return {
            "step": str(given["step"]),
            "what": str(given["what"]),
            "until": str(given["until"]),
            "approver": self._logins.get(given["approver"], "system"),
        }

    def _people(self) -> dict[int, str]:
        """The logins of who published, and of who approved waivers."""
        events = [*self._published.values(), *self._varied]
        people = {event.actor for event in events if event.actor is not None}
        people |= {given["approver"] for event in self._varied for given in _records(event.data.get("waived"))}
        return {one.id: one.login for one in self._tx.people(people)}

    def _document(
        self, one: Followed, state: str, event: Event | None, published: Change | None
    ) -> PublicationDocument:
        change = change_document(self._context, self._tx, published.short_id) if published else None
        said = said_about(self._tx, published) if published else []
        return {
            "version": one.version,
            "digest": one.digest,
            "state": state,
            "published_at": moment(one.published_at),
            "effective_at": moment(one.effective_at),
            "by": self._logins.get(event.actor or 0, "system") if event else "system",
            "change": change["id"] if change else None,
            "class": change["class"] if change else None,
            "author": change["author"] if change else None,
            "why": reason_of(said, "propose"),
            "answers": change["answers"] if change else [],
            "approvals": change["approvals"] if change else [],
            "unreviewed": bool(change and change["unreviewed"]),
            "emergency": bool(change and change["emergency"]),
            "reason": reason_of(said, "publish"),
        }


def _records(value: Json) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
