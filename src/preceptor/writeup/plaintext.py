"""Text without Markdown, such as is pasted from a word processor: which of its lines are headings and points."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from markdown_it.token import Token

from preceptor.model.writeup import SectionKind
from preceptor.writeup.names import Names, is_horizon

#: Sections whose lines are points, where each of them begins anew.
_OF_POINTS: Final = frozenset({"recommendations", "went-well", "could-be-better", "lucky", "lessons"})
#: Sections of different kinds that have to be named before lines are taken for headings at all. Our choice.
_NAMED: Final = 2
#: Characters of a heading, and of a title.
_LONGEST: Final = 60
_LONGEST_TITLE: Final = 120
#: Spaces by which Markdown tells code from text.
_INDENTED: Final = 4
#: What stands after a section's name in a line would be what the section says.
_SAYS_MORE = re.compile(r":\s*[^\s(\[]")
#: With marks, such a heading may be the title of the document as well.
_ALSO_TITLES: Final[tuple[tuple[SectionKind, re.Pattern[str]], ...]] = (
    ("summary", re.compile(r"(?:executive|incident|issue|outage|problem|event|brief|short|quick) summary:?", re.I)),
    ("analysis", re.compile(r"root[- ]cause analysis:?", re.I)),
)
#: What says more of a point that is laid out over several lines, such as `Deadline: 2026-03-02`.
_FIELD = re.compile(r"\w[\w ]{0,20}:\s+\S")
#: A mark of its own, which says something else with less before it.
_MARKED = re.compile(r"\s*(?:[-+*>#|`~=<]|\d{1,9}[.)])")
#: A numbered line, which may be a heading of an outline: `3. Chronology`.
_OUTLINE = re.compile(r"\d{1,2}\.\s{1,4}\S")
#: What stands below it, by a number of its own: `3.1 Set a limit`.
_NUMBERED = r"\d{1,2}(?:\.\d{1,2}){1,3}\.?\s{1,4}"
_IS_NUMBERED = re.compile(_NUMBERED)
#: A line that goes on with the sentence of the one before begins with a small letter.
_BEGINS = re.compile(rf"(?:\d{{1,2}}[,.)]\s{{0,3}}|{_NUMBERED})?[\"'“‘(*_]?[A-Z]")


def loose(tokens: Sequence[Token], body: Sequence[str], known: Names) -> list[tuple[int, int]]:
    """The outermost paragraphs, each as the number of its first line and of the one behind its last, from 0.

    With those of what is indented and so taken for code, where most lines of the document are.
    """
    outermost = [token for token in tokens if not token.level and token.map]
    paragraphs = [(token.map[0], token.map[1]) for token in outermost if token.type == "paragraph_open" and token.map]
    indented: list[tuple[int, int]] = []
    for token in outermost:
        if token.type == "code_block" and token.map:
            indented.extend(_runs(body, range(*token.map)))
    # A line behind a list goes on with its last point, though it may be a heading that lost its mark.
    lists = [token for token in outermost if token.type in ("bullet_list_open", "ordered_list_open") and token.map]
    for numbers in (range(*token.map) for token in lists if token.map):
        if any(_OUTLINE.match(body[n]) and _named(body[n], known) != "other" for n in numbers):
            # An outline: its numbers are those of headings, and of what stands below them.
            paragraphs.extend(_runs(body, numbers))
            continue
        for number in numbers:
            if body[number][:1].isalpha() and _named(body[number], known) != "other":
                paragraphs.append((number, number + 1))
    lines = [sum(until - first for first, until in some) for some in (paragraphs, indented)]
    return sorted([*paragraphs, *indented]) if lines[1] > lines[0] else sorted(paragraphs)


def _runs(body: Sequence[str], numbers: Iterable[int]) -> list[tuple[int, int]]:
    """From where to where lines stand together that are not blank."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if not body[number].strip():
            continue
        if found and found[-1][1] == number:
            found[-1] = (found[-1][0], number + 1)
        else:
            found.append((number, number + 1))
    return found


def marks(lines: Sequence[str], paragraphs: Sequence[tuple[int, int]], known: Names) -> Mapping[int, str]:
    """The mark in Markdown (`## `, `- `) that a line would have, by its number from 0.

    `paragraphs` are as from `loose`, of a document in which nothing is marked as a heading. A line that is only to
    lose its indentation has an empty mark. No marks where no lines name sections either.
    """
    names = {
        number: kind
        for first, until in paragraphs
        for number in range(first, until)
        if (kind := _named(lines[number], known)) != "other"
    }
    if len(set(names.values())) < _NAMED:
        return {}
    found: dict[int, str] = {}
    title, until = paragraphs[0]
    alone = until - title == 1 or not any(line.strip() for line in lines[title + 1 : min(names)])
    if title < min(names) and alone and _is_title(lines[title]):
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
    indented = (n for first, until in paragraphs for n in range(first, until) if _is_only_indented(lines[n]))
    return {**dict.fromkeys(indented, ""), **found}


def _named(line: str, known: Names) -> SectionKind:
    """What section a line names, if it does nothing else."""
    text = line.strip()
    if len(text) > _LONGEST or _SAYS_MORE.search(text):
        return "other"
    return next((kind for kind, name in _ALSO_TITLES if name.fullmatch(text)), known.kind_of(text, whole=True))


def _is_title(line: str) -> bool:
    """Whether a line that stands alone before the first section names the document, and is no sentence."""
    text = line.strip()
    return len(text) <= _LONGEST_TITLE and not text.endswith(".")


def _level(line: str, kind: SectionKind | None) -> str:
    """The mark of a heading; empty where the line is none.

    Names with a colon stand below those without, other headings below names, and what is indented below what is not.
    """
    text = line.strip()
    heads = is_horizon(text) or (text.endswith(":") and text[:1].isalpha())
    if kind is None and not (heads and len(text) <= _LONGEST):
        return ""
    level = 4 if kind is None else 3 if text.endswith(":") else 2
    indented = len(line) - len(line.lstrip()) >= _INDENTED or line.startswith("\t")
    return f"{'#' * (level + 2 * indented)} "


def _is_only_indented(line: str) -> bool:
    """Whether a line has spaces before it, and behind them nothing that is a mark of its own."""
    return line[:1] in (" ", "\t") and _MARKED.match(line) is None


def _points(lines: Sequence[str], run: Sequence[int], section: SectionKind) -> Iterator[tuple[int, str]]:
    """The lines of a paragraph, or of what a heading leaves of it, as points of a list if they are such."""
    texts = [lines[number].strip() for number in run]
    one_of_fields = all(_FIELD.match(text) for text in texts)
    several = len(run) > 1 or any(map(_IS_NUMBERED.match, texts))
    if section in _OF_POINTS and several and not one_of_fields and all(map(_BEGINS.match, texts[1:])):
        yield from ((number, "- ") for number in run)
