"""Who owes what for a change: the review, the publication, and the review afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from preceptor.model.canonical import Json
from preceptor.model.change import Change
from preceptor.model.change_facts import ChangeFacts
from preceptor.model.deadline import due_at as deadline
from preceptor.model.definition import STAY, Step
from preceptor.model.event import Happening
from preceptor.model.obligation import Kind
from preceptor.model.people import Person
from preceptor.ports import ChangeFilter
from preceptor.services.act import Act
from preceptor.services.change_facts import facts_of, governing
from preceptor.services.owing import Owing
from preceptor.services.recommendations import handing_over as recommendations


@dataclass(frozen=True, kw_only=True)
class _Duty:
    """One thing that somebody owes in the present state."""

    kind: Kind
    person: int
    step: Step


def owe(owing: Owing, facts: ChangeFacts) -> None:
    """Let owe exactly those who have to act on the change as `facts` say that it is: what they owed before stays
    as it was, what is owed no longer ends, and what is new is opened."""
    change = facts.change
    wanted = {(one.kind, one.person, one.step.name): one for one in _duties(owing.act, facts)}
    before = owing.found(change.short_id)
    owing.settle([one for one in before if (one.kind, one.person, one.step) not in wanted])
    known = {(one.kind, one.person, one.step) for one in before}
    for key, duty in wanted.items():
        if key not in known:
            person = facts.people[duty.person]
            owing.open(
                duty.kind,
                person=person,
                process=change.process,
                instance=change.short_id,
                step=duty.step.name,
                due_at=_due(owing.act, facts.change, duty.step, person),
                remind=duty.step.remind,
            )


def owners_changed(act: Act, process: str) -> None:
    """Once an owner's coming or going is on record: a review that was missing is owed by a new owner, and nothing
    any more by one who is none."""
    owing = Owing(act=act)
    found = [
        *act.tx.changes(ChangeFilter(open=True)),
        *act.tx.changes(ChangeFilter(unreviewed=True)),
    ]
    for change in found:
        if governing(act.tx, change.process) == process:
            owe(owing, facts_of(act.context, act.tx, change, None))
    if owing.data:
        data: dict[str, Json] = {"process": process, **owing.data}
        act.record([Happening(stream=f"process:{process}", kind="owners-changed", data=data)])
    recommendations.owners_changed(act, process)


def _duties(act: Act, facts: ChangeFacts) -> Iterator[_Duty]:
    """Those of the present state; after a publication without review, the review of it."""
    edition = act.tx.definition(facts.change.edition)
    steps = {one.name: one for one in edition.steps}
    asked = facts.asked_to_approve
    if facts.change.unreviewed:
        reviewing = next((state.name for state in facts.lifecycle.states if _reviews(facts, state.name)), "")
        if reviewing in steps:
            yield from (_Duty(kind="review", person=one, step=steps[reviewing]) for one in asked)
        return
    step = steps.get(facts.state)
    if step is None or facts.lifecycle.state(facts.state).final:
        return
    having = facts.having(step.role)
    if asked and _reviews(facts, facts.state):
        yield from (_Duty(kind="review", person=one, step=step) for one in asked)
    else:
        # Where nobody is left to approve, it is on the owners to publish it all the same, or to name another one.
        yield from (_Duty(kind="step", person=one, step=step) for one in having)


def _reviews(facts: ChangeFacts, state: str) -> bool:
    """Whether a change waits in a state for approvals."""
    return any(move.do == "approve" and move.target != STAY for move in facts.lifecycle.moves_from(state))


def _due(act: Act, change: Change, step: Step, person: Person) -> datetime:
    """By the step's rule, in the calendar of whoever owes it; from now for who comes to it later."""
    allowed = step.due.within or step.due.at_most
    start = change.proposed_at if step.due.start == "opened" else act.now
    return max(deadline(start, allowed, act.context.calendar_of(person)), act.now) if allowed else act.now
