"""When something is due: the laws, the examples, and the days on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.model.deadline import (
    Calendar,
    add_months,
    after,
    business_days_between,
    due_at,
    shift_business_days,
)
from preceptor.model.duration import Duration, Unit

BERLIN = ZoneInfo("Europe/Berlin")
IN_DAYS = [unit for unit in Unit if not unit.on_the_clock]

days = st.dates(date(2005, 1, 1), date(2040, 1, 1))
calendars = st.builds(
    Calendar,
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"]).map(
        ZoneInfo
    ),
    weekend=st.frozensets(st.integers(0, 6), max_size=6),
    days_off=st.frozensets(st.dates(date(2010, 1, 1), date(2010, 12, 31)), max_size=40),
    day_ends=st.times(max_value=time(23, 59)),
)
moments = st.datetimes(datetime(2009, 6, 1), datetime(2012, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001
allowances = st.builds(Duration, amount=st.integers(0, 200), unit=st.sampled_from(IN_DAYS))


def a_calendar(zone="Europe/Berlin", off=(), **rest):
    return Calendar(zone=ZoneInfo(zone), days_off=frozenset(map(date.fromisoformat, off)), **rest)


def due(start, allowance, calendar=None):
    calendar = calendar or a_calendar()
    began = datetime.fromisoformat(start).replace(tzinfo=calendar.zone)
    return due_at(began, Duration.parse(allowance), calendar).astimezone(calendar.zone).strftime("%a %F %R")


@given(moments, allowances, calendars)
def test_a_deadline_never_lands_on_a_day_off(start, allowance, calendar):
    assert not calendar.is_day_off(calendar.today(due_at(start, allowance, calendar)))


@given(moments, allowances, calendars, st.integers(0, 50))
def test_a_deadline_grows_with_its_allowance(start, allowance, calendar, more):
    longer = Duration(amount=allowance.amount + more, unit=allowance.unit)
    assert due_at(start, allowance, calendar) <= due_at(start, longer, calendar)


@given(moments, st.integers(0, 5000).map(lambda n: timedelta(minutes=n)), allowances, calendars)
def test_who_begins_later_is_never_due_earlier(start, later, allowance, calendar):
    assert due_at(start, allowance, calendar) <= due_at(start + later, allowance, calendar)


@given(moments, st.builds(Duration, amount=st.integers(0, 200), unit=st.sampled_from(Unit)), calendars)
def test_nothing_is_due_before_it_begins_and_all_is_in_utc(start, allowance, calendar):
    end = due_at(start, allowance, calendar)
    assert end >= start
    assert end.tzinfo is UTC


@given(days, st.integers(1, 200), calendars)
def test_counting_business_days_undoes_adding_them(day, n, calendar):
    end = after(day, Duration(amount=n, unit=Unit.BUSINESS_DAYS), calendar)
    assert business_days_between(day, end, calendar) == n
    assert business_days_between(end, day, calendar) == -n


@given(moments, st.integers(-60, 60), calendars)
def test_a_shift_by_business_days_lands_on_a_working_day(moment, n, calendar):
    shifted = shift_business_days(moment, n, calendar)
    if n == 0:
        assert shifted == moment
    elif calendar.zone.key != "Pacific/Apia":  # which has skipped a day, and so may wake up on the next
        assert not calendar.is_day_off(calendar.today(shifted))
        assert (shifted > moment) == (n > 0)


@pytest.mark.parametrize(
    ("start", "allowance", "end"),
    [
        ("2026-03-06 16:00", "1 business day", "Mon 2026-03-09 17:00"),
        ("2026-03-06 16:00", "3 business days", "Wed 2026-03-11 17:00"),
        ("2026-03-07 12:00", "1 business day", "Mon 2026-03-09 17:00"),
        ("2026-03-05 09:00", "2 days", "Mon 2026-03-09 17:00"),
        ("2026-03-05 09:00", "1 week", "Thu 2026-03-12 17:00"),
        ("2026-01-31 09:00", "1 month", "Mon 2026-03-02 17:00"),
        ("2028-02-29 09:00", "1 year", "Wed 2029-02-28 17:00"),
        ("2026-03-05 09:00", "0 days", "Thu 2026-03-05 17:00"),
        ("2026-03-06 18:00", "0 days", "Mon 2026-03-09 17:00"),
        ("2026-03-06 18:00", "0 hours", "Fri 2026-03-06 18:00"),
        ("2026-03-06 18:00", "24 hours", "Sat 2026-03-07 18:00"),
        ("2026-03-06 18:00", "90 minutes", "Fri 2026-03-06 19:30"),
    ],
)
def test_a_deadline_ends_with_a_working_day_unless_it_runs_on_the_clock(start, allowance, end):
    assert due(start, allowance) == end


def test_a_holiday_is_not_counted_and_not_landed_on():
    easter = a_calendar(off=["2026-04-03", "2026-04-06"])
    assert due("2026-04-02 09:00", "1 business day", easter) == "Tue 2026-04-07 17:00"
    assert due("2026-04-02 09:00", "1 day", easter) == "Tue 2026-04-07 17:00"


def test_the_weekend_is_the_calendars_own():
    riyadh = a_calendar("Asia/Riyadh", weekend=frozenset({4, 5}))
    assert due("2026-03-05 09:00", "1 business day", riyadh) == "Sun 2026-03-08 17:00"


def test_the_day_is_that_of_the_zone_and_not_of_utc():
    start = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)  # already Friday in Tokyo
    end = due_at(start, Duration.parse("1 business day"), a_calendar("Asia/Tokyo"))
    assert end == datetime(2026, 3, 9, 8, tzinfo=UTC)


def test_the_working_day_ends_at_the_same_wall_clock_time_on_both_sides_of_a_clock_change():
    assert due("2026-03-27 09:00", "1 business day") == "Mon 2026-03-30 17:00"
    assert due_at(datetime(2026, 3, 27, 8, tzinfo=UTC), Duration.parse("1 business day"), a_calendar()).hour == 15
    assert due_at(datetime(2026, 10, 23, 8, tzinfo=UTC), Duration.parse("1 business day"), a_calendar()).hour == 16


def test_hours_are_counted_through_a_clock_change():
    assert due("2026-03-28 12:00", "24 hours") == "Sun 2026-03-29 13:00"
    assert due("2026-10-24 12:00", "24 hours") == "Sun 2026-10-25 11:00"


def test_an_end_of_day_that_the_clock_skips_stays_on_its_day():
    night_shift = Calendar(zone=BERLIN, weekend=frozenset(), day_ends=time(2, 30))
    assert due("2026-03-28 12:00", "1 day", night_shift) == "Sun 2026-03-29 03:30"


def test_a_day_that_a_zone_skipped_is_no_deadline():
    apia = a_calendar("Pacific/Apia")  # crossed the date line: no Friday 30 December 2011
    assert due("2011-12-29 09:00", "1 business day", apia) == "Mon 2012-01-02 17:00"


def test_a_reminder_keeps_the_time_of_day_over_weekends_and_clock_changes():
    end = datetime(2026, 3, 30, 17, tzinfo=BERLIN)
    shifted = [shift_business_days(end, n, a_calendar()).astimezone(BERLIN) for n in (-2, 0, 2)]
    assert [moment.strftime("%a %F %R") for moment in shifted] == [
        "Thu 2026-03-26 17:00",
        "Mon 2026-03-30 17:00",
        "Wed 2026-04-01 17:00",
    ]


@pytest.mark.parametrize(
    ("day", "n", "result"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_are_clipped_to_the_months_end(day, n, result):
    assert add_months(day, n) == result


def test_a_naive_moment_is_refused():
    naive = datetime(2026, 3, 5)  # noqa: DTZ001
    day = Duration.parse("1 day")
    for act in (
        lambda: due_at(naive, day, a_calendar()),
        lambda: a_calendar().today(naive),
        lambda: shift_business_days(naive, 1, a_calendar()),
    ):
        with pytest.raises(ValueError, match="offset"):
            act()


def test_hours_do_not_end_on_a_day():
    with pytest.raises(ValueError, match="moment"):
        after(date(2026, 3, 5), Duration.parse("3 hours"), a_calendar())


def test_a_calendar_without_working_days_is_refused_rather_than_searched_for_ever():
    with pytest.raises(ValueError, match="at least one day"):
        Calendar(zone=UTC, weekend=frozenset(range(7)))
    always_off = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(1500))
    with pytest.raises(ValueError, match="no working day"):
        due_at(datetime(2026, 1, 5, tzinfo=UTC), Duration.parse("1 day"), Calendar(zone=UTC, days_off=always_off))


@pytest.mark.parametrize("weekend", [{7}, {-1}])
def test_a_weekend_is_made_of_weekdays(weekend):
    with pytest.raises(ValueError, match="Monday"):
        Calendar(zone=UTC, weekend=frozenset(weekend))


@pytest.mark.parametrize("allowance", ["100000 years", "100000 months", "9000 years"])
def test_a_deadline_after_the_year_9999_is_refused_in_words(allowance):
    with pytest.raises(ValueError, match="beyond the calendar"):
        due_at(datetime(2026, 3, 5, tzinfo=UTC), Duration.parse(allowance), a_calendar())


def test_the_edges_of_the_calendar_are_refused_in_words():
    west = Calendar(zone=timezone(timedelta(hours=-12)), weekend=frozenset())
    last = datetime(9999, 12, 31, 12, tzinfo=UTC)
    for act in (
        lambda: due_at(last, Duration.parse("0 days"), west),
        lambda: due_at(last, Duration.parse("13 hours"), west),
        lambda: shift_business_days(last, 2, west),
    ):
        with pytest.raises(ValueError, match="beyond the calendar"):
            act()
