"""Grants, renews, refreshes and revokes certifications."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from preceptor.errors import UnknownId
from preceptor.model.canonical import Json
from preceptor.model.certification import FULL, Certification, latest, renewal_opens
from preceptor.model.definition import CAPABILITIES, Capability
from preceptor.model.event import Happening, Payload
from preceptor.model.people import Person
from preceptor.model.refusal import Reason, Refusal
from preceptor.services.act import Act, refuse, require_owner, require_reason
from preceptor.services.certification_views import documents_of
from preceptor.services.command import carry_out
from preceptor.services.context import Context, known_person
from preceptor.services.documents import CertificationDocument, RunDocument, reason_document
from preceptor.services.editions import edition_in_force
from preceptor.services.following.catching_up import done_by_record, due_of
from preceptor.services.following.owed_runs import run_documents
from preceptor.services.following.team_runs import asked_on_certifying
from preceptor.services.granting import Earned, granted, revoked
from preceptor.services.owing import Owing, renewals_of, runs_of
from preceptor.services.returning import has_left
from preceptor.services.signers import not_oneself
from preceptor.services.standings import Standings, holding, standings_today

Granted = list[CertificationDocument] | Refusal


def grant(
    context: Context, *, login: str, process: str, role: str, capability: Capability | None, why: str
) -> Granted:
    """Certify a founder, with a reason. Without `capability`: both. Only owners may; to themselves only while
    nobody holds `teach` for the role."""

    def work(act: Act) -> list[CertificationDocument]:
        require_reason(why)
        asked = _asked(act, login, process, role)
        person = asked.person
        require_owner(act, process, "grant a certification")
        _lock_present(act, person)
        held = standings_today(context, act.tx, process, role)
        if person.id == act.by.id:
            command = _again("grant", login, process, role, capability)
            _refuse_self(act, held, process, role, able=frozenset(), command=command)
        missing = [one for one in _wanted(capability) if held.get((person.id, one)) not in FULL]
        if not missing:
            what = " and ".join(f"`{one}`" for one in _wanted(capability))
            refuse(Reason(guard="not-held", message=f"{login} holds {what} for {role} already"))
        act.record([granted(act, replace(asked, capability=one), why=why) for one in missing])
        asked_for = asked_on_certifying(act, person, process, role)
        act.record(asked_for)
        documents = documents_of(context, act.tx, person, process, role, act.today(person))
        return _with_runs(documents, missing, run_documents(act.tx, asked_for))

    return carry_out(context, "certification grant", _arguments(login, process, role, capability, why), work)


def renew(
    context: Context, *, login: str, process: str, role: str, capability: Capability | None, why: str
) -> Granted:
    """Let what is held and in its renewal window hold on, from its last day. By an owner, or by who may teach.

    Without `capability`: whichever of the two can be renewed; the answer says why the other was not.
    """

    def work(act: Act) -> list[CertificationDocument]:
        require_reason(why)
        asked = _asked(act, login, process, role)
        person = asked.person
        today = act.today(person)
        _lock_present(act, person)
        held = standings_today(context, act.tx, process, role)
        may = _able(act, held, process)
        if act.by.id not in may:
            who = tuple(may.values())
            refuse(Reason(guard="actor", message="only an owner or who may teach the role may renew", who=who))
        if person.id == act.by.id:
            command = _again("renew", login, process, role, capability)
            _refuse_self(act, held, process, role, able=holding(held, "teach"), command=command)
        speaking = latest(act.tx.certifications(process=process, role=role, person=person.id), today)
        happenings: list[Happening] = []
        against: dict[Capability, Reason] = {}
        for one in _wanted(capability):
            certification = speaking.get((person.id, one))
            if certification is None or held.get((person.id, one)) not in FULL:
                against[one] = _not_held(act, person, process, role, one)
                continue
            opens = renewal_opens(certification.valid_until, asked.ladder.valid)
            if today < opens:
                against[one] = _not_open(certification, opens)
                continue
            renewed = replace(
                asked,
                capability=one,
                source="renewal",
                # A renewal is no refresh: what was still to be caught up with still is.
                refresh_by=certification.refresh_by,
                refresh_for=certification.refresh_for,
            )
            happenings.append(granted(act, renewed, why=why, renews=certification))
        if not happenings:
            refuse(*against.values())
        act.record(happenings)
        return _with_reasons(documents_of(context, act.tx, person, process, role, today), against)

    return carry_out(context, "certification renew", _arguments(login, process, role, capability, why), work)


def refresh(
    context: Context, *, login: str, process: str, role: str, capability: Capability | None, why: str
) -> Granted:
    """Put on record that somebody has caught up with a major version, where the record shows that they have: they
    acknowledged it, or were observed since, as the process asks. By an owner, by who may teach, or for oneself.

    Without `capability`: whatever is due.
    """

    def work(act: Act) -> list[CertificationDocument]:
        require_reason(why)
        asked = _asked(act, login, process, role)
        person, today = asked.person, act.today(asked.person)
        _lock_present(act, person)
        may = _able(act, standings_today(context, act.tx, process, role), process)
        if act.by.id not in {*may, person.id}:
            message = "only an owner, who may teach the role, or its holder may refresh"
            refuse(Reason(guard="actor", message=message, who=tuple(may.values())))
        due = [one for one in due_of(context, act.tx, person, process) if one.role == role]
        wanted = [one for one in due if one.capability in _wanted(capability)]
        done = done_by_record(act, person, role, process, wanted)
        if isinstance(done, Reason):
            refuse(done)
        act.record(_with_reason(done, person, why))
        return documents_of(context, act.tx, person, process, role, today)

    return carry_out(context, "certification refresh", _arguments(login, process, role, capability, why), work)


def _with_reason(happenings: Sequence[Happening], person: Person, why: str) -> list[Happening]:
    said = (Payload(person=person.id, body={"text": why}),)
    return [replace(one, payloads=said) for one in happenings]


def revoke(
    context: Context, *, login: str, process: str, role: str, capability: Capability | None, why: str
) -> Granted:
    """Take a certification away from today on, with a reason. What was done under it stays valid."""

    def work(act: Act) -> list[CertificationDocument]:
        require_reason(why)
        person = _asked(act, login, process, role).person
        require_owner(act, process, "revoke a certification")
        today = act.today(person)
        act.tx.lock_people([person.id])
        held = standings_today(context, act.tx, process, role)
        speaking = latest(act.tx.certifications(process=process, role=role, person=person.id), today)
        happenings: list[Happening] = []
        kept = {one for one in CAPABILITIES if held.get((person.id, one)) in FULL and one not in _wanted(capability)}
        for one in _wanted(capability):
            if held.get((person.id, one)) in FULL:
                owing = Owing(act=act)
                owing.settle(renewals_of(act, person.id, process, role, one))
                if not (kept or happenings):
                    owing.settle(runs_of(act, person.id, process, role))
                certification = speaking[person.id, one]
                happenings.append(revoked(certification, today, why, owing))
        if not happenings:
            refuse(Reason(guard="held", message=f"{login} holds nothing for {role} that could be revoked"))
        act.record(happenings)
        return documents_of(context, act.tx, person, process, role, today)

    return carry_out(context, "certification revoke", _arguments(login, process, role, capability, why), work)


def _with_reasons(
    documents: list[CertificationDocument], against: Mapping[Capability, Reason]
) -> list[CertificationDocument]:
    reasons = {str(capability): reason_document(reason) for capability, reason in against.items()}
    return [
        {**one, "not_renewed": reasons[one["capability"]]} if one["capability"] in reasons else one
        for one in documents
    ]


def _with_runs(
    documents: list[CertificationDocument], granted: Sequence[Capability], runs: list[RunDocument]
) -> list[CertificationDocument]:
    return [{**one, "runs": runs} if runs and one["capability"] == granted[0] else one for one in documents]


def _asked(act: Act, login: str, process: str, role: str) -> Earned:
    person = known_person(act.tx, login)
    definition, edition = edition_in_force(act.tx, process, act.now)
    ladder = definition.ladder_of(role)
    if ladder is None:
        known = ", ".join(one.name for one in definition.roles if one.ladder)
        raise UnknownId(f"{process} has no role `{role}` with a ladder; it has {known}", remedy="")
    return Earned(
        person=person,
        process=process,
        role=role,
        capability="lead",
        ladder=ladder,
        version=definition.version,
        edition=edition,
        source="founder",
    )


def _lock_present(act: Act, person: Person) -> None:
    """Lock whom it is about; refused where they have left, since nothing that is given to them would hold."""
    act.tx.lock_people([person.id])
    if not act.tx.person(person.id).active:
        refuse(has_left(act.tx, person))


def _able(act: Act, held: Standings, process: str) -> Mapping[int, str]:
    """The owners and whoever may teach the role and is still there: their logins, by id."""
    may = {*(one.id for one in act.tx.owners(process)), *holding(held, "teach")}
    return {one.id: one.login for one in act.tx.people(may) if one.active}


def _wanted(capability: Capability | None) -> tuple[Capability, ...]:
    return (capability,) if capability else CAPABILITIES


def _refuse_self(act: Act, held: Standings, process: str, role: str, *, able: frozenset[int], command: str) -> None:
    against = not_oneself(act.tx, act.by, held, process, role, able=able, command=command)
    if against:
        refuse(against)


def _again(verb: str, login: str, process: str, role: str, capability: Capability | None) -> str:
    """The command with which somebody else does what was refused."""
    asked = f" --capability {capability}" if capability else ""
    return f"preceptor certification {verb} {login} --process {process} --role {role}{asked} --why WHY"


def _not_held(act: Act, person: Person, process: str, role: str, capability: Capability) -> Reason:
    return Reason(
        guard="held",
        message=f"{person.login} does not hold `{capability}` now; what lapsed is granted again, not renewed",
        who=tuple(one.login for one in act.tx.owners(process)),
        command=_again("grant", person.login, process, role, capability),
    )


def _not_open(certification: Certification, opens: date) -> Reason:
    return Reason(
        guard="renewal-window",
        message=f"`{certification.capability}` holds until {certification.valid_until} "
        f"and may be renewed from {opens} on",
        by=opens.isoformat(),
    )


def _arguments(login: str, process: str, role: str, capability: Capability | None, why: str) -> dict[str, Json]:
    return {"login": login, "process": process, "role": role, "capability": cast(Json, capability), "why": why}
