"""How fast write-ups are checked, against parsing their Markdown alone, and how the time grows on hostile ones.

    python -m bench.lint [--documents FOLDER] [--rounds N] [--size BYTES]

The post-mortems of the tests by default. Processor time of one core; the runs take turns; medians. A hostile document
is checked at a quarter, half and all of the size; where four times the length takes four times the time, it grows
with the length alone. No document may be longer than 1 MiB, so a larger size measures how fast it is refused.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from markdown_it import MarkdownIt

from preceptor.catalog.language import read_language
from preceptor.errors import BadInput
from preceptor.model.language import Language
from preceptor.writeup.checking import check
from preceptor.writeup.reading import read

SET = Path(__file__).resolve().parents[1] / "tests" / "data" / "postmortems"


def _entries(count: int) -> str:
    times = (f"- 2026-03-02 {number // 60 % 24:02}:{number % 60:02} it should have failed" for number in range(count))
    return "## Timeline\n\n" + "\n".join(times)


#: Documents of about so many bytes that take a reader's weak spots.
HOSTILE: Mapping[str, Callable[[int], str]] = {
    "quotes in quotes": lambda size: ("> " * 200 + "x\n") * (size // 402),
    "lists in lists": lambda size: "\n".join("  " * (number % 400) + "- x" for number in range(size // 404)),
    "one long line": lambda size: "The pool should have a limit of 200 connections. " * (size // 49),
    "one long word": lambda size: "a" * size,
    "empty points": lambda size: "# Timeline\n\n- \n\n" * (size // 18),
    "a run of spaces": lambda size: "## Action items\n\n- x" + " " * size + "y",
    "a wide table": lambda size: (
        "| a " * (size // 8) + "|\n" + "|-" * (size // 8) + "|\n" + "| b " * (size // 8) + "|"
    ),
    "a long table": lambda size: "| When | What |\n|---|---|\n" + "| 10:00 | why did who |\n" * (size // 24),
    "open brackets": lambda size: "[" * size,
    "open links": lambda size: "[a](" * (size // 4),
    "emphasis": lambda size: "*a **b _c __d " * (size // 14),
    "backticks": lambda size: " ".join("`" * (1 + number % 300) for number in range(size // 151)),
    "open comments": lambda size: "<!-- " * (size // 5),
    "ignores": lambda size: "<!-- preceptor: ignore B301 because x -->\n\nit should have been\n\n" * (size // 64),
    "quotation marks": lambda size: "\"a 'b “c " * (size // 9),
    "counterfactuals": lambda size: "should not also have been " * (size // 26),
    "halves of phrases": lambda size: "if if had why was the why was the " * (size // 34),
    "handles": lambda size: "@a Kim @b JS " * (size // 13),
    "digits": lambda size: "1" * size,
    "durations": lambda size: "The outage lasted 3 hours. " * (size // 27),
    "entries": lambda size: _entries(size // 43),
    "entries and durations": lambda size: _entries(size // 86) + "\n\n" + "Time to recovery: 7 days. " * (size // 52),
    "entries in a line": lambda size: "## Timeline\n\n" + "10:00 **a** [b](http://c)      <br>" * (size // 36),
    "entries in a paragraph": lambda size: "## Timeline\n\n" + "10:00 **a** [b](http://c)\n" * (size // 26),
    "headings": lambda size: "## Timeline\n" * (size // 12),
    "recommendations": lambda size: "## Action items\n\n" + "- Improve it, @a, #1, by 2026-03-02\n" * (size // 36),
    "controls": lambda size: "## Safety controls\n\n" + "- Review: meant to see; failed because x\n" * (size // 40),
    "listed sections": lambda size: "- **Impact**: x\n- **Timeline**:\n  - Noticed at 10:14\n" * (size // 55),
    "tags in tags": lambda size: "<ul><li>" * (size // 8),
    "tags in a line": lambda size: "<p>" + "<b>a</b> " * (size // 9) + "</p>",
    "tags that wait": lambda size: "<p>a" + "<b>" * (size // 7) + "</b>" * (size // 7),
    "quotes in tags": lambda size: "<blockquote>" * (size // 14) + "<p>a" * (size // 28),
    "rows in tags": lambda size: (
        "<table><tr>" + "<td>a" * (size // 10) + "".join(f"<tr><td>{number:02}:10" for number in range(size // 28))
    ),
    "open comments in tags": lambda size: "<p>a" + "<!-- " * (size // 5),
    "tags without an end": lambda size: "<p>a\n" + "<a \n" * (size // 4),
    "tags between paragraphs": lambda size: "<table>\n\na\n\n" * (size // 12),
    "times in code": lambda size: "## Timeline\n\n```\n" + "10:00 a\n b\n" * (size // 11),
    "reference definitions": lambda size: "[a]: b\n" * (size // 14) + "[a]\n" * (size // 8),
}


def _seconds(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


def _throughput(folder: Path, language: Language, rounds: int) -> None:
    texts = [file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.md")) if file.name != "README.md"]
    markdown = MarkdownIt("commonmark").enable("table")
    actions = {
        "markdown-it-py alone": lambda: [markdown.parse(text) for text in texts],
        "reading": lambda: [read(text) for text in texts],
        "checking": lambda: [check(text, language=language) for text in texts],
    }
    times: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds + 1):
        for name, action in actions.items():
            times[name].append(_seconds(action))
    medians = {name: statistics.median(several[1:]) for name, several in times.items()}
    characters = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} documents of {characters:,.0f} characters on average; a second and core:")
    for name, seconds in medians.items():
        print(f"  {name:<22} {len(texts) / seconds:>7,.0f}")
    print(
        f"checking takes {medians['checking'] / medians['markdown-it-py alone']:.1f} times the parsing alone",
        flush=True,
    )


def _growth(language: Language, size: int) -> None:
    print(f"hostile documents of {size // 4:,}, {size // 2:,} and {size:,} bytes, in seconds:")
    for name, made in HOSTILE.items():
        times = []
        for length in (size // 4, size // 2, size):
            text = made(length)
            times.append(_seconds(lambda text=text: _checked(text, language)))
        shown = "  ".join(f"{one:>7.3f}" for one in times)
        print(
            f"  {name:<22} {shown}   4 times the length: {times[2] / max(times[0], 1e-4):.1f} times the time",
            flush=True,
        )


def _checked(text: str, language: Language) -> None:
    with suppress(BadInput):
        check(text, language=language)


def main() -> None:
    """Print the throughput and the growth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, default=SET)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--size", type=int, default=512 * 1024)
    asked = parser.parse_args()
    language, findings = read_language(None)
    assert language is not None, findings
    _throughput(asked.documents, language, asked.rounds)
    _growth(language, asked.size)


if __name__ == "__main__":
    main()
