"""What a look at the measures proposes: only what enough figures speak for."""

from datetime import UTC, datetime, timedelta
from typing import Any

from preceptor.model.guard_measures import GuardMeasure
from preceptor.model.measures import Share, Spread
from preceptor.model.passes import Pass
from preceptor.model.proposals import FirstTime, InFront, proposals
from preceptor.model.step_measures import Owed, RunMeasure, StepMeasure, measured

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)
NONE = Share(part=0, whole=0)


def a_step(step: str = "review", *, days: int = 1, passes: int = 10, **rest: Any) -> StepMeasure:
    measures: dict[str, Any] = {"share_of_time": 0.1, "open": 0, "longest_open": None, "late": NONE, "again": NONE}
    return StepMeasure(step=step, time=Spread.of([days * DAY] * passes), **{**measures, **rest})


def runs(*, days: float = 10, completed: int = 10, late: Share = NONE, again: Share = NONE) -> RunMeasure:
    time = Spread.of([days * DAY] * completed)
    return RunMeasure(runs=completed, open=0, completed=completed, time=time, late=late, again=again)


def proposed(**rest: Any) -> list[tuple[str, str]]:
    given: dict[str, Any] = {
        "steps": (),
        "first_times": (),
        "guards": (),
        "refusals": (),
        "waived": {},
        "standard": runs(),
    }
    found = proposals(**{**given, "variants": {}, "unanswered": {}, **rest})
    return [(one.what, one.about) for one in found]


def test_nothing_stands_out_where_there_is_nothing() -> None:
    assert proposed() == []


def test_a_step_that_takes_most_of_the_time_holds_the_process_up() -> None:
    assert proposed(steps=[a_step(share_of_time=0.4)]) == [("holds-up", "review")]
    assert proposed(steps=[a_step(share_of_time=0.39)]) == []


def test_of_few_passes_nothing_is_concluded() -> None:
    assert proposed(steps=[a_step(share_of_time=0.9, passes=4)]) == []


def test_what_is_late_or_done_again_as_a_rule_is_proposed() -> None:
    half = Share(part=3, whole=6)
    assert proposed(steps=[a_step(late=half)]) == [("late", "review")]
    assert proposed(steps=[a_step(again=half)]) == [("repeated", "review")]
    assert proposed(steps=[a_step(late=Share(part=4, whole=4))]) == []


def test_a_standard_that_is_never_met_at_first_is_proposed() -> None:
    never = FirstTime(step="write-up", standard="no-blame", met=Share(part=0, whole=5))
    once = FirstTime(step="write-up", standard="complete", met=Share(part=1, whole=5))
    few = FirstTime(step="write-up", standard="numbers", met=Share(part=0, whole=4))
    assert proposed(first_times=[never, once, few]) == [("never-met-first", "write-up/no-blame")]


def test_what_half_of_the_teams_are_waived_is_proposed_but_not_what_one_is() -> None:
    assert proposed(waived={"research/references": Share(part=2, whole=4)}) == [
        ("always-waived", "research/references")
    ]
    assert proposed(waived={"research/references": Share(part=1, whole=1)}) == []


def test_a_guard_that_stops_nobody_of_many_is_proposed() -> None:
    idle = InFront(step="review", guard="threads-settled", stopped=Share(part=0, whole=20))
    busy = InFront(step="review", guard="review-over", stopped=Share(part=1, whole=20))
    few = InFront(step="revise", guard="changes-made", stopped=Share(part=0, whole=19))
    assert proposed(guards=[idle, busy, few]) == [("never-in-the-way", "review/threads-settled")]


def test_a_guard_that_refused_none_of_many_tries_is_proposed_unless_it_stops_somebody_now() -> None:
    def refused(guard: str, times: int, tries: int | None) -> GuardMeasure:
        return GuardMeasure(step="review", move="advance", guard=guard, times=times, tries=tries)

    counts = [refused("idle", 0, 20), refused("busy", 1, 20), refused("rare", 0, 19), refused("actor", 0, None)]
    assert proposed(refusals=counts) == [("never-in-the-way", "review/idle")]
    now = InFront(step="review", guard="idle", stopped=Share(part=1, whole=3))
    assert proposed(refusals=counts, guards=[now]) == []
    was = InFront(step="review", guard="busy", stopped=Share(part=0, whole=20))
    assert proposed(refusals=counts, guards=[was]) == [("never-in-the-way", "review/idle")]


def test_a_variant_that_is_quicker_and_no_worse_beats_the_standard() -> None:
    assert proposed(variants={"checkout": runs(days=8)}) == [("beats", "checkout")]
    assert proposed(variants={"checkout": runs(days=8.1)}) == []
    assert proposed(variants={"checkout": runs(days=2, completed=4)}) == []
    assert proposed(variants={"checkout": runs(days=2, late=Share(part=5, whole=10))}) == []


def test_reports_that_nobody_answers_are_proposed_from_the_second_on() -> None:
    assert proposed(unanswered={"research": 2, "review": 1}) == [("reported", "research")]


def test_figures_say_how_many_they_are_about() -> None:
    (one,) = proposals(
        steps=[a_step(late=Share(part=3, whole=6))],
        first_times=(),
        guards=(),
        refusals=(),
        waived={},
        standard=runs(),
        variants={},
        unanswered={},
    )
    assert one.figures == "3 of 6 (50%) of what was owed was late"


def owed(*, due: float, closed: float | None = None, step: str = "review") -> Owed:
    return Owed(
        instance=1, step=step, due_at=NOW + due * DAY, closed_at=None if closed is None else NOW + closed * DAY
    )


def test_late_is_what_was_done_after_its_day_or_is_past_it() -> None:
    duties = [
        owed(due=-5, closed=-6),
        owed(due=-5, closed=-4),
        owed(due=-5),
        owed(due=5),  # nobody knows yet
        owed(due=-5, closed=-1, step="notes"),
    ]
    (found,) = measured(["review"], [], duties, NOW)
    assert found.late == Share(part=2, whole=3)


def test_the_share_of_the_time_is_of_passes_that_are_over() -> None:
    def one(step: str, days: int, *, over: bool = True) -> Pass:
        left = NOW if over else None
        return Pass(instance=1, step=step, number=1, began_at=NOW, left_at=left, to=None, took=days * DAY)

    found = measured(
        ["research", "review"], [one("research", 1), one("review", 3), one("review", 9, over=False)], [], NOW
    )
    assert [(one.step, one.share_of_time, one.open, one.longest_open) for one in found] == [
        ("research", 0.25, 0, None),
        ("review", 0.75, 1, 9 * DAY),
    ]
