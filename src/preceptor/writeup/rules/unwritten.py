"""What is still to be written: sections and points that are empty, and what a template left."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from preceptor.model.writeup import Place
from preceptor.writeup.names import Names
from preceptor.writeup.rules.base import Found, Subject, ends_at, rule
from preceptor.writeup.sections import Part, says_something
from preceptor.writeup.stamps import stamp_at

#: A heading that says it all: `Date: 2 March 2026`; not one with a picture in words: `:seedling: Causes`.
_VALUE: Final = re.compile(r"(?<!:)\b[^:=]{1,80}[:=]\s{1,9}\S")
#: A point without words, or with a title alone: `- **Owner**:`.
_LABEL: Final = r"[A-Z][\w/ -]{1,40}(?:\([^()\n]{1,40}\))?:"
_POINT: Final = re.compile(
    r"(?P<indent>[ \t]*)[-*+][ \t]*"
    rf"(?:\*\*[^*:]{{1,40}}(?::\*\*|\*\*[ \t]*[:–-])|(?P<field>{_LABEL}))?[ \t]*"
)
_FIELD: Final = re.compile(rf"[ \t]*[-*+][ \t]*{_LABEL}[ \t]*")
#: A field without marks, and one that is empty.
_BARE: Final = re.compile(rf"{_LABEL}(?:\s|$)")
_NEXT: Final = re.compile(r"\s*(?:[-*+#|]|\d{1,3}[.)]|$)")


@rule("S204", "a placeholder, or an empty section", "warning")
def placeholder(subject: Subject) -> Iterator[Found]:
    """A section is empty, or something in the document stands for what is still to be written.

    Placeholders are words such as TODO and TBD, a bare question mark in the place of a value, and the sentences of a
    template that tell what to write. "Todo" in a column of statuses, or before what is to be done, is an answer, and
    none. Where a template asks in italics below each heading, a section with nothing else is empty.

    ## Why is this bad?

    Readers cannot tell what is unknown from what was forgotten, and what is to be done later is not done.

    ## Example

    ```markdown
    ## Lessons learned

    ## Statistics

    - Time to detection: ?
    ```

    Write instead:

    ```markdown
    ## Lessons learned

    - The pool had no limit.

    ## Statistics

    - Time to detection: 8 minutes
    ```

    ## Configuration

    The words are `placeholders` and `instructions` in `process/language.yaml`.
    """
    outline = subject.reading.outline
    sections = subject.writeup.sections
    for part, section in zip(outline.parts, sections, strict=True):
        is_day = part.about == "timeline" and stamp_at(part.title) is not None
        empty = section.empty or _is_only_asked_for(subject, part)
        if empty and part.title and not (part.parts or is_day or _VALUE.search(part.title)):
            yield Found(
                place=section.place,
                message="the section is empty",
                suggestion="write it, or say why there is nothing",
            )
    covered = {line for one in sections if one.empty for line in range(one.place.line, one.until + 1)}
    for line in _empty_points(subject):
        if line in covered:
            continue
        yield Found(place=Place(line=line), message="the point is empty", suggestion="write it, or remove it")
    for block, places in subject.placeholders.items():
        for start, end in places:
            yield Found(
                place=block.place_at(start),
                end=ends_at(block, start, end),
                message="this stands for something that is still to be written",
                suggestion="write it, or say that it is not known and why",
            )


def _is_only_asked_for(subject: Subject, part: Part) -> bool:
    """Whether all that stands below a heading is what a template asks for."""
    told = [block for block in part.blocks if says_something(block)]
    return bool(told) and all(block in subject.prompts for block in told)


def _empty_points(subject: Subject) -> Iterator[int]:
    """The lines of points that say nothing, or nothing behind their title."""
    document = subject.document
    within = {
        line
        for block in document.blocks
        if block.kind not in ("paragraph", "cell")
        for line in range(block.place.line, block.until + 1)
    }
    following, below = "", False
    for number, line in reversed(list(enumerate(document.lines, 1))):
        if not line.strip():
            continue
        match = None if number in within else _POINT.fullmatch(line)
        deeper = match is not None and len(following) - len(following.lstrip()) > len(match["indent"])
        empty = match is not None and not deeper and _NEXT.match(following) is not None
        field = empty and match is not None and bool(match["field"])
        # One label without marks may be the title of the points that follow; several are fields.
        before = _before(document.lines, number)
        if (empty and (not field or below or _FIELD.fullmatch(before))) or (
            number not in within and _is_empty_field(before, line, following, document.names)
        ):
            yield number
        following, below = line, field


def _is_empty_field(before: str, line: str, following: str, names: Names) -> bool:
    """Whether a line is a label without a value among others: `Owner: @kim`, `Involved:`, `Date: 2 March`."""
    label = line.rstrip()
    if not _BARE.fullmatch(label) or names.kind_of(label) != "other":
        return False
    return _BARE.match(before) is not None and _BARE.match(following) is not None


def _before(lines: Sequence[str], number: int) -> str:
    """The last line before one, counted from 1, that is not blank."""
    return next((line for line in reversed(lines[max(number - 3, 0) : number - 1]) if line.strip()), "")
