"""Sections whose content is prose or points, and what belongs to none."""

import re
from collections.abc import Sequence
from typing import Final

from preceptor.model.writeup import Item, SectionKind, Unplaced
from preceptor.writeup.document import Block, Document
from preceptor.writeup.sections import Outline, Part, says_something
from preceptor.writeup.source import chunks, paragraphs, points, source_of, unclosed

#: Sections of points, each of which stands alone; the others are prose.
POINTS: Final = frozenset({"went-well", "could-be-better", "lucky", "lessons", "systemic", "missing"})
#: Headings that say no more than the name of their section does.
_PLAIN: Final = re.compile(r"\W*(?:the )?analysis\W*", re.IGNORECASE)
_INCIDENT = re.compile(r"\W*incident(?: id)?\W*:\W*(?P<id>[\w./#-]{1,80})\W*", re.IGNORECASE)


def section(document: Document, outline: Outline, kind: SectionKind) -> tuple[Item, ...]:
    """What all sections of one kind say, in order, with the headings that say more than their kind."""
    found: list[Item] = []
    for part in outline.parts:
        if part.about != kind or part.heading is None:
            continue
        inner = (points if kind in POINTS else paragraphs)(document, part.blocks)
        if inner and (part.kind == "other" or found or (kind == "analysis" and not _PLAIN.fullmatch(part.title))):
            found.append(Item(place=part.heading.place, text=f"#### {_heading_source(document, part.heading)}"))
        found.extend(inner)
    return tuple(found)


def lead(document: Document, outline: Outline) -> tuple[tuple[Item, ...], str | None]:
    """What stands before the first section, and the incident's id where a line of it gives nothing else."""
    incident: str | None = None
    kept: list[Block] = []
    before = 0
    for block in outline.lead.blocks:
        match = _INCIDENT.fullmatch(block.text) if block.kind == "paragraph" and block.item is None else None
        if match and incident is None:
            incident = match["id"].rstrip(".")
        else:
            kept.append(block)
            before += outline.title is not None and block.place < outline.title.place
    return (*paragraphs(document, kept[:before]), *paragraphs(document, kept[before:])), incident


def unplaced(document: Document, outline: Outline) -> tuple[Unplaced, ...]:
    """The sections that the process knows nothing of, and what stands in them."""
    found: list[Unplaced] = []
    for part in outline.parts:
        if part.about != "other" or part.heading is None or not any(says_something(block) for block in part.blocks):
            continue
        text = "\n\n".join(filter(None, (source_of(document, chunk) for chunk in chunks(part.blocks))))
        title = _heading_source(document, part.heading)
        found.append(Unplaced(place=part.heading.place, title=title, level=_depth(part), text=text))
    return tuple(found)


def _depth(part: Part) -> int:
    """The level at which a section that is put last is nested like before; 6 is the lowest that Markdown has."""
    level = 2
    while part.parent is not None:
        part = part.parent
        level += any(says_something(block) for block in part.blocks)
    return min(level, 6)


def _heading_source(document: Document, heading: Block) -> str:
    """The Markdown of a heading in one line, without its own marks."""
    if not heading.text.strip() and not heading.links:
        return ""
    lines: Sequence[str] = document.lines[heading.place.line - 1 : max(heading.until, heading.place.line)]
    first = lines[0][heading.place.column - 1 :]
    rest = [line for line in lines[1:] if not re.fullmatch(r"[ \t]*(?:=+|-+)[ \t]*", line)]
    return unclosed(" ".join([first, *(line.strip() for line in rest)])).strip()
