"""Makes the records of `model/definition.py` from shapes.

It builds from whatever fits its shape, also where names lead nowhere; that is for `meaning.py` to say.
"""

from collections.abc import Mapping

from preceptor.catalog.shapes import (
    DueShape,
    GuardName,
    LadderShape,
    LifecycleShape,
    ProcessShape,
    RoleShape,
    RungShape,
    StandardShape,
    StepShape,
    ValidShape,
)
from preceptor.model.definition import (
    Due,
    GuardUse,
    Ladder,
    Lifecycle,
    Move,
    Opening,
    Process,
    Role,
    Rung,
    Standard,
    State,
    Step,
    Validity,
)
from preceptor.model.duration import Duration


def lifecycle(shape: LifecycleShape) -> Lifecycle:
    """Build a lifecycle."""
    return Lifecycle(
        name=shape.lifecycle,
        title=shape.title,
        governs=shape.governs,
        initial=shape.initial,
        opening=Opening(by=tuple(shape.opening.by), guards=_guards(shape.opening.guards)),
        states=tuple(
            State(name=name, title=state.title, final=state.final, rests=state.rests, counts=state.counts)
            for name, state in shape.states.items()
        ),
        moves=tuple(
            Move(
                do=move.do,
                source=(move.source,) if isinstance(move.source, str) else tuple(move.source),
                target=move.to,
                by=tuple(move.by),
                never=tuple(move.never),
                guards=_guards(move.guards),
                beside=move.beside,
            )
            for move in shape.moves
        ),
    )


def process(shape: ProcessShape, lifecycles: Mapping[str, Lifecycle]) -> Process:
    """Build a process and inline the lifecycles that it names, as far as `lifecycles` has them."""
    roles = tuple(_role(name, role, shape, lifecycles) for name, role in shape.roles.items())
    named = {role.ladder.lifecycle for role in roles if role.ladder}
    if shape.lifecycle:
        named.add(shape.lifecycle)
    return Process(
        name=shape.process,
        title=shape.title or shape.process,
        version=shape.version,
        purpose=shape.purpose,
        lifecycle=shape.lifecycle,
        approvals=shape.approvals,
        roles=roles,
        steps=tuple(_step(name, step) for name, step in shape.steps.items()),
        lifecycles={name: lifecycles[name] for name in sorted(named) if name in lifecycles},
    )


def ladder(shape: LadderShape, lifecycles: Mapping[str, Lifecycle]) -> Ladder:
    """Build a ladder."""
    climbed = lifecycles.get(shape.lifecycle)
    titles = {state.name: state.title for state in climbed.states} if climbed else {}
    return Ladder(
        lifecycle=shape.lifecycle,
        rungs=tuple(_rung(name, rung, titles.get(name, name)) for name, rung in shape.rungs.items()),
        valid=_validity(shape.valid),
        trainee_hours=shape.hours.trainee,
        preceptor_hours=shape.hours.preceptor,
        load=shape.load,
        feedback_within=Duration.parse(shape.feedback_within),
        repeats_before_review=shape.repeats_before_review,
    )


def _role(name: str, shape: RoleShape, process: ProcessShape, lifecycles: Mapping[str, Lifecycle]) -> Role:
    learnt = process.ladders.get(shape.ladder) if isinstance(shape.ladder, str) else shape.ladder
    return Role(name=name, title=shape.title or name, ladder=ladder(learnt, lifecycles) if learnt else None)


def _step(name: str, shape: StepShape) -> Step:
    return Step(
        name=name,
        title=shape.title,
        role=shape.role,
        due=_due(shape.due),
        remind=tuple(shape.remind),
        escalate=tuple(shape.escalate),
        standards=_standards(shape.standards),
        locked=tuple(shape.locked),
        optional=shape.optional,
        how=shape.how,
    )


def _rung(name: str, shape: RungShape, title: str) -> Rung:
    return Rung(
        name=name,
        title=shape.title or title,
        observations=shape.observations,
        within=Duration.parse(shape.within),
        observers=shape.observers,
        rehearsals=shape.rehearsals,
        grants=shape.grants,
        standards=_standards(shape.standards),
        stand_in_after=_duration(shape.stand_in_after),
        remind=tuple(shape.remind),
        escalate=tuple(shape.escalate),
        locked=tuple(shape.locked),
        how=shape.how,
    )


def _due(shape: DueShape) -> Due:
    return Due(
        within=_duration(shape.within),
        at_least=_duration(shape.at_least),
        at_most=_duration(shape.at_most),
        start=shape.start,
        by_severity={severity: Duration.parse(span) for severity, span in shape.by_severity.items()},
    )


def _validity(shape: ValidShape) -> Validity:
    return Validity(
        length=Duration.parse(shape.length),
        renew_from=Duration.parse(shape.renew_from),
        refresh=shape.refresh,
        idle=Duration.parse(shape.idle),
        idle_occasions=shape.idle_occasions,
    )


def _standards(shapes: list[StandardShape]) -> tuple[Standard, ...]:
    return tuple(Standard(id=one.id, text=one.text, check=one.check, level=one.level) for one in shapes)


def _guards(uses: list[GuardName]) -> tuple[GuardUse, ...]:
    return tuple(
        GuardUse(name=use)
        if isinstance(use, str)
        else GuardUse(name=next(iter(use)), parameters=next(iter(use.values())))
        for use in uses
    )


def _duration(text: str | None) -> Duration | None:
    return None if text is None else Duration.parse(text)
