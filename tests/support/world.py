"""A small world with people, teams and a clock that moves, on a real database, in the words of the domain.

What a test does goes through the public services. A refusal where none was expected fails the test with its reasons;
`refused` expects one, and makes sure that it changed nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from tests.support.replay import stored

from preceptor.calendars import Calendars
from preceptor.catalog.folder import read_folder
from preceptor.model import canonical
from preceptor.model.definition import Process
from preceptor.model.duration import Duration
from preceptor.model.event import Happening, moment
from preceptor.model.refusal import Reason, Refusal
from preceptor.ports import Request
from preceptor.services import (
    certification_views,
    certifications,
    feedback,
    observations,
    overview,
    pairing_start,
    pairing_views,
    pairings,
    people,
    voiding,
)
from preceptor.services import teams as team_services
from preceptor.services import why as reasons
from preceptor.services.context import Context
from preceptor.services.founding import Founder, found
from preceptor.services.judging import Feedback as Said
from preceptor.services.judging import Judgement
from preceptor.services.observations import Told
from preceptor.services.people import Details
from preceptor.store import SqlStore

ROOT = Path(__file__).resolve().parents[2]
#: A Monday; every world begins on it.
BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SAID = Said(well="calm and exact", change="ask sooner", next="lead the next one")
OWNER = "olga"


class WasRefused(AssertionError):
    """A command was refused although the test did not expect it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__("; ".join(f"{one.guard}: {one.message}" for one in refusal.reasons))
        self.refusal = refusal


@cache
def shipped() -> dict[str, Process]:
    """The shipped processes and the release team's, as their files say; read once."""
    definitions, findings = read_folder(ROOT)
    example, more = read_folder(ROOT / "examples" / "release-team")
    assert [one for one in (*findings, *more) if one.severity == "error"] == []
    return {**definitions.processes, **example.processes}


