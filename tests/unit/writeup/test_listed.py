"""Sections may be the points of one list, in a document without headings of its own."""

from tests.support import linting

from preceptor.writeup.parsing import parse
from preceptor.writeup.reading import read

LISTED = """\
# Incident on 2026-03-02 - Checkout down

- **Key events**
  - First detected 2026-03-02 10:14
  - Resolved 2026-03-02 10:44

- **Time to repair**: 30m

- **Impact**: 12% of requests failed,
  for 30 minutes.

- **Context**:
  - 2026-03-02 10:14 Checkout answers with 503.
  - 2026-03-02 10:20 The pool of 200 connections is full.
  - 2026-03-02 10:44 Version 41 is back.

- **Review actions**:
  - Set a limit of 200 connections (SHOP-512)
  - Alert on a pool with fewer than 20 free connections
"""


def test_points_that_name_sections_are_sections() -> None:
    found = read(LISTED).writeup
    assert found.title == "Incident on 2026-03-02 - Checkout down"
    assert [(one.title, one.kind, one.place.line, one.place.column) for one in found.sections] == [
        ("Key events", "timeline", 3, 3),
        ("Impact", "impact", 9, 3),
        ("Context", "timeline", 12, 3),
        ("Review actions", "recommendations", 17, 3),
    ]


def test_what_stands_behind_a_title_is_what_the_section_says() -> None:
    (said,) = read(LISTED).writeup.impact
    assert (said.place.line, said.place.column) == (9, 15)
    assert said.text == "12% of requests failed,\nfor 30 minutes."


def test_what_the_points_hold_stands_under_their_titles() -> None:
    found = read(LISTED).writeup
    assert [(one.place.line, one.when) for timeline in found.timelines for one in timeline.entries] == [
        (4, "2026-03-02 10:14"),
        (5, "2026-03-02 10:44"),
        (13, "2026-03-02 10:14"),
        (14, "2026-03-02 10:20"),
        (15, "2026-03-02 10:44"),
    ]
    assert [(one.place.line, one.text) for one in found.recommendations] == [
        (18, "Set a limit of 200 connections (SHOP-512)"),
        (19, "Alert on a pool with fewer than 20 free connections"),
    ]


def test_a_title_that_names_no_section_and_its_value_are_a_paragraph() -> None:
    (block,) = [one for one in parse(LISTED).blocks if one.text.startswith("Time to repair")]
    assert (block.kind, block.item, block.text) == ("paragraph", None, "Time to repair: 30m")


def test_sections_may_be_a_list_each_and_go_on_below_it() -> None:
    found = read(
        "# Incident\n\n- **Impact**:\n\nNobody could pay.\n\n- **Timeline**:\n\n```\nlog\n```\n\n"
        "  - 2026-03-02 10:14 Checkout answers with 503.\n- **Review actions**: (none)\n"
    ).writeup
    assert [(one.title, one.kind) for one in found.sections] == [
        ("Impact", "impact"),
        ("Timeline", "timeline"),
        ("Review actions", "recommendations"),
    ]
    assert [one.text for one in found.impact] == ["Nobody could pay."]
    assert [one.when for timeline in found.timelines for one in timeline.entries] == ["2026-03-02 10:14"]


def test_a_list_below_headings_that_name_sections_is_a_list() -> None:
    found = read(
        f"# Checkout down\n\n## Summary\n\n{LISTED.partition('down')[2]}\n\n## Timeline\n\n- 10:14 x\n"
    ).writeup
    assert [one.title for one in found.sections] == ["Summary", "Timeline"]


def test_a_list_with_one_title_is_a_list() -> None:
    found = read("# Checkout down\n\n- **Impact**: nobody could pay\n- **Owner**: @kim\n").writeup
    assert not found.sections


def test_findings_stand_where_the_words_stand() -> None:
    found = {(one.code, one.line) for one in linting.found_in(LISTED)}
    assert {("T101", 4), ("T101", 13), ("R401", 19)} <= found
    assert ("R401", 18) not in found
    assert not {line for code, line in found if code in ("S204", "T104", "T108")}
