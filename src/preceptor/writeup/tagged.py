"""Writes what stands between the tags of HTML as Markdown, a line at a time, each with the line that it is from."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Final

from preceptor.writeup.escaping import Line, at_first, of_html

_HEADINGS: Final[Mapping[str, int]] = {f"h{level}": level for level in range(1, 7)}
#: Tags of parts of a page, which begin and end paragraphs.
BLOCK_TAGS: Final = frozenset(
    {"p", "div", "section", "article", "main", "header", "footer", "center", "details", "summary", "blockquote"}
    | {"hr", "pre", "ul", "ol", "li", "dl", "dt", "dd"}
    | {"table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"}
    | _HEADINGS.keys()
)
#: What marks a part of a sentence.
_MARKS: Final[Mapping[str, str]] = (
    dict.fromkeys(("b", "strong"), "**")
    | dict.fromkeys(("i", "em"), "*")
    | dict.fromkeys(("code", "tt", "kbd", "samp"), "`")
    | dict.fromkeys(("del", "s", "strike"), "~~")
)
#: The same, and tags within sentences that are nothing in Markdown.
INLINE_TAGS: Final = frozenset(
    {"a", "img", "br", "span", "u", "font", "small", "big", "sup", "sub", "time", "abbr", "mark", "wbr", "ins", "q"}
    | _MARKS.keys()
)
#: Levels of lists and of quotes that are kept apart; whatever is deeper stands in the last. Our choice.
_DEEPEST: Final = 12
_ATTRIBUTE: Final = re.compile(
    r"""\b(?P<name>href|src|alt)\s{0,5}=\s{0,5}(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s"'>]+))""", re.IGNORECASE
)
#: What would end an address, or its line.
_NOT_IN_ADDRESS: Final = {ord(one): None for one in "<>\n\r[]"}


@dataclass
class _Words:
    """Words of one line that are still taken."""

    number: int
    parts: list[str] = field(default_factory=list)

    def line(self) -> Line:
        return Line(self.number, "".join(self.parts).strip())


@dataclass
class _List:
    ordered: bool
    #: A point is begun, and has no text yet.
    fresh: bool = False

    @property
    def mark(self) -> str:
        return "1. " if self.ordered else "- "


@dataclass
class _Table:
    #: The lines of each cell of each row.
    rows: list[list[list[Line]]] = field(default_factory=list)
    in_cell: bool = False