@dataclass
class World:
    """A database in which `olga` owns every process, and a clock. Days may be given as `2026-03-27`."""

    store: SqlStore
    now: datetime = BEGIN
    process: str = "retrospective"
    role: str = "author"
    calendars: Calendars = field(default_factory=Calendars)
    fixed_clock: bool = False
    counts_refusals: bool = False
    _subjects: Any = field(default_factory=lambda: count(1))

    # time
    def at(self, when: str | date | datetime) -> "World":
        """Set the clock: to a moment, or to nine in the morning (UTC) of a day."""
        if isinstance(when, str):
            when = datetime.fromisoformat(when)
        if not isinstance(when, datetime):
            when = datetime.combine(when, time(9), UTC)
        elif when.tzinfo is None:
            when = when.replace(hour=when.hour or 9, tzinfo=UTC)
        self.now = when.astimezone(UTC)
        return self

    def later(self, **rest: int) -> "World":
        """Move the clock on by `days=…`, `hours=…`, `minutes=…`."""
        self.now += timedelta(**rest)
        return self

    @property
    def today(self) -> date:
        return self.now.date()

    # who
    def by(self, login: str | None, *, request_id: str | None = None) -> Context:
        """What a service is called with when somebody asks now."""
        return Context(
            store=self.store,
            calendars=self.calendars,
            now=self.now,
            fixed_clock=self.fixed_clock,
            person=login,
            request_id=request_id,
            counts_refusals=self.counts_refusals,
        )

    def found(self, processes: Sequence[Process] | None = None) -> "World":
        """Publish processes (without any: the shipped ones) and add their owner."""
        chosen = tuple(shipped().values()) if processes is None else processes
        found(self.by(None), chosen, Founder(login=OWNER, name="Olga Lind", email="olga@example.org"))
        return self

    def found_too(self, process: Process) -> None:
        """Publish one more process, owned by the owner, as a change of it would."""
        digest = canonical.digest(canonical.dump(process))
        owner = self.identity(OWNER)
        about: dict[str, Any] = {"process": process.name}
        version = {"version": process.version, "digest": digest, "effective_at": moment(self.now)}
        stream = f"process:{process.name}"

        def work(tx: Any) -> None:
            tx.publish(process, digest)
            tx.record(
                [
                    Happening(stream=stream, kind="process-published", data={**about, **version}),
                    Happening(stream=stream, kind="owner-added", data={**about, "person": owner}),
                ]
            )

        request = Request(id=process.name, digest=digest, actor=None, now=self.now, fixed_clock=False)
        self.store.write(request, work)

    def team(self, name: str, *, lead: str | None = None, **rest: Any) -> str:
        """Add a team."""
        done(team_services.add(self.by(OWNER), name, title=name.title(), lead=lead, **rest))
        return name

    def person(
        self,
        login: str,
        *,
        teams: Sequence[str] = (),
        zone: str | None = None,
        country: str | None = None,
        hours: int | None = None,
        email: bool = True,
    ) -> str:
        """Add somebody."""
        details = Details(
            login=login,
            name=login.title(),
            email=f"{login}@example.org" if email else None,
            time_zone=zone,
            country=country,
            teams=tuple(teams),
            hours=hours,
        )
        done(people.add(self.by(OWNER), details))
        return login

    def people(self, *logins: str, **rest: Any) -> None:
        """Add some."""
        for login in logins:
            self.person(login, **rest)

    def founder(self, login: str, *, role: str | None = None, capability: Any = None, by: str = OWNER) -> Any:
        """Add somebody who is certified as a founder: for both capabilities, or for one."""
        if self.identity(login) is None:
            self.person(login)
        return self.grant(login, role=role, capability=capability, by=by)

    def founders(self, *logins: str) -> None:
        for login in logins:
            self.founder(login)

    def identity(self, login: str) -> int | None:
        with self.store.reading() as tx:
            person = tx.person_called(login)
        return person.id if person else None

    # certifications
    def grant(
        self, login: str, *, by: str = OWNER, role: str | None = None, capability: Any = None, **rest: Any
    ) -> Any:
        return self._certify(certifications.grant, login, by=by, role=role, capability=capability, **rest)

    def renew(
        self, login: str, *, by: str = OWNER, role: str | None = None, capability: Any = None, **rest: Any
    ) -> Any:
        return self._certify(certifications.renew, login, by=by, role=role, capability=capability, **rest)

    def refresh(
        self, login: str, *, by: str = OWNER, role: str | None = None, capability: Any = None, **rest: Any
    ) -> Any:
        return self._certify(certifications.refresh, login, by=by, role=role, capability=capability, **rest)

    def revoke(
        self, login: str, *, by: str = OWNER, role: str | None = None, capability: Any = None, **rest: Any
    ) -> Any:
        return self._certify(certifications.revoke, login, by=by, role=role, capability=capability, **rest)

    def _certify(
        self,
        service: Any,
        login: str,
        *,
        by: str,
        role: str | None,
        capability: Any,
        why: str = "led ours so far",
        request_id: str | None = None,
    ) -> Any:
        context = self.by(by, request_id=request_id)
        role = role or self.role
        return done(service(context, login=login, process=self.process, role=role, capability=capability, why=why))

    def holds(self, login: str, *, as_of: str | date | None = None, role: str | None = None) -> dict[str, str]:
        """What somebody holds for the role: the state of each capability, now or on a past day."""
        day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
        found = certification_views.list_certifications(
            self.by(None), process=self.process, role=role or self.role, person=login, as_of=day
        )
        return {one["capability"]: one["state"] for one in found}

    def certificates(self, login: str, **rest: Any) -> list[Any]:
        return certification_views.list_certifications(self.by(None), process=self.process, person=login, **rest)

    def everyone(self, **rest: Any) -> list[Any]:
        """The list of certifications, of every process unless narrowed."""
        return certification_views.list_certifications(self.by(None), **rest)

    # pairings
    def pairing(
        self,
        trainee: str,
        preceptor: str,
        *,
        team: str | None = None,
        role: str | None = None,
        by: str = OWNER,
        request_id: str | None = None,
    ) -> str:
        """Begin a pairing; its id."""
        return str(self.start(trainee, preceptor, team=team, role=role, by=by, request_id=request_id)["id"])

    def start(
        self,
        trainee: str,
        preceptor: str,
        *,
        team: str | None = None,
        role: str | None = None,
        by: str = OWNER,
        request_id: str | None = None,
    ) -> Any:
        return done(
            pairing_start.start(
                self.by(by, request_id=request_id),
                trainee=trainee,
                process=self.process,
                role=role or self.role,
                preceptor=preceptor,
                team=team,
            )
        )

    def observe(
        self,
        pairing: str,
        *,
        on: str | date | None = None,
        subject: str | None = None,
        performer: str | None = None,
        watchers: Sequence[str] = (),
        rehearsal: bool = False,
        met: Sequence[str] = (),
        not_yet: Sequence[str] = (),
        said: Said | None = None,
        by: str | None = None,
        request_id: str | None = None,
    ) -> Any:
        """Record an occasion: today, with a subject of its own, by the pairing's preceptor, unless said otherwise."""
        told = Told(
            held_on=date.fromisoformat(on) if isinstance(on, str) else on or self.today,
            subject=f"occasion {next(self._subjects)}" if subject is None else subject,
            performer=performer,
            watchers=tuple(watchers),
            rehearsal=rehearsal,
            judgement=Judgement(met=tuple(met), not_yet=tuple(not_yet), feedback=said),
        )
        context = self.by(by or self.show(pairing)["preceptor"], request_id=request_id)
        return done(observations.observe(context, pairing, told))

    def passed(self, pairing: str, **rest: Any) -> Any:
        """Record an occasion on which every standard was met, with its feedback."""
        return self.observe(pairing, met=("all",), said=SAID, **rest)

    def feedback(self, observation: str, *, by: str, pairing: str | None = None, **rest: Any) -> Any:
        judgement = Judgement(**rest) if rest else Judgement(feedback=SAID)
        return done(feedback.give_feedback(self.by(by), observation, judgement, pairing=pairing))

    def void(self, observation: str, *, by: str = OWNER, why: str = "another team's", dry_run: bool = False) -> Any:
        return done(voiding.void(self.by(by), observation, why=why, dry_run=dry_run))

    def advance(self, pairing: str, *, by: str | None = None, note: str | None = None, request_id: Any = None) -> Any:
        """Sign for the present rung, by the pairing's preceptor unless said otherwise."""
        context = self.by(by or self.show(pairing)["preceptor"], request_id=request_id)
        return done(pairings.advance(context, pairing, note=note))

    def repeat(self, pairing: str, *, by: str | None = None, why: str = "once more") -> Any:
        return done(pairings.repeat(self.by(by or self.show(pairing)["preceptor"]), pairing, why=why))

    def pause(self, pairing: str, *, by: str = OWNER, why: str = "leave") -> Any:
        return done(pairings.pause(self.by(by), pairing, why=why))

    def resume(self, pairing: str, *, by: str = OWNER, why: str = "back") -> Any:
        return done(pairings.resume(self.by(by), pairing, why=why))

    def withdraw(self, pairing: str, *, by: str = OWNER, why: str = "moved on") -> Any:
        return done(pairings.withdraw(self.by(by), pairing, why=why))

    def reassign(self, pairing: str, preceptor: str, *, by: str = OWNER, why: str = "on leave") -> Any:
        return done(pairings.reassign(self.by(by), pairing, preceptor=preceptor, why=why))

    def extend(self, pairing: str, due: str | date, *, by: str = OWNER, why: str = "busy") -> Any:
        day = date.fromisoformat(due) if isinstance(due, str) else due
        return done(pairings.extend(self.by(by), pairing, due=day, why=why))

    def show(self, pairing: str) -> Any:
        return pairing_views.show_pairing(self.by(None), pairing)

    def climb(self, pairing: str, *, with_observers: Sequence[str] = ()) -> Any:
        """Do what the present rung asks for and sign; `with_observers` are the watchers, one occasion each."""
        shown = self.show(pairing)
        rung, needed = shown["state"], shown["required"][shown["state"]]
        for number in range(needed):
            watcher = with_observers[number % len(with_observers)] if with_observers else None
            watching = [watcher] if watcher and rung != "watch" else []
            rater = watcher if watching and rung == "do-watched" else None
            self.passed(pairing, watchers=watching, by=rater)
        return self.advance(pairing)

    # what is owed
    def mine(self, login: str) -> list[Any]:
        return overview.mine(self.by(login))

    def overdue(self, **rest: Any) -> list[Any]:
        if isinstance(rest.get("within"), str):
            rest["within"] = Duration.parse(rest["within"])
        return overview.overdue(self.by(None), **rest)

    def why(self, identity: str) -> Any:
        return reasons.why(self.by(None), identity)

    def owed(self, instance: str, kind: str | None = None) -> list[tuple[str, str]]:
        """Who owes what for an instance: `(kind, login)`, sorted."""
        everything = self.overdue(within="99 years")
        found = [one for one in everything if one["instance"] == instance and kind in (None, one["kind"])]
        return sorted((one["kind"], one["person"]) for one in found)

    # what is on record
    def events(self, kind: str | None = None) -> list[Any]:
        with self.store.reading() as tx:
            return [one for one in tx.events() if kind in (None, one.kind)]

    def told(self, kind: str | None = None) -> list[tuple[str, str]]:
        """Who is told what: `(kind, login)` in the order of the outbox."""
        with self.store.reading() as tx:
            logins = {one.id: one.login for one in tx.people()}
            return [(one.kind, logins[one.to]) for one in tx.notices() if kind in (None, one.kind)]

    def everything(self) -> tuple[object, ...]:
        """All that a command could change."""
        with self.store.reading() as tx:
            return list(tx.events()), stored(tx), list(tx.notices())


def done(answer: Any) -> Any:
    """The document of an answer that is no refusal."""
    if isinstance(answer, Refusal):
        raise WasRefused(answer)
    return answer


def refused(act: Callable[..., Any], *arguments: Any, **rest: Any) -> tuple[Reason, ...]:
    """The reasons against an act of a world, which changed nothing."""
    world: World = act.__self__  # type: ignore[attr-defined]
    before = world.everything()
    try:
        act(*arguments, **rest)
    except WasRefused as caught:
        assert world.everything() == before
        return caught.refusal.reasons
    raise AssertionError(f"{act.__name__} was not refused")


def guards(reasons: Sequence[Reason]) -> list[str]:
    """The names of the guards that gave reasons, sorted, each once."""
    return sorted({one.guard for one in reasons})


def elsewhere(world: World, **rest: Any) -> World:
    """The same database seen by another clock."""
    return replace(world, **rest)
