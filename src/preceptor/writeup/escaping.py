"""Text that is put into Markdown: its lines, and what keeps it from being read as marks."""

import re
from dataclasses import dataclass
from typing import Final

#: What would be a mark in a sentence, a tag or the name of a character, and a mark at the beginning of a line.
_MARK: Final = re.compile(r"[\\*\[\]`|]|(?<!\w)_|_(?!\w)|~(?=~)")
_OF_HTML: Final = re.compile(r"<(?=[A-Za-z/!?])|&(?=[#\w])")
_AT_FIRST: Final = re.compile(r"(?P<mark>[-+>=#~])|(?P<number>\d{1,9})(?=[.)])")


@dataclass(frozen=True)
class Line:
    """A line of Markdown, and the line of the document that it is from."""

    number: int
    text: str


def literal(text: str) -> str:
    """Markdown that says just this text within a line."""
    return _OF_HTML.sub(_escaped, of_html(text))


def of_html(text: str) -> str:
    """Markdown that says what stands between two tags, within a line."""
    return _MARK.sub(_escaped, text)


def at_first(words: str) -> str:
    """Markdown that says the same at the beginning of a line."""
    match = _AT_FIRST.match(words)
    if match is None:
        return words
    return f"\\{words}" if match["mark"] else f"{match['number']}\\{words[match.end() :]}"


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"
