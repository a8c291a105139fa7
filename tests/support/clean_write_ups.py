"""The clean write-ups in tests/data, as lines in which one thing can be changed.

Lines are counted from 1, as findings count them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parents[1] / "data" / "writeup-clean"

_TIME = r"(?P<time>\d{1,2}:\d\d)"
_DATE = r"(?P<date>\d{4}-\d\d-\d\d )"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a write-up is laid out."""

    #: The line with which an entry begins, what happened as its last group.
    entry: re.Pattern[str]
    #: The line that says where the clock hangs, and the zone in it.
    zone: str
    #: Another zone, and by how many hours its clock is ahead.
    other: tuple[str, int]
    #: The headings of the sections that every write-up has.
    sections: Mapping[str, str]
    #: Headings that hold sections.
    above: tuple[str, ...] = ()
    #: The line with which a recommendation begins.
    recommendation: re.Pattern[str]
    controls: str
    systemic: str
    missing: str


LAYOUTS: Mapping[str, Layout] = {
    "table": Layout(
        entry=re.compile(rf"\| {_DATE}{_TIME} \| (?P<text>.+) \|$"),
        zone="UTC",
        other=("CET", 1),
        sections={
            "summary": "## Summary",
            "timeline": "## Timeline",
            "what went well": "## What went well",
            "what could be better": "## What could be better",
            "analysis": "## Analysis",
            "recommendations": "## Recommendations",
        },
        recommendation=re.compile(r"\| (?P<text>[^|]+) \| @\w+ \|"),
        controls="### Safety controls",
        systemic="### Systemic factors",
        missing="### Missing controls",
    ),
    "bullets": Layout(
        entry=re.compile(rf"- {_DATE}{_TIME} (?P<text>.+)$"),
        zone="CEST",
        other=("UTC", -2),
        sections={
            "summary": "## TL;DR",
            "timeline": "## Chronology",
            "what went well": "### What went well",
            "what could be better": "### What could have gone better",
            "analysis": "## Contributing factors",
            "recommendations": "## Action items",
        },
        above=("## Lessons learned",),
        recommendation=re.compile(r"- \[ \] (?P<text>[^.]+)\."),
        controls="### Safety controls",
        systemic="### Systemic factors",
        missing="### What had no control",
    ),
    "headings": Layout(
        entry=re.compile(rf"### {_DATE}?{_TIME} - (?P<text>.+)$"),
        zone="UTC",
        other=("CEST", 2),
        sections={
            "summary": "## Executive summary",
            "timeline": "## Timeline (UTC)",
            "what went well": "## What went well",
            "what could be better": "## What could be better",
            "analysis": "## Analysis",
            "recommendations": "## Follow-ups",
        },
        recommendation=re.compile(r"### (?P<text>(?:Ask|Stop) .+)$"),
        controls="### Safety controls",
        systemic="### Systemic factors",
        missing="### Missing controls",
    ),
    "paragraphs": Layout(
        entry=re.compile(rf"{_TIME} [ap]m: (?P<text>.+)$"),
        zone="Europe/Berlin",
        other=("UTC", -2),
        sections={
            "summary": "**Summary**",
            "timeline": "**Timeline**",
            "what went well": "**What went well**",
            "what could be better": "**What could be better**",
            "analysis": "**Analysis**",
            "recommendations": "**Recommendations**",
        },
        recommendation=re.compile(r"\d\. (?P<text>[^(]+) \("),
        controls="**Safety controls**",
        systemic="**Systemic factors**",
        missing="**Missing controls**",
    ),
}


@dataclass(frozen=True)
class WriteUp:
    """A write-up as its lines. Each change gives a new one."""

    layout: Layout
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The document."""
        return "\n".join(self.lines) + "\n"

    def line(self, number: int) -> str:
        """The line with this number."""
        return self.lines[number - 1]

    def find(self, wanted: str) -> int:
        """The number of the line that is `wanted`."""
        return self.lines.index(wanted) + 1

    def with_lines(self, begin: int, end: int, lines: Sequence[str]) -> "WriteUp":
        """Put `lines` in the place of those from `begin` up to, but without, `end`."""
        return replace(self, lines=(*self.lines[: begin - 1], *lines, *self.lines[end - 1 :]))

    def with_line(self, number: int, line: str) -> "WriteUp":
        """Put another line in the place of one."""
        return self.with_lines(number, number + 1, [line])

    def changed(self, number: int, old: str, new: str) -> "WriteUp":
        """Write `new` for the first `old` in a line, which must be there."""
        assert old in self.line(number), (old, self.line(number))
        return self.with_line(number, self.line(number).replace(old, new, 1))

    @property
    def entries(self) -> tuple[int, ...]:
        """The lines with which the entries of the timeline begin."""
        return tuple(number for number in range(1, len(self.lines) + 1) if self.entry(number))

    def entry(self, number: int) -> re.Match[str] | None:
        """The entry that begins in this line."""
        return self.layout.entry.match(self.line(number))

    @property
    def recommendations(self) -> tuple[int, ...]:
        """The lines with which the recommendations begin."""
        begin, end = self.section("recommendations")
        return tuple(
            number for number in range(begin, end) if self.layout.recommendation.match(self.line(number)) is not None
        )

    def span(self, number: int) -> tuple[int, int]:
        """From where up to where the entry or recommendation of this line stands, without blank lines."""
        begins = (*self.entries, *self.recommendations, *self._headings, len(self.lines) + 1)
        end = min(begin for begin in begins if begin > number)
        while not self.line(end - 1):
            end -= 1
        return number, end

    @property
    def _headings(self) -> tuple[int, ...]:
        return tuple(self.find(heading) for heading in (*self.layout.sections.values(), *self.layout.above))

    def section(self, kind: str) -> tuple[int, int]:
        """From where up to where a section stands, with the blank lines behind it."""
        begin = self.find(self.layout.sections[kind])
        return begin, min((other for other in self._headings if other > begin), default=len(self.lines) + 1)

    @property
    def zone_line(self) -> int:
        """The line that says in which zone the timeline is."""
        begin, end = self.section("timeline")
        return next(number for number in range(begin, end) if self.layout.zone in self.line(number))


@cache
def clean(layout: str) -> WriteUp:
    """The clean write-up in this layout."""
    return WriteUp(LAYOUTS[layout], tuple((HERE / f"{layout}.md").read_text().splitlines()))
