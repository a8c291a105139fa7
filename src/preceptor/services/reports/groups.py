"""Puts versions and teams side by side, so that a change can be judged by what was before it and after."""

from collections.abc import Collection, Mapping

from preceptor.model.definition import Process
from preceptor.model.step_measures import RunMeasure, measured_runs
from preceptor.ports import Reading
from preceptor.services.context import Context
from preceptor.services.learning.usefulness import UsefulnessDocument
from preceptor.services.reports.documents import RunsDocument, ShareDocument, runs_document
from preceptor.services.reports.gathering import Material
from preceptor.services.reports.refusals import refused_in, tries_of_process


class GroupDocument(RunsDocument):
    """All that ran under one version, or in one team."""

    #: The version, or the team's name.
    name: str
    #: A team that follows a variant of its own now, or a version that a variant lies on.
    variant: bool
    #: Of all tries to go on, where refusals are counted.
    refused: ShareDocument
    #: By the answers about the same instances.
    useful: UsefulnessDocument | None


def measure(context: Context, ran: Material, steps: Collection[str]) -> RunMeasure:
    """What is measured of these instances together."""
    return measured_runs(ran.runs, ran.passes, ran.owed, steps, context.now)


def by_version(
    context: Context, tx: Reading, definition: Process, ran: Material, useful: Mapping[str, UsefulnessDocument]
) -> list[GroupDocument]:
    """Version beside version, the standard without variants; in the order in which instances came to be."""
    versions: dict[str, list[int]] = {}
    for number, run in sorted(ran.runs.items()):
        edition = tx.edition(run.edition)
        if edition.variant is None:
            versions.setdefault(edition.process.version, []).append(number)
    return [
        _group(context, definition, ran.only(mine), name, variant=False, useful=useful.get(name))
        for name, mine in versions.items()
    ]


def by_team(
    context: Context, tx: Reading, definition: Process, ran: Material, useful: Mapping[str, UsefulnessDocument]
) -> list[GroupDocument]:
    """Team beside team, by name. A team that ran any under a variant of its own is told as such."""
    found: list[GroupDocument] = []
    for team in tx.teams():
        mine = ran.only(number for number, run in ran.runs.items() if run.team == team.id)
        if mine.runs:
            variant = any(tx.edition(one).variant for one in dict.fromkeys(run.edition for run in mine.runs.values()))
            found.append(_group(context, definition, mine, team.name, variant=variant, useful=useful.get(team.name)))
    return found


def _group(
    context: Context,
    definition: Process,
    ran: Material,
    name: str,
    *,
    variant: bool,
    useful: UsefulnessDocument | None,
) -> GroupDocument:
    steps = [one.name for one in definition.steps]
    return {
        **runs_document(measure(context, ran, steps)),
        "name": name,
        "variant": variant,
        "refused": refused_in(tries_of_process(definition, ran), steps),
        "useful": useful,
    }
