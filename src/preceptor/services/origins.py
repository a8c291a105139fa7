"""Where each part of what a team follows comes from."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TypedDict

from preceptor.model.definition import Process
from preceptor.model.edition import Edition, Source, origin
from preceptor.model.overlay import Overlay, Waiver, name_of, owed_in
from preceptor.model.people import Team
from preceptor.ports import Reading
from preceptor.services.context import Context


class WaiverDocument(TypedDict):
    """Leave to fall short of the standard in one part."""

    #: The last day on which it holds.
    until: str
    #: The login of who approved it; None while nobody has.
    approver: str | None
    #: Whether it is approved and has not ended, on the day that it is where the team is.
    holds: bool


class OriginDocument(TypedDict):
    """Where one part comes from: `standard`, `team`, or `both`, the team's words after the standard's."""

    source: Source
    #: The team has left it out.
    left_out: bool
    waiver: WaiverDocument | None


class LeftOutDocument(TypedDict):
    """A step or a standard that the team leaves out; `title` of a standard is its text."""

    part: str
    title: str


def origins_of(context: Context, tx: Reading, edition: Edition, team: Team) -> dict[str, OriginDocument]:
    """Where every part of an edition comes from, by name, in reading order; a variant's waivers with it."""
    standard = tx.definition(edition.standard)
    today = context.now.astimezone(context.calendar_of(team).zone).date()
    overlay = edition.overlay or Overlay(team=team.name, process=standard.name, of=standard.version)
    given = _given(tx, team, standard.name)
    return {
        name: {
            "source": one.source,
            "left_out": one.left_out,
            "waiver": _waiver(one.waiver, given.get((name, one.waiver.until)), today) if one.waiver else None,
        }
        for name, one in origin(standard, overlay).items()
    }


def _given(tx: Reading, team: Team, process: str) -> dict[tuple[str, str], str]:
    """Who approved the waivers that a team has had, by the part and the last day."""
    granted = tx.waivers(team.id, process)
    logins = {one.id: one.login for one in tx.people({one.approver for one in granted})} if granted else {}
    return {
        (f"{one.step}.{what}", one.until.isoformat()): logins[one.approver]
        for one in granted
        for what in (one.what, f"standards.{one.what}")
    }


def _waiver(waiver: Waiver, approver: str | None, today: date) -> WaiverDocument:
    """A waiver as it stands on a day. An edition names nobody who approved it; that is on record beside it."""
    approved = replace(waiver, approver=waiver.approver or approver)
    return {"until": approved.until, "approver": approved.approver, "holds": approved.holds(today)}


def left_out(standard: Process, origins: Mapping[str, OriginDocument]) -> list[LeftOutDocument]:
    """What the team leaves out; the standards of a step that it leaves out are not named again."""
    found: list[LeftOutDocument] = []
    for place, owed in owed_in(standard).items():
        name = name_of(place)
        if origins[name]["left_out"]:
            found.append({"part": name, "title": owed.title})
            continue
        for one in owed.standards:
            part = f"{name}.standards.{one.id}"
            if origins[part]["left_out"]:
                found.append({"part": part, "title": one.text})
    return found
