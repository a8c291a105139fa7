"""What people do in a review: comment, reply, settle, pass; and where all of it can be read."""

from collections.abc import Callable
from dataclasses import replace

from preceptor.errors import BadInput, UnknownId
from preceptor.machine import Decision
from preceptor.model.canonical import Json
from preceptor.model.event import Happening
from preceptor.model.refusal import Refusal
from preceptor.model.retrospective import Reviewer, ReviewerState, Thread, ThreadKind
from preceptor.model.retrospective_facts import RetrospectiveFacts, reviews
from preceptor.ports import Reading
from preceptor.services.act import Act
from preceptor.services.command import carry_out
from preceptor.services.context import Context, number_in
from preceptor.services.retrospectives.documents import RetrospectiveDocument
from preceptor.services.retrospectives.facts import facts_of, find_retrospective, locked_retrospective
from preceptor.services.retrospectives.inviting import ahead, called_in, called_off, invited_to
from preceptor.services.retrospectives.moves import happened, make, move
from preceptor.services.retrospectives.review_documents import (
    ReviewDocument,
    ThreadDocument,
    review_document,
    thread_documents,
)


def comment(context: Context, typed: str, text: str, *, kind: ThreadKind) -> ThreadDocument | Refusal:
    """Open a thread about the present revision of the write-up. By whoever was asked to review it.

    Raises `BadInput` and `UnknownId`.
    """

    def work(act: Act) -> ThreadDocument:
        said = _something(text)
        identity = act.tx.next_id("threads")

        def effect(act: Act, facts: RetrospectiveFacts, decision: Decision) -> list[Happening]:
            data: dict[str, Json] = {
                "thread": identity,
                "kind": kind,
                "writeup": facts.retrospective.writeup,
                "told": _told(act, facts.having("author")),
            }
            return [_spoken(act, facts, "thread-opened", "commented", data, text=said)]

        locked = locked_retrospective(act.tx, typed)
        make(act, locked, "comment", effect)
        return _answer(act, locked.short_id, identity)

    arguments: dict[str, Json] = {"retrospective": typed, "text": text, "kind": kind}
    return carry_out(context, "review comment", arguments, work)


def reply(context: Context, typed: str, text: str) -> ThreadDocument | Refusal:
    """Say something in a thread that is open. By the author, or whoever was asked. Raises `BadInput`, `UnknownId`."""

    def effect(act: Act, facts: RetrospectiveFacts, thread: Thread) -> Happening:
        data: dict[str, Json] = {
            "thread": thread.id,
            "turns": thread.turns + 1,
            "new_voice": act.by.id not in thread.voices,
            "told": _told(act, (thread.opener, *facts.having("author"))),
            **_comes_in(act, facts),
        }
        return _spoken(act, facts, "thread-replied", "commented", data, text=_something(text))

    return _in_thread(context, typed, "reply", {"text": text}, effect)


def settle(context: Context, typed: str, *, how: str, change: bool | None = None) -> ThreadDocument | Refusal:
    """End a thread with what was agreed. By whoever opened it; in a meeting also by who leads it or takes the notes.

    `change`: whether it was agreed to change the write-up; None: as its kind asks. Raises `BadInput`, `UnknownId`.
    """

    def effect(act: Act, facts: RetrospectiveFacts, thread: Thread) -> Happening:
        agreed = thread.kind == "change" if change is None else change
        data: dict[str, Json] = {"thread": thread.id, "change_agreed": agreed, **_goes(act, facts, thread)}
        return happened(act, facts, "thread-settled", data, text=_something(how))

    return _in_thread(context, typed, "settle", {"how": how, "change": change}, effect)


def pass_(context: Context, typed: str) -> RetrospectiveDocument | Refusal:
    """Say that one has nothing to add. By whoever was asked to review. Raises `UnknownId`."""

    def effect(act: Act, facts: RetrospectiveFacts, decision: Decision) -> list[Happening]:
        return [_spoken(act, facts, "review-passed", "passed", {})]

    return move(context, typed, "pass", {}, effect)


