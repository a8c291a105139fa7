"""Stages: each once, in order, whatever the calendar and however often somebody looks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.model.deadline import Calendar
from preceptor.model.reminding import (
    OWING,
    Stage,
    first_reminder,
    reached,
    stages_of,
    working_day,
)

PLAIN = Calendar(zone=UTC)
BERLIN = Calendar(zone=ZoneInfo("Europe/Berlin"), days_off=frozenset({date(2026, 4, 3), date(2026, 4, 6)}))
#: A Monday.
DUE = datetime(2026, 4, 13, 17, tzinfo=UTC)


def test_reminders_come_first_and_then_each_of_the_others_a_business_day_later() -> None:
    assert stages_of((2, -2, 0), ("manager", "owner")) == (
        Stage(days=-2, told=OWING),
        Stage(days=0, told=OWING),
        Stage(days=2, told=OWING),
        Stage(days=3, told="manager"),
        Stage(days=4, told="owner"),
    )


def test_nothing_is_taken_to_others_before_it_is_overdue() -> None:
    assert [one.days for one in stages_of((-10, -2), ("owner",))] == [-10, -2, 1]
    assert [one.days for one in stages_of((), ("manager", "owner"))] == [1, 2]
    assert stages_of((), ()) == ()


def test_a_stage_comes_in_the_morning_of_its_day() -> None:
    assert Stage(days=-2, told=OWING).moment(DUE, PLAIN) == datetime(2026, 4, 9, 9, tzinfo=UTC)
    # Summer time: 9 in Berlin is 7 UTC; Good Friday and Easter Monday are passed over.
    due = datetime(2026, 4, 7, 15, tzinfo=UTC)
    assert Stage(days=-2, told=OWING).moment(due, BERLIN) == datetime(2026, 4, 1, 7, tzinfo=UTC)


def test_what_is_opened_late_begins_with_the_stage_that_is_left() -> None:
    assert first_reminder(DUE, (-2, 0), PLAIN, DUE - timedelta(days=1)) == datetime(2026, 4, 13, 9, tzinfo=UTC)
    assert first_reminder(DUE, (-2, 0), PLAIN, DUE) == datetime(2026, 4, 14, 9, tzinfo=UTC)
    assert first_reminder(DUE, (-2, 0), PLAIN, DUE + timedelta(days=9)) is None
    assert first_reminder(DUE, (-2, 0), PLAIN, DUE - timedelta(days=9), after=-2) == datetime(
        2026, 4, 13, 9, tzinfo=UTC
    )


def test_stages_that_were_missed_come_together() -> None:
    found = reached(stages_of((-2, 0, 2)), DUE, PLAIN, DUE + timedelta(days=30), after=0)
    assert ([one.told for one in found.stages], found.stage, found.next_at) == ([OWING, "manager", "owner"], 4, None)


def test_a_stage_that_has_not_come_changes_nothing_but_its_moment() -> None:
    found = reached(stages_of((0,)), DUE, PLAIN, DUE - timedelta(days=1), after=None)
    assert (found.stages, found.stage, found.next_at) == ((), None, datetime(2026, 4, 13, 9, tzinfo=UTC))


@given(
    remind=st.lists(st.integers(-20, 20), max_size=5),
    escalate=st.lists(st.sampled_from(["manager", "owner", "team-lead"]), unique=True),
    looks=st.lists(st.integers(-60 * 24, 60 * 24), max_size=12),
    calendars=st.lists(st.sampled_from([PLAIN, BERLIN, Calendar(zone=ZoneInfo("Pacific/Apia"))]), min_size=1),
)
def test_each_stage_comes_once_and_in_order_whenever_somebody_looks(
    remind: list[int], escalate: list[str], looks: list[int], calendars: list[Calendar]
) -> None:
    stages = stages_of(remind, escalate)
    come: list[Stage] = []
    after: int | None = None
    for number, hours in enumerate(sorted(looks)):
        now = DUE + timedelta(hours=hours)
        found = reached(stages, DUE, calendars[number % len(calendars)], now, after=after)
        assert found.next_at is None or found.next_at > now
        come += found.stages
        after = found.stage
    assert come == list(stages[: len(come)])


@pytest.mark.parametrize(
    ("day", "found"), [("2026-04-02", "2026-04-02"), ("2026-04-03", "2026-04-07"), ("2026-04-05", "2026-04-07")]
)
def test_a_day_off_gives_way_to_the_next_working_day(day: str, found: str) -> None:
    assert working_day(date.fromisoformat(day), BERLIN) == date.fromisoformat(found)
