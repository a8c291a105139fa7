"""Headings become sections under whatever names they have."""

import pytest

from preceptor.writeup.names import kind_of
from preceptor.writeup.reading import read


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Summary", "summary"),
        ("Executive summary", "summary"),
        ("TL;DR", "summary"),
        ("What happened?", "summary"),
        ("2. Timeline (UTC)", "timeline"),
        ("Time line of events", "timeline"),
        ("🕐 Chronology", "timeline"),
        ("What went well", "went-well"),
        ("Lessons learned: what went well", "went-well"),
        ("What went wrong", "could-be-better"),
        ("What didn't go so well", "could-be-better"),
        ("What could have been done better", "could-be-better"),
        ("Where we got lucky", "lucky"),
        ("Lessons learnt", "lessons"),
        ("Root cause(s)", "analysis"),
        ("Contributing Factors", "analysis"),
        ("The system", "system"),
        ("Environment", "environment"),
        ("Safety controls", "controls"),
        ("Systemic factors", "systemic"),
        ("Missing controls", "missing"),
        ("Action Items", "recommendations"),
        ("Follow-ups", "recommendations"),
        ("Remediation", "recommendations"),
        ("Next steps", "recommendations"),
        ("Corrective and preventive actions", "recommendations"),
        ("Customer impact", "impact"),
        ("Attendees", "other"),
        ("System improvements", "other"),
        ("13:35", "other"),
    ],
)
def test_a_heading_is_known_by_any_of_its_names(title: str, kind: str) -> None:
    assert kind_of(title) == kind


def test_the_first_heading_names_the_document_unless_it_names_a_section() -> None:
    assert read("# Timeline of the great outage\n\n## Summary\n").writeup.title == "Timeline of the great outage"
    assert read("# Summary\n\n# Timeline\n").writeup.title == ""


def test_a_section_ends_where_the_next_of_its_level_begins() -> None:
    found = read("# T\n\n## Lessons\n\n### What went well\n\nall\n\n## Actions\n\nnone\n").writeup.sections
    assert [(one.kind, one.place.line, one.until) for one in found] == [
        ("lessons", 3, 8),
        ("went-well", 5, 8),
        ("recommendations", 9, 12),
    ]


def test_a_section_is_empty_when_nothing_but_comments_and_headings_is_below() -> None:
    found = read(
        "## Lessons\n<!-- to do -->\n### What went well\n\n## Actions\n### Process\n\n- do it\n"
    ).writeup.sections
    assert [one.empty for one in found] == [True, True, False, False]


def test_a_line_in_bold_that_names_a_section_heads_it() -> None:
    found = read("**Summary**\n\nIt broke.\n\n**Timeline:**\n\n- 10:00 x\n\n**Mind the gap**\n").writeup.sections
    assert [one.kind for one in found] == ["summary", "timeline"]
