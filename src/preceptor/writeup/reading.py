"""Reads a document into a write-up: the one entry point for whoever has text and wants data."""

import re
from dataclasses import dataclass

from preceptor.errors import Problem
from preceptor.model.writeup import WriteUp
from preceptor.writeup.document import Document, parse
from preceptor.writeup.sections import Outline, outline, sections
from preceptor.writeup.timeline import timelines

_MARKER = re.compile(r"preceptor:\s*retrospective\s+(\S+)")


@dataclass(frozen=True, kw_only=True, eq=False)
class Reading:
    """What was found in a document, and the document itself for who looks at its words."""

    writeup: WriteUp
    document: Document
    outline: Outline
    #: What could not be placed, by line and column; it is in `writeup.unplaced`.
    problems: tuple[Problem, ...]


def read(text: str) -> Reading:
    """Read a document. Raises `UnreadableDocument` for what is no text or too long, and fails in no other way."""
    document = parse(text)
    found = outline(document)
    title = found.title
    writeup = WriteUp(
        title=title.text.strip() if title else "",
        retrospective=_retrospective(document),
        timelines=timelines(document, found),
        sections=sections(document, found.parts),
    )
    return Reading(writeup=writeup, document=document, outline=found, problems=())


def _retrospective(document: Document) -> str | None:
    """The id that the template's marker names, the first if there are several."""
    for _, comment in document.comments:
        if match := _MARKER.fullmatch(comment):
            return match[1]
    return None
