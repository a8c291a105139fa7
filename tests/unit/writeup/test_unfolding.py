"""HTML in Markdown, and timelines in blocks of code, are read like the rest."""

from itertools import pairwise

import pytest
from tests.support import linting
from tests.support.write_ups import write_up

from preceptor.writeup.parsing import parse
from preceptor.writeup.reading import read

PAGE = """\
<h1>Checkout down</h1>
<p>Checkout failed for 12% of requests.</p>

<h2>Timeline</h2>
<table>
  <tr><th>Time</th><th>What</th></tr>

    <tr>
      <td>2026-03-02 10:14 UTC</td>
      <td>Checkout answers with <code>503</code></td>
    </tr>
  <tr><td>2026-03-02 10:10 UTC</td><td>The <b>rollback </b>begins, <a href="https://t.example/7">7</a></td></tr>
</table>

<h2>Action items</h2>
<ul>
  <li>Better monitoring of the pool</li>
  <li>Add a limit of 200 connections<ul><li>for each pool</li></ul></li>
</ul>
"""
IN_CODE = """\
# Checkout down

## Timeline (UTC)

It went so:

```
2026-03-02 10:14  Checkout_ answers *slowly*, 503
                  and is [not] <fast>
10:20  It is found, 4
~10:18 A rollback, 5
```

What followed is told elsewhere.
"""


def codes(text: str, *families: str) -> list[tuple[int, str]]:
    """The lines and codes of the findings of some families."""
    return [(one.line, one.code) for one in linting.found_in(text) if one.code.startswith(families)]


def test_headings_tables_and_lists_in_html_are_sections_entries_and_recommendations() -> None:
    found = read(PAGE).writeup
    assert found.title == "Checkout down"
    assert [(one.when, one.text) for one in found.timelines[0].entries] == [
        ("2026-03-02 10:14 UTC", "Checkout answers with `503`"),
        ("2026-03-02 10:10 UTC", "The **rollback** begins, [7](<https://t.example/7>)"),
    ]
    assert [one.text for one in found.recommendations] == [
        "Better monitoring of the pool",
        "Add a limit of 200 connections\n- for each pool",
    ]


def test_what_is_found_in_html_stands_in_the_line_and_column_of_its_words() -> None:
    assert (12, "T103") in codes(PAGE, "T")
    assert [(line, code) for line, code in codes(PAGE, "R") if code == "R403"] == [(17, "R403")]
    (late,) = [one for one in linting.found_in(PAGE) if one.code == "T103"]
    assert (late.column, late.end_column) == (11, 31)
    assert late.message.endswith("in line 9")


def test_a_section_may_be_folded() -> None:
    text = (
        "# Down\n\n<details>\n<summary>Timeline (UTC)</summary>\n\n- 2026-03-02 10:14 It is slow, 9 s\n\n</details>\n"
    )
    assert [one.when for one in read(text).writeup.timelines[0].entries] == ["2026-03-02 10:14"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "<details>\n<summary>The log</summary>\n\nlines\n\n</details>\n", id="a fold that is no section"
        ),
        pytest.param('<p align="center"><img src="logo.png" alt="logo"></p>\n', id="a picture"),
        pytest.param("<div>\n<h2>Timeline</h2>\n<script>go()</script>\n</div>\n", id="a script"),
        pytest.param("<ul>\n<li>a</li>\n<!-- never ended\n</ul>\n", id="a comment without its end"),
        pytest.param("<table>\n<tr><td>\n\n*Markdown*\n\n</td></tr>\n</table>\n", id="Markdown between the tags"),
    ],
)
def test_html_that_is_more_than_text_stays_what_it_is(text: str) -> None:
    document = parse(text)
    assert document.origins == ()
    assert {block.kind for block in document.blocks} <= {"html", "paragraph"}


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a <b> bold </b>word</p>", "a  **bold** word"),
        ("<p>x <em>y</em>, <del>z</del></p>", "x *y*, ~~z~~"),
        ("<p>2 * 3 _is_ `six` [or] a|b</p>", "2 \\* 3 \\_is\\_ \\`six\\` \\[or\\] a\\|b"),
        ("<p># one</p>", "\\# one"),
        ("<p>1. one</p>", "1\\. one"),
        ("<p><a>name</a> <a href='x>y'>n</a></p>", "name y'>n"),
        ('<p><a href="u"><img src="p.png" alt="pic"></a></p><p>x</p>', "[![pic](<p.png>)](<u>)\n\nx"),
        ("<p>a<br/>b</p>", "a<br>b"),
        ("<blockquote><p>said</p><p>again</p></blockquote>", "> said\n>\n> again"),
        ("<ol><li>one<li><p>two</p><p>more</p></ol>", "1. one\n1. two\n\n   more"),
        ("<p>x</p><ul><li></li><li>a</li></ul>", "x\n\n- a"),
        ("<dl><dt>Term</dt><dd>is this</dd></dl>", "Term\n\n- is this"),
        ("<div>x<pre>\na  &lt;b&gt;\n  <i>c</i>\n</pre><p>x</p></div>", "x\n\n```\na  <b>\n  c\n```\n\nx"),
        (
            "<table><tr><td><p>a</p><p>b</p></td></tr><tr><td>c</td><td>d</td></tr></table>",
            "| a b | |\n| --- | --- |\n| c | d |",
        ),
        ("<p>a<!-- a comment -->b</p>", "a\n\n<!-- a comment -->\n\nb"),
    ],
)
def test_each_tag_becomes_its_mark(html: str, markdown: str) -> None:
    assert "\n".join(parse(f"{html}\n").lines).strip() == markdown


