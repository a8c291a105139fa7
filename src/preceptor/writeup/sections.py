"""The outline of a document: its title, and its headings with what stands under each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from preceptor.model.writeup import Place, Section, SectionKind
from preceptor.writeup.document import Block, Document
from preceptor.writeup.names import Names, is_history
from preceptor.writeup.stamps import stamp_at
from preceptor.writeup.zones import zone_in_sentence

#: What an analysis has parts about.
_OF_ANALYSIS: Final = frozenset(("controls", "missing", "systemic", "system", "environment"))
#: The level of a line in bold, or one that ends in a colon, that stands for a heading: below every real one.
BOLD_LEVEL: Final = 7

#: What may tell of the repair or ask for one.
_MITIGATION: Final = re.compile(
    r"\W*(?:\d{1,3}[.)]\s)?"
    r"(?:mitigations?|(?:(?:short|long)[- ]term|immediate|permanent|temporary) (?:re)?solutions?)\W*",
    re.IGNORECASE,
)
#: A summary where there is no other.
_INTRODUCTION: Final = re.compile(r"\W*(?:\d{1,3}[.)]\s)?(?:introduction|background)\W*", re.IGNORECASE)
#: What a document is, before what it is about.
_CALLED: Final = re.compile(r"\W*(?:retrospective|post-?mortem|incident)\s?[:–—-]\s?\w", re.IGNORECASE)
#: The end of a sentence, and words of a paragraph that is a summary; who wrote it is told in fewer. Our choice.
_SENTENCE: Final = re.compile(r"[\w)`][.!?](?:\s|$)")
_A_SUMMARY: Final = 10
#: The same, where nothing before the first heading is one.
_NARRATIVE: Final = re.compile(r"\W*(?:\d{1,3}[.)]\s)?(?:so,? )?what happen(?:ed|s)\b\W*", re.IGNORECASE)
#: Characters of a line that stands for a heading. Our choice.
_LONGEST_TITLE: Final = 100
#: What may stand behind it without its marks: a colon, and something in brackets.
_BEHIND_A_TITLE: Final = re.compile(r"\s{0,3}(?::|:?\s\([^()]{1,60}\):?)$")
#: Points that begin with a time, in a section that is then a timeline; at least three of four have to. Our choice.
_SOME_TIMES: Final = 3


@dataclass(eq=False, kw_only=True)
class Part:
    """A heading and the blocks down to the next one."""

    #: None for what stands before the first heading, and directly under the title.
    heading: Block | None
    #: What its own heading says.
    kind: SectionKind
    level: int
    parent: "Part | None" = None
    blocks: list[Block] = field(default_factory=list)
    parts: "list[Part]" = field(default_factory=list)

    @property
    def title(self) -> str:
        """The words of the heading; empty where there is none."""
        return self.heading.text.strip().rstrip(":").rstrip() if self.heading else ""

    @property
    def about(self) -> SectionKind:
        """What it is about: what its heading says, else that of the nearest heading above which says something."""
        part: Part | None = self
        while part is not None and part.kind == "other":
            part = part.parent
        return part.kind if part else "other"

    def walk(self) -> "Iterator[Part]":
        """This part and all below it, in the order of the document."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.parts))

    def all_blocks(self) -> Iterator[Block]:
        """The blocks under this heading and those below it, headings included but its own."""
        for part in self.walk():
            if part is not self and part.heading is not None:
                yield part.heading
            yield from part.blocks


@dataclass(frozen=True, eq=False, kw_only=True)
class Outline:
    """A document by its headings."""

    title: Block | None
    #: What stands before the first heading that is not the title; without heading.
    lead: Part
    #: Every other part, in the order of the document.
    parts: tuple[Part, ...]

    @property
    def top(self) -> tuple[Part, ...]:
        """The parts that are in no other."""
        return tuple(part for part in self.parts if part.parent is None)

    def of(self, kind: SectionKind) -> tuple[Part, ...]:
        """The parts whose own heading says that they are of this kind, in order."""
        return tuple(part for part in self.parts if part.kind == kind)


