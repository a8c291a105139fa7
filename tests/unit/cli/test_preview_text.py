"""What a publication would do, as somebody reads it before they decide."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from preceptor.cli.preview_text import MOVES, show_preview

HOLDS = "2026-03-09T00:00:00+00:00"


def a_difference(sentence: str) -> dict[str, Any]:
    return {"path": "p", "kind": "changed", "before": None, "after": None, "class": "major", "sentence": sentence}


def an_edition(team: str | None, *changes: str, effective: str = HOLDS) -> dict[str, Any]:
    return {
        "team": team,
        "effective": effective,
        "digest": f"of {team}",
        "changes": [a_difference(one) for one in changes],
    }


def a_conflict(team: str, message: str, effective: str = HOLDS) -> dict[str, Any]:
    variant = f"{team}/retrospective"
    return {
        "team": team,
        "variant": variant,
        "effective": effective,
        "name": "research.due",
        "message": message,
    }


def a_move(number: int, **rest: Any) -> dict[str, Any]:
    due = "2026-04-13T15:00:00+00:00"
    one = {
        "id": f"P-{number}",
        "state": "watch",
        "new_state": "watch",
        "old_due": due,
        "new_due": due,
        "refusal": None,
    }
    return {**one, **rest}


def a_preview(**rest: Any) -> dict[str, Any]:
    return {
        "id": "CH-4",
        "process": "retrospective",
        "version": "2.0.0",
        "class": "major",
        "effective": HOLDS,
        "editions": [an_edition(None, "Research: due sooner.")],
        "notices": 12,
        "instances": {"pinned": 3, "migrated": 0, "refused": 0},
        "moves": [],
        "refreshes": 0,
        "conflicts": [],
        "concerns_others": True,
        **rest,
    }


@pytest.fixture
def page(capsys: pytest.CaptureFixture[str]) -> Any:
    def shown(zone: Any = UTC, **rest: Any) -> str:
        show_preview(a_preview(**rest), zone)  # type: ignore[arg-type]
        return capsys.readouterr().out

    return shown


def test_what_changes_for_the_standard_who_is_told_and_what_runs(page: Any) -> None:
    assert page().splitlines() == [
        "retrospective 2.0.0 (major) would hold from 2026-03-09 00:00 UTC.",
        "  the standard:",
        "    major  Research: due sooner.",
        "  instances 3 running, which finish on their own edition",
        "  notices   12",
    ]


def test_each_team_sees_its_own_process(page: Any) -> None:
    editions = [an_edition(None, "Research: due sooner."), an_edition("checkout"), an_edition("search")]
    out = page(editions=editions, conflicts=[a_conflict("search", "the standard has 2 days now, the team 5")])
    assert "  checkout/retrospective:\n    Nothing changes.\n" in out
    assert (
        "  search/retrospective stays as it is, until the team has decided:\n"
        "    - the standard has 2 days now, the team 5  [research.due]\n"
    ) in out


def test_what_a_team_does_from_a_later_day_on_is_told_with_that_day(page: Any) -> None:
    later = "2026-04-01T00:00:00+00:00"
    editions = [
        an_edition("checkout", "Review: due later."),
        an_edition("checkout", effective=later),
        an_edition("search", effective=later),
    ]
    out = page(editions=editions, conflicts=[a_conflict("search", "both set it", effective=later)])
    assert "  checkout/retrospective:\n    major  Review: due later.\n" in out
    assert "  checkout/retrospective (from 2026-04-01 00:00 UTC):\n    Nothing changes.\n" in out
    assert (
        "  search/retrospective (from 2026-04-01 00:00 UTC) stays as it is, until the team has decided:\n"
        "    - both set it  [research.due]\n"
    ) in out


def test_moves_are_told_with_their_due_dates_where_the_reader_is(page: Any) -> None:
    moves = [
        a_move(1, new_state="shadow"),
        a_move(2, new_due="2026-03-30T15:00:00+00:00"),
        a_move(3, state="paused", new_state="paused", old_due=None, new_due=None),
    ]
    counts = {"pinned": 1, "migrated": 3, "refused": 0}
    lines = page(ZoneInfo("Europe/Berlin"), moves=moves, instances=counts, refreshes=4).splitlines()
    assert lines[-7:] == [
        "  notices   12",
        "  refreshes 4, of certifications: whoever holds one has to catch up",
        "",
        "ID   STATE           DUE                             DUE THEN",
        "P-1  watch → shadow  2026-04-13 17:00 Europe/Berlin  the same",
        "P-2  watch           2026-04-13 17:00 Europe/Berlin  2026-03-30 17:00 Europe/Berlin",
        "P-3  paused          -                               the same",
    ]
    assert "  instances 3 move, 0 cannot, 1 finishes on its own edition" in lines


def test_refusals_are_told_together_where_the_reason_is_the_same(page: Any) -> None:
    moves = [a_move(n, new_state=None, new_due=None, refusal="the state is gone") for n in (1, 2)]
    moves.append(a_move(3, new_state=None, new_due=None, refusal="it rests"))
    out = page(moves=moves, instances={"pinned": 0, "migrated": 0, "refused": 3})
    assert out.endswith("\nP-1, P-2: the state is gone\nP-3: it rests\n")


def test_a_page_shows_the_first_and_counts_the_rest(page: Any) -> None:
    moves = [a_move(n) for n in range(1, MOVES + 1)]
    out = page(moves=moves, instances={"pinned": 0, "migrated": 100_000, "refused": 0})
    assert out.count("P-") == MOVES
    assert out.endswith(f"and {100_000 - MOVES:,} more move; --json lists them all\n")