class Tagged:
    """Takes tags and text in their order."""

    def __init__(self) -> None:
        #: Whether there was any text, beside pictures.
        self.told = False
        self._done: list[Line] = []
        #: The paragraph that is open.
        self._words: list[_Words] = []
        #: Marks that wait for a word to stand before.
        self._waiting: list[str] = []
        #: The addresses of the links that are open; empty where a tag has none.
        self._links: list[str] = []
        self._lists: list[_List] = []
        self._quotes = 0
        self._table: _Table | None = None
        self._heading = 0
        self._is_summary = False
        self._code: list[_Words] | None = None

    def lines(self) -> list[Line]:
        """All that was taken, as Markdown."""
        self._end_code()
        self._end()
        self._end_table()
        return self._done

    def text(self, number: int, words: str) -> None:
        """Take text between two tags that begins in the line `number`."""
        self.told = self.told or bool(words.strip())
        for index, line in enumerate(words.split("\n")):
            if self._code is None:
                self._put(number + index, of_html(line))
            elif self._code and self._code[-1].number == number + index:
                self._code[-1].parts.append(unescape(line))
            else:
                self._code.append(_Words(number + index, [unescape(line)]))

    def comment(self, number: int, words: str) -> None:
        """Take a comment, which stays one."""
        self._end()
        self._blank()
        self._done.extend(Line(number + index, line) for index, line in enumerate(words.split("\n")))
        self._blank()

    def open(self, number: int, name: str, more: str) -> None:
        """Take an opening tag with its attributes."""
        if self._code is not None:
            return
        if name in INLINE_TAGS:
            self._open_inline(number, name, _attributes(more))
            return
        self._end()
        if name in _HEADINGS:
            self._heading = _HEADINGS[name]
        elif name in ("ul", "ol"):
            self._lists.append(_List(name == "ol"))
        elif name in ("li", "dd") and self._table is None:
            if not self._lists:
                self._lists.append(_List(ordered=False))
            self._lists[-1].fresh = True
        elif name == "table":
            self._end_table()
            self._table = _Table()
        elif name == "tr" and self._table:
            self._table.rows.append([])
        elif name in ("td", "th") and self._table:
            if not self._table.rows:
                self._table.rows.append([])
            self._table.rows[-1].append([])
            self._table.in_cell = True
        elif name == "blockquote":
            self._quotes += 1
        elif name == "pre":
            self._code = []
        elif name == "summary":
            self._is_summary = True

    def close(self, name: str) -> None:
        """Take a closing tag."""
        if self._code is not None:
            if name == "pre":
                self._end_code()
            return
        if name in INLINE_TAGS:
            self._close_inline(name)
            return
        self._end()
        if name in _HEADINGS:
            self._heading = 0
        elif name in ("ul", "ol", "dl") and self._lists:
            self._lists.pop()
        elif name == "table":
            self._end_table()
        elif name in ("td", "th") and self._table:
            self._table.in_cell = False
        elif name == "blockquote":
            self._quotes = max(self._quotes - 1, 0)
            self._blank()
        elif name == "summary":
            self._is_summary = False

    # Sentences

    def _open_inline(self, number: int, name: str, attributes: Mapping[str, str]) -> None:
        if name == "br":
            self._put(number, "<br>")
        elif name == "img":
            self._put(number, f"![{attributes.get('alt', '')}](<{attributes.get('src', '')}>)")
        elif name == "a":
            self._links.append(attributes.get("href", ""))
            if self._links[-1]:
                self._waiting.append("[")
        elif name in _MARKS:
            self._waiting.append(_MARKS[name])

    def _close_inline(self, name: str) -> None:
        if name == "a":
            if self._links and (address := self._links.pop()):
                self._shut("[", f"](<{address}>)")
        elif name in _MARKS:
            self._shut(_MARKS[name], _MARKS[name])

    def _put(self, number: int, words: str) -> None:
        """Add words to the paragraph; those of another line begin a line."""
        if self._words and self._words[-1].number != number:
            self._words.append(_Words(number))
        if bare := " ".join(words.split()):
            if not self._words:
                self._words.append(_Words(number))
            before, after = " " * words[0].isspace(), " " * words[-1].isspace()
            self._words[-1].parts.append(f"{before}{''.join(self._waiting)}{bare}{after}")
            self._waiting = []
        elif words and self._words:
            self._words[-1].parts.append(" ")

    def _shut(self, mark: str, closing: str) -> None:
        """End what a mark began, before the spaces that it ended with."""
        if self._waiting and self._waiting[-1] == mark:
            self._waiting.pop()
            return
        told = next((words for words in reversed(self._words[-2:]) if words.parts), None)
        if told is not None:
            last = told.parts.pop()
            kept = last.rstrip()
            told.parts.extend((kept, closing, last[len(kept) :]))

    # Blocks

    def _end(self) -> None:
        """End the paragraph that is open."""
        lines = [line for words in self._words if (line := words.line()).text]
        self._words, self._waiting, self._links = [], [], []
        if not lines:
            return
        if self._table is not None and self._table.in_cell:
            self._table.rows[-1][-1].extend(lines)
            return
        self._end_table()
        if self._heading and not self._lists:
            self._write([Line(lines[0].number, f"{'#' * self._heading} {_in_one(lines)}")])
        elif self._is_summary:
            self._write([Line(lines[0].number, f"**{_in_one(lines)}**")])
        else:
            self._write([Line(line.number, at_first(line.text)) for line in lines])

    def _write(self, lines: Sequence[Line]) -> None:
        """Write lines that belong together, behind the mark of their point if it is new."""
        marks = [one.mark for one in self._lists[:_DEEPEST]]
        quotes = "> " * min(self._quotes, _DEEPEST)
        before = quotes + "".join(" " * len(mark) for mark in marks)
        first = before
        if self._lists and self._lists[-1].fresh:
            first = before[: len(before) - len(marks[-1])] + marks[-1]
            self._lists[-1].fresh = False
            if not (self._done and self._done[-1].text.startswith(quotes + "".join(marks[:1])[:1])):
                self._blank()
        else:
            self._blank()
        self._done.extend(Line(line.number, (before if at else first) + line.text) for at, line in enumerate(lines))
        if not self._lists:
            self._blank()

    def _blank(self) -> None:
        """Leave a line empty, in the quotes that go on."""
        if not self._done:
            return
        last = self._done[-1]
        if not last.text.strip("> "):
            self._done.pop()
        self._done.append(Line(last.number, ("> " * min(self._quotes, _DEEPEST)).rstrip()))

    def _end_code(self) -> None:
        lines = [Line(words.number, "".join(words.parts)) for words in self._code or []]
        self._code = None
        told = [at for at, line in enumerate(lines) if line.text.strip()]
        if not told:
            return
        lines = lines[told[0] : told[-1] + 1]
        fence = "`" * (1 + max((len(run) for line in lines for run in re.findall("`{3,}", line.text)), default=2))
        self._end_table()
        self._write([Line(lines[0].number, fence), *lines, Line(lines[-1].number, fence)])

    def _end_table(self) -> None:
        table, self._table = self._table, None
        rows = [row for row in table.rows if any(row)] if table else []
        if not rows:
            return
        width = max(len(row) for row in rows)
        numbers = [next(cell[0].number for cell in row if cell) for row in rows]
        head, *body = [Line(number, _row([*map(_in_one, row)])) for number, row in zip(numbers, rows, strict=True)]
        head = Line(head.number, head.text + " |" * (width - len(rows[0])))
        lists, self._lists = self._lists, []  # Markdown has no tables in lists that all read
        self._write([head, Line(head.number, "|" + " --- |" * width), *body])
        self._lists = lists


def _in_one(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _attributes(more: str) -> Mapping[str, str]:
    """The addresses and names among the attributes of a tag."""
    return {
        match["name"].lower(): unescape(match["a"] or match["b"] or match["c"] or "")
        .translate(_NOT_IN_ADDRESS)
        .strip()
        for match in _ATTRIBUTE.finditer(more)
    }
