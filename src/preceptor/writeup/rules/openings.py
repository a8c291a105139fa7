"""What begins a write-up, and the labels under which its paragraphs stand."""

import re
from collections.abc import Sequence
from typing import Final

from preceptor.model.writeup import SectionKind
from preceptor.writeup.document import Block
from preceptor.writeup.names import Names
from preceptor.writeup.sections import says_something
from preceptor.writeup.stamps import days_in
from preceptor.writeup.zones import zone_in_sentence

#: Words of a line in italics that says who wrote a document, and when; a longer one tells something. Our choice.
_BYLINE: Final = 8
_BY: Final = re.compile(
    r"\W{0,3}(?:(?:written |posted |reported )?by|authors?|(?:posted|published)(?: on)?|date)\b", re.IGNORECASE
)
#: Words of an opening at least: `Checkout failed for 12% of requests`. Our choice.
_AN_OPENING: Final = 6
#: What stands behind a title in bold: `**Impact** — 12% of requests failed`.
_DASH: Final = re.compile(r"\s[–—]\s")
#: Labels in bold of a paragraph that is fields, and no sentence.
SEVERAL: Final = 2
#: Characters before a colon that are a label. Our choice.
_LONGEST_LABEL: Final = 30


def tells(block: Block) -> bool:
    """Whether a block before the first section tells something, and is no field such as `- **Date**: 2 March`, and
    not who wrote it.
    """
    field = label(block) if block.item is not None else is_fields(block)
    signed = block.slanted or _BY.match(block.text) or next(days_in(block.text[:120]), None) is not None
    by = signed and len(block.text.split()) <= _BYLINE
    return block.kind == "paragraph" and not block.quoted and says_something(block) and not (field or by)


def opens(block: Block) -> bool:
    """Whether a block before the first section tells what happened, and not only in which zone its times are."""
    return tells(block) and len(block.text.split()) >= _AN_OPENING and zone_in_sentence(block.prose) is None


def label(block: Block) -> str:
    """What a block begins with in bold before a colon or a dash; empty where it does not."""
    strong = block.inline.strong
    words, colon, _ = block.text.partition(":")
    if not strong or strong[0][0]:
        return ""
    if colon and len(words) <= strong[0][1]:
        return words
    return block.text[: strong[0][1]] if _DASH.match(block.text, strong[0][1]) else ""


def labelled(blocks: Sequence[Block], names: Names) -> set[SectionKind]:
    """The sections that paragraphs name in bold before they tell them: `**Root causes**: the pool had no limit`."""
    return {
        names.kind_of(words, whole=True)
        for block in blocks
        if block.kind == "paragraph" and (words := label(block) if block.item is None else _plain_label(block))
    }


def _plain_label(block: Block) -> str:
    """What a point begins with before a colon: `- Root causes: the pool had no limit`; empty where it does not."""
    words, colon, value = block.text.partition(":")
    return words if colon and value.strip() and len(words) <= _LONGEST_LABEL else ""


def is_fields(block: Block) -> bool:
    """Whether a paragraph is several fields with their labels in bold: `**Date**: 2 March **Status**: Resolved`."""
    return bool(label(block)) and len(block.inline.strong) >= SEVERAL
