"""What a rule is, what it looks at, and what it answers with."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import pairwise
from typing import Final

from preceptor.model.finding import Severity
from preceptor.model.similarity import words_of as stems_of
from preceptor.model.writeup import Place, TimelineEntry, WriteUp
from preceptor.writeup.actors import people
from preceptor.writeup.document import Block, Document
from preceptor.writeup.lexicon import Hit, Lexicon, Passage, hint_in, passage_of
from preceptor.writeup.names import Names
from preceptor.writeup.reading import Reading
from preceptor.writeup.recommended import begins_with_status

#: The families by the letter of their codes.
FAMILIES: Final[Mapping[str, str]] = {
    "T": "Timelines",
    "S": "Sections",
    "B": "Blame and judgement",
    "R": "Recommendations",
    "A": "The analysis of safety controls",
    "X": "The check itself",
}


_DONE: Final = re.compile(r"\W*(?:done|in progress|completed)\W*", re.IGNORECASE)
#: Paragraphs in italics below headings that are of a template; fewer may be anything. Our choice.
_OF_A_TEMPLATE: Final = 3
#: The head of a column that says how far something is.
_STATUS: Final = re.compile(r"\W*(?:status|state|progress)\W*", re.IGNORECASE)
#: That of one with names, where a `Done` is a slip.
_OWNER: Final = re.compile(r"\W*(?:owners?|assignees?|who|responsible)\W*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a rule finds in one place."""

    place: Place
    message: str
    #: The column behind the words that are meant, where they end in the same line.
    end: int | None = None
    suggestion: str | None = None


