"""Shows processes as they are published: which version holds, and everything that it asks for."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from preceptor.errors import UnknownId
from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.definition import Due, Ladder, Process, Rung, Standard, Step
from preceptor.model.event import moment
from preceptor.ports import Reading, Revision
from preceptor.services.context import Context, known_process, known_team


class ProcessDocument(TypedDict):
    """A process in one line: the version in force, or None where none is yet."""

    process: str
    title: str
    version: str | None
    digest: str | None
    in_force_since: str | None
    owners: list[str]


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


class ProcessShownDocument(TypedDict):
    """One version of a process with everything in it."""

    process: str
    title: str
    version: str
    digest: str
    #: The team whose edition this is, and its variant; both None for the standard.
    team: str | None
    variant: str | None
    #: `in force`, `scheduled` or `superseded`.
    state: str
    published_at: str
    effective_at: str
    owners: list[str]
    purpose: str
    approvals: int
    lifecycle: str | None
    roles: list[RoleDocument]
    steps: list[StepDocument]
    #: The canonical form that the digest is of.
    definition: Json


def list_processes(context: Context) -> list[ProcessDocument]:
    """Every process with its version in force, by name."""
    with context.store.reading() as tx:
        return [_line(tx, name, context.now) for name in tx.processes()]


def show_process(
    context: Context, process: str, *, team: str | None = None, version: str | None = None
) -> ProcessShownDocument:
    """One version of a process, by default the one in force. Raises `UnknownId`."""
    with context.store.reading() as tx:
        known_process(tx, process)
        follower = known_team(tx, team) if team is not None else None
        revision = _revision(tx, process, version, context.now)
        definition = tx.definition(revision.digest)
        return {
            "process": process,
            "title": definition.title,
            "version": definition.version,
            "digest": revision.digest,
            "team": follower.name if follower else None,
            "variant": None,
            "state": state_of(tx, revision, context.now),
            "published_at": moment(revision.published_at),
            "effective_at": moment(revision.effective_at),
            "owners": [one.login for one in tx.owners(process)],
            "purpose": definition.purpose,
            "approvals": definition.approvals,
            "lifecycle": definition.lifecycle,
            "roles": _roles(definition),
            "steps": [_step(one) for one in definition.steps],
            "definition": canonical.dump(definition),
        }


def _line(tx: Reading, name: str, now: datetime) -> ProcessDocument:
    revision = tx.in_force(name, now)
    shown = revision or tx.revisions(name)[-1]
    return {
        "process": name,
        "title": tx.definition(shown.digest).title,
        "version": revision.version if revision else None,
        "digest": revision.digest if revision else None,
        "in_force_since": moment(revision.effective_at) if revision else None,
        "owners": [one.login for one in tx.owners(name)],
    }


def _revision(tx: Reading, process: str, version: str | None, now: datetime) -> Revision:
    if version is None:
        found = tx.in_force(process, now)
        if found is None:
            remedy = f"See: preceptor process log {process}"
            raise UnknownId(f"no version of {process} is in force yet", remedy=remedy)
        return found
    revisions = {one.version: one for one in tx.revisions(process)}
    if version not in revisions:
        raise UnknownId(f"{process} has no version `{version}`; it has {', '.join(revisions)}", remedy="")
    return revisions[version]


def state_of(tx: Reading, revision: Revision, now: datetime) -> str:
    """What the date makes of a published version: `in force`, `scheduled` or `superseded`."""
    if revision.effective_at > now:
        return "scheduled"
    current = tx.in_force(revision.process, now)
    return "in force" if current and current.version == revision.version else "superseded"


def _roles(definition: Process) -> list[RoleDocument]:
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
        "standards": _standards(rung.standards),
        "locked": list(rung.locked),
        "how": rung.how,
    }


def _step(step: Step) -> StepDocument:
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
