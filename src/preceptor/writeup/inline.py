"""Reads the text of one block: what is prose, code, link or mark, and where each character of it stands.

markdown-it's own inline tokens have no columns, so this is a reader of our own. It needs one pass; every look ahead
is bounded or remembered.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from preceptor.model.writeup import Place

#: `url` is an address in the open; `mark` is dropped; `html` is a tag or comment, dropped too.
SpanKind = Literal["text", "code", "url"]
#: Characters of an address; browsers and servers take no longer ones.
LONGEST_ADDRESS: Final = 4096

_TOKEN = re.compile(
    r"\\[!-/:-@\[-`{-~]|`+|!?\[|\]|<|\*+|_+|~~+|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
    r"|\bhttps?://[^\s<>`|]+|\bwww\.[^\s<>`|]+|\n"
)
_AUTOLINK = re.compile(r"<((?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)|(?:[\w.+-]{1,64}@[\w.-]{1,255}))>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][A-Za-z][^<>]*>")
#: What a template asks for in corners, and is no tag: `<Link to the recording>`; a tag has one word, or values.
_HINT = re.compile(
    r"<(?!(?:a|audio|button|details|iframe|input|ol|script|select|video)\b)[A-Za-z][\w-]{0,30}(?:\s[^\s<>=/]{1,40}){1,20}>"
)
#: What the program that makes a page puts into an address, with spaces or not: `{{ site.baseurl }}`.
_FILLED_IN = re.compile(r"\{\{[^{}\n]{0,200}\}\}|\{%[^%\n]{0,200}%\}")
_TITLE = re.compile(r"""[ \t\n]+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\))""", re.DOTALL)
_BARE_END = ".,;:!?'\"*_~"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a block's text that stands in one piece in the document."""

    #: Where it begins in the block's text.
    start: int
    text: str
    kind: SpanKind
    place: Place


@dataclass(frozen=True, slots=True)
class Link:
    """An address, and which part of the block's text it is under; for a picture and a bare address too."""

    place: Place
    start: int
    end: int
    address: str
    image: bool = False


