"""HTML that is written into Markdown, put into Markdown: headings, paragraphs, lists and tables between tags.

Markdown takes such blocks as they are and reads nothing in them; people read them as they read the rest. What has
other tags than those of text (a script, a drawing, a form) stays what it is.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from markdown_it.token import Token

from preceptor.writeup.escaping import Line
from preceptor.writeup.names import Names
from preceptor.writeup.tagged import BLOCK_TAGS, INLINE_TAGS, Tagged

#: A tag with its attributes, how a comment begins, or what neither is.
_TAG: Final = re.compile(
    r"(?P<comment><!--)|<(?P<end>/?)(?P<name>[a-z][a-z0-9]{0,15})(?P<more>\b[^<>]{0,4000})>|<[!?]", re.IGNORECASE
)
#: Tags of what people read, and not only of how it is laid out.
_TOLD: Final = re.compile(r"<(?:h[1-6]|li|td|th|dd|p)\b", re.IGNORECASE)
#: What a folded part is called.
_FOLDED: Final = re.compile(r"<summary\b[^<>]{0,400}>(.{1,200}?)</summary>", re.IGNORECASE | re.DOTALL)
#: Tags that something goes on in over an empty line, at which Markdown ends the block.
_HOLD: Final = re.compile(r"<(/?)(ul|ol|dl|table)\b", re.IGNORECASE)
_KNOWN: Final = BLOCK_TAGS | INLINE_TAGS


def hypertext(lines: Sequence[str], tokens: Sequence[Token], names: Names) -> Iterator[tuple[int, int, list[Line]]]:
    """From where to where each block of HTML with text goes, counted from 0, and what it is in Markdown.

    `tokens` is what the parser makes of the lines.
    """
    for first, last in _regions(lines, tokens):
        written = _written(lines, first, last, names)
        if written is not None:
            yield first, last, written


def _regions(lines: Sequence[str], tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """From where to where blocks of HTML go that belong together, counted from 0, each without its last line.

    Left out is what has Markdown between its tags, and what is not ended.
    """
    first: int | None = None
    held, mixed = 0, False
    for token in tokens:
        if token.level or token.map is None:
            continue
        if token.type == "html_block":
            start, last = token.map
            first = start if first is None else first
            held += sum(-1 if end else 1 for end, _ in _HOLD.findall("\n".join(lines[start:last])))
            if held <= 0:
                if not mixed:
                    yield first, last
                first, held, mixed = None, 0, False
        elif token.type == "heading_open":
            first, held, mixed = None, 0, False  # whatever was not ended goes no further
        elif held > 0 and token.type != "code_block":
            mixed = True


def _written(lines: Sequence[str], first: int, last: int, names: Names) -> list[Line] | None:
    """The Markdown of a region; None where there is no text in it, or something that is none."""
    source = "\n".join(lines[first:last])
    folded = _FOLDED.search(source)
    if not (_TOLD.search(source) or (folded and names.kind_of(folded[1].strip(), whole=True) != "other")):
        return None
    tagged, number, at = Tagged(), first + 1, 0
    while match := _TAG.search(source, at):
        name, end = (match["name"] or "").lower(), match.end()
        if match["comment"]:
            end = source.find("-->", end) + 3
        if (name and name not in _KNOWN) or end < match.end() or not (name or match["comment"]):
            return None
        tagged.text(number, source[at : match.start()])
        number += source.count("\n", at, match.start())
        if not name:
            tagged.comment(number, source[match.start() : end])
        elif match["end"]:
            tagged.close(name)
        else:
            tagged.open(number, name, match["more"])
        number += source.count("\n", match.start(), end)
        at = end
    tagged.text(number, source[at:])
    return tagged.lines() if tagged.told else None
