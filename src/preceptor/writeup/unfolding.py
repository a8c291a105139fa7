"""Puts into Markdown what it takes as it is, and people read as they read the rest: HTML, and timelines in code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it.token import Token

from preceptor.writeup.fenced_times import fenced_times
from preceptor.writeup.hypertext import hypertext
from preceptor.writeup.tagged import Line

#: Whether there may be any at all: a tag that begins a line, or a digit that begins a block of code.
_MAY_BE: Final = re.compile(
    r"^ {0,3}(?:</?(?:h[1-6]|[uod]l|li|table|p|div|section|article|center|details|summary|blockquote)\b"
    r"|(?:`{3,}|~{3,})[^\n]{0,20}\n\s{0,20}[~≈(\[]{0,2}\d)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True)
class Unfolded:
    """The lines of a document with all of it as Markdown."""

    lines: Sequence[str]
    #: For each the number of the line that it is from, from 1, and that line; empty where nothing was unfolded.
    origins: tuple[tuple[int, str], ...] = ()


def may_hold_more(text: str) -> bool:
    """Whether a document may have anything to unfold, so that it is worth to look for it."""
    return _MAY_BE.search(text) is not None


def unfolded(lines: Sequence[str], tokens: Sequence[Token]) -> Unfolded:
    """The lines with every such block as Markdown; `tokens` is what the parser makes of them."""
    found: list[str] = []
    origins: list[int] = []
    at = 0
    for first, last, written in sorted((*hypertext(lines, tokens), *fenced_times(tokens)), key=_first):
        within = [Line(first + 1, ""), *written, Line(last, "")]
        found.extend([*lines[at:first], *(line.text for line in within)])
        origins.extend([*range(at + 1, first + 1), *(line.number for line in within)])
        at = last
    if not at:
        return Unfolded(lines)
    origins.extend(range(at + 1, len(lines) + 1))
    return Unfolded([*found, *lines[at:]], tuple((number, lines[number - 1]) for number in origins))


def _first(region: tuple[int, int, Sequence[Line]]) -> int:
    return region[0]
