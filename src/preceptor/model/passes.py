"""How instances went through their steps, told from events alone: when each came to a step and when it left it.

A *pass* is one time that an instance goes through a step. Coming back to a step begins another pass of it, and so
does repeating a rung; a pause in between does not, and its time is not counted.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby


@dataclass(frozen=True, kw_only=True)
class Came:
    """That an instance is in a state since a moment (UTC), as an event says."""

    #: The number in its id: 12 for `R-12`.
    instance: int
    at: datetime
    state: str
    #: Which attempt at a rung begins; None: the event says nothing of attempts, so that no other one begins.
    attempt: int | None = None


@dataclass(frozen=True, kw_only=True)
class Pass:
    """One time that an instance went through a step, or is going through it."""

    instance: int
    step: str
    #: 1 for the first time.
    number: int
    began_at: datetime
    #: When it went on; None: it has not.
    left_at: datetime | None
    #: The state that it went on to.
    to: str | None
    #: How long it took up to then, or has taken so far; without pauses.
    took: timedelta


@dataclass(kw_only=True)
class _Open:
    """A pass that is not over; while the instance rests, `since` is None."""

    step: str
    number: int
    attempt: int | None
    began_at: datetime
    since: datetime | None
    took: timedelta = timedelta()

    def stop(self, at: datetime) -> None:
        if self.since is not None:
            self.took += at - self.since
            self.since = None


def passes(came: Iterable[Came], *, rests: Collection[str], now: datetime) -> Iterator[Pass]:
    """Every pass of every instance, in the order of their beginnings for each instance.

    `came`: together for each instance, and in the order of the record. `rests`: the states that are pauses.
    """
    for instance, mine in groupby(came, key=lambda one: one.instance):
        yield from _of_one(instance, mine, rests, now)


def _of_one(instance: int, came: Iterable[Came], rests: Collection[str], now: datetime) -> Iterator[Pass]:
    here: _Open | None = None
    times: dict[str, int] = {}
    for one in came:
        if here is not None and one.state in rests:
            here.stop(one.at)
            continue
        if here is not None and here.step == one.state and one.attempt in (None, here.attempt):
            here.since = here.since or one.at
            continue
        if here is not None:
            here.stop(one.at)
            yield _told(instance, here, one.at, one.state)
        times[one.state] = times.get(one.state, 0) + 1
        here = _Open(step=one.state, number=times[one.state], attempt=one.attempt, began_at=one.at, since=one.at)
    if here is not None:
        here.stop(now)
        yield _told(instance, here, None, None)


def _told(instance: int, one: _Open, left_at: datetime | None, to: str | None) -> Pass:
    return Pass(
        instance=instance,
        step=one.step,
        number=one.number,
        began_at=one.began_at,
        left_at=left_at,
        to=to,
        took=one.took,
    )
