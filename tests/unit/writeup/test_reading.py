"""A whole document becomes a write-up, and nothing of it is lost."""

from datetime import date

import pytest
from tests.support.write_ups import write_up

from preceptor.writeup.reading import read


def test_the_marker_names_the_retrospective() -> None:
    assert read("# T\n\n<!-- preceptor: retrospective R-3 -->\n").writeup.retrospective == "R-3"
    assert read("# T\n\n`<!-- preceptor: retrospective R-3 -->`\n").writeup.retrospective is None


def test_the_incident_is_named_before_the_first_section() -> None:
    found = read("# T\n\nIncident: INC-7\n\nWritten by the author.\n\n## Summary\n").writeup
    assert found.incident == "INC-7"
    assert [item.text for item in found.lead] == ["Written by the author."]


@pytest.mark.parametrize(
    "fence",
    [
        "---\ndate: 2021-03-04\n---",
        "+++\ndate = 2021-03-04\n\n[extra]\nteam = 'shop'\n+++",
        "+++\n[[extra.teams]]\ndate = 2021-03-04\n+++",
    ],
)
def test_front_matter_in_yaml_or_toml_is_kept_and_has_the_date(fence: str) -> None:
    found = read(f"{fence}\n\n# T\n\n## Summary\n")
    assert found.day == date(2021, 3, 4)
    assert write_up(found.writeup).startswith(f"{fence}\n")
    assert read(write_up(found.writeup)).writeup == found.writeup


def test_a_summary_is_its_paragraphs() -> None:
    found = read("## Summary\n\nOne.\nStill one.\n\nTwo.\n\n- a\n- b\n").writeup.summary
    assert [item.text for item in found] == ["One.\nStill one.", "Two.", "- a\n- b"]


def test_what_went_well_is_its_points() -> None:
    found = read("## What went well\n\nIn short:\n\n- a\n  more\n- b\n\n  ```\n  c\n  ```\n").writeup.went_well
    assert [item.text for item in found] == ["In short:", "a\nmore", "b\n\n```\nc\n```"]


def test_two_sections_of_a_kind_are_one_in_the_data() -> None:
    found = read("## Summary\n\nOne.\n\n## TL;DR\n\nTwo.\n").writeup.summary
    assert [item.text for item in found] == ["One.", "#### TL;DR", "Two."]


def test_a_section_that_has_no_place_is_kept_and_told() -> None:
    found = read("# T\n\n## Summary\n\nx\n\n## Attendees\n\n- AB\n\n### Guests\n\nCD\n")
    assert [(one.title, one.level, one.text) for one in found.writeup.unplaced] == [
        ("Attendees", 2, "- AB"),
        ("Guests", 3, "CD"),
    ]
    assert [(problem.line, problem.column) for problem in found.problems] == [(7, 4), (11, 5)]


def test_a_comment_that_is_never_ended_hides_nothing() -> None:
    found = read("## Summary\n\n<!-- write it\n\n## Timeline\n\n- 10:00 x\n")
    assert "10:00 x" in found.writeup.summary[0].text
    assert "not ended" in found.problems[0].message


def test_what_labels_stand_for_is_kept() -> None:
    assert read("See [it][1].\n\n[1]: https://a.example 'title'\n").writeup.definitions == (
        "[1]: https://a.example 'title'",
    )


def test_the_date_of_a_document_is_in_its_title_a_line_of_its_own_or_the_summary() -> None:
    assert read("# 2021-03-04, outage\n").day == date(2021, 3, 4)
    assert read("# Outage of 4 March 2021\n").day == date(2021, 3, 4)
    assert read("---\ndate: 2021-03-04\n---\n# Outage\n").day == date(2021, 3, 4)
    assert read("# Outage\n\n**Date:** March 4, 2021\n").day == date(2021, 3, 4)
    assert read("# Outage\n\n## Date: March 4, 2021\n").day == date(2021, 3, 4)
    assert read("# Outage\n\n## Summary\n\n- **Start**: 4 March 2021, 10:00\n").day == date(2021, 3, 4)
    assert read("# Outage\n\nIt began on 2021-03-04.\n").day == date(2021, 3, 4)
    assert read("# Outage\n\n## What went well\n\nThe change of 2021-03-04 helped.\n").day is None


@pytest.mark.parametrize(
    "text",
    [
        "# 2021-03-04, T\n\n# Timeline (UTC)\n\nthe queue\n\n# Stats\n\n- 10:00 a\n- 10:00 b\n- 10:00 c\n",
        "# 2021-03-04, T\n\n# Timeline\n\nx\n\n# Summary\n\n# 2021-03-04\n\n- 10:00 a\n- 10:00 b\n- 10:00 c\n",
        "# 2021-03-04, T\n\n**Timeline:**\n\nthe queue\n\n- 10:45\n\n  \\*\n  - \\*\n",
        "# T\n\n## Timeline\n\n#### 04-03-2021 (All times CET)\n\n- 10:00 a\n",
    ],
)
def test_lists_of_times_under_other_headings_are_rendered_as_they_were_read(text: str) -> None:
    found = read(text).writeup
    assert read(write_up(found)).writeup == found
