"""Moves running instances to the edition that their team follows now."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from preceptor.model.canonical import Json
from preceptor.model.change import Change
from preceptor.model.event import Happening, moment
from preceptor.model.migration import Onward, Plan
from preceptor.model.obligation import Obligation
from preceptor.model.pairing import Pairing
from preceptor.model.people import Person
from preceptor.model.refusal import Refusal
from preceptor.ports import Job, ObligationFilter
from preceptor.services.act import Act
from preceptor.services.following.batch import Done
from preceptor.services.following.moving import Moving, Outcome, Target, targets_of
from preceptor.services.owing import as_moved, as_owed, first_reminder

#: Pairings of one transaction: enough to share statements, few enough to stay small in memory and to hold locks only
#: for a moment. Of 500, 1,000 and 2,000 the fastest; see bench/migrate.py.
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
        plan=_plan(job),
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


def _plan(job: Job) -> Plan:
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
    _opened: list[dict[str, Any]] = field(default_factory=list)
    _people: dict[int, Person] = field(default_factory=dict)
    _reminders: dict[tuple[object, ...], datetime | None] = field(default_factory=dict)

    def happenings(self, outcomes: Sequence[Outcome]) -> list[Happening]:
        """One for each pairing that moved or was refused."""
        tx = self.act.tx
        moved = [one.pairing for one in outcomes if isinstance(one.answer, Onward)]
        owed: dict[str | None, list[Obligation]] = {}
        if moved:
            self._people = {
                one.id: one for one in tx.people({x for one in moved for x in (one.trainee, one.preceptor)})
            }
            for one in tx.obligations(ObligationFilter(instances=frozenset(one.short_id for one in moved))):
                owed.setdefault(one.instance, []).append(one)
        found = []
        for outcome in outcomes:
            pairing, target, answer = outcome.pairing, outcome.target, outcome.answer
            if target is None or answer is None:
                continue
            if isinstance(answer, Refusal):
                found.append(self._stayed(pairing, answer))
            else:
                found.append(self._migrated(pairing, target, answer, owed.get(pairing.short_id, [])))
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

    def _migrated(self, pairing: Pairing, target: Target, onward: Onward, owed: list[Obligation]) -> Happening:
        data = self._about(pairing)
        data["before"] = pairing.edition
        data["edition"] = target.digest
        data["revision"] = pairing.revision + 1
        data["state"] = onward.state
        if onward.back is not None:
            data["back"] = onward.back
        if onward.due_at and onward.due_at != pairing.due_at:
            data["due_at"] = moment(onward.due_at)
        if onward.renamed:
            data["renamed"] = [[old, new] for old, new in onward.renamed]
        self._owe(data, pairing, onward, owed)
        return Happening(stream=f"pairing:{pairing.id}", kind="pairing-migrated", data=data)

    def _owe(self, data: dict[str, Json], pairing: Pairing, onward: Onward, owed: list[Obligation]) -> None:
        """What is owed moves along: exactly one person owes the rung, under the name that it has now."""
        settled: list[Json] = []
        opened: list[Json] = []
        names = dict(onward.renamed)
        for one in owed:
            if one.kind == "review" and one.step in names:
                settled.append(one.id)
                opened.append(self._open(replace(one, step=names[one.step])))
        rungs = [one for one in owed if one.kind == "rung"]
        if onward.rung is not None and onward.due_at is not None:
            whose = {"trainee": pairing.trainee, "preceptor": pairing.preceptor}.get(onward.turn or "")
            kept = rungs[0] if len(rungs) == 1 and whose in (None, rungs[0].person) else None
            person = kept.person if kept else whose
            if kept and kept.step == onward.rung.name:
                if onward.due_at != kept.due_at or onward.reminded_anew:
                    data["moved"] = [as_moved(self._due(kept, onward))]
            elif person is not None:
                settled.extend(one.id for one in rungs)
                opened.append(self._open(self._due(self._rung(pairing, person, onward, kept), onward)))
        if settled:
            data["settled"] = settled
        if opened:
            data["owed"] = opened

    def _rung(self, pairing: Pairing, person: int, onward: Onward, kept: Obligation | None) -> Obligation:
        """The rung as somebody owes it; whoever owed it before owes it since then."""
        return Obligation(
            id=0,
            kind="rung",
            person=person,
            process=pairing.process,
            instance=pairing.short_id,
            step=onward.rung.name if onward.rung else None,
            opens_at=kept.opens_at if kept else self.act.now,
            due_at=onward.due_at or self.act.now,
        )

    def _due(self, one: Obligation, onward: Onward) -> Obligation:
        """The same, due when the rung is, with its reminder."""
        due, remind = onward.due_at or one.due_at, onward.rung.remind if onward.rung else ()
        identity = one.person or 0
        person = self._people.get(identity) or self.act.tx.person(identity)
        key = (due, remind, person.time_zone, person.country)
        if key not in self._reminders:
            calendar = self.act.context.calendar_of(person)
            self._reminders[key] = first_reminder(due, remind, calendar, self.act.now)
        return replace(one, due_at=due, next_reminder_at=self._reminders[key])

    def _open(self, one: Obligation) -> dict[str, Json]:
        entry = as_owed(one)
        self._opened.append(entry)
        return cast(dict[str, Json], entry)