def outline(document: Document) -> Outline:
    """The outline of a document."""
    title = _title(document)
    lead = Part(heading=None, kind="other", level=0)
    parts: list[Part] = []
    open_: list[Part] = []
    for block in document.blocks:
        if block is title:
            continue
        level = block.level if _heads(block) else 0
        if level and any(one.level == level and one.kind == "timeline" for one in open_) and _is_an_entry(block):
            level += 1  # an entry or a day, though it looks like a section
        # What was done at a time may be called so, and is no section: `**Actions**:`.
        if not level and _stands_for_heading(block, document.names) and not (open_ and stamp_at(open_[-1].title)):
            level = BOLD_LEVEL
        if not level:
            (open_[-1] if open_ else lead).blocks.append(block)
            continue
        while open_ and open_[-1].level >= level:
            open_.pop()
        parent = open_[-1] if open_ else None
        part = Part(
            heading=block, kind=_kind_below(parent, document.names.kind_of(block.text)), level=level, parent=parent
        )
        parts.append(part)
        if parent is not None:
            parent.parts.append(part)
        open_.append(part)
    summaries = sum(part.kind == "summary" for part in parts)
    for part in parts:
        if part.about in ("other", "analysis") and _is_a_timeline(part):
            part.kind = "timeline"
        introduces = part.kind == "summary" and (
            (summaries > 1 and _INTRODUCTION.fullmatch(part.title))
            or (_opens(lead) and _NARRATIVE.fullmatch(part.title))
        )
        if (
            introduces
            or (part.kind == "recommendations" and _tells_of_a_repair(part))
            or (part.kind == "timeline" and is_history(part.title) and not _has_times(part))
        ):
            part.kind = "other"
    if not any(part.kind == "timeline" for part in parts):
        if log := _log_in(lead):
            parts.insert(0, log)
        elif hours := _headed_by_times(parts):
            parts.insert(parts.index(hours.parts[0]), hours)
    return Outline(title=title, lead=lead, parts=tuple(parts))


def _log_in(lead: Part) -> Part | None:
    """Take out of what stands before the first heading what was told at one time after the other, as on a page of the
    state of a service: each behind a line that is nothing but its time.
    """
    times = [
        number
        for number, block in enumerate(lead.blocks)
        if block.kind == "paragraph" and block.item is None and not block.quoted and _is_an_entry(block)
    ]
    if len(times) < _SOME_TIMES:
        return None
    log = Part(heading=lead.blocks[times[0]], kind="timeline", level=1, blocks=lead.blocks[times[0] :])
    lead.blocks = lead.blocks[: times[0]]
    return log


def _headed_by_times(parts: Sequence[Part]) -> Part | None:
    """The sections of a document that begin with a time of the day, as one about all of them."""
    timed = [
        part
        for part in parts
        if part.parent is None and part.heading and (stamp := stamp_at(part.heading.text)) and stamp.clock is not None
    ]
    if len(timed) < _SOME_TIMES or len({part.level for part in timed}) > 1:
        return None
    hours = Part(heading=timed[0].heading, kind="timeline", level=timed[0].level, parts=timed)
    for part in timed:
        part.parent = hours
    return hours


def _kind_below(parent: "Part | None", kind: SectionKind) -> SectionKind:
    """What a heading is about that stands below another: safeguards below what is to be done are to be done."""
    return "other" if parent is not None and parent.about == "recommendations" and kind in _OF_ANALYSIS else kind


def _opens(lead: Part) -> bool:
    """Whether what stands before the first heading is told in a sentence, and is no list of fields."""
    told = [
        block for block in lead.blocks if block.kind == "paragraph" and block.item is None and says_something(block)
    ]
    return any(_SENTENCE.search(block.text) and len(block.text.split()) >= _A_SUMMARY for block in told)


def _is_an_entry(heading: Block) -> bool:
    """Whether a heading is nothing but a time or a day."""
    stamp = stamp_at(heading.text)
    return stamp is not None and not stamp.open_ and not heading.text[stamp.rest :].strip()


