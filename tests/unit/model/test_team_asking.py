"""What a team's variant asks of who is certified already: what it adds, and since when."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.model.baking import SALTED, SMOOTH, WARM, a_process, a_rung, a_step, an_overlay

from preceptor.model.definition import Process, Standard
from preceptor.model.overlay import Overlay, RungChanges, StandardsChanges, StepChanges, apply
from preceptor.model.team_asking import Required, added, asked_since

CRISP = Standard(id="crisp", text="It is crisp.")
PROCESS = a_process(a_step(), a_rung(), a_rung("bake", standards=(SMOOTH, SALTED, WARM)))


def asked(process: Process = PROCESS, **rungs: RungChanges) -> Required:
    """What a team adds with these changes of the baker's rungs."""
    overlay = Overlay(team="oven", process=process.name, of=process.version, roles={"baker": rungs})
    return added(apply(process, overlay), process)


def rung(**changes: object) -> RungChanges:
    return RungChanges(standards=StandardsChanges(**changes))  # type: ignore[arg-type]


def test_a_standard_of_the_teams_own_is_asked_for() -> None:
    assert asked(watch=rung(add=(CRISP,))) == {"baker": frozenset({"watch.crisp"})}


@pytest.mark.parametrize("known", [SALTED, WARM])
def test_a_standard_that_the_team_requires_and_the_standard_does_not_is_asked_for(known: Standard) -> None:
    assert asked(bake=rung(levels={known.id: "required"})) == {"baker": frozenset({f"bake.{known.id}"})}


@pytest.mark.parametrize(
    "changes",
    [
        rung(add=(replace(CRISP, level="advisory"),)),
        rung(add=(replace(CRISP, level="waivable"),)),
        rung(text={"smooth": "Our customers feel it."}),
        RungChanges(how="Ask Rita.", observations=4),
    ],
)
def test_what_binds_nobody_or_is_no_standard_asks_nothing_of_who_is_certified(changes: RungChanges) -> None:
    assert asked(watch=changes) == {}


def test_a_standard_of_a_step_asks_nothing_of_who_is_certified() -> None:
    overlay = an_overlay(knead=StepChanges(standards=StandardsChanges(add=(CRISP,))))
    assert added(apply(PROCESS, overlay), PROCESS) == {}


def test_two_rungs_are_two_although_a_standard_of_both_is_called_the_same() -> None:
    assert asked(watch=rung(add=(CRISP,)), bake=rung(add=(CRISP,))) == {
        "baker": frozenset({"watch.crisp", "bake.crisp"})
    }


def baker(*standards: str) -> Required:
    return {"baker": frozenset(standards)}


def test_a_role_is_asked_for_since_the_last_of_what_is_added_came() -> None:
    assert asked_since([(1, baker("a")), (2, baker("a", "b")), (3, baker("a", "b"))]) == {"baker": 2}


def test_what_goes_again_does_not_count() -> None:
    assert asked_since([(1, baker("a")), (2, baker("a", "b")), (3, baker("a"))]) == {"baker": 1}


def test_what_was_taken_back_and_comes_again_counts_from_then() -> None:
    assert asked_since([(1, baker("a")), (2, {}), (3, baker("a"))]) == {"baker": 3}


def test_each_role_has_its_own_day() -> None:
    both = {**baker("a"), "seller": frozenset({"b"})}
    assert asked_since([(1, baker("a")), (2, both)]) == {"baker": 1, "seller": 2}


def test_where_nothing_is_added_any_more_nothing_is_asked() -> None:
    assert asked_since([(1, baker("a")), (2, {})]) == {}
    assert asked_since([]) == {}


histories = st.lists(st.frozensets(st.sampled_from("abc")).map(lambda found: {"baker": found}), min_size=1)


@given(histories)
def test_a_version_that_adds_nothing_new_moves_no_day(history: list[Required]) -> None:
    eras = list(enumerate(history))
    again = [*eras, (len(eras), history[-1])]
    assert asked_since(again) == asked_since(eras)


@given(histories)
def test_a_role_is_asked_for_exactly_while_something_is_added(history: list[Required]) -> None:
    found = asked_since(list(enumerate(history)))
    assert ("baker" in found) == bool(history[-1]["baker"])
    if found:
        since = found["baker"]
        assert all(history[-1]["baker"] <= one["baker"] for one in history[since:])
        assert since == 0 or not history[-1]["baker"] <= history[since - 1]["baker"]
