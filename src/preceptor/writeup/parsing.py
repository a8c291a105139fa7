"""Makes the blocks of a document from its text.

markdown-it finds the blocks; it is linear in the length of the document, and its nesting is bounded. It tells their
lines, and the columns are found here. What it would leave out (nested too deep) becomes a block of its own kind.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from preceptor.model.writeup import Place
from preceptor.writeup.document import Block, BlockKind, Cell, Document, ListItem, Table
from preceptor.writeup.front_matter import front_matter
from preceptor.writeup.inline import read_inline
from preceptor.writeup.listed import opened
from preceptor.writeup.names import SHIPPED, Names
from preceptor.writeup.plaintext import loose, marks
from preceptor.writeup.text import checked, lines_of
from preceptor.writeup.unfolding import may_hold_more, unfolded

#: Levels of lists and quotes; each list counts as two.
DEEPEST: Final = 50

#: A line that may be the title of those behind it in its paragraph: `**Timeline** (UTC)`, `Timeline:`.
_TITLE_LINE: Final = re.compile(
    r"(?P<marks>\*\*|__)(?P<bold>[^*_\n]{1,60})(?P=marks):?(?:\s?\([^()]{1,60}\):?)?|(?P<plain>[A-Z][^:*_`\n]{1,60}):"
)
_BOX = re.compile(r"\[([ xX])\]\s+")
#: As CommonMark has them: what begins with the first ends only with the second; None: with its own tag.
_HTML_ENDS: Final = (
    (re.compile("<!--"), "-->"),
    (re.compile(r"<\?"), "?>"),
    (re.compile(r"<!\[cdata\["), "]]>"),
    (re.compile("<![a-z]"), ">"),
    (re.compile(r"<(script|pre|style|textarea)\b"), None),
)
#: A line with points of lists that are empty.
_ONLY_MARKS = re.compile(r"(?:[\s>]|[-+*](?=\s|$)|\d{1,9}[.)](?=\s|$))*")


def parse(text: str, names: Names = SHIPPED) -> Document:
    """The document that `text` is; `names` are those of sections in its language.

    Raises `UnreadableDocument` for what is no text or too long.
    """
    lines = lines_of(checked(text))
    if not may_hold_more(text):
        return _Parser(lines, names).document(text)
    found = unfolded(lines, lambda some: _MARKDOWN.parse("\n".join(some), {}), names)
    return replace(_Parser(found.lines, names).document(text), origins=found.origins)


def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable("table")
    made.core.ruler.enableOnly(["normalize", "block"])
    return made


_MARKDOWN = _markdown()


class _Parser:
    def __init__(self, lines: Sequence[str], names: Names) -> None:
        self._lines = lines
        self._names = names
        self._env: dict[str, Any] = {}
        self._blocks: list[Block] = []
        self._tables: list[Table] = []
        self._items: list[ListItem] = []
        self._lists: list[tuple[int, bool]] = []
        self._list_count = 0
        self._fresh_item = False
        self._quoted = 0
        self._level = 0
        self._rows: list[list[Block]] = []
        #: For the row that is read: its line, and where its cells stand.
        self._row_line = 0
        self._row_cells: list[tuple[int, str]] = []
        self._covered: set[int] = set()
        #: Lines, from 0, that are read as if they had a mark that they do not have.
        self._marks: Mapping[int, str] = {}

    def document(self, text: str) -> Document:
        body = self._front_matter()
        for token in self._tokens(body):
            self._take(token)
        blocks = [*self._blocks, *self._left_out(body)]
        blocks.sort(key=lambda block: block.place)
        return Document(
            text=text,
            lines=tuple(self._lines),
            blocks=tuple(blocks),
            tables=tuple(self._tables),
            names=self._names,
            definitions=self._definitions(),
            addresses=self._addresses(),
        )

    def _tokens(self, body: Sequence[str]) -> list[Token]:
        """What the parser makes of the lines; where none is a heading, those that stand for one are."""
        tokens = opened(_MARKDOWN.parse("\n".join(body), self._env), self._names)
        if any(token.type == "heading_open" for token in tokens):
            return tokens
        self._marks = marks(body, loose(tokens, body, self._names), self._names)
        if not self._marks:
            return tokens
        self._env = {}
        marked = (f"{self._marks[n]}{line.strip()}" if n in self._marks else line for n, line in enumerate(body))
        return _MARKDOWN.parse("\n".join(marked), self._env)

    def _front_matter(self) -> list[str]:
        """The lines with the front matter blank, which becomes a block."""
        lines = list(self._lines)
        found = front_matter(lines)
        if found is None:
            return lines
        self._add("front-matter", Place(line=1), found.until, raw=found.raw)
        return [""] * found.until + lines[found.until :]

    def _take(self, token: Token) -> None:
        kind = token.type
        if kind == "inline":
            self._inline(token)
        elif kind == "heading_open":
            self._level = int(token.tag[1:])
            self._cover(token)
        elif kind == "heading_close":
            self._level = 0
        elif kind in ("fence", "code_block"):
            self._code(token)
        elif kind == "html_block":
            self._html(token)
        elif kind in ("bullet_list_open", "ordered_list_open"):
            self._lists.append((self._list_count, kind.startswith("o")))
            self._list_count += 1
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
        elif kind == "list_item_open":
            self._item(token)
        elif kind == "list_item_close":
            self._items.pop()
            self._fresh_item = False
        elif kind in ("blockquote_open", "blockquote_close"):
            self._quoted += token.nesting
        elif kind == "table_open":
            self._rows = []
            self._cover(token)
        elif kind == "tr_open":
            self._row(token)
        elif kind == "table_close":
            self._tables.append(Table(self._rows[0][0].place, tuple(tuple(row) for row in self._rows)))
            self._rows = []

    def _cover(self, token: Token) -> tuple[int, int]:
        """The lines of a token, counted from 0, without the last; they are accounted for."""
        first, last = token.map or (0, 0)
        self._covered.update(range(first, last))
        return first, last

    def _item(self, token: Token) -> None:
        first, _ = token.map or (0, 0)
        number, ordered = self._lists[-1]
        line = self._lines[first]
        parent = self._items[-1] if self._items else None
        # Several marks may stand in one line; each nested one is behind that of its parent.
        after = parent.place.column if parent and parent.place.line == first + 1 else 0
        mark = re.compile(r"[-+*]|\d{1,9}[.)]").search(line, after)
        if first in self._marks:
            mark = re.compile(r"(?=\S)").search(line)
        place = Place(line=first + 1, column=(mark.start() if mark else 0) + 1)
        self._items.append(ListItem(place, ordered, len(self._lists), parent, number, self._quoted))
        self._fresh_item = True

    def _inline(self, token: Token) -> None:
        first, last = self._cover(token)
        if self._rows:
            self._cell(token)
            return
        pieces = [
            self._piece(first + index, content)
            for index, content in enumerate(token.content.split("\n"))
            if first + index < max(last, first + 1)
        ]
        ticked = None
        if self._fresh_item and not self._level and (box := _BOX.match(pieces[0][1])):
            ticked = box[1] != " "
            place, content = pieces[0]
            pieces[0] = (Place(line=place.line, column=place.column + box.end()), content[box.end() :])
        kind: BlockKind = "heading" if self._level else "paragraph"
        if kind == "paragraph" and not self._items and len(pieces) > 1 and self._names_a_section(pieces[0][1]):
            # A title in bold, with what stands below it in the next line.
            place, content = pieces.pop(0)
            self._add(kind, place, place.line, inline=read_inline([(place, content)], self._address))
        inline = read_inline(pieces, self._address)
        self._add(kind, pieces[0][0], max(last, first + 1), inline=inline, level=self._level, ticked=ticked)

    def _names_a_section(self, line: str) -> bool:
        match = _TITLE_LINE.fullmatch(line)
        bold = match is not None and match["bold"] is not None
        return match is not None and self._names.kind_of_line(match["bold"] or match["plain"], bold=bold) != "other"

    def _piece(self, line: int, content: str) -> tuple[Place, str]:
        """One line of a block's content, without the spaces of a line break, and where it begins."""
        content = content.lstrip()
        whole = self._lines[line] if line < len(self._lines) else ""
        column = whole.rfind(content) if content else 0
        return Place(line=line + 1, column=max(column, 0) + 1), content.rstrip(" \t")

    def _address(self, label: str) -> str | None:
        found = self._references.get(normalizeReference(label))
        return str(found["href"]) if found else None

    @property
    def _references(self) -> Mapping[str, Any]:
        """What defines an address, by the label as Markdown compares it."""
        found: Mapping[str, Any] = self._env.get("references", {})
        return found

    def _row(self, token: Token) -> None:
        first, _ = self._cover(token)
        self._row_line, self._row_cells = first, _cells(self._lines[first])
        self._rows.append([])

    def _cell(self, token: Token) -> None:
        column = len(self._rows[-1])
        # Where `_cells` and the parser differ, the parser has the text and the line has the place.
        at, text = self._row_cells[column] if column < len(self._row_cells) else (0, token.content)
        if text.replace("\\|", "|") != token.content:
            at, text = max(self._lines[self._row_line].find(token.content), 0), token.content
        place = Place(line=self._row_line + 1, column=at + 1)
        cell = Cell(len(self._tables), len(self._rows) - 1, column)
        inline = read_inline([(place, text)], self._address)
        # The line below the head belongs to the head.
        until = place.line if len(self._rows) > 1 else place.line + 1
        self._rows[-1].append(self._add("cell", place, until, inline=inline, cell=cell))

    def _code(self, token: Token) -> None:
        first, last = self._cover(token)
        place = Place(line=first + 1, column=self._column(first))
        info = token.info.strip() if token.type == "fence" else None
        self._add("code", place, last, raw=token.content, info=info, end=self._open_fence(token, last))

    def _open_fence(self, token: Token, last: int) -> str:
        if token.type != "fence" or not token.markup:
            return ""
        line = self._lines[last - 1].strip(" \t>")
        closed = len(line) >= len(token.markup) and not line.strip(token.markup[0])
        return "" if closed and last - (token.map or [0])[0] > 1 else token.markup

    def _html(self, token: Token) -> None:
        first, last = self._cover(token)
        content = token.content.strip()
        if content.startswith("<!--") and content.find("-->") == len(content) - 3:
            self._add("comment", Place(line=first + 1, column=self._column(first)), last, raw=content[4:-3].strip())
        else:
            place = Place(line=first + 1, column=self._column(first))
            self._add("html", place, last, raw=content, end=_open_html(content.lower()))

    def _column(self, line: int) -> int:
        whole = self._lines[line]
        return len(whole) - len(whole.lstrip(" \t>")) + 1

    def _add(self, kind: BlockKind, place: Place, until: int, **more: Any) -> Block:
        item = self._items[-1] if self._items else None
        block = Block(
            kind=kind, place=place, until=until, quoted=self._quoted, item=item, opens_item=self._fresh_item, **more
        )
        self._fresh_item = False
        self._blocks.append(block)
        return block

    def _addresses(self) -> Mapping[str, str]:
        return {label: str(one["href"]) for label, one in self._references.items()}

    def _definitions(self) -> tuple[str, ...]:
        found = []
        for one in self._references.values():
            first, last = one.get("map") or (0, 0)
            found.append("\n".join(line.strip(" \t>") for line in self._lines[first:last]))
        return tuple(sorted(found))

    def _left_out(self, body: Sequence[str]) -> Iterator[Block]:
        """What is in no block though it has words in it; definitions of references are no words."""
        for one in [*self._references.values(), *self._env.get("duplicate_refs", [])]:
            first, last = one.get("map") or (0, 0)
            self._covered.update(range(first, last))
        for number, line in enumerate(body):
            if number not in self._covered and re.search(r"\w", line) and not _ONLY_MARKS.fullmatch(line):
                place = Place(line=number + 1, column=len(line) - len(line.lstrip()) + 1)
                yield Block(kind="rest", place=place, until=number + 1, raw=line)


def _open_html(content: str) -> str:
    """What would end an HTML block that goes on until its end, however far away that is; empty if it has one."""
    for start, end in _HTML_ENDS:
        if match := start.match(content):
            closing = end or f"</{match[1]}>"
            return "" if closing in content[match.end() :] else closing
    return ""


def _cells(line: str) -> list[tuple[int, str]]:
    """The cells of a row of a table, stripped, and where each begins; a `\\|` divides nothing."""
    found = []
    at = len(line) - len(line.lstrip(" \t>"))
    if line.startswith("|", at):
        at += 1
    for part in re.split(r"(?<!\\)\|", line[at:]):
        found.append((at + len(part) - len(part.lstrip()), part.strip()))
        at += len(part) + 1
    return found
