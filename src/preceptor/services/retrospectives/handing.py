"""What is owed for retrospectives passes on when people come, go, lead other teams or keep other hours."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from preceptor.model.canonical import Json
from preceptor.model.deadline import Calendar
from preceptor.model.definition import Step
from preceptor.model.event import Happening, moment
from preceptor.model.obligation import Obligation
from preceptor.model.people import Person
from preceptor.model.refusal import Reason
from preceptor.model.retrospective import Retrospective
from preceptor.model.retrospective_facts import reviews
from preceptor.ports import ObligationFilter, Reading, RetrospectiveFilter
from preceptor.services.act import Act
from preceptor.services.context import Context
from preceptor.services.owing import Owing
from preceptor.services.retrospectives.duties import due_by_rule, owe
from preceptor.services.retrospectives.facts import facts_of, parts_in


def lock_owed(act: Act, person: Person, *, leaving: bool = False) -> None:
    """Take the locks of the retrospectives of which somebody owes something: before those of people, as every command
    does. `leaving`: also of those that others will owe when they leave."""
    ids = set(_ids(act.tx.obligations(ObligationFilter(person=person.id))))
    if leaving:
        ids |= {one.id for one in held_by(act.tx, person)}
        led = {team.id for team in act.tx.teams() if team.lead == person.id}
        ids |= {one.id for team in led for one in act.tx.retrospectives(RetrospectiveFilter(team=team, open=True))}
    act.tx.lock_retrospectives(ids)


def held_by(tx: Reading, person: Person) -> list[Retrospective]:
    """The retrospectives that have not ended and in which somebody has a role, by id."""
    return list(tx.retrospectives(RetrospectiveFilter(person=person.id, open=True)))


def reasons_to_keep(context: Context, tx: Reading, person: Person) -> Iterator[Reason]:
    """Each role that somebody has in a retrospective, as long as another could have it instead."""
    for one in held_by(tx, person):
        facts = facts_of(context, tx, one, None)
        if any(move.do == "assign" for move in facts.lifecycle.moves_from(one.state)):
            deciding = facts.logins_having(("team-lead", "owner"))
            for role, holder in facts.assigned.items():
                if holder == person.id:
                    yield Reason(
                        guard="no-open-parts",
                        message=f"{person.login} is the {role} of {one.short_id}, {one.title}",
                        who=tuple(login for login in deciding if login != person.login) or deciding,
                        command=facts.command("assign", "--role", role, "LOGIN"),
                    )


def owed_by(tx: Reading, person: Person) -> list[Retrospective]:
    """The retrospectives for which somebody owes something, by id."""
    ids = frozenset(_ids(tx.obligations(ObligationFilter(person=person.id))))
    return list(tx.retrospectives(RetrospectiveFilter(ids=ids))) if ids else []


def of_team(act: Act, team: int) -> list[Retrospective]:
    """A team's retrospectives that have not ended, locked, by id."""
    return _locked(act, RetrospectiveFilter(team=team, open=True))


def of_process(act: Act, process: str) -> list[Retrospective]:
    """The retrospectives of a process that have not ended, locked, by id."""
    return _locked(act, RetrospectiveFilter(process=process, open=True))


def hand_on(act: Act, retrospectives: Iterable[Retrospective]) -> None:
    """Let owe each of them who has to now. What nobody else owes than before stays as it was."""
    for one in retrospectives:
        owing = Owing(act=act)
        due = owe(owing, parts_in(act.context, act.tx, one, None))
        if owing.data:
            act.record([_happening(one, "retrospective-touched", due, owing)])


def rescheduled(act: Act, person: Person, before: Calendar, after: Calendar) -> Iterator[Happening]:
    """What moves what somebody owes for retrospectives to another calendar: to where the rules of the steps say."""
    for one in owed_by(act.tx, person):
        steps = {step.name: step for step in act.tx.definition(one.edition).steps}
        owing, dues = Owing(act=act), list[datetime]()
        for owed in owing.found(one.short_id, "step", "review"):
            step, due = steps.get(owed.step or ""), owed.due_at
            # A review ends when its window does, wherever those are who end it.
            if step and owed.person == person.id and (owed.kind == "review" or not reviews(step)):
                due = _moved(one, step, owed, before, after)
                if due != owed.due_at:
                    owing.move(owed, person, due, step.remind, anew=False)
            dues.append(due)
        if owing.data:
            yield _happening(one, "retrospective-rescheduled", min(dues), owing)


def _moved(one: Retrospective, step: Step, owed: Obligation, before: Calendar, after: Calendar) -> datetime:
    """By the rule where the old date was the rule's too; else the same day, until the working day ends there."""
    if max(due_by_rule(one, step, owed.opens_at, before), owed.opens_at) == owed.due_at:
        return max(due_by_rule(one, step, owed.opens_at, after), owed.opens_at)
    local = owed.due_at.astimezone(before.zone)
    return datetime.combine(local.date(), after.day_ends, after.zone)


def _locked(act: Act, which: RetrospectiveFilter) -> list[Retrospective]:
    act.tx.lock_retrospectives([one.id for one in act.tx.retrospectives(which)])
    return list(act.tx.retrospectives(which))


def _ids(obligations: Iterable[Obligation]) -> Iterator[int]:
    for one in obligations:
        if one.instance and one.instance.startswith("R-"):
            yield int(one.instance[2:])


def _happening(one: Retrospective, kind: str, due: datetime | None, owing: Owing) -> Happening:
    data: dict[str, Json] = {
        "retrospective": one.id,
        "process": one.process,
        "team": one.team,
        "edition": one.edition,
        "revision": one.revision + 1,
        "due_at": moment(due) if due else None,
        **owing.data,
    }
    return Happening(stream=f"retrospective:{one.id}", kind=kind, data=data)
