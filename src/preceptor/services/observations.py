"""Records observations and credits everybody in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from preceptor.errors import BadInput
from preceptor.model.canonical import Json
from preceptor.model.credit import Counted
from preceptor.model.deadline import due_at as deadline
from preceptor.model.definition import Standard
from preceptor.model.event import Happening, Payload
from preceptor.model.pairing import Observation
from preceptor.model.people import Person
from preceptor.model.refusal import Reason, Refusal
from preceptor.ports import PairingFilter, Reading
from preceptor.services.act import Act, refuse
from preceptor.services.command import carry_out
from preceptor.services.context import Context, acting_person, known_person
from preceptor.services.documents import ObservationDocument, UncreditedDocument
from preceptor.services.editions import edition_document
from preceptor.services.following.catching_up import by_run
from preceptor.services.judging import Judgement, check_standards, feedback_given, may_not_rate, rated
from preceptor.services.observing import Climb, climb_of, occasion_of, verdict
from preceptor.services.owing import Owing, owe_rung
from preceptor.services.pairing_facts import current_credits, find_pairing
from preceptor.services.raters import raters_on
from preceptor.services.standings import standings


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody tells about an occasion. `performer` and `watchers` as logins; None: by the rung's habit."""

    held_on: date
    subject: str
    performer: str | None = None
    watchers: tuple[str, ...] = ()
    rehearsal: bool = False
    judgement: Judgement = field(default_factory=Judgement)


@dataclass(frozen=True, kw_only=True)
class Question:
    """Whom somebody is asked to rate, on which rung, and by which standards."""

    trainee: str
    rung: str
    standards: Sequence[Standard]


def question_about(context: Context, typed: str, told: Told) -> Question | None:
    """What the acting person may be asked about such an occasion; None where they may rate nothing."""
    with context.store.reading() as tx:
        actor = acting_person(context, tx)
        climb = climb_of(tx, find_pairing(tx, typed))
        rule, rung = climb.rule, climb.ladder.rung(climb.pairing.state)
        if rule is None or rung is None:
            return None
        performer, watchers = people_of(tx, climb, told)
        if actor.id not in raters_on(tx, climb.pairing, rule, {performer, *watchers}, told.held_on):
            return None
        return Question(trainee=tx.person(climb.pairing.trainee).login, rung=rung.name, standards=rung.standards)


def observe(context: Context, typed: str, told: Told) -> ObservationDocument | Refusal:
    """Record one occasion of a pairing. It counts once toward the present rung of each pairing of its people."""

    def work(act: Act) -> ObservationDocument:
        tx = act.tx
        asked = climb_of(tx, find_pairing(tx, typed))
        observation = _observation(act, asked, told)
        open_pairings = tx.pairings(
            PairingFilter(
                process=observation.process, role=observation.role, trainees=frozenset(observation.people), open=True
            )
        )
        ids = sorted({asked.pairing.id, *(one.id for one in open_pairings)})
        tx.lock_pairings(ids)
        tx.lock_people(observation.people)
        climbs = [climb_of(tx, pairing) for pairing in (tx.pairing(one) for one in ids) if pairing]
        asked = next(one for one in climbs if one.pairing.id == asked.pairing.id)
        _check(act, asked, observation, told)
        return _record(act, asked, climbs, observation, told)

    return carry_out(context, "pairing observe", {"pairing": typed, **_arguments(told)}, work)


def people_of(tx: Reading, climb: Climb, told: Told) -> tuple[int, tuple[int, ...]]:
    """Performer and watchers as told. By default the preceptor performs and the trainee watches on a rung of
    watching, the other way round after it."""
    pairing, rule = climb.pairing, climb.rule
    usual = pairing.trainee if rule is not None and rule.trainee_performs else pairing.preceptor
    performer = known_person(tx, told.performer).id if told.performer is not None else usual
    watchers = tuple(known_person(tx, login).id for login in told.watchers) or (
        pairing.preceptor if performer == pairing.trainee else pairing.trainee,
    )
    return performer, tuple(dict.fromkeys(watchers))


