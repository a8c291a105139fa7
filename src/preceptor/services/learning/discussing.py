"""Keeps discussions of finished write-ups: who talked about one, when, what they learnt, and what came of it."""

from collections.abc import Sequence
from datetime import date
from typing import TypedDict

from preceptor.errors import BadInput, UnknownId
from preceptor.model.canonical import Json
from preceptor.model.event import Happening, Payload
from preceptor.model.people import Person
from preceptor.model.refusal import Refusal
from preceptor.model.retrospective import Retrospective
from preceptor.ports import Reading, Said
from preceptor.services.act import Act, refuse
from preceptor.services.command import carry_out
from preceptor.services.context import Context, known_person, number_in
from preceptor.services.learning.answering import not_complete
from preceptor.services.person_fields import demand, text_troubles
from preceptor.services.retrospectives.facts import locked_retrospective


class DiscussionDocument(TypedDict):
    """A discussion of a finished write-up."""

    retrospective: str
    held_on: str
    #: Logins of everybody who was there.
    people: list[str]
    #: Who wrote it down.
    by: str
    #: `erased` where whoever wrote it down was.
    learnt: str
    #: Reports that something in a process is missing or unclear.
    reports: list[str]


def discuss(
    context: Context, typed: str, *, others: Sequence[str], held_on: date, learnt: str, reports: Sequence[str] = ()
) -> DiscussionDocument | Refusal:
    """Put on record that whoever asks and `others` discussed a finished write-up, and what they learnt.

    `held_on`: not in the future, nor before the write-up was complete, where whoever asks is. By any active person.
    Raises `BadInput` and `UnknownId`.
    """

    def work(act: Act) -> DiscussionDocument:
        demand(text_troubles(learnt, "text of what was learnt"))
        retrospective = locked_retrospective(act.tx, typed)
        if retrospective.completed_at is None:
            refuse(not_complete(retrospective))
        people = _everybody(act, others)
        _see_day(act, retrospective, held_on)
        found = [_known_report(act.tx, one) for one in dict.fromkeys(reports)]
        number = len(act.tx.discussions(retrospective.id)) + 1
        data: dict[str, Json] = {
            "retrospective": retrospective.id,
            "number": number,
            "by": act.by.id,
            "held_on": held_on.isoformat(),
            "people": [one.id for one in people],
            "reports": list(dict.fromkeys(found)),
        }
        payload = Payload(person=act.by.id, body={"learnt": learnt})
        stream = f"retrospective:{retrospective.id}"
        act.record([Happening(stream=stream, kind="retrospective-discussed", data=data, payloads=(payload,))])
        return discussion_documents(act.tx, retrospective)[-1]

    arguments: dict[str, Json] = {
        "retrospective": typed,
        "others": list(others),
        "held_on": held_on.isoformat(),
        "learnt": learnt,
        "reports": list(reports),
    }
    return carry_out(context, "retrospective discuss", arguments, work)


def _everybody(act: Act, others: Sequence[str]) -> list[Person]:
    people = {one.id: one for one in (act.by, *(known_person(act.tx, login) for login in others))}
    if len(people) == 1:
        raise BadInput("a discussion takes two", remedy="Say with whom: --with LOGIN, as often as needed.")
    return list(people.values())


def _see_day(act: Act, retrospective: Retrospective, held_on: date) -> None:
    if held_on > act.today(act.by):
        raise BadInput(f"{held_on} lies in the future: a discussion was held")
    zone = act.context.zone_of(act.by)
    completed = (one.at for one in act.tx.said_in(retrospective.id, "retrospective-completed"))
    first = min(completed).astimezone(zone).date()
    if held_on < first:
        raise BadInput(
            f"{held_on} is before {first}, when the write-up was complete",
            remedy="What was said before that belongs to its review.",
        )


def _known_report(tx: Reading, typed: str) -> int:
    number = number_in(typed, "RP", "a report")
    if not tx.reports([number]):
        raise UnknownId(
            f"there is no report `{typed}`", remedy="Make one: preceptor process report PROCESS --step S."
        )
    return number


def discussion_documents(tx: Reading, retrospective: Retrospective) -> list[DiscussionDocument]:
    """The discussions of a write-up, in the order in which they were recorded."""
    found = tx.discussions(retrospective.id)
    if not found:
        return []
    logins = {one.id: one.login for one in tx.people({person for one in found for person in one.people})}
    said = {one.data["number"]: one for one in tx.said_in(retrospective.id, "retrospective-discussed")}
    return [
        {
            "retrospective": retrospective.short_id,
            "held_on": one.held_on.isoformat(),
            "people": [logins[person] for person in one.people],
            "by": logins[one.recorder],
            "learnt": _learnt(said[one.number]),
            "reports": [f"RP-{report}" for report in one.reports],
        }
        for one in found
    ]


def _learnt(said: Said) -> str:
    return str(said.body["learnt"]) if said.body else "erased"
