"""Makes, shows and compares write-ups."""

import difflib
from datetime import UTC
from pathlib import Path
from typing import TypedDict

from preceptor.errors import UnknownId
from preceptor.model.canonical import Json
from preceptor.model.event import moment
from preceptor.model.people import Team
from preceptor.model.retrospective import Note, Retrospective, Submission
from preceptor.model.writeup import Item, Timeline, TimelineEntry, WriteUp, Zone
from preceptor.ports import Reading, WriteUpText
from preceptor.render.prose import literal_inside
from preceptor.render.writeup import write_up
from preceptor.services.context import Context
from preceptor.services.retrospectives.facts import find_retrospective
from preceptor.writeup.inline import plain


class DraftDocument(TypedDict):
    """A write-up to go on with."""

    id: str
    #: The last revision that was handed in; 0 where this is the first draft.
    number: int
    body: str


class ShownDocument(TypedDict):
    """One revision of a write-up."""

    id: str
    number: int
    submitted_by: str
    submitted_at: str
    #: As it was handed in, Markdown.
    body: str
    #: What was read from it.
    data: Json
    findings: list[dict[str, str | int]]


class DifferenceDocument(TypedDict):
    """How one revision differs from another: the lines of a unified diff."""

    id: str
    before: int
    after: int
    lines: list[str]


def draft(context: Context, typed: str, *, folder: Path | None = None) -> DraftDocument:
    """The last revision of a write-up; before the first one a draft in which is filled in what is known: the notes as
    a timeline, what the incident is called, and who has which part. By the template of the team or of `folder`, where
    it has one. Raises `UnknownId`."""
    with context.store.reading() as tx:
        retrospective = find_retrospective(tx, typed)
        said = tx.write_up(retrospective.id, retrospective.writeup)
        team = tx.team(retrospective.team)
        if said:
            body = said.body
        else:
            body = write_up(_begun(tx, retrospective, team), plain=plain, folder=folder, team=team.name)
    return {"id": retrospective.short_id, "number": retrospective.writeup, "body": body}


def _begun(tx: Reading, retrospective: Retrospective, team: Team) -> WriteUp:
    entries = tuple(_entry(note) for note in tx.notes(retrospective.id) if note.text is not None)
    zone = Zone(text="UTC", told="sentence")
    return WriteUp(
        title=retrospective.title,
        retrospective=retrospective.short_id,
        incident=retrospective.incident,
        lead=(Item(text=_about(tx, retrospective, team)),),
        timelines=(Timeline(zone=zone, entries=entries),) if entries else (),
    )


def _about(tx: Reading, retrospective: Retrospective, team: Team) -> str:
    """Whose incident it was, how bad, and who does what about it."""
    severity = f", severity {retrospective.severity}" if retrospective.severity is not None else ""
    noticed = ", users noticed" if retrospective.user_facing else ""
    parts = [f"{role}: {tx.person(person).name}" for role, person in tx.assigned(retrospective.id).items()]
    return ". ".join((f"{team.title}{severity}{noticed}", *parts)) + "."


def _entry(note: Note) -> TimelineEntry:
    at = note.at.astimezone(UTC).replace(second=0, microsecond=0)
    text = literal_inside(" ".join((note.text or "").split()))
    return TimelineEntry(
        when=at.strftime("%Y-%m-%d %H:%M"),
        at=at,
        local=at.replace(tzinfo=None),
        clock=at.hour * 3600 + at.minute * 60,
        date_told="entry",
        # Seconds are noise where notes were taken by hand.
        resolution="minutes",
        text=f"{text} (<{note.reference}>)" if note.reference else text,
        references=(note.reference,) if note.reference else (),
    )


def show(context: Context, typed: str, *, number: int | None = None) -> ShownDocument:
    """A revision of a write-up, by default the last one. Raises `UnknownId`."""
    with context.store.reading() as tx:
        retrospective = find_retrospective(tx, typed)
        submission, said = _revision(tx, retrospective, number)
        return {
            "id": retrospective.short_id,
            "number": said.number,
            "submitted_by": tx.person(submission.submitter).login,
            "submitted_at": moment(submission.submitted_at),
            "body": said.body,
            "data": dict(said.data),
            "findings": [{"code": one.code, "severity": one.severity, "line": one.line} for one in submission.flaws],
        }


def compare(
    context: Context, typed: str, *, before: int | None = None, after: int | None = None
) -> DifferenceDocument:
    """How a revision differs from another: by default the last one from the one before. Raises `UnknownId`."""
    with context.store.reading() as tx:
        retrospective = find_retrospective(tx, typed)
        _, new = _revision(tx, retrospective, after)
        _, old = _revision(tx, retrospective, before if before is not None else max(new.number - 1, 1))
    lines = difflib.unified_diff(
        old.body.splitlines(),
        new.body.splitlines(),
        f"{retrospective.short_id} revision {old.number}",
        f"{retrospective.short_id} revision {new.number}",
        lineterm="",
    )
    return {"id": retrospective.short_id, "before": old.number, "after": new.number, "lines": list(lines)}


def _revision(tx: Reading, retrospective: Retrospective, number: int | None) -> tuple[Submission, WriteUpText]:
    wanted = retrospective.writeup if number is None else number
    submission = next((one for one in tx.submissions(retrospective.id) if one.number == wanted), None)
    said = tx.write_up(retrospective.id, wanted) if submission else None
    if submission is None or said is None:
        what = "no write-up yet" if not retrospective.writeup else f"no revision {wanted} of its write-up"
        raise UnknownId(
            f"{retrospective.short_id} has {what}",
            remedy=f"`preceptor writeup new {retrospective.short_id}` makes one to begin with.",
        )
    return submission, said
