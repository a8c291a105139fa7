"""The history of a process: which versions were published, why, by whom, and in answer to what."""

from collections.abc import Mapping
from typing import TypedDict

from preceptor.model.change import Change
from preceptor.model.event import Event, moment
from preceptor.ports import ChangeFilter, Reading, Revision
from preceptor.services.change_views import AnswerDocument, change_document, reason_of, said_about
from preceptor.services.context import Context, known_process
from preceptor.services.process_views import state_of

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


def log_process(context: Context, process: str) -> list[PublicationDocument]:
    """Every publication of a process, the latest first. Raises `UnknownId`."""
    with context.store.reading() as tx:
        known_process(tx, process)
        published = {
            str(event.data["version"]): event
            for event in tx.events(f"process:{process}")
            if event.kind == "process-published"
        }
        changes = {
            one.version: one for one in tx.changes(ChangeFilter(process=process)) if one.effective_at is not None
        }
        logins = _logins(tx, published)
        return [
            _publication(context, tx, one, logins.get(one.version, "system"), changes.get(one.version))
            for one in reversed(tx.revisions(process))
        ]


def _logins(tx: Reading, published: Mapping[str, Event]) -> dict[str, str]:
    people = {one.id: one.login for one in tx.people({e.actor for e in published.values() if e.actor is not None})}
    return {version: people[event.actor] for version, event in published.items() if event.actor in people}


def _publication(
    context: Context, tx: Reading, revision: Revision, by: str, published: Change | None
) -> PublicationDocument:
    change = change_document(context, tx, published.short_id) if published else None
    said = said_about(tx, published) if published else []
    return {
        "version": revision.version,
        "digest": revision.digest,
        "state": state_of(tx, revision, context.now),
        "published_at": moment(revision.published_at),
        "effective_at": moment(revision.effective_at),
        "by": by,
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
