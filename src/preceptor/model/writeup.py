"""A write-up as data: what a reader finds in the document, with the place where it stands.

Places count from 1, in lines and characters. Two write-ups are equal when they say the same, wherever it stands.
Texts are Markdown, as their authors wrote them; names, owners and dates are plain.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from preceptor.model import canonical

#: How front matter in TOML begins: with a key, or with the name of a table.
TOML: Final = re.compile(r"[\w-]+\s*=|\[{1,2}[\w.-]+\]")


@dataclass(frozen=True, kw_only=True, order=True, slots=True)
class Place:
    """Where something stands in a text."""

    #: Both counted from 1, in characters.
    line: int = 1
    column: int = 1


#: What a section is about, under whatever name. `lessons` and `analysis` hold others; `other` is none of ours.
SectionKind = Literal[
    "summary",
    "impact",
    "timeline",
    "lessons",
    "went-well",
    "could-be-better",
    "lucky",
    "analysis",
    "system",
    "environment",
    "controls",
    "systemic",
    "missing",
    "recommendations",
    "other",
]
#: How an entry's date is known: written at it, once for the day (at an entry before it), in a heading above it, in
#: the title of the document.
DateTold = Literal["entry", "day", "heading", "title"]
#: Where a time zone is written: at the entry, in the head of the column, in a sentence, in a heading, in the title.
ZoneTold = Literal["entry", "column", "sentence", "heading", "title"]
#: How exactly a time is given.
Resolution = Literal["seconds", "minutes", "hours", "day"]
#: What a recommendation changes, and what it does against the incident.
RecommendationKind = Literal["software", "configuration", "process"]
Effect = Literal["prevent", "detect", "mitigate"]


@dataclass(frozen=True, kw_only=True)
class Zone:
    """A time zone as somebody wrote it."""

    place: Place = field(default=Place(), compare=False)
    #: As written: `CET`, `UTC+1`, `Europe/Berlin`, `+02:00`.
    text: str
    told: ZoneTold = field(default="sentence", compare=False)
    #: Whether it is known which clock is meant. An abbreviation such as IST or CST stands for several: None is
    #: chosen for none of them.
    ambiguous: bool = False


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """One thing that happened."""

    place: Place = field(default=Place(), compare=False)
    #: The time as written, empty where there is none.
    when: str = field(default="", compare=False)
    #: What the clock showed, without a zone; midnight where only the day is given; None where the day cannot be told.
    local: datetime | None = None
    #: What the clock showed, in seconds since midnight, also where the day cannot be told; None without a time.
    clock: int | None = None
    #: The moment, aware; None where there is no zone either.
    at: datetime | None = None
    #: The end of a range, on the same clock as `local`.
    until: datetime | None = None
    #: None where the date cannot be told.
    date_told: DateTold | None = field(default=None, compare=False)
    #: Only what is written at this entry; else the timeline's holds.
    zone: Zone | None = None
    #: "ca. 10:30", "~10:30".
    approximate: bool = False
    #: None where neither time nor day is given.
    resolution: Resolution | None = None
    #: Markdown.
    text: str = ""
    #: Addresses that it points to, each once.
    references: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """What happened, in the order in which it is written."""

    place: Place = field(default=Place(), compare=False)
    #: What tells it from the others; empty for the first, which the section is named for.
    title: str = ""
    #: The zone of all entries that have none of their own.
    zone: Zone | None = None
    entries: tuple[TimelineEntry, ...] = ()
    #: What is said beside the entries.
    notes: "tuple[Item, ...]" = ()


@dataclass(frozen=True, kw_only=True)
class SafetyControl:
    """A part of the system that is there to keep a failure from happening. Empty: not said."""

    place: Place = field(default=Place(), compare=False)
    name: str
    #: What it was meant to do.
    meant: str = ""
    #: How it failed; with the place where that is said, which may be far from the control.
    failed: str = ""
    failed_place: Place | None = field(default=None, compare=False)
    #: What its people and software believed at the time.
    believed: str = ""
    context: str = ""


@dataclass(frozen=True, kw_only=True)
class ControlFailure:
    """A failure of a control that is not in the list of controls."""

    place: Place = field(default=Place(), compare=False)
    name: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """A change that would do better. Empty: not said."""

    place: Place = field(default=Place(), compare=False)
    #: Without what the other fields say.
    text: str
    #: The heading that it stands under inside its section, where several have one.
    group: str = ""
    #: As written: `@handle`, a name, a team.
    owner: str = ""
    #: The address or number of its ticket: `https://…`, `#123`, `ABC-123`.
    ticket: str = ""
    #: As written: a date, a quarter.
    due: str = ""
    kind: RecommendationKind | None = None
    effect: Effect | None = None
    #: The control that it adds or improves, or the issue that it answers.
    control: str = ""
    done_when: str = ""
    priority: str = ""
    #: None where it is no task with a box.
    done: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Item:
    """One point of a list: what went well, a systemic factor."""

    place: Place = field(default=Place(), compare=False)
    text: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading and what stands below it, down to the next heading of its level or a higher one."""

    place: Place = field(default=Place(), compare=False)
    kind: SectionKind
    title: str
    #: 1 is the highest.
    level: int
    #: The last line that belongs to it, subsections included.
    until: int = 0
    #: Nothing below it but comments and headings.
    empty: bool = False


