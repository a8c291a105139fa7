"""What a look at the measures of a process proposes to look at: each with its figures, and why it is worth it.

Nothing is concluded from few: every rule says how many it needs. The bounds are our choice, and say so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from preceptor.model.guard_measures import GuardMeasure
from preceptor.model.measures import FEWEST, Share
from preceptor.model.step_measures import RunMeasure, StepMeasure

What = Literal[
    "holds-up", "late", "repeated", "never-met-first", "always-waived", "never-in-the-way", "beats", "reported"
]

#: From which share of the whole time on a step is said to hold the process up.
_HOLDS_UP = 0.4
#: From which share on something is said to happen as a rule.
_RULE = 0.5
#: How many instances must be in front of a guard, or have been tried to move through it, before it is said that it
#: stands in nobody's way.
_IN_FRONT = 20
#: By how much a variant must be shorter than the standard.
_BEATS = 0.8


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Something worth looking at."""

    what: What
    #: The step, the standard (`research/references`), the guard (`review/window-over`), or the team.
    about: str
    #: What was counted, in a sentence.
    figures: str


@dataclass(frozen=True, kw_only=True)
class FirstTime:
    """How often a standard was met the first time that it was looked at."""

    step: str
    standard: str
    met: Share


@dataclass(frozen=True, kw_only=True)
class InFront:
    """A guard on the way out of a step, and how many of those that are there it keeps from going on."""

    step: str
    guard: str
    stopped: Share


def proposals(
    *,
    steps: Sequence[StepMeasure],
    first_times: Iterable[FirstTime],
    guards: Iterable[InFront],
    refusals: Iterable[GuardMeasure],
    waived: Mapping[str, Share],
    standard: RunMeasure,
    variants: Mapping[str, RunMeasure],
    unanswered: Mapping[str, int],
) -> tuple[Proposal, ...]:
    """What to look at, in the order of the rules above.

    `waived`: by step and standard, by how many of the teams that follow the process. `standard`: all that ran
    without a variant; `variants`: by team. `guards`: who stands in front of them now; `refusals`: how often they
    refused, where that is counted. `unanswered`: by step, how many reports no change answers.
    """
    return (
        *_of_steps(steps),
        *_never_met_first(first_times),
        *_always_waived(waived),
        *_never_in_the_way(guards, refusals),
        *_beats(standard, variants),
        *_reported(unanswered),
    )


def _of_steps(steps: Sequence[StepMeasure]) -> Iterator[Proposal]:
    for one in steps:
        if one.share_of_time is not None and one.share_of_time >= _HOLDS_UP and one.time.count >= FEWEST:
            figures = f"{_percent(one.share_of_time)} of the time of all steps, in {one.time.count} passes"
            yield Proposal(what="holds-up", about=one.step, figures=figures)
    for one in steps:
        if one.late.rate is not None and one.late.rate >= _RULE:
            yield Proposal(what="late", about=one.step, figures=f"{_share(one.late)} of what was owed was late")
    for one in steps:
        if one.again.rate is not None and one.again.rate >= _RULE:
            figures = f"{_share(one.again)} went through it more than once"
            yield Proposal(what="repeated", about=one.step, figures=figures)


def _never_met_first(first_times: Iterable[FirstTime]) -> Iterator[Proposal]:
    for one in first_times:
        if one.met.rate == 0:
            figures = f"met in none of {one.met.whole} when it was looked at first"
            yield Proposal(what="never-met-first", about=f"{one.step}/{one.standard}", figures=figures)


def _always_waived(waived: Mapping[str, Share]) -> Iterator[Proposal]:
    for about, one in waived.items():
        # Two of three teams are not many, but they are all that there will be.
        if one.part > 1 and one.part >= one.whole * _RULE:
            yield Proposal(what="always-waived", about=about, figures=f"waived by {one.part} of {one.whole} teams")


def _never_in_the_way(guards: Iterable[InFront], refusals: Iterable[GuardMeasure]) -> Iterator[Proposal]:
    """Of guards that nobody is known to have met: by those in front of it now, and by the tries that were counted."""
    now = {f"{one.step}/{one.guard}": one.stopped for one in guards}
    tried: dict[str, Share] = {}
    for one in refusals:
        about = f"{one.step}/{one.guard}"
        before = tried.get(about, Share(part=0, whole=0))
        tried[about] = Share(part=before.part + one.times, whole=before.whole + (one.tries or 0))
    for about in dict.fromkeys((*now, *tried)):
        here, counted = now.get(about, Share(part=0, whole=0)), tried.get(about, Share(part=0, whole=0))
        if here.part or counted.part or max(here.whole, counted.whole) < _IN_FRONT:
            continue
        figures = f"refused none of {counted.whole} tries"
        if here.whole >= _IN_FRONT:
            figures = f"stands in the way of none of the {here.whole} that are there now"
        yield Proposal(what="never-in-the-way", about=about, figures=figures)


def _beats(standard: RunMeasure, variants: Mapping[str, RunMeasure]) -> Iterator[Proposal]:
    usual = standard.time.median
    if usual is None:
        return
    for team, one in variants.items():
        if one.time.median is None or one.time.median > usual * _BEATS:
            continue
        if (one.late.rate or 0) <= (standard.late.rate or 0) and (one.again.rate or 0) <= (standard.again.rate or 0):
            figures = (
                f"{one.time.median.total_seconds() / 86400:.1f} days instead of {usual.total_seconds() / 86400:.1f} "
                f"in the middle, in {one.time.count} against {standard.time.count}, and no more late or repeated"
            )
            yield Proposal(what="beats", about=team, figures=figures)


def _reported(unanswered: Mapping[str, int]) -> Iterator[Proposal]:
    for step, count in unanswered.items():
        if count > 1:
            figures = f"{count} reports that something is missing or unclear, and no change answers them"
            yield Proposal(what="reported", about=step, figures=figures)


def _share(one: Share) -> str:
    return f"{one.part} of {one.whole} ({_percent(one.part / one.whole)})"


def _percent(rate: float) -> str:
    return f"{rate:.0%}"
