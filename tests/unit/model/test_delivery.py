"""What becomes of a mail after an attempt."""

from datetime import UTC, datetime, timedelta
from itertools import count, takewhile

import pytest

from preceptor.model.delivery import Fate, Outcome, Settlement, retry_after, settlement

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def after(fate: Fate, *, attempts: int = 0, unknowns: int = 0, jitter: float = 0.0) -> Settlement:
    outcome = Outcome(fate=fate, reply="451 4.7.1\n  try   again")
    return settlement(
        outcome, notice=90, attempts=attempts, unknowns=unknowns, due=NOW, now=NOW, jitter=jitter
    )  # fmt: skip


def minutes(attempts: int, jitter: float = 0.0) -> float | None:
    pause = retry_after(attempts, jitter)
    return None if pause is None else pause / timedelta(minutes=1)


def test_the_pauses_grow_to_four_hours() -> None:
    assert [minutes(one) for one in range(1, 9)] == [5, 15, 30, 60, 120, 240, 240, 240]


def test_a_mail_is_tried_for_five_days_and_then_no_more() -> None:
    pauses = [pause for pause in takewhile(bool, (retry_after(one, 0.0) for one in count(1))) if pause]
    assert timedelta(days=4, hours=20) < sum(pauses, timedelta()) <= timedelta(days=5)
    assert after("deferred", attempts=len(pauses) - 1).state == "ready"
    assert after("deferred", attempts=len(pauses)).state == "dead"
    assert after("unknown", attempts=len(pauses)).state == "dead"


@pytest.mark.parametrize("attempts", [1, 6, 20])
def test_chance_lengthens_a_pause_by_a_fifth_at_most(attempts: int) -> None:
    plain, longest = minutes(attempts), minutes(attempts, 1.0)
    assert plain and longest == pytest.approx(plain * 1.2)


def test_what_was_taken_is_sent_and_never_tried_again() -> None:
    done = after("sent")
    assert (done.state, done.attempts, done.next_at, done.sent_at) == ("sent", 1, None, NOW)


def test_what_is_refused_is_dead() -> None:
    done = after("refused", attempts=3)
    assert (done.state, done.attempts, done.next_at, done.sent_at) == ("dead", 4, None, None)


def test_without_an_answer_it_is_sent_again_and_the_doubt_is_counted() -> None:
    done = after("unknown", unknowns=1)
    assert (done.state, done.attempts, done.unknowns) == ("unknown", 1, 2)
    assert done.next_at == NOW + timedelta(minutes=5)


def test_trouble_with_the_connection_burns_no_attempt() -> None:
    broken, closed = after("interrupted", attempts=2), after("unreachable", attempts=2)
    assert (broken.state, broken.attempts, broken.next_at) == ("ready", 2, NOW + timedelta(minutes=5))
    assert (closed.state, closed.attempts, closed.next_at) == ("ready", 2, NOW)


def test_a_reply_is_kept_on_one_line() -> None:
    assert after("deferred").reply == "451 4.7.1 try again"
