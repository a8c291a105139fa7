"""Whether a process means something: its steps and ladders against the lifecycles that they name."""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import pairwise

from preceptor.catalog import builder
from preceptor.catalog.fit import Draft
from preceptor.catalog.problems import Path, Trouble, nearest, shown
from preceptor.catalog.shapes import LadderShape, OwedShape, ProcessShape, RungShape, StepShape
from preceptor.catalog.vocabulary import Vocabulary
from preceptor.model.definition import Ladder, Lifecycle, Process, Rung, Standard, Step

#: Families of write-up findings, or single codes of them, that a standard may name.
_CHECK = re.compile(r"writeup( (T|S|B|R|A|X)([0-9]{3})?)+")


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The lifecycles that a process may name."""

    sound: Mapping[str, Lifecycle]
    #: Those that are written but have problems of their own.
    broken: Set[str] = frozenset()

    def trouble(self, name: str, at: Path) -> Trouble | None:
        """Why the lifecycle `name` cannot be used, or None where it can."""
        if name in self.sound:
            return None
        if name in self.broken:
            return Trouble(code="D303", at=at, message=f"the lifecycle {shown(name)} has problems of its own")
        known = set(self.sound) | set(self.broken)
        message = f"there is no lifecycle {shown(name)} in workflows/"
        return Trouble(code="D303", at=at, message=message, suggestion=nearest(name, known))


def process_troubles(
    process: Process, draft: Draft[ProcessShape], shelf: Shelf, words: Vocabulary
) -> Iterator[Trouble]:
    """Everything that makes no sense in `process`."""
    roles = {role.name for role in process.roles} | draft.document.written("roles")
    yield from _lifecycle(process, roles, shelf, words)
    yield from _steps(process, draft, roles, shelf, words)
    yield from _named_ladders(draft)
    for at, ladder in _ladders(draft, shelf):
        yield from _ladder(ladder, at, draft, shelf, words)


def _lifecycle(process: Process, roles: Set[str], shelf: Shelf, words: Vocabulary) -> Iterator[Trouble]:
    if process.lifecycle is None:
        return
    at = ("lifecycle",)
    if trouble := shelf.trouble(process.lifecycle, at):
        yield trouble
        return
    lifecycle = shelf.sound[process.lifecycle]
    if lifecycle.governs == "pairing":
        message = f"{shown(lifecycle.name)} is climbed in pairings, and a process follows another kind of lifecycle"
        yield Trouble(code="D304", at=at, message=message, suggestion="name it under a role's `ladder`")
        return
    if lifecycle.governs in words.assigns_roles:
        named = {word for move in lifecycle.moves for word in (*move.by, *move.never)} | set(lifecycle.opening.by)
        for word in sorted(named - roles - words.standing):
            message = (
                f"the lifecycle {shown(lifecycle.name)} speaks of the role {shown(word)}, which the process has not"
            )
            yield Trouble(code="D333", at=at, message=message)


def _steps(
    process: Process, draft: Draft[ProcessShape], roles: Set[str], shelf: Shelf, words: Vocabulary
) -> Iterator[Trouble]:
    lifecycle = shelf.sound.get(process.lifecycle) if process.lifecycle else None
    written = {step.name for step in process.steps} | draft.document.written("steps")
    if process.lifecycle is None and draft.complete("lifecycle") and written:
        yield Trouble(
            code="D334",
            at=("steps",),
            key=True,
            message="there are steps, but no lifecycle in whose states they are owed",
        )
    if lifecycle is not None and lifecycle.governs != "pairing":
        states = {state.name: state for state in lifecycle.states}
        for name in sorted(written):
            at = ("steps", name)
            if name not in states:
                message = f"{shown(name)} is no state of the lifecycle {shown(lifecycle.name)}"
                yield Trouble(code="D315", at=at, key=True, message=message, suggestion=nearest(name, states))
            elif states[name].final or states[name].rests:
                how = "final" if states[name].final else "at rest"
                yield Trouble(
                    code="D317", at=at, key=True, message=f"nothing is owed in {shown(name)}, which is {how}"
                )
        for state in lifecycle.states:
            if not state.final and not state.rests and state.name not in written:
                message = f"somebody must leave {shown(state.name)}, but no step says who, and by when"
                yield Trouble(code="D316", at=("steps",), key=True, message=message)
    owners = (
        set(words.step_owners[lifecycle.governs])
        if lifecycle
        else {word for known in words.step_owners.values() for word in known}
    )
    for step in process.steps:
        at = ("steps", step.name)
        if step.role not in roles | owners:
            message = f"{shown(step.role)} is neither a role of the process nor a relation to it"
            yield Trouble(
                code="D318", at=(*at, "role"), message=message, suggestion=nearest(step.role, roles | owners)
            )
        yield from _owed(step, at, StepShape, words)


def _named_ladders(draft: Draft[ProcessShape]) -> Iterator[Trouble]:
    if draft.shape is None:
        return
    known = set(draft.shape.ladders) | draft.document.written("ladders")
    for name, role in draft.shape.roles.items():
        if isinstance(role.ladder, str) and role.ladder not in known:
            message = f"there is no ladder {shown(role.ladder)} under `ladders`"
            yield Trouble(
                code="D328",
                at=("roles", name, "ladder"),
                message=message,
                suggestion=nearest(role.ladder, known),
            )


def _ladders(draft: Draft[ProcessShape], shelf: Shelf) -> Iterator[tuple[Path, Ladder]]:
    """Each ladder where it is written: one that several roles share is looked at once."""
    if draft.shape is None:
        return
    for name, shape in draft.shape.ladders.items():
        yield ("ladders", name), builder.ladder(shape, shelf.sound)
    for name, role in draft.shape.roles.items():
        if role.ladder is not None and not isinstance(role.ladder, str):
            yield ("roles", name, "ladder"), builder.ladder(role.ladder, shelf.sound)


def _ladder(
    ladder: Ladder, at: Path, draft: Draft[ProcessShape], shelf: Shelf, words: Vocabulary
) -> Iterator[Trouble]:
    yield from _grants(ladder, at, draft)
    for rung in ladder.rungs:
        yield from _counts(rung, (*at, rung.name))
        yield from _owed(rung, (*at, rung.name), RungShape, words)
    if trouble := shelf.trouble(ladder.lifecycle, (*at, "lifecycle")):
        yield trouble
        return
    lifecycle = shelf.sound[ladder.lifecycle]
    if lifecycle.governs != "pairing":
        message = f"{shown(lifecycle.name)} governs a {lifecycle.governs}, and a ladder is climbed in pairings"
        yield Trouble(code="D304", at=(*at, "lifecycle"), message=message)
        return
    climbed = [state.name for state in lifecycle.states if state.counts]
    keys = frozenset(LadderShape.model_fields)
    written = [name for name in draft.document.written(*at) if name not in keys]
    for name in sorted(written):
        if name not in climbed:
            message = f"{shown(name)} is no state of the lifecycle {shown(lifecycle.name)} in which something counts"
            yield Trouble(
                code="D319",
                at=(*at, name),
                key=True,
                message=message,
                suggestion=nearest(name, [*climbed, *keys]),
            )
    for name in climbed:
        if name not in written:
            message = f"the ladder has no rung {shown(name)}"
            yield Trouble(code="D320", at=at, key=True, message=message)
    order = [rung.name for rung in ladder.rungs if rung.name in climbed]
    for before, after in pairwise(order):
        if climbed.index(after) < climbed.index(before):
            message = f"{shown(after)} is climbed before {shown(before)}, and stands after it"
            yield Trouble(code="D321", at=(*at, after), key=True, message=message)


def _grants(ladder: Ladder, at: Path, draft: Draft[ProcessShape]) -> Iterator[Trouble]:
    granted: list[str] = []
    for rung in ladder.rungs:
        if rung.grants is None:
            continue
        place = (*at, rung.name, "grants")
        if rung.grants in granted:
            yield Trouble(
                code="D323", at=place, message=f"{shown(rung.grants)} is granted on an earlier rung already"
            )
        elif rung.grants == "teach" and "lead" not in granted and draft.complete(*at):
            yield Trouble(code="D323", at=place, message="`teach` is granted to people who may not `lead`")
        granted.append(rung.grants)
    if not granted and draft.complete(*at):
        yield Trouble(
            code="D324", at=at, key=True, severity="warning", message="no rung of the ladder grants anything"
        )


def _counts(rung: Rung, at: Path) -> Iterator[Trouble]:
    if rung.observers > rung.observations:
        message = f"{rung.observations} observations cannot have {rung.observers} different observers"
        yield Trouble(code="D322", at=(*at, "observers"), message=message)
    if rung.rehearsals > rung.observations:
        message = f"{rung.rehearsals} of {rung.observations} observations cannot be rehearsals"
        yield Trouble(code="D322", at=(*at, "rehearsals"), message=message)


def _owed(owed: Step | Rung, at: Path, shape: type[OwedShape], words: Vocabulary) -> Iterator[Trouble]:
    yield from standards_troubles(owed.standards, (*at, "standards"))
    lockable = set(shape.model_fields) - {"locked"}
    for number, name in enumerate(owed.locked):
        if name not in lockable:
            message = f"{shown(name)} cannot be locked"
            yield Trouble(
                code="D326", at=(*at, "locked", number), message=message, suggestion=nearest(name, lockable)
            )
    for number, name in enumerate(owed.escalate):
        if name not in words.escalation:
            message = f"nothing can be taken to {shown(name)}"
            yield Trouble(
                code="D329",
                at=(*at, "escalate", number),
                message=message,
                suggestion=nearest(name, words.escalation),
            )


def standards_troubles(standards: tuple[Standard, ...], at: Path) -> Iterator[Trouble]:
    """What is wrong with the standards of one step or rung, which stand `at` a path of the file."""
    seen: set[str] = set()
    for number, standard in enumerate(standards):
        if standard.id in seen:
            message = f"another standard here has the id {shown(standard.id)}"
            yield Trouble(code="D325", at=(*at, number, "id"), message=message)
        seen.add(standard.id)
        if standard.check is not None and not _CHECK.fullmatch(standard.check):
            yield Trouble(
                code="D327",
                at=(*at, number, "check"),
                message=f"there is no check {shown(standard.check)}",
                suggestion="write `writeup` and its families or codes, such as `writeup T` or `writeup B R401`",
            )
