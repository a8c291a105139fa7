"""What a documented process says: its lifecycles, roles with their ladders, steps and standards.

These records are what the YAML files in `process/` and `workflows/` mean, free of files and of YAML.
The engine knows no name of any process: states, roles, rungs and standards are data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, Protocol, TypeVar

from preceptor.model import canonical
from preceptor.model.duration import Duration


class _HasName(Protocol):
    @property
    def name(self) -> str: ...


Named = TypeVar("Named", bound=_HasName)

#: What somebody may do alone (`lead`), and may supervise in others (`teach`).
Capability = Literal["lead", "teach"]
#: In the order in which they are earned.
CAPABILITIES: tuple[Capability, ...] = ("lead", "teach")
#: How binding a standard is: `waivable` needs a waiver to be left out, `advisory` blocks nothing.
Level = Literal["required", "waivable", "advisory"]
#: How certified people catch up with a major change: by reading it, or by one observed run.
Refresh = Literal["read", "run"]
#: From when a step's allowance counts.
Start = Literal["entered", "opened", "resolved"]

#: The target of a move that returns to the state before the one it leaves (resume after a pause).
BACK = "back"
#: The target of a move that leaves the state as it is (repeat, reassign, extend).
STAY = "stay"


@dataclass(frozen=True, kw_only=True)
class GuardUse:
    """A guard as a move names it, with the parameters that the definition gives it."""

    name: str
    parameters: Mapping[str, int | str | bool] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class State:
    """One place in a lifecycle where an instance can be."""

    name: str
    title: str
    #: The instance has ended; only moves beside the way (reopen, amend) leave it.
    final: bool = False
    #: The instance rests: nobody owes anything here, and no clock runs.
    rests: bool = False
    #: On a rung: the name of the rule that says which observations count (`model/credit.py`).
    counts: str | None = None


@dataclass(frozen=True, kw_only=True)
class Move:
    """What moves an instance from one state to another, who may do so, and what must be true first."""

    do: str
    source: tuple[str, ...]
    #: A state, `BACK` or `STAY`.
    target: str
    #: Relations to the instance; whoever has one of them may fire the move.
    by: tuple[str, ...]
    #: Relations that forbid it, whatever else the person is.
    never: tuple[str, ...] = ()
    guards: tuple[GuardUse, ...] = ()
    #: Beside the way (pause, withdraw): possible, but never what an instance waits for.
    beside: bool = False


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Who may begin an instance, and what must be true first."""

    by: tuple[str, ...]
    guards: tuple[GuardUse, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lifecycle:
    """The states of one kind of instance and what moves between them."""

    name: str
    title: str
    #: What kind of instance it drives; decides which guards and relations it may name.
    governs: Literal["pairing", "retrospective", "recommendation", "change"]
    initial: str
    opening: Opening
    #: In the order in which they are told to a reader.
    states: tuple[State, ...]
    moves: tuple[Move, ...]

    @cached_property
    def digest(self) -> str:
        """What machines are cached by."""
        return canonical.digest(canonical.dump(self))

    def state(self, name: str) -> State:
        """The state called `name`. Raises `KeyError` where there is none."""
        return next_named(self.states, name)

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """The moves that leave (or stay in) `state`, in the order of the definition."""
        return tuple(move for move in self.moves if state in move.source)


@dataclass(frozen=True, kw_only=True)
class Standard:
    """One statement of what good enough means."""

    id: str
    text: str
    #: What checks it by itself, for example `writeup T`; None: a person rates it.
    check: str | None = None
    level: Level = "required"


@dataclass(frozen=True, kw_only=True)
class Due:
    """A deadline as a rule. `within` for one date; `at_least` and `at_most` for a window."""

    within: Duration | None = None
    at_least: Duration | None = None
    at_most: Duration | None = None
    start: Start = "entered"
    #: By severity (1, 2, …) where the allowance depends on it; `within` serves the rest.
    by_severity: Mapping[str, Duration] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Step:
    """What is owed in one state of the process's lifecycle: by whom, by when, and how well."""

    #: The state of the lifecycle in which it is owed; also the step's id.
    name: str
    title: str
    role: str
    due: Due
    #: Business days before (negative), on (0) and after the due date.
    remind: tuple[int, ...] = (-2, 0, 2)
    escalate: tuple[str, ...] = ("manager", "owner")
    standards: tuple[Standard, ...] = ()
    #: Fields that no variant may change.
    locked: tuple[str, ...] = ()
    optional: bool = False
    how: str = ""


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One rung of a ladder: how often, before how many people, by when, how well, and what it earns."""

    #: The state of the ladder's lifecycle; also the rung's id.
    name: str
    title: str
    observations: int
    within: Duration
    #: Distinct people who must have watched or performed opposite the trainee (see `credit.observers`).
    observers: int = 1
    #: How many of the observations may be rehearsals on a past incident.
    rehearsals: int = 1
    grants: Capability | None = None
    standards: tuple[Standard, ...] = ()
    #: Where no newcomer comes for so long, any colleague may take the newcomer's place.
    stand_in_after: Duration | None = None
    remind: tuple[int, ...] = (-2, 0, 2)
    escalate: tuple[str, ...] = ("manager", "owner")
    locked: tuple[str, ...] = ()
    how: str = ""


@dataclass(frozen=True, kw_only=True)
class Validity:
    """How long a certification holds. Defaults: STANDARD.md, "The ladder"."""

    length: Duration
    renew_from: Duration
    refresh: Refresh = "read"
    #: Lapses after so long without doing it …
    idle: Duration
    #: … in which at least so many occasions passed.
    idle_occasions: int = 3


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """How somebody becomes able to lead and to teach a role."""

    lifecycle: str
    #: In climbing order.
    rungs: tuple[Rung, ...]
    valid: Validity
    #: Hours a week that one open pairing takes from its trainee and from its preceptor.
    trainee_hours: int = 4
    preceptor_hours: int = 2
    #: How many open pairings a preceptor may have at once.
    load: int = 3
    #: How soon after an observation its feedback is due.
    feedback_within: Duration
    #: From which repeat of a rung on the process owners must look at the pairing.
    repeats_before_review: int = 3

    def rung(self, state: str) -> Rung | None:
        """The rung that `state` is, or None where the state is no rung."""
        return next((rung for rung in self.rungs if rung.name == state), None)


@dataclass(frozen=True, kw_only=True)
class Role:
    """A part that people play in a process; with a ladder where it has to be learnt."""

    name: str
    title: str
    ladder: Ladder | None = None


@dataclass(frozen=True, kw_only=True)
class Process:
    """One version of a documented process, with its lifecycles inlined: what a revision holds."""

    name: str
    title: str
    version: str
    #: What the process is for, in Markdown.
    purpose: str = ""
    #: The lifecycle of its instances; None for a process that only has ladders.
    lifecycle: str | None = None
    approvals: int = 1
    roles: tuple[Role, ...]
    steps: tuple[Step, ...] = ()
    #: Every lifecycle that the process or its ladders name.
    lifecycles: Mapping[str, Lifecycle] = field(default_factory=dict)

    def ladder_of(self, role: str) -> Ladder | None:
        """The ladder of `role`, or None where the role is unknown or has none."""
        return next((one.ladder for one in self.roles if one.name == role), None)

    def lifecycle_of_ladder(self, ladder: Ladder) -> Lifecycle:
        """The inlined lifecycle that `ladder` climbs."""
        return self.lifecycles[ladder.lifecycle]


def next_named(records: tuple[Named, ...], name: str) -> Named:
    """The record called `name`. Raises `KeyError` where there is none."""
    for record in records:
        if record.name == name:
            return record
    raise KeyError(name)
