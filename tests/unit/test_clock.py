"""Who tells the time."""

from datetime import UTC, datetime, timedelta

import pytest

from preceptor.clock import FixedClock, SystemClock, from_environment
from preceptor.errors import BadInput


def test_the_system_clock_is_aware_and_in_utc():
    clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    assert not clock.fixed


@pytest.mark.parametrize("environ", [{}, {"PRECEPTOR_NOW": ""}, {"PRECEPTOR_NOW": "  "}])
def test_without_the_variable_the_system_tells_the_time(environ):
    assert isinstance(from_environment(environ), SystemClock)


@pytest.mark.parametrize("text", ["2026-03-02T09:00:00+01:00", "2026-03-02T08:00:00Z", "2026-03-02T08:00+00:00"])
def test_the_variable_fixes_the_clock_in_utc(text):
    clock = from_environment({"PRECEPTOR_NOW": text})
    assert clock.fixed
    assert clock.now() == clock.now() == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


@pytest.mark.parametrize("text", ["yesterday", "2026-03-02", "2026-03-02T08:00", "0001-01-01T00:00+05:00", "12:30Z"])
def test_what_is_no_moment_with_an_offset_is_bad_input_with_a_remedy(text):
    with pytest.raises(BadInput, match="PRECEPTOR_NOW") as caught:
        from_environment({"PRECEPTOR_NOW": text})
    assert "2026-03-02T09:00:00+01:00" in caught.value.remedy


def test_a_naive_moment_fixes_no_clock():
    with pytest.raises(ValueError, match="offset"):
        FixedClock(datetime(2026, 3, 2))  # noqa: DTZ001
