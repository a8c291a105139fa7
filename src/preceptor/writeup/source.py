"""The Markdown of a part of a document, cut out of what it stands in."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from preceptor.model.writeup import Item, Place
from preceptor.writeup.document import Block, Document, ListItem
from preceptor.writeup.inline import Link

T = TypeVar("T")

#: What Markdown counts a tab as.
_TAB = 4
_FENCE = re.compile("`{3,}")
#: What parts two entries in one paragraph.
_BREAK = re.compile(r"\s{0,9}<br ?/?>\s{0,9}$", re.IGNORECASE)
#: Marks within marks that are looked at; deeper ones say nothing more.
_NESTED = 8
#: Characters, with spaces.
_LONGEST_BREAK = 24


@dataclass(frozen=True, eq=False)
class Chunk:
    """Blocks that stand together at the outermost level: a paragraph, a whole list, a table, a quote."""

    blocks: tuple[Block, ...]

    @property
    def first(self) -> Block:
        """The block that it begins with."""
        return self.blocks[0]

    @property
    def until(self) -> int:
        """Its last line."""
        return max(block.until for block in self.blocks)

    @property
    def is_list(self) -> bool:
        """Whether it is a list that stands in no quote."""
        return self.first.item is not None and not self.first.item.root.quoted

    @property
    def table(self) -> int | None:
        """Which table of the document it is; None if it is none, or stands in a quote."""
        return self.first.cell.table if self.first.cell and not self.first.quoted else None


def chunks(blocks: Iterable[Block]) -> list[Chunk]:
    """The blocks by what stands together.

    Left out are comments that stand in nothing else, front matter, and what a rendered write-up was given beside its
    data.
    """
    found: list[list[Block]] = []
    last: object = None
    for block in blocks:
        key = _together(block)
        if key is block and (block.kind in ("comment", "front-matter") or block.generated):
            last = None
            continue
        if found and key == last:
            found[-1].append(block)
        else:
            found.append([block])
        last = key
    return [Chunk(tuple(group)) for group in found]


def _together(block: Block) -> object:
    root = block.item.root if block.item else None
    if block.quoted and not (root and not root.quoted):
        return "quote"
    if root is not None:
        return "ordered" if root.ordered else "list"
    if block.cell is not None:
        return block.cell.table
    return "rest" if block.kind == "rest" else block


def items(chunk: Chunk) -> list[tuple[ListItem, tuple[Block, ...]]]:
    """The points of a list at its outermost level, each with its blocks."""
    found: list[tuple[ListItem, list[Block]]] = []
    for block in chunk.blocks:
        if block.item is None:
            continue
        root = block.item.root
        if found and found[-1][0] is root:
            found[-1][1].append(block)
        else:
            found.append((root, [block]))
    return [(item, tuple(blocks)) for item, blocks in found]


def source_of(document: Document, chunk: Chunk) -> str:
    """The Markdown of a chunk, so that it says the same at the beginning of a line."""
    first = chunk.first
    if len(chunk.blocks) == 1 and (first.kind == "code" or first.hides):
        return fenced(first)
    line = first.item.root.place.line if first.item else first.place.line
    whole = document.lines[line - 1]
    column = len(whole) - len(whole.lstrip(" \t")) + 1
    if first.kind == "paragraph" and first.item is None and not first.quoted:
        column = first.place.column  # its heading may stand in the same line
    if chunk.is_list:
        # Below a point that is indented, one that is not keeps what is nested in it.
        column = min(column, *(item.place.column for item, _ in items(chunk)))
    return _ended(cut(document, Place(line=line, column=column), chunk.until), chunk.blocks[-1], None)


def source_in_item(document: Document, item: ListItem, blocks: Sequence[Block]) -> str:
    """The Markdown of what stands in a point of a list, without its mark."""
    first = blocks[0]
    place, nested = item.place, first.item is not item
    whole = document.lines[place.line - 1]
    # A point of an outline has a number for its mark: `3.1 Set a limit`.
    mark = re.compile(r"(?:[-+*]|\d{1,2}(?:\.\d{1,2}){1,3}\.?(?=\s)|\d{1,9}[.)])[ \t]*").match(
        whole, place.column - 1
    )
    content = mark.end() + 1 if mark else place.column
    if first.place.line > place.line and not nested:
        content = _content_column(document, first)
        place = first.place
    if first.kind == "code" and not nested:
        rest = blocks[1:]
        after = cut(document, Place(line=rest[0].place.line, column=content), blocks[-1].until) if rest else ""
        return "\n\n".join(filter(None, (fenced(first), _ended(after, blocks[-1], item))))
    text = cut(document, Place(line=place.line, column=content), max(block.until for block in blocks))
    return _ended(text, blocks[-1], item)


def _content_column(document: Document, block: Block) -> int:
    whole = document.lines[block.place.line - 1]
    return len(whole) - len(whole.lstrip(" \t")) + 1


def cut(document: Document, start: Place, until: int) -> str:
    """The lines from `start` to the line `until`; each later one without the indentation up to the first's column."""
    first = document.lines[start.line - 1]
    width = _width(first[: start.column - 1])
    return _joined(
        [first[start.column - 1 :], *(_dedent(line, width) for line in document.lines[start.line : until])]
    )


