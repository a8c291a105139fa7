"""A small process with whatever a test is about, and overlays on it."""

from dataclasses import replace
from typing import Any

from preceptor.model.definition import (
    Due,
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
from preceptor.model.overlay import Overlay, RungChanges, StepChanges

SMOOTH = Standard(id="smooth", text="It is smooth.")
SALTED = Standard(id="salted", text="It is salted.", level="waivable")
WARM = Standard(id="warm", text="It is warm.", level="advisory")


def span(text: str) -> Duration:
    return Duration.parse(text)


def a_step(name: str = "knead", **given: Any) -> Step:
    """Three days from entering, with a standard of each level."""
    defaults = {
        "title": name.capitalize(),
        "role": "baker",
        "due": Due(within=span("3 days")),
        "standards": (SMOOTH, SALTED, WARM),
        "how": "Use both hands.",
    }
    return Step(name=name, **{**defaults, **given})


def a_rung(name: str = "watch", **given: Any) -> Rung:
    """Two observations within 30 days."""
    defaults = {"title": name.capitalize(), "observations": 2, "within": span("30 days"), "standards": (SMOOTH,)}
    return Rung(name=name, **{**defaults, **given})


def a_process(*owed: Step | Rung, version: str = "1.0.0") -> Process:
    """Steps of a baker in the states knead, rest and bake, and the rungs of the baker's ladder."""
    steps = tuple(one for one in owed if isinstance(one, Step))
    rungs = tuple(one for one in owed if isinstance(one, Rung))
    ladder = Ladder(
        lifecycle="ladder",
        rungs=rungs,
        valid=Validity(length=span("12 months"), renew_from=span("60 days"), idle=span("6 months")),
        feedback_within=span("2 days"),
    )
    states = [State(name=name, title=name) for name in ("knead", "rest", "bake")]
    lifecycle = Lifecycle(
        name="batch",
        title="A batch",
        governs="retrospective",
        initial="knead",
        opening=Opening(by=("anyone",)),
        states=(*states, State(name="eaten", title="Eaten", final=True)),
        moves=(Move(do="go", source=("knead", "rest", "bake"), target="eaten", by=("baker",)),),
    )
    return Process(
        name="bakery",
        title="The bakery",
        version=version,
        lifecycle="batch",
        roles=(Role(name="baker", title="Baker", ladder=ladder), Role(name="taster", title="Taster")),
        steps=steps,
        lifecycles={"batch": lifecycle},
    )


def an_overlay(
    *, of: str = "1.0.0", add: tuple[Step, ...] = (), rung: RungChanges | None = None, **steps: StepChanges
) -> Overlay:
    """What the team rye changes, by step, and on the baker's first rung."""
    return Overlay(
        team="rye",
        process="bakery",
        of=of,
        steps=steps,
        roles={"baker": {"watch": rung}} if rung else {},
        add={step.name: step for step in add},
    )


def released(process: Process, version: str = "2.0.0") -> Process:
    """The process under a later version."""
    return replace(process, version=version)
