"""How often a guard refused is told out of all tries: those that were refused, and those that the passes show."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from tests.support.world import shipped

from preceptor.model.guard_measures import GuardMeasure, Tries
from preceptor.model.measures import Share
from preceptor.model.passes import Pass
from preceptor.model.tries import START, RefusedTries, RefusedTry

RETROSPECTIVE = shipped()["retrospective"].lifecycles["retrospective"]
SINCE = date(2026, 6, 1)
BEGAN = datetime(2026, 5, 30, tzinfo=UTC)


def tried(state: str, move: str = "advance", *guards: str, edition: str = "e", team: int | None = 1) -> RefusedTry:
    return RefusedTry(
        process="retrospective",
        kind="retrospective",
        edition=edition,
        team=team,
        role=None,
        state=state,
        move=move,
        guards=guards,
    )


def went(step: str, to: str | None, *, days: int = 3) -> Pass:
    left = BEGAN + timedelta(days=days) if to else None
    return Pass(instance=1, step=step, number=1, began_at=BEGAN, left_at=left, to=to, took=timedelta(days=days))


def tries(times: Mapping[RefusedTry, int], *passes: Pass, since: date | None = SINCE) -> Tries:
    return Tries.of(RETROSPECTIVE, RefusedTries(since=since, times=times), passes)


def test_a_guard_refused_out_of_all_tries_to_go_on() -> None:
    times = {
        tried("research", "advance", "actor", "write-up-fit"): 2,
        tried("research", "advance", "write-up-fit"): 1,
    }
    found = tries(times, went("research", "write-up"), went("research", "write-up"))
    assert found.by_guard() == (
        GuardMeasure(step="research", move="advance", guard="write-up-fit", times=3, tries=5),
        GuardMeasure(step="research", move="advance", guard="actor", times=2, tries=5),
    )
    assert found.refused_in(["research"]) == Share(part=3, whole=5)
    assert found.refused_in(["notes"]) == Share(part=0, whole=0)


def test_a_guard_that_let_everybody_through_is_told_with_none_refused() -> None:
    found = tries({}, went("meeting", "revise"))
    assert [(one.guard, one.times, one.tries) for one in found.by_guard()] == [
        ("meeting-noted", 0, 1),
        ("threads-settled", 0, 1),
    ]


def test_what_went_on_before_anybody_counted_is_no_try() -> None:
    assert tries({}, went("meeting", "revise", days=1)).by_guard() == ()
    assert tries({}, went("meeting", "revise", days=2)).refused_in(["meeting"]) == Share(part=0, whole=1)


def test_where_nothing_is_counted_nothing_is_told() -> None:
    found = tries({}, went("meeting", "revise"), since=None)
    assert (found.by_guard(), found.refused_in(["meeting"])) == ((), Share(part=0, whole=0))


def test_giving_up_is_no_try_to_go_on() -> None:
    found = tries({tried("prepare", "decline", "actor"): 4}, went("prepare", "declined"), went("prepare", "research"))
    assert found.refused_in(["prepare"]) == Share(part=0, whole=1)
    assert GuardMeasure(step="prepare", move="decline", guard="actor", times=4, tries=None) in found.by_guard()


def test_what_is_open_was_not_tried_yet() -> None:
    assert tries({}, went("meeting", None)).by_guard() == ()


def test_a_move_that_does_not_leave_its_state_has_no_known_number_of_tries() -> None:
    (found,) = tries({tried("review", "reply", "turns-left"): 2}).by_guard()
    assert (found.times, found.tries) == (2, None)


def test_a_beginning_that_was_refused_is_told() -> None:
    (found,) = tries({tried("notes", START, "actor"): 2}).by_guard()
    assert (found.step, found.move, found.times, found.tries) == ("notes", START, 2, None)


def test_a_state_that_the_lifecycle_has_no_longer_comes_last() -> None:
    times = {tried("gone", "advance", "actor"): 9, tried("done", "amend", "actor"): 1}
    assert [one.step for one in tries(times).by_guard()] == ["done", "gone"]
