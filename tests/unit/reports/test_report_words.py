"""How measures are said in words."""

from typing import Any

import pytest

from preceptor.render.report_words import untold, usefulness


def answered(count: int, *, told: bool = False) -> dict[str, Any]:
    return {"answers": count, "told": told, "median": 4 if told else None}


@pytest.mark.parametrize(
    ("count", "told", "why", "useful"),
    [
        (0, False, "nobody has answered yet", "-"),
        (1, False, "too few to show", "1 answer, too few"),
        (4, False, "too few to show", "4 answers, too few"),
        (5, False, "kept back: it would tell of the few beside it", "5 answers, kept back"),
        (9, True, "", "4 of 5 (n=9)"),
    ],
)
def test_it_is_said_why_answers_are_not_told(count: int, told: bool, why: str, useful: str) -> None:
    """Where they are enough, what would be left of another group by subtracting them is too little."""
    assert (untold(answered(count, told=told)), usefulness(answered(count, told=told))) == (why, useful)
