"""How often the linter and the editor agree: `python -m tests.support.precision [--held-out] [--show]`.

`--labels FILE --documents FOLDER` does the same for labels of documents that lie elsewhere, and `--labels FILE
--reader FILE` for what a second reader finds there, in the place of the linter.

Precision is the share of the linter's findings that the editor makes too, recall the share of the editor's findings
that the linter makes. Two findings are one where document, line and code are one (of S201 also the section). A table
is printed for the tuning set and, with `--held-out`, for the documents that no rule was tuned on. `--show` lists what
they disagree on, in the tuning set only.
"""

import argparse
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support import linting, post_mortems
from tests.support.post_mortems import SECTIONS, Mark

#: Codes that only give advice; timelines are counted also without them, as T106 alone is most of what is found.
ADVICE = frozenset({"T106", "T107", "T109"})
#: The families for which there is a goal.
FAMILIES = "TSBR"


@dataclass(frozen=True)
class Score:
    """Counts of findings."""

    #: Made by both.
    agreed: int
    #: Made by the linter alone.
    extra: int
    #: Made by the editor alone.
    overlooked: int

    @classmethod
    def of(cls, found: Collection[Mark], labels: Collection[Mark]) -> "Score":
        """Compare what the linter found with what the editor finds."""
        linter, editor = set(found), set(labels)
        return cls(len(linter & editor), len(linter - editor), len(editor - linter))

    @property
    def precision(self) -> str:
        """As a ratio and in counts."""
        return _ratio(self.agreed, self.agreed + self.extra)

    @property
    def recall(self) -> str:
        """As a ratio and in counts."""
        return _ratio(self.agreed, self.agreed + self.overlooked)


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.2f} ({part} of {whole})" if whole else "none"


def found_by_linter(document: str, folder: Path = post_mortems.HERE) -> frozenset[Mark]:
    """What the linter finds in a document."""
    return frozenset(
        Mark(document, finding.line, finding.code, _section(finding.message) if finding.code == "S201" else "")
        for finding in linting.found_in(post_mortems.text_of(document, folder))
    )


def _section(message: str) -> str:
    return next((section for section in SECTIONS if section in message.lower()), message)


def table(found: Collection[Mark], labels: Collection[Mark]) -> Iterator[str]:
    """The lines of a Markdown table: each family, and under it each of its codes that one of them has found."""
    yield "| | precision | recall |"
    yield "|---|---:|---:|"

    def row(name: str, counts: Callable[[str], bool]) -> str:
        score = Score.of([one for one in found if counts(one.code)], [one for one in labels if counts(one.code)])
        return f"| {name} | {score.precision} | {score.recall} |"

    for family in FAMILIES:
        yield row(f"**{family}**", lambda code, family=family: code.startswith(family))
        if family == "T":
            yield row("**T without advice**", lambda code: code.startswith("T") and code not in ADVICE)
        for code in sorted({one.code for one in (*found, *labels) if one.code.startswith(family)}):
            yield row(code, lambda other, code=code: other == code)


def disagreements(found: Collection[Mark], labels: Collection[Mark]) -> Iterator[str]:
    """What only one of them finds, by document and line."""
    linter, editor = set(found), set(labels)
    for one in sorted(linter ^ editor):
        who = "linter only" if one in linter else "editor only"
        yield f"{one.document}:{one.line}: {one.code} {one.section or ''} ({who})".replace("  ", " ")


def main(arguments: list[str] | None = None) -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(prog="python -m tests.support.precision", description=__doc__)
    options.add_argument("--held-out", action="store_true", help="also the documents that no rule was tuned on")
    options.add_argument("--show", action="store_true", help="what they disagree on in the tuning set")
    options.add_argument("--labels", type=Path, metavar="FILE", help="labels of other documents")
    options.add_argument("--documents", type=Path, metavar="FOLDER", help="where those lie")
    options.add_argument("--reader", type=Path, metavar="FILE", help="labels of a second reader of those")
    chosen = options.parse_args(arguments)
    if chosen.labels:
        labels = post_mortems.labels(chosen.labels)
        found: Collection[Mark]
        if chosen.reader:
            found = post_mortems.labels(chosen.reader)
        else:
            names = {one.document for one in labels}
            found = {one for name in names for one in found_by_linter(name, chosen.documents)}
        sys.stdout.write(
            "\n".join([*table(found, labels), "", *(disagreements(found, labels) if chosen.show else ())])
        )
        return
    held_out = post_mortems.held_out()
    tuning = [one for one in post_mortems.documents() if one not in held_out]
    sets = {"Tuning set": tuning} | ({"Held-out set": sorted(held_out)} if chosen.held_out else {})
    for name, documents in sets.items():
        found = {one for document in documents for one in found_by_linter(document)}
        labels = {one for one in post_mortems.labels() if one.document in documents}
        lines = [f"{name}: {len(documents)} documents", "", *table(found, labels), ""]
        if chosen.show and documents is tuning:
            lines += [*disagreements(found, labels), ""]
        sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
