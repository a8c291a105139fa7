"""What the checks of standards look at in a write-up, and when they look for the first time."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from preceptor.model.definition import Standard
from preceptor.model.passes import Pass
from preceptor.model.retrospective import Flaw, Submission
from preceptor.model.standard_checks import about, first_look, found_by, missing, parts_of
from preceptor.model.writeup import (
    ControlFailure,
    Item,
    Recommendation,
    SafetyControl,
    Timeline,
    TimelineEntry,
    WriteUp,
    as_document,
)

NOW = datetime(2026, 6, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_standard(check: str | None) -> Standard:
    return Standard(id="checked", text="It was looked at.", check=check)


@pytest.mark.parametrize(
    ("check", "parts"),
    [
        ("writeup T", ("timeline",)),
        ("writeup T106", ("timeline",)),
        ("writeup R403 R404 R406", ("recommendations",)),
        ("writeup A", ("analysis of safety controls",)),
        ("writeup T S B A R", ("timeline", "analysis of safety controls", "recommendations")),
        ("writeup S", ()),
        ("writeup B X001", ()),
        (None, ()),
    ],
)
def test_a_check_is_about_parts_of_a_write_up_or_about_the_whole(check: str | None, parts: tuple[str, ...]) -> None:
    assert about(a_standard(check)) == parts
    assert missing(a_standard(check), ()) == parts
    assert missing(a_standard(check), parts) == ()


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ({}, set()),
        ({"timelines": (Timeline(),)}, set()),
        ({"timelines": (Timeline(notes=(Item(text="It began in the morning."),)),)}, set()),
        ({"timelines": (Timeline(), Timeline(entries=(TimelineEntry(text="refused"),)))}, {"timeline"}),
        ({"analysis": (Item(text="The pool had no limit."),)}, set()),
        ({"controls": (SafetyControl(name="Review"),)}, {"analysis of safety controls"}),
        ({"control_notes": (Item(text="There were none."),)}, {"analysis of safety controls"}),
        ({"failures": (ControlFailure(name="Canary"),)}, {"analysis of safety controls"}),
        ({"systemic": (Item(text="Nobody owns it."),)}, {"analysis of safety controls"}),
        ({"missing": (Item(text="Nothing limited it."),)}, {"analysis of safety controls"}),
        ({"recommendations": (Recommendation(text="Set a limit."),)}, {"recommendations"}),
        ({"recommendation_notes": (Item(text="The vendor does it."),)}, {"recommendations"}),
    ],
)
def test_a_part_is_there_where_a_check_has_something_to_look_at(said: Any, parts: set[str]) -> None:
    assert parts_of(as_document(WriteUp(**said))) == parts


def test_a_check_is_about_the_findings_of_its_families_and_codes_but_for_advice() -> None:
    flaws = [
        Flaw(code="T103", severity="error", line=6),
        Flaw(code="T106", severity="advice", line=7),
        Flaw(code="R403", severity="warning", line=9),
    ]

    def found(check: str | None) -> list[str]:
        return [one.code for one in found_by(a_standard(check), flaws)]

    assert (found("writeup T"), found("writeup T103 R"), found("writeup R404"), found(None)) == (
        ["T103"],
        ["T103", "R403"],
        [],
        [],
    )


def a_revision(number: int, hours: float) -> Submission:
    return Submission(number=number, submitter=1, submitted_at=NOW + hours * HOUR, digest=str(number))


def looked_at(revisions: Sequence[Submission], *, began: float = 0, left: float | None = None) -> int | None:
    step = Pass(
        instance=1,
        step="write-up",
        number=1,
        began_at=NOW + began * HOUR,
        left_at=None if left is None else NOW + left * HOUR,
        to=None,
        took=HOUR,
    )
    found = first_look(revisions, step)
    return found.number if found else None


def test_a_step_looks_first_at_what_is_first_handed_in_while_it_is_owed() -> None:
    revisions = [a_revision(1, -2), a_revision(2, 1), a_revision(3, 2)]
    assert (looked_at(revisions), looked_at(revisions, left=5)) == (2, 2)


def test_what_a_step_began_with_is_looked_at_once_it_is_left_with_that() -> None:
    revisions = [a_revision(1, -3), a_revision(2, -2), a_revision(3, 9)]
    assert (looked_at(revisions[:2]), looked_at(revisions, left=5)) == (None, 2)


def test_nothing_is_looked_at_where_nothing_was_handed_in() -> None:
    assert (looked_at([]), looked_at([], left=5), looked_at([a_revision(1, 9)], left=5)) == (None, None, None)
