"""Lets a person leave: what they signed stays, and nothing is left in their hands."""

from collections.abc import Iterator

from preceptor.model.deadline import due_at as deadline
from preceptor.model.event import Happening
from preceptor.model.obligation import Obligation
from preceptor.model.pairing import Pairing
from preceptor.model.people import Person
from preceptor.model.refusal import Reason, Refusal
from preceptor.ports import ObligationFilter, PairingFilter, Reading
from preceptor.services.absences import AbsenceDocument, absence_document
from preceptor.services.act import Act, refuse
from preceptor.services.change_duties import owners_changed
from preceptor.services.command import carry_out
from preceptor.services.context import Context, known_person
from preceptor.services.owing import Owing
from preceptor.services.people import PersonDocument, person_document, require_any_owner
from preceptor.services.recommendations import handing_over
from preceptor.services.retrospectives import handing
from preceptor.services.returning import has_left
from preceptor.services.variants.leads import name_lead


class DepartedDocument(PersonDocument):
    """Who left."""

    #: For whom they were to stand in, from today on: those absences need somebody else.
    covers: list[AbsenceDocument]


def deactivate(context: Context, login: str) -> DepartedDocument | Refusal:
    """Let a person leave. By an owner of any process; refused while somebody depends on the person.

    What they still owed alone ends, their missing feedback passes to the pairing's preceptor, what they owed for
    retrospectives to whoever sees to it now, and the teams that they led have no lead. What they did, signed and hold
    stays on record.
    """

    def work(act: Act) -> DepartedDocument:
        require_any_owner(act.tx, act.by, "deactivate people")
        person = known_person(act.tx, login)
        handing.lock_owed(act, person, leaving=True)
        # Whoever else makes an owner leave waits here, so that the last two cannot both go.
        owners = {owner.id for process in act.tx.processes() for owner in act.tx.owners(process)}
        act.tx.lock_people({person.id, *owners})
        person = act.tx.person(person.id)
        if not person.active:
            refuse(has_left(act.tx, person))
        reasons = list(reasons_to_stay(act.context, act.tx, person))
        if reasons:
            refuse(*reasons)
        owned, owed = processes_of(act.tx, person), handing.owed_by(act.tx, person)
        leave_teams(act, person)
        act.record(departure(act, person))
        for process in owned:
            owners_changed(act, process)
        handing.hand_on(act, owed)
        covered = act.tx.covered_by(person.id, act.today(person))
        covers = [absence_document(act.tx, one) for one in covered if act.tx.person(one.person).active]
        return {**person_document(act.tx, act.tx.person(person.id)), "covers": covers}

    return carry_out(context, "person deactivate", {"login": login}, work)


def reasons_to_stay(context: Context, tx: Reading, person: Person) -> Iterator[Reason]:
    """Whatever depends on a person, so that they cannot leave yet: a process of which they are the only owner,
    pairings and commitments that have not ended, and roles in retrospectives that another could have."""
    for process in tx.processes():
        if [one.id for one in tx.owners(process)] == [person.id]:
            yield Reason(
                guard="last-owner",
                message=f"{person.login} is the only owner of {process}",
                who=(person.login,),
                command=f"preceptor process owner {process} --add LOGIN",
            )
    for one in tx.pairings(PairingFilter(person=person.id, open=True)):
        teaches = one.preceptor == person.id
        other = tx.person(one.trainee if teaches else one.preceptor).login
        yield Reason(
            guard="no-open-pairings",
            message=f"{person.login} is the {'preceptor' if teaches else 'trainee'} of {one.short_id}, "
            f"{one.role} ({one.process}), with {other}",
            who=_who_decides(tx, one, person),
            command=f"preceptor pairing reassign {one.short_id} --preceptor LOGIN --why WHY"
            if teaches
            else f"preceptor pairing withdraw {one.short_id} --why WHY",
        )
    yield from handing_over.reasons_to_stay(tx, person)
    yield from handing.reasons_to_keep(context, tx, person)


def processes_of(tx: Reading, person: Person) -> list[str]:
    """The processes that somebody owns."""
    return [process for process in tx.processes() if person.id in {one.id for one in tx.owners(process)}]


def departure(act: Act, person: Person) -> list[Happening]:
    """What goes on record when an active person leaves, who leads no team any more; `reasons_to_stay` was asked
    before."""
    return [*_feedback(act, person), _left(act, person)]


def leave_teams(act: Act, person: Person) -> None:
    """Let the teams that a person leads have no lead; what the person owed for them is owed by the teams."""
    for team in act.tx.teams():
        if team.lead == person.id:
            name_lead(act, team.id, None)


def _who_decides(tx: Reading, pairing: Pairing, leaver: Person) -> tuple[str, ...]:
    team = tx.team(pairing.team) if pairing.team is not None else None
    lead = {tx.person(team.lead).login} if team and team.lead is not None else set()
    logins = {one.login for one in tx.owners(pairing.process)} | lead
    return tuple(sorted(logins - {leaver.login} or logins))


def _feedback(act: Act, person: Person) -> Iterator[Happening]:
    """The trainee still gets feedback: who left cannot give it, so the pairing's preceptor owes it anew."""
    for one in _owed(act, person):
        pairing = _pairing_of(act, one)
        if one.kind != "feedback" or pairing is None:
            continue
        ladder = act.tx.definition(pairing.edition).ladder_of(pairing.role)
        preceptor = act.tx.person(pairing.preceptor)
        if ladder is None or preceptor.id == person.id or not preceptor.active:
            continue
        due = deadline(act.now, ladder.feedback_within, act.context.calendar_of(preceptor))
        owing = Owing(act=act)
        owing.open(
            "feedback",
            person=preceptor,
            process=one.process,
            instance=one.instance,
            step=one.step,
            due_at=due,
        )
        yield Happening(
            stream=f"pairing:{pairing.id}", kind="pairing-touched", data={"pairing": pairing.id, **owing.data}
        )


def _left(act: Act, person: Person) -> Happening:
    owing = Owing(act=act)
    owing.settle(_owed(act, person))
    return Happening(
        stream=f"person:{person.id}", kind="person-deactivated", data={"person": person.id, **owing.data}
    )


def _owed(act: Act, person: Person) -> list[Obligation]:
    return list(act.tx.obligations(ObligationFilter(person=person.id)))


def _pairing_of(act: Act, one: Obligation) -> Pairing | None:
    return act.tx.pairing(int(one.instance[2:])) if one.instance and one.instance.startswith("P-") else None
