"""The zone that all times are in, and where a document tells it."""

import re
from typing import Final

from preceptor.model.writeup import Zone, ZoneTold
from preceptor.writeup.document import Block, Document
from preceptor.writeup.sections import Outline
from preceptor.writeup.zones import Written, is_ambiguous, is_only_a_zone, zone_in_sentence

#: Outside a timeline only a sentence about every time counts.
_ABOUT_ALL = re.compile(r"\ball\b|\btimes are\b|zone", re.IGNORECASE)
ONLY_ZONE = re.compile(
    r"\W*(?:(?:note|please|that|all|the|of|times?|timestamps?|dates?|and|below|here|listed|shown|given|stated"
    r"|time ?zones?|are|is|in|zone|following|this|timeline|document|events?|for|used|otherwise"
    r"|noted|unless|uses?)\b\W*)*",
    re.IGNORECASE,
)


def says_only_a_zone(block: Block, at: int) -> bool:
    """Whether a text says nothing from a place on, but for the zone that all times are in."""
    rest = block.prose[at:]
    if not rest.strip():
        return not block.text[at:].strip()
    if is_only_a_zone(rest):
        return True
    written = zone_in_sentence(rest)
    return written is not None and bool(ONLY_ZONE.fullmatch(rest[: written.start] + rest[written.end :]))


#: Sections whose sentences say nothing of times elsewhere.
_OF_ITS_OWN: Final = frozenset({"timeline", "recommendations", "lessons", "went-well", "could-be-better", "lucky"})


def zone_of_document(document: Document, outline: Outline) -> Zone | None:
    """The zone that a sentence outside the timelines says all times are in, or the title."""
    for part in (outline.lead, *outline.parts):
        if part.about in _OF_ITS_OWN:
            continue
        for block in part.blocks:
            if block.kind != "paragraph" or not _ABOUT_ALL.search(block.text[:400]):
                continue
            if written := zone_in_sentence(block.prose):
                return told_zone(block, written, "sentence")
    if outline.title and (written := zone_in_sentence(outline.title.text)):
        return told_zone(outline.title, written, "title")
    return None


def told_zone(block: Block, written: Written, told: ZoneTold) -> Zone:
    """A zone that is written in a block, with its place."""
    return Zone(
        place=block.place_at(written.start), text=written.text, told=told, ambiguous=is_ambiguous(written.text)
    )
