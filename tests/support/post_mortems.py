"""The public post-mortems in tests/data, and what a strict and fair editor finds in them."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parents[1] / "data" / "postmortems"


@dataclass(frozen=True, order=True)
class Mark:
    """One finding in one document, an editor's or a rule's."""

    document: str
    #: Counted from 1.
    line: int
    code: str
    #: Of S201 the section that is missing; empty for every other code.
    section: str = ""


#: The sections that S201 asks for.
SECTIONS = ("summary", "timeline", "what went well", "what could be better", "analysis", "recommendations")


@cache
def documents() -> tuple[str, ...]:
    """The names of all documents, sorted."""
    return tuple(sorted(str(path.relative_to(HERE)) for path in HERE.glob("*/*.md")))


@cache
def held_out() -> frozenset[str]:
    """The documents that no rule may be tuned on."""
    return frozenset((HERE / "held-out.txt").read_text().split())


def text_of(document: str, folder: Path = HERE) -> str:
    """The document as it was published."""
    return (folder / document).read_text()


def rows(path: Path = HERE / "labels.csv") -> Iterator[dict[str, str]]:
    """The rows of a table of labels as they stand there."""
    with path.open(newline="") as file:
        yield from csv.DictReader(file)


@cache
def labels(path: Path = HERE / "labels.csv") -> frozenset[Mark]:
    """What the editor finds."""
    return frozenset(
        Mark(row["document"], int(row["line"]), row["code"], row["note"] if row["code"] == "S201" else "")
        for row in rows(path)
    )
