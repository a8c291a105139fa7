"""What the mails about a retrospective itself are made from, beside who reads them; `review_values` has the rest."""

from collections.abc import Callable, Mapping
from typing import Any

from preceptor.model.event import moment
from preceptor.model.people import Person
from preceptor.model.retrospective import Retrospective
from preceptor.ports import ObligationFilter, QueuedNotice, Reading, RecommendationFilter
from preceptor.services.reminding.values import NothingLeft
from preceptor.services.retrospectives.facts import role_of
from preceptor.services.retrospectives.review_documents import text_of

Values = dict[str, object]
_Moment = Callable[[str, Person], str]

#: The role whose holder wrote the write-up (`model/relations.py`).
_AUTHOR = "author"


def retrospective_values(tx: Reading, notice: QueuedNotice, to: Person, *, readable: _Moment) -> Values:
    """Names, words and moments that are readable where the reader is. `KeyError` for what is not on record,
    `NothingLeft` where there is nothing to tell any more."""
    told: Mapping[str, Any] = notice.context
    found = tx.retrospective(told["retrospective"])
    if found is None:
        raise KeyError(told["retrospective"])
    definition = tx.definition(found.edition)
    about: Values = {
        "retrospective": found.short_id,
        "title": found.title,
        "team": tx.team(found.team).title,
        "process": {"name": found.process, "title": definition.title},
        "by": _named(tx.person(told["by"])),
    }
    match notice.kind:
        case "retrospective-assigned":
            if tx.assigned(found.id).get(told["role"]) != to.id:
                raise NothingLeft("somebody else has the part now")
            role = role_of(definition, told["role"])
            return about | {"role": {"name": role.name, "title": role.title}, "due": _due(tx, found, to, readable)}
        case "retrospective-resolved":
            due = _due(tx, found, to, readable)
            if due is None:
                raise NothingLeft("they owe nothing for it any more")
            return about | {"severity": found.severity, "user_facing": found.user_facing, "due": due}
        case "retrospective-completed":
            return about | _complete(tx, found)
        case _:
            return about | {"why": _why(tx, found, notice.kind)}


def _due(tx: Reading, found: Retrospective, to: Person, readable: _Moment) -> str | None:
    """When the first of what the reader owes for it is due; None: they owe nothing now."""
    owed = tx.obligations(ObligationFilter(person=to.id, instance=found.short_id))
    return readable(moment(owed[0].due_at), to) if owed else None


def _complete(tx: Reading, found: Retrospective) -> Values:
    """What the write-up says in the end: the summary, what went well, and what is recommended."""
    from preceptor.model.writeup import from_document  # few mails are about write-ups

    if found.completed_at is None:
        raise KeyError("completed_at")
    said = tx.write_up(found.id, found.writeup)
    writeup = from_document(said.data) if said else None
    author = tx.assigned(found.id).get(_AUTHOR)
    recommended = tx.recommendations(RecommendationFilter(retrospectives=frozenset({found.id})))
    return {
        "author": _named(tx.person(author)) if author is not None else None,
        "summary": writeup.summary[0].text if writeup and writeup.summary else "",
        "went_well": [one.text for one in writeup.went_well] if writeup else [],
        "recommendations": [
            {"id": one.short_id, "text": one.brief} for one in recommended if one.verdict == "accepted"
        ],
        "amended": len(tx.said_in(found.id, "retrospective-completed")) > 1,
    }


def _why(tx: Reading, found: Retrospective, kind: str) -> str:
    said = tx.said_in(found.id, kind)
    return text_of(said[-1]) if said else ""


def _named(person: Person) -> Values:
    return {"login": person.login, "name": person.name}
