"""A write-up is rendered in the order in which it is read, with places kept for what is not known."""

from datetime import datetime
from pathlib import Path

import pytest
from tests.support.write_ups import write_up

from preceptor.errors import BadInput
from preceptor.model.writeup import (
    Item,
    Recommendation,
    SafetyControl,
    Timeline,
    TimelineEntry,
    Unplaced,
    WriteUp,
    Zone,
)
from preceptor.render.writeup import LARGEST_DIAGRAM


def entry(written: str, text: str, clock: int | None = 0) -> TimelineEntry:
    local = datetime.fromisoformat(written)
    return TimelineEntry(local=local, clock=clock, resolution="minutes" if clock is not None else "day", text=text)


def test_the_sections_stand_in_the_order_in_which_they_are_read() -> None:
    found = [line for line in write_up(WriteUp(title="T")).split("\n") if line.startswith("#")]
    assert found == [
        "# T",
        "## Summary",
        "## Impact",
        "## Timeline",
        "## What went well",
        "## What could have been done better",
        "## Analysis",
        "### System",
        "### Environment",
        "### Safety controls",
        "### Systemic factors",
        "### Missing controls",
        "## Recommendations",
    ]


def test_the_marker_stands_near_the_top() -> None:
    page = write_up(WriteUp(title="T", retrospective="R-3"))
    assert page.split("\n")[2] == "<!-- preceptor: retrospective R-3 -->"


def test_what_is_not_known_is_a_comment_and_nothing_else() -> None:
    page = write_up(WriteUp(title="T"))
    said = [line for line in page.split("\n") if line and not line.startswith(("#", "<!--"))]
    assert said == []


def test_a_title_is_shown_as_it_is_and_is_no_markup() -> None:
    assert write_up(WriteUp(title="2021-03-04, a_b *c* <d>")).startswith("# 2021-03-04, a\\_b \\*c\\* &lt;d&gt;\n")


def test_entries_say_when_and_what() -> None:
    entries = (
        entry("2021-03-04T10:00", "it broke"),
        entry("2021-03-04T00:00", "quiet", clock=None),
        entry("2021-03-04T11:00", "- a list"),
        TimelineEntry(text="nobody knows when"),
    )
    page = write_up(WriteUp(timelines=(Timeline(zone=Zone(text="CET"), entries=entries),)))
    assert "All times in CET.\n" in page
    assert "- 2021-03-04 10:00: it broke\n" in page
    assert "- 2021-03-04: quiet\n" in page
    assert "- 2021-03-04 11:00:\n\n  - a list\n" in page
    assert "- nobody knows when\n" in page


def test_the_timeline_is_drawn() -> None:
    page = write_up(WriteUp(timelines=(Timeline(entries=(entry("2021-03-04T10:00", "it: **broke**"),)),)))
    assert (
        "```mermaid\ntimeline\n    %% preceptor: generated\n    section 2021-03-04\n        10：00 : it： broke\n"
        in page
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CoreDNS taken back (<https://deploys.example.org/7>)", "CoreDNS taken back"),
        ("see [the graph](https://graphs.example.org/4) ([1](https://x.org))", "see the graph (1)"),
        ("\\# a heading, \\[in brackets\\] &amp; more", "＃ a heading, ［in brackets］ ＆ more"),
        ("<b>bold</b> `code` and empty ()", "bold code and empty"),
        ("first (twice)\nsecond", "first (twice)"),
        ("(<https://x.org/7>)", "…"),
    ],
)
def test_the_words_of_a_diagram_are_what_a_person_reads(text: str, words: str) -> None:
    page = write_up(WriteUp(timelines=(Timeline(entries=(entry("2021-03-04T10:00", text),)),)))
    assert f"        10：00 : {words}\n" in page


def test_a_long_timeline_is_drawn_in_part() -> None:
    entries = tuple(entry("2021-03-04T10:00", "x") for _ in range(LARGEST_DIAGRAM + 5))
    assert "… : 5 more" in write_up(WriteUp(timelines=(Timeline(entries=entries),)))


def test_the_structure_of_the_controls_is_drawn() -> None:
    page = write_up(
        WriteUp(
            system=(Item(text="- the queue"),),
            environment=(Item(text="The network."),),
            controls=(SafetyControl(name="Limiter", failed="was off"),),
        )
    )
    assert 'system_0["the queue"]' in page
    assert 'environment_0["The network."]' in page
    assert 'control_0 -. "was off" .-> system' in page


def test_every_field_of_a_recommendation_has_its_line() -> None:
    page = write_up(WriteUp(recommendations=(Recommendation(text="Add an alert", owner="@ann", done=False),)))
    assert "- [ ] Add an alert\n  - Kind: <!--" in page
    assert "  - Owner: @ann\n" in page


def test_two_lists_stay_two() -> None:
    page = write_up(WriteUp(summary=(Item(text="- a"), Item(text="- b"))))
    assert "- a\n\n<!-- -->\n\n- b\n" in page


def test_empty_lines_of_code_are_kept() -> None:
    assert "```\na\n\n\nb\n```\n" in write_up(WriteUp(summary=(Item(text="```\na\n\n\nb\n```"),)))


def test_what_has_no_place_stands_at_the_end() -> None:
    page = write_up(
        WriteUp(unplaced=(Unplaced(title="Attendees", text="- AB"),), definitions=("[1]: https://a.example",))
    )
    assert page.endswith("\n## Attendees\n\n- AB\n\n[1]: https://a.example\n")


def test_a_folder_has_its_own_template_if_it_wants(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "writeup"
    own.mkdir(parents=True)
    (own / "writeup.md").write_text("# Ours: {{ title }}\n")
    assert write_up(WriteUp(title="T"), folder=tmp_path) == "# Ours: T\n"


def test_a_broken_template_is_refused_with_its_place(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "writeup"
    own.mkdir(parents=True)
    (own / "writeup.md").write_text("# {{ title }}\n\n{{ nothing_such }}\n")
    with pytest.raises(BadInput) as caught:
        write_up(WriteUp(title="T"), folder=tmp_path)
    assert caught.value.line == 3