def _observation(act: Act, climb: Climb, told: Told) -> Observation:
    performer, watchers = people_of(act.tx, climb, told)
    return Observation(
        id=act.tx.next_id("observations"),
        process=climb.pairing.process,
        role=climb.pairing.role,
        held_on=told.held_on,
        subject=" ".join(told.subject.split()),
        performer=performer,
        watchers=watchers,
        rehearsal=told.rehearsal,
        edition=climb.pairing.edition,
        recorded_at=act.now,
    )


def _check(act: Act, climb: Climb, observation: Observation, told: Told) -> None:
    performer = act.tx.person(observation.performer)
    if not observation.subject:
        raise BadInput("an observation needs a subject: what was done", remedy="Say it with --subject.")
    if observation.held_on > act.today(performer):
        raise BadInput(f"{observation.held_on} lies in the future: an observation has happened")
    reasons = [
        *_against_occasion(act, observation, performer),
        *_against_recorder(act, climb, observation),
        *(_against_judgement(act, climb, observation, told.judgement) if told.judgement else ()),
    ]
    if reasons:
        refuse(*reasons)


def _against_occasion(act: Act, observation: Observation, performer: Person) -> Iterator[Reason]:
    if observation.performer in observation.watchers:
        yield Reason(guard="observation", message=f"{performer.login} cannot watch themselves: nobody observes alone")
    same = act.tx.observation_like(
        observation.process, observation.role, observation.held_on, observation.subject, observation.performer
    )
    if same is None:
        return
    if act.tx.pairings(PairingFilter(process=observation.process, role=observation.role, observation=same)):
        yield Reason(
            guard="observation",
            message=f"this occasion is on record as O-{same}, and counts once for everybody in it",
            command=f"preceptor pairing feedback O-{same} --well TEXT --change TEXT --next TEXT",
        )
        return
    # What counts for nobody was often typed wrongly; it can be told anew once it is struck.
    yield Reason(
        guard="observation",
        message=f"this occasion is on record as O-{same}, and counts for nobody",
        who=tuple(one.login for one in act.tx.owners(observation.process)),
        command=f"preceptor observation void O-{same} --why WHY",
    )


def _against_recorder(act: Act, climb: Climb, observation: Observation) -> Iterator[Reason]:
    owners = {one.id for one in act.tx.owners(observation.process)}
    may = {*observation.people, climb.pairing.preceptor, *owners}
    if act.by.id not in may:
        yield Reason(
            guard="actor",
            message="only its performer, a watcher, the pairing's preceptor or an owner may record it",
            who=tuple(one.login for one in act.tx.people(may)),
        )


def _against_judgement(act: Act, climb: Climb, observation: Observation, judgement: Judgement) -> Iterator[Reason]:
    pairing, rung = climb.pairing, climb.ladder.rung(climb.pairing.state)
    if rung is None:
        title = climb.lifecycle.state(pairing.state).title
        message = f"{pairing.short_id} is on no rung now ({title}): there is nothing to rate"
        yield Reason(guard="state", message=message)
        return
    check_standards([rung], judgement)
    able = raters_on(act.tx, pairing, climb.rule, observation.people, observation.held_on)
    if act.by.id not in able:
        yield may_not_rate(act, pairing, able)


def _judged(act: Act, asked: Climb, observation: Observation, judgement: Judgement) -> list[Happening]:
    """Ratings and feedback are kept in any case, and count where the observation does."""
    rung = asked.ladder.rung(asked.pairing.state)
    happenings = []
    if rung and judgement.ratings(rung):
        happenings.append(rated(act, asked.pairing, observation, judgement.ratings(rung)))
    if judgement.feedback:
        happenings.append(feedback_given(act, asked.pairing, observation, judgement.feedback, Owing(act=act)))
    return happenings


