"""Lets a team follow another edition from a moment on, with everything that comes with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from preceptor.model import canonical
from preceptor.model.canonical import Json
from preceptor.model.definition import Process
from preceptor.model.edition import edition_form
from preceptor.model.event import Happening, Payload, moment
from preceptor.model.overlay import Overlay
from preceptor.model.people import Team
from preceptor.model.waivers import Waived, waived_in
from preceptor.ports import Reading, Revision, TeamEdition
from preceptor.services.act import Act
from preceptor.services.owing import Owing
from preceptor.services.variants.duties import end_waivers, follows, owe_rebase, owe_waivers, touched
from preceptor.services.variants.followed import Followed, granted, instance_of, last_row, scheduled, to_come
from preceptor.services.variants.moving import Mover

#: How a team comes to follow an edition.
Origin = Literal["published", "rebased", "waived"]


@dataclass(frozen=True, kw_only=True)
class Granted:
    """A waiver that somebody gives."""

    until: date
    approver: int


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """An overlay that a team follows from a moment on."""

    team: Team
    standard: Process
    #: Without approvers.
    overlay: Overlay
    origin: Origin
    at: datetime
    #: The change that brought it about, if one did.
    change: int | None = None
    #: Waivers that are given with it, and those that end because the overlay does without them.
    waived: Mapping[Waived, Granted] = field(default_factory=dict)
    unwaived: Sequence[Waived] = ()
    payloads: tuple[Payload, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lag:
    """A version of the standard that a team with a variant does not follow while it holds."""

    revision: Revision
    #: From when on: since the version holds, or from the day on which a variant of an older one takes effect.
    since: datetime


def adopt(act: Act, adoption: Adoption) -> None:
    """Put an edition in force for a team, carry it over to every version that is to come, and let the team owe what
    stands against that."""
    tx, team, process = act.tx, adoption.team, adoption.standard.name
    rows = tx.team_editions(process, team.id)
    act.record([adopted(act, adoption)])
    act.record(list(_carried_on(act, adoption, rows)))
    see_to_following(act, team, process)


def adopted(act: Act, adoption: Adoption) -> Happening:
    """What goes on record for it; keeps the edition."""
    tx, team, process = act.tx, adoption.team, adoption.standard.name
    digest = tx.keep_edition(edition_form(adoption.standard, adoption.overlay))
    known = granted(tx, team, process) if adoption.waived or adoption.unwaived else {}
    owing = Owing(act=act)
    owe_waivers(owing, team, process, {part: one.until for part, one in adoption.waived.items()})
    end_waivers(owing, team, process, adoption.unwaived)
    ended = [known[one].id for one in (*adoption.unwaived, *adoption.waived) if one in known]
    data: dict[str, Json] = {
        "id": tx.next_id("team_editions"),
        "team": team.id,
        "process": process,
        "version": adoption.standard.version,
        "digest": digest,
        "standard": digest == canonical.digest(canonical.dump(adoption.standard)),
        "origin": adoption.origin,
        "effective_at": moment(adoption.at),
        **({"change": adoption.change} if adoption.change is not None else {}),
        **({"waived": list(_waived(act, adoption.waived))} if adoption.waived else {}),
        **({"unwaived": list[Json](sorted(ended))} if ended else {}),
        **owing.data,
    }
    kind = f"variant-{adoption.origin}"
    return Happening(stream=f"team:{team.id}", kind=kind, data=data, payloads=adoption.payloads)


def no_longer_used(tx: Reading, team: Team, before: Overlay, after: Overlay) -> list[Waived]:
    """The waivers that a team has, and makes use of in one overlay and not in another."""
    known, used = granted(tx, team, before.process), waived_in(after)
    return [one for one in waived_in(before) if one in known and used.get(one) != known[one].until]


def lagging(tx: Reading, process: str, team: Team, now: datetime) -> Lag | None:
    """Where a team with a variant, now or later, first does not follow the version that holds; None: nowhere."""
    rows = tx.team_editions(process, team.id)
    begin = {one.effective_at for one in to_come(rows, now)}
    begin |= {one.effective_at for one in scheduled(tx, process, now)}
    for at in (now, *sorted(begin)):
        row, holding = last_row(rows, at), tx.in_force(process, at)
        if row is not None and holding is not None and not row.standard and row.version != holding.version:
            return Lag(revision=holding, since=max(row.effective_at, holding.effective_at))
    return None


def see_to_following(act: Act, team: Team, process: str) -> None:
    """Let a team owe that it follows what is published, exactly while it does not."""
    late = lagging(act.tx, process, team, act.now)
    owing = Owing(act=act)
    if late is None:
        follows(owing, team, process)
        if owing.data:
            act.record([touched(team, process, owing)])
    elif not owing.found(instance_of(team, process), "rebase"):
        act.record([conflicted(act, team, process, late.revision.version, late.since)])


def conflicted(
    act: Act, team: Team, process: str, version: str, since: datetime, *, change: int | None = None
) -> Happening:
    """From a moment on a version holds that the team does not follow, and it owes to decide how it does."""
    owing = Owing(act=act)
    owe_rebase(owing, team, process, version, since)
    data: dict[str, Json] = {
        "team": team.id,
        "process": process,
        "version": version,
        "effective_at": moment(since),
        **({"change": change} if change is not None else {}),
        **owing.data,
    }
    return Happening(stream=f"team:{team.id}", kind="variant-conflicted", data=data)


def _carried_on(act: Act, adoption: Adoption, rows: Sequence[TeamEdition]) -> Iterable[Happening]:
    """The same on every version that takes effect later, so that what a team follows stays a function of the date.

    Where it cannot be carried over, the team stays on it: what was to hold then by an older variant does not.
    """
    tx, team, process = act.tx, adoption.team, adoption.standard.name
    now = _followed(adoption)
    for revision in scheduled(tx, process, adoption.at):
        coming = [one for one in rows if one.effective_at >= revision.effective_at]
        if any(one.origin == "published" and one.version == revision.version for one in coming):
            return  # the team has said already what it does then
        after = tx.definition(revision.digest)
        moved = Mover(after=after).moved(tx, now, revision.effective_at.date())
        if moved.holds:
            now = Followed(team=team, digest="", standard=after, overlay=moved.overlay, row=None)
        elif not coming:
            continue
        yield adopted(
            act,
            Adoption(
                team=team,
                standard=now.standard,
                overlay=now.overlay,
                origin="rebased",
                at=revision.effective_at,
                change=adoption.change,
            ),
        )


def _followed(adoption: Adoption) -> Followed:
    return Followed(team=adoption.team, digest="", standard=adoption.standard, overlay=adoption.overlay, row=None)


def _waived(act: Act, waived: Mapping[Waived, Granted]) -> Iterable[Json]:
    first = act.tx.next_id("waivers", len(waived))
    for identity, (part, one) in enumerate(sorted(waived.items()), first):
        yield {
            "id": identity,
            "step": part.step,
            "what": part.what,
            "until": one.until.isoformat(),
            "approver": one.approver,
        }
