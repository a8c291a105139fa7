"""Diagrams: the way shows, and no title can break out of its label."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.render.builders import a_climb

from preceptor.model.definition import State
from preceptor.render.mermaid import LONGEST_LABEL, label, state_diagram


def test_a_lifecycle_as_a_diagram(snapshot):
    assert state_diagram(a_climb()) == snapshot


def test_a_pause_goes_back_to_where_it_was_and_a_repeat_hides_nothing():
    diagram = state_diagram(a_climb())
    assert "s_rests --> s_taste : resume" in diagram
    assert "s_rests --> s_bake_it : resume" in diagram
    assert "repeat" not in diagram


def test_states_that_look_alike_have_ids_of_their_own():
    states = tuple(State(name=name, title=name) for name in ("taste", "a-b", "a_b", "end", "bake-it", "rests", "ä"))
    ids = re.findall(r'^    state ".*" as (\w+)$', state_diagram(a_climb(states=states)), re.MULTILINE)
    assert len(set(ids)) == len(states)
    assert all(re.fullmatch(r"s_\w+", one, re.ASCII) for one in ids)


@given(st.text())
def test_a_label_is_one_short_line_without_syntax(text):
    made = label(text)
    assert len(made) <= LONGEST_LABEL
    assert not re.search(r"""[\n"#$%&:;<>\[\]\\`{|}]""", made)


@pytest.mark.parametrize(
    "title", ['x" as y', "a; b", "a: b", "%% c", "#35;", "<script>", "one\n[*] --> two", "{{x}}"]
)
def test_a_hostile_title_adds_no_line(title):
    hostile = a_climb(states=tuple(replace(one, title=title) for one in a_climb().states))
    plain, made = state_diagram(a_climb()).splitlines(), state_diagram(hostile).splitlines()
    assert len(made) == len(plain)
    assert all(re.fullmatch(r'    state "[^"]*" as s_\w+', one) for one in made[2:6])


def test_counts_stand_beside_the_titles_of_the_states_that_somebody_is_in():
    plain, counted = state_diagram(a_climb()), state_diagram(a_climb(), {"taste": 12})
    (line,) = set(counted.splitlines()) - set(plain.splitlines())
    assert line.endswith('(12)" as s_taste')


def test_states_that_only_an_older_version_has_stand_beside_the_way():
    diagram = state_diagram(a_climb(), {'knead"; x': 2, "chill": 1})
    assert '    state "chill, of an older version (1)" as older_0' in diagram
    assert '    state "knead＂； x, of an older version (2)" as older_1' in diagram