#: Words of a document that tell in which language it is, and the share that has to be common ones. Our choice: of 781
#: write-ups those in English have 0.028 and more, others 0.017 and less, but for one that is half in English.
_TOO_SHORT: Final = 60
_SHARE: Final = 0.02


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """A write-up that is looked at, and by what."""

    reading: Reading
    lexicon: Lexicon
    #: A longer gap between two entries of a timeline is a silence.
    silence: timedelta = timedelta(hours=2)

    @property
    def writeup(self) -> WriteUp:
        """The write-up as data."""
        return self.reading.writeup

    @property
    def document(self) -> Document:
        """The document as blocks."""
        return self.reading.document

    def line_of(self, place: Place) -> int:
        """The line of the text in which something stands."""
        return self.document.in_text(place)[0].line

    @cached_property
    def _spoken(self) -> tuple[Passage, ...]:
        """Every block with words of its own."""
        return tuple(passage for block in self.document.blocks if (passage := passage_of(block)) is not None)

    @cached_property
    def placeholders(self) -> Mapping[Block, tuple[tuple[int, int], ...]]:
        """The blocks with something in them that is still to be written, and from where to where it stands there."""
        found = {
            passage.block: self.lexicon.placeholders_in(passage)
            for passage in self._spoken
            if not self._is_status(passage.block) and not _heads_a_list(passage.block, self.document.names)
        }
        found |= {block: (hint,) for block in self.document.blocks if (hint := hint_in(block)) is not None}
        return {block: places for block, places in found.items() if places}

    @cached_property
    def prompts(self) -> frozenset[Block]:
        """What a template asks for in italics below its headings, and the author left there: no words of theirs."""
        below = [
            block
            for heading, block in pairwise(self.document.blocks)
            if heading.kind == "heading" and block.kind == "paragraph" and block.item is None and block.slanted
        ]
        return frozenset(below if len(below) >= _OF_A_TEMPLATE else ())

    def _is_status(self, block: Block) -> bool:
        """Whether a cell says how far something is, or a recommendation begins with it, where `Todo` is an answer."""
        if block.cell is not None:
            return (block.cell.table, block.cell.column) in self._statuses
        return block.place.line in self._recommended and begins_with_status(block.text)

    @cached_property
    def _recommended(self) -> frozenset[int]:
        """The lines in which recommendations begin."""
        return frozenset(one.place.line for one in self.writeup.recommendations)

    @cached_property
    def _statuses(self) -> frozenset[tuple[int, int]]:
        """The columns that say how far something is, by their head or by a `Done` in them, each with its table."""
        return frozenset(
            (number, index)
            for number, table in enumerate(self.document.tables)
            for head, *rows in (table.rows,)
            for index, cell in enumerate(head)
            if _STATUS.fullmatch(cell.text[:80])
            or (not _OWNER.fullmatch(cell.text[:80]) and any(_DONE.fullmatch(row[index].text[:80]) for row in rows))
        )

    def is_placeholder(self, blocks: Iterable[Block]) -> bool:
        """Whether something in one of the blocks is still to be written."""
        return any(block in self.placeholders for block in blocks)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The prose of the document: no headings, code, quotes, addresses, comments, and no words of a template."""
        return tuple(
            passage
            for passage in self._spoken
            # Of several lines, one may be left open, and the others say something.
            if (passage.block not in self.placeholders or len(passage.block.line_starts) > 1)
            and passage.block not in self.prompts
            and passage.block.kind != "heading"
            and (passage.block.cell is None or passage.block.cell.row)
        )

    @cached_property
    def is_understood(self) -> bool:
        """Whether the document is in the language that its recommendations would be judged by."""
        words = [word.text for passage in self.passages for word in passage.words]
        if not self.lexicon.common or len(words) < _TOO_SHORT:
            return True
        return sum(word in self.lexicon.common for word in words) >= _SHARE * len(words)

    @cached_property
    def attendees(self) -> frozenset[str]:
        """The names and initials of those who took part, in small letters, as far as the document lists them."""
        return people(self.document, self.lexicon)

    @cached_property
    def told(self) -> frozenset[str]:
        """The stems of the words of all sections but the recommendations."""
        outline = self.reading.outline
        parts = [outline.lead, *(part for part in outline.parts if part.about != "recommendations")]
        return frozenset(stem for part in parts for block in part.blocks for stem in stems_of(block.prose))

    @cached_property
    def hits(self) -> Mapping[str, tuple[tuple[Passage, Hit], ...]]:
        """The phrases of the language that stand in the prose, by code."""
        found: dict[str, list[tuple[Passage, Hit]]] = {}
        for passage in self.passages:
            for hit in self.lexicon.hits(passage):
                found.setdefault(hit.code, []).append((passage, hit))
        return {code: tuple(several) for code, several in found.items()}


def _heads_a_list(block: Block, names: Names) -> bool:
    """Whether a heading is that of what is to be done, as in `Recovery TODO`."""
    return block.kind == "heading" and names.kind_of(block.text) == "recommendations"


Find = Callable[[Subject], Iterator[Found]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule, which gives findings with one code."""

    code: str
    #: In a few words, for tables.
    name: str
    severity: Severity
    find: Find
    #: Markdown: what it does, why that is bad, an example before and after, how it is configured.
    page: str

    @property
    def summary(self) -> str:
        """The first sentence of the page."""
        return self.page.partition("\n\n")[0].replace("\n", " ")

    @property
    def family(self) -> str:
        """The family's name."""
        return FAMILIES[self.code[0]]


#: Every rule by its code, filled by the decorator where each is written.
RULES: dict[str, Rule] = {}


def rule(code: str, name: str, severity: Severity) -> Callable[[Find], Find]:
    """Make a function the rule with a code; its docstring is the rule's page."""

    def register(find: Find) -> Find:
        page = inspect.cleandoc(find.__doc__ or "")
        RULES[code] = Rule(code=code, name=name, severity=severity, find=find, page=page)
        return find

    return register


def ends_at(block: Block, start: int, end: int) -> int | None:
    """The column behind what stands from `start` to `end` in a block's text; None where that is in another line."""
    first, last = block.place_at(start), block.place_at(end - 1)
    return last.column + 1 if first.line == last.line and last.column >= first.column else None


def at_entry(subject: Subject, entry: TimelineEntry, message: str, *, suggestion: str) -> Found:
    """A finding at the time of an entry, which may stand behind words of it."""
    place, line = entry.place, subject.document.lines[entry.place.line - 1]
    column = line.find(entry.when, place.column - 1) + 1 if entry.when else 0
    place = Place(line=place.line, column=column) if column else place
    end = place.column + len(entry.when) if column else None  # `0914` is kept as 09:14
    return Found(place=place, end=end, message=message, suggestion=suggestion)
