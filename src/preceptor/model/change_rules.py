"""How much a change to each field of a definition asks of people: STANDARD.md's table of change classes, as data.

`RULES` knows every field of every record of `model/definition.py`, so that a new field cannot be forgotten: a diff
of a record with an unknown field raises `KeyError`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from preceptor.model import change_judging as judge
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
from preceptor.model.version import ChangeClass

#: `(before, after)`: values that differ, or the two records that hold them.
Judge = Callable[[Any, Any], ChangeClass]
#: `(the record, what held it before, what holds it after)`.
Weigh = Callable[[Any, Any, Any], ChangeClass]


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A field with a value."""

    judge: Judge
    #: The judge is given the records rather than the values, since other fields of them matter.
    whole: bool = False
    #: Its items have no order.
    unordered: bool = False


@dataclass(frozen=True, kw_only=True)
class Part:
    """A field with another record, or None."""

    added: ChangeClass = "major"
    removed: ChangeClass = "major"


@dataclass(frozen=True, kw_only=True)
class Named:
    """A field with records that are known by their ids, wherever they stand."""

    added: Weigh
    removed: Weigh
    #: The field of the records that is their id.
    by: str = "name"
    #: What another order is; None: their order has no meaning.
    order: ChangeClass | None = None


@dataclass(frozen=True, kw_only=True)
class Entries:
    """A field with values under keys; the judge is given the key and both records."""

    judge: Callable[[str, Any, Any], ChangeClass]


@dataclass(frozen=True, kw_only=True)
class Apart:
    """A field that is no change of its own: an id by which records are matched, or the version itself."""


@dataclass(frozen=True, kw_only=True)
class Moves:
    """The moves of a lifecycle, compared from state to state (`model/differences.py`)."""


Rule = Leaf | Part | Named | Entries | Apart | Moves


def always(change_class: ChangeClass) -> Weigh:
    """The class of something added or removed, whatever it says."""
    return lambda record, before, after: change_class


_OWED: Mapping[str, Rule] = {
    "name": Apart(),
    "title": Leaf(judge=judge.wording),
    "remind": Leaf(judge=judge.care, unordered=True),
    "escalate": Leaf(judge=judge.care),
    "standards": Named(by="id", added=judge.a_standard, removed=judge.a_standard, order="patch"),
    "locked": Leaf(judge=judge.care, unordered=True),
    "how": Leaf(judge=judge.wording),
}
_GUARDS = Named(added=always("major"), removed=always("minor"))

#: By record and field.
RULES: Mapping[type, Mapping[str, Rule]] = {
    Process: {
        "name": Leaf(judge=judge.structure),
        "title": Leaf(judge=judge.wording),
        "version": Apart(),
        "purpose": Leaf(judge=judge.wording),
        "lifecycle": Leaf(judge=judge.structure),
        "approvals": Leaf(judge=judge.care),
        "roles": Named(added=always("minor"), removed=always("major"), order="patch"),
        "steps": Named(added=judge.a_step, removed=judge.a_step, order="patch"),
        "lifecycles": Named(added=always("minor"), removed=always("major")),
    },
    Role: {"name": Apart(), "title": Leaf(judge=judge.wording), "ladder": Part()},
    Ladder: {
        "lifecycle": Leaf(judge=judge.structure),
        "rungs": Named(added=always("major"), removed=always("major"), order="major"),
        "valid": Part(),
        "trainee_hours": Leaf(judge=judge.more),
        "preceptor_hours": Leaf(judge=judge.more),
        "load": Leaf(judge=judge.less),
        "feedback_within": Leaf(judge=judge.sooner),
        "repeats_before_review": Leaf(judge=judge.less),
    },
    Rung: {
        **_OWED,
        "observations": Leaf(judge=judge.more),
        "within": Leaf(judge=judge.sooner),
        "observers": Leaf(judge=judge.more),
        "rehearsals": Leaf(judge=judge.less),
        "grants": Leaf(judge=judge.grants),
        "stand_in_after": Leaf(judge=judge.later),
    },
    Validity: {
        "length": Leaf(judge=judge.sooner),
        # The earlier it can be renewed, the longer there is for it.
        "renew_from": Leaf(judge=judge.sooner),
        "refresh": Leaf(judge=judge.refresh),
        "idle": Leaf(judge=judge.sooner),
        "idle_occasions": Leaf(judge=judge.less),
    },
    Step: {**_OWED, "role": Leaf(judge=judge.structure), "due": Part(), "optional": Leaf(judge=judge.optional)},
    Due: {
        "within": Leaf(judge=judge.ends_sooner, whole=True),
        "at_least": Leaf(judge=judge.lasts_longer, whole=True),
        "at_most": Leaf(judge=judge.ends_sooner, whole=True),
        "start": Leaf(judge=judge.start),
        "by_severity": Entries(judge=judge.at_severity),
    },
    Standard: {
        "id": Apart(),
        "text": Leaf(judge=judge.wording),
        "check": Leaf(judge=judge.check, whole=True),
        "level": Leaf(judge=judge.level, whole=True),
    },
    Lifecycle: {
        "name": Apart(),
        "title": Leaf(judge=judge.wording),
        "governs": Leaf(judge=judge.structure),
        "initial": Leaf(judge=judge.structure),
        "opening": Part(),
        "states": Named(added=judge.a_state, removed=always("major"), order="patch"),
        "moves": Moves(),
    },
    Opening: {"by": Leaf(judge=judge.by, unordered=True), "guards": _GUARDS},
    State: {
        "name": Apart(),
        "title": Leaf(judge=judge.wording),
        "final": Leaf(judge=judge.structure),
        "rests": Leaf(judge=judge.rests),
        "counts": Leaf(judge=judge.structure),
    },
    Move: {
        "do": Apart(),
        "source": Apart(),
        "target": Apart(),
        "by": Leaf(judge=judge.by, unordered=True),
        "never": Leaf(judge=judge.never, unordered=True),
        "guards": _GUARDS,
        "beside": Leaf(judge=judge.care),
    },
    GuardUse: {"name": Apart(), "parameters": Entries(judge=judge.parameter)},
}
