"""Timelines in a block of code or a quote, put there so that their times stand below each other: they are lists."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from markdown_it.token import Token

from preceptor.writeup.escaping import Line, at_first, literal
from preceptor.writeup.names import Names, is_history
from preceptor.writeup.stamps import stamp_at

#: Languages of a block that is text; what a log said has its own, and is no list of ours.
_TEXT: Final = frozenset({"", "text", "txt", "plain", "plaintext", "markdown", "md"})
#: The mark of a point, in a list that is further in than Markdown takes for one.
_MARK: Final = re.compile(r"^[-*+]\s+")
_QUOTE: Final = re.compile(r"^\s{0,3}>\s?")
#: Between fences, or further in than the rest.
_CODE: Final = ("fence", "code_block")
#: Lines with a time that make a list of a block. Our choice.
_SOME_TIMES: Final = 3


def fenced_times(
    lines: Sequence[str], tokens: Sequence[Token], names: Names
) -> Iterator[tuple[int, int, list[Line]]]:
    """From where to where each block of code or quote goes that is a timeline, counted from 0, and what it is.

    It is one where the section's name says so and nothing else in the section has a time: else it is what a log said.
    A line without a time goes on with the one before.
    """
    found: list[Token] = []
    is_timeline = heading = False
    quoted = 0
    for token in tokens:
        quoted += token.nesting if token.type in ("blockquote_open", "blockquote_close") else 0
        if quoted:
            if is_timeline and token.type == "blockquote_open" and not token.level:
                found.append(token)
        elif token.type in ("heading_open", "heading_close"):
            heading = token.type == "heading_open"
        elif token.type == "inline" and (heading or _stands_for_heading(token, names)):
            yield from _lists(lines, found)
            found, is_timeline = [], token.level == 1 and _heads_a_timeline(token.content.strip("*_: "), names)
        elif token.type == "inline" and is_timeline:
            is_timeline = not _has_time(token.content)
            found = found if is_timeline else []
        elif is_timeline and token.type in _CODE and not token.level and token.info.strip().lower() in _TEXT:
            found.append(token)
    yield from _lists(lines, found)


def _heads_a_timeline(title: str, names: Names) -> bool:
    return names.kind_of(title) == "timeline" and not is_history(title)


def _stands_for_heading(token: Token, names: Names) -> bool:
    """Whether a paragraph is nothing but the name of a section, with marks or a colon."""
    bare = token.content.strip("*_: ")
    return token.level == 1 and bare != token.content.strip() and names.kind_of(bare, whole=True) != "other"


def _lists(lines: Sequence[str], found: Sequence[Token]) -> Iterator[tuple[int, int, list[Line]]]:
    for token in found:
        first, last = token.map or (0, 0)
        if token.type == "blockquote_open":
            entries = _unquoted(first + 1, lines[first:last])
        else:
            entries = _entries(first + 1 + (token.type == "fence"), token.content.split("\n"))
        if entries:
            yield first, last, entries


def _unquoted(number: int, lines: Sequence[str]) -> list[Line]:
    """The lines of a quote, the first of which is line `number`, without its marks; empty where they are no times."""
    told = [_QUOTE.sub("", line) for line in lines]
    timed = sum(_has_time(_MARK.sub("", line.strip())) for line in told)
    return [Line(number + at, line) for at, line in enumerate(told)] if timed >= _SOME_TIMES else []


def _has_time(text: str) -> bool:
    stamp = stamp_at(text)
    return stamp is not None and (stamp.clock is not None or stamp.open_ is not None)


def _entries(number: int, lines: Sequence[str]) -> list[Line]:
    """The list that some lines are, the first of which is line `number`; empty where they are none."""
    told = [(number + at, _MARK.sub("", line.strip())) for at, line in enumerate(lines) if line.strip()]
    timed = [_has_time(line) for _, line in told]
    begun = [stamp_at(line) is not None for _, line in told]
    if sum(timed) < _SOME_TIMES or not begun[0]:
        return []
    return [
        Line(number, f"- {literal(line)}" if begins else f"  {at_first(literal(line))}")
        for (number, line), begins in zip(told, begun, strict=True)
    ]
