"""What a person owes, by the calendar that they have now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from preceptor.model.canonical import Json
from preceptor.model.deadline import Calendar
from preceptor.model.deadline import due_at as deadline
from preceptor.model.definition import Ladder
from preceptor.model.event import Happening, moment
from preceptor.model.obligation import Obligation
from preceptor.model.pairing import Pairing
from preceptor.model.people import Person
from preceptor.ports import ObligationFilter, PairingFilter
from preceptor.services.act import Act
from preceptor.services.owing import Owing, reminders_of
from preceptor.services.retrospectives import handing


@dataclass(frozen=True, kw_only=True)
class _Move:
    """From one calendar to another."""

    before: Calendar
    after: Calendar

    def due(self, was: datetime, rule: datetime | None) -> datetime:
        """When something that was due `was` is due now.

        `rule`: what the definition's rule says now, where the old date was the rule's too. Any other date was
        decided by somebody: it stays the same day, and ends when the working day ends there.
        """
        if rule is not None:
            return rule
        local = was.astimezone(self.before.zone)
        return datetime.combine(local.date(), self.after.day_ends, self.after.zone)


def reschedule(act: Act, before: Person, after: Person) -> list[Happening]:
    """What moves a person's open obligations, and the rungs that they climb, to their new calendar."""
    move = _Move(before=act.context.calendar_of(before), after=act.context.calendar_of(after))
    owed = act.tx.obligations(ObligationFilter(person=after.id))
    return [
        *(one for pairing in _climbing(act, after) for one in _rung(act, move, pairing)),
        *handing.rescheduled(act, after, move.before, move.after),
        *_others(act, move, after, [one for one in owed if not _about_an_instance(one)]),
    ]


def _about_an_instance(one: Obligation) -> bool:
    """Whether it moves with the due date of what it is about, which is recorded there."""
    return one.kind == "rung" or (one.kind in ("step", "review") and (one.instance or "").startswith("R-"))


def lock_running(act: Act, person: Person) -> None:
    """Take the locks of what runs and `reschedule` may move: before those of people, as every command does."""
    act.tx.lock_pairings([one.id for one in _climbing(act, person)])
    handing.lock_owed(act, person)


def _climbing(act: Act, person: Person) -> list[Pairing]:
    found = act.tx.pairings(PairingFilter(person=person.id, open=True))
    return [one for one in found if one.trainee == person.id]


def _rung(act: Act, move: _Move, pairing: Pairing) -> Iterator[Happening]:
    """A rung is due in its trainee's calendar, also while its preceptor owes the signature."""
    ladder = _ladder(act, pairing)
    rung = ladder.rung(pairing.state)
    if rung is None or pairing.due_at is None:
        return
    by_rule = deadline(pairing.entered_at, rung.within, move.before) == pairing.due_at
    rule = deadline(pairing.entered_at, rung.within, move.after) if by_rule else None
    due = move.due(pairing.due_at, rule)
    if due == pairing.due_at:
        return
    owing = Owing(act=act)
    for one in act.tx.obligations(ObligationFilter(instance=pairing.short_id, kind="rung")):
        if one.person is not None:
            owing.move(one, act.tx.person(one.person), due, rung.remind, anew=False)
    data: dict[str, Json] = {
        "pairing": pairing.id,
        "revision": pairing.revision + 1,
        "due_at": moment(due),
        **owing.data,
    }
    yield Happening(stream=f"pairing:{pairing.id}", kind="pairing-rescheduled", data=data)


def _others(act: Act, move: _Move, person: Person, owed: list[Obligation]) -> Iterator[Happening]:
    owing = Owing(act=act)
    for one in owed:
        due = move.due(one.due_at, _feedback_rule(act, move, one))
        if due != one.due_at:
            owing.move(one, person, due, reminders_of(one.kind), anew=False)
    if owing.data:
        yield Happening(
            stream=f"person:{person.id}", kind="person-rescheduled", data={"person": person.id, **owing.data}
        )


def _feedback_rule(act: Act, move: _Move, one: Obligation) -> datetime | None:
    pairing = act.tx.pairing(int(one.instance[2:])) if one.instance and one.instance.startswith("P-") else None
    if one.kind not in ("feedback", "review") or pairing is None:
        return None
    allowance = _ladder(act, pairing).feedback_within
    by_rule = deadline(one.opens_at, allowance, move.before) == one.due_at
    return deadline(one.opens_at, allowance, move.after) if by_rule else None


def _ladder(act: Act, pairing: Pairing) -> Ladder:
    ladder = act.tx.definition(pairing.edition).ladder_of(pairing.role)
    if ladder is None:
        raise LookupError(f"{pairing.short_id} climbs a ladder that its edition does not have")
    return ladder
