"""Moves running instances to the edition that their team follows now."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from preceptor.model.canonical import Json
from preceptor.model.change import Change
from preceptor.model.definition import Rung
from preceptor.model.event import Happening, moment
from preceptor.model.migration import Onward, Plan
from preceptor.model.obligation import Obligation
from preceptor.model.pairing import Pairing
from preceptor.model.people import Person
from preceptor.model.refusal import Refusal
from preceptor.model.reminding import first_reminder
from preceptor.ports import Job, ObligationFilter
from preceptor.services.act import Act
from preceptor.services.following.batch import Done
from preceptor.services.following.moving import Moving, Outcome, Target, targets_of
from preceptor.services.owing import as_owed

#: Pairings of one transaction: enough to share statements, few enough to stay small in memory and to hold locks only
#: for a moment. Our choice.
_BATCH = 1_000


def batch(act: Act, job: Job) -> Done:
    """The next of them, by id. One event each: it has moved, or it stays and why."""
    change = act.tx.change(job.change)
    if change is None or job.terms.get("in_flight") != "migrate":
        return Done(last=True, counted=_all_stay(act, change) if change else {})
    pairings = act.tx.lock_running(change.process, after=job.after, how_many=_BATCH, team=change.team)
    moving = Moving(
        context=act.context,
        tx=act.tx,
        plan=plan_of(job),
        targets=targets_of(act.tx, change),
        now=act.now,
    )
    outcomes = list(moving.outcomes(pairings))
    writing = _Writing(act=act, change=change.id, version=change.version)
    act.record(writing.happenings(outcomes))
    migrated = sum(isinstance(one.answer, Onward) for one in outcomes)
    refused = sum(isinstance(one.answer, Refusal) for one in outcomes)
    return Done(
        after=pairings[-1].id if pairings else job.after,
        last=len(pairings) < _BATCH,
        counted={"migrated": migrated, "refused": refused, "pinned": len(outcomes) - migrated - refused},
    )


def _all_stay(act: Act, change: Change) -> dict[str, int]:
    running = act.tx.running_under(change.process, change.team)
    return {"migrated": 0, "refused": 0, "pinned": sum(one.how_many for one in running)}


def plan_of(job: Job) -> Plan:
    """How the instances are to be moved."""
    terms: Any = job.terms
    return Plan(states=dict(terms["states"]), due=terms["due"])


@dataclass(kw_only=True)
class _Writing:
    """What one batch puts on record."""

    act: Act
    change: int
    version: str
    #: What is opened, with its number still to come.
    _opened: list[dict[str, Json]] = field(default_factory=list)
    _people: dict[int, Person] = field(default_factory=dict)
    _reminders: dict[tuple[object, ...], str | None] = field(default_factory=dict)

    def happenings(self, outcomes: Sequence[Outcome]) -> list[Happening]:
        """One for each pairing that moved or was refused."""
        tx = self.act.tx
        moved = [one.pairing for one in outcomes if isinstance(one.answer, Onward)]
        owed: dict[str | None, list[Obligation]] = {}
        if moved:
            ids = {person for one in moved for person in (one.trainee, one.preceptor)}
            self._people = {one.id: one for one in tx.people(ids)}
            for one in tx.obligations(ObligationFilter(instances=frozenset(one.short_id for one in moved))):
                owed.setdefault(one.instance, []).append(one)
        found = []
        for outcome in outcomes:
            if isinstance(outcome.answer, Refusal):
                found.append(self._stayed(outcome.pairing, outcome.answer))
            elif outcome.target is not None and outcome.answer is not None:
                open_now = owed.get(outcome.pairing.short_id, [])
                found.append(self._migrated(outcome, outcome.target, outcome.answer, open_now))
        if self._opened:
            first = tx.next_id("obligations", len(self._opened))
            for identity, entry in enumerate(self._opened, first):
                entry["id"] = identity
        return found

    def _about(self, pairing: Pairing) -> dict[str, Json]:
        return {
            "pairing": pairing.id,
            "process": pairing.process,
            "version": self.version,
            "change": self.change,
        }

    def _stayed(self, pairing: Pairing, refusal: Refusal) -> Happening:
        reasons: list[Json] = [{"guard": one.guard, "message": one.message} for one in refusal.reasons]
        data: dict[str, Json] = {**self._about(pairing), "edition": pairing.edition, "reasons": reasons}
        return Happening(stream=f"pairing:{pairing.id}", kind="pairing-stayed", data=data)

    def _migrated(self, outcome: Outcome, target: Target, onward: Onward, owed: list[Obligation]) -> Happening:
        pairing = outcome.pairing
        data = self._about(pairing)
        data["before"] = pairing.edition
        data["edition"] = target.digest
        data["revision"] = pairing.revision + 1
        data["state"] = onward.state
        if onward.back is not None:
            data["back"] = onward.back
        if outcome.due_at and outcome.due_at != pairing.due_at:
            data["due_at"] = moment(outcome.due_at)
        if onward.renamed:
            data["renamed"] = [[old, new] for old, new in onward.renamed]
        owing = self._owing(outcome, onward, owed)
        return Happening(stream=f"pairing:{pairing.id}", kind="pairing-migrated", data={**data, **owing})

    def _owing(self, outcome: Outcome, onward: Onward, owed: list[Obligation]) -> dict[str, Json]:
        """What is owed moves along: exactly one person owes the rung, under the name that it has now."""
        settled: list[Json] = []
        opened: list[dict[str, Json]] = []
        found: dict[str, Json] = {}
        names = dict(onward.renamed)
        for one in owed:
            if one.kind == "review" and one.step in names:
                settled.append(one.id)
                opened.append(as_owed(replace(one, step=names[one.step])))
        rungs = [one for one in owed if one.kind == "rung"]
        only = rungs[0] if len(rungs) == 1 else None
        whose = _whose(outcome.pairing, onward) or (only.person if only else None)
        if whose is not None and outcome.due_at is not None and onward.back is None:
            same = only is not None and only.person == whose
            if only and same and only.step == onward.rung.name:
                if outcome.due_at != only.due_at or onward.reminded_anew:
                    anew = outcome.due_at != only.due_at
                    after = None if anew else only.stage
                    remind_at = self._reminder(whose, outcome.due_at, onward.rung, after)
                    entry: dict[str, Json] = {
                        "id": only.id, "due_at": moment(outcome.due_at), "remind_at": remind_at,
                        **({"anew": True} if anew else {}),
                    }  # fmt: skip
                    found["moved"] = [entry]
            else:
                settled.extend(one.id for one in rungs)
                since = only.opens_at if only and same else self.act.now
                opened.append(self._rung(outcome.pairing, onward.rung, whose, since, outcome.due_at))
        self._opened.extend(opened)
        if settled:
            found["settled"] = settled
        if opened:
            found["owed"] = list[Json](opened)
        return found

    def _rung(self, pairing: Pairing, rung: Rung, person: int, since: datetime, due_at: datetime) -> dict[str, Json]:
        """A rung as an event opens it; see `as_owed`."""
        return {
            "id": 0,
            "kind": "rung",
            "person": person,
            "process": pairing.process,
            "instance": pairing.short_id,
            "step": rung.name,
            "opens_at": moment(since),
            "due_at": moment(due_at),
            "remind_at": self._reminder(person, due_at, rung),
        }

    def _reminder(self, person: int, due_at: datetime, rung: Rung, after: int | None = None) -> str | None:
        """When the person is reminded of the rung next; computed once for all who share a calendar."""
        one = self._people.get(person) or self.act.tx.person(person)
        key = (due_at, rung.remind, after, one.time_zone, one.country)
        if key not in self._reminders:
            calendar = self.act.context.calendar_of(one)
            at = first_reminder(due_at, rung.remind, calendar, self.act.now, after=after)
            self._reminders[key] = moment(at) if at else None
        return self._reminders[key]


def _whose(pairing: Pairing, onward: Onward) -> int | None:
    """Whose turn it is now, where that is decided anew."""
    if onward.turn is None:
        return None
    return pairing.preceptor if onward.turn == "preceptor" else pairing.trainee