def _is_a_timeline(part: Part) -> bool:
    """Whether a section whose name says nothing is a list of times, or a paragraph or a line for each."""
    points = [
        line
        for block in part.blocks
        if block.kind == "paragraph" and not block.quoted and _begins_something(block)
        for line in (_lines(block) if block.item is None else [block.text])
    ]
    stamped = [(line, stamp_at(line)) for line in points]
    stamps = [stamp for _, stamp in stamped if stamp is not None]
    # In which zone they all are is told of the list, and is no point of it.
    points = [line for line, stamp in stamped if stamp is not None or zone_in_sentence(line) is None]
    timed = sum(stamp.clock is not None for stamp in stamps)
    below = [stamp for one in part.parts if one.heading and (stamp := stamp_at(one.heading.text))]
    headed = sum(stamp.clock is not None for stamp in below)
    return (timed >= _SOME_TIMES and len(stamps) * 4 >= len(points) * 3) or (
        headed >= _SOME_TIMES and len(below) * 4 >= len(part.parts) * 3
    )


def _lines(block: Block) -> Sequence[str]:
    """The lines of a paragraph, where each begins with a time; all of it as one otherwise, as it was only wrapped."""
    if len(block.line_starts) == 1:
        return [block.text]
    lines = [block.text[start:end] for start, end in pairwise((*block.line_starts, len(block.text)))]
    return lines if all(stamp_at(line) for line in lines) else [block.text]


def _has_times(part: Part) -> bool:
    """Whether anything below a heading begins with a time or a date."""
    return any(stamp_at(block.text) is not None for block in part.all_blocks())


def _tells_of_a_repair(part: Part) -> bool:
    """Whether a section `Mitigation` tells in paragraphs what was done during the incident, and asks for nothing."""
    if _MITIGATION.fullmatch(part.title) is None:
        return False
    blocks = [one for below in part.walk() for one in below.blocks if says_something(one)]
    return bool(blocks) and all(one.item is None and one.cell is None for one in blocks)


def _begins_something(block: Block) -> bool:
    return block.item is None if not block.opens_item else block.item is not None and block.item.depth == 1


def sections(document: Document, parts: Sequence[Part]) -> tuple[Section, ...]:
    """The headings as data."""
    ends: list[int] = []
    following: list[tuple[int, int]] = []  # (level, line) of the headings below, each higher than those before it
    for part in reversed(parts):
        assert part.heading is not None
        while following and following[-1][0] > part.level:
            following.pop()
        ends.append(following[-1][1] - 1 if following else len(document.lines))
        following.append((part.level, part.heading.place.line))
    ends.reverse()
    full = _with_words(parts)
    return tuple(
        Section(
            place=part.heading.place if part.heading else Place(),
            kind=part.kind,
            title=part.title,
            level=part.level,
            until=end,
            empty=id(part) not in full,
        )
        for part, end in zip(parts, ends, strict=True)
    )


def _with_words(parts: Sequence[Part]) -> set[int]:
    """The parts that have something in them, or in a part below them."""
    full: set[int] = set()
    for part in reversed(parts):
        if id(part) in full or any(says_something(block) for block in part.blocks):
            full.add(id(part))
            if part.parent is not None:
                full.add(id(part.parent))
    return full


def says_something(block: Block) -> bool:
    """Whether a block has anything in it for a reader: words, code, a picture."""
    if block.kind in ("comment", "front-matter") or block.generated or block.of_page:
        return False
    return bool(block.raw.strip() or block.text.strip() or block.links)


def _title(document: Document) -> Block | None:
    """The heading that names the document: its first, if it is of the highest level and names no section alone."""
    first = next((block for block in document.blocks if _heads(block)), None)
    if first is None or (document.names.kind_of(first.text, whole=True) != "other" and not _CALLED.match(first.text)):
        return None
    before = next(block for block in document.blocks if block is first or says_something(block))
    return first if first.level == 1 or before is first else None


def _heads(block: Block) -> bool:
    """Whether a block is a heading of the document itself, and not of a quote or a point of a list."""
    return block.kind == "heading" and not block.quoted and block.item is None


def _stands_for_heading(block: Block, names: Names) -> bool:
    """Whether a paragraph is a heading in all but its marks: a section's name in bold, italics, or with a colon."""
    if block.kind != "paragraph" or block.quoted or block.item is not None:
        return False
    text = block.text.strip()
    if len(text) > _LONGEST_TITLE or not text:
        return False
    titled = _BEHIND_A_TITLE.sub("", text)
    bold = any(end - start >= len(titled) for start, end in block.inline.strong)
    return (bold or block.slanted or text.endswith(":")) and names.kind_of_line(text, bold=bold) != "other"
