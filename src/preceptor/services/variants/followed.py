"""What a team follows at a moment, with the overlay that makes it so and who gave the waivers in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from preceptor.model.definition import Process
from preceptor.model.overlay import Overlay, owed_in
from preceptor.model.people import Team
from preceptor.model.waivers import Waived, with_approvers
from preceptor.ports import GrantedWaiver, Reading, Revision, TeamEdition
from preceptor.services.editions import edition_in_force


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What a team follows from a moment on."""

    team: Team
    digest: str
    #: The version of the standard that it lies on.
    standard: Process
    #: Empty where the team follows the standard. Without approvers, as an edition keeps it.
    overlay: Overlay
    #: Since when the team follows an edition of its own; None: it follows whichever version is in force.
    row: TeamEdition | None


def instance_of(team: Team, process: str) -> str:
    """How people type a variant, and the instance of obligations about it."""
    return f"{team.name}/{process}"


def followed_at(tx: Reading, process: str, team: Team, at: datetime) -> Followed:
    """What a team follows at a moment. Raises `UnknownId` where neither it nor a version of the standard holds."""
    row = last_row(tx.team_editions(process, team.id), at)
    if row is not None and not row.standard:
        return followed_by_row(tx, team, row)
    standard, digest = edition_in_force(tx, process, at)
    return Followed(team=team, digest=digest, standard=standard, overlay=nothing_over(standard, team), row=None)


def followed_by_row(tx: Reading, team: Team, row: TeamEdition) -> Followed:
    """What a team follows with one of its editions."""
    edition = tx.edition(row.digest)
    standard = tx.definition(edition.standard)
    overlay = in_reading_order(edition.overlay or nothing_over(standard, team), standard)
    return Followed(team=team, digest=row.digest, standard=standard, overlay=overlay, row=row)


def last_row(rows: Iterable[TeamEdition], at: datetime | None) -> TeamEdition | None:
    """Of one team's editions of a process the one that holds at a moment; of all without one."""
    return next((one for one in reversed(list(rows)) if at is None or one.effective_at <= at), None)


def to_come(rows: Iterable[TeamEdition], after: datetime, until: datetime | None = None) -> Sequence[TeamEdition]:
    """Of one team's editions of a process those that take effect after a moment, and before another one if it is
    given; of those that begin together, the one that holds then."""
    coming = (one for one in rows if one.effective_at > after and (until is None or one.effective_at < until))
    return [*{one.effective_at: one for one in coming}.values()]


def nothing_over(standard: Process, team: Team) -> Overlay:
    """The overlay of a team that does what the standard says."""
    return Overlay(team=team.name, process=standard.name, of=standard.version)


def in_reading_order(overlay: Overlay, standard: Process) -> Overlay:
    """The same overlay with its steps and rungs as the standard has them; what is kept as JSON has lost that."""
    places, order = overlay.places(), [*owed_in(standard)]
    return overlay.with_places(
        {one: places[one] for one in sorted(places, key=lambda one: order.index(one) if one in order else len(order))}
    )


def scheduled(tx: Reading, process: str, after: datetime) -> Sequence[Revision]:
    """The published versions that take effect after a moment, in that order."""
    return [one for one in tx.revisions(process) if one.effective_at > after]


def next_version(tx: Reading, process: str, after: datetime) -> datetime | None:
    """When the next published version takes effect; None: no other one is to come."""
    return next((one.effective_at for one in scheduled(tx, process, after)), None)


def granted(tx: Reading, team: Team, process: str) -> Mapping[Waived, GrantedWaiver]:
    """The waivers that a team has, which neither another one nor a variant without it has ended."""
    found = tx.waivers(team.id, process)
    return {Waived(step=one.step, what=one.what): one for one in found if one.ended_at is None}


def approved(overlay: Overlay, waivers: Mapping[Waived, GrantedWaiver]) -> Overlay:
    """The overlay with those who gave its waivers, by their ids, so that it can be judged."""

    def approver(part: Waived, until: object) -> str | None:
        found = waivers.get(part)
        return str(found.approver) if found is not None and found.until == until else None

    return with_approvers(overlay, approver)


def with_logins(tx: Reading, overlay: Overlay, process: str, team: Team) -> Overlay:
    """The overlay with the logins of those who gave its waivers, ended ones included, for people to read."""
    found = tx.waivers(team.id, process)
    people = {one.id: one.login for one in tx.people({one.approver for one in found})} if found else {}
    known = {(Waived(step=one.step, what=one.what), one.until): people[one.approver] for one in found}
    return with_approvers(overlay, lambda part, until: known.get((part, until)))
