"""Which recommendations are still owed: what is done, or says that it was, owes nothing any more."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from preceptor.model.writeup import Place, Recommendation, Section
from preceptor.writeup.inline import plain
from preceptor.writeup.recommended import holds_recommendations
from preceptor.writeup.rules.base import Subject
from preceptor.writeup.rules.told import FINISHED, TO_COME, is_only_a_name, is_told, tells_of_the_past, told_together

#: A last sentence such as "Done in SHOP-512.", or the first behind a title: "Clocks: Done on all hosts."
_DONE: Final = re.compile(
    r"[.!)]\s{1,3}_?(?:done|completed|fixed|implemented)\b[^.!?]{0,40}[.!_]{0,3}\s{0,3}$"
    r"|^[^:\n]{3,80}:\W{0,4}(?:done|completed|fixed|implemented)\b(?! (?:when|once|by)\b)",
    re.IGNORECASE,
)
#: What is over, in words: "The account has been documented."
_HAS_BEEN: Final = re.compile(
    rf"^[^.!?:;]{{0,120}}?\b(?:has|have) (?:now |already |since )?been {FINISHED}\b"
    r"|(?:^|[.!)]\s{1,3}|\n\W{0,9})(?:this|it) (?:has been|was|is)"
    r" (?:now |already |since )?(?:done|fixed|completed|implemented)\b",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"\bhttps?://\S{1,2000}")
#: A heading of what was done during or after the incident.
DONE_GROUP: Final = re.compile(
    r"\b(?<!be )(?<!being )(?<!of )(?<!not )(?<!yet )(?:done|completed|taken|already|finished|implemented"
    r"|applied|performed|attempts?|attempted)\b"
    r"|[✅✔✓☑]"
    r"|^\W*(?:\d{1,3}[.)]\s)?(?:(?:added|moved|written) (?:in)?to"
    r"|what (?:(?:we(?:['’]ve| have)?|has|was|is) )?changed)\b",
    re.IGNORECASE,
)
#: A heading below which people list what they did and what there is, as well as what they will do.
_EITHER: Final = re.compile(
    r"\b(?:prevent\w*|remediat\w+|correcti\w+|mitigat\w+|counter-?measures?|measures|improvements|fixes|hardening"
    r"|safeguards|status|resulting)\b",
    re.IGNORECASE,
)
#: A heading of what those can do whom it hit, of how things are by now, or of why.
_ASKS_NOBODY: Final = re.compile(
    r"\b(?:for|to) (?:(?:the|all|our|end|affected)[ -])*(?:users?|customers|readers|you)\W*$"
    r"|\bwhat (?:you|users|customers) (?:should|can|need|must)\b"
    r"|\b(?:current|verified|final|end|target) (?:\w+ )?state\b|\brationale\b|^\W*why\b",
    re.IGNORECASE,
)
#: A heading below one of what was done, of what is still to come.
_LATER: Final = re.compile(
    r"\b(?:(?:short|medium|mid|long)(?:er)?[- ]term|next|future|later|planned|to[- ]?dos?|open|remaining|pending"
    r"|recommended|suggested|proposed|not yet)\b",
    re.IGNORECASE,
)
#: By when all is to be done that stands below a heading: `Short-term (this sprint)`, `Within 2 weeks`.
_BY_THEN: Final = re.compile(
    r"\b(?:this|next|current) (?:sprint|week|month|quarter)\b"
    r"|\b(?:within|next|in) (?:the next )?(?:\d{1,3}|an?|one|two|three|four|six)(?: ?[-–] ?\d{1,3})?[ -]"
    r"(?:hours?|days?|weeks?|months?|sprints?)\b",
    re.IGNORECASE,
)
#: One below which they list what is to be done alone.
_TO_DO: Final = re.compile(
    r"\b(?:action (?:items?|points?|plan)|to-?dos?|follow[- ]?ups?|next|recommend\w*|tasks?|open|items?|future"
    r"|planned|proposed)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def owed(subject: Subject) -> Sequence[tuple[Recommendation, str]]:
    """The recommendations that are still owed, and what a person reads of each, without addresses.

    Each rule asks for them, so those of one document are kept.
    """
    sections = subject.writeup.sections
    lines = [section.place.line for section in sections]
    unwritten = {
        block.place
        for block, places in subject.placeholders.items()
        if sum(end - start for start, end in places) * 2 >= len(block.text.strip())
    }
    done = _under(sections, DONE_GROUP, _LATER)
    perhaps = _under(sections, _EITHER, _TO_DO)
    asks_nobody = _under(sections, _ASKS_NOBODY)
    past = frozenset(told_together(subject.writeup.recommendations, lines))
    explained = _before_a_table(subject) | _behind_what_was_done(subject)
    # Where some boxes are ticked, an empty one below what is called done is still to do.
    ticked = {bisect_right(lines, one.place.line - 1) - 1 for one in subject.writeup.recommendations if one.done}
    found: list[tuple[Recommendation, str]] = []
    for one in subject.writeup.recommendations:
        if one.place in unwritten or one.place.line in explained:
            continue
        index = bisect_right(lines, one.place.line - 1) - 1
        if index >= 0 and asks_nobody[index]:
            continue
        text = _ADDRESS.sub(" ", plain(one.text))
        if (
            index + 1 < len(lines)
            and lines[index + 1] == one.place.line
            and is_only_a_name(one, text, subject.lexicon)
        ):
            continue
        is_done = one.done or _DONE.search(text) or _HAS_BEEN.search(one.text)
        told = (
            one.place in past
            or tells_of_the_past(one.group)
            or is_told(one, text, subject.lexicon, perhaps=index >= 0 and perhaps[index])
        )
        group_is_done = ((index >= 0 and done[index]) or DONE_GROUP.search(one.group)) and not (
            one.done is False and index in ticked
        )
        if not (is_done or told or (group_is_done and not TO_COME.match(text))):
            found.append((one, text))
    return found


def dated_by_headings(subject: Subject) -> frozenset[Place]:
    """Where the recommendations stand that a heading above them, or the title of their group, says the time of."""
    sections = subject.writeup.sections
    lines = [section.place.line for section in sections]
    dated = _under(sections, _BY_THEN)
    return frozenset(
        one.place
        for one in subject.writeup.recommendations
        if _BY_THEN.search(one.group) or ((at := bisect_right(lines, one.place.line - 1)) > 0 and dated[at - 1])
    )


def _before_a_table(subject: Subject) -> frozenset[int]:
    """The lines of the points that tell of recommendations in general, before the table that holds them."""
    found: set[int] = set()
    for part in subject.reading.outline.parts:
        if part.about != "recommendations":
            continue
        of_table = {block.cell.table for block in part.blocks if block.cell is not None}
        tables = [subject.document.tables[number] for number in sorted(of_table)]
        first = next((table.place.line for table in tables if holds_recommendations(table)), None)
        boxes = any(block.ticked is not None for block in part.blocks)
        if first is not None and not boxes:
            found.update(block.place.line for block in part.blocks if block.item and block.place.line < first)
    return frozenset(found)


def _behind_what_was_done(subject: Subject) -> frozenset[int]:
    """The lines of the points of lists that a line such as `Created two scripts:` stands before."""
    found: set[int] = set()
    for part in subject.reading.outline.parts:
        if part.about != "recommendations":
            continue
        behind = False
        for block in part.blocks:
            if block.item is None:
                behind = block.text.rstrip().endswith(":") and tells_of_the_past(block.text)
            elif behind:
                found.add(block.place.line)
    return frozenset(found)


def _under(sections: Sequence[Section], yes: re.Pattern[str], no: re.Pattern[str] | None = None) -> list[bool]:
    """For each section, whether its heading says so, or else the nearest one above it that says so or not so."""
    found: list[bool] = []
    above: list[tuple[int, bool]] = []
    for section in sections:
        while above and above[-1][0] >= section.level:
            above.pop()
        inherited = bool(above and above[-1][1]) and not (no and no.search(section.title))
        above.append((section.level, inherited or bool(yes.search(section.title))))
        found.append(above[-1][1])
    return found
