"""Sections: whether a write-up has all of its parts, where readers look for them."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from preceptor.model.writeup import Place, SectionKind
from preceptor.writeup.rules.base import Found, Subject, rule
from preceptor.writeup.rules.openings import label, labelled, opens, tells
from preceptor.writeup.rules.owed import DONE_GROUP
from preceptor.writeup.sections import Part

#: What every write-up needs, and which sections serve.
_NEEDED: Final[Mapping[str, tuple[SectionKind, ...]]] = {
    "summary": ("summary",),
    "timeline": ("timeline",),
    "what went well": ("went-well",),
    "what could be better": ("could-be-better",),
    "analysis": ("analysis", "system", "environment", "controls", "systemic", "missing"),
    "recommendations": ("recommendations",),
}
_CONCLUSION: Final = re.compile(r"\W*(?:\d{1,3}[.)]\s)?conclusions?\W*", re.IGNORECASE)
#: What tells why, and words of a section that does more than mention it. Our choice.
_WHY: Final = re.compile(
    r"\b(?:root cause|(?:the|a|its) (?:cause|reason|culprit)|caused by|causes? (?:of|was|were)|because|due to|led to"
    r"|resulted in|triggered|turned out|the (?:bug|problem|issue|fault) (?:was|is))\b",
    re.IGNORECASE,
)
_A_STORY: Final = 60
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

    ## Configuration

    Names of sections beside the English ones stand under `sections` in `process/language.yaml`, also your own.
    """
    names = subject.document.names
    there: set[SectionKind] = {part.kind for part in subject.reading.outline.parts}
    # What happened may be told with its times where a heading says why.
    there |= {
        "analysis" for part in subject.reading.outline.of("timeline") if names.kind_of(part.title) == "analysis"
    }
    for part in subject.reading.outline.parts:
        if part.about == "other":
            there |= {"analysis"} if _explains(part) else set()
            there |= labelled([block for block in part.blocks if block.item is None], names)
    if any(opens(block) for block in subject.reading.outline.lead.blocks):
        there.add("summary")
    there |= labelled(subject.reading.outline.lead.blocks, names)
    for part in subject.reading.outline.of("summary"):
        there |= labelled(list(part.all_blocks()), names)
    # Lessons and actions may stand together.
    together = [part for part in subject.reading.outline.of("recommendations") if names.mentions_lessons(part.title)]
    for part in (*subject.reading.outline.of("lessons"), *together):
        points = [block for block in part.all_blocks() if block.opens_item]
        there |= labelled(points, names) | {names.kind_of(label(block), whole=True) for block in points}
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
        if part.kind == "summary" and not any(tells(block) for block in part.all_blocks()):
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


def _explains(part: Part) -> bool:
    """Whether a section with a name of its own tells why something happened."""
    told = " ".join(block.prose for block in part.blocks if block.kind in ("paragraph", "cell"))
    return len(told.split()) >= _A_STORY and _WHY.search(told) is not None


def _is_undivided(part: Part) -> bool:
    """Whether lessons are not divided in what went well and what did not."""
    return not any(
        below.kind in ("went-well", "could-be-better", "lucky") for below in part.walk() if below is not part
    )
