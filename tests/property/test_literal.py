"""Nothing that a person writes is markup on a page."""

import html

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from preceptor.model.identity import printable
from preceptor.render.prose import line, literal

#: Characters that mean something in Markdown or HTML come often.
texts = st.text(st.sampled_from("\\`*_[](){}<>&|~#$+-.=!:;\"'1aB \n\t") | st.characters(codec="utf-8"), max_size=40)


@given(texts)
@example("=== ")
@example("[a]: http://x")
@example("&lt;")
@example("https://example.org/<b>")
def test_a_text_is_shown_as_it_was_written(text: str) -> None:
    seen = printable(line(text))
    shown = MarkdownIt().enable(["table", "strikethrough"]).render(f"- **Why:** it is {literal(text)}\n")
    assert html.unescape(shown) == f"<ul>\n<li><strong>Why:</strong> it is{f' {seen}' if seen else ''}</li>\n</ul>\n"


@given(texts.filter(str.strip))
def test_it_begins_no_item_and_no_heading(text: str) -> None:
    seen = printable(line(text))
    shown = MarkdownIt().enable(["table", "strikethrough"]).render(f"- {literal(text)}\n")
    assert html.unescape(shown) == f"<ul>\n<li>{seen}</li>\n</ul>\n"
