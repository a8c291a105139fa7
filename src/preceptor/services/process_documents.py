"""What a process asks for, as documents: roles with their ladders, steps, deadlines and standards."""

from collections.abc import Sequence
from typing import TypedDict

from preceptor.model.definition import Due, Ladder, Process, Rung, Standard, Step


class StandardDocument(TypedDict):
    """What good enough means, in one statement."""

    id: str
    text: str
    level: str
    check: str | None


class DueDocument(TypedDict):
    """A deadline's rule; durations as definitions write them."""

    within: str | None
    at_least: str | None
    at_most: str | None
    by_severity: dict[str, str]
    #: What it counts from: `entered`, `opened` or `resolved`.
    start: str


class StepDocument(TypedDict):
    """A step: who owes it, by when, and what good enough means."""

    step: str
    title: str
    role: str
    optional: bool
    due: DueDocument
    remind: list[int]
    escalate: list[str]
    standards: list[StandardDocument]
    locked: list[str]
    how: str


class RungDocument(TypedDict):
    """A rung of a ladder."""

    rung: str
    title: str
    observations: int
    observers: int
    rehearsals: int
    within: str
    grants: str | None
    stand_in_after: str | None
    remind: list[int]
    escalate: list[str]
    standards: list[StandardDocument]
    locked: list[str]
    how: str


class LadderDocument(TypedDict):
    """How a role is learnt, and how long what it grants holds."""

    lifecycle: str
    rungs: list[RungDocument]
    valid_for: str
    renew_from: str
    refresh: str
    idle: str
    idle_occasions: int
    trainee_hours: int
    preceptor_hours: int
    load: int
    feedback_within: str


class RoleDocument(TypedDict):
    """A role; without a ladder where nobody has to learn it."""

    role: str
    title: str
    ladder: LadderDocument | None


def role_documents(definition: Process) -> list[RoleDocument]:
    """The roles of a process, each with its ladder where it has one."""
    return [
        {"role": one.name, "title": one.title, "ladder": _ladder(one.ladder) if one.ladder else None}
        for one in definition.roles
    ]


def _ladder(ladder: Ladder) -> LadderDocument:
    return {
        "lifecycle": ladder.lifecycle,
        "rungs": [_rung(one) for one in ladder.rungs],
        "valid_for": str(ladder.valid.length),
        "renew_from": str(ladder.valid.renew_from),
        "refresh": ladder.valid.refresh,
        "idle": str(ladder.valid.idle),
        "idle_occasions": ladder.valid.idle_occasions,
        "trainee_hours": ladder.trainee_hours,
        "preceptor_hours": ladder.preceptor_hours,
        "load": ladder.load,
        "feedback_within": str(ladder.feedback_within),
    }


def _rung(rung: Rung) -> RungDocument:
    return {
        "rung": rung.name,
        "title": rung.title,
        "observations": rung.observations,
        "observers": rung.observers,
        "rehearsals": rung.rehearsals,
        "within": str(rung.within),
        "grants": rung.grants,
        "stand_in_after": str(rung.stand_in_after) if rung.stand_in_after else None,
        "remind": list(rung.remind),
        "escalate": list(rung.escalate),
        "standards": _standards(rung.standards),
        "locked": list(rung.locked),
        "how": rung.how,
    }


def step_document(step: Step) -> StepDocument:
    """One step with everything that it asks for."""
    return {
        "step": step.name,
        "title": step.title,
        "role": step.role,
        "optional": step.optional,
        "due": _due(step.due),
        "remind": list(step.remind),
        "escalate": list(step.escalate),
        "standards": _standards(step.standards),
        "locked": list(step.locked),
        "how": step.how,
    }


def _due(due: Due) -> DueDocument:
    return {
        "within": str(due.within) if due.within else None,
        "at_least": str(due.at_least) if due.at_least else None,
        "at_most": str(due.at_most) if due.at_most else None,
        "by_severity": {severity: str(allowed) for severity, allowed in sorted(due.by_severity.items())},
        "start": due.start,
    }


def _standards(standards: Sequence[Standard]) -> list[StandardDocument]:
    return [{"id": one.id, "text": one.text, "level": one.level, "check": one.check} for one in standards]
