"""Puts into Markdown what people read as they read the rest: HTML, and timelines in code or quotes."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it.token import Token

from preceptor.writeup.escaping import Line
from preceptor.writeup.fenced_times import fenced_times
from preceptor.writeup.hypertext import hypertext
from preceptor.writeup.names import Names

#: Whether there may be any at all: a tag that begins a line, a digit that begins a block of code or a quote, or a
#: line that is further in and begins with a time.
_MAY_BE: Final = re.compile(
    r"^ {0,3}(?:</?(?:h[1-6]|[uod]l|li|table|p|div|section|article|center|details|summary|blockquote)\b"
    r"|(?:`{3,}|~{3,})[^\n]{0,20}\n\s{0,20}[~≈(\[]{0,2}\d)"
    r"|^ {0,3}>\s?(?:[-*+]\s)?[*_`(\[~]{0,3}\d"
    r"|^(?: {4}|\t)\s{0,8}(?:[-*+]\s)?\d(?:[^\n]{0,14}\d)?[:.h]\d\d",
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


def unfolded(text: Sequence[str], parsed: Callable[[Sequence[str]], Sequence[Token]], names: Names) -> Unfolded:
    """The lines of a text with every such block as Markdown; `parsed` is what the parser makes of lines."""
    lines, words, tokens = [Line(number, line) for number, line in enumerate(text, 1)], text, parsed(text)
    if written := list(hypertext(words, tokens, names)):
        lines = _with(lines, written)
        words = [line.text for line in lines]
        tokens = parsed(words)  # HTML may hold the name of a section with a timeline
    if listed := list(fenced_times(words, tokens, names)):
        lines = _with(lines, listed)
        words = [line.text for line in lines]
    if not (written or listed):
        return Unfolded(text)
    return Unfolded(words, tuple((line.number, text[line.number - 1]) for line in lines))


def _with(lines: Sequence[Line], regions: Iterable[tuple[int, int, Sequence[Line]]]) -> list[Line]:
    """The lines with others, numbered as `lines` are from 1, in the place of some, between empty ones."""
    found: list[Line] = []
    at = 0
    for first, last, written in regions:
        found.extend(lines[at:first])
        within = (Line(first + 1, ""), *written, Line(last, ""))
        found.extend(Line(lines[line.number - 1].number, line.text) for line in within)
        at = last
    return [*found, *lines[at:]]
