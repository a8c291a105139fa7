"""Waives one standard or one field for a team, until a day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TypedDict

from preceptor.errors import UnknownId
from preceptor.model.canonical import Json
from preceptor.model.definition import Process
from preceptor.model.event import Payload
from preceptor.model.overlay import Owed, fields_of, owed_in
from preceptor.model.people import Team
from preceptor.model.refusal import Reason, Refusal
from preceptor.model.waivers import Waived, may_waive, place_named, why_not, with_waiver
from preceptor.services.act import Act, refuse, require_owner, require_reason
from preceptor.services.change_facts import lock_owners
from preceptor.services.command import carry_out
from preceptor.services.context import Context, known_process, known_team
from preceptor.services.variants.adopting import Adoption, Granted, adopt
from preceptor.services.variants.followed import Followed, followed_at, followed_by_row, granted, to_come


class WaiverDocument(TypedDict):
    """A waiver as commands show it. Its reason is kept with its event."""

    team: str
    process: str
    #: What the team need not do, a standard or a field, and of which step or rung.
    step: str
    what: str
    #: The last day on which it holds.
    until: str
    approver: str


def waive(
    context: Context, team: str, process: str, *, step: str, what: str, why: str, until: date
) -> WaiverDocument | Refusal:
    """Waive one standard or one field for a team, from now to the end of a day. By an owner, who is not of the team
    while another one is not.

    `step`: `research`, or a rung as `author.watch`. It holds on every version that is to come as well. A later waiver
    for the same takes its place. Raises `UnknownId` and `BadInput`.
    """
    part = Waived(step=step, what=what)

    def work(act: Act) -> WaiverDocument:
        tx = act.tx
        require_reason(why)
        lock_owners(tx, known_process(tx, process))
        # Whether its giver is of the team is asked once they can neither join nor lead it meanwhile.
        found = known_team(tx, team)
        require_owner(act, process, "waive what it asks for")
        now = followed_at(tx, process, found, act.now)
        owed = _owed(now, part)
        reasons = [
            *_against_giver(act, found, process),
            *_against_day(act, until),
            *_against_part(act, now, owed, part, until),
        ]
        if reasons:
            refuse(*reasons)
        given = Granted(until=until, approver=act.by.id)
        said = (Payload(person=act.by.id, body={"text": why}),)
        adopt(act, replace(_held(act, now, part, until), waived={part: given}, payloads=said))
        for later in _published_later(act, now):
            if _has(later.standard, part):
                change = later.row.change if later.row else None
                adopt(act, replace(_held(act, later, part, until), change=change))
        return {
            "team": found.name,
            "process": process,
            "step": step,
            "what": what,
            "until": until.isoformat(),
            "approver": act.by.login,
        }

    arguments: dict[str, Json] = {
        "team": team,
        "process": process,
        "step": step,
        "what": what,
        "until": until.isoformat(),
        "why": why,
    }
    return carry_out(context, "variant waive", arguments, work)


def _owed(now: Followed, part: Waived) -> Owed:
    """The step or rung that the waiver is for. Raises `UnknownId`."""
    process = now.standard
    known = {".".join(place[1:]): owed for place, owed in owed_in(process).items()}
    if part.step not in known:
        raise UnknownId(
            f"{process.name} {process.version} has no step or rung `{part.step}`; it has {', '.join(known)}",
            remedy="",
        )
    owed = known[part.step]
    names = [*(one.id for one in owed.standards), *fields_of(owed)]
    if part.what not in names:
        raise UnknownId(
            f"`{part.step}` has neither a standard nor a field `{part.what}`; it has {', '.join(names)}", remedy=""
        )
    return owed


def _against_giver(act: Act, team: Team, process: str) -> Iterator[Reason]:
    owners = {one.id: one.login for one in act.tx.owners(process)}
    able = may_waive(owners, team.insiders)
    if act.by.id not in able:
        yield Reason(
            guard="actor",
            message=f"{act.by.login} is of the team {team.name}, and not every owner is: nobody signs for themselves",
            who=tuple(owners[one] for one in able),
        )


def _against_day(act: Act, until: date) -> Iterator[Reason]:
    today = act.today(act.by)
    if until <= today:
        yield Reason(guard="waiver-ends", message=f"a waiver holds from now on, and {until} is not after {today}")


def _against_part(act: Act, now: Followed, owed: Owed, part: Waived, until: date) -> Iterator[Reason]:
    no = why_not(owed, part.what)
    if no is not None:
        yield Reason(guard="waivable", message=no, command="preceptor change propose FILE --why WHY")
    known = granted(act.tx, now.team, now.standard.name).get(part)
    if known is not None and known.until == until:
        yield Reason(
            guard="content-new",
            message=f"{now.team.name} has a waiver for {part} until {until} already",
            command=f"preceptor variant show {now.team.name} {now.standard.name}",
        )


def _published_later(act: Act, now: Followed) -> list[Followed]:
    """The variants of the team that are published and yet to come; without it they would take the waiver back."""
    rows = act.tx.team_editions(now.standard.name, now.team.id)
    # They may have been carried over since, or another waiver may have come with them.
    begin = {one.effective_at for one in rows if one.origin == "published"}
    coming = [one for one in to_come(rows, act.now) if one.effective_at in begin]
    return [followed_by_row(act.tx, now.team, one) for one in coming]


def _held(act: Act, now: Followed, part: Waived, until: date) -> Adoption:
    """What a team follows, with the waiver."""
    owed = owed_in(now.standard)[place_named(part.step)]
    return Adoption(
        team=now.team,
        standard=now.standard,
        overlay=with_waiver(now.overlay, owed, part, until),
        origin="waived",
        at=max(act.now, now.row.effective_at) if now.row else act.now,
    )


def _has(standard: Process, part: Waived) -> bool:
    """Whether a version still has what the waiver is for."""
    owed = owed_in(standard).get(place_named(part.step))
    return owed is not None and (part.what in fields_of(owed) or any(one.id == part.what for one in owed.standards))
