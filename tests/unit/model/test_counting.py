"""One of something, and several, each in their words."""

from preceptor.model.counting import agreeing, counted, times


def test_one_is_no_plural() -> None:
    assert [counted(count, "row") for count in (0, 1, 2)] == ["0 rows", "1 row", "2 rows"]
    assert [times(count) for count in (0, 1, 2)] == ["0 times", "once", "2 times"]
    assert [agreeing(count, "moves", "move") for count in (0, 1, 2)] == ["0 move", "1 moves", "2 move"]
