"""Definitions of a trade that the engine has never heard of: bakers, their oven, and what is asked of a batch."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from preceptor.catalog.vocabulary import Vocabulary
from preceptor.model.guards import Guards
from preceptor.model.refusal import Reason
from preceptor.model.relations import ASSIGNS_ROLES, ESCALATION, RELATIONS, STANDING, STEP_OWNERS

_PAIRING, _RETROSPECTIVE = Guards("pairing"), Guards("retrospective")


@_PAIRING.guard("hands-washed")
def hands_washed(facts: object) -> Iterator[Reason]:
    """Both have washed their hands."""
    yield from ()


@_PAIRING.guard("loaves-baked")
def loaves_baked(facts: object, *, at_least: int, kind: str = "rye", sliced: bool = False) -> Iterator[Reason]:
    """Enough loaves were baked."""
    yield from ()


@_RETROSPECTIVE.guard("crumbs-kept")
def crumbs_kept(facts: object) -> Iterator[Reason]:
    """Some of the batch was kept."""
    yield from ()


WORDS = Vocabulary(
    guards={**_PAIRING, **_RETROSPECTIVE},
    credit_rules={"tastes", "kneads", "bakes"},
    relations=RELATIONS,
    step_owners=STEP_OWNERS,
    assigns_roles=ASSIGNS_ROLES,
    standing=STANDING,
    escalation=frozenset(ESCALATION),
)

LADDER = """\
lifecycle: oven
title: Learning the oven
governs: pairing
initial: taste
opening:
  by: [owner]
  guards: [hands-washed]
states:
  taste: {title: Taste it, counts: tastes}
  knead: {title: Knead it, counts: kneads}
  bake: {title: Bake it, counts: bakes}
  baked: {title: Baked, final: true}
  cold: {title: Cold, rests: true}
  left: {title: Left, final: true}
moves:
  - {do: rise, from: taste, to: knead, by: [preceptor], never: [trainee], guards: [{loaves-baked: {at_least: 3}}]}
  - {do: rise, from: knead, to: bake, by: [preceptor], never: [trainee]}
  - {do: rise, from: bake, to: baked, by: [preceptor], never: [trainee]}
  - {do: cool, from: [taste, knead], to: cold, by: [owner], beside: true}
  - {do: warm, from: cold, to: back, by: [owner]}
  - {do: leave, from: [taste, knead, bake, cold], to: left, by: [trainee, preceptor], beside: true}
"""

BATCH = """\
lifecycle: batch
title: A batch
governs: retrospective
initial: dough
opening: {by: [anyone]}
states:
  dough: {title: Dough}
  crust: {title: Crust}
  eaten: {title: Eaten, final: true}
moves:
  - {do: fire, from: dough, to: crust, by: [baker]}
  - {do: serve, from: crust, to: eaten, by: [baker, owner]}
  - {do: again, from: eaten, to: dough, by: [owner], beside: true}
"""

BAKERY = """\
process: bakery
title: The bakery
version: 2.10.0
lifecycle: batch
ladders:
  oven:
    lifecycle: oven
    taste: {observations: 3, within: 5 days, standards: [{id: spits, text: Does not swallow.}]}
    knead: {observations: 2, observers: 2, rehearsals: 0, within: 2 weeks, grants: lead}
    bake: {title: Bake a batch alone, observations: 1, within: 1 month, grants: teach, stand_in_after: 3 days}
    valid: {for: 2 years, renew_from: 30 days, refresh: run, idle_occasions: 5}
    hours: {trainee: 6}
    load: 1
roles:
  baker: {title: Baker, ladder: oven}
  taster: {}
steps:
  dough:
    title: Make the dough
    role: baker
    due: {within: 90 minutes, by_severity: {1: 30 minutes}, from: opened}
    remind: [0]
    escalate: [owner]
    standards:
      - {id: smooth, text: The dough is smooth., level: waivable}
      - {id: written, text: It is written down., check: writeup T S201}
    locked: [standards, due]
  crust:
    title: Watch the crust
    role: on-call
    due: {at_least: 1 hour, at_most: 2 hours}
    optional: true
"""

PROCESSES: Mapping[str, str] = {"bakery": BAKERY}
LIFECYCLES: Mapping[str, str] = {"oven": LADDER, "batch": BATCH}


def edited(text: str, old: str, new: str) -> str:
    """`text` with `old`, which is there once, replaced."""
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new)


def a_folder(
    root: Path, processes: Mapping[str, str] = PROCESSES, lifecycles: Mapping[str, str] = LIFECYCLES
) -> Path:
    """A governance folder with these definitions in it."""
    for folder, texts in (("process", processes), ("workflows", lifecycles)):
        (root / folder).mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (root / folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return root


def place_of(text: str, snippet: str) -> tuple[int, int]:
    """Line and column, counted from 1, of the snippet that is there once; a `^` in it is the exact place."""
    lead = max(snippet.find("^"), 0)
    plain = snippet.replace("^", "", 1)
    assert text.count(plain) == 1, f"{plain!r} is there {text.count(plain)} times"
    before = text[: text.index(plain) + lead]
    return before.count("\n") + 1, len(before) - before.rfind("\n")
