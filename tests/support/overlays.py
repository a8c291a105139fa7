"""Overlays, and new versions of processes, as hypothesis draws them over real definitions."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from preceptor.model.conformance import breaches
from preceptor.model.definition import Process, Rung, Standard, Step
from preceptor.model.duration import Duration, Unit
from preceptor.model.overlay import (
    DueChanges,
    Overlay,
    Owed,
    RungChanges,
    StandardsChanges,
    StepChanges,
    Waiver,
    owed_in,
)

LEVELS = ("required", "waivable", "advisory")
spans = st.builds(
    Duration, amount=st.integers(1, 12), unit=st.sampled_from([Unit.DAYS, Unit.BUSINESS_DAYS, Unit.HOURS, Unit.WEEKS])
)
reminders = st.lists(st.integers(-5, 5), max_size=3, unique=True).map(tuple)
escalations = st.lists(st.sampled_from(["manager", "team-lead", "owner"]), max_size=3, unique=True).map(tuple)
prose = st.sampled_from(["", "", "Ask in our channel.", "We use the blue board."])
starts = st.sampled_from(["entered", "opened", "resolved"])
waivers = st.builds(
    Waiver, until=st.sampled_from(["2020-01-31", "2027-01-31"]), approver=st.sampled_from([None, "olga"])
)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def own_standards(draw: st.DrawFn) -> Standard:
    return Standard(
        id=draw(st.sampled_from(["own-one", "own-two"])),
        text=draw(st.sampled_from(["It is logged.", "It is linked."])),
        level=draw(st.sampled_from(LEVELS)),
    )


@st.composite
def standards_changes(draw: st.DrawFn, owed: Owed) -> StandardsChanges:
    ids = [one.id for one in owed.standards]
    some = st.sampled_from(ids) if ids else st.nothing()
    return StandardsChanges(
        add=tuple(draw(st.lists(own_standards(), max_size=2, unique_by=lambda one: one.id))),
        levels=draw(st.dictionaries(some, st.sampled_from(LEVELS), max_size=2)),
        text=draw(st.dictionaries(some, st.sampled_from(["In tickets, too.", "As for us."]), max_size=1)),
        leave_out=tuple(draw(st.lists(some, max_size=1))),
        waive=draw(st.dictionaries(some, waivers, max_size=1)),
    )


@st.composite
def due_changes(draw: st.DrawFn, step: Step) -> DueChanges:
    start = draw(maybe(starts))
    if draw(st.booleans()):
        return DueChanges(start=start, at_least=draw(maybe(spans)), at_most=draw(spans))
    severities = {} if step.due.within is None else draw(st.dictionaries(st.sampled_from("12"), spans, max_size=2))
    return DueChanges(start=start, within=draw(spans), by_severity=severities)


@st.composite
def changes_to(draw: st.DrawFn, owed: Owed) -> StepChanges | RungChanges:
    both: dict[str, Any] = {
        "remind": draw(maybe(reminders)),
        "escalate": draw(maybe(escalations)),
        "how": draw(prose),
        "standards": draw(standards_changes(owed)),
    }
    if isinstance(owed, Step):
        waive = draw(st.dictionaries(st.sampled_from(["due", "escalate"]), waivers, max_size=1))
        due = draw(maybe(due_changes(owed)))
        return StepChanges(**both, due=due, skip=draw(st.booleans()), waive=waive)
    waive = draw(st.dictionaries(st.just("within"), waivers, max_size=1))
    counts = {name: draw(maybe(st.integers(1, 5))) for name in ("observations", "observers", "rehearsals")}
    times = {name: draw(maybe(spans)) for name in ("within", "stand_in_after")}
    return RungChanges(**both, **counts, **times, waive=waive)


@st.composite
def overlays(draw: st.DrawFn, process: Process, *, largest: int = 4) -> Overlay:
    """Whatever a team might write over `process`, allowed or not, as it is read."""
    owed = owed_in(process)
    chosen = draw(st.lists(st.sampled_from(sorted(owed)), max_size=largest, unique=True))
    empty = Overlay(team="checkout", process=process.name, of=process.version)
    return empty.with_places({place: draw(changes_to(owed[place])) for place in chosen})


def lawful(process: Process, overlay: Overlay, on: date) -> Overlay:
    """What is left of `overlay` without the parts that it may not have on that day."""
    while found := breaches(process, overlay, on):
        places = overlay.places()
        for breach in found:
            place = tuple(str(one) for one in breach.path[: 2 if breach.path[0] == "steps" else 3])
            part = breach.path[len(place)]
            field = str(breach.path[len(place) + 1] if part == "waive" else part)
            places[place] = replace(places[place], **{field: getattr(type(places[place])(), field)})
        overlay = overlay.with_places(places)
    return overlay


@st.composite
def next_versions(draw: st.DrawFn, process: Process) -> Process:
    """`process` with other values here and there, steps and standards that are gone, and new ones."""
    steps = [draw(_step_next(step)) for step in process.steps if draw(st.integers(0, 9))]
    roles = []
    for role in process.roles:
        if role.ladder is not None:
            rungs = tuple([draw(_rung_next(rung)) for rung in role.ladder.rungs if draw(st.integers(0, 9))])
            role = replace(role, ladder=replace(role.ladder, rungs=rungs))
        roles.append(role)
    return replace(process, version="9.0.0", steps=tuple(steps), roles=tuple(roles))


@st.composite
def _step_next(draw: st.DrawFn, step: Step) -> Step:
    if not draw(st.booleans()):
        return step
    due = replace(step.due, start=draw(starts))
    if due.within is not None and draw(st.booleans()):
        due = replace(due, within=draw(spans))
    return replace(_owed_next(draw, step), due=due, optional=draw(st.booleans()))


@st.composite
def _rung_next(draw: st.DrawFn, rung: Rung) -> Rung:
    if not draw(st.booleans()):
        return rung
    return replace(_owed_next(draw, rung), observations=draw(st.integers(1, 5)), within=draw(spans))


def _owed_next(draw: st.DrawFn, owed: Any) -> Any:
    standards = []
    for standard in owed.standards:
        match draw(st.integers(0, 5)):
            case 0:
                continue
            case 1:
                standard = replace(standard, level=draw(st.sampled_from(LEVELS)))
            case 2:
                standard = replace(standard, text=standard.text + " Really.")
        standards.append(standard)
    known = {one.id for one in owed.standards}
    if draw(st.booleans()) and (new := draw(own_standards())).id not in known:
        standards.append(new)
    return replace(
        owed,
        remind=draw(st.just(owed.remind) | reminders),
        how=draw(st.sampled_from([owed.how, owed.how + "\n\nAsk in our channel.", ""])),
        locked=draw(st.sampled_from([owed.locked, (), ("standards",), ("remind", "due", "within")])),
        standards=tuple(standards),
    )
