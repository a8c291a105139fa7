"""Puts what becomes of certifications on record, with the obligation to renew in time."""

from dataclasses import dataclass
from datetime import date, datetime

from preceptor.model.canonical import Json
from preceptor.model.certification import Certification, idle_days, last_day, renewal_opens
from preceptor.model.deadline import Calendar, shift_business_days
from preceptor.model.deadline import due_at as deadline
from preceptor.model.definition import Capability, Ladder, Process
from preceptor.model.event import Happening, Payload
from preceptor.model.pairing_facts import PairingFacts
from preceptor.model.people import Person
from preceptor.services.act import Act
from preceptor.services.editions import edition_in_force
from preceptor.services.following.deadlines import REFRESH_WITHIN, Terms
from preceptor.services.following.majors import missed
from preceptor.services.owing import Owing, renewals_of, runs_of


@dataclass(frozen=True, kw_only=True)
class Earned:
    """What somebody is certified for, and under which edition."""

    person: Person
    process: str
    role: str
    capability: Capability
    ladder: Ladder
    version: str
    edition: str
    #: `rung`, `founder`, `no-newcomer` or `renewal`.
    source: str
    #: Where it has to catch up with a newer version: by which day, and with which.
    refresh_by: date | None = None
    refresh_for: str | None = None


def grant_by_rung(act: Act, facts: PairingFacts) -> list[Happening]:
    """What signing for the present rung earns its trainee; nothing where it is held already."""
    rung, trainee = facts.rung, facts.trainee
    if rung is None or rung.grants is None or facts.holds(trainee.id, rung.grants):
        return []
    definition = act.tx.definition(facts.pairing.edition)
    source = "no-newcomer" if any(credit.stand_in for credit in facts.credits) else "rung"
    behind = missed(act.context, act.tx, facts.pairing.process, facts.pairing.role, trainee.id, definition.version)
    earned = Earned(
        person=trainee,
        process=facts.pairing.process,
        role=facts.pairing.role,
        capability=rung.grants,
        ladder=facts.ladder,
        version=definition.version,
        edition=facts.pairing.edition,
        source=source,
        refresh_by=Terms(act.context, act.now, REFRESH_WITHIN, ()).of(trainee).day if behind else None,
        refresh_for=behind.version if behind else None,
    )
    return [granted(act, earned, pairing=facts.pairing.id)]


def granted(
    act: Act,
    earned: Earned,
    *,
    why: str | None = None,
    renews: Certification | None = None,
    pairing: int | None = None,
) -> Happening:
    """A certification from today on; one that `renews` another holds on from the other's last day."""
    person = earned.person
    today = act.today(person)
    until = last_day(renews.valid_until if renews else today, earned.ladder.valid)
    calendar = act.context.calendar_of(person)
    owing = Owing(act=act)
    owing.settle(renewals_of(act, person.id, earned.process, earned.role, earned.capability))
    owing.open(
        "renew",
        person=person,
        process=earned.process,
        instance=None,
        step=f"{earned.role}/{earned.capability}",
        opens_at=datetime.combine(renewal_opens(until, earned.ladder.valid), datetime.min.time(), calendar.zone),
        due_at=_last_working_end(until, calendar),
    )
    if earned.refresh_by and not renews:
        _owe_run(act, owing, earned)
    data: dict[str, Json] = {
        "certification": act.tx.next_id("certifications"),
        "person": person.id,
        "process": earned.process,
        "role": earned.role,
        "capability": earned.capability,
        "version": earned.version,
        "edition": earned.edition,
        "source": earned.source,
        "granted_on": today.isoformat(),
        "valid_until": until.isoformat(),
        "idle_days": idle_days(today, earned.ladder.valid),
        "idle_occasions": earned.ladder.valid.idle_occasions,
        **owing.data,
    }
    if renews:
        data["renews"] = renews.id
    if earned.refresh_by:
        data |= {"refresh_by": earned.refresh_by.isoformat(), "refresh_for": earned.refresh_for}
    if pairing:
        data["pairing"] = pairing
    return Happening(
        stream=f"person:{person.id}",
        kind="certification-renewed" if renews else "certification-granted",
        data=data,
        payloads=(Payload(person=person.id, body={"text": why}),) if why else (),
    )


def _owe_run(act: Act, owing: Owing, earned: Earned) -> None:
    """What was earned under an older version needs an observed run, where the version in force says so."""
    person = earned.person
    ladder = edition_in_force(act.tx, earned.process, act.now)[0].ladder_of(earned.role)
    owed = [one for one in runs_of(act, person.id, earned.process, earned.role) if one.instance is None]
    if ladder and ladder.valid.refresh == "run" and not owed:
        due = deadline(act.now, REFRESH_WITHIN, act.context.calendar_of(person))
        owing.open("refresh", person=person, process=earned.process, instance=None, step=earned.role, due_at=due)


def caught_up(
    act: Act, held: Certification, person: Person, after: Process, *, edition: str, source: str
) -> Happening:
    """A certification that goes on under a newer version, for as long as the one that it follows.

    The time without practice counts anew from today, as after a renewal. Raises `LookupError` where the version has
    no ladder for the role.
    """
    ladder = after.ladder_of(held.role)
    if ladder is None:
        raise LookupError(f"{after.name} {after.version} has no ladder for {held.role}")
    today = act.today(person)
    return Happening(
        stream=f"person:{person.id}",
        kind="certification-refreshed",
        data={
            "certification": act.tx.next_id("certifications"),
            "person": person.id,
            "process": held.process,
            "role": held.role,
            "capability": held.capability,
            "version": after.version,
            "edition": edition,
            "source": source,
            "granted_on": today.isoformat(),
            "valid_until": held.valid_until.isoformat(),
            "idle_days": idle_days(today, ladder.valid),
            "idle_occasions": ladder.valid.idle_occasions,
            "renews": held.id,
        },
    )


def _last_working_end(day: date, calendar: Calendar) -> datetime:
    """The end of the last working day up to `day`: a renewal that came after it would come too late."""
    end = datetime.combine(day, calendar.day_ends, calendar.zone)
    return shift_business_days(shift_business_days(end, 1, calendar), -1, calendar)


def revoked(certification: Certification, today: date, why: str, owing: Owing) -> Happening:
    """A certification that was taken away from today on."""
    return Happening(
        stream=f"person:{certification.person}",
        kind="certification-revoked",
        data={
            "certification": certification.id,
            "person": certification.person,
            "process": certification.process,
            "role": certification.role,
            "capability": certification.capability,
            "revoked_on": today.isoformat(),
            "by": owing.act.by.id,
            **owing.data,
        },
        payloads=(Payload(person=certification.person, body={"text": why}),),
    )
