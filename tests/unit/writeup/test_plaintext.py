"""Text that was pasted without its marks is read by its lines."""

import pytest

from preceptor.writeup.document import parse
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
