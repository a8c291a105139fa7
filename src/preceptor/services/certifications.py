"""Grants, renews and revokes certifications, and lists who holds what."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import cast

from preceptor.errors import UnknownId
from preceptor.model.canonical import Json
from preceptor.model.certification import (
    FULL,
    Certification,
    idle_days,
    last_day,
    latest,
    renewal_opens,
    standing,
)
from preceptor.model.deadline import Calendar, shift_business_days
from preceptor.model.definition import CAPABILITIES, Capability, Ladder
from preceptor.model.event import Happening, Payload
from preceptor.model.pairing_facts import PairingFacts
from preceptor.model.people import Person
from preceptor.model.refusal import Reason, Refusal
from preceptor.ports import Reading
from preceptor.services.act import Act, refuse, require_owner, require_reason
from preceptor.services.command import carry_out
from preceptor.services.context import Context, known_person, known_process, known_team
from preceptor.services.documents import CertificationDocument, reason_document
from preceptor.services.editions import edition_in_force
from preceptor.services.owing import Owing, renewals_of
from preceptor.services.settle import practice_for
from preceptor.services.standings import Standings, holding, standings_today

Granted = list[CertificationDocument] | Refusal


def grant(
    context: Context, *, login: str, process: str, role: str, capability: Capability | None, why: str
) -> Granted:
    """Certify a founder, with a reason. Without `capability`: both. Only owners may; to themselves only while
    nobody holds `teach` for the role."""

    def work(act: Act) -> list[CertificationDocument]:
        require_reason(why)
        person, ladder, version, edition = _asked(act, login, process, role)
        require_owner(act, process, "grant a certification")
        act.tx.lock_people([person.id])
        held = standings_today(context, act.tx, process, role)
        if person.id == act.by.id:
            _refuse_self(act, held, process, role, able=frozenset())
        if not person.active:
            refuse(Reason(guard="people-active", message=f"{login} is not active any more"))
        missing = [one for one in _wanted(capability) if held.get((person.id, one)) not in FULL]
        if not missing:
            what = " and ".join(f"`{one}`" for one in _wanted(capability))
            refuse(Reason(guard="not-held", message=f"{login} holds {what} for {role} already"))
        happenings = [
            _granted(act, person, process, role, one, ladder, version, edition, "founder", why=why) for one in missing
        ]
        act.record(happenings)
        return _documents(act.tx, context, person, process, role, act.today(person))

    return carry_out(context, "certification grant", _arguments(login, process, role, capability, why), work)


def renew(
    context: Context, *, login: str, process: str, role: str, capability: Capability | None, why: str
) -> Granted:
    """Let what is held and in its renewal window hold on, from its last day. By an owner, or by who may teach.

    Without `capability`: whichever of the two can be renewed; the answer says why the other was not.
    """

    def work(act: Act) -> list[CertificationDocument]:
        require_reason(why)
        person, ladder, version, edition = _asked(act, login, process, role)
        today = act.today(person)
        act.tx.lock_people([person.id])
        held = standings_today(context, act.tx, process, role)
        may = {*(one.id for one in act.tx.owners(process)), *holding(held, "teach")}
        if act.by.id not in may:
            who = tuple(one.login for one in act.tx.people(may))
            refuse(Reason(guard="actor", message="only an owner or who may teach the role may renew", who=who))
        if person.id == act.by.id:
            _refuse_self(act, held, process, role, able=holding(held, "teach"))
        speaking = latest(act.tx.certifications(process=process, role=role, person=person.id), today)
        happenings: list[Happening] = []
        against: dict[Capability, Reason] = {}
        for one in _wanted(capability):
            certification = speaking.get((person.id, one))
            if certification is None or held.get((person.id, one)) not in FULL:
                against[one] = _not_held(act, person, process, role, one)
                continue
            opens = renewal_opens(certification.valid_until, ladder.valid)
            if today < opens:
                against[one] = _not_open(certification, opens)
                continue
            happenings.append(
                _granted(
                    act,
                    person,
                    process,
                    role,
                    one,
                    ladder,
                    version,
                    edition,
                    "renewal",
                    why=why,
                    renews=certification,
                )
            )
        if not happenings:
            refuse(*against.values())
        act.record(happenings)
        return _with_reasons(_documents(act.tx, context, person, process, role, today), against)

    return carry_out(context, "certification renew", _arguments(login, process, role, capability, why), work)


def revoke(
    context: Context, *, login: str, process: str, role: str, capability: Capability | None, why: str
) -> Granted:
    """Take a certification away from today on, with a reason. What was done under it stays valid."""

    def work(act: Act) -> list[CertificationDocument]:
        require_reason(why)
        person, _, _, _ = _asked(act, login, process, role)
        require_owner(act, process, "revoke a certification")
        today = act.today(person)
        act.tx.lock_people([person.id])
        held = standings_today(context, act.tx, process, role)
        speaking = latest(act.tx.certifications(process=process, role=role, person=person.id), today)
        happenings = []
        for one in _wanted(capability):
            if held.get((person.id, one)) in FULL:
                owing = Owing(act=act)
                owing.settle(renewals_of(act, person.id, process, role, one))
                certification = speaking[person.id, one]
                happenings.append(_revoked(certification, today, why, owing))
        if not happenings:
            refuse(Reason(guard="held", message=f"{login} holds nothing for {role} that could be revoked"))
        act.record(happenings)
        return _documents(act.tx, context, person, process, role, today)

    return carry_out(context, "certification revoke", _arguments(login, process, role, capability, why), work)


def grant_by_rung(act: Act, facts: PairingFacts) -> list[Happening]:
    """What signing for the present rung earns its trainee; nothing where it is held already."""
    rung, trainee = facts.rung, facts.trainee
    if rung is None or rung.grants is None or facts.holds(trainee.id, rung.grants):
        return []
    definition = act.tx.definition(facts.pairing.edition)
    source = "no-newcomer" if any(credit.stand_in for credit in facts.credits) else "rung"
    happening = _granted(
        act,
        trainee,
        facts.pairing.process,
        facts.pairing.role,
        rung.grants,
        facts.ladder,
        definition.version,
        facts.pairing.edition,
        source,
        pairing=facts.pairing.id,
    )
    return [happening]


def list_certifications(
    context: Context,
    *,
    process: str | None = None,
    role: str | None = None,
    team: str | None = None,
    person: str | None = None,
    as_of: date | None = None,
) -> list[CertificationDocument]:
    """Who held what on a day (today where each holder is, if none is given), revoked and lapsed included.

    Raises `UnknownId`.
    """
    with context.store.reading() as tx:
        members = set(known_team(tx, team).members) if team is not None else None
        holder = known_person(tx, person).id if person is not None else None
        names = tx.processes() if process is None else [known_process(tx, process)]
        if role is not None:
            _see_role(tx, names, role)
        found = tx.certifications(process=process, role=role, person=holder)
        return [
            document
            for pair in dict.fromkeys((one.process, one.role) for one in found)
            for document in _of_role(context, tx, pair, found, members, as_of)
        ]


def _see_role(tx: Reading, processes: Sequence[str], role: str) -> None:
    definitions = (tx.definition(one.digest) for name in processes for one in tx.revisions(name))
    known = dict.fromkeys(one.name for definition in definitions for one in definition.roles)
    if role not in known:
        raise UnknownId(f"there is no role `{role}` in {' or '.join(processes)}; there is {', '.join(known)}")


def _of_role(
    context: Context,
    tx: Reading,
    pair: tuple[str, str],
    found: Sequence[Certification],
    members: set[int] | None,
    as_of: date | None,
) -> Iterator[CertificationDocument]:
    process, role = pair
    mine = [one for one in found if (one.process, one.role) == pair and (members is None or one.person in members)]
    if not mine:
        return
    practice = tx.practice(process, role, min(one.granted_on for one in mine))
    people = {one.id: one for one in tx.people({one.person for one in mine})}
    for person in sorted(people.values(), key=lambda one: one.login):
        on = as_of or context.calendar_of(person).today(context.now)
        speaking = latest((one for one in mine if one.person == person.id), on)
        for capability in CAPABILITIES:
            if (person.id, capability) in speaking:
                one = speaking[person.id, capability]
                yield _document(one, person, standing(one, practice_for(practice, one), on))


def _documents(
    tx: Reading, context: Context, person: Person, process: str, role: str, on: date
) -> list[CertificationDocument]:
    found = tx.certifications(process=process, role=role, person=person.id)
    return list(_of_role(context, tx, (process, role), found, None, on))


def _with_reasons(
    documents: list[CertificationDocument], against: Mapping[Capability, Reason]
) -> list[CertificationDocument]:
    reasons = {str(capability): reason_document(reason) for capability, reason in against.items()}
    return [
        {**one, "not_renewed": reasons[one["capability"]]} if one["capability"] in reasons else one
        for one in documents
    ]


def _document(one: Certification, person: Person, state: str) -> CertificationDocument:
    return {
        "person": person.login,
        "process": one.process,
        "role": one.role,
        "capability": one.capability,
        "state": state,
        "version": one.version,
        "granted_on": one.granted_on.isoformat(),
        "valid_until": one.valid_until.isoformat(),
        "source": one.source,
    }


def _asked(act: Act, login: str, process: str, role: str) -> tuple[Person, Ladder, str, str]:
    person = known_person(act.tx, login)
    definition, edition = edition_in_force(act.tx, process, act.now)
    ladder = definition.ladder_of(role)
    if ladder is None:
        known = ", ".join(one.name for one in definition.roles if one.ladder)
        raise UnknownId(f"{process} has no role `{role}` with a ladder; it has {known}", remedy="")
    return person, ladder, definition.version, edition


def _wanted(capability: Capability | None) -> tuple[Capability, ...]:
    return (capability,) if capability else CAPABILITIES


def _refuse_self(act: Act, held: Standings, process: str, role: str, *, able: frozenset[int]) -> None:
    """Refuse while somebody else may teach. `able`: who may do it beside the owners."""
    if not holding(held, "teach") - {act.by.id}:
        return
    others = {*(one.id for one in act.tx.owners(process)), *able} - {act.by.id}
    who = tuple(one.login for one in act.tx.people(others) if one.active)
    refuse(
        Reason(
            guard="not-oneself",
            message=f"nobody signs for themselves while somebody else may teach {role}"
            + ("" if who else f", and {process} has no other owner who could do it"),
            who=who or (act.by.login,),
            command=None if who else f"preceptor process owner {process} --add LOGIN",
        )
    )


def _not_held(act: Act, person: Person, process: str, role: str, capability: Capability) -> Reason:
    return Reason(
        guard="held",
        message=f"{person.login} does not hold `{capability}` now; what lapsed is granted again, not renewed",
        who=tuple(one.login for one in act.tx.owners(process)),
        command=f"preceptor certification grant {person.login} --process {process} --role {role} "
        f"--capability {capability} --why WHY",
    )


def _not_open(certification: Certification, opens: date) -> Reason:
    return Reason(
        guard="renewal-window",
        message=f"`{certification.capability}` holds until {certification.valid_until} "
        f"and may be renewed from {opens} on",
        by=opens.isoformat(),
    )


def _granted(
    act: Act,
    person: Person,
    process: str,
    role: str,
    capability: Capability,
    ladder: Ladder,
    version: str,
    edition: str,
    source: str,
    *,
    why: str | None = None,
    renews: Certification | None = None,
    pairing: int | None = None,
) -> Happening:
    today = act.today(person)
    until = last_day(renews.valid_until if renews else today, ladder.valid)
    calendar = act.context.calendar_of(person)
    owing = Owing(act=act)
    owing.settle(renewals_of(act, person.id, process, role, capability))
    owing.open(
        "renew",
        person=person,
        process=process,
        instance=None,
        step=f"{role}/{capability}",
        opens_at=datetime.combine(renewal_opens(until, ladder.valid), datetime.min.time(), calendar.zone),
        due_at=_last_working_end(until, calendar),
    )
    data: dict[str, Json] = {
        "certification": act.tx.next_id("certifications"),
        "person": person.id,
        "process": process,
        "role": role,
        "capability": capability,
        "version": version,
        "edition": edition,
        "source": source,
        "granted_on": today.isoformat(),
        "valid_until": until.isoformat(),
        "idle_days": idle_days(today, ladder.valid),
        "idle_occasions": ladder.valid.idle_occasions,
        **owing.data,
    }
    if renews:
        data["renews"] = renews.id
    if pairing:
        data["pairing"] = pairing
    return Happening(
        stream=f"person:{person.id}",
        kind="certification-renewed" if renews else "certification-granted",
        data=data,
        payloads=(Payload(person=person.id, body={"text": why}),) if why else (),
    )


def _last_working_end(day: date, calendar: Calendar) -> datetime:
    """The end of the last working day up to `day`: a renewal that came after it would come too late."""
    end = datetime.combine(day, calendar.day_ends, calendar.zone)
    return shift_business_days(shift_business_days(end, 1, calendar), -1, calendar)


def _revoked(certification: Certification, today: date, why: str, owing: Owing) -> Happening:
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
            **owing.data,
        },
        payloads=(Payload(person=certification.person, body={"text": why}),),
    )


def _arguments(login: str, process: str, role: str, capability: Capability | None, why: str) -> dict[str, Json]:
    return {"login": login, "process": process, "role": role, "capability": cast(Json, capability), "why": why}
