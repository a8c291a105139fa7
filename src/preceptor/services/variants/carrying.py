"""Carries teams' variants over to a version of the standard that is published.

A team that cannot follow by itself stays on what it follows, and owes to decide (`services/variants/rebasing.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from preceptor.model.canonical import Json
from preceptor.model.change import Change
from preceptor.model.conformance import Breach
from preceptor.model.definition import Process
from preceptor.model.edition import edition_form
from preceptor.model.event import Happening
from preceptor.model.overlay import Overlay, apply
from preceptor.model.people import Team
from preceptor.model.rebase import Conflict
from preceptor.ports import ObligationFilter, Reading, TeamEdition
from preceptor.services.act import Act
from preceptor.services.variants.adopting import Adoption, adopted, conflicted, no_longer_used, see_to_following
from preceptor.services.variants.followed import Followed, followed_by_row, instance_of, last_row, scheduled
from preceptor.services.variants.moving import Moved, Mover


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What becomes of one team's variant when the standard moves."""

    team: Team
    #: Digest of the edition that the team follows before it.
    before: str
    #: Canonical form of the edition that it follows from then on, and the process as that has it; None: it stays.
    form: dict[str, Json] | None = None
    after: Process | None = None
    #: Why it stays: what somebody has to decide, and what the variant may not do any more.
    conflicts: tuple[Conflict, ...] = ()
    breaches: tuple[Breach, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Carrying:
    """One team's variant on its way."""

    now: Followed
    moved: Moved
    #: The editions of its own that the team has, by the moment they begin.
    rows: Sequence[TeamEdition]


def foresee(tx: Reading, change: Change, after: Process) -> Sequence[Carried]:
    """What the publication of `after` does to every team's variant, by the name of the team. Writes nothing.

    `change.effective_at` is when it would hold; without it, after all that is published.
    """
    return [_carried(one, after) for one in _carrying(tx, change, _mover(change, after))]


def carry(act: Act, change: Change, after: Process) -> Sequence[Carried]:
    """Carry over every variant that can be, and oblige the others to decide. `change` is published by now."""
    at = change.effective_at
    if at is None:
        raise LookupError(f"{change.short_id} is not published")
    tx, process = act.tx, change.process
    mover = _mover(change, after)
    found = list(_carrying(tx, change, mover))
    owed = {one.instance for one in tx.obligations(ObligationFilter(process=process, kind="rebase"))}
    happenings: list[Happening] = []
    for one in found:
        team = one.now.team
        if one.moved.holds:
            happenings.append(adopted(act, _adoption(act, one.now, one.moved.overlay, change, after)))
        else:
            happenings.append(conflicted(act, team, process, after.version, at, change=change.id))
        happenings += _later(act, one, mover, change)
    act.record(happenings)
    for one in found:
        if one.moved.holds and instance_of(one.now.team, process) in owed:
            see_to_following(act, one.now.team, process)
    return [_carried(one, after) for one in found]


def _mover(change: Change, after: Process) -> Mover:
    return Mover(after=after, on=_day(change))


def _day(change: Change) -> date:
    return (change.effective_at or change.proposed_at).date()


def _carrying(tx: Reading, change: Change, mover: Mover) -> Iterator[_Carrying]:
    teams = {one.id: one for one in tx.teams()}
    rows = sorted(tx.team_editions(change.process), key=lambda one: teams[one.team].name)
    for team, group in groupby(rows, key=lambda one: one.team):
        own = list(group)
        row = last_row(own, change.effective_at)
        if row is not None and not row.standard and row.version != mover.after.version:
            now = followed_by_row(tx, teams[team], row)
            yield _Carrying(now=now, moved=mover.moved(tx, now), rows=own)


def _carried(one: _Carrying, after: Process) -> Carried:
    team, before = one.now.team, one.now.digest
    if not one.moved.holds:
        return Carried(team=team, before=before, conflicts=one.moved.conflicts, breaches=one.moved.breaches)
    overlay = one.moved.overlay
    return Carried(team=team, before=before, form=edition_form(after, overlay), after=apply(after, overlay))


def _adoption(act: Act, now: Followed, overlay: Overlay, change: Change, after: Process) -> Adoption:
    assert change.effective_at is not None
    return Adoption(
        team=now.team,
        standard=after,
        overlay=overlay,
        origin="rebased",
        at=change.effective_at,
        change=change.id,
        unwaived=no_longer_used(act.tx, now.team, now.overlay, overlay) if now.overlay.waivers() else (),
    )


def _later(act: Act, one: _Carrying, mover: Mover, change: Change) -> Iterator[Happening]:
    """What the team was to follow from a later day on, while this version holds, is carried over as well."""
    at = change.effective_at
    assert at is not None
    following = [revision.effective_at for revision in scheduled(act.tx, change.process, at)]
    for row in one.rows:
        holds = row.effective_at > at and all(row.effective_at < begin for begin in following)
        if holds and not row.standard and row.version != mover.after.version:
            now = followed_by_row(act.tx, one.now.team, row)
            moved = mover.moved(act.tx, now)
            if moved.holds:
                yield adopted(
                    act,
                    Adoption(
                        team=now.team,
                        standard=mover.after,
                        overlay=moved.overlay,
                        origin="rebased",
                        at=row.effective_at,
                        change=change.id,
                    ),
                )
