"""A document as blocks: every piece of prose with its exact place, and what kind of thing it stands in.

`writeup.parsing` makes them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from markdown_it.common.utils import normalizeReference

from preceptor.model.writeup import Place
from preceptor.writeup.inline import Inline, Link
from preceptor.writeup.names import Names

#: `rest` is what the parser left out: it is nested deeper than anybody reads.
BlockKind = Literal["heading", "paragraph", "cell", "code", "html", "comment", "front-matter", "rest"]
#: How a line begins that is for the program that makes a page: attributes, a component, a tag, an import.
_OF_PAGE: Final = re.compile(
    r"\s*(?:\{:[^{}]{0,200}\}\s*$|\{/\*|\{%|import\s[^\n]{1,200}\sfrom\s['\"]|export\s(?:const|default|function)\b)"
)
_SPACE = re.compile(r"\s{0,20}")
#: Characters by which something is found again in a line of HTML. Our choice.
_ENOUGH: Final = 12
#: Stands in what a rendered write-up holds beside its data.
GENERATED: Final = "preceptor: generated"


@dataclass(frozen=True, eq=False)
class ListItem:
    """One point of a list; nested ones know the point that they are in."""

    #: Where its mark (`-`, `1.`) stands.
    place: Place
    ordered: bool
    #: 1 for a list that is in no other.
    depth: int
    parent: "ListItem | None"
    #: Which list of the document it is in, from 0.
    list: int
    #: In how many quotes it stands.
    quoted: int = 0

    @property
    def root(self) -> "ListItem":
        """The point of the outermost list that it is in."""
        item = self
        while item.parent is not None:
            item = item.parent
        return item


@dataclass(frozen=True, eq=False)
class Cell:
    """Where in a table a block stands; all count from 0, the head is row 0."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Block:
    """One heading, paragraph, table cell, code block: the smallest thing with text of its own."""

    kind: BlockKind
    #: Where its text begins, after marks such as `#`, `-` and `|`.
    place: Place
    #: Its last line.
    until: int
    #: Empty for code and HTML: their text is `raw`.
    inline: Inline = field(default_factory=Inline)
    raw: str = ""
    #: Of a heading, from 1.
    level: int = 0
    #: In how many quotes (`>`) it stands.
    quoted: int = 0
    item: ListItem | None = None
    #: The first block of its list item.
    opens_item: bool = False
    #: The box of a task: ticked or not; None where it has none.
    ticked: bool | None = None
    cell: Cell | None = None
    #: What stands behind a code block's fence: `mermaid`; None for code that is only indented.
    info: str | None = None
    #: What would end a block that its author left open, such as a fence; empty for all others.
    end: str = ""

    @property
    def generated(self) -> bool:
        """Whether it was made from the data when a write-up was rendered, such as a diagram."""
        return self.kind == "code" and GENERATED in self.raw

    @property
    def of_page(self) -> bool:
        """Whether it is for the program that makes a page of it, and no reader sees it: `{: .table }`, `import …`."""
        return self.kind in ("paragraph", "cell") and _OF_PAGE.match(self.text) is not None

    @property
    def slanted(self) -> bool:
        """Whether all of it is in italics."""
        return any(end - start >= len(self.text.strip()) > 0 for start, end in self.inline.slanted)

    @property
    def hides(self) -> bool:
        """Whether it is a comment that nobody ended, so that a page shows nothing of what follows."""
        return self.kind == "html" and self.end == "-->"

    @property
    def text(self) -> str:
        """What a person reads, on one line and without marks."""
        return self.inline.text

    @property
    def prose(self) -> str:
        """As long as `text`, with spaces where code and addresses stand."""
        return self.inline.prose

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Where in `text` each of its lines begins, those behind a `<br>` included."""
        starts, line = {0}, self.place.line
        for span in self.inline.spans:
            if span.place.line > line and span.text.strip():
                starts.add(span.start)
                line = span.place.line
        starts |= {match.end() for at in self.inline.breaks if (match := _SPACE.match(self.text, at))}
        return tuple(sorted(starts))

    @property
    def links(self) -> tuple[Link, ...]:
        """Every address in it, pictures and bare ones too."""
        return self.inline.links

    @property
    def addresses(self) -> tuple[str, ...]:
        """What it links to, each once, without pictures."""
        return tuple(dict.fromkeys(link.address for link in self.links if not link.image and link.address))

    def place_at(self, offset: int) -> Place:
        """Where the character `offset` of `text` stands in the document."""
        return self.inline.place(offset) if self.inline.spans else self.place


@dataclass(frozen=True, eq=False)
class Table:
    """A table; every row has as many cells as the head."""

    place: Place
    rows: tuple[tuple[Block, ...], ...]

    @property
    def head(self) -> tuple[Block, ...]:
        """The cells of the first row."""
        return self.rows[0]


@dataclass(frozen=True, eq=False, kw_only=True)
class Document:
    """A text and its blocks, in the order in which they stand."""

    text: str
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    #: What its sections may be called.
    names: Names
    #: What `[label]: address` stands for, as written.
    definitions: tuple[str, ...] = ()
    #: The address that each label stands for, by the label as Markdown compares it.
    addresses: Mapping[str, str] = field(default_factory=dict)
    #: Where HTML was put into Markdown: for each of `lines` the number of the line that it is from, and that line.
    origins: tuple[tuple[int, str], ...] = ()

    def in_text(self, place: Place, end: int | None = None) -> tuple[Place, int | None]:
        """Where a place in `lines` is in the text as it was written, and the column behind it."""
        if not 0 < place.line <= len(self.origins):
            return place, end
        line = self.lines[place.line - 1]
        number, written = self.origins[place.line - 1]
        if line == written:
            return Place(line=number, column=place.column), end
        words = line[place.column - 1 : end - 1 if end else place.column - 1 + _ENOUGH].strip()
        column = written.find(words) + 1 if words else 0
        if column:
            return Place(line=number, column=column), column + len(words) if end else None
        return Place(line=number, column=len(written) - len(written.lstrip()) + 1), None

    def address_of(self, label: str) -> str | None:
        """The address that `[label]` stands for; None where nothing defines it."""
        return self.addresses.get(normalizeReference(label))

    @cached_property
    def comments(self) -> tuple[tuple[Place, str], ...]:
        """Every HTML comment outside code, with its inner text, in order."""
        found = [(block.place, block.raw) for block in self.blocks if block.kind == "comment"]
        for block in self.blocks:
            found.extend(block.inline.comments)
        return tuple(sorted(found))
