"""Tells how a process runs: step by step, version beside version and team beside team, and what to look at."""

import shlex
from typing import TypedDict

from preceptor.model.definition import Process, Role
from preceptor.model.guard_measures import Tries
from preceptor.model.moment import moment
from preceptor.model.proposals import FirstTime, Proposal, What, proposals
from preceptor.model.step_measures import StepMeasure, measured
from preceptor.ports import Reading
from preceptor.services.context import Context, known_process, known_team
from preceptor.services.coverage import CoverageDocument, coverage
from preceptor.services.editions import edition_of_team
from preceptor.services.learning.usefulness import By, UsefulnessDocument, told
from preceptor.services.reports.documents import (
    MeasuresDocument,
    RunsDocument,
    ShareDocument,
    measures_document,
    runs_document,
    share_document,
)
from preceptor.services.reports.first_times import first_times
from preceptor.services.reports.gathering import Material, instances, pairings
from preceptor.services.reports.groups import GroupDocument, by_team, by_version, measure
from preceptor.services.reports.refusals import (
    RefusalsDocument,
    refusals_document,
    refused_in,
    tries_of_process,
    tries_of_role,
)
from preceptor.services.reports.said import Said
from preceptor.services.reports.waiting import GuardDocument, guard_document, in_front

_BY: tuple[By, ...] = ("version", "team")


class StepDocument(MeasuresDocument):
    """One step of the process, or one rung of a ladder."""

    step: str
    title: str
    #: Of all tries to go on from it, where refusals are counted.
    refused: ShareDocument
    #: How often people said that something in it is missing, or unclear.
    missing: int
    unclear: int
    #: Teams that have leave to fall short of it today; of one team: whether it has.
    waivers: int


class LadderDocument(TypedDict):
    """How people climb to a role."""

    role: str
    title: str
    all: RunsDocument
    rungs: list[StepDocument]
    refusals: RefusalsDocument


class FirstTimeDocument(TypedDict):
    """How often a standard was met when it was looked at for the first time."""

    step: str
    standard: str
    met: ShareDocument


class ProposalDocument(TypedDict):
    """Something to look at, what was counted, and the command that begins the change."""

    what: What
    about: str
    figures: str
    command: str


class ProcessReport(TypedDict):
    """How a process runs: all that is on record up to `as_of`, in one team or in all (`team` None)."""

    process: str
    title: str
    version: str
    as_of: str
    team: str | None
    #: From the beginning of each instance to the end of its way; None where the process has none, but ladders only.
    all: RunsDocument | None
    steps: list[StepDocument]
    versions: list[GroupDocument]
    teams: list[GroupDocument]
    ladders: list[LadderDocument]
    coverage: list[CoverageDocument]
    first_times: list[FirstTimeDocument]
    waiting: list[GuardDocument]
    refusals: RefusalsDocument
    useful: UsefulnessDocument | None
    proposals: list[ProposalDocument]


def report_process(context: Context, process: str, *, team: str | None = None) -> ProcessReport:
    """How a process runs, in one team or in all. Raises `UnknownId`."""
    with context.store.reading() as tx:
        known_process(tx, process)
        place = known_team(tx, team) if team is not None else None
        where = place.id if place else None
        definition, _ = edition_of_team(tx, process, where, context.now)
        ran = instances(context, tx, definition, team=where)
        climbed = pairings(context, tx, definition, team=where)
        said = Said.of(context, tx, process, place)
        names = [one.name for one in definition.steps]
        steps = measured(names, ran.passes, ran.owed, context.now)
        firsts = first_times(tx, definition, ran, climbed)
        tries = tries_of_process(definition, ran)
        guards = in_front(context, tx, definition, ran)
        titles = {one.name: one.title for one in definition.steps}
        variants = _by_variant(tx, ran)
        useful = {by: told(tx, process, team=where, by=by) for by in _BY} if ran.runs else {}
        return {
            "process": process,
            "title": definition.title,
            "version": definition.version,
            "as_of": moment(context.now),
            "team": place.name if place else None,
            "all": runs_document(measure(context, ran, names)) if definition.lifecycle else None,
            "steps": [_step(one, titles[one.step], one.step, said, tries) for one in steps],
            "versions": by_version(context, tx, definition, ran, useful["version"]["groups"] if useful else {}),
            "teams": by_team(context, tx, definition, ran, useful["team"]["groups"] if useful else {}),
            "ladders": [
                _ladder(context, definition, role, climbed, said) for role in definition.roles if role.ladder
            ],
            "coverage": coverage(context, tx, definition, [place] if place else [None, *tx.teams()]),
            "first_times": [_first_time(one) for one in firsts],
            "waiting": [guard_document(one) for one in guards],
            "refusals": refusals_document(tries),
            "useful": useful["version"]["everybody"] if useful else None,
            "proposals": [
                _proposal(definition, one)
                for one in proposals(
                    steps=steps,
                    first_times=firsts,
                    guards=guards,
                    refusals=tries.by_guard() if tries else (),
                    waived=said.waived,
                    standard=measure(context, ran.only(variants.pop(None, [])), names),
                    variants={
                        name: measure(context, ran.only(mine), names) for name, mine in variants.items() if name
                    },
                    unanswered=said.unanswered,
                )
            ],
        }


def _by_variant(tx: Reading, ran: Material) -> dict[str | None, list[int]]:
    """The instances that ran under each team's variant, by the team's name; under the standard: None."""
    found: dict[str | None, list[int]] = {}
    for number, run in ran.runs.items():
        found.setdefault(tx.edition(run.edition).variant, []).append(number)
    return found


def _step(one: StepMeasure, title: str, place: str, said: Said, tries: Tries | None) -> StepDocument:
    return {
        "step": one.step,
        "title": title,
        **measures_document(one),
        "refused": refused_in(tries, [one.step]),
        "missing": said.reported(place, "missing"),
        "unclear": said.reported(place, "unclear"),
        "waivers": said.waived_in(place),
    }


def _ladder(context: Context, definition: Process, role: Role, climbed: Material, said: Said) -> LadderDocument:
    rungs = role.ladder.rungs if role.ladder else ()
    mine = climbed.only(number for number, run in climbed.runs.items() if run.role == role.name)
    names = [one.name for one in rungs]
    titles = {one.name: one.title for one in rungs}
    tries = tries_of_role(definition, role, climbed, mine.passes)
    return {
        "role": role.name,
        "title": role.title,
        "all": runs_document(measure(context, mine, names)),
        "rungs": [
            _step(one, titles[one.step], f"{role.name}.{one.step}", said, tries)
            for one in measured(names, mine.passes, mine.owed, context.now)
        ],
        "refusals": refusals_document(tries),
    }


def _first_time(one: FirstTime) -> FirstTimeDocument:
    return {"step": one.step, "standard": one.standard, "met": share_document(one.met)}


def _proposal(definition: Process, one: Proposal) -> ProposalDocument:
    if one.what == "beats":
        command = f"preceptor process diff {definition.name} --team {one.about}"
    else:
        why = shlex.quote(f"{one.about}: {one.figures}")
        command = f"preceptor change propose process/{definition.name}.yaml --why {why}"
    return {"what": one.what, "about": one.about, "figures": one.figures, "command": command}
