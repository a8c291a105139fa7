"""The one form in which definitions and events are stored, hashed and compared."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.world import shipped

from preceptor.model import canonical
from preceptor.model.definition import Process
from preceptor.model.duration import Duration

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@dataclass(frozen=True, kw_only=True)
class Oven:
    """A record that the engine has never seen."""

    name: str
    hot: bool = False
    loaves: int = 0
    rest: Duration | None = None
    kind: Literal["stone", "steel"] = "stone"
    bakers: tuple[str, ...] = ()
    temperatures: Mapping[str, int] = field(default_factory=dict)
    settings: Mapping[str, int | str | bool] = field(default_factory=dict)
    inner: "tuple[Oven, ...]" = ()


@given(values)
def test_the_text_reads_back_as_the_value(value):
    assert json.loads(canonical.text(value)) == value


@given(st.dictionaries(st.text(), st.integers()))
def test_the_order_of_keys_does_not_matter(value):
    turned = dict(reversed(list(value.items())))
    assert canonical.text(turned) == canonical.text(value)
    assert canonical.digest(turned) == canonical.digest(value)


def test_the_text_has_no_white_space_and_keeps_letters():
    assert canonical.text({"b": [1, None], "a": "Störung 東京"}) == '{"a":"Störung 東京","b":[1,null]}'


@pytest.mark.parametrize("wrong", [float("nan"), object(), {1, 2}, b"x"])
def test_what_json_cannot_hold_is_refused(wrong):
    with pytest.raises((TypeError, ValueError)):
        canonical.text(wrong)


def test_true_is_not_one():
    assert canonical.digest(True) != canonical.digest(1)


@pytest.mark.parametrize("process", shipped().values(), ids=shipped())
def test_every_shipped_definition_loads_as_it_was_dumped(process):
    stored = json.loads(canonical.text(canonical.dump(process)))
    loaded = canonical.load(Process, stored)
    assert loaded == process
    assert canonical.digest(canonical.dump(loaded)) == canonical.digest(canonical.dump(process))


def test_defaults_are_left_out_so_that_a_digest_outlives_a_new_field():
    assert canonical.dump(Oven(name="old")) == {"name": "old"}
    assert canonical.dump(Oven(name="old", loaves=2, rest=Duration.parse("1 day"))) == {
        "name": "old",
        "loaves": 2,
        "rest": "1 day",
    }


def test_records_nest():
    oven = Oven(name="a", inner=(Oven(name="b", temperatures={"top": 230}, settings={"fan": True, "mode": "low"}),))
    assert canonical.load(Oven, json.loads(canonical.text(canonical.dump(oven)))) == oven


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        "x",
        {},
        {"name": 1},
        {"name": "a", "colour": "red"},
        {"name": "a", "hot": 1},
        {"name": "a", "loaves": True},
        {"name": "a", "loaves": "2"},
        {"name": "a", "rest": 3},
        {"name": "a", "rest": "soon"},
        {"name": "a", "kind": "wood"},
        {"name": "a", "kind": []},
        {"name": "a", "bakers": "mina"},
        {"name": "a", "bakers": None},
        {"name": "a", "bakers": [1]},
        {"name": "a", "temperatures": []},
        {"name": "a", "temperatures": {"top": "hot"}},
        {"name": "a", "settings": {"fan": None}},
        {"name": "a", "settings": {"fan": [1]}},
        {"name": "a", "inner": [{}]},
    ],
)
def test_what_does_not_fit_is_a_value_error(wrong):
    with pytest.raises(ValueError):
        canonical.load(Oven, wrong)
