"""Shows what teams do differently, how they stand to the standard, and their waivers."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypedDict

from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.edition import origin
from preceptor.model.event import moment
from preceptor.model.people import Team
from preceptor.model.rebase import rebase
from preceptor.ports import GrantedWaiver, Reading
from preceptor.services.change_views import DifferenceDocument, differences
from preceptor.services.context import Context, known_process, known_team
from preceptor.services.variants.adopting import lagging
from preceptor.services.variants.followed import Followed, followed_at, followed_by_row, granted, to_come, with_logins


class OpenWaiverDocument(TypedDict):
    """A waiver of a team. `ended`: its last day is past, and the standard asks for it again."""

    step: str
    what: str
    until: str
    approver: str
    ended: bool


class ComingDocument(TypedDict):
    """An edition that a team follows from a later day on. `standard`: it is the standard again."""

    version: str
    digest: str
    effective_at: str
    standard: bool


class VariantLine(TypedDict):
    """A team's variant in one line."""

    team: str
    process: str
    #: The version of the standard that it lies on.
    version: str
    digest: str
    #: Since when the team follows this edition; None: it follows the standard.
    since: str | None
    #: What it follows from later days on, in that order.
    coming: list[ComingDocument]
    #: `current`; `behind`: the team does not follow a version, now or from a later day on; `conflict`: it has to
    #: decide how.
    state: str
    waivers: list[OpenWaiverDocument]


class PartDocument(TypedDict):
    """One part that is not the standard's alone."""

    part: str
    #: `standard`, `team` or `both`.
    source: str
    left_out: bool
    #: The last day of the waiver by which the team may fall short here.
    waived_until: str | None


class VariantDocument(VariantLine):
    """A team's variant with everything in it."""

    lead: str | None
    #: From the standard that it lies on to what the team follows.
    changes: list[DifferenceDocument]
    parts: list[PartDocument]
    #: In the form of `canonical.dump`, with the logins of those who approved its waivers.
    overlay: Json


def list_variants(context: Context) -> list[VariantLine]:
    """Every team that follows something of its own, now or from a later day on, that has to decide about it, or that
    has a waiver; by process, then team."""
    with context.store.reading() as tx:
        teams = {one.id: one for one in tx.teams()}
        rows = tx.team_editions()
        pairs = sorted({(one.process, teams[one.team].name, one.team) for one in rows})
        lines = [_line(context, tx, process, teams[team]) for process, _, team in pairs]
        return [one for one in lines if one["since"] or one["coming"] or one["waivers"] or one["state"] != "current"]


def show_variant(context: Context, team: str, process: str) -> VariantDocument:
    """What a team does differently, part by part, and where each part comes from. Raises `UnknownId`."""
    with context.store.reading() as tx:
        found, name = known_team(tx, team), known_process(tx, process)
        now = followed_at(tx, name, found, context.now)
        return {
            **_line(context, tx, name, found),
            "lead": tx.person(found.lead).login if found.lead is not None else None,
            "changes": differences(now.standard, tx.definition(now.digest)),
            "parts": _parts(now),
            "overlay": canonical.dump(with_logins(tx, now.overlay, name, found)),
        }


def _line(context: Context, tx: Reading, process: str, team: Team) -> VariantLine:
    now = followed_at(tx, process, team, context.now)
    waivers = granted(tx, team, process).values()
    return {
        "team": team.name,
        "process": process,
        "version": now.standard.version,
        "digest": now.digest,
        "since": moment(now.row.effective_at) if now.row else None,
        "coming": _coming(tx, process, team, context.now),
        "state": _state(context, tx, process, team),
        "waivers": _waivers(tx, waivers, context.calendar_of(team).today(context.now)),
    }


def _coming(tx: Reading, process: str, team: Team, now: datetime) -> list[ComingDocument]:
    return [
        {
            "version": followed_by_row(tx, team, row).standard.version,
            "digest": row.digest,
            "effective_at": moment(row.effective_at),
            "standard": row.standard,
        }
        for row in to_come(tx.team_editions(process, team.id), now)
    ]


def _state(context: Context, tx: Reading, process: str, team: Team) -> str:
    late = lagging(tx, process, team, context.now)
    if late is None:
        return "current"
    then = followed_at(tx, process, team, max(context.now, late.since))
    found = rebase(then.standard, tx.definition(late.revision.digest), then.overlay)
    return "conflict" if found.conflicts else "behind"


def _waivers(tx: Reading, waivers: Iterable[GrantedWaiver], today: date) -> list[OpenWaiverDocument]:
    return [
        {
            "step": one.step,
            "what": one.what,
            "until": one.until.isoformat(),
            "approver": tx.person(one.approver).login,
            "ended": one.until < today,
        }
        for one in waivers
    ]


def _parts(now: Followed) -> list[PartDocument]:
    """Every part that is not the standard's as it is; of a step that is left out only the step."""
    origins = origin(now.standard, now.overlay)
    whole = tuple(f"{name}." for name, one in origins.items() if one.left_out)
    return [
        {
            "part": name,
            "source": one.source,
            "left_out": one.left_out,
            "waived_until": one.waiver.until if one.waiver else None,
        }
        for name, one in origins.items()
        if (one.source != "standard" or one.left_out or one.waiver) and not name.startswith(whole)
    ]
