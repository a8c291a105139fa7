"""Reads a document into a write-up: the one entry point for whoever has text and wants data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from preceptor.errors import Problem
from preceptor.model.writeup import Place, WriteUp
from preceptor.writeup import content
from preceptor.writeup.controls import controls
from preceptor.writeup.dates import day_of_document
from preceptor.writeup.document import Document
from preceptor.writeup.names import SHIPPED, Names
from preceptor.writeup.parsing import parse
from preceptor.writeup.recommendations import recommendations
from preceptor.writeup.sections import Outline, outline, sections
from preceptor.writeup.timeline import timelines

_MARKER = re.compile(r"preceptor:\s*retrospective\s+(\S+)")


@dataclass(frozen=True, kw_only=True, eq=False)
class Reading:
    """What was found in a document, and the document itself for who looks at its words."""

    writeup: WriteUp
    document: Document
    outline: Outline
    #: The date in the title, in a line `Date: …`, or in the summary.
    day: date | None
    #: What could not be placed, by line and column; nothing of it is lost, it is in the write-up as it stands.
    problems: tuple[Problem, ...]


def read(text: str, names: Names = SHIPPED) -> Reading:
    """Read a document; `names` are those of sections in its language.

    Raises `UnreadableDocument` for what is no text or too long, and fails in no other way.
    """
    document = parse(text, names)
    found = outline(document)
    title = found.title
    lead, incident = content.lead(document, found)
    told = controls(document, found)
    advised = recommendations(document, found)
    writeup = WriteUp(
        title=" ".join(title.text.split()) if title else "",
        title_place=title.place if title else Place(),
        retrospective=_retrospective(document),
        incident=incident,
        lead=lead,
        summary=content.section(document, found, "summary"),
        impact=content.section(document, found, "impact"),
        timelines=timelines(document, found),
        went_well=content.section(document, found, "went-well"),
        could_be_better=content.section(document, found, "could-be-better"),
        lucky=content.section(document, found, "lucky"),
        lessons=content.section(document, found, "lessons"),
        system=content.section(document, found, "system"),
        environment=content.section(document, found, "environment"),
        analysis=content.section(document, found, "analysis"),
        controls=tuple(told.controls),
        failures=tuple(told.failures),
        control_notes=tuple(told.notes),
        systemic=content.section(document, found, "systemic"),
        missing=content.section(document, found, "missing"),
        recommendations=tuple(advised.recommendations),
        recommendation_notes=tuple(advised.notes),
        unplaced=content.unplaced(document, found),
        front_matter=next((block.raw for block in document.blocks if block.kind == "front-matter"), ""),
        definitions=document.definitions,
        sections=sections(document, found.parts),
    )
    return Reading(
        writeup=writeup,
        document=document,
        outline=found,
        day=day_of_document(document, found),
        problems=tuple(_problems(document, writeup)),
    )


def _problems(document: Document, writeup: WriteUp) -> Iterator[Problem]:
    for one in writeup.unplaced:
        message = f"The section {one.title!r} has no place in a write-up; it is kept as it stands."
        yield _problem(document, one.place, message)
    for block in document.blocks:
        if block.kind == "rest":
            message = "This is nested too deeply to be read; it is kept as it stands."
            yield _problem(document, block.place, message)
        elif block.hides:
            message = "This comment is not ended, so that nothing below it is seen; it is kept as it stands."
            yield _problem(document, block.place, message)


def _problem(document: Document, place: Place, message: str) -> Problem:
    written, _ = document.in_text(place)
    return Problem(message=message, line=written.line, column=written.column)


def _retrospective(document: Document) -> str | None:
    """The id that the template's marker names, the first if there are several."""
    for _, comment in document.comments:
        if match := _MARKER.fullmatch(comment):
            return match[1]
    return None
