"""What may be told of a survey, so that nobody's answer can be read off."""

from collections.abc import Mapping
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from preceptor.model.survey import FEWEST, Answers, Place, in_no_order

SCORES = st.dictionaries(st.integers(1, 5), st.integers(1, 6), min_size=1)
TEAMS, VERSIONS = ("ads", "cart", "docs"), ("1.0.0", "1.1.0", "2.0.0")
PLACES = st.dictionaries(st.tuples(st.sampled_from(TEAMS), st.sampled_from(VERSIONS)), SCORES, min_size=1)


def of_one_team(versions: Mapping[str, Mapping[int, int]]) -> Answers:
    return Answers({("cart", version): scores for version, scores in versions.items()})


def test_fewer_than_five_answers_are_counted_and_not_told() -> None:
    one = of_one_team({"1.0.0": {5: 3, 1: 1}}).of(version="1.0.0")
    assert (one.answers, one.told, one.median, dict(one.distribution)) == (4, False, None, {})


def test_five_answers_are_told_by_their_median_and_their_distribution() -> None:
    one = of_one_team({"1.0.0": {5: 2, 4: 2, 1: 1}}).of(version="1.0.0")
    assert (one.answers, one.median) == (5, 4)
    assert one.distribution == {1: 1, 2: 0, 3: 0, 4: 2, 5: 2}


def test_an_even_number_has_a_median_that_somebody_answered() -> None:
    """The scale is ordinal: there is nothing between two answers."""
    one = of_one_team({"1.0.0": {5: 3, 2: 3}}).of(version="1.0.0")
    assert one.median == 2


def test_a_group_is_not_told_where_a_small_one_would_be_what_it_leaves_of_everybody() -> None:
    found = of_one_team({"1.0.0": {4: 9}, "1.1.0": {1: 2}})
    assert found.of().told
    assert not found.of(version="1.0.0").told


def test_everybody_is_not_told_where_the_groups_that_are_told_leave_few() -> None:
    found = of_one_team({"1.0.0": {4: 9}, "1.1.0": {4: 9}, "2.0.0": {1: 2}})
    assert found.of(version="1.0.0").told
    assert not found.of().told


def test_a_team_is_not_told_where_the_others_would_be_the_difference() -> None:
    def told(others: int) -> bool:
        return Answers({("cart", "1.0.0"): {4: 9}, ("docs", "1.0.0"): {1: others}}).of("cart", "1.0.0").told

    assert (told(0), told(2), told(5)) == (True, False, True)


def test_everybody_is_told_in_no_table_where_the_teams_of_another_leave_few() -> None:
    found = Answers({(team, "1.0.0"): {4: size} for team, size in (("ads", 5), ("cart", 5), ("docs", 2))})
    assert found.of("ads").told and found.of("cart").told
    assert not found.of("docs").told
    assert not found.of().told
    assert not found.of(version="1.0.0").told


def test_a_team_is_told_in_no_table_where_its_versions_leave_few() -> None:
    cart = {("cart", version): {4: size} for version, size in (("1.0.0", 9), ("1.1.0", 9), ("2.0.0", 2))}
    found = Answers({**cart, **{("docs", version): {3: 9} for version in VERSIONS}})
    assert found.of("cart", "1.0.0").told and found.of("cart", "1.1.0").told
    assert not found.of("cart").told


def parts(found: Answers, places: Mapping[Place, object], axis: int) -> int:
    """What is left of everybody where each team (axis 0), or version (1), that is told is taken away, and of the
    others what is told of their parts."""
    left = found.of().answers
    for name in {place[axis] for place in places}:
        line = found.of(team=name) if axis == 0 else found.of(version=name)
        if line.told:
            left -= line.answers
        else:
            left -= sum(one.answers for place in places if place[axis] == name and (one := found.of(*place)).told)
    return left


@given(PLACES)
def test_nothing_that_is_told_differs_from_another_by_few_answers(places: dict[Place, dict[int, int]]) -> None:
    found = Answers(places)
    whole = found.of()
    lines = {(team, None): found.of(team=team) for team in TEAMS}
    lines |= {(None, version): found.of(version=version) for version in VERSIONS}  # type: ignore[dict-item]
    rests = []
    for (team, version), line in lines.items():
        cells = [found.of(*one) for one in places if team in (None, one[0]) and version in (None, one[1])]
        assert not line.told or line.answers >= FEWEST
        if line.told and whole.told:
            rests.append(whole.answers - line.answers)
        if line.told:
            for taken in product((False, True), repeat=len(cells)):
                away = sum(one.answers for one, take in zip(cells, taken, strict=True) if take and one.told)
                rests.append(line.answers - away)
    if whole.told:
        rests += [parts(found, places, 0), parts(found, places, 1)]
    assert not [rest for rest in rests if 0 < rest < FEWEST]


@given(PLACES)
def test_who_is_not_told_is_no_sum_of_those_who_are(places: dict[Place, dict[int, int]]) -> None:
    found = Answers(places)
    if not found.of().told and found.of().answers:
        assert not all(found.of(team=team).told for team in found.teams())
        assert not all(found.of(version=version).told for version in found.versions())


@given(PLACES)
def test_what_is_told_adds_up(places: dict[Place, dict[int, int]]) -> None:
    found = Answers(places)
    assert found.of().answers == sum(found.of(*place).answers for place in places)
    for one in (found.of(), *(found.of(*place) for place in places)):
        assert sum(one.distribution.values()) == (one.answers if one.told else 0)


def test_the_order_of_texts_tells_nothing_of_who_wrote_them() -> None:
    assert in_no_order(["the meeting", None, "a  diagram", "a diagram"]) == ["a diagram", "the meeting"]
