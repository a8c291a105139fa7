"""What belongs to an entry of a timeline, and what in it can be followed or counted."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from preceptor.model.writeup import Timeline, TimelineEntry
from preceptor.writeup.document import Block, Document
from preceptor.writeup.inline import plain

#: A number that stands by itself, with a unit perhaps: 94, 15k, 10s, 78%, 1.14; not 2nd, v2, EC2, 10:30, 2026-03-01.
_FIGURE: Final = re.compile(
    r"(?:(?<![\w.:/#@=-])|(?<=@)(?=\d{1,9}\.\d))(?<!\w\()(?<!:\+)(?:[~<>≈+]|v(?=\d{1,9}\.\d))?\d{1,15}(?:[.,]\d{1,9}){0,4}(?:[-–]\d{1,9})?(?!(?:st|nd|rd|th|xx)\b)"
    r"(?!\s?[ap]\.?m\b)(?:\s?%|(?:min|sec|hr|hour|day|week)s?|[A-Za-zµ]{1,3}|-?(?:rc|alpha|beta)[.-]?\d{0,3}|-(?:second|minute|hour|day|week|month|year)s?)?\+?(?![\w/-]|:\d|\.\d)"
)
#: Another day or time than that of the entry.
_ANOTHER_TIME: Final = re.compile(
    r"(?<![\w/-])(?:19|20)\d\d-\d\d-\d\d(?![\w/-])|(?<![\w:.])[0-2]?\d:[0-5]\d(?![\d:])"
)
#: How many of how many: `1/2 ready`.
_SHARE: Final = re.compile(r"(?<![\w/.-])\d{1,6}/\d{1,6}(?![\w/-])")
_TICKET: Final = re.compile(
    r"(?<![\w&])#\d{1,9}\b|\b[A-Z][A-Z0-9]{1,9}-\d{1,9}\b"
    r"|\b(?i:PR|MR|pull request|merge request|issue|ticket) ?#?\d{1,9}\b"
)
#: An address, also within code.
_ADDRESS: Final = re.compile(r"\bhttps?://\w")
#: A time that is counted from the beginning: `T0`, `T+~10m`, `Day 2`.
_COUNTED: Final = re.compile(
    r"\W{0,5}(?:T\s?0?\s?[+-]\s?[~≈]?\s?\d[\d.]{0,5}(?:\s?[-–]\s?[~≈]?\d[\d.]{0,5})?"
    r"\s?(?:[smhd]|sec(?:ond)?s?|min(?:ute)?s?|hours?|days?)?|T0|Day\s\d{1,3}|\+\s?\d{1,4}\s?(?:[smhd]|sec|min|hours?|days?))(?!\w)",
    re.IGNORECASE,
)
#: More times of the entry, or what its times are to each other: `22:02, 22:07:`, `at 2:00 PM`.
_ALSO_THEN: Final = re.compile(
    r"[\W_]{0,6}(?:(?:(?:and|to|thru|until|from|between)\s)?[0-2]?\d:[0-5]\d(?:\s?[ap]\.?m\b)?[\W_]{0,4})+",
    re.IGNORECASE,
)
_MAILBOX: Final = re.compile(r"(?:mailto:)?[\w.+-]{1,80}@[\w.-]{1,200}", re.IGNORECASE)
#: A word, but for the `half` of `half-merged`.
_WORD: Final = re.compile(r"(?!half-(?!an?\b|hour|day|minute|second|week|year))[^\W\d_]+")
#: Of a commit, an image, or a transaction.
_COMMIT: Final = re.compile(r"\b[0-9a-f]{7,64}\b")


def with_blocks(document: Document, timelines: Sequence[Timeline]) -> Iterator[tuple[TimelineEntry, Sequence[Block]]]:
    """Each entry, with the blocks that it is told in; none where there is more in its paragraph."""
    blocks = document.blocks
    lines = [block.place.line for block in blocks]
    shared = _shared(document, timelines)
    for timeline in timelines:
        for number, entry in enumerate(timeline.entries):
            paragraph = _paragraph_of(blocks, lines, entry)
            if paragraph in shared or 0 < paragraph < entry.place.line:
                yield entry, ()
                continue
            first = bisect_left(lines, entry.place.line)
            following = timeline.entries[number + 1].place.line if number + 1 < len(timeline.entries) else None
            last = len(blocks) if following is None else max(bisect_left(lines, following), first + 1)
            yield entry, _own(blocks, first, last)


def _shared(document: Document, timelines: Sequence[Timeline]) -> frozenset[int]:
    """The paragraphs in which several entries begin, by their lines."""
    blocks = document.blocks
    lines = [block.place.line for block in blocks]
    counts = Counter(_paragraph_of(blocks, lines, entry) for timeline in timelines for entry in timeline.entries)
    return frozenset(line for line, count in counts.items() if line and count > 1)


def _paragraph_of(blocks: Sequence[Block], lines: Sequence[int], entry: TimelineEntry) -> int:
    """The line of the paragraph that an entry is in; 0: it is in a table or a list, or is a heading."""
    index = bisect_right(lines, entry.place.line) - 1
    if index < 0:
        return 0
    block = blocks[index]
    loose = block.kind == "paragraph" and block.item is None
    return block.place.line if loose and block.until >= entry.place.line else 0


def _own(blocks: Sequence[Block], first: int, last: int) -> list[Block]:
    """Of the blocks in a range those that belong to the entry that begins it: its row, its item, or its section."""
    begun = blocks[first]
    for index in range(first + 1, last):
        if _leaves(begun, blocks[index]):
            return list(blocks[first:index])
    return list(blocks[first:last])


def _leaves(begun: Block, block: Block) -> bool:
    """Whether a block is outside of the entry that began with another."""
    if begun.cell is not None:
        return block.cell is None or (block.cell.table, block.cell.row) != (begun.cell.table, begun.cell.row)
    if begun.item is not None:
        if block.item is None:
            return not (block.kind == "code" or _is_a_picture(block))  # what a log said then, or was seen
        return block.opens_item and block.item is not begun.item and block.item.depth <= begun.item.depth
    return block.kind == "heading" or is_bold(block)


def _is_a_picture(block: Block) -> bool:
    called = sum(link.end - link.start for link in block.links if link.image)
    return any(link.image for link in block.links) and len(block.text.strip()) <= called


def is_bold(block: Block) -> bool:
    """Whether all of a paragraph is bold, and so stands for a heading."""
    text = block.text.rstrip(": ")
    return block.kind == "paragraph" and any(end - start >= len(text) > 0 for start, end in block.inline.strong)


def has_reference(entry: TimelineEntry, blocks: Sequence[Block]) -> bool:
    """Whether an entry has something that a reader can follow: an address, a picture, a ticket, a commit, what a log
    or somebody said.
    """
    if not blocks and ("```" in entry.text or _named_in(entry.text) or _ADDRESS.search(entry.text)):
        return True
    return any(_can_be_followed(address) for address in entry.references) or any(
        any(_can_be_followed(link.address) for link in block.links)
        or block.kind == "code"
        or block.quoted
        or (block.kind == "html" and "src=" in block.raw)
        or _ADDRESS.search(block.text)
        or _named_in(block.text)
        for block in blocks
    )


def _can_be_followed(address: str) -> bool:
    """Whether an address leads to something that can be read; that of a mailbox does not."""
    return _MAILBOX.fullmatch(address) is None


def _named_in(text: str) -> bool:
    if _TICKET.search(text):
        return True
    return any(
        any(one.isdigit() for one in found[0]) and any(one.isalpha() for one in found[0])
        for found in _COMMIT.finditer(text)
    )


def has_figure(entry: TimelineEntry, blocks: Sequence[Block], numbers: frozenset[str]) -> bool:
    """Whether an entry says how much: a number that stands by itself, in digits or as one of the words `numbers`."""
    if not blocks:
        return figures_in(plain(entry.text), numbers)
    told = [block for block in blocks if block.cell is None or not _is_of_stamp(block.text.strip(), entry.when)]
    texts = [_without_stamp(block.text, entry.when) for block in told]
    return any(_ANOTHER_TIME.search(text) is not None or figures_in(text, numbers) for text in texts)


def figures_in(text: str, numbers: frozenset[str]) -> bool:
    """Whether a number stands in a text by itself, in digits or as one of the words `numbers`."""
    return bool(_FIGURE.search(text) or _SHARE.search(text)) or any(
        word[0] in numbers for word in _WORD.finditer(text.casefold())
    )


def _is_of_stamp(cell: str, when: str) -> bool:
    """Whether a cell holds the time of its row or a part of it; a `2` beside `10:20` is a number of its own."""
    return any(f" {cell} " in f" {written} " for written in _forms(when))


def _without_stamp(text: str, when: str) -> str:
    written = next((form for form in _forms(when) if form in text), when)
    text = text.replace(written, " ", 1)
    beginning = _COUNTED.match(text) or _ALSO_THEN.match(text)
    return text[beginning.end() :] if beginning else text


def _forms(when: str) -> tuple[str, str]:
    """A time as it is kept, and without its colon: `0914`."""
    return when, when.replace(":", "")