def cut_text(document: Document, block: Block, offset: int, until: int, *, end: int | None = None) -> str:
    """The Markdown of a block from the character `offset` of its text on, and what follows down to line `until`.

    With `end`, no further than to that character of the block.
    """
    start = _position(document, block, offset)
    if start is None:
        last = block.place_at(max(len(block.text) - 1, 0)).line
        below = Place(line=last + 1, column=block.place.column)
        return _dedented(document, below, block, until) if until > last else ""
    stop = _position(document, block, end) if end is not None else None
    words = _dedented(document, start, block, stop.line if stop else until, stop)
    if block.kind == "heading":
        words = unclosed(words)
    if any(begin < offset < end for begin, end in _up_to(block.inline.strong, offset, _begins)):
        words = f"**{words}"
    if any(link.start < offset < link.end for link in _up_to(block.links, offset, _starts)):
        words = f"[{words}"
    return words


def _up_to(found: Sequence[T], offset: int, start: Callable[[T], int]) -> Sequence[T]:
    """The last few of what begins up to a character, in a sequence by where each begins; one is in few others."""
    behind = bisect_right(found, offset, key=start)
    return found[max(0, behind - _NESTED) : behind]


def _begins(part: tuple[int, int]) -> int:
    return part[0]


def _starts(link: Link) -> int:
    return link.start


def _position(document: Document, block: Block, offset: int) -> Place | None:
    """Where the Markdown of a character begins, with the marks that open there; None behind the last character, but
    for a picture there that is called nothing."""
    if offset >= len(block.text):
        unnamed = block.links[bisect_left(block.links, offset, key=_starts) :]
        return min((link.place for link in unnamed), default=None)
    place = block.place_at(offset)
    if (
        not offset
        or any(end == offset for _, end in _up_to(block.inline.strong, offset, _begins))
        or any(link.end == offset for link in _up_to(block.links, offset, _starts))
    ):
        return place
    before = block.place_at(offset - 1)
    if before.line == place.line:
        return Place(line=before.line, column=before.column + 1)
    whole = document.lines[place.line - 1]
    return Place(line=place.line, column=len(whole) - len(whole.lstrip(" \t>")) + 1)


def _dedented(document: Document, start: Place, block: Block, until: int, stop: Place | None = None) -> str:
    """The text from `start` on; its later lines are indented as the block is, not as `start`. At most to `stop`."""
    width = _width(document.lines[block.place.line - 1][: block.place.column - 1])
    lines = list(document.lines[start.line - 1 : until])
    if not lines:
        return ""
    last = len(lines) - 1
    ends = stop.column - 1 if stop is not None else len(lines[last])
    words = [lines[0][start.column - 1 : ends if not last else None]]
    words += (_dedent(line[: ends if at == last else None], width) for at, line in enumerate(lines[1:], 1))
    if stop is not None and (match := _BREAK.search(words[-1], max(0, len(words[-1]) - _LONGEST_BREAK))):
        words[-1] = words[-1][: match.start()]
    return _joined(words)


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(line if line.strip() else "" for line in lines).strip("\n").rstrip()


def _ended(text: str, last: Block, item: ListItem | None) -> str:
    """The text, with an end for a block that would otherwise go on to the end of whatever it is put into."""
    return f"{text}\n{last.end}" if text and last.end and last.item is item and not last.quoted else text


def _dedent(line: str, width: int) -> str:
    seen = at = 0
    while at < len(line) and seen < width and line[at] in " \t>":
        seen += _TAB - seen % _TAB if line[at] == "\t" else 1
        at += 1
    return " " * max(seen - width, 0) + line[at:]


def _width(text: str) -> int:
    seen = 0
    for one in text:
        seen += _TAB - seen % _TAB if one == "\t" else 1
    return seen


def cell_source(document: Document, cell: Block) -> str:
    """The Markdown of a cell."""
    if not (cell.inline.spans or cell.links):
        return ""
    line = document.lines[cell.place.line - 1]
    rest = line[cell.place.column - 1 :]
    end = re.search(r"(?<!\\)\|", rest)
    return (rest[: end.start()] if end else rest).strip().replace("\\|", "|")


def unclosed(heading: str) -> str:
    """The words of a heading without the `#` that may close it, behind space."""
    words = heading.rstrip(" \t")
    bare = words.rstrip("#")
    return bare.rstrip(" \t") if bare != words and bare.endswith((" ", "\t")) else heading


def fenced(block: Block) -> str:
    """A code block with fences that are longer than any in it."""
    longest = max((len(run) for run in _FENCE.findall(block.raw)), default=2)
    fence = "`" * (longest + 1)
    info = (block.info or "").replace("`", "")
    content = "".join(f"{line}\n" if line.strip() else "\n" for line in block.raw.removesuffix("\n").split("\n"))
    return f"{fence}{info}\n{content}{fence}"


def points(document: Document, blocks: Iterable[Block]) -> list[Item]:
    """Each point of each list, and everything else by chunks."""
    found: list[Item] = []
    for chunk in chunks(blocks):
        if chunk.is_list:
            found.extend(
                Item(place=inner[0].place, text=text)
                for item, inner in items(chunk)
                if (text := source_in_item(document, item, inner))
            )
        elif text := source_of(document, chunk):
            found.append(Item(place=chunk.first.place, text=text))
    return found


def paragraphs(document: Document, blocks: Iterable[Block]) -> list[Item]:
    """Everything by chunks: paragraphs, whole lists, tables."""
    return [
        Item(place=chunk.first.place, text=text) for chunk in chunks(blocks) if (text := source_of(document, chunk))
    ]
