"""What an entry of a timeline says, without its time, and what it refers to."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from preceptor.writeup.document import Block, Document
from preceptor.writeup.inline import Link
from preceptor.writeup.source import cut_text
from preceptor.writeup.stamps import Stamp


def text_behind(
    document: Document, block: Block, stamp: Stamp, *, until: int, at: int = 0, end: int | None = None
) -> tuple[str, tuple[str, ...]]:
    """The Markdown behind a stamp down to the line `until`, or the character `end` of the block, and addresses that
    the stamp itself was under."""
    rest = at + stamp.rest
    before = tuple(link.address for link in _between(block.links, at, rest) if at < link.end <= rest and link.address)
    words = cut_text(document, block, rest, until, end=end)
    for address in before:
        words = f"{words} {linked(address)}".strip()
    return words, before


def _between(links: Sequence[Link], start: int, end: int) -> Sequence[Link]:
    """Of links by where they begin, those that begin from `start` on and before `end`."""
    return links[bisect_left(links, start, key=_begin) : bisect_left(links, end, key=_begin)]


def _begin(link: Link) -> int:
    return link.start


def addresses_between(block: Block, start: int, end: int) -> list[str]:
    """The addresses that begin in a part of a block's text."""
    return [link.address for link in _between(block.links, start, end) if link.address]


def linked(address: str) -> str:
    """Markdown that links to an address."""
    return f"<{address}>" if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:[^\s<>]*$", address) else f"[link](<{address}>)"


def addresses(block: Block) -> list[str]:
    """Every address in a block, pictures too."""
    return [link.address for link in block.links if link.address]


def all_addresses(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Every address in some blocks, each once."""
    return tuple(sorted({address for block in blocks for address in addresses(block)}))


#: What parts a text from the time before it; marks are only marks where they are escaped, as in `\\*`.
_PARTING: Final = re.compile(r"(?:\\[*_\])>=-]|[\s:–—|,.;])+")


def without_lead(text: str) -> str:
    """A text without what parts it from its time, as `Stamp.rest` has it elsewhere."""
    match = _PARTING.match(text)
    return text[match.end() :] if match else text
