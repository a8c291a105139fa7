"""Comments that silence a rule on the next block, with a reason."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from preceptor.model.writeup import Place
from preceptor.writeup.document import Block, Document
from preceptor.writeup.rules.base import RULES, Found, Subject, rule

_COMMAND = "preceptor:"


@dataclass(frozen=True, slots=True)
class Ignore:
    """A comment that silences a rule."""

    place: Place
    code: str
    reason: str
    #: The lines in which it holds, both included.
    first: int
    last: int


@rule("X001", "an ignore without a reason", "warning")
def without_reason(subject: Subject) -> Iterator[Found]:
    """A comment that silences a rule gives no reason, or names no rule.

    `<!-- preceptor: ignore B301 because … -->` silences B301 on the next block: a paragraph, a heading, a whole list
    or a whole table. Within a paragraph or a point of a list it holds for that one alone. Before everything else in
    the document it also holds for what is reported of the document as a whole. Without a reason it silences nothing.

    ## Why is this bad?

    Whoever comes next cannot tell a considered exception from an annoyed one, and does not dare to remove either.

    ## Example

    ```markdown
    <!-- preceptor: ignore B301 -->

    The contract says that the report should have been sent within a day.
    ```

    Write instead:

    ```markdown
    <!-- preceptor: ignore B301 because the contract is quoted -->

    The contract says that the report should have been sent within a day.
    ```
    """
    for one in ignores(subject.document):
        if one.code not in RULES:
            message = f"there is no rule {one.code[:20]}" if one.code else "no rule is named"
            yield Found(
                place=one.place, message=message, suggestion="write: <!-- preceptor: ignore B301 because … -->"
            )
        elif not one.reason:
            yield Found(
                place=one.place,
                message=f"{one.code} is ignored without a reason",
                suggestion=f"write: <!-- preceptor: ignore {one.code} because … -->",
            )


def ignores(document: Document) -> tuple[Ignore, ...]:
    """Every such comment in a document, those without a reason too."""
    found = []
    blocks = [block for block in document.blocks if block.kind != "front-matter"]
    outer = _outer(blocks)
    begins = [first for first, _ in outer]
    inline = {place: block for block in blocks for place, _ in block.inline.comments}
    for place, text in document.comments:
        if (told := _told(text)) is None:
            continue
        code, reason = told
        if place in inline:
            first, last = inline[place].place.line, inline[place].until
        else:
            index = bisect_right(begins, place.line)
            first, last = outer[index] if index < len(outer) else (place.line, place.line)
            first = first if index else 1
        found.append(Ignore(place, code, reason, first, last))
    return tuple(found)


class Silence:
    """The lines in which a rule is silent."""

    def __init__(self, several: Iterable[Ignore]) -> None:
        """Take the comments that silence it; where they overlap, they are one."""
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        for one in sorted(several, key=lambda one: one.first):
            if self._lasts and one.first <= self._lasts[-1]:
                self._lasts[-1] = max(self._lasts[-1], one.last)
            else:
                self._firsts.append(one.first)
                self._lasts.append(one.last)

    def holds(self, line: int) -> bool:
        """Whether the rule is silent in a line."""
        index = bisect_right(self._firsts, line) - 1
        return index >= 0 and line <= self._lasts[index]


def silences(document: Document) -> dict[str, Silence]:
    """By code where a rule is silent, for a reason."""
    found: dict[str, list[Ignore]] = {}
    for one in ignores(document):
        if one.reason:
            found.setdefault(one.code, []).append(one)
    return {code: Silence(several) for code, several in found.items()}


def _told(text: str) -> tuple[str, str] | None:
    """The code and the reason that a comment gives; None where it is another comment."""
    command, _, rest = text.strip().partition(" ")
    verb, _, rest = rest.strip().partition(" ")
    if command != _COMMAND or verb != "ignore":
        return None
    code, _, rest = rest.strip().partition(" ")
    because, _, reason = rest.strip().partition(" ")
    return code, " ".join(reason.split()) if because == "because" else ""


def _outer(blocks: list[Block]) -> list[tuple[int, int]]:
    """From which to which line each block of the document's own level stands: a list and a table are one."""
    found: list[tuple[int, int]] = []
    before: object = None
    for block in blocks:
        if block.kind == "comment":
            before = None
            continue
        item = block.item
        while item is not None and item.parent is not None:
            item = item.parent
        whole = ("list", item.list) if item else ("table", block.cell.table) if block.cell else None
        if whole is not None and whole == before:
            found[-1] = (found[-1][0], max(found[-1][1], block.until))
        else:
            found.append((item.place.line if item else block.place.line, block.until))
        before = whole
    return found
