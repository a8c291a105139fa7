"""Text that was pasted without its marks is read by its lines."""

import pytest

from preceptor.writeup.parsing import parse
from preceptor.writeup.reading import read

PASTED = """\
Checkout down

Incident summary
Checkout failed for 12% of requests.

Timeline (all times in UTC)
  2026-03-02 10:14 Checkout answers with 503.
2026-03-02 10:44 Version 41 is back.
Root cause and resolution
Resolution:
The pool got its limit back.

What went well
The alert came at once
  Nobody was paged twice

Corrective and preventive measures
Limits:

Set a limit of 200 connections, well-known since 2019.
Alert on a pool with fewer than 20 free connections.
Documents:
Write a guide for the pool.
"""


def test_lines_that_name_sections_are_headings_where_nothing_is_marked_as_one() -> None:
    found = read(PASTED).writeup
    assert found.title == "Checkout down"
    assert [(one.title, one.kind, one.place.line) for one in found.sections] == [
        ("Incident summary", "summary", 3),
        ("Timeline (all times in UTC)", "timeline", 6),
        ("Root cause and resolution", "analysis", 9),
        ("Resolution", "other", 10),
        ("What went well", "went-well", 13),
        ("Corrective and preventive measures", "recommendations", 17),
        ("Limits", "other", 18),
        ("Documents", "other", 22),
    ]


def test_each_line_below_is_an_entry_or_a_point_at_its_own_place() -> None:
    found = read(PASTED).writeup
    assert [(one.place.line, one.place.column, one.text) for one in found.timelines[0].entries] == [
        (7, 3, "Checkout answers with 503."),
        (8, 1, "Version 41 is back."),
    ]
    assert [(one.place.line, one.place.column, one.text) for one in found.went_well] == [
        (14, 1, "The alert came at once"),
        (15, 3, "Nobody was paged twice"),
    ]
    first, second, *_ = found.recommendations
    assert (first.place.line, first.place.column) == (20, 1)
    assert first.text == "Set a limit of 200 connections, well-known since 2019."
    assert second.text == "Alert on a pool with fewer than 20 free connections."


def test_lines_of_a_wrapped_paragraph_are_one_point() -> None:
    text = "Timeline\n10:14 down\n\nAction items\nSet a limit of connections in the\npool of the shop.\n"
    (only,) = read(text).writeup.recommendations
    assert only.text == "Set a limit of connections in the\npool of the shop."


INDENTED = """\
Checkout down

Summary:

    Impact:
        It was down.

Timeline:

    10:14 (UTC): Found
        Alerts for 503.

    10:44: Over
        Version 41 is back.

Action items:

    Limits:
        Task: Set a limit of connections.
        Deadline: 2026-04-01

    Now:
        Alert on a full pool.
        Write a guide for the pool.
"""


def test_what_is_only_indented_is_no_code_and_stands_below_what_is_not() -> None:
    found = read(INDENTED).writeup
    assert [(one.title, one.level) for one in found.sections] == [
        *(("Summary", 3), ("Impact", 5), ("Timeline", 3), ("Action items", 3)),
        *(("Limits", 6), ("Now", 6)),
    ]
    assert [one.place.line for one in found.timelines[0].entries] == [10, 13]
    assert [(one.place.line, one.due) for one in found.recommendations] == [(18, "2026-04-01"), (23, ""), (24, "")]


def test_a_few_indented_lines_are_code_as_everywhere() -> None:
    text = "Summary\nIt was down.\nFor long.\n\n    log\n\nTimeline\n10:14 down\n"
    assert [block.raw for block in parse(text).blocks if block.kind == "code"] == ["log\n"]


def test_lines_that_only_say_by_when_head_what_stands_below_them() -> None:
    told = "Root Cause Analysis (RCA)\n\nSummary\n\nIt was down.\n\n"
    text = f"{told}Actions\nImmediate\n\nAdd a limit.\n\nLong-Term\n\nAdd a test.\n"
    found = read(text).writeup
    assert found.title == "Root Cause Analysis (RCA)"
    assert [one.text for one in found.recommendations] == ["Add a limit.", "Add a test."]


@pytest.mark.parametrize(
    "text",
    [
        "# Down\n\nSummary\nIt was down.\n\nTimeline\n10:14 down\n",
        "Summary\nIt was down.\n",
        "Summary: it was down.\nTimeline: 10:14 to 10:44\n",
        "- Summary\n- Timeline\n",
        "```\nSummary\nTimeline\n```\n",
    ],
    ids=["marked headings", "one name", "names that go on", "points of a list", "code"],
)
def test_nothing_else_is_taken_for_a_heading(text: str) -> None:
    found = [block for block in parse(text).blocks if block.kind == "heading"]
    assert [block.text for block in found] in ([], ["Down"])
