"""What happens to text on its way into a page or a mail."""

from preceptor.render.prose import cell, fold, html_line, html_prose, listing, literal


def test_a_cell_is_one_line_and_keeps_its_bars():
    assert cell("a | b\nc \\") == "a \\| b c \\\\"


def test_a_listing_reads_as_a_sentence():
    assert [listing(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_folding_joins_a_paragraph_hangs_items_and_keeps_commands():
    text = "one\ntwo\n\n- an item\n  that goes on\n- " + "word " * 20 + "\n\n    a command  with   spaces\n"
    assert fold(text) == (
        "one two\n\n- an item that goes on\n- " + "word " * 13 + "word\n  " + "word " * 5 + "word\n\n"
        "    a command  with   spaces"
    )


def test_prose_becomes_paragraphs_and_lists():
    html = html_prose("One **two** and *three*.\n\nBefore:\n1. `a < b`\n2. c\n")
    assert [tag in html for tag in ("<strong>two</strong>", "<em>three</em>", "<ol", "a &lt; b</code>")] == [True] * 4
    assert html.count("<p ") == 2


def test_no_tag_of_the_text_survives():
    assert "<b>" not in html_prose("<b>x</b>\n\n- <b>\n\n`<b>` **<b>** *<b>*")


def test_stars_that_mark_nothing_stay():
    assert html_line("2 * 3 * 4") == "2 * 3 * 4"


def test_what_a_person_wrote_is_shown_as_it_was_written():
    assert literal("Two lines\nof *mine*, <!-- end --> & `code` | a_b #7") == (
        r"Two lines of \*mine\*, &lt;!-- end --&gt; &amp; \`code\` \| a\_b \#7"
    )
    assert [literal(text) for text in ("- a", "1. a", "+ a", "-5 is less", "1) a")] == [
        r"\- a",
        r"1\. a",
        r"\+ a",
        r"\-5 is less",
        r"1\) a",
    ]
    assert literal("over\x1b[2Jwritten \u202ereversed") == r"over?\[2Jwritten ?reversed"
