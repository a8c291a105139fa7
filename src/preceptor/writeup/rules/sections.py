"""Sections: whether a write-up has all of its parts, where readers look for them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from preceptor.model.writeup import Place, SectionKind
from preceptor.writeup.document import Block
from preceptor.writeup.names import kind_of, names_lessons
from preceptor.writeup.rules.base import Found, Subject, rule
from preceptor.writeup.rules.owed import DONE_GROUP
from preceptor.writeup.sections import Part, says_something
from preceptor.writeup.stamps import days_in, stamp_at
from preceptor.writeup.zones import zone_in_sentence

#: What every write-up needs, and which sections serve.
_NEEDED: Final[Mapping[str, tuple[SectionKind, ...]]] = {
    "summary": ("summary",),
    "timeline": ("timeline",),
    "what went well": ("went-well",),
    "what could be better": ("could-be-better",),
    "analysis": ("analysis", "system", "environment", "controls", "systemic", "missing"),
    "recommendations": ("recommendations",),
}
#: Words of a line in italics that says who wrote a document, and when; a longer one tells something. Our choice.
_BYLINE: Final = 8
_BY: Final = re.compile(
    r"\W{0,3}(?:(?:written |posted |reported )?by|authors?|(?:posted|published)(?: on)?|date)\b", re.IGNORECASE
)
#: Words of an opening at least: `Checkout failed for 12% of requests`. Our choice.
_AN_OPENING: Final = 6
_CONCLUSION: Final = re.compile(r"\W*(?:\d{1,3}[.)]\s)?conclusions?\W*", re.IGNORECASE)
#: What stands behind a title in bold: `**Impact** — 12% of requests failed`.
_DASH: Final = re.compile(r"\s[–—]\s")
#: Labels in bold of a paragraph that is fields, and no sentence.
_SEVERAL: Final = 2
#: What tells why, and words of a section that does more than mention it. Our choice.
_WHY: Final = re.compile(
    r"\b(?:root cause|(?:the|a|its) (?:cause|reason|culprit)|caused by|causes? (?:of|was|were)|because|due to|led to"
    r"|resulted in|triggered|turned out|the (?:bug|problem|issue|fault) (?:was|is))\b",
    re.IGNORECASE,
)
_A_STORY: Final = 60
#: Characters before a colon that are a label. Our choice.
_LONGEST_LABEL: Final = 30
#: In which order they stand; those of one rank in any.
_RANK: Final[Mapping[SectionKind, int]] = {
    "summary": 0,
    "timeline": 1,
    "lessons": 2,
    "went-well": 2,
    "could-be-better": 2,
    "lucky": 2,
    "analysis": 2,
    "system": 2,
    "environment": 2,
    "controls": 2,
    "systemic": 2,
    "missing": 2,
    "recommendations": 3,
}


@rule("S201", "a section is missing", "warning")
def missing(subject: Subject) -> Iterator[Found]:
    """A write-up lacks one of the sections summary, timeline, what went well, what could be better, analysis and
    recommendations.

    It is reported in the first line of the document, once for each. Sections are known under the many names that
    people give them. In a document without headings, points of a list that begin with such names in bold are its
    sections. A paragraph before the first heading is a summary. Lessons that are not divided tell what could
    be better; their points may name it: `**Went well:** …`. A section under a name of its own that tells why
    something happened is an analysis. A section that is there and empty is S204.

    ## Why is this bad?

    Readers look for what they need in its place, and take what is not there for not thought of. What went well is
    left out most often, and is what the next incident will lean on.

    ## Example

    ```markdown
    # Checkout down

    ## Summary

    Checkout failed for 12% of requests for 30 minutes.

    ## Timeline

    All times in UTC.

    - 2026-03-02 10:14 Checkout answers with 503.
    ```

    Write instead:

    ```markdown
    # Checkout down

    ## Summary

    Checkout failed for 12% of requests for 30 minutes.

    ## Timeline

    All times in UTC.

    - 2026-03-02 10:14 Checkout answers with 503.

    ## What went well

    - The alert fired after 2 minutes.

    ## What could have gone better

    - The rollback needed a person with rights on 3 systems.

    ## Analysis

    - The limit of connections was that of the old database.

    ## Recommendations

    - Set the limit from the size of the database.
    ```
    """
    there: set[SectionKind] = {part.kind for part in subject.reading.outline.parts}
    # What happened may be told with its times where a heading says why.
    there |= {"analysis" for part in subject.reading.outline.of("timeline") if kind_of(part.title) == "analysis"}
    for part in subject.reading.outline.parts:
        if part.about == "other":
            there |= {"analysis"} if _explains(part) else set()
            there |= _labelled([block for block in part.blocks if block.item is None])
    if any(_opens(block) for block in subject.reading.outline.lead.blocks):
        there.add("summary")
    there |= _labelled(subject.reading.outline.lead.blocks)
    for part in subject.reading.outline.of("summary"):
        there |= _labelled(list(part.all_blocks()))
    # Lessons and actions may stand together.
    together = [part for part in subject.reading.outline.of("recommendations") if names_lessons(part.title)]
    for part in (*subject.reading.outline.of("lessons"), *together):
        there |= {kind_of(_label(block), whole=True) for block in part.all_blocks() if block.opens_item}
        if _is_undivided(part):
            there.add("could-be-better")
    for name, kinds in _NEEDED.items():
        if not there.intersection(kinds):
            yield Found(
                place=Place(), message=f"the section is missing: {name}", suggestion=f"add it: ## {name.capitalize()}"
            )


@rule("S202", "sections out of order", "advice")
def out_of_order(subject: Subject) -> Iterator[Found]:
    """A section stands after one that should come later.

    The order is summary, timeline, then what went well, what could be better and the analysis in any order, then the
    recommendations. Sections within others are compared with each other alone.

    ## Why is this bad?

    Recommendations follow from what was learnt. Who reads them first takes the lessons for their defence.

    ## Example

    ```markdown
    ## Action items

    - Add a limit of connections to the pool.

    ## Lessons learned

    - The pool had no limit.
    ```

    Write instead:

    ```markdown
    ## Lessons learned

    - The pool had no limit.

    ## Action items

    - Add a limit of connections to the pool.
    ```
    """
    latest: dict[Part | None, Part] = {}
    placed: set[tuple[Part | None, SectionKind]] = set()
    for part in subject.reading.outline.parts:
        rank = _RANK.get(part.kind)
        if rank is None or part.heading is None or (part.parent, part.kind) in placed:
            continue
        if part.kind == "recommendations" and DONE_GROUP.search(part.title):
            continue  # what was done already follows from nothing
        if _CONCLUSION.fullmatch(part.title):
            continue  # of all that is before it
        if part.kind == "summary" and part.parent is not None and None in latest:
            continue  # of the section that it stands in
        if part.kind == "summary" and not any(_tells(block) for block in part.all_blocks()):
            continue  # a table or fields before it, which tell nothing in a sentence
        before = latest.get(part.parent)
        if before is not None and before.heading is not None and rank < _RANK[before.kind]:
            yield Found(
                place=part.heading.place,
                message=f"{part.title or part.kind} comes after {before.title or before.kind}",
                suggestion=f"move it before line {subject.line_of(before.heading.place)}",
            )
        else:
            latest[part.parent] = part
            placed.add((part.parent, part.kind))


@rule("S203", "a summary longer than a paragraph", "warning")
def long_summary(subject: Subject) -> Iterator[Found]:
    """The summary has more than one paragraph, or a paragraph and a list.

    A line that is nothing but a link does not count, and neither do fields such as `**Date**: 2 March`.

    ## Why is this bad?

    The summary is what most people read, and all that they read. In one paragraph there is room for what happened, to
    whom, for how long, and by what it was contributed to; the rest has sections of its own.

    ## Example

    ```markdown
    ## Summary

    Checkout failed for 12% of requests for 30 minutes.

    It began when a change of the pool's settings was rolled out.

    - The change had been tested with an empty pool.
    ```

    Write instead:

    ```markdown
    ## Summary

    Checkout failed for 12% of requests for 30 minutes, after a change of the pool's settings that had been tested
    with an empty pool was rolled out.
    ```
    """
    for part in subject.reading.outline.of("summary")[:1]:  # what happened may be told at length elsewhere
        if part.parent is not None and part.parent.about == "analysis":
            continue
        blocks = [block for below in part.walk() if below.kind != "timeline" for block in below.blocks]
        labelled = {block for block in blocks if block.item is None and _label(block)}
        if len(labelled) >= _SEVERAL:  # a paragraph for each field
            blocks = [block for block in blocks if block not in labelled]
        if part.heading is not None and _paragraphs(blocks) > 1:
            yield Found(
                place=part.heading.place, message=_how_long(blocks), suggestion="keep the summary to a paragraph"
            )
    lead = subject.reading.outline.lead
    if subject.reading.outline.of("summary") or "summary" in _labelled(lead.blocks):
        return
    telling = [block for block in lead.blocks if not _label(block) and (block.item is not None or _tells(block))]
    if _paragraphs(telling) > 1:
        first = next(block for block in telling if block.kind == "paragraph" and says_something(block))
        yield Found(place=first.place, message=_how_long(telling), suggestion="keep the summary to a paragraph")


def _explains(part: Part) -> bool:
    """Whether a section with a name of its own tells why something happened."""
    told = " ".join(block.prose for block in part.blocks if block.kind in ("paragraph", "cell"))
    return len(told.split()) >= _A_STORY and _WHY.search(told) is not None


def _tells(block: Block) -> bool:
    """Whether a block before the first section tells something, and is no field such as `- **Date**: 2 March`, and
    not who wrote it.
    """
    field = _label(block) if block.item is not None else _is_fields(block)
    signed = block.slanted or _BY.match(block.text) or next(days_in(block.text[:120]), None) is not None
    by = signed and len(block.text.split()) <= _BYLINE
    return block.kind == "paragraph" and not block.quoted and says_something(block) and not (field or by)


def _opens(block: Block) -> bool:
    """Whether a block before the first section tells what happened, and not only in which zone its times are."""
    return _tells(block) and len(block.text.split()) >= _AN_OPENING and zone_in_sentence(block.prose) is None


def _label(block: Block) -> str:
    """What a block begins with in bold before a colon or a dash; empty where it does not."""
    strong = block.inline.strong
    label, colon, _ = block.text.partition(":")
    if not strong or strong[0][0]:
        return ""
    if colon and len(label) <= strong[0][1]:
        return label
    return block.text[: strong[0][1]] if _DASH.match(block.text, strong[0][1]) else ""


def _labelled(blocks: Sequence[Block]) -> set[SectionKind]:
    """The sections that paragraphs name in bold before they tell them: `**Root causes**: the pool had no limit`."""
    return {
        kind_of(label, whole=True)
        for block in blocks
        if block.kind == "paragraph" and (label := _label(block) if block.item is None else _plain_label(block))
    }


def _plain_label(block: Block) -> str:
    """What a point begins with before a colon: `- Root causes: the pool had no limit`; empty where it does not."""
    label, colon, value = block.text.partition(":")
    return label if colon and value.strip() and len(label) <= _LONGEST_LABEL else ""


def _is_undivided(part: Part) -> bool:
    """Whether lessons are not divided in what went well and what did not."""
    return not any(
        below.kind in ("went-well", "could-be-better", "lucky") for below in part.walk() if below is not part
    )


def _paragraphs(blocks: list[Block]) -> int:
    """How many paragraphs there are; a list is one."""
    lists, count = set(), 0
    for block in blocks:
        if block.kind != "paragraph" or not says_something(block) or _is_fields(block) or _is_a_date(block):
            continue
        if block.item is not None:
            outermost = block.item
            while outermost.parent is not None:
                outermost = outermost.parent
            if outermost.list not in lists:
                lists.add(outermost.list)
                count += 1
        elif not block.quoted and _is_more_than_a_link(block):
            count += 1
    return count


def _is_fields(block: Block) -> bool:
    """Whether a paragraph is several fields with their labels in bold: `**Date**: 2 March **Status**: Resolved`."""
    return bool(_label(block)) and len(block.inline.strong) >= _SEVERAL


def _is_a_date(block: Block) -> bool:
    """Whether a paragraph is nothing but the day, or the time, of what is told."""
    stamp = stamp_at(block.text)
    return stamp is not None and not block.text[stamp.rest :].strip(" .")


def _is_more_than_a_link(block: Block) -> bool:
    if not block.links:
        return bool(block.text.strip())
    # `Details: https://…` is a link with a label.
    return len(block.text.strip()) - sum(link.end - link.start for link in block.links) > 20


def _how_long(blocks: list[Block]) -> str:
    return f"the summary has {_paragraphs(blocks)} paragraphs or lists"
