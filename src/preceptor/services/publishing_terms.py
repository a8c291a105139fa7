"""How a change is to be published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from preceptor.errors import BadInput, Problem, UsageProblem
from preceptor.model.canonical import Json
from preceptor.model.change import Change, Unreviewed
from preceptor.model.definition import Process
from preceptor.model.migration import Plan, in_order
from preceptor.ports import Reading
from preceptor.services.act import require_reason


def states_of(typed: Sequence[str]) -> dict[str, str]:
    """New names of states that were typed as OLD=NEW. Raises `UsageProblem` where one is none, and
    `BadInput` where one names a state again."""
    states: dict[str, str] = {}
    for one in typed:
        old, _, new = one.partition("=")
        if not old or not new:
            raise UsageProblem(f"--map {one}: it takes OLD=NEW")
        if old in states:
            raise BadInput(f"--map {one}: `{old}` is mapped already, to `{states[old]}`", remedy="")
        states[old] = new
    return states


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How a change is to be published."""

    #: From the begin of this day on, where the publisher is; None: at once.
    effective: date | None = None
    #: What becomes of running instances: they `finish` on their edition, or `migrate` to the new one.
    in_flight: Literal["finish", "migrate"] = "finish"
    #: For instances that migrate: states that are called otherwise now, and whether due dates are computed anew.
    states: Mapping[str, str] = field(default_factory=dict)
    due: Literal["keep", "recompute"] = "keep"
    without_approvals: Unreviewed | None = None
    #: The reason for that.
    why: str | None = None

    def check(self) -> None:
        """Raise `BadInput` where they do not go together."""
        if self.without_approvals:
            require_reason(self.why or "")
        if self.without_approvals == "emergency" and self.effective:
            raise BadInput("an emergency takes effect at once", remedy="Leave out --effective, or --emergency.")

    def check_states(self, tx: Reading, change: Change) -> None:
        """Raise `BadInput` for new names of states that fit nothing that runs, all of them with what is wrong."""
        if not self.states:
            return
        editions = {one.edition for one in tx.running_under(change.process, change.team)}
        before = [tx.definition(one) for one in editions | ({change.base} if change.base else set())]
        known = {name for one in before for name in _states_of(one)}
        after = tx.definition(change.digest)
        goals = _states_of(after)
        problems = [
            *(
                f"--map {old}={new}: nothing that runs is under an edition with a state `{old}`; "
                f"there is {', '.join(sorted(known)) or 'none'}"
                for old, new in self.states.items()
                if old not in known
            ),
            *(
                f"--map {old}={new}: {after.name} {after.version} has no state `{new}`; it has {', '.join(goals)}"
                for old, new in self.states.items()
                if new not in goals
            ),
        ]
        try:
            in_order(self.states)
        except ValueError as error:
            problems.append(f"the new names go round in a circle: {error}")
        if problems:
            raise BadInput("the states cannot be mapped", problems=[Problem(message=one) for one in problems])

    def as_arguments(self) -> dict[str, Json]:
        """For the digest of a request."""
        return {
            "effective": self.effective.isoformat() if self.effective else None,
            "in_flight": self.in_flight,
            "states": dict(self.states),
            "due": self.due,
            "without_approvals": self.without_approvals,
            "why": self.why,
        }

    @property
    def plan(self) -> Plan:
        """How running instances move, where they do."""
        return Plan(states=self.states, due=self.due)

    def for_what_follows(self) -> dict[str, Json]:
        """What the batches have to know that follow."""
        return {"in_flight": self.in_flight, "states": dict(self.states), "due": self.due}


def _states_of(process: Process) -> list[str]:
    """The states in which its instances can be, in the order of the definition."""
    lifecycles = {role.ladder.lifecycle for role in process.roles if role.ladder}
    lifecycles |= {process.lifecycle} if process.lifecycle else set()
    return list(dict.fromkeys(one.name for name in sorted(lifecycles) for one in process.lifecycles[name].states))
