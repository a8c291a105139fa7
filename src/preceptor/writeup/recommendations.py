"""Recommendations: in lists, tables, tasks, headings or paragraphs, with owners and tickets wherever they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from preceptor.model.writeup import Item, Recommendation
from preceptor.writeup.document import Block, Document
from preceptor.writeup.fields import is_field_line
from preceptor.writeup.inline import plain
from preceptor.writeup.names import is_horizon
from preceptor.writeup.recommended import LABELS, UNSAID, of_table, of_text
from preceptor.writeup.sections import Outline, Part, says_something
from preceptor.writeup.source import Chunk, chunks, cut_text, items, source_in_item, source_of, unclosed

#: Words of a point that may be the title of those below it, and that each of those has at least. Our choice.
_TITLE_WORDS: Final = 4
_A_SENTENCE: Final = 5
#: Words of a title before a colon at most; a longer one is what is recommended, and the points below say more of it.
#: Our choice.
_LONG_TITLE: Final = 6
#: A title that several follow, however long it is: `We plan the following steps for the next release:`.
_OF_SEVERAL: Final = re.compile(
    r"\b(?:following|actions?|tasks?|items?|steps?|measures?|improvements?|changes|recommendations?)\b", re.IGNORECASE
)
#: A sentence that the list behind it goes on with: `We plan to add alerts around:`.
_UNFINISHED: Final = re.compile(
    r"\w\W{1,3}(?:that|to|for|of|by|with|around|across|about|on|in|includ(?:e|es|ing)|such as|like|from|between)"
    r"[*_]{0,2}:[*_]{0,2}\s*$",
    re.IGNORECASE,
)
#: A title, and what is to be done, with more of it behind a colon.
_TITLED: Final = re.compile(r"[A-Z][\w /-]{2,40}: [A-Z][^.:!?]{5,200}[,;]? [\w]+:")
#: What is to be done, or when, with what belongs to it in the list behind: `Create a check that verifies:`.
_WHOLE: Final = re.compile(
    r"\W{0,4}(?:(?:Create|Add|Build|Write|Implement|Set up|Configure|Introduce|Extend|Update)"
    r" (?:an?\b|the\b|our\b|(?-i:[A-Z]{2,}))"
    r"|Before (?:any|each|every|deploying|merging|releasing|running)\b)[^.:!?]{3,120}:\W{0,3}",
    re.IGNORECASE,
)
#: A line that is a sentence, as text that was only wrapped rarely has in every line; and how many. Our choice.
_SENTENCE: Final = re.compile(r"[\"“‘(*_]?[A-Z0-9].{15,}[.!?][)*_\"”’]{0,3}")
_SOME_LINES: Final = 2
#: What a section of recommendations is closed with, and recommends nothing.
_CLOSING: Final = re.compile(
    r"\W{0,3}(?:in (?:conclusion|summary|closing)\b|to (?:conclude|summari[sz]e)\b"
    r"|by (?:implementing|taking|addressing|following|adopting|doing|applying|learning)\b"
    r"|(?:these|the above) (?:\w+ ){0,3}(?:measures|steps|actions|changes|improvements)\b"
    r"|we (?:apologi[sz]e|appreciate|thank|regret|recogni[sz]e|understand|look forward|want to (?:thank|apologi[sz]e)"
    r"|remain committed|are (?:committed|sorry|confident|grateful|deeply))\b|thank you\b|thanks (?:to|for)\b"
    r"|(?:we|i)(?: would|'d|’d) (?:also )?like to (?:\w+ )?(?:thank|extend|express|apologi[sz]e|acknowledge)\b"
    r"|if you (?:have|would like|need|want|are|were|notice)\b|(?:please )?(?:feel free|do not hesitate|reach out)\b"
    r"|the (?:security|safety|trust|privacy|reliability) of\b[^.]{0,80}\b(?:priorit|important|importance)"
    r"|overall,|as a reminder\b"
    r"|see (?:(?:the|also|our|this|here)\b|(?:[\w-]{1,20} ){0,3}(?:items?|actions?|sections?|above|below)\b)"
    r"|(?:(?:report |post-?mortem )?(?:documented|reviewed|written|prepared|created|approved|authored|compiled"
    r"|updated)(?: (?:by|on|at))?|last (?:updated|reviewed|modified|changed)|(?:next )?review date"
    r"|document (?:owner|status|version))\s?:"
    r"|(?:love|cheers|thanks|sincerely|(?:best|kind) regards|yours)\b[,!]"
    r"|we (?:\w+ )?(?:recommend|advise|encourage|urge|ask)\b[^.]{0,80}\byour?\b)",
    re.IGNORECASE,
)
_SAID: Final = ("owner", "ticket", "due", "kind", "effect", "control", "done_when", "priority", "done")
#: Characters before a list that may say who does all of it. Our choice.
_NEAR: Final = 400
#: Lines from a sentence to the list that it is about; what is further down has something else between. Our choice.
_RIGHT_BEFORE: Final = 2
#: Who does all that follows: `The development team will conduct the following actions:`.
_ALL_BY = re.compile(
    r"(?:\bthe |(?:^|[.!?])\s{0,3})(?P<who>(?:(?!the )[A-Za-z][\w’'-]{0,30} ){1,4}(?:team|squad|group))\b"
    r"[^.!?]{0,30}?\b(?:will|is|are)\b[^.!?]{0,60}\bfollowing\b",
    re.IGNORECASE,
)
#: A title that asks for something itself, so that what stands below says how.
_ASKS: Final = re.compile(
    r"\W*(?:more [a-z]{2,15}ly )?(?:add|adopt|align|apply|ask|audit|automate|avoid|build|change|check|clean up"
    r"|configure|contact|create|define|delete|deploy|develop|disable|document|drop|enable|enforce|ensure"
    r"|establish|evaluate|expand|extend|fix|implement|improve|increase|install|introduce|investigate|limit|lower"
    r"|make|migrate|monitor|move|notify|provide|publish|raise|reduce|refactor|regenerate|remove|rename|replace"
    r"|require|reset|restrict|review|revoke|rotate|run|schedule|separate|set up|share|simplify|split"
    r"|standardi[sz]e|start|stop|store|switch|test|track|train|tune|update|upgrade|use|validate|verify|write)\b \w",
    re.IGNORECASE,
)
#: The same in the words `Alerts to configure:`.
_TO_DO_WITH: Final = re.compile(r"\w to [a-z]{3,20}\W{0,4}$", re.IGNORECASE)
#: Its number, before what a heading asks for.
_NUMBERED: Final = re.compile(r"^\d{1,3}[.)]\s{1,3}(?=\S)")
#: That there is nothing to do.
_NOTHING = re.compile(
    r"\W*(?:none|nothing|n/?a)\W{0,3}(?:[—–:.;,(-]|because\b|since\b)\s.{0,400}"
    r"|[^.;\n]{1,80} (?:should be|is|are) (?:enough|sufficient)\W*"
    r"|\W*(?:none|nothing|n/?a|not applicable|no (?:[\w-]+ ){0,3}(?:(?:is|are|was|were) )?"
    r"(?:needed|necessary|required|planned|identified))\b\W*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(kw_only=True)
class Found:
    """What the sections of recommendations hold."""

    recommendations: list[Recommendation] = field(default_factory=list)
    #: What stands beside them.
    notes: list[Item] = field(default_factory=list)


def recommendations(document: Document, outline: Outline) -> Found:
    """Every recommendation of a document, in order."""
    found = Found()
    loose: list[tuple[Part | None, Item]] = []
    told: set[Part] = set()
    parts = [part for part in outline.parts if part.about == "recommendations"]
    for part in parts:
        if part.kind == "other" and _is_one(part):
            if not all(_NOTHING.fullmatch(block.text) for block in part.blocks):
                found.recommendations.append(_of_heading(document, part))
                told.add(_section_of(part))
            continue
        nested = part.parent is not None and part.parent.about == "recommendations"
        group = part.title if part.kind == "other" or nested else ""
        parted = chunks(part.blocks)
        for before, chunk, after in zip([None, *parted], parted, [*parted[1:], None], strict=False):
            if chunk.is_list:
                if _goes_on(before, chunk) or _is_whole(before, chunk):
                    continue
                for one in _of_list(document, chunk, group):
                    if not _CLOSING.match(one.text) and not _NOTHING.fullmatch(plain(one.text)):
                        _add(found.recommendations, _by(before, chunk, one))
                        told.add(_section_of(part))
            elif chunk.table is not None:
                for one in of_table(document, document.tables[chunk.table], group):
                    found.recommendations.append(_by(before, chunk, one))
                    told.add(_section_of(part))
            elif after is not None and _is_whole(chunk, after):
                text = f"{source_of(document, chunk)}\n\n{source_of(document, after)}"
                _add(found.recommendations, of_text(document, chunk.first.place, text, group))
                told.add(_section_of(part))
            elif (
                chunk.first.kind != "code"
                and not _CLOSING.match(chunk.first.text)
                and (text := source_of(document, chunk))
                and not (_NOTHING.fullmatch(plain(text)) or _is_a_link(chunk))
            ):
                # What a template asks for in italics below its heading is no recommendation, and neither is a tag.
                asked_for = (chunk is parted[0] and chunk.first.slanted) or not _has_words(chunk.first, text)
                section = None if asked_for else _section_of(part)
                several = _sentences(document, chunk) or [Item(place=chunk.first.place, text=text)]
                loose.extend((section, item) for item in several)
    for section, note in loose:
        if section is None or section in told:
            found.notes.append(note)
        else:
            _add(found.recommendations, of_text(document, note.place, note.text, ""))
    found.recommendations.sort(key=lambda one: one.place)
    return found


def _has_words(block: Block, text: str) -> bool:
    """Whether there is anything to read in a chunk that begins with a block, and is written as `text`."""
    return not block.of_page and (bool(block.links) or re.search(r"\w", plain(text)) is not None)


def _sentences(document: Document, chunk: Chunk) -> list[Item]:
    """The lines of a paragraph, where each of them is a sentence of its own that its author ended there."""
    block = chunk.first
    lines = [block.text[start:end].strip() for start, end in pairwise((*block.line_starts, len(block.text)))]
    if len(chunk.blocks) > 1 or len(lines) < _SOME_LINES or not all(_SENTENCE.fullmatch(line) for line in lines):
        return []
    starts = [*block.line_starts, None]
    return [
        Item(
            place=block.place_at(start or 0), text=cut_text(document, block, start or 0, block.until, end=end).strip()
        )
        for start, end in pairwise(starts)
    ]


def _is_a_link(chunk: Chunk) -> bool:
    """Whether a paragraph is nothing but an address that is called nothing, or a picture, also with its caption."""
    first = chunk.first
    pictures = sum(link.end - link.start for link in first.links if link.image)
    captions = sum(end - start for start, end in first.inline.slanted) if pictures else 0
    said = len("".join(first.text.split()))
    return bool(first.links) and (not first.prose.strip(" .<>") or pictures + captions >= said)


def _section_of(part: Part) -> Part:
    """The outermost part about recommendations that a part stands in."""
    while part.kind != "recommendations" or (part.parent is not None and part.parent.about == "recommendations"):
        assert part.parent is not None
        part = part.parent
    return part


def _by(before: Chunk | None, chunk: Chunk, one: Recommendation) -> Recommendation:
    """A recommendation with who does all of them, as the sentence right before them may say."""
    apart = before is None or before.is_list or chunk.first.place.line > before.until + _RIGHT_BEFORE
    who = None if one.owner or before is None or apart else _ALL_BY.search(before.first.text[-_NEAR:])
    return replace(one, owner=who["who"].strip()) if who else one


def _add(found: list[Recommendation], one: Recommendation) -> None:
    """Add a recommendation; one that has no text of its own says more about the one before it."""
    if one.text or not found:
        found.append(one if one.text else replace(one, text=UNSAID))
        return
    last = found[-1]
    more = {name: value for name in _SAID if (value := getattr(one, name)) and not getattr(last, name)}
    found[-1] = replace(last, **more)


def _is_one(part: Part) -> bool:
    """Whether a heading is a recommendation itself, and not the name of several."""
    if part.parts or is_horizon(part.title) or not any(says_something(block) for block in part.blocks):
        return False
    for chunk in chunks(part.blocks):
        if chunk.table is not None:
            return False
        if chunk.is_list and not all(is_field_line(blocks[0].text, LABELS) for _, blocks in items(chunk)):
            return False
    return True


def _of_heading(document: Document, part: Part) -> Recommendation:
    assert part.heading is not None
    texts = [_heading_source(document, part.heading), *(source_of(document, chunk) for chunk in chunks(part.blocks))]
    return of_text(document, part.heading.place, "\n\n".join(filter(None, texts)), "")


def _heading_source(document: Document, heading: Block) -> str:
    line = document.lines[heading.place.line - 1][heading.place.column - 1 :]
    return _NUMBERED.sub("", unclosed(line).strip())


def _of_list(document: Document, chunk: Chunk, group: str) -> Iterator[Recommendation]:
    for item, blocks in items(chunk):
        inner = _inner(blocks)
        label = blocks[0].text.strip()
        if (
            inner
            and _heads(label, inner)
            and not _UNFINISHED.search(label)
            and not any(is_field_line(one[0].text, LABELS) for one in inner)
        ):
            for nested in inner:
                nested_item = nested[0].item
                assert nested_item is not None
                text = source_in_item(document, nested_item, nested)
                yield of_text(document, nested[0].place, text, label.rstrip(": "))
        elif blocks[0].ticked is not None and not label.endswith(":") and any(_has_box(nested) for nested in inner):
            # A box below is a task of its own, and so is what it stands below.
            for one, own in ((item, blocks[:1]), *((nested[0].item, nested) for nested in inner)):
                assert one is not None
                yield of_text(document, own[0].place, source_in_item(document, one, own), group)
        elif text := source_in_item(document, item, blocks):
            yield of_text(document, blocks[0].place, text, group)


def _has_box(blocks: Sequence[Block]) -> bool:
    return blocks[0].ticked is not None


def _goes_on(before: Chunk | None, chunk: Chunk) -> bool:
    """Whether a list goes on with the last sentence of another list that stands right before it."""
    return before is not None and before.is_list and bool(_UNFINISHED.search(before.blocks[-1].text))


def _is_whole(before: Chunk | None, chunk: Chunk) -> bool:
    """Whether a paragraph is one recommendation together with the list behind it: `Access: Set up a host, with:`."""
    if before is None or before.is_list or before.first.kind != "paragraph" or not chunk.is_list:
        return False
    text = before.first.text.strip()
    several = _OF_SEVERAL.search(text)
    return len(before.blocks) == 1 and bool(_TITLED.fullmatch(text) or (_WHOLE.fullmatch(text) and not several))


def _heads(label: str, inner: Sequence[Sequence[Block]]) -> bool:
    """Whether a point is the title of the recommendations below it, and none itself: few words above many."""
    if _ASKS.match(label) or _TO_DO_WITH.search(label):
        return False
    if label.endswith(":"):
        several = sum(_ASKS.match(one[0].text) is not None for one in inner) * 2 > len(inner)
        return len(label.split()) <= _LONG_TITLE or bool(_OF_SEVERAL.search(label)) or (several and len(inner) > 1)
    words = [len(one[0].text.split()) for one in inner]
    return (
        len(inner) > 1
        and len(label.split()) <= _TITLE_WORDS
        and not label.endswith(".")
        and min(words) >= _A_SENTENCE
    )


def _inner(blocks: Sequence[Block]) -> list[list[Block]]:
    """The points one level below a point; empty where anything else stands in it."""
    found: list[list[Block]] = []
    for block in blocks[1:]:
        if block.item is None or block.item.depth < 2:
            return []
        if block.item.depth == 2 and block.opens_item:
            found.append([block])
        elif found:
            found[-1].append(block)
    return found
