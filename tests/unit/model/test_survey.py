"""What may be told of a survey, so that nobody's answer can be read off."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from preceptor.model.survey import FEWEST, in_no_order, tell

SCORES = st.dictionaries(st.integers(1, 5), st.integers(1, 6), min_size=1)
GROUPS = st.dictionaries(st.sampled_from(["1.0.0", "1.1.0", "2.0.0", "3.0.0"]), SCORES, min_size=1)


def test_fewer_than_five_answers_are_counted_and_not_told() -> None:
    (one,) = tell({"1.0.0": {5: 3, 1: 1}}).groups.values()
    assert (one.answers, one.told, one.median, dict(one.distribution)) == (4, False, None, {})


def test_five_answers_are_told_by_their_median_and_their_distribution() -> None:
    (one,) = tell({"1.0.0": {5: 2, 4: 2, 1: 1}}).groups.values()
    assert (one.answers, one.median) == (5, 4)
    assert one.distribution == {1: 1, 2: 0, 3: 0, 4: 2, 5: 2}


def test_an_even_number_has_a_median_that_somebody_answered() -> None:
    """The scale is ordinal: there is nothing between two answers."""
    (one,) = tell({"1.0.0": {5: 3, 2: 3}}).groups.values()
    assert one.median == 2


def test_a_group_is_not_told_where_a_small_one_would_be_what_it_leaves_of_everybody() -> None:
    found = tell({"1.0.0": {4: 9}, "1.1.0": {1: 2}})
    assert found.everybody.told
    assert not found.groups["1.0.0"].told


def test_everybody_is_not_told_where_the_groups_that_are_told_leave_few() -> None:
    found = tell({"1.0.0": {4: 9}, "1.1.0": {4: 9}, "2.0.0": {1: 2}})
    assert found.groups["1.0.0"].told
    assert not found.everybody.told


def test_a_team_is_not_told_where_the_others_would_be_the_difference() -> None:
    assert tell({"1.0.0": {4: 9}}, {"1.0.0": {4: 9}}).groups["1.0.0"].told
    assert not tell({"1.0.0": {4: 9}}, {"1.0.0": {4: 9, 1: 2}}).groups["1.0.0"].told
    assert tell({"1.0.0": {4: 9}}, {"1.0.0": {4: 9, 1: 5}}).groups["1.0.0"].told


@given(GROUPS)
def test_nothing_that_is_told_differs_from_another_by_few_answers(groups: dict[str, dict[int, int]]) -> None:
    """Neither everybody without some of the groups, nor any one group, comes to one to four answers."""
    found = tell(groups)
    told = [one for one in found.groups.values() if one.told]
    assert all(one.answers >= FEWEST for one in told)
    if found.everybody.told:
        for size in range(1, len(told) + 1):
            for some in combinations(told, size):
                rest = found.everybody.answers - sum(one.answers for one in some)
                assert rest == 0 or rest >= FEWEST


@given(GROUPS)
def test_what_is_told_adds_up(groups: dict[str, dict[int, int]]) -> None:
    found = tell(groups)
    assert found.everybody.answers == sum(one.answers for one in found.groups.values())
    for one in (found.everybody, *found.groups.values()):
        assert sum(one.distribution.values()) == (one.answers if one.told else 0)


def test_the_order_of_texts_tells_nothing_of_who_wrote_them() -> None:
    assert in_no_order(["the meeting", None, "a  diagram", "a diagram"]) == ["a diagram", "the meeting"]
