"""Opens and ends the obligations of pairings, so that exactly one person owes the present rung."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from preceptor.model.canonical import Json
from preceptor.model.deadline import due_at as deadline
from preceptor.model.definition import Capability, Rung
from preceptor.model.event import moment
from preceptor.model.obligation import Kind, Obligation
from preceptor.model.pairing import Pairing
from preceptor.model.people import Person, Team
from preceptor.model.reminding import first_reminder
from preceptor.ports import ObligationFilter
from preceptor.services.act import Act

#: Business days around the due date. On the day and 2 after, as the shipped steps have it (`remind` in process/);
#: not 2 before, because feedback is due within 2 (`feedback_within`).
FEEDBACK_REMINDERS = (0, 2)
#: Business days around the due date. A month ahead, because an observation may have to come first, then 2 before and
#: on the day, as the shipped steps have it; not after it, because it has lapsed then. Our choice.
RENEWAL_REMINDERS = (-20, -2, 0)
#: Business days around the due date, as the shipped steps have it (`remind` in process/): to acknowledge, to rebase.
USUAL_REMINDERS = (-2, 0, 2)
#: The same, and once more when the end of a waiver comes into sight.
WAIVER_REMINDERS = (-10, *USUAL_REMINDERS)
#: Business days around the due date: two weeks ahead, because somebody has to come and watch, then 2 before and on
#: the day; not after it, because it has lapsed then. Our choice.
REFRESH_REMINDERS = (-10, -2, 0)
#: What has no definition of its own to say when people are reminded, as rungs and steps have. Others: as usual.
REMINDERS: Mapping[Kind, tuple[int, ...]] = {
    "feedback": FEEDBACK_REMINDERS,
    "renew": RENEWAL_REMINDERS,
    "rebase": USUAL_REMINDERS,
    "waiver": WAIVER_REMINDERS,
    "acknowledge": USUAL_REMINDERS,
    "refresh": REFRESH_REMINDERS,
}


@dataclass(kw_only=True)
class Owing:
    """What one event opens and ends; its `data` goes into the event."""

    act: Act
    owed: list[dict[str, Any]] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)
    _found: dict[str, list[Obligation]] = field(default_factory=dict)

    def found(self, instance: str, *kinds: Kind) -> list[Obligation]:
        """The obligations of an instance that were open before, all or of some kinds."""
        if instance not in self._found:
            self._found[instance] = list(self.act.tx.obligations(ObligationFilter(instance=instance)))
        return [one for one in self._found[instance] if not kinds or one.kind in kinds]

    def open(
        self,
        kind: Kind,
        *,
        person: Person | Team,
        process: str,
        instance: str | None,
        step: str | None,
        due_at: datetime,
        remind: tuple[int, ...] | None = None,
        opens_at: datetime | None = None,
    ) -> None:
        """`person`, or a team as a whole, owes something by `due_at`; reminders are business days around it in their
        calendar.

        Without `remind`: as `REMINDERS` says for the kind.
        """
        days = reminders_of(kind) if remind is None else remind
        opened = Obligation(
            id=self.act.tx.next_id("obligations"),
            kind=kind,
            person=None if isinstance(person, Team) else person.id,
            team=person.id if isinstance(person, Team) else None,
            process=process,
            instance=instance,
            step=step,
            opens_at=opens_at or self.act.now,
            due_at=due_at,
            next_reminder_at=first_reminder(due_at, days, self.act.context.calendar_of(person), self.act.now),
        )
        self.owed.append(as_owed(opened))

    def settle(self, obligations: list[Obligation]) -> None:
        """These are owed no longer."""
        self.settled.extend(one.id for one in obligations)

    def move(
        self, obligation: Obligation, person: Person | Team, due_at: datetime, remind: tuple[int, ...], *, anew: bool
    ) -> None:
        """The same obligation at another time. `anew`: somebody decided on it, so that people are reminded of it as
        of a new one; else its stages go on."""
        after = None if anew else obligation.stage
        calendar = self.act.context.calendar_of(person)
        reminder = first_reminder(due_at, remind, calendar, self.act.now, after=after)
        moved = {"id": obligation.id, "due_at": moment(due_at), "remind_at": moment(reminder) if reminder else None}
        self.moved.append({**moved, "anew": True} if anew else moved)

    @property
    def data(self) -> dict[str, Json]:
        """For the data of an event; empty where nothing changes."""
        parts: dict[str, list[Json]] = {
            "owed": list(self.owed),
            "settled": list(self.settled),
            "moved": list(self.moved),
        }
        return {key: value for key, value in parts.items() if value}


def reminders_of(kind: Kind) -> tuple[int, ...]:
    """The reminders of what has no definition of its own, in business days around the due date."""
    return REMINDERS.get(kind, USUAL_REMINDERS)


def as_owed(one: Obligation) -> dict[str, Json]:
    """An obligation that an event opens, as its data have it."""
    return {
        "id": one.id,
        "kind": one.kind,
        **({"person": one.person} if one.team is None else {"team": one.team}),
        "process": one.process,
        "instance": one.instance,
        "step": one.step,
        "opens_at": moment(one.opens_at),
        "due_at": moment(one.due_at),
        "remind_at": moment(one.next_reminder_at) if one.next_reminder_at else None,
        **({} if one.stage is None else {"stage": one.stage}),
    }


def renewals_of(act: Act, person: int, process: str, role: str, capability: Capability) -> list[Obligation]:
    """The person's open obligation to have a capability renewed, if there is one."""
    found = act.tx.obligations(ObligationFilter(person=person, process=process, kind="renew"))
    return [one for one in found if one.step == f"{role}/{capability}"]


def runs_of(act: Act, person: int, process: str, role: str) -> list[Obligation]:
    """The observed runs of a role that somebody owes: for what they are certified for, and in teams."""
    found = act.tx.obligations(ObligationFilter(person=person, process=process, kind="refresh"))
    return [one for one in found if one.step == role]


def owe_rung(owing: Owing, pairing: Pairing, rung: Rung, *, met: bool, due_at: datetime) -> None:
    """The trainee owes a rung; once its counts are met, the preceptor owes it (STANDARD.md, "The ladder")."""
    act = owing.act
    wanted = act.tx.person(pairing.preceptor if met else pairing.trainee)
    open_now = owing.found(pairing.short_id, "rung")
    if len(open_now) == 1 and (open_now[0].person, open_now[0].step) == (wanted.id, rung.name):
        if open_now[0].due_at != due_at:
            owing.move(open_now[0], wanted, due_at, rung.remind, anew=True)
        return
    owing.settle(open_now)
    owing.open(
        "rung",
        person=wanted,
        process=pairing.process,
        instance=pairing.short_id,
        step=rung.name,
        due_at=due_at,
        remind=rung.remind,
    )


def rung_due(act: Act, trainee: Person, rung: Rung) -> datetime:
    """When a rung that begins now is due, in the trainee's calendar."""
    return deadline(act.now, rung.within, act.context.calendar_of(trainee))
