"""The documented process as one page: PROCESS.md, made from what `process/` and `workflows/` say."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from preceptor.model.credit import CREDIT_RULES
from preceptor.model.definition import (
    BACK,
    STAY,
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
    Step,
)
from preceptor.model.duration import Duration
from preceptor.model.last_change import LastChange
from preceptor.model.overlay import Overlay
from preceptor.model.registry import GUARDS
from preceptor.model.relations import ESCALATION, RELATIONS, STEP_OWNERS
from preceptor.render.environment import render
from preceptor.render.last_changed import last_changed
from preceptor.render.mermaid import state_diagram
from preceptor.render.prose import line, listing
from preceptor.render.variants import variants_of

Values = dict[str, object]

_STARTS: Mapping[str, str] = {
    "entered": "from entering the step",
    "opened": "from the opening",
    "resolved": "from the resolution",
}
_CAPABILITIES: Mapping[str, str] = {
    "lead": "do it without supervision",
    "teach": "supervise others and sign for them",
}


def process_page(
    processes: Sequence[Process],
    *,
    variants: Sequence[Overlay] = (),
    last: Mapping[str, LastChange] | None = None,
    folder: Path | None = None,
) -> str:
    """PROCESS.md for these processes, in Markdown; the same for the same definitions, and ends with one newline.

    The order of `processes` does not matter: what people learn and do comes first, how processes change last.
    `variants` are what teams do differently; `last` is what the database says of the latest publications.
    `folder` is the governance folder whose own `templates/process/PROCESS.md` comes first.
    Raises `BadInput` for a template that is broken.
    """
    drawn: dict[str, str] = {}
    ordered = sorted(processes, key=lambda one: (_place_of(one), one.name))
    told = last or {}
    values: Values = {
        "processes": [
            {
                **_process(one, drawn),
                "last_changed": last_changed(one.name, told.get(one.name)),
                "variants": variants_of(one, variants),
            }
            for one in ordered
        ]
    }
    page = render("process/PROCESS.md", values, folder=folder)
    return re.sub(r"\n{3,}", "\n\n", page.strip("\n")) + "\n"


def _place_of(process: Process) -> int:
    if process.lifecycle is None:
        return -1
    return list(RELATIONS).index(process.lifecycles[process.lifecycle].governs)


def _process(process: Process, drawn: dict[str, str]) -> Values:
    own = process.lifecycles[process.lifecycle] if process.lifecycle else None
    told = [_reminders(step.remind, step.escalate) for step in process.steps]
    common = told[0] if len(set(told)) == 1 else None
    return {
        "name": process.name,
        "title": line(process.title),
        "version": process.version,
        "approvals": process.approvals,
        "purpose": process.purpose.strip(),
        "lifecycle": _lifecycle(own, process.name, drawn) if own else None,
        "reminders": common,
        "steps": [_step(process, step, own, common) for step in process.steps],
        "owners": _owners(process, own) if own else [],
        "roles": [
            {"name": role.name, "title": line(role.title), "learnt": role.ladder is not None}
            for role in process.roles
        ],
        "ladders": list(_ladders(process, drawn)),
    }


def _lifecycle(lifecycle: Lifecycle, process: str, drawn: dict[str, str]) -> Values:
    """A lifecycle; its diagram and moves once in the page, where it is first met."""
    anchor = f"{process}-states-{lifecycle.name}"
    first = lifecycle.digest not in drawn
    drawn.setdefault(lifecycle.digest, anchor)
    return {
        "name": lifecycle.name,
        "title": line(lifecycle.title),
        "anchor": drawn[lifecycle.digest],
        "first": first,
        "diagram": state_diagram(lifecycle),
        "opening": _way(lifecycle.opening),
        "moves": [
            {
                **_way(move),
                "do": move.do,
                "source": _titles(lifecycle, move.source),
                "target": _target(lifecycle, move),
                "never": list(move.never),
                "beside": move.beside,
            }
            for move in lifecycle.moves
        ],
        "guards": _guards(lifecycle),
    }


def _way(way: Opening | Move) -> Values:
    return {"by": list(way.by), "guards": [_guard(use) for use in way.guards]}


def _guard(use: GuardUse) -> str:
    given = ", ".join(
        f"{name}: {str(value).lower() if isinstance(value, bool) else value}"
        for name, value in sorted(use.parameters.items())
    )
    return f"{use.name} ({given})" if given else use.name


def _guards(lifecycle: Lifecycle) -> list[Values]:
    """What each guard of the lifecycle asks for, in the order in which a reader meets them."""
    ways: list[Opening | Move] = [lifecycle.opening, *lifecycle.moves]
    names = dict.fromkeys(use.name for way in ways for use in way.guards)
    return [{"name": name, "asks": line(GUARDS[name].summary) if name in GUARDS else ""} for name in names]


def _titles(lifecycle: Lifecycle, names: Sequence[str]) -> list[str]:
    return [line(lifecycle.state(name).title) for name in names]


def _target(lifecycle: Lifecycle, move: Move) -> str:
    if move.target == STAY:
        return "(stays)"
    if move.target == BACK:
        return "(where it was)"
    return line(lifecycle.state(move.target).title)


def _step(process: Process, step: Step, own: Lifecycle | None, common: str | None) -> Values:
    return {
        "name": step.name,
        "anchor": f"{process.name}-{step.name}",
        "title": line(step.title),
        "who": _role_title(process, step.role),
        "due": due_words(step.due),
        "optional": step.optional,
        "locked": list(step.locked),
        "reminders": None if common else _reminders(step.remind, step.escalate),
        "standards": _standards(step.standards),
        "how": step.how.strip(),
    }


def _role_title(process: Process, role: str) -> str:
    return next((line(one.title) for one in process.roles if one.name == role), role)


def _owners(process: Process, own: Lifecycle) -> list[Values]:
    """What the words for step owners mean that are no roles of the process."""
    meaning = STEP_OWNERS[own.governs]
    roles = {one.name for one in process.roles}
    names = dict.fromkeys(step.role for step in process.steps if step.role not in roles)
    return [{"name": name, "meaning": meaning[name]} for name in names if name in meaning]


def _standards(standards: Sequence[Standard]) -> list[Values]:
    return [{"id": one.id, "text": line(one.text), "level": one.level, "check": one.check} for one in standards]


def _ladders(process: Process, drawn: dict[str, str]) -> Iterator[Values]:
    """Each ladder with the roles that climb it: roles that share one word for word are told of together."""
    shared: list[tuple[Ladder, list[Role]]] = []
    for role in process.roles:
        if role.ladder is not None:
            climbers = next((roles for ladder, roles in shared if ladder == role.ladder), None)
            if climbers is None:
                shared.append((role.ladder, [role]))
            else:
                climbers.append(role)
    for ladder, roles in shared:
        lifecycle = process.lifecycle_of_ladder(ladder)
        valid = ladder.valid
        told = {_reminders(rung.remind, rung.escalate) for rung in ladder.rungs}
        yield {
            "roles": [line(role.title) for role in roles],
            "anchor": f"{process.name}-role-{roles[0].name}",
            "lifecycle": _lifecycle(lifecycle, process.name, drawn),
            "rungs": [
                _rung(rung, lifecycle, f"{process.name}-role-{roles[0].name}-{rung.name}", len(told) > 1)
                for rung in ladder.rungs
            ],
            "reminders": told.pop() if len(told) == 1 else None,
            "valid": {
                "length": str(valid.length),
                "renew_from": str(valid.renew_from),
                "refresh": "by reading the new version" if valid.refresh == "read" else "by one observed run",
                "idle": str(valid.idle),
                "idle_occasions": valid.idle_occasions,
            },
            "trainee_hours": ladder.trainee_hours,
            "preceptor_hours": ladder.preceptor_hours,
            "load": ladder.load,
            "feedback_within": str(ladder.feedback_within),
            "repeats_before_review": ladder.repeats_before_review,
        }


def _rung(rung: Rung, lifecycle: Lifecycle, anchor: str, own_reminders: bool) -> Values:
    counts = lifecycle.state(rung.name).counts
    return {
        "name": rung.name,
        "anchor": anchor,
        "title": line(rung.title),
        "observations": rung.observations,
        "observers": rung.observers,
        "rehearsals": rung.rehearsals,
        "within": str(rung.within),
        "grants": rung.grants,
        "granted": _CAPABILITIES[rung.grants] if rung.grants else None,
        "counts": CREDIT_RULES[counts].summary if counts and counts in CREDIT_RULES else None,
        "stand_in_after": str(rung.stand_in_after) if rung.stand_in_after else None,
        "reminders": _reminders(rung.remind, rung.escalate) if own_reminders else None,
        "locked": list(rung.locked),
        "standards": _standards(rung.standards),
        "how": rung.how.strip(),
    }


def due_words(due: Due) -> str:
    """A deadline's rule in words: `3 business days from the day the step is reached`."""
    allowances = [f"{allowed} (severity {severity})" for severity, allowed in sorted(due.by_severity.items())]
    if due.within:
        allowances.append(f"else {due.within}" if allowances else str(due.within))
    window = _window(due.at_least, due.at_most)
    return " ".join(filter(None, (", ".join([*allowances, *window]), _STARTS[due.start])))


def _window(least: Duration | None, most: Duration | None) -> list[str]:
    if least and most:
        return [f"at least {least} and at most {most}"]
    return [f"{word} {bound}" for word, bound in (("at least", least), ("at most", most)) if bound]


def _reminders(days: Sequence[int], escalate: Sequence[str]) -> str:
    """When whoever owes it is reminded, and to whom it goes then."""
    when = []
    for after, group in groupby(sorted(days), key=lambda day: (day > 0) - (day < 0)):
        numbers = [abs(day) for day in group]
        plural = "" if numbers == [1] else "s"
        word = {-1: f"business day{plural} before", 0: "", 1: f"business day{plural} after"}[after]
        when.append(f"{listing([str(one) for one in numbers])} {word}" if word else "on the day")
    reminded = f"Reminders go out {listing(when)}" if when else "There are no reminders"
    taken = ", then to ".join(re.sub(r"^who\b", "whoever", ESCALATION.get(one, one)) for one in escalate)
    return f"{reminded}; after that it is taken to {taken}." if taken else f"{reminded}."
