"""Whose days off are whose."""

import subprocess
import sys
from datetime import UTC, date, time
from zoneinfo import ZoneInfo

import pytest

from preceptor.calendars import Calendars, is_country, is_zone

TODAY = date(2026, 3, 5)
INDEPENDENCE_DAY = date(2028, 7, 4)


def test_without_a_zone_it_is_utc_and_without_a_country_only_weekends_and_company_days_are_off():
    company_day = date(2026, 6, 1)
    calendar = Calendars(frozenset({company_day})).of(None, None, TODAY)
    assert calendar.zone is UTC
    assert calendar.weekend == {5, 6}
    assert calendar.days_off == {company_day}
    assert calendar.day_ends == time(17)


def test_a_country_brings_its_public_holidays_for_the_year_before_to_the_third_after():
    calendar = Calendars().of("America/New_York", "US", TODAY)
    assert calendar.zone == ZoneInfo("America/New_York")
    assert calendar.is_day_off(INDEPENDENCE_DAY)
    assert {day.year for day in calendar.days_off} >= {2025, 2026, 2027, 2028, 2029}


def test_a_part_of_a_country_has_holidays_of_its_own():
    epiphany = date(2026, 1, 6)
    assert Calendars().of(None, "DE-BY", TODAY).is_day_off(epiphany)
    assert not Calendars().of(None, "DE-HH", TODAY).is_day_off(epiphany)


def test_the_weekend_is_that_of_the_country():
    assert Calendars().of("Asia/Riyadh", "SA", TODAY).weekend == {4, 5}


def test_a_company_day_is_off_in_every_country():
    company_day = date(2026, 6, 2)
    calendars = Calendars(frozenset({company_day}), time(18))
    for country in (None, "DE", "US"):
        calendar = calendars.of(None, country, TODAY)
        assert calendar.is_day_off(company_day)
        assert calendar.day_ends == time(18)


def test_a_calendar_is_built_once():
    calendars = Calendars()
    assert calendars.of("Europe/Berlin", "DE", TODAY) is calendars.of("Europe/Berlin", "DE", date(2026, 12, 1))
    assert calendars.of("Europe/Berlin", "DE", TODAY) is not calendars.of("Europe/Berlin", "DE", date(2027, 1, 1))


@pytest.mark.parametrize("around", [date.min, date.max])
def test_the_first_and_the_last_year_have_calendars_too(around):
    assert Calendars().of(None, "DE", around).is_day_off


def test_an_unknown_zone_or_country_is_refused_with_an_example():
    with pytest.raises(ValueError, match="Europe/Berlin"):
        Calendars().of("Mars/Olympus", None, TODAY)
    with pytest.raises(ValueError, match="US-CA"):
        Calendars().of(None, "XX", TODAY)


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia", "Asia/Calcutta"])
def test_a_zone_is_known_by_its_name(name):
    assert is_zone(name)


@pytest.mark.parametrize(
    "name", ["", "europe/berlin", "CEST", "America", "../../etc/passwd", "/etc/localtime", "right/UTC"]
)
def test_what_is_no_zone_is_known_too(name):
    assert not is_zone(name)


@pytest.mark.parametrize(("code", "known"), [("DE", True), ("US-CA", True), ("DE-BY", True)])
def test_a_country_is_known_by_its_code(code, known):
    assert is_country(code) is known


@pytest.mark.parametrize("code", ["", "XX", "de", "GER", "US-", "US-XX", "-CA", "XNYS"])
def test_what_is_no_country_is_known_too(code):
    assert not is_country(code)


def test_who_has_no_country_does_not_wait_for_the_holidays_library():
    script = (
        "import sys, datetime; from preceptor.calendars import Calendars, is_zone; is_zone('UTC');"
        "Calendars().of('UTC', None, datetime.date(2026, 1, 1)); sys.exit('holidays' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
