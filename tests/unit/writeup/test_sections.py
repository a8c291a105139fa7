"""Headings become sections under whatever names they have."""

import pytest

from preceptor.model.language import Sections
from preceptor.writeup.names import SHIPPED, Names
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
        ("II. Narrative", "timeline"),
        ("Ursache / Cause", "analysis"),
        ("Where we fell short", "could-be-better"),
        ("What we'd keep", "went-well"),
        ("What we are doing about it", "recommendations"),
        ("Attendees", "other"),
        ("System improvements", "other"),
        ("13:35", "other"),
    ],
)
def test_a_heading_is_known_by_any_of_its_names(title: str, kind: str) -> None:
    assert SHIPPED.kind_of(title) == kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Zusammenfassung", "summary"),
        ("3. ZUSAMMENFASSUNG: was geschah", "summary"),
        ("Zeitlicher Ablauf (UTC)", "timeline"),
        ("Ablauf", "timeline"),
        ("根本原因", "analysis"),
        ("Gelernt", "lessons"),
        ("Der Ablauf danach", "other"),
        ("(UTC)", "other"),
        ("Summary", "summary"),
    ],
)
def test_a_heading_is_known_by_a_name_of_ones_own_that_is_all_of_it(title: str, kind: str) -> None:
    own = Sections(
        summary=("Zusammenfassung",), timeline=("(zeitlicher) Ablauf",), analysis=("根本原因",), lessons=("gelernt",)
    )
    assert Names(own).kind_of(title) == kind
    assert Names(own).kind_of(title, whole=True) == kind
    assert Names(own).mentions_lessons(title) == (kind == "lessons")


def test_a_line_in_bold_is_a_heading_with_a_name_in_it_and_with_its_text_in_the_next_line() -> None:
    timeline = "**Attack timeline** (UTC)\n2021-06-22 08:21 Deploy\n2021-06-22 08:29 Alert"
    text = f"# Outage\n\n{timeline}\n\n**Next steps**\n- Set a limit\n"
    found = read(text).writeup
    assert [section.kind for section in found.sections] == ["timeline", "recommendations"]
    assert [entry.text for entry in found.timelines[0].entries] == ["Deploy", "Alert"]
    assert found.timelines[0].zone is not None


def test_an_outline_has_its_headings_by_their_numbers() -> None:
    told = "1. Summary\n1.1 Nothing went.\n\n2. Chronology\n2.1 2021-06-22 08:21 Deploy\n\n"
    text = f"Outage of a day\n\n{told}3. Recommendations\n3.1 Set a limit\n3.2 Set an alert\n"
    found = read(text).writeup
    assert [section.kind for section in found.sections] == ["summary", "timeline", "recommendations"]
    assert [entry.text for entry in found.timelines[0].entries] == ["Deploy"]
    assert [one.text for one in found.recommendations] == ["Set a limit", "Set an alert"]


def test_one_point_of_an_outline_is_a_point_as_well() -> None:
    text = "Outage of a day\n\n1. Summary\n1.1 Nothing went.\n\n2. Recommendations\n2.1 Set a limit\n"
    assert [one.text for one in read(text).writeup.recommendations] == ["Set a limit"]


def test_names_of_ones_own_hold_for_lines_points_and_folds_as_well() -> None:
    names = Names(Sections(summary=("Kurz",), timeline=("Ablauf",)))
    pasted = "Kasse aus\n\nKurz\n\nNichts ging.\n\nAblauf\n\n2026-03-02 10:14 UTC 503\n"
    listed = "# Kasse aus\n\n- **Kurz**: Nichts ging.\n- **Ablauf**:\n  - 2026-03-02 10:14 UTC 503\n"
    folded = "# Kasse aus\n\n**Kurz**\n\nNichts ging.\n\n<details><summary>Ablauf</summary>10:14 503</details>\n"
    fenced = "# Kasse aus\n\n## Ablauf\n\n```\n10:14 UTC 503\n10:20 UTC 502\n10:30 UTC 200\n```\n"
    for text, entries in ((pasted, 1), (listed, 1), (folded, 1), (fenced, 3)):
        (timeline,) = read(text, names).writeup.timelines
        assert len(timeline.entries) == entries
        assert read(text).writeup.timelines == ()


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
