"""Carries teams' variants over to a version of the standard that is published.

A team that cannot follow by itself stays on what it follows, and owes to decide (`services/variants/rebasing.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from preceptor.model.canonical import Json
from preceptor.model.change import Change
from preceptor.model.conformance import Breach
from preceptor.model.definition import Process
from preceptor.model.edition import edition_form
from preceptor.model.event import Happening
from preceptor.model.overlay import apply
from preceptor.model.people import Team
from preceptor.model.rebase_judging import Conflict
from preceptor.ports import ObligationFilter, Reading, TeamEdition
from preceptor.services.act import Act
from preceptor.services.variants.adopting import Adoption, adopted, conflicted, no_longer_used, see_to_following
from preceptor.services.variants.followed import (
    Followed,
    followed_by_row,
    instance_of,
    last_row,
    next_version,
    to_come,
)
from preceptor.services.variants.moving import Moved, Mover


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What becomes of one variant of a team when the standard moves."""

    team: Team
    #: From when on: with the version, or from the later day on which the variant takes effect.
    at: datetime
    #: Digest of the edition that the team follows before it, or was to follow then.
    before: str
    #: Canonical form of the edition that it follows from then on, and the process as that has it; None: it stays.
    form: dict[str, Json] | None = None
    after: Process | None = None
    #: Why it stays: what somebody has to decide, and what the variant may not do any more.
    conflicts: tuple[Conflict, ...] = ()
    breaches: tuple[Breach, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Carrying:
    """One variant of a team on its way."""

    #: What the team follows, or is to follow from a later day on.
    now: Followed
    #: The edition that makes it so.
    row: TeamEdition
    moved: Moved
    at: datetime


def foresee(tx: Reading, change: Change, after: Process) -> Sequence[Carried]:
    """What the publication of `after` does to every team's variants, by the name of the team, then the moment. Writes
    nothing.

    `change.effective_at` is when it would hold.
    """
    return [_carried(one, after) for one in _carrying(tx, change, after)]


def carry(act: Act, change: Change, after: Process) -> None:
    """Carry over every variant that can be, and oblige the others to decide. `change` is published by now."""
    tx, process = act.tx, change.process
    found = list(_carrying(tx, change, after))
    owed = {one.instance for one in tx.obligations(ObligationFilter(process=process, kind="rebase"))}
    happenings: list[Happening] = []
    undecided: set[int] = set()
    for one in found:
        team = one.now.team
        if one.moved.holds:
            happenings.append(adopted(act, _adoption(act, one, change, after)))
        elif team.id not in undecided:  # once that is decided, what comes after it is owed
            undecided.add(team.id)
            happenings.append(conflicted(act, team, process, after.version, one.at, change=change.id))
    act.record(happenings)
    for team in {one.now.team.id: one.now.team for one in found}.values():
        if instance_of(team, process) in owed:
            see_to_following(act, team, process)


def _carrying(tx: Reading, change: Change, after: Process) -> Iterator[_Carrying]:
    """What each team follows at the moment from which the version holds, and what it is to follow from a later one on
    while the version holds."""
    at, mover = change.begins, Mover(after=after)
    until = next_version(tx, change.process, at)
    teams = {one.id: one for one in tx.teams()}
    rows = sorted(tx.team_editions(change.process), key=lambda one: teams[one.team].name)
    for team, group in groupby(rows, key=lambda one: one.team):
        own = list(group)
        for row in (last_row(own, at), *to_come(own, at, until)):
            if row is not None and not row.standard and row.version != after.version:
                now, begins = followed_by_row(tx, teams[team], row), max(at, row.effective_at)
                yield _Carrying(now=now, row=row, moved=mover.moved(tx, now, begins.date()), at=begins)


def _carried(one: _Carrying, after: Process) -> Carried:
    team, before = one.now.team, one.now.digest
    if not one.moved.holds:
        return Carried(
            team=team, at=one.at, before=before, conflicts=one.moved.conflicts, breaches=one.moved.breaches
        )
    form, process = edition_form(after, one.moved.overlay), apply(after, one.moved.overlay)
    return Carried(team=team, at=one.at, before=before, form=form, after=process)


def _adoption(act: Act, one: _Carrying, change: Change, after: Process) -> Adoption:
    """A variant that is to come is still its own change's doing, and ends no waiver that the team has until then."""
    overlay, later = one.now.overlay, one.at != change.begins
    ends = bool(overlay.waivers()) and not later
    return Adoption(
        team=one.now.team,
        standard=after,
        overlay=one.moved.overlay,
        origin="rebased",
        at=one.at,
        change=one.row.change if later else change.id,
        unwaived=no_longer_used(act.tx, one.now.team, overlay, one.moved.overlay) if ends else (),
    )
