"""Takes back a publication before its day has come, with all that it wrote ahead.

People are told of a version, and instances move, from its day on only. Ahead of it stand the version itself, what
became of every team's variant, and the reports that count as answered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from preceptor.model.canonical import Json
from preceptor.model.change import Change
from preceptor.model.change_facts import ChangeFacts
from preceptor.model.event import Happening
from preceptor.model.people import Team
from preceptor.model.waivers import Waived
from preceptor.ports import GrantedWaiver, ObligationFilter, Reading, TeamEdition
from preceptor.services.act import Act
from preceptor.services.owing import Owing
from preceptor.services.publication import tell_reporters
from preceptor.services.variants.adopting import see_to_following
from preceptor.services.variants.duties import end_waivers, owe_waivers
from preceptor.services.variants.followed import granted, instance_of


def take_back(act: Act, facts: ChangeFacts) -> None:
    """Record that what a change published for a later day does not come; the move of the change is recorded apart."""
    change = facts.change
    teams = list(_teams(act.tx, change))
    if change.team is None:
        data: dict[str, Json] = {"process": change.process, "version": change.version, "change": change.id}
        act.record([Happening(stream=f"process:{change.process}", kind="process-withdrawn", data=data)])
    act.record([_without(act, change, team, editions) for team, editions in teams])
    for team, _ in teams:
        see_to_following(act, team, change.process)
    act.record(list(tell_reporters(act, "report-reopened", change, facts.answers)))
    for job in act.tx.jobs():
        if job.change == change.id:
            act.tx.move_job(replace(job, finished_at=act.now))


def _teams(tx: Reading, change: Change) -> Iterator[tuple[Team, Sequence[TeamEdition]]]:
    """Whom it concerns of the teams with variants: those that were to follow other editions because of it, with
    these, and those that owe to decide how they follow it."""
    owing = tx.obligations(ObligationFilter(process=change.process, kind="rebase"))
    undecided = {one.instance for one in owing if one.step == change.version and change.team is None}
    for team in tx.teams():
        if change.team in (None, team.id):
            rows = tx.team_editions(change.process, team.id)
            mine = [one for one in rows if _brought_about(change, one)]
            if mine or instance_of(team, change.process) in undecided:
                yield team, mine


def _brought_about(change: Change, edition: TeamEdition) -> bool:
    """Whether an edition of a team is there because of the change: on the version, or from the variant, that it
    published."""
    return edition.version == change.version if change.team is None else edition.change == change.id


def _without(act: Act, change: Change, team: Team, editions: Sequence[TeamEdition]) -> Happening:
    """The team never follows these editions. Waivers that came with them end, and those that they ended go on."""
    tx, process, instance = act.tx, change.process, instance_of(team, change.process)
    given, ended = _waivers(tx, process, team, {one.id for one in editions})
    newer = {part for part, one in granted(tx, team, process).items() if one not in given}
    again = {_about(one): one for one in ended if _about(one) not in newer}
    owing = Owing(act=act)
    if change.team is None:
        owing.settle([one for one in owing.found(instance, "rebase") if one.step == change.version])
    end_waivers(owing, team, process, [part for one in given if (part := _about(one)) not in again])
    owe_waivers(owing, team, process, {part: one.until for part, one in again.items()})
    data: dict[str, Json] = {
        "team": team.id,
        "process": process,
        "version": change.version,
        "change": change.id,
        "editions": [one.id for one in editions],
        "unwaived": [one.id for one in given],
        "rewaived": [one.id for one in again.values()],
        **owing.data,
    }
    return Happening(stream=f"team:{team.id}", kind="variant-withdrawn", data=data)


def _waivers(
    tx: Reading, process: str, team: Team, editions: set[int]
) -> tuple[list[GrantedWaiver], list[GrantedWaiver]]:
    """The waivers that were given with editions of a team and hold since, and those that ended with them."""
    given: set[int] = set()
    ended: set[int] = set()
    for event in tx.events(f"team:{team.id}") if editions else ():
        data: Mapping[str, Any] = event.data
        if data.get("id") in editions:
            given.update(one["id"] for one in data.get("waived", ()))
            ended.update(data.get("unwaived", ()))
    known = tx.waivers(team.id, process)
    return [one for one in known if one.id in given and one.ended_at is None], [
        one for one in known if one.id in ended
    ]


def _about(waiver: GrantedWaiver) -> Waived:
    return Waived(step=waiver.step, what=waiver.what)
