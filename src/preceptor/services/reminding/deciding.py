"""What is to be told of obligations whose time has come, and to whom. Nothing is written here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from preceptor.model.obligation import Obligation
from preceptor.model.people import Person, Team, can_mail
from preceptor.model.reminding import OWING, Reached, reached
from preceptor.ports import Reading
from preceptor.services.context import Context
from preceptor.services.reminding.rules import Rules

#: A reminder of what somebody owes themselves, or word of what somebody else has not done.
MailKind = Literal["digest", "escalation"]
KINDS: tuple[MailKind, ...] = ("digest", "escalation")


@dataclass(frozen=True, kw_only=True)
class Message:
    """One person is to be told of one obligation."""

    kind: MailKind
    #: Who is meant, whoever hears of it in their place.
    person: int
    obligation: int


@dataclass(frozen=True, kw_only=True)
class Decision:
    """How far one obligation has come, and whom that is told."""

    obligation: Obligation
    reached: Reached
    messages: tuple[Message, ...]


def decide(context: Context, tx: Reading, obligations: Sequence[Obligation]) -> list[Decision]:
    """What becomes of each, in their order."""
    rules = Rules.about(tx, obligations)
    tx.people({one.person for one in obligations if one.person is not None})  # read at once
    return [_decision(context, tx, rules, one) for one in obligations]


def _decision(context: Context, tx: Reading, rules: Rules, one: Obligation) -> Decision:
    owing: Person | Team = tx.person(one.person) if one.person is not None else tx.team(int(one.team or 0))
    calendar = context.calendar_of(owing)
    come = reached(rules.stages(one), one.due_at, calendar, context.now, after=one.stage)
    told = dict.fromkeys(stage.told for stage in come.stages)
    messages = dict.fromkeys(
        Message(kind=kind, person=person.id, obligation=one.id)
        for word in told
        for kind, person in _told(tx, rules, one, owing, word)
        if can_mail(person)
    )
    return Decision(obligation=one, reached=come, messages=tuple(messages))


def _told(
    tx: Reading, rules: Rules, one: Obligation, owing: Person | Team, word: str
) -> Iterator[tuple[MailKind, Person]]:
    """Who is meant by a word. Nobody hears by escalation of what they owe themselves."""
    reminded = list(_reminded(tx, owing))
    if word == OWING:
        yield from (("digest", person) for person in reminded)
        return
    mine = {person.id for person in reminded}
    yield from (("escalation", person) for person in _others(tx, rules, one, owing, word) if person.id not in mine)


def _reminded(tx: Reading, owing: Person | Team) -> Iterator[Person]:
    """Whoever owes it; of a team its lead, and where there is none, everybody in it."""
    if isinstance(owing, Person):
        yield owing
    elif owing.lead is not None:
        yield tx.person(owing.lead)
    else:
        yield from tx.people(owing.members)


def _others(tx: Reading, rules: Rules, one: Obligation, owing: Person | Team, word: str) -> Iterator[Person]:
    if word == "owner":
        yield from tx.owners(one.process)
    elif word == "manager":
        responsible = (
            owing if isinstance(owing, Person) else tx.person(owing.lead) if owing.lead is not None else None
        )
        if responsible is not None and responsible.manager is not None:
            yield tx.person(responsible.manager)
    elif word == "team-lead":
        about = rules.team_of(one)
        lead = tx.team(about).lead if about is not None else None
        if lead is not None:
            yield tx.person(lead)
