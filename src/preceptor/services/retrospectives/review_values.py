"""What the mails about a review and its meeting are made from, beside who reads them."""

from collections.abc import Callable, Mapping
from typing import Any

from preceptor.model.event import moment
from preceptor.model.people import Person
from preceptor.model.retrospective import Retrospective
from preceptor.model.retrospective_facts import RetrospectiveFacts
from preceptor.ports import ObligationFilter, QueuedNotice, Reading, Said
from preceptor.services.context import Context
from preceptor.services.reminding.values import NothingLeft
from preceptor.services.retrospectives.facts import facts_of
from preceptor.services.retrospectives.inviting import invited_to, place_of
from preceptor.services.retrospectives.review_documents import out_of_turns, text_of
from preceptor.services.retrospectives.views import summary_of

Values = dict[str, object]
_Moment = Callable[[str, Person], str]


def review_values(context: Context, tx: Reading, notice: QueuedNotice, to: Person, *, readable: _Moment) -> Values:
    """Names, words and moments that are readable where the reader is. `KeyError` for what is not on record,
    `NothingLeft` where there is nothing to tell any more."""
    told: Mapping[str, Any] = notice.context
    found = tx.retrospective(told["retrospective"])
    if found is None:
        raise KeyError(told["retrospective"])
    about: Values = {
        "retrospective": found.short_id,
        "title": found.title,
        "process": {"name": found.process, "title": tx.definition(found.edition).title},
    }
    match notice.kind:
        case "review-asked":
            return about | _asked(tx, found, to, readable)
        case "meeting-scheduled":
            return about | _meeting(tx, found, told, to, readable)
        case "meeting-called-off":
            return about | _called_off(tx, found, told, to, readable)
        case "meeting-noted":
            return about | _notes(tx, found, told)
        case _:
            return about | _spoken(facts_of(context, tx, found, None), tx, notice, to)


def _asked(tx: Reading, found: Retrospective, to: Person, readable: _Moment) -> Values:
    owed = tx.obligations(ObligationFilter(person=to.id, instance=found.short_id, kind="review"))
    if not owed or found.review_least is None or found.review_most is None:
        raise NothingLeft("they have reviewed it, or the review is over")
    author = tx.assigned(found.id).get("author")
    return {
        "author": _named(tx.person(author)) if author is not None else None,
        "summary": summary_of(tx, found),
        "due": readable(moment(owed[0].due_at), to),
        "at_least": readable(moment(found.review_least), to),
        "at_most": readable(moment(found.review_most), to),
    }


def _spoken(facts: RetrospectiveFacts, tx: Reading, notice: QueuedNotice, to: Person) -> Values:
    told: Mapping[str, Any] = notice.context
    thread = next((one for one in facts.threads if one.id == told["thread"]), None)
    if thread is None:
        raise KeyError(told["thread"])
    said = next(one for one in tx.said_in(thread.retrospective, notice.kind) if _is_told(one, told))
    return {
        "thread": thread.short_id,
        "kind": thread.kind,
        "by": _named(tx.person(told["by"])),
        "text": text_of(said),
        "opened": thread.opener == to.id,
        "opener": _named(facts.people[thread.opener]),
        "settled": not thread.open,
        "agenda": out_of_turns(facts, thread),
    }


def _is_told(said: Said, told: Mapping[str, Any]) -> bool:
    return all(said.data.get(key) == told.get(key) for key in ("thread", "turns"))


def _meeting(tx: Reading, found: Retrospective, told: Mapping[str, Any], to: Person, readable: _Moment) -> Values:
    announced = tx.said_in(found.id, "meeting-scheduled")
    if found.meeting_at is None or announced[-1].data["meeting_sequence"] > told["meeting_sequence"]:
        raise NothingLeft("the meeting was moved since")
    if found.meeting_noted_at is not None:
        raise NothingLeft("the meeting is over")
    threads = [one for one in tx.threads(found.id) if one.open]
    invited = invited_to(tx.assigned(found.id), threads)
    if to.id not in invited:
        raise NothingLeft("the meeting does not need them any more")
    people = {one.id: one for one in tx.people(invited)}
    first = {one.data["thread"]: text_of(one) for one in tx.said_in(found.id, "thread-opened")}
    return {
        "at": readable(moment(found.meeting_at), to),
        "minutes": found.meeting_minutes,
        "where": place_of(tx, found),
        "moved": bool(told.get("meeting_moved")),
        "invited": [{**_named(people[one]), "why": why} for one, why in invited.items()],
        "threads": [
            {"id": one.short_id, "kind": one.kind, "by": _named(people[one.opener]), "text": first.get(one.id, "")}
            for one in threads
        ],
    }


def _called_off(tx: Reading, found: Retrospective, told: Mapping[str, Any], to: Person, readable: _Moment) -> Values:
    if found.meeting_to_come and to.id in invited_to(tx.assigned(found.id), tx.threads(found.id)):
        raise NothingLeft("the meeting needs them again")
    return {
        "at": readable(told["meeting_called_off"], to),
        "goes_on": found.meeting_at is not None,
        # Else somebody else has their part.
        "settled": "thread" in told,
    }


def _notes(tx: Reading, found: Retrospective, told: Mapping[str, Any]) -> Values:
    threads = tx.threads(found.id)
    return {
        "by": _named(tx.person(told["by"])),
        "open": [one.short_id for one in threads if one.open],
        "to_make": [one.short_id for one in threads if one.to_make],
    }


def _named(person: Person) -> Values:
    return {"login": person.login, "name": person.name}
