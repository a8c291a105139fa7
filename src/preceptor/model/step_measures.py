"""What is measured of each step of a process: time, lateness, repeats; and of all that ran under one edition.

Every measure is a plain count over passes (`model/passes.py`) and over what was owed; nothing is estimated.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from preceptor.model.measures import Share, Spread, share
from preceptor.model.passes import Pass

#: The kinds of instances that are measured; their streams are called so.
Measured = Literal["pairing", "retrospective", "recommendation", "change"]


@dataclass(frozen=True, kw_only=True)
class Run:
    """One instance of a process, as far as a report needs it. Moments are UTC."""

    #: The number in its id: 12 for `R-12`.
    id: int
    edition: str
    team: int | None
    role: str | None = None
    began_at: datetime
    #: When it came to the end of its way; None: not yet, or it was ended beside the way.
    completed_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Owed:
    """Something that was owed for an instance in a step."""

    instance: int
    step: str | None
    due_at: datetime
    #: When nobody owed it any more: it was done, or taken off.
    closed_at: datetime | None

    def late(self, now: datetime) -> bool | None:
        """Whether it was, or is, overdue; None: it is open and not due yet, so that nobody knows."""
        if self.closed_at is not None:
            return self.closed_at > self.due_at
        return True if self.due_at < now else None


@dataclass(frozen=True, kw_only=True)
class StepMeasure:
    """What is measured of one step."""

    step: str
    #: How long its passes took; those that are not over are left out.
    time: Spread
    #: Of the time that all steps took together, from 0 to 1; None where none took any.
    share_of_time: float | None
    #: Passes that are not over, and how long the longest has been going on.
    open: int
    longest_open: timedelta | None
    #: Of all that was owed and is done or due: what was late.
    late: Share
    #: Of all instances that came to it: those that came to it more than once.
    again: Share


def measured(
    steps: Sequence[str], passes: Iterable[Pass], owed: Iterable[Owed], now: datetime
) -> tuple[StepMeasure, ...]:
    """The measures of steps, in their order. Passes and duties of other states are left out."""
    by_step: dict[str, list[Pass]] = {one: [] for one in steps}
    for one in passes:
        if one.step in by_step:
            by_step[one.step].append(one)
    lateness: dict[str | None, list[bool]] = {}
    for duty in owed:
        if (late := duty.late(now)) is not None:
            lateness.setdefault(duty.step, []).append(late)
    whole = sum((one.took for found in by_step.values() for one in found if one.left_at), timedelta())
    return tuple(_step(name, found, lateness.get(name, ()), whole) for name, found in by_step.items())


def _step(name: str, passes: Sequence[Pass], lateness: Collection[bool], whole: timedelta) -> StepMeasure:
    time = Spread.of(one.took for one in passes if one.left_at)
    waiting = [one.took for one in passes if not one.left_at]
    times: dict[int, int] = {}
    for one in passes:
        times[one.instance] = max(times.get(one.instance, 0), one.number)
    return StepMeasure(
        step=name,
        time=time,
        share_of_time=time.total / whole if whole else None,
        open=len(waiting),
        longest_open=max(waiting, default=None),
        late=share(lateness),
        again=share(number > 1 for number in times.values()),
    )


@dataclass(frozen=True, kw_only=True)
class RunMeasure:
    """What is measured of all instances of one kind: of a version, of a team, or of everybody."""

    runs: int
    open: int
    completed: int
    #: From the beginning to the end of the way.
    time: Spread
    late: Share
    #: Of all instances: those that went through any step more than once.
    again: Share


def measured_runs(
    runs: Mapping[int, Run], passes: Iterable[Pass], owed: Iterable[Owed], steps: Collection[str], now: datetime
) -> RunMeasure:
    """The measures of these instances; passes and duties of others are left out."""
    lateness = [
        late for one in owed if one.instance in runs and one.step in steps and (late := one.late(now)) is not None
    ]
    again = {one.instance for one in passes if one.instance in runs and one.step in steps and one.number > 1}
    completed = [one for one in runs.values() if one.completed_at is not None]
    return RunMeasure(
        runs=len(runs),
        open=sum(one.ended_at is None for one in runs.values()),
        completed=len(completed),
        time=Spread.of(one.completed_at - one.began_at for one in completed if one.completed_at),
        late=share(lateness),
        again=Share(part=len(again), whole=len(runs)),
    )
