"""How instances went through their steps, told from what events say."""

from datetime import UTC, datetime, timedelta

from preceptor.model.passes import Came, Pass, passes

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def came(state: str, day: float, *, instance: int = 1, attempt: int | None = None) -> Came:
    return Came(instance=instance, at=BEGIN + day * DAY, state=state, attempt=attempt)


def told(*moves: Came, now: float = 10) -> list[tuple[str, int, float, bool]]:
    """Each pass: its step, its number, the days it took, and whether it is over."""
    found: list[Pass] = list(passes(moves, rests={"paused"}, now=BEGIN + now * DAY))
    return [(one.step, one.number, one.took / DAY, one.left_at is not None) for one in found]


def test_a_step_takes_from_coming_to_it_until_going_on() -> None:
    assert told(came("notes", 0), came("prepare", 2), came("research", 5)) == [
        ("notes", 1, 2, True),
        ("prepare", 1, 3, True),
        ("research", 1, 5, False),
    ]


def test_coming_back_is_another_pass() -> None:
    moves = [came("review", 0), came("revise", 1), came("review", 2), came("revise", 4)]
    assert told(*moves) == [
        ("review", 1, 1, True),
        ("revise", 1, 1, True),
        ("review", 2, 2, True),
        ("revise", 2, 6, False),
    ]


def test_repeating_a_rung_is_another_pass_of_it() -> None:
    assert told(came("watch", 0), came("watch", 3, attempt=2)) == [("watch", 1, 3, True), ("watch", 2, 7, False)]


def test_what_says_the_same_state_again_changes_nothing() -> None:
    assert told(came("watch", 0), came("watch", 3)) == [("watch", 1, 10, False)]


def test_a_pause_does_not_count_and_begins_nothing_anew() -> None:
    assert told(came("watch", 0), came("paused", 2), came("watch", 6), came("do-watched", 7)) == [
        ("watch", 1, 3, True),
        ("do-watched", 1, 3, False),
    ]


def test_what_is_paused_now_has_taken_as_long_as_up_to_the_pause() -> None:
    assert told(came("watch", 0), came("paused", 2)) == [("watch", 1, 2, False)]


def test_what_goes_elsewhere_after_a_pause_was_left_then() -> None:
    assert told(came("watch", 0), came("paused", 2), came("withdrawn", 5)) == [
        ("watch", 1, 2, True),
        ("withdrawn", 1, 5, False),
    ]


def test_each_instance_is_told_for_itself() -> None:
    moves = [came("notes", 0), came("done", 1), came("notes", 3, instance=2)]
    assert told(*moves) == [("notes", 1, 1, True), ("done", 1, 9, False), ("notes", 1, 7, False)]


def test_nothing_came_and_nothing_is_told() -> None:
    assert told() == []
