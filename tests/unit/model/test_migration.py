"""How a pairing goes on under another edition: laws, and every reason why it cannot."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.model.baking import a_process
from tests.unit.model.facts import BAKES, BEGAN, LADDER, LIFECYCLE, TASTES

from preceptor.model.deadline import Calendar
from preceptor.model.definition import Ladder, Lifecycle, Process, Role, State
from preceptor.model.duration import Duration
from preceptor.model.migration import Onward, Plan, Position, in_order, recomputed, way_between
from preceptor.model.refusal import Refusal

CALENDAR = Calendar(zone=UTC)
moments = st.integers(0, 365 * 24 * 60).map(lambda minutes: BEGAN + timedelta(minutes=minutes))


def an_edition(version: str = "2.0.0", *, ladder: Ladder = LADDER, lifecycle: Lifecycle = LIFECYCLE) -> Process:
    """A process with one ladder, which bakers climb."""
    role = Role(name="baker", title="Baker", ladder=ladder)
    return replace(a_process(version=version), roles=(role,), lifecycles={lifecycle.name: lifecycle})


OLD = an_edition("1.0.0")


def renamed(names: dict[str, str]) -> Process:
    """The same ladder with other names."""

    def name(old: str) -> str:
        return names.get(old, old)

    lifecycle = replace(LIFECYCLE, states=tuple(replace(one, name=name(one.name)) for one in LIFECYCLE.states))
    rungs = tuple(replace(one, name=name(one.name)) for one in LADDER.rungs)
    return an_edition(ladder=replace(LADDER, rungs=rungs), lifecycle=lifecycle)


def with_states(**changes: State | None) -> Process:
    """The same with states in the place of others; None: without."""
    states = tuple(changes.get(one.name, one) for one in LIFECYCLE.states)
    return an_edition(lifecycle=replace(LIFECYCLE, states=tuple(one for one in states if one)))


def asking(**rest: Any) -> Process:
    """The same where the first rung asks for something else."""
    return an_edition(ladder=replace(LADDER, rungs=(replace(TASTES, **rest), BAKES)))


def at(state: str = "taste", *, back: str | None = None, attempt: int = 1, **credited: int) -> Position:
    """A place in the ladder; credits of the present attempt by rung."""
    return Position(
        state=state,
        back=back,
        attempt=attempt,
        credited=tuple((rung, attempt, number) for rung, number in credited.items()),
    )


def going(new: Process, position: Position, old: Process = OLD, **states: str) -> Onward | Refusal:
    """Where a baker goes on."""
    way = way_between(old, new, "baker", Plan(states=states))
    return way if isinstance(way, Refusal) else way.onward(position)


def gone(new: Process, position: Position, old: Process = OLD, **states: str) -> Onward:
    found = going(new, position, old, **states)
    assert isinstance(found, Onward), found
    return found


def against(new: Process, position: Position, old: Process = OLD, **states: str) -> list[str]:
    """The guards against it."""
    found = going(new, position, old, **states)
    assert isinstance(found, Refusal), found
    return [one.guard for one in found.reasons]


positions = st.builds(
    lambda state, back, attempt, credited: Position(
        state=state, back=back if state == "cold" else None, attempt=attempt, credited=tuple(credited)
    ),
    st.sampled_from(["taste", "bake", "cold"]),
    st.sampled_from(["taste", "bake"]),
    st.integers(1, 3),
    st.lists(
        st.tuples(st.sampled_from(["taste", "bake"]), st.integers(0, 3), st.integers(1, 3)),
        max_size=4,
        unique_by=lambda one: one[:2],
    ),
)
names = st.fixed_dictionaries(
    {}, optional={"taste": st.just("sip"), "bake": st.sampled_from(["roast", "taste"]), "cold": st.just("off")}
).filter(lambda one: one.get("bake") != "taste" or "taste" in one)


@given(positions)
def test_the_same_edition_changes_nothing(position: Position) -> None:
    found = gone(OLD, position)
    assert (found.state, found.back, found.renamed, found.turn) == (position.state, position.back, (), None)
    assert not found.reminded_anew


@given(positions)
def test_a_name_mapped_to_itself_is_no_change(position: Position) -> None:
    same = {one.name: one.name for one in LIFECYCLE.states}
    assert gone(OLD, position, **same) == gone(OLD, position)


@given(positions, names)
def test_other_names_change_names_alone(position: Position, names: dict[str, str]) -> None:
    found = gone(renamed(names), position, **names)
    assert found.state == names.get(position.state, position.state)
    assert found.back == (position.back and names.get(position.back, position.back))
    assert dict(found.renamed) == {old: new for old, new in names.items() if old != "cold"}
    assert found.turn is None


@given(positions, names)
def test_names_are_given_in_an_order_in_which_none_is_taken(position: Position, names: dict[str, str]) -> None:
    credited = {rung: rung for rung, _, _ in position.credited}
    for old, new in in_order(names):
        credited = {was: new if now == old else now for was, now in credited.items()}
    assert credited == {rung: names.get(rung, rung) for rung in credited}


def test_names_in_a_circle_have_no_order() -> None:
    with pytest.raises(ValueError, match="taste=bake and bake=taste"):
        in_order({"taste": "bake", "bake": "taste"})


def test_whose_turn_it_is_is_decided_anew_where_the_count_changed() -> None:
    assert gone(asking(observations=1), at(taste=1)).turn == "preceptor"
    assert gone(asking(observations=3), at(taste=2)).turn == "trainee"
    assert gone(asking(observations=2), at(taste=2)).turn is None


def test_what_was_credited_before_the_rung_was_reached_counts_in_its_first_attempt() -> None:
    early = Position(state="taste", back=None, attempt=1, credited=(("taste", 0, 1),))
    assert gone(asking(observations=1), early).turn == "preceptor"
    assert gone(asking(observations=1), replace(early, attempt=2)).turn == "trainee"


def test_other_reminders_are_told() -> None:
    assert gone(asking(remind=(-5,)), at()).reminded_anew


def test_a_role_without_a_ladder_stays() -> None:
    plain = replace(an_edition(), roles=(Role(name="baker", title="Baker"),))
    assert against(plain, at()) == ["ladder-goes-on"]
    with pytest.raises(LookupError):
        way_between(plain, OLD, "baker", Plan())


def test_a_state_that_is_gone_is_told_with_those_that_there_are() -> None:
    found = going(renamed({"taste": "sip", "bake": "roast"}), at("cold", back="bake"))
    assert isinstance(found, Refusal)
    (reason,) = found.reasons
    assert "the state `bake` does not exist in bakery 2.0.0, which has sip, roast" in reason.message
    assert reason.command == "preceptor change publish CHANGE --in-flight migrate --map bake=STATE"


def test_every_reason_is_told() -> None:
    new = with_states(cold=None, taste=State(name="taste", title="Taste", counts="performs-watched"))
    assert against(new, at("cold", back="taste", taste=1)) == ["state-goes-on", "credits-count-on"]


@pytest.mark.parametrize(
    ("new", "position", "states"),
    [
        (an_edition(), at(), {"taste": "baked"}),
        (an_edition(), at(), {"taste": "cold"}),
        (an_edition(), at("cold", back="taste"), {"cold": "taste"}),
        (an_edition(), at("cold", back="taste"), {"taste": "baked"}),
        (an_edition(), at(), {"taste": "nowhere"}),
        (an_edition(ladder=replace(LADDER, rungs=(TASTES,))), at("bake"), {}),
        (an_edition(), at("cold"), {}),
    ],
    ids=["final", "rests", "rests no more", "back is final", "unknown", "no rung", "back is nowhere"],
)
def test_a_state_that_cannot_take_it_is_refused(new: Process, position: Position, states: dict[str, str]) -> None:
    assert set(against(new, position, **states)) == {"state-goes-on"}


def test_what_is_earned_below_a_rung_is_not_skipped() -> None:
    third = replace(TASTES, name="sell", title="Sell it")
    lifecycle = replace(LIFECYCLE, states=(*LIFECYCLE.states, State(name="sell", title="Sell it", counts="watches")))
    new = an_edition(ladder=replace(LADDER, rungs=(*LADDER.rungs, third)), lifecycle=lifecycle)
    assert against(new, at(), taste="sell") == ["earned-so-far"]
    assert gone(new, at("bake")).state == "bake"


def test_credits_never_count_as_something_else() -> None:
    other = with_states(taste=State(name="taste", title="Taste", counts="performs-watched"))
    assert against(other, at(taste=1)) == ["credits-count-on"]
    assert gone(other, at()).state == "taste"


def test_what_was_done_is_good_enough_where_watching_is_asked_for() -> None:
    watched = with_states(bake=State(name="bake", title="Bake", counts="watches"))
    assert gone(watched, at("bake", bake=1)).turn is None
    found = gone(an_edition(), at("bake", bake=2), bake="taste")
    assert (found.state, found.renamed, found.turn) == ("taste", (("bake", "taste"),), None)


def test_a_rung_where_something_else_counts_begins_without_credits() -> None:
    only_bake = an_edition(
        ladder=replace(LADDER, rungs=(BAKES,)),
        lifecycle=replace(LIFECYCLE, states=tuple(one for one in LIFECYCLE.states if one.name != "taste")),
    )
    found = gone(only_bake, at(taste=2), taste="bake")
    assert (found.state, found.renamed, found.turn) == ("bake", (), "trainee")


@given(moments, moments, moments)
def test_nobody_is_late_because_of_a_move(was: datetime, rule: datetime, clock: datetime) -> None:
    found = recomputed(was, rule, clock)
    assert found in (was, rule)
    assert found is not None
    if was > clock:
        assert found > clock
    else:
        assert found == rule


@given(moments)
def test_a_rung_without_a_date_has_none_afterwards(clock: datetime) -> None:
    assert recomputed(None, clock + timedelta(days=1), clock) is None


@given(moments)
def test_a_rung_is_due_by_its_own_allowance(clock: datetime) -> None:
    onward = gone(OLD, at())
    assert onward.by_rule(BEGAN, CALENDAR) == datetime(2026, 3, 16, 17, tzinfo=UTC)
    assert recomputed(clock, onward.by_rule(BEGAN, CALENDAR), clock) == datetime(2026, 3, 16, 17, tzinfo=UTC)


def test_an_allowance_beyond_the_calendar_keeps_the_date() -> None:
    onward = gone(asking(within=Duration.parse("99999 years")), at())
    assert onward.by_rule(BEGAN, CALENDAR) is None
    assert recomputed(BEGAN, None, BEGAN) == BEGAN