@dataclass(frozen=True)
class Inline:
    """The text of a block without marks, on one line, and where each part of it stands."""

    spans: tuple[Span, ...] = ()
    links: tuple[Link, ...] = ()
    #: Comments inside it, each with its inner text.
    comments: tuple[tuple[Place, str], ...] = ()
    #: Parts of the text in **bold**, as (start, end).
    strong: tuple[tuple[int, int], ...] = ()
    #: Parts of the text in *italics*, as (start, end).
    slanted: tuple[tuple[int, int], ...] = ()
    #: Where in the text a `<br>` stands.
    breaks: tuple[int, ...] = ()
    _starts: list[int] = field(default_factory=list, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._starts.extend(span.start for span in self.spans)

    @cached_property
    def text(self) -> str:
        """All of it, as a person reads it."""
        return "".join(span.text for span in self.spans)

    @cached_property
    def prose(self) -> str:
        """As long as `text`, with spaces where code and addresses stand."""
        return "".join(span.text if span.kind == "text" else " " * len(span.text) for span in self.spans)

    def place(self, offset: int) -> Place:
        """Where the character `offset` of the text stands in the document."""
        if not self.spans:
            return Place()
        span = self.spans[max(bisect_right(self._starts, offset) - 1, 0)]
        return Place(line=span.place.line, column=span.place.column + min(offset - span.start, len(span.text)))


def read_inline(pieces: Sequence[tuple[Place, str]], address_of: Callable[[str], str | None]) -> Inline:
    """Read what stands in `pieces`, one for each line, each with the place of its first character.

    `address_of` gives the address of a reference (`[text][reference]`), or None where there is none.
    """
    return _Reader(pieces, address_of).read()


@dataclass(slots=True)
class _Run:
    """A run of marks for emphasis that waits for its other end."""

    start: int
    length: int
    #: What of it stays text, as the pieces were numbered.
    piece: int


class _Reader:
    def __init__(self, pieces: Sequence[tuple[Place, str]], address_of: Callable[[str], str | None]) -> None:
        self._source = "\n".join(text for _, text in pieces)
        self._places = [place for place, _ in pieces]
        self._offsets: list[int] = []
        at = 0
        for _, text in pieces:
            self._offsets.append(at)
            at += len(text) + 1
        self._address_of = address_of
        #: (where in the source, text, kind) in order; an empty text was a mark.
        self._out: list[tuple[int, str, SpanKind]] = []
        self._links: list[tuple[int, int, int, str, bool]] = []
        self._comments: list[tuple[Place, str]] = []
        self._brackets: list[tuple[int, int, bool]] = []
        self._runs: dict[str, list[_Run]] = {"*": [], "_": [], "~": []}
        self._strong: list[tuple[int, int]] = []
        self._slanted: list[tuple[int, int]] = []
        self._breaks: list[int] = []
        self._ticks: dict[int, list[int]] | None = None
        self._no_comment_end = False

    def read(self) -> Inline:
        source, at = self._source, 0
        while match := _TOKEN.search(source, at):
            if match.start() > at:
                self._put(at, source[at : match.start()])
            at = self._take(match)
        if at < len(source):
            self._put(at, source[at:])
        return self._done()

    def _put(self, at: int, text: str, kind: SpanKind = "text") -> None:
        self._out.append((at, text, kind))

    def _take(self, match: re.Match[str]) -> int:
        """Take one token, and give where to go on."""
        token, at = match[0], match.start()
        first = token[0]
        if first == "\n":
            self._put(at, " ")
        elif first == "\\":
            self._put(at + 1, token[1:])
        elif first == "`":
            return self._code(at, len(token))
        elif first in "*_~":
            self._emphasis(at, token)
        elif first == "&":
            self._put(at, html.unescape(token))
        elif first == "<":
            return self._angle(at)
        elif first == "]":
            return self._close(at)
        elif first in "![":
            self._brackets.append((len(self._out), at, first == "!"))
            self._put(at, token)
        else:
            return self._bare(at, token)
        return match.end()

    def _code(self, at: int, length: int) -> int:
        if self._ticks is None:
            self._ticks = {}
            for run in re.finditer("`+", self._source):
                self._ticks.setdefault(len(run[0]), []).append(run.start())
        ends = self._ticks.get(length, [])
        index = bisect_right(ends, at)
        if index == len(ends):
            self._put(at, "`" * length)
            return at + length
        inside = self._source[at + length : ends[index]]
        for offset, line in _lines(inside, at + length):
            self._put(offset, line, "code")
        return ends[index] + length

    def _emphasis(self, at: int, token: str) -> None:
        before = self._source[at - 1 : at] or " "
        after = self._source[at + len(token) : at + len(token) + 1] or " "
        opens, closes = not after.isspace(), not before.isspace()
        if token[0] == "_":
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        self._put(at, token)
        piece, left = len(self._out) - 1, len(token)
        waiting = self._runs[token[0]]
        while closes and left and waiting:
            run = waiting[-1]
            used = min(run.length, left)
            if token[0] != "~":
                (self._strong if used == 2 else self._slanted).append((run.piece, piece))
            run.length, left = run.length - used, left - used
            self._shorten(run.piece, used)
            if not run.length:
                waiting.pop()
        self._shorten(piece, len(token) - left)
        if left and opens:
            waiting.append(_Run(start=at, length=left, piece=piece))

    def _shorten(self, piece: int, by: int) -> None:
        if by:
            at, text, kind = self._out[piece]
            self._out[piece] = (at, text[by:], kind)

    def _angle(self, at: int) -> int:
        source = self._source
        if source.startswith("<!--", at) and not self._no_comment_end:
            end = source.find("-->", at + 4)
            if end >= 0:
                self._comments.append((self._place(at), source[at + 4 : end].strip()))
                return end + 3
            self._no_comment_end = True
        if match := _AUTOLINK.match(source, at):
            self._links.append((at + 1, len(self._out), len(self._out) + 1, match[1], False))
            self._put(at + 1, match[1], "url")
            return match.end()
        if (match := _TAG.match(source, at)) and not _HINT.match(source, at):
            if match[0][1:3].lower() == "br":
                self._breaks.append(len(self._out))
            return match.end()
        self._put(at, "<")
        return at + 1

    def _bare(self, at: int, token: str) -> int:
        token = token[:LONGEST_ADDRESS].rstrip(_BARE_END)
        for opening, closing in ("()", "[]"):
            cut = token.find(closing)
            if cut >= 0 and opening not in token[:cut]:
                token = token[:cut].rstrip(_BARE_END)
        address = token if token.startswith("http") else f"https://{token}"
        self._links.append((at, len(self._out), len(self._out) + 1, address, False))
        self._put(at, token, "url")
        return at + len(token)

    def _close(self, at: int) -> int:
        if not self._brackets:
            self._put(at, "]")
            return at + 1
        piece, start, image = self._brackets.pop()
        inner_start = start + (2 if image else 1)
        target = self._target(at, self._source[inner_start:at] if at - inner_start <= 999 else "")
        if target is None:
            self._put(at, "]")
            return at + 1
        address, end = target
        opened_at, _, _ = self._out[piece]
        self._out[piece] = (opened_at, "", "text")
        self._links.append((start, piece, len(self._out), address, image))
        return end

    def _target(self, at: int, label: str) -> tuple[str, int] | None:
        """The address of what ends with the bracket at `at`, and where it ends itself."""
        source, next_ = self._source, at + 1
        if source.startswith("(", next_) and (found := _destination(source, next_ + 1)) is not None:
            return found
        if source.startswith("[", next_):
            end = source.find("]", next_, next_ + 1001)
            if end >= 0 and (address := self._address_of(source[next_ + 1 : end] or label)) is not None:
                return address, end + 1
        address = self._address_of(label) if label else None
        return None if address is None else (address, next_)

    def _place(self, offset: int) -> Place:
        index = bisect_right(self._offsets, offset) - 1
        place = self._places[index]
        return Place(line=place.line, column=place.column + offset - self._offsets[index])

    def _done(self) -> Inline:
        starts, at = [], 0
        for _, text, _ in self._out:
            starts.append(at)
            at += len(text)
        starts.append(at)
        spans = tuple(
            Span(start, text, kind, self._place(offset))
            for start, (offset, text, kind) in zip(starts, self._out, strict=False)
            if text
        )
        links = tuple(
            Link(self._place(offset), starts[first], starts[last], address, image)
            for offset, first, last, address, image in sorted(self._links)
        )
        strong = tuple(sorted((starts[first], starts[last]) for first, last in self._strong))
        slanted = tuple(sorted((starts[first], starts[last]) for first, last in self._slanted))
        breaks = tuple(starts[piece] for piece in self._breaks)
        return Inline(spans, links, tuple(self._comments), strong, slanted, breaks)


def _destination(source: str, at: int) -> tuple[str, int] | None:
    """The address in `](address "title")`, with `at` after the bracket, and where it ends."""
    while at < len(source) and source[at] in " \t\n":
        at += 1
    if source.startswith("<", at):
        match = re.compile(r"<([^<>\n]*)>").match(source, at)
        if match is None:
            return None
        address, at = match[1], match.end()
    else:
        start, depth = at, 0
        while at < len(source) and not source[at].isspace() and at - start < LONGEST_ADDRESS:
            if source[at] == "{" and (filled := _FILLED_IN.match(source, at)):
                at = filled.end()
                continue
            if source[at] == "(":
                depth += 1
                if depth > 32:  # as CommonMark's reference does
                    return None
            elif source[at] == ")":
                if not depth:
                    break
                depth -= 1
            at += 1
        address = source[start:at]
    if match := _TITLE.match(source, at):
        at = match.end()
    while at < len(source) and source[at] in " \t\n":
        at += 1
    return (address, at + 1) if source.startswith(")", at) else None


def _lines(text: str, offset: int) -> list[tuple[int, str]]:
    """The text in pieces of one line each, and where each begins; what ends a line is a piece with a space."""
    pieces = []
    for index, line in enumerate(text.split("\n")):
        if index:
            pieces.append((offset - 1, " "))
        if line:
            pieces.append((offset, line))
        offset += len(line) + 1
    return pieces


def plain(markdown: str) -> str:
    """What a person reads of some Markdown without references, on one line."""
    if not markdown:
        return ""
    pieces = [(Place(line=number, column=1), line.strip()) for number, line in enumerate(markdown.split("\n"), 1)]
    return " ".join(read_inline(pieces, lambda _: None).text.split())
