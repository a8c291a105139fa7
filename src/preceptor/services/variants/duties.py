"""What is owed because of a team's variant: to follow the standard, and to do without a waiver that ends."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from preceptor.model.canonical import Json
from preceptor.model.deadline import due_at as deadline
from preceptor.model.deadline import shift_business_days
from preceptor.model.duration import Duration, Unit
from preceptor.model.event import Happening
from preceptor.model.obligation import Kind, Obligation
from preceptor.model.people import Person, Team
from preceptor.model.waivers import Waived
from preceptor.ports import ObligationFilter
from preceptor.services.act import Act
from preceptor.services.owing import Owing
from preceptor.services.variants.followed import instance_of

#: How long a team has to follow a new version by hand: as long as people have to acknowledge it (STANDARD.md).
REBASE_WITHIN = Duration(amount=10, unit=Unit.BUSINESS_DAYS)
#: Business days before its end from which on a waiver is shown as owed: the time that a rebase takes. Our choice.
WAIVER_SEEN = 10
#: What the lead of a team owes for the team, and the team as a whole where it has no lead.
KINDS: tuple[Kind, ...] = ("rebase", "waiver")


def owe_rebase(owing: Owing, team: Team, process: str, version: str, since: datetime) -> None:
    """Let a team decide how it follows a version that it does not follow from a moment on. Who owes that already has
    no more time because of another one, and less where that is due before."""
    act, instance = owing.act, instance_of(team, process)
    due_at = max(deadline(since, REBASE_WITHIN, act.context.calendar_of(_ower(act, team))), act.now)
    found = owing.found(instance, "rebase")
    if any(one.due_at <= due_at for one in found):
        return
    owing.settle(found)
    owing.open(
        "rebase",
        person=_ower(act, team),
        process=process,
        instance=instance,
        step=version,
        due_at=due_at,
    )


def follows(owing: Owing, team: Team, process: str) -> None:
    """The team follows what is published; nothing is owed for that any more."""
    owing.settle(owing.found(instance_of(team, process), "rebase"))


def owe_waivers(owing: Owing, team: Team, process: str, waived: Mapping[Waived, date]) -> None:
    """Let a team do without new waivers from their ends on. Each takes the place of an older one about the same."""
    act, instance = owing.act, instance_of(team, process)
    end_waivers(owing, team, process, waived)
    calendar = act.context.calendar_of(_ower(act, team))
    for part, until in waived.items():
        due = datetime.combine(until, calendar.day_ends, calendar.zone)
        seen = shift_business_days(due, -WAIVER_SEEN, calendar)
        owing.open(
            "waiver",
            person=_ower(act, team),
            process=process,
            instance=instance,
            step=str(part),
            due_at=max(due, act.now),
            opens_at=max(seen, act.now),
        )


def end_waivers(owing: Owing, team: Team, process: str, ended: Collection[Waived]) -> None:
    """Nothing is owed any more for waivers that were replaced or are not made use of."""
    if not ended:
        return
    steps = {str(one) for one in ended}
    owing.settle([one for one in owing.found(instance_of(team, process), "waiver") if one.step in steps])


def hand_over(act: Act, team: Team) -> list[Happening]:
    """Once another lead of a team, or none, is on record: what the lead owed for the team is owed by the new one,
    else by the team. Due dates stay."""
    wanted = (team.lead, None) if team.lead is not None else (None, team.id)
    moved: dict[str, list[Obligation]] = {}
    for one in owed_for(act, team):
        if (one.person, one.team) != wanted:
            moved.setdefault(one.process, []).append(one)
    return [_handed_over(act, team, process, owed) for process, owed in sorted(moved.items())]


def owed_for(act: Act, team: Team) -> Sequence[Obligation]:
    """What is owed because of a team's variants, whoever owes it."""
    found = [one for kind in KINDS for one in act.tx.obligations(ObligationFilter(kind=kind))]
    return [one for one in found if one.instance == instance_of(team, one.process)]


def touched(team: Team, process: str, owing: Owing) -> Happening:
    """Only what is owed because of a team's variant has changed."""
    data: dict[str, Json] = {"team": team.id, "process": process, **owing.data}
    return Happening(stream=f"team:{team.id}", kind="variant-touched", data=data)


def _handed_over(act: Act, team: Team, process: str, owed: Sequence[Obligation]) -> Happening:
    owing = Owing(act=act)
    owing.settle(list(owed))
    for one in owed:
        owing.open(
            one.kind,
            person=_ower(act, team),
            process=one.process,
            instance=one.instance,
            step=one.step,
            due_at=one.due_at,
            opens_at=max(one.opens_at, act.now),
        )
    return touched(team, process, owing)


def _ower(act: Act, team: Team) -> Person | Team:
    """The lead, else the team as a whole."""
    return act.tx.person(team.lead) if team.lead is not None else team
