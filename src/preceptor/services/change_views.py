"""Shows changes of processes: what they change, who said what about them, and what they wait for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from preceptor.errors import UnknownId
from preceptor.model.canonical import Json
from preceptor.model.change import CHANGES, Change
from preceptor.model.definition import Process
from preceptor.model.event import Event, moment
from preceptor.ports import ChangeFilter, Reading
from preceptor.services.change_facts import facts_of, find_change, lifecycle_of, what_next
from preceptor.services.context import Context, known_process
from preceptor.services.documents import ReasonDocument, reason_document
from preceptor.services.shared_lifecycles import rising_with

#: As which of these a published change is shown, its date decides.
_BY_DATE = ("scheduled", "in-force", "superseded")
#: What stands in the place of a text that was erased.
_ERASED = "erased"


class AnswerDocument(TypedDict):
    """A report that a change answers."""

    id: str
    step: str
    kind: str
    by: str


class CommentDocument(TypedDict):
    """What somebody said about a change, or why they decided as they did."""

    #: `propose`, `comment`, `approve`, `reject`, `withdraw` or `publish`.
    what: str
    by: str
    at: str
    text: str | None


#: One thing that is different; `sentence` says it for people.
DifferenceDocument = TypedDict(
    "DifferenceDocument",
    {"path": str, "kind": str, "before": Json, "after": Json, "class": str, "sentence": str},
)
#: `class` is that of the largest of its changes.
ChangeLine = TypedDict(
    "ChangeLine",
    {
        "id": str,
        "process": str,
        # The team whose variant it changes; None: the standard itself.
        "team": str | None,
        "version": str,
        "class": str,
        # As it is now: a published change is scheduled, in-force or superseded.
        "state": str,
        "author": str,
        "proposed_at": str,
        "effective_at": str | None,
        "unreviewed": bool,
        "emergency": bool,
    },
)


class ChangeDocument(ChangeLine):
    """A change as commands show it. The words of people are left out of answers that are kept."""

    #: The version that it follows; None for a new process.
    follows: str | None
    digest: str
    #: Logins of those who approved it, in order, and how many it needs.
    approvals: list[str]
    approvals_needed: int
    publisher: str | None
    answers: list[AnswerDocument]
    #: Other processes that follow a lifecycle which it edits, and do not follow the edit by themselves.
    rises_with: list[str]
    next: list[str]
    blocked: list[ReasonDocument]


class ProgressDocument(TypedDict):
    """How many of a team were asked to acknowledge a version, and how many of them have."""

    #: None: people who belong to no team.
    team: str | None
    of: int
    acknowledged: int


class ChangeShownDocument(ChangeDocument):
    """A change with everything in it."""

    why: str
    comments: list[CommentDocument]
    changes: list[DifferenceDocument]
    #: How far its acknowledgement has come; empty while it asks nobody.
    acknowledged: list[ProgressDocument]


def list_changes(context: Context, *, state: str | None = None, process: str | None = None) -> list[ChangeLine]:
    """Every change, by id; of a process, or in a state as it is shown."""
    with context.store.reading() as tx:
        if process is not None and not tx.changes(ChangeFilter(process=process)):
            known_process(tx, process)
        found = tx.changes(ChangeFilter(process=process))
        people = {one.id: one.login for one in tx.people({one.author for one in found})} if found else {}
        lines = [_line(tx, one, people, context.now) for one in found]
        if state is not None:
            _see_state(tx, state)
        return [one for one in lines if state in (None, one["state"])]


def _see_state(tx: Reading, state: str) -> None:
    """Raise `UnknownId` for a state that no version of the process for changes has had."""
    lifecycles = [lifecycle_of(tx.definition(one.digest)) for one in tx.revisions(CHANGES)]
    known = dict.fromkeys([*(one.name for lifecycle in lifecycles for one in lifecycle.states), *_BY_DATE])
    if state not in known:
        raise UnknownId(f"no change can be in the state `{state}`; there is {', '.join(known)}", remedy="")


def show_change(context: Context, typed: str) -> ChangeShownDocument:
    """One change: what it changes, why, what was said, and what it waits for. Raises `UnknownId`."""
    with context.store.reading() as tx:
        change = find_change(tx, typed)
        before = tx.definition(change.base) if change.base else None
        said = said_about(tx, change)
        return {
            **change_document(context, tx, typed),
            "why": reason_of(said, "propose") or _ERASED,
            "comments": [one for one in said if one["what"] != "propose"],
            "changes": differences(before, tx.definition(change.digest)),
            "acknowledged": _progress(tx, change),
        }


def _progress(tx: Reading, change: Change) -> list[ProgressDocument]:
    if change.effective_at is None or change.change_class == "patch":
        return []
    found = tx.acknowledged(change.process, change.version, change.effective_at, team=change.team)
    return [{"team": one.team, "of": one.of, "acknowledged": one.acknowledged} for one in found]


def change_document(context: Context, tx: Reading, typed: str) -> ChangeDocument:
    """What a change looks like now. Raises `UnknownId`."""
    change = find_change(tx, typed)
    facts = facts_of(context, tx, change, None)
    view = what_next(facts)
    people = {identity: one.login for identity, one in facts.people.items()}
    return {
        **_line(tx, change, people, context.now),
        "follows": facts.before.version if facts.before else None,
        "digest": change.digest,
        "approvals": [people[one.person] for one in facts.approvals],
        "approvals_needed": facts.needed,
        "publisher": people[change.publisher] if change.publisher is not None else None,
        "answers": [
            {"id": one.short_id, "step": one.step, "kind": one.kind, "by": people[one.person]}
            for one in facts.answers
        ],
        "rises_with": rising_with(tx, change),
        "next": list(view.next),
        "blocked": [reason_document(reason) for reason in view.blocked],
    }


def differences(before: Process | None, after: Process) -> list[DifferenceDocument]:
    """What is different from the version that it follows; nothing for a new process, where everything is."""
    from preceptor.model.change_sentences import sentence
    from preceptor.model.revision import diff  # lists and moves do without them

    if before is None:
        return []
    return [
        {
            "path": one.path,
            "kind": one.kind,
            "before": one.before,
            "after": one.after,
            "class": one.change_class,
            "sentence": str(sentence(one, before, after)),
        }
        for one in diff(before, after)
    ]


def state_of(tx: Reading, change: Change, now: datetime) -> str:
    """Where a change is: of a published one, what its date makes of it."""
    if change.effective_at is None:
        return change.state
    if change.effective_at > now:
        return "scheduled"
    if change.team is not None:
        return "in-force" if _is_followed(tx, change, change.team, now) else "superseded"
    current = tx.in_force(change.process, now)
    return "in-force" if current and current.digest == change.digest else "superseded"


def _is_followed(tx: Reading, change: Change, team: int, now: datetime) -> bool:
    """Whether a team follows what a change published, as it was when it took effect, be it with a waiver since."""
    rows = [one for one in tx.team_editions(change.process, team) if one.effective_at <= now]
    decided = [one for one in rows if one.origin != "waived"]
    return bool(decided) and (decided[-1].change, decided[-1].effective_at) == (change.id, change.effective_at)


def _line(tx: Reading, change: Change, people: Mapping[int, str], now: datetime) -> ChangeLine:
    return {
        "id": change.short_id,
        "process": change.process,
        "team": tx.team(change.team).name if change.team is not None else None,
        "version": change.version,
        "class": change.change_class,
        "state": state_of(tx, change, now),
        "author": people[change.author],
        "proposed_at": moment(change.proposed_at),
        "effective_at": moment(change.effective_at) if change.effective_at else None,
        "unreviewed": change.unreviewed,
        "emergency": change.emergency,
    }


#: The moves of a change, by the kind of their event.
_MOVES = {
    "change-proposed": "propose",
    "change-commented": "comment",
    "change-approved": "approve",
    "change-rejected": "reject",
    "change-withdrawn": "withdraw",
    "change-published": "publish",
}


def said_about(tx: Reading, change: Change) -> list[CommentDocument]:
    """Who moved a change, in order, and their words where there are any."""
    events: list[Event] = [one for one in tx.events(f"change:{change.id}") if one.kind in _MOVES]
    logins = {one.id: one.login for one in tx.people({one.actor for one in events if one.actor is not None})}
    return [
        {
            "what": _MOVES[event.kind],
            "by": logins.get(event.actor or 0, "system"),
            "at": moment(event.at),
            "text": words_of(tx, event),
        }
        for event in events
    ]


def reason_of(said: Sequence[CommentDocument], what: str) -> str | None:
    """The words that came with a move; None where there were none."""
    return next((one["text"] for one in said if one["what"] == what), None)


def words_of(tx: Reading, event: Event) -> str | None:
    """The text that belongs to an event; None where there is none."""
    bodies: list[Any] = list(tx.payloads(event.id))
    if not bodies:
        return None
    return str((bodies[0] or {}).get("text", _ERASED))
