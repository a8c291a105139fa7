"""Documents become blocks whose text knows its place."""

import pytest

from preceptor.errors import BadInput
from preceptor.model.writeup import Place
from preceptor.writeup.document import Document
from preceptor.writeup.parsing import parse
from preceptor.writeup.text import LARGEST_DOCUMENT, UnreadableDocument, decode


def at(line: int, column: int) -> Place:
    return Place(line=line, column=column)


def place_of(document: Document, words: str) -> Place:
    """Where `words` stand, by the block that has them."""
    (block,) = [block for block in document.blocks if words in block.text]
    return block.place_at(block.text.index(words))


@pytest.mark.parametrize(
    ("text", "words", "line", "column"),
    [
        ("# A title\n", "title", 1, 5),
        ("Title\n=====\n\nand text\n", "text", 4, 5),
        ("one\ntwo words\n", "words", 2, 5),
        ("- a point\n  goes on here\n", "on here", 2, 8),
        ("> a quote\n> goes on\n", "goes", 2, 3),
        ("> - nested\n>   deep\n", "deep", 2, 5),
        ("| a | b |\n|---|---|\n| c | same same |\n", "same same", 3, 7),
        ("| a | b |\n|---|---|\n| c | x \\| y |\n", "y", 3, 12),
        ("some **bold and** plain\n", "plain", 1, 19),
        ("see [the board](https://example.org/b) for it\n", "for it", 1, 40),
        ("see [the board](https://example.org/b) for it\n", "board", 1, 10),
        ("with `code` behind\n", "behind", 1, 13),
        ("a\\*star and more\n", "more", 1, 13),
        ("S&amp;O team\n", "team", 1, 9),
        ("- [x] done thing\n", "done", 1, 7),
        ("\ttabbed code is not prose\n\nprose\n", "prose", 3, 1),
        ("first\r\nsecond here\r\n", "here", 2, 8),
        ("---\ntitle: x\n---\nbody\n", "body", 4, 1),
    ],
)
def test_every_word_knows_its_place(text: str, words: str, line: int, column: int) -> None:
    assert place_of(parse(text), words) == at(line, column)


def test_prose_is_blank_where_code_and_addresses_stand() -> None:
    (block,) = parse("run `should have` at https://example.org/should now").blocks
    assert block.text == "run should have at https://example.org/should now"
    assert "should" not in block.prose
    assert len(block.prose) == len(block.text)
    assert block.prose.endswith("now")


@pytest.mark.parametrize("address", ["{{ site.baseurl }}/pool.png", "{% post_url 2026-03-02 pool %}", "/{{a}}#b"])
def test_what_fills_an_address_in_may_have_spaces(address: str) -> None:
    (block,) = parse(f"See [the pool]({address}) of today.\n").blocks
    assert (block.text, block.addresses) == ("See the pool of today.", (address,))


def test_links_are_found_however_they_are_written() -> None:
    text = "[a](https://a.example) <https://b.example> https://c.example/x, [d][ref] ![p](p.png)\n\n[ref]: https://d.example"
    (block,) = parse(text).blocks
    assert block.addresses == (
        "https://a.example",
        "https://b.example",
        "https://c.example/x",
        "https://d.example",
    )
    assert [link.address for link in block.links if link.image] == ["p.png"]


def test_quotes_items_tasks_and_cells_are_told_apart() -> None:
    document = parse("> said\n\n1. one\n   - [ ] two\n\n| h |\n|---|\n| c |\n")
    said, one, two, head, cell = document.blocks
    assert said.quoted == 1
    assert one.item is not None and one.item.ordered and one.opens_item
    assert two.item is not None and two.item.parent is one.item and two.ticked is False
    assert head.cell is not None and head.cell.row == 0
    assert cell.cell is not None and cell.cell.row == 1
    assert document.tables[0].rows == ((head,), (cell,))


def test_comments_are_found_in_blocks_and_in_lines() -> None:
    document = parse("<!-- one -->\n\ntext <!-- two --> more\n\n`<!-- code -->`\n")
    assert [comment for _, comment in document.comments] == ["one", "two"]
    assert [place.line for place, _ in document.comments] == [1, 3]


def test_what_is_nested_too_deep_is_kept_as_what_was_left_out() -> None:
    document = parse("> " * 60 + "far down\n\nup here\n")
    assert [block.kind for block in document.blocks] == ["rest", "paragraph"]
    assert "far down" in document.blocks[0].raw


def test_latin_1_is_refused_with_its_place() -> None:
    with pytest.raises(UnreadableDocument, match="0xe9") as caught:
        decode("fine\ncaf\xe9\n".encode("latin-1"), "up.md")
    assert (caught.value.path, caught.value.line, caught.value.column) == ("up.md", 2, 4)
    assert isinstance(caught.value, BadInput)


def test_nul_is_refused_with_its_place() -> None:
    with pytest.raises(UnreadableDocument, match=r"U\+0000") as caught:
        decode(b"one\r\ntwo\x00", "up.md")
    assert (caught.value.line, caught.value.column) == (2, 4)


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="larger than"):
        decode(b"a" * (LARGEST_DOCUMENT + 1))


def test_a_title_and_other_fields_without_any_line_around_them_are_front_matter() -> None:
    blocks = parse("title: checkout is down\ndate: 2026-03-02\nlayout: post\n\nIt was slow.\n").blocks
    assert [block.kind for block in blocks] == ["front-matter", "paragraph"]


def test_other_fields_that_a_document_begins_with_are_text() -> None:
    assert [block.kind for block in parse("impact: 12%\nowner: kim\n\nIt was slow.\n").blocks] == ["paragraph"] * 2
