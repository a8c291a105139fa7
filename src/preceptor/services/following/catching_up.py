"""Refreshes certifications of those who have caught up: who has read a version, or was watched doing it.

The record decides, and nobody's word: an acknowledgement, or an observed run.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from preceptor.model.canonical import Json
from preceptor.model.certification import FULL, Certification
from preceptor.model.definition import Process
from preceptor.model.event import Happening
from preceptor.model.obligation import Obligation
from preceptor.model.pairing import Observation
from preceptor.model.people import Person
from preceptor.model.refusal import Reason
from preceptor.model.version import Version
from preceptor.ports import Reading
from preceptor.services.act import Act
from preceptor.services.context import Context, known_team
from preceptor.services.editions import edition_in_force
from preceptor.services.following.majors import has_read
from preceptor.services.following.observed_runs import is_observed_run, is_there, runs_observed, still_there, teams_of
from preceptor.services.following.recording import way_to_record
from preceptor.services.granting import caught_up
from preceptor.services.owing import runs_of
from preceptor.services.standings import standings_today, teachers_on


def due_of(context: Context, tx: Reading, person: Person, process: str) -> list[Certification]:
    """What somebody holds that has to be refreshed, by role and id."""
    due = [one for one in tx.held_by([person.id], process) if one.refresh_by is not None]
    held = {role: standings_today(context, tx, process, role) for role in {one.role for one in due}}
    return [one for one in due if held[one.role].get((person.id, one.capability)) in FULL]


def by_reading(act: Act, person: Person, process: str, version: str) -> list[Happening]:
    """What is refreshed because somebody acknowledged a version."""
    after, edition = edition_in_force(act.tx, process, act.now)
    due = [
        one
        for one in due_of(act.context, act.tx, person, process)
        if reads(after, one.role) and Version.parse(one.refresh_for or version) <= Version.parse(version)
    ]
    return refreshed(act, person, due, after, edition)


def by_run(act: Act, observation: Observation, team: str | None) -> list[Happening]:
    """What is refreshed, and what is owed no longer, because an observation was recorded in a team."""
    person = act.tx.person(observation.performer)
    process, role = observation.process, observation.role
    owed = runs_of(act, person.id, process, role)
    due = [one for one in due_of(act.context, act.tx, person, process) if one.role == role]
    if not (owed or due) or not is_observed_run(act.tx, observation):
        return []
    after, edition = edition_in_force(act.tx, process, act.now)
    runs = [
        one
        for one in due
        if not reads(after, role) and observation.held_on >= asked_on(act.context, act.tx, one, person)
    ]
    teams = {team} if team is not None else set[str]()
    there = [one for one in owed if is_there(act.context, one, person, observation, teams)]
    return [*refreshed(act, person, runs, after, edition), *done_there(person, observation, there)]


def done_by_record(
    act: Act, person: Person, role: str, process: str, due: Sequence[Certification]
) -> list[Happening] | Reason:
    """What the record shows that somebody has caught up with, or what is missing. `due`: what is asked for."""
    after, edition = edition_in_force(act.tx, process, act.now)
    owed = [one for one in runs_of(act, person.id, process, role) if one.instance is not None]
    if not due and not owed:
        message = f"nothing that {person.login} holds for {role} is due for a refresh"
        return Reason(guard="refresh-due", message=message)
    observed = runs_observed(act.tx, person, process, role)
    ready = [one for one in due if _has_caught_up(act, person, one, after, observed)]
    there = [
        (run, one)
        for one in owed
        if (
            run := next(
                (each for each in observed if is_there(act.context, one, person, each, teams_of(act.tx, each))), None
            )
        )
    ]
    happenings = [
        *refreshed(act, person, ready, after, edition),
        *(event for run, one in there for event in done_there(person, run, [one])),
    ]
    return happenings or _missing(act, person, role, after, due, owed)


def _has_caught_up(
    act: Act, person: Person, one: Certification, after: Process, observed: Sequence[Observation]
) -> bool:
    if reads(after, one.role):
        return has_read(act.tx, one.process, person.id, str(one.refresh_for))
    since = asked_on(act.context, act.tx, one, person)
    return any(run.held_on >= since for run in observed)


def _missing(
    act: Act, person: Person, role: str, after: Process, due: Sequence[Certification], owed: Sequence[Obligation]
) -> Reason:
    """What the record does not show yet, who can bring it about, and how. `owed`: the runs that teams ask for."""
    by = min((str(one.refresh_by) for one in due), default=None)
    if due and reads(after, role):
        message = f"{person.login} has not acknowledged {after.name} {due[0].refresh_for} yet"
        command = f"preceptor process acknowledge {after.name}"
        return Reason(guard="acknowledged", message=message, who=(person.login,), command=command, by=by)
    today = act.today(person)
    able = still_there(act.tx, teachers_on(act.tx, after.name, role, today) - {person.id})
    who = tuple(one.login for one in able) or (person.login,)
    since = max(asked_on(act.context, act.tx, one, person) for one in due).isoformat() if due else "it was asked for"
    watched = "somebody watched who may teach it" if able else "somebody watched"
    team = None if due else known_team(act.tx, (owed[0].instance or "").partition("/")[0])
    way = way_to_record(act.tx, after.name, role, team)
    where = f" in the team {team.name}" if team else ""
    message = f"there is no observation{where} since {since} in which {person.login} did {role} and {watched}"
    return Reason(
        guard="observed-run",
        message=f"{message}; {way.first}" if way.first else message,
        who=way.starters or who,
        command=way.command(person.login, who[0] if able else "LOGIN"),
        by=by,
    )


def refreshed(
    act: Act, person: Person, due: Sequence[Certification], after: Process, edition: str
) -> list[Happening]:
    """These go on under the version in force; the runs that were owed for them are owed no longer."""
    happenings = [caught_up(act, one, person, after, edition=edition, source="refresh") for one in due]
    settled: list[Json] = [
        one.id
        for role in sorted({one.role for one in due})
        for one in runs_of(act, person.id, after.name, role)
        if one.instance is None
    ]
    if happenings and settled:
        first, *rest = happenings
        happenings = [Happening(stream=first.stream, kind=first.kind, data={**first.data, "settled": settled}), *rest]
    return happenings


def done_there(person: Person, observation: Observation, owed: Sequence[Obligation]) -> Iterator[Happening]:
    """The runs that a team had asked for are done."""
    if owed:
        data: dict[str, Json] = {
            "person": person.id,
            "process": observation.process,
            "role": observation.role,
            "observation": observation.id,
            "settled": [one.id for one in owed],
        }
        yield Happening(stream=f"person:{person.id}", kind="run-observed", data=data)


def reads(after: Process, role: str) -> bool:
    """Whether a role is refreshed by reading alone."""
    ladder = after.ladder_of(role)
    return ladder is None or ladder.valid.refresh == "read"


def asked_on(context: Context, tx: Reading, one: Certification, person: Person) -> date:
    """The day, where its holder is, on which the version took effect that a certification has to catch up with."""
    return took_effect_on(context, tx, one.process, str(one.refresh_for), person)


def took_effect_on(context: Context, tx: Reading, process: str, version: str, person: Person) -> date:
    """The day, where somebody is, on which a version took effect."""
    revisions = {revision.version: revision.effective_at for revision in tx.revisions(process)}
    return revisions[version].astimezone(context.zone_of(person)).date()
