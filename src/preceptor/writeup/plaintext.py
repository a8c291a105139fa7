"""Text without Markdown, such as is pasted from a word processor: which of its lines are headings and points."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from preceptor.model.writeup import SectionKind
from preceptor.writeup.names import kind_of

#: Sections whose lines are points, where each of them begins anew.
_OF_POINTS: Final = frozenset({"recommendations", "went-well", "could-be-better", "lucky", "lessons"})
#: Sections of different kinds that have to be named before lines are taken for headings at all. Our choice.
_NAMED: Final = 2
#: Characters of a heading, and of a title.
_LONGEST: Final = 60
_LONGEST_TITLE: Final = 120
#: What stands after a section's name in a line would be what the section says.
_SAYS_MORE = re.compile(r":\s*[^\s(\[]")
#: With marks, such a heading may be the title of the document as well.
_SUMMARY = re.compile(r"(?:executive|incident|issue|outage|problem|event|brief|short|quick) summary:?", re.IGNORECASE)
#: A line that goes on with the sentence of the one before begins with a small letter.
_BEGINS = re.compile(r"[\"'“‘(*_]?[A-Z]")


def marks(lines: Sequence[str], paragraphs: Sequence[tuple[int, int]]) -> Mapping[int, str]:
    """The mark in Markdown (`## `, `- `) that a line would have, by its number from 0.

    `paragraphs` are the first lines of the outermost paragraphs, and the lines below them, in a document in which
    nothing is marked as a heading. Empty where its lines name no sections either.
    """
    names = {
        number: kind
        for first, until in paragraphs
        for number in range(first, until)
        if (kind := _named(lines[number])) != "other"
    }
    if len(set(names.values())) < _NAMED:
        return {}
    found: dict[int, str] = {}
    title = paragraphs[0][0]
    if title not in names and _is_title(lines, title, min(names)):
        found[title] = "# "
    section: SectionKind = "other"
    for first, until in paragraphs:
        run: list[int] = []
        for number in range(first, until):
            level = found.get(number) or _level(lines[number], names.get(number))
            if not level:
                run.append(number)
                continue
            found.update(_points(lines, run, section))
            found[number], run = level, []
            section = names.get(number, section)
        found.update(_points(lines, run, section))
    return found


def _named(line: str) -> SectionKind:
    """What section a line names, if it does nothing else."""
    text = line.strip()
    if len(text) > _LONGEST or _SAYS_MORE.search(text):
        return "other"
    return "summary" if _SUMMARY.fullmatch(text) else kind_of(text, whole=True)


def _is_title(lines: Sequence[str], number: int, named: int) -> bool:
    """Whether a line names the document: it stands alone before the first section."""
    text = lines[number].strip()
    return (
        number < named
        and len(text) <= _LONGEST_TITLE
        and not text.endswith(".")
        and not any(line.strip() for line in lines[number + 1 : named])
    )


def _level(line: str, kind: SectionKind | None) -> str:
    """The mark of a heading; empty where the line is none. Names with a colon stand below those without."""
    text = line.strip()
    if kind is not None:
        return "### " if text.endswith(":") else "## "
    return "#### " if len(text) <= _LONGEST and text.endswith(":") and text[0].isalpha() else ""


def _points(lines: Sequence[str], run: Sequence[int], section: SectionKind) -> Iterator[tuple[int, str]]:
    """The lines of a paragraph, or of what a heading leaves of it, as points of a list if they are such."""
    if section in _OF_POINTS and len(run) > 1 and all(_BEGINS.match(lines[number].strip()) for number in run):
        yield from ((number, "- ") for number in run)
