"""What commands answer about a review: its window, who was asked, and everything that was said in it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypedDict

from preceptor.machine import obstacles
from preceptor.model.event import moment
from preceptor.model.retrospective import Thread
from preceptor.model.retrospective_facts import RetrospectiveFacts
from preceptor.ports import Reading, Said

#: By the kind of event that holds the words: what somebody did in saying them.
WHAT: Mapping[str, Literal["comment", "reply", "settle"]] = {
    "thread-opened": "comment",
    "thread-replied": "reply",
    "thread-settled": "settle",
}
#: What stands in the place of a text that was erased.
ERASED = "erased"


class TurnDocument(TypedDict):
    """Something that somebody said in a thread; the last one may be how it was settled."""

    what: Literal["comment", "reply", "settle"]
    by: str
    at: str
    text: str


class ThreadDocument(TypedDict):
    """A thread of a review with everything said in it."""

    id: str
    retrospective: str
    kind: str
    #: The revision of the write-up that it is about.
    writeup: int
    opened_by: str
    opened_at: str
    #: How often somebody spoke in it, the first time included.
    turns: int
    open: bool
    #: It has gone back and forth for so long that only a meeting, or whoever opened it, ends it.
    agenda: bool
    settled_by: str | None
    settled_at: str | None
    #: The write-up is to be changed; and the revision in which that was done.
    change_agreed: bool
    made_in: int | None
    said: list[TurnDocument]


class ReviewerDocument(TypedDict):
    """Somebody who was asked. `at`: when they spoke or passed, or when their silence was put on record."""

    person: str
    state: str
    at: str | None


class WindowDocument(TypedDict):
    """Since when the review is open, and until when at least and at most."""

    opened_at: str
    at_least: str
    at_most: str


class ReviewDocument(TypedDict):
    """A review: `window` is None where none began yet; `to_make` are the threads whose agreed change is missing."""

    id: str
    title: str
    state: str
    window: WindowDocument | None
    reviewers: list[ReviewerDocument]
    threads: list[ThreadDocument]
    to_make: list[str]


def review_document(tx: Reading, facts: RetrospectiveFacts) -> ReviewDocument:
    """The last review of a retrospective, and the threads of all."""
    retrospective = facts.retrospective
    opened, least, most = retrospective.review_from, retrospective.review_least, retrospective.review_most
    window: WindowDocument | None = None
    if opened and least and most:
        window = {"opened_at": moment(opened), "at_least": moment(least), "at_most": moment(most)}
    return {
        "id": retrospective.short_id,
        "title": retrospective.title,
        "state": retrospective.state,
        "window": window,
        "reviewers": [
            {
                "person": facts.people[one.person].login,
                "state": one.state,
                "at": moment(one.at) if one.at else None,
            }
            for one in facts.reviewers
        ],
        "threads": thread_documents(tx, facts, facts.threads),
        "to_make": [one.short_id for one in facts.threads if one.to_make],
    }


def thread_documents(tx: Reading, facts: RetrospectiveFacts, threads: Sequence[Thread]) -> list[ThreadDocument]:
    """Some threads of a retrospective, in their order."""
    said = tx.said_in(facts.retrospective.id, *WHAT) if threads else ()
    spoke = {one.person for one in said if one.person is not None}
    logins = {one.id: one.login for one in tx.people(spoke)}
    return [_thread(facts, one, [each for each in said if each.data["thread"] == one.id], logins) for one in threads]


def _thread(
    facts: RetrospectiveFacts, one: Thread, said: Sequence[Said], logins: Mapping[int, str]
) -> ThreadDocument:
    return {
        "id": one.short_id,
        "retrospective": facts.retrospective.short_id,
        "kind": one.kind,
        "writeup": one.writeup,
        "opened_by": logins[one.opener],
        "opened_at": moment(one.opened_at),
        "turns": one.turns,
        "open": one.open,
        "agenda": out_of_turns(facts, one),
        "settled_by": logins[one.settler] if one.settler is not None else None,
        "settled_at": moment(one.settled_at) if one.settled_at else None,
        "change_agreed": one.change_agreed,
        "made_in": one.made_in,
        "said": [
            {
                "what": WHAT[each.kind],
                "by": logins[each.person] if each.person is not None else "system",
                "at": moment(each.at),
                "text": text_of(each),
            }
            for each in said
        ],
    }


def text_of(said: Said) -> str:
    """What somebody said, or that it was erased."""
    return str(said.body["text"]) if said.body else ERASED


def out_of_turns(facts: RetrospectiveFacts, thread: Thread) -> bool:
    """Whether an open thread has had all the turns that its lifecycle gives it."""
    if not thread.open:
        return False
    against = obstacles(facts.lifecycle, replace(facts, thread=thread), "reply")
    return any(one.guard == "turns-left" for one in against)
