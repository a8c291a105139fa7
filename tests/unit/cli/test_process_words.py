"""What a process asks for, in the words of a terminal page."""

from typing import Any

import pytest
from tests.unit.render.builders import a_duration, a_process

from preceptor.cli import process_words as words
from preceptor.model.definition import Due, Step
from preceptor.services.process_documents import role_documents, step_document


def a_due(**rest: Any) -> Any:
    return step_document(Step(name="knead", title="Knead", role="owner", due=Due(**rest)))["due"]


def a_rung(**rest: Any) -> Any:
    ladder = role_documents(a_process())[0]["ladder"]
    assert ladder is not None
    plain = {"observations": 1, "observers": 1, "rehearsals": 0, "stand_in_after": None}
    return {**ladder["rungs"][0], **plain, **rest}


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (a_due(within=a_duration("3 business days")), "3 business days from entering the step"),
        (
            a_due(within=a_duration("60 days"), by_severity={"1": a_duration("15 days")}, start="resolved"),
            "15 days at severity 1, else 60 days from the resolution",
        ),
        (
            a_due(at_least=a_duration("2 days"), at_most=a_duration("5 days"), start="opened"),
            "at least 2 days and at most 5 days from the opening",
        ),
    ],
)
def test_a_deadline(due: Any, said: str) -> None:
    assert words.due(due) == said


@pytest.mark.parametrize(
    ("rung", "said"),
    [
        (a_rung(), "1 observation"),
        (
            a_rung(observations=3, observers=2, rehearsals=1),
            "3 observations before 2 different people, at most 1 rehearsal among them",
        ),
        (a_rung(stand_in_after="20 days"), "1 observation; any colleague may be the newcomer after 20 days"),
    ],
)
def test_how_often(rung: Any, said: str) -> None:
    assert words.observed(rung) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([], "none"),
        ([2, 0, -1], "1 business day before, on the day and 2 business days after"),
    ],
)
def test_reminders(days: list[int], said: str) -> None:
    assert words.reminders(days) == said


@pytest.mark.parametrize(
    ("waiver", "said"),
    [
        ({"approver": None, "holds": False}, "waiver not approved"),
        ({"approver": "olga", "holds": True}, "waived until 2026-06-30"),
        ({"approver": "olga", "holds": False}, "waiver ended 2026-06-30"),
    ],
)
def test_a_waiver(waiver: Any, said: str) -> None:
    assert words.waived({"until": "2026-06-30", **waiver}) == said


def test_a_mark_stays_in_one_piece(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    words.line("by when", "5 business days from it", "[standard and team]")
    assert capsys.readouterr().out.splitlines() == [
        "   by when      5 business days from it",
        "                [standard and team]",
    ]
