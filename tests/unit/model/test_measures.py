"""Counts, shares and lengths: a small number says that it is one."""

from datetime import timedelta

import pytest

from preceptor.model.measures import FEWEST, Share, Spread, share

DAY = timedelta(days=1)


@pytest.mark.parametrize("whole", range(FEWEST))
def test_of_a_few_no_rate_is_told(whole: int) -> None:
    assert Share(part=min(1, whole), whole=whole).rate is None


def test_of_enough_the_rate_is_told() -> None:
    assert share([True, False, False, False, True]).rate == 0.4


def test_of_a_few_lengths_only_their_number_and_their_sum_are_told() -> None:
    found = Spread.of([DAY] * (FEWEST - 1))
    assert (found.count, found.total, found.median, found.low, found.high) == (4, 4 * DAY, None, None, None)


def test_of_no_lengths_there_is_nothing() -> None:
    assert Spread.of([]) == Spread(count=0, total=timedelta())


def test_eight_of_ten_lengths_lie_between_low_and_high() -> None:
    found = Spread.of(number * DAY for number in range(11))
    assert (found.low, found.median, found.high) == (1 * DAY, 5 * DAY, 9 * DAY)


def test_one_long_one_does_not_move_the_middle() -> None:
    assert Spread.of([DAY, DAY, DAY, DAY, 1000 * DAY]).median == DAY