def list_review(context: Context, typed: str) -> ReviewDocument:
    """The review of a retrospective: its window, who was asked, and its threads. Raises `UnknownId`."""
    with context.store.reading() as tx:
        return review_document(tx, facts_of(context, tx, find_retrospective(tx, typed), None))


def find_thread(tx: Reading, typed: str) -> Thread:
    """The thread that somebody typed: `T-5` or `5`. Raises `UnknownId`."""
    found = tx.thread(number_in(typed, "T", "a thread"))
    if found is None:
        remedy = "`preceptor review list RETRO` shows the threads of a retrospective."
        raise UnknownId(f"there is no thread `{typed}`", remedy=remedy)
    return found


def _in_thread(
    context: Context,
    typed: str,
    trigger: str,
    arguments: dict[str, Json],
    effect: Callable[[Act, RetrospectiveFacts, Thread], Happening],
) -> ThreadDocument | Refusal:
    """One move of the retrospective that a thread belongs to."""

    def work(act: Act) -> ThreadDocument:
        found = find_thread(act.tx, typed)

        def prepare(act: Act, facts: RetrospectiveFacts) -> RetrospectiveFacts:
            return replace(facts, thread=_thread_of(facts, found.id))

        def effects(act: Act, facts: RetrospectiveFacts, decision: Decision) -> list[Happening]:
            return [effect(act, facts, _thread_of(facts, found.id))]

        locked = locked_retrospective(act.tx, str(found.retrospective))
        make(act, locked, trigger, effects, prepare=prepare)
        return _answer(act, locked.short_id, found.id)

    return carry_out(context, f"review {trigger}", {"thread": typed, **arguments}, work)


def _thread_of(facts: RetrospectiveFacts, identity: int) -> Thread:
    """The thread as it is once the lock is held."""
    return next(one for one in facts.threads if one.id == identity)


def _spoken(
    act: Act,
    facts: RetrospectiveFacts,
    kind: str,
    state: ReviewerState,
    data: dict[str, Json],
    *,
    text: str | None = None,
) -> Happening:
    """Somebody spoke. Who was asked has then done what was asked of them; the record of a review that is over, and
    that somebody commented before they passed, stays."""
    heard = ("asked", "passed") if state == "commented" else ("asked",)
    asked_to = reviews(facts.step) and any(one.person == act.by.id and one.state in heard for one in facts.reviewers)
    after = facts
    if asked_to:
        mine = Reviewer(person=act.by.id, state=state, at=act.now)
        rest = (mine if one.person == act.by.id else one for one in facts.reviewers)
        after = replace(facts, reviewers=tuple(rest))
    return happened(act, after, kind, {**data, "asked_to": asked_to}, text=text)


def _comes_in(act: Act, facts: RetrospectiveFacts) -> dict[str, Json]:
    """That whoever speaks is invited to the meeting by it, where one was announced and they were not."""
    before = invited_to(facts.assigned, facts.open_threads)
    return called_in(act, facts.retrospective, before, (*before, act.by.id))


def _goes(act: Act, facts: RetrospectiveFacts, settled: Thread) -> dict[str, Json]:
    """That whom only this thread called to the meeting need not come; and nobody, where it was the last."""
    left = [one for one in facts.open_threads if one.id != settled.id]
    if not left and ahead(act, facts.retrospective):
        return called_off(act, facts.retrospective)
    before, after = (invited_to(facts.assigned, threads) for threads in (facts.open_threads, left))
    return called_in(act, facts.retrospective, before, after)


def _told(act: Act, people: tuple[int, ...]) -> list[Json]:
    """Who is told that somebody spoke: each once, and never the speaker."""
    return [one for one in dict.fromkeys(people) if one != act.by.id]


def _something(text: str) -> str:
    if not text.strip():
        raise BadInput("whoever speaks in a review says something", remedy="Put the text in quotes.")
    return text


def _answer(act: Act, typed: str, thread: int) -> ThreadDocument:
    facts = facts_of(act.context, act.tx, find_retrospective(act.tx, typed), None)
    (document,) = thread_documents(act.tx, facts, [_thread_of(facts, thread)])
    return document
