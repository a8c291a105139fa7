"""Which observations count toward a rung.

A ladder's lifecycle names, for each rung, one of the rules here. A rule knows capabilities and who did what; it
knows no rung, role or process by name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from preceptor.model.definition import State


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """An observation with what its people were able to do on that day."""

    held_on: date
    performer: int
    watchers: frozenset[int]
    #: Who of them held `lead`, and `teach`, with full standing.
    leads: frozenset[int]
    teaches: frozenset[int]
    #: Who of the watchers is on a rung of watching in this role.
    newcomers: frozenset[int]
    logins: Mapping[int, str]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """The occasion counts."""

    #: People opposite the trainee in it; distinct ones are asked for.
    observers: tuple[int, ...]
    #: A colleague stood in for a newcomer.
    stand_in: bool = False


@dataclass(frozen=True, kw_only=True)
class NotCounted:
    """The occasion does not count."""

    #: Why, in a sentence.
    why: str


Verdict = Counted | NotCounted


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What counts toward a rung."""

    name: str
    #: What it asks for, in a sentence.
    summary: str
    #: Whether the trainee performs (else watches).
    trainee_performs: bool
    #: Whoever is on a rung with this rule is a newcomer to the role.
    newcomer: bool
    #: Who rates and gives feedback: somebody present who may teach, or the pairing's preceptor in any case.
    rated_by: Literal["present", "preceptor"]
    #: `(occasion, trainee, stand-ins allowed)`.
    judge: Callable[[Occasion, int, bool], Verdict]


def raters(
    rule: Rule, present: frozenset[int], teaches: frozenset[int], trainee: int, preceptor: int
) -> frozenset[int]:
    """Who may rate standards and give feedback for an occasion: never the trainee.

    `present`: whoever was there and is still active. Where nobody of them may teach, the pairing's preceptor does it,
    so that no feedback can get stuck.
    """
    able = (present & teaches) - {trainee} if rule.rated_by == "present" else frozenset()
    return able or frozenset({preceptor})


def _watches(occasion: Occasion, trainee: int, stand_in: bool) -> Verdict:
    login = occasion.logins
    if trainee not in occasion.watchers:
        return NotCounted(why=f"{login[trainee]} is to watch, and did not")
    if occasion.performer not in occasion.leads:
        return NotCounted(
            why=f"{login[occasion.performer]}, who performed, did not hold `lead` on {occasion.held_on}"
        )
    return Counted(observers=(occasion.performer,))


def _performs_watched(occasion: Occasion, trainee: int, stand_in: bool) -> Verdict:
    login = occasion.logins
    if occasion.performer != trainee:
        return NotCounted(why=f"{login[trainee]} is to perform, and {login[occasion.performer]} did")
    observers = tuple(sorted((occasion.watchers & occasion.teaches) - {trainee}))
    if not observers:
        return NotCounted(why=f"nobody who watched held `teach` on {occasion.held_on}")
    return Counted(observers=observers)


def _performs_for_newcomer(occasion: Occasion, trainee: int, stand_in: bool) -> Verdict:
    login = occasion.logins
    if occasion.performer != trainee:
        return NotCounted(why=f"{login[trainee]} is to perform, and {login[occasion.performer]} did")
    if trainee not in occasion.leads:
        return NotCounted(why=f"{login[trainee]} did not hold `lead` on {occasion.held_on}")
    newcomers = tuple(sorted(occasion.newcomers & occasion.watchers))
    if newcomers:
        return Counted(observers=newcomers)
    watchers = tuple(sorted(occasion.watchers))
    if watchers and stand_in:
        return Counted(observers=watchers, stand_in=True)
    return NotCounted(why="no newcomer (somebody on a rung of watching in this role) watched")


#: By name: the rules that a lifecycle's state may name under `counts`.
CREDIT_RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            name="watches",
            summary="The trainee watches, and who performs holds `lead`.",
            trainee_performs=False,
            newcomer=True,
            rated_by="present",
            judge=_watches,
        ),
        Rule(
            name="performs-watched",
            summary="The trainee performs, and somebody who watches holds `teach`.",
            trainee_performs=True,
            newcomer=False,
            rated_by="present",
            judge=_performs_watched,
        ),
        Rule(
            name="performs-for-newcomer",
            summary="The person holds `lead` and performs, and a newcomer watches; the preceptor need not be there.",
            trainee_performs=True,
            newcomer=False,
            rated_by="preceptor",
            judge=_performs_for_newcomer,
        ),
    )
}


def rule_of(state: State) -> Rule | None:
    """What counts on a rung that is called as the state; None where nothing does."""
    return CREDIT_RULES[state.counts] if state.counts else None