@dataclass(frozen=True, kw_only=True)
class Unplaced:
    """What the document says and the process has no place for. It is kept as it is written."""

    place: Place = field(default=Place(), compare=False)
    #: The heading that it stands under; empty at the top of the document.
    title: str = ""
    level: int = 2
    #: Markdown.
    text: str


@dataclass(frozen=True, kw_only=True)
class WriteUp:
    """A whole write-up. Empty: the document says nothing of it."""

    title: str = ""
    title_place: Place = field(default=Place(), compare=False)
    #: The retrospective's id as printed (`R-3`), where the document names it.
    retrospective: str | None = None
    #: What the incident is called elsewhere.
    incident: str | None = None
    #: What stands between the title and the first section, such as who wrote it and when.
    lead: tuple[Item, ...] = ()
    #: Each paragraph is one item; a good one has one.
    summary: tuple[Item, ...] = ()
    impact: tuple[Item, ...] = ()
    timelines: tuple[Timeline, ...] = ()
    went_well: tuple[Item, ...] = ()
    could_be_better: tuple[Item, ...] = ()
    lucky: tuple[Item, ...] = ()
    #: What was learned, of which it is not said whether it went well.
    lessons: tuple[Item, ...] = ()
    system: tuple[Item, ...] = ()
    environment: tuple[Item, ...] = ()
    #: Analysis that is in none of its parts.
    analysis: tuple[Item, ...] = ()
    controls: tuple[SafetyControl, ...] = ()
    #: Failures of controls that are not listed.
    failures: tuple[ControlFailure, ...] = ()
    systemic: tuple[Item, ...] = ()
    missing: tuple[Item, ...] = ()
    #: What is said in the section of the controls beside them; the same of the recommendations.
    control_notes: tuple[Item, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    recommendation_notes: tuple[Item, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    #: What stands between `---` or `+++`, or in braces, at the top, and what labels of links stand for: as written.
    front_matter: str = ""
    definitions: tuple[str, ...] = ()
    sections: tuple[Section, ...] = field(default=(), compare=False)

    @property
    def fence(self) -> str:
        """The line above and below the front matter: `+++` around TOML, `---` around YAML, none around JSON."""
        if self.front_matter.startswith("{"):
            return ""
        return "+++" if TOML.match(self.front_matter) else "---"


def as_document(writeup: WriteUp) -> Any:
    """The write-up as plain JSON values; without places and headings, which the rendered document has of its own."""
    return _without_places(canonical.dump(writeup))


def from_document(data: object) -> WriteUp:
    """The write-up that `as_document` made `data` from. Raises `ValueError` where it is none."""
    return canonical.load(WriteUp, data)


#: What is not data of its own.
_PLACES = frozenset({"place", "title_place", "failed_place", "sections"})


def _without_places(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_places(value) for key, value in data.items() if key not in _PLACES}
    if isinstance(data, list):
        return [_without_places(value) for value in data]
    return data