def _record(
    act: Act, asked: Climb, climbs: Sequence[Climb], observation: Observation, told: Told
) -> ObservationDocument:
    tx = act.tx
    held = standings(tx, observation.process, observation.role, observation.held_on)
    occasion = occasion_of(tx, observation, held, climbs)
    happenings = [_observed(observation)]
    credited: list[str] = []
    uncredited: list[UncreditedDocument] = []
    for climb in climbs:
        found = verdict(act.context, tx, occasion, climb, rehearsal=observation.rehearsal)
        if isinstance(found, Counted):
            credited.append(climb.pairing.short_id)
            owes: int | None = climb.pairing.preceptor
            if climb is asked:
                owes = _giver(act, climb, observation, told.judgement)
            happenings.append(_credited(act, climb, observation, found, owes))
        elif climb is asked or climb.rule:
            uncredited.append({"pairing": climb.pairing.short_id, "message": found.why})
    happenings.extend(_judged(act, asked, observation, told.judgement))
    act.record(happenings)
    team = tx.team(asked.pairing.team).name if asked.pairing.team is not None else None
    step = asked.pairing.state if asked.rule else asked.pairing.back
    refreshed = by_run(act, observation, team)
    act.record(refreshed)
    logins = occasion.logins
    return {
        "id": observation.short_id,
        "rung": asked.pairing.state,
        "held_on": observation.held_on.isoformat(),
        "subject": observation.subject,
        "performer": logins[observation.performer],
        "watchers": [logins[one] for one in observation.watchers],
        "rehearsal": observation.rehearsal,
        "edition": edition_document(tx, asked.pairing.edition),
        "credited": credited,
        "uncredited": uncredited,
        "refreshed": [str(one.data["capability"]) for one in refreshed if "capability" in one.data],
        "hint": f"preceptor process report {observation.process} --step {step} --missing TEXT" if step else None,
    }


def _observed(observation: Observation) -> Happening:
    return Happening(
        stream=f"person:{observation.performer}",
        kind="observation-recorded",
        data={
            "observation": observation.id,
            "process": observation.process,
            "role": observation.role,
            "held_on": observation.held_on.isoformat(),
            "performer": observation.performer,
            "watchers": list(observation.watchers),
            "rehearsal": observation.rehearsal,
            "edition": observation.edition,
        },
        payloads=(Payload(person=None, body={"subject": observation.subject}),),
    )


def _giver(act: Act, climb: Climb, observation: Observation, judgement: Judgement) -> int | None:
    """Who owes the feedback of the pairing that an occasion is recorded for; None where it was given with it."""
    pairing = climb.pairing
    if judgement.feedback:
        return None
    able = raters_on(act.tx, pairing, climb.rule, observation.people, observation.held_on)
    return pairing.preceptor if pairing.preceptor in able else min(able)


def _credited(
    act: Act, climb: Climb, observation: Observation, counted: Counted, feedback_by: int | None
) -> Happening:
    """The observation counts for a pairing; `feedback_by` owes its feedback from now on."""
    pairing, rung = climb.pairing, climb.ladder.rung(climb.pairing.state)
    if rung is None:
        raise LookupError(f"{pairing.state} is no rung")
    owing = Owing(act=act)
    met = len(current_credits(pairing, act.tx.credits(pairing.id))) + 1 >= rung.observations
    if pairing.due_at:
        owe_rung(owing, pairing, rung, met=met, due_at=pairing.due_at)
    if feedback_by is not None:
        _owe_feedback(act, owing, climb, observation, act.tx.person(feedback_by))
    return Happening(
        stream=f"pairing:{pairing.id}",
        kind="observation-credited",
        data={
            "observation": observation.id,
            "pairing": pairing.id,
            "rung": rung.name,
            "attempt": pairing.attempt,
            "observers": list(counted.observers),
            "stand_in": counted.stand_in,
            "edition": pairing.edition,
            **owing.data,
        },
    )


def _owe_feedback(act: Act, owing: Owing, climb: Climb, observation: Observation, giver: Person) -> None:
    calendar = act.context.calendar_of(giver)
    owing.open(
        "feedback",
        person=giver,
        process=observation.process,
        instance=climb.pairing.short_id,
        step=observation.short_id,
        due_at=deadline(act.now, climb.ladder.feedback_within, calendar),
    )


def _arguments(told: Told) -> dict[str, Json]:
    return {
        "held_on": told.held_on.isoformat(),
        "subject": told.subject,
        "performer": told.performer,
        "watchers": list(told.watchers),
        "rehearsal": told.rehearsal,
        **told.judgement.as_arguments(),
    }