def test_lists_that_go_too_deep_stand_in_the_last() -> None:
    lines = parse("<ul><li>a" * 40 + "</li></ul>" * 40 + "\n").lines
    assert max(len(line) for line in lines) < 40


def test_a_block_of_code_in_a_timeline_is_its_list() -> None:
    found = read(IN_CODE)
    (timeline,) = found.writeup.timelines
    lines = [found.document.in_text(one.place)[0].line for one in timeline.entries]
    assert lines == [8, 10, 11]
    assert [(one.when, one.text) for one in timeline.entries] == [
        ("2026-03-02 10:14", "Checkout\\_ answers \\*slowly\\*, 503\nand is \\[not\\] \\<fast>"),
        ("10:20", "It is found, 4"),
        ("~10:18", "A rollback, 5"),
    ]
    assert [one.text for one in timeline.notes] == ["It went so:", "What followed is told elsewhere."]


def test_what_is_found_in_code_stands_in_its_line() -> None:
    assert codes(IN_CODE, "T") == [(11, "T103"), (11, "T104")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "## Timeline\n\n- 10:00 It broke\n\n```\n10:01 a\n10:02 b\n10:03 c\n```\n", id="behind an entry"
        ),
        pytest.param(
            "## Timeline\n\n```\n10:01 a\n10:02 b\n10:03 c\n```\n\n- 10:00 It broke\n", id="before an entry"
        ),
        pytest.param("## Timeline\n\n```json\n10:01 a\n10:02 b\n10:03 c\n```\n", id="in a language"),
        pytest.param("## Timeline\n\n```\n10:01 a\n10:02 b\n```\n", id="of two lines"),
        pytest.param("## Timeline\n\n```\nlog:\n10:01 a\n10:02 b\n10:03 c\n```\n", id="with a title"),
        pytest.param("## Logs\n\n```\n10:01 a\n10:02 b\n10:03 c\n```\n", id="in another section"),
    ],
)
def test_what_a_log_said_stays_code(text: str) -> None:
    assert any(block.kind == "code" for block in parse(text).blocks)


@pytest.mark.parametrize("text", [PAGE, IN_CODE])
def test_what_was_unfolded_and_rendered_reads_as_the_same_data(text: str) -> None:
    found = read(text).writeup
    rendered = read(write_up(found)).writeup
    assert rendered.title == found.title
    assert rendered.recommendations == found.recommendations
    for before, after in zip(found.timelines, rendered.timelines, strict=True):
        assert [(one.at, one.text) for one in before.entries] == [(one.at, one.text) for one in after.entries]


def test_lines_stay_in_their_order() -> None:
    numbers = [number for number, _ in parse(PAGE).origins]
    assert all(one <= other for one, other in pairwise(numbers))


@pytest.mark.parametrize("heading", ["<h2>Timeline</h2>", "**Timeline**", "Timeline:", "_Timeline:_"])
def test_a_timeline_in_code_may_have_its_name_in_other_forms(heading: str) -> None:
    text = f"# T\n\n{heading}\n\n```\n10:01 a\n10:02 b\n10:03 c\n```\n"
    assert [one.when for one in read(text).writeup.timelines[0].entries] == ["10:01", "10:02", "10:03"]
