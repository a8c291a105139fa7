"""Sections that are the points of one list: `- **Impact**: nobody could pay`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from markdown_it.token import Token

from preceptor.model.writeup import SectionKind
from preceptor.writeup.names import Names

#: Sections of different kinds that the points of a list have to name before they are taken for sections. Our choice.
_NAMED: Final = 2
#: The level that such a section would have as a heading, below the title.
_TAG: Final = "h2"
#: The same where the titles have no marks, and hold what they name below them. Our choice.
_NAMED_PLAINLY: Final = 3
#: A title without marks, which is all of the first paragraph of its point.
_PLAIN: Final = re.compile(r"(?P<name>[A-Z][\w'’/&() -]{1,58}):?")
#: A title in bold: all that the point says, or what stands before a colon.
_LABEL: Final = re.compile(
    r"(?P<marks>\*\*|__)(?P<name>[^*_\n]{1,60}?)"
    r"(?::(?P=marks)|(?P=marks)[ \t]{0,3}:|(?P=marks)[ \t]*(?=\n|$))[ \t]*"
)


@dataclass(frozen=True)
class _Item:
    """A point of an outermost list, from its opening token to its closing one."""

    tokens: Sequence[Token]
    names: Names

    @property
    def label(self) -> re.Match[str] | None:
        """The title that it begins with: in bold, or all that stands before what it holds."""
        if len(self.tokens) <= 3 or self.tokens[2].type != "inline":
            return None
        content = self.tokens[2].content
        return _LABEL.match(content) or (_PLAIN.fullmatch(content) if self.holds_more else None)

    @property
    def is_bold(self) -> bool:
        """Whether its title is in bold."""
        return self.label is not None and "marks" in self.label.groupdict()

    @property
    def kind(self) -> SectionKind:
        """The section that its title names; one without marks need not name it alone."""
        return self.names.kind_of(self.label["name"], whole=self.is_bold) if self.label else "other"

    @property
    def holds_more(self) -> bool:
        """Whether there is more in it than one paragraph."""
        return len(self.tokens) > 5


def opened(tokens: Sequence[Token], names: Names) -> list[Token]:
    """The same tokens, with headings for the points of a list that are the sections of a document without any.

    The list itself is gone then, so that what its points hold stands directly under those headings. A point that
    names no section and says something in one paragraph is that paragraph.
    """
    parts = [tokens[at:end] for at, end in _parts(tokens, 0, len(tokens))]
    if any(_names_a_section(part, names) for part in parts[1:]):
        return list(tokens)
    lists = [
        _items(part, names) if part[0].type in ("bullet_list_open", "ordered_list_open") else [] for part in parts
    ]
    titled = [item for items in lists if all(item.label for item in items) for item in items]
    enough = _NAMED if any(item.is_bold for item in titled) else _NAMED_PLAINLY
    if len({item.kind for item in titled} - {"other"}) < enough:
        return list(tokens)
    found: list[Token] = []
    for part, items in zip(parts, lists, strict=True):
        # What has no title goes on with the list of the section before it.
        for is_titled, some in groupby(items, key=lambda item: item.label is not None):
            tokens_of = [_section(item) if is_titled else item.tokens for item in some]
            inner = [token for several in tokens_of for token in several]
            found.extend(inner if is_titled else [part[0], *inner, part[-1]])
        found.extend([] if items else part)
    return found


def _names_a_section(part: Sequence[Token], names: Names) -> bool:
    """Whether this is a heading, or a line in bold, with the name of a section."""
    text = part[1].content.strip() if len(part) == 3 else ""
    bold = _LABEL.fullmatch(text)
    if part[0].type == "heading_open":
        return names.kind_of(text) != "other"
    return bold is not None and names.kind_of(bold["name"], whole=True) != "other"


def _parts(tokens: Sequence[Token], at: int, until: int) -> Iterator[tuple[int, int]]:
    """From where to where each thing stands that is in no other."""
    while at < until:
        end = _end(tokens, at)
        yield at, end
        at = end


def _end(tokens: Sequence[Token], at: int) -> int:
    """The index behind what begins with the token at `at`."""
    depth = 0
    for index in range(at, len(tokens)):
        depth += tokens[index].nesting
        if not depth:
            return index + 1
    return len(tokens)


def _items(part: Sequence[Token], names: Names) -> list[_Item]:
    return [_Item(part[at:end], names) for at, end in _parts(part, 1, len(part) - 1)]


def _section(item: _Item) -> Iterator[Token]:
    label, (first, _) = item.label, item.tokens[2].map or (0, 0)
    assert label is not None
    content = item.tokens[2].content[label.end() :]
    if item.kind == "other" and content.strip() and not item.holds_more:
        yield from _shown(item.tokens[1:-1])
        return
    yield Token("heading_open", _TAG, 1, map=[first, first + 1])
    yield Token("inline", "", 0, map=[first, first + 1], content=label[0].rstrip(), children=[])
    yield Token("heading_close", _TAG, -1)
    if content.strip():
        below = content.startswith("\n")
        place = [first + below, (item.tokens[2].map or [0, 0])[1]]
        yield Token("paragraph_open", "p", 1, map=place)
        yield Token("inline", "", 0, map=place, content=content.removeprefix("\n"), children=[])
        yield Token("paragraph_close", "p", -1)
    yield from _shown(item.tokens[4:-1])


def _shown(tokens: Sequence[Token]) -> Iterator[Token]:
    """Paragraphs that a tight list hides the marks of."""
    for token in tokens:
        token.hidden = False
        yield token
