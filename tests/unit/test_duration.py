"""How a duration is written, read and compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preceptor.model.duration import LARGEST_AMOUNT, Duration, Unit

durations = st.builds(Duration, amount=st.integers(0, LARGEST_AMOUNT), unit=st.sampled_from(Unit))


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("30 business days", "30 business days"),
        ("1 business days", "1 business day"),
        ("1 Month", "1 month"),
        ("  12   months ", "12 months"),
        ("90minutes", "90 minutes"),
        ("0 days", "0 days"),
        ("007 weeks", "7 weeks"),
    ],
)
def test_a_duration_reads_what_people_write_and_says_it_canonically(written, canonical):
    assert str(Duration.parse(written)) == canonical


@given(durations)
def test_the_canonical_form_reads_back(duration):
    assert Duration.parse(str(duration)) == duration


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "days",
        "3",
        "3 fortnights",
        "1.5 days",
        "1e3 days",
        "3 days 2 hours",
        "٣ days",
        "3 business",
        "- days",
    ],
)
def test_what_is_no_duration_is_refused_with_an_example(written):
    with pytest.raises(ValueError, match="30 business days"):
        Duration.parse(written)


def test_a_duration_is_never_negative():
    with pytest.raises(ValueError, match="negative"):
        Duration.parse("-1 days")


@pytest.mark.parametrize("written", ["100001 days", "9" * 5000 + " days"])
def test_a_duration_beyond_all_reason_is_refused(written):
    with pytest.raises(ValueError, match="at most 100000 days"):
        Duration.parse(written)


@pytest.mark.parametrize(
    ("shorter", "longer"),
    [
        ("4 business days", "5 business days"),
        ("59 minutes", "1 hour"),
        ("1 day", "1 business day"),
        ("4 business days", "1 week"),
        ("4 weeks", "1 month"),
        ("11 months", "1 year"),
    ],
)
def test_durations_compare_across_units(shorter, longer):
    assert Duration.parse(shorter).is_shorter_than(Duration.parse(longer))
    assert not Duration.parse(longer).is_shorter_than(Duration.parse(shorter))


@pytest.mark.parametrize(
    ("one", "other"), [("5 business days", "1 week"), ("12 months", "1 year"), ("7 days", "1 week")]
)
def test_the_same_length_in_another_unit_is_not_shorter(one, other):
    assert not Duration.parse(one).is_shorter_than(Duration.parse(other))
    assert not Duration.parse(other).is_shorter_than(Duration.parse(one))
