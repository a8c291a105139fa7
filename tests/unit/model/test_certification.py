"""What a certification is worth on a day, and when it ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.model.certification import (
    Certification,
    Practice,
    idle_days,
    lapse_day,
    last_day,
    latest,
    needs_practice,
    renewal_opens,
    standing,
)
from preceptor.model.definition import Validity
from preceptor.model.duration import Duration

GRANTED = date(2026, 1, 1)
UNTIL = date(2027, 1, 1)
YEAR = Validity(
    length=Duration.parse("12 months"), renew_from=Duration.parse("60 days"), idle=Duration.parse("6 months")
)
days = st.integers(0, 500).map(lambda n: GRANTED + timedelta(days=n))


def a_certification(**rest):
    return Certification(
        **{
            "id": 1,
            "person": 1,
            "process": "baking",
            "role": "baker",
            "capability": "lead",
            "version": "1.0.0",
            "edition": "e" * 64,
            "granted_on": GRANTED,
            "valid_until": UNTIL,
            "source": "rung",
            "idle_days": 180,
            "idle_occasions": 3,
            **rest,
        }
    )


def practice(occasions=(), own=()):
    return Practice(occasions=tuple(sorted((*occasions, *own))), own=tuple(sorted(own)))


def after(*numbers):
    return tuple(GRANTED + timedelta(days=n) for n in numbers)


def test_it_holds_to_its_last_day_and_not_after():
    one = a_certification()
    assert standing(one, Practice(), UNTIL) == "valid"
    assert standing(one, Practice(), UNTIL + timedelta(days=1)) == "lapsed"


def test_a_missed_refresh_ends_it_and_one_that_is_due_does_not():
    one = a_certification(refresh_by=date(2026, 3, 1))
    assert standing(one, Practice(), date(2026, 3, 1)) == "refresh-due"
    assert standing(one, Practice(), date(2026, 3, 2)) == "lapsed"


def test_revoked_from_that_day_on():
    one = a_certification(revoked_on=date(2026, 3, 2))
    assert standing(one, Practice(), date(2026, 3, 1)) == "valid"
    assert standing(one, Practice(), date(2026, 3, 2)) == "revoked"
    assert standing(one, Practice(), UNTIL + timedelta(days=9)) == "revoked"


def test_a_recorded_lapse_speaks_whatever_the_practice_says_now():
    one = a_certification(lapsed_on=date(2026, 8, 1))
    busy = practice(own=after(10, 100, 200))
    assert lapse_day(one, busy) == date(2026, 8, 1)
    assert standing(one, busy, date(2026, 7, 31)) == "valid"


@pytest.mark.parametrize(
    ("known", "ends"),
    [
        (practice(after(10, 20, 30)), 180),
        (practice(after(10, 20, 200)), 200),
        (practice(after(200, 200, 200)), 200),
        (practice(after(10, 20)), 366),
        (practice(after(-20, -10, 0)), 366),
        (practice(after(10, 20, 30), own=after(100)), 366),
        (practice(after(10, 20, 30, 110, 120, 130), own=after(100)), 280),
        (practice(after(10, 20, 30), own=after(180)), 180),
        (practice(after(10, 20, 30), own=after(179)), 366),
        (practice(after(10, 20), own=after(200)), 366),
        (practice(after(10, 20, 200), own=after(200)), 366),
        (practice(after(10, 20, 190), own=after(200)), 190),
    ],
    ids=[
        "half a year and three occasions",
        "the third one late",
        "three on one day",
        "only two",
        "those before it do not count",
        "done in between",
        "idle after that",
        "done on the very day",
        "done a day before",
        "the third was one's own",
        "one's own beside the third",
        "done after the third",
    ],
)
def test_idleness_is_half_a_year_without_doing_it_in_which_three_occasions_passed(known, ends):
    assert (lapse_day(a_certification(), known) - GRANTED).days == ends


@given(st.lists(days, max_size=12), st.lists(days, max_size=6), days)
def test_idleness_matters_only_where_practice_is_asked_for(occasions, own, on):
    known = practice(occasions, own)
    one = a_certification()
    if not needs_practice(one, on):
        assert standing(one, known, on) == standing(one, Practice(), on)


@given(st.lists(days, max_size=12), st.lists(days, max_size=6), st.lists(days, max_size=6), days)
def test_what_happens_later_does_not_change_the_past(occasions, own, more, on):
    one = a_certification()
    until = practice([day for day in occasions if day <= on], [day for day in own if day <= on])
    later = practice([*occasions, *(day for day in more if day > on)], own)
    assert standing(one, until, on) == standing(one, later, on)


@given(st.lists(days, max_size=12), st.lists(days, max_size=6), days)
def test_doing_it_never_makes_it_end_sooner(occasions, own, extra):
    one = a_certification()
    assert lapse_day(one, practice(occasions, [*own, extra])) >= lapse_day(one, practice([*occasions, extra], own))


@given(st.lists(days, max_size=12), st.lists(days, max_size=6), days, days)
def test_what_has_lapsed_stays_lapsed(occasions, own, on, later):
    known, one = practice(occasions, own), a_certification()
    if on <= later and standing(one, known, on) == "lapsed":
        assert standing(one, known, later) == "lapsed"


def test_the_last_grant_before_a_day_speaks_on_it():
    first = a_certification()
    renewed = a_certification(id=2, granted_on=date(2026, 6, 1))
    again = a_certification(id=3, granted_on=date(2026, 6, 1), capability="teach")
    other = a_certification(id=4, person=2)
    everything = (again, renewed, other, first)
    assert latest(everything, date(2025, 12, 31)) == {}
    assert latest(everything, date(2026, 5, 31)) == {(1, "lead"): first, (2, "lead"): other}
    assert latest(everything, date(2026, 6, 1)) == {(1, "lead"): renewed, (1, "teach"): again, (2, "lead"): other}


def test_of_two_grants_on_a_day_the_later_one_speaks():
    revoked = a_certification(revoked_on=GRANTED)
    assert latest([a_certification(id=2), revoked], GRANTED)[1, "lead"].id == 2


def test_a_certificate_counts_days_on_which_nobody_works():
    assert last_day(date(2026, 3, 7), YEAR) == date(2027, 3, 7)  # Saturday to Sunday
    assert last_day(date(2028, 2, 29), YEAR) == date(2029, 2, 28)
    assert renewal_opens(date(2027, 3, 7), YEAR) == date(2027, 1, 6)
    assert idle_days(date(2026, 3, 2), YEAR) == 184
