"""How what is owed looks to people: in whole days, and by their own day."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from preceptor.cli import overview, show
from preceptor.cli.types import UNTIL
from preceptor.errors import BadInput
from preceptor.services.overview import whole_days

NOW = datetime(2026, 3, 27, 12, tzinfo=UTC)


def told(due: datetime, zone: Any = UTC) -> str:
    owed: Any = {"due_at": due.isoformat(), "days_overdue": whole_days(NOW - due)}
    return overview.when(owed, NOW, zone)


@pytest.mark.parametrize(
    ("ahead", "days", "said"),
    [
        (timedelta(days=10, hours=21), -10, "due in 10 days"),
        (timedelta(days=1, hours=23), -1, "due in 1 day"),
        (timedelta(hours=23), 0, "due tomorrow"),
        (timedelta(hours=5), 0, "due today"),
        (timedelta(), 0, "due today"),
        (timedelta(hours=-5), 0, "overdue since today"),
        (timedelta(hours=-23), 0, "overdue since yesterday"),
        (timedelta(days=-1), 1, "1 day overdue"),
        (timedelta(days=-2, hours=-23), 2, "2 days overdue"),
    ],
)
def test_days_are_whole_before_and_after_the_due_date(ahead: timedelta, days: int, said: str) -> None:
    assert whole_days(-ahead) == days
    assert told(NOW + ahead) == said


def test_today_is_the_readers_own_day() -> None:
    midnight = NOW + timedelta(hours=13)
    assert told(midnight) == "due tomorrow"
    assert told(midnight, ZoneInfo("America/New_York")) == "due today"


def test_a_moment_is_shown_in_a_zone_that_is_named() -> None:
    due = "2026-07-07T15:00:00.000000+00:00"
    assert show.day(due) == "2026-07-07 15:00 UTC"
    assert show.day(due, ZoneInfo("Asia/Kolkata")) == "2026-07-07 20:30 Asia/Kolkata"
    assert show.day(None, ZoneInfo("Asia/Kolkata")) == "-"


def test_a_day_means_up_to_its_end() -> None:
    assert UNTIL.convert("2026-03-27", None, None) == datetime(2026, 3, 27, 23, 59, 59, 999999, UTC)
    assert UNTIL.convert("2026-03-27T14:05+01:00", None, None) == datetime(2026, 3, 27, 13, 5, tzinfo=UTC)
    for wrong in ("2026-02-30", "27.3.2026", "2026-03-27T14:05", ""):
        with pytest.raises(BadInput):
            UNTIL.convert(wrong, None, None)
