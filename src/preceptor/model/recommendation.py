"""Recommendations: what is on record about one, from the write-up that it stands in to its end. Moments are UTC."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from shlex import quote
from textwrap import shorten
from typing import Literal

from preceptor.model.recognition import subject_key
from preceptor.model.writeup import Effect, RecommendationKind

#: The process whose instances recommendations are.
RECOMMENDATIONS = "recommendation"
#: The highest priority.
TOP_PRIORITY = 1
#: What was decided last: an accepted one is on its way until it is done or dropped.
Verdict = Literal["accepted", "declined", "done", "dropped"]

#: Characters of a text that say which one is meant: a line on a terminal has 80, its id and what is owed included.
_BRIEF = 60
#: Where a document names a recommendation that is on record: before its text, or in brackets after it.
_NAMED = re.compile(r"^\W*REC-(\d{1,18})\b[\s:.,)*_`\]—–-]*|\s*[(\[]REC-(\d{1,18})[)\]]\s*$")


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """A change that would do better, as its retrospective recommends it."""

    id: int
    #: The process that it is handled by, and the edition of it that it began under.
    process: str
    edition: str
    retrospective: int
    team: int
    #: In the lifecycle of its edition.
    state: str
    #: None: nobody has decided on it.
    verdict: Verdict | None = None
    #: Its place in the write-up, from 0.
    position: int = 0
    #: The last revision of the write-up that it was seen in, or reopened beside; and the one that it was left out of.
    writeup: int
    left_out: int | None = None
    text: str
    kind: RecommendationKind | None = None
    effect: Effect | None = None
    #: The safety control that it adds or improves, or the issue that it answers; empty: not said.
    control: str = ""
    #: What can be seen once it is done; empty: not said.
    done_when: str = ""
    #: 1 is the highest.
    priority: int | None = None
    owner: int | None = None
    ticket: str | None = None
    #: The day that its owner committed to, and the end of that day where they are.
    due_on: date | None = None
    due_at: datetime | None = None
    #: How often that day was moved.
    postponed: int = 0
    #: From which day on it is asked again whether it still makes sense.
    review_on: date | None = None
    #: Where it can be seen that it is done.
    evidence: str | None = None
    #: The recommendation whose commitment answers this one too.
    joined_to: int | None = None
    #: The report about a step of a governed process that it opened.
    report: int | None = None
    opened_at: datetime
    entered_at: datetime
    ended_at: datetime | None = None
    #: Rises with every change of this row.
    revision: int = 1

    @property
    def short_id(self) -> str:
        """How people type it."""
        return f"REC-{self.id}"

    @property
    def brief(self) -> str:
        """As much of its text as says which one is meant, without the full stop: it stands within sentences."""
        return shorten(self.text, _BRIEF, placeholder=" …").rstrip(".")

    @property
    def key(self) -> str:
        """What makes two texts the same."""
        return subject_key(self.text)


def accepting(
    one: Recommendation,
    *,
    priority: str = "P",
    kind: RecommendationKind | None = None,
    effect: Effect | None = None,
    control: str | None = None,
) -> str:
    """The command that accepts one, with all that nobody has said of it yet: what is said now, or what may be."""
    options = (
        ("--kind", one.kind, kind, "software|configuration|process"),
        ("--effect", one.effect, effect, "prevent|detect|mitigate"),
        ("--control", one.control, control and quote(control), "CONTROL"),
    )
    unsaid = (f" {option} {now or possible}" for option, known, now, possible in options if not known)
    return f"preceptor recommendation accept {one.short_id} --priority {priority} --why WHY{''.join(unsaid)}"


def named_in(text: str) -> tuple[int | None, str]:
    """The number of the recommendation that a text names as itself (`REC-12: …`, `… (REC-12)`), and the rest."""
    found = _NAMED.search(text)
    if found is None:
        return None, text.strip()
    rest = text[: found.start()] + text[found.end() :]
    return int(found[1] or found[2]), rest.strip()
