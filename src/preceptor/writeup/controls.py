"""The analysis after CAST: safety controls, and how each of them failed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from preceptor.model.writeup import ControlFailure, Item, Place, SafetyControl
from preceptor.writeup.document import Block, Document, Table
from preceptor.writeup.fields import Labels, columns_of, is_field_line, meaningful, take_fields
from preceptor.writeup.inline import plain
from preceptor.writeup.sections import Outline, Part, says_something
from preceptor.writeup.source import cell_source, chunks, items, source_in_item, source_of

LABELS: Final = Labels.of(
    {
        "meant": r"meant(?: to)?|what it was meant to do|purpose|intended(?: to)?|intention|explanation",
        "failed": r"failed|failures?|how it failed|what failed|how did it fail",
        "believed": r"believed|beliefs?|what (?:its|the) people (?:and software )?believed|mental models?",
        "context": r"context|in (?:what|which) context",
    }
)
_COLUMNS: Final = {
    "meant": r"(?:was )?meant.*|purpose|intended.*|intention|explanation|description|what",
    "failed": r"(?:how (?:it|did it) )?fail.*",
    "believed": r"belie.*|mental model.*",
    "context": r"context",
    "name": r"(?:safety )?controls?|name|safeguard|barrier",
}
_COLUMN_PATTERNS = {name: re.compile(rf"\W*(?:{words})\W*", re.IGNORECASE) for name, words in _COLUMNS.items()}
_NAME = re.compile(
    r"\*\*(?P<bold>(?:\\.|[^*\\\n]){1,160}?)[:.]?\*\*[ \t]*[:.—–-]?[ \t]*"
    r"|(?P<plain>[^:.\n*_`(\\]{1,80}):[ \t]+"
)
#: All of it in one sentence: `meant to …; failed because …; believed that …; context: …`.
_CLAUSE = re.compile(
    r"(?:^|;\s)\s*(?P<what>meant to|failed(?: because| as| since)?|believed(?: that)?|context)\b:?\s*", re.IGNORECASE
)
_UNNAMED: Final = "(unnamed)"
_ABOUT_FAILURES = re.compile(r"\bfail", re.IGNORECASE)


@dataclass(kw_only=True)
class Found:
    """What the sections about controls hold."""

    controls: list[SafetyControl] = field(default_factory=list)
    failures: list[ControlFailure] = field(default_factory=list)
    #: What stands beside them.
    notes: list[Item] = field(default_factory=list)


def controls(document: Document, outline: Outline) -> Found:
    """Every safety control of a document; a failure that is told apart is put with its control."""
    found = Found()
    apart: list[tuple[Place, str, str]] = []
    for part in outline.parts:
        if part.about != "controls":
            continue
        failures = _tells_failures(part)
        for place, text in _texts(document, part, found.notes):
            if failures:
                name, rest = _named(text)
                kept, values = take_fields(rest, LABELS, inside=False)
                apart.append((place, name, " ".join(filter(None, (_one_line(kept), values.get("failed", ""))))))
            else:
                found.controls.append(_control(place, text))
        for table in _tables(document, part):
            found.controls.extend(_of_table(document, table))
    for place, name, text in apart:
        _put(found, place, name, text)
    return found


def _tells_failures(part: Part) -> bool:
    """Whether a section is about failures alone: `Failures of the controls`, beside `Safety controls`."""
    above: Part | None = part
    while above is not None and above.kind == "other":
        above = above.parent
    return above is not None and bool(_ABOUT_FAILURES.search(above.title))


def _texts(document: Document, part: Part, notes: list[Item]) -> Iterator[tuple[Place, str]]:
    """The Markdown of each control: a point, or a heading with what is under it."""
    if part.kind == "other":
        if part.heading is not None and any(says_something(block) for block in part.blocks):
            texts = [source_of(document, chunk) for chunk in chunks(part.blocks) if chunk.table is None]
            yield part.heading.place, "\n\n".join([f"**{part.title}**", *filter(None, texts)])
        return
    for chunk in chunks(part.blocks):
        if chunk.is_list:
            for item, blocks in items(chunk):
                if text := source_in_item(document, item, blocks):
                    yield blocks[0].place, text
        elif chunk.table is None and (text := source_of(document, chunk)):
            notes.append(Item(place=chunk.first.place, text=text))


def _tables(document: Document, part: Part) -> list[Table]:
    return [document.tables[chunk.table] for chunk in chunks(part.blocks) if chunk.table is not None]


def _control(place: Place, text: str) -> SafetyControl:
    name, rest = _named(text)
    kept, values = take_fields(rest, LABELS, inside=False)
    values = {**_clauses(_one_line(kept)), **values}
    meant = " ".join(filter(None, (values.get("meant", ""), values.get("kept", ""))))
    return SafetyControl(
        place=place,
        name=name,
        meant=meant,
        failed=values.get("failed", ""),
        believed=values.get("believed", ""),
        context=values.get("context", ""),
    )


def _clauses(text: str) -> dict[str, str]:
    """What the clauses of a sentence say, and as `kept` what stands before them; all of it, where there are none."""
    matches = list(_CLAUSE.finditer(text))
    # One of these words alone may be anything.
    if len(matches) < 2:
        return {"kept": text}
    ends = [*(match.start() for match in matches[1:]), len(text)]
    found = {"kept": text[: matches[0].start()].strip()}
    for match, end in zip(matches, ends, strict=True):
        said = text[match.end() : end].strip(" ;.")
        found.setdefault(match["what"].partition(" ")[0].casefold(), said)
    return found


def _named(text: str) -> tuple[str, str]:
    """The name that a point begins with, and the rest; a point without one is a name down to the end of its line."""
    if (match := _NAME.match(text)) and not is_field_line(text.partition("\n")[0], LABELS):
        return _name(match["bold"] or match["plain"]), text[match.end() :]
    first, _, rest = text.partition("\n")
    return _name(first), rest


def _name(markdown: str) -> str:
    return plain(markdown).rstrip(":. ") or _UNNAMED


def _one_line(text: str) -> str:
    return meaningful(" ".join(re.sub(r"^\s*(?:[-+*]\s+)?", "", line) for line in text.split("\n")))


def _of_table(document: Document, table: Table) -> Iterator[SafetyControl]:
    columns = columns_of([cell.text for cell in table.head], _COLUMN_PATTERNS, "name")
    columns.setdefault("name", 0)
    for row in table.rows[1:]:
        if any(says_something(cell) for cell in row):
            yield _of_row(document, table.head, row, columns)


def _of_row(
    document: Document, head: Sequence[Block], row: Sequence[Block], columns: dict[str, int]
) -> SafetyControl:
    said = {name: meaningful(cell_source(document, row[index])) for name, index in columns.items()}
    others = [
        f"{head[index].text.strip()}: {words}"
        for index, cell in enumerate(row)
        if index not in columns.values() and (words := meaningful(cell_source(document, cell)))
    ]
    return SafetyControl(
        place=row[columns["name"]].place,
        name=_name(said["name"]),
        meant=" ".join(filter(None, (said.get("meant", ""), f"({'; '.join(others)})" if others else ""))),
        failed=said.get("failed", ""),
        believed=said.get("believed", ""),
        context=said.get("context", ""),
    )


def _put(found: Found, place: Place, name: str, text: str) -> None:
    """Put a failure with its control, if it is listed and has none yet."""
    for index, control in enumerate(found.controls):
        if control.name.casefold() == name.casefold() and not control.failed:
            found.controls[index] = replace(control, failed=text or name, failed_place=place)
            return
    found.failures.append(ControlFailure(place=place, name=name, text=text))
