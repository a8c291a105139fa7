"""Tells how the organisation or a team stands: what is late, who can do what, what became of recommendations."""

from collections import Counter
from datetime import timedelta
from typing import TypedDict

from preceptor.model.definition import Process
from preceptor.model.moment import moment
from preceptor.model.obligation import Obligation
from preceptor.model.people import Team
from preceptor.model.step_measures import StepMeasure, measured
from preceptor.ports import ObligationFilter, Reading
from preceptor.services.context import Context, known_team
from preceptor.services.coverage import CoverageDocument, coverage
from preceptor.services.documents import ObligationDocument
from preceptor.services.editions import edition_of_team
from preceptor.services.overview import documents
from preceptor.services.recommendations.standing import StandingDocument, standing
from preceptor.services.recommendations.views import ControlDocument, controls_that_fail
from preceptor.services.reports.documents import RunsDocument, days, runs_document
from preceptor.services.reports.gathering import instances
from preceptor.services.reports.groups import measure
from preceptor.services.reports.people import LoadDocument, overloaded

#: What ended in so many days is told with its reason. Our choice: as long as a monthly meeting looks back.
LATELY = timedelta(days=30)
#: Lines of a list; the rest is one command away. Our choice.
SHOWN = 10
_FAILING = 5
#: Of these an obligation says in which step, or on which rung, it is owed; of others, which observation it is about.
_IN_STEPS = frozenset({"step", "review", "rung", "commitment"})


class LateDocument(TypedDict):
    """What is overdue of one kind in one step of a process."""

    process: str
    kind: str
    #: None: it is about no step.
    step: str | None
    count: int
    #: How many days the oldest is late.
    oldest: float


class OverdueDocument(TypedDict):
    """What is overdue now."""

    count: int
    #: Where, most first.
    by_step: list[LateDocument]
    #: The oldest ones.
    first: list[ObligationDocument]


class HoldsUpDocument(TypedDict):
    """The step that takes most of the time."""

    step: str
    title: str
    share_of_time: float
    #: Of so many passes that are over.
    passes: int


class RunningDocument(TypedDict):
    """How one process runs. Where a team is asked about, by the edition that the team follows."""

    process: str
    title: str
    version: str
    #: The team follows a variant of its own.
    variant: bool
    all: RunsDocument
    #: How many are in which state now; states without any are left out.
    states: dict[str, int]
    holds_up: HoldsUpDocument | None


class HealthReport(TypedDict):
    """How the organisation (`team` None) or a team stands."""

    as_of: str
    team: str | None
    overdue: OverdueDocument
    #: That of which most are open, first.
    running: list[RunningDocument]
    coverage: list[CoverageDocument]
    overloaded: list[LoadDocument]
    recommendations: StandingDocument
    controls: list[ControlDocument]


def report_health(context: Context, *, team: str | None = None) -> HealthReport:
    """How the organisation stands, or one team. Raises `UnknownId`."""
    with context.store.reading() as tx:
        place = known_team(tx, team) if team is not None else None
        where = place.id if place else None
        definitions = list(_followed(context, tx, place))
        teams: list[Team | None] = [place] if place else [None, *tx.teams()]
        people = tx.people(place.members if place else None)
        since = context.now - LATELY
        return {
            "as_of": moment(context.now),
            "team": place.name if place else None,
            "overdue": _overdue(context, tx, where),
            "running": sorted(
                (_running(context, tx, one, variant, where) for one, variant in definitions if one.lifecycle),
                key=lambda one: -one["all"]["open"],
            ),
            "coverage": [row for one, _ in definitions for row in coverage(context, tx, one, teams)],
            "overloaded": overloaded(tx, people),
            "recommendations": standing(context, tx, team=where, since=since, most=SHOWN),
            "controls": controls_that_fail(tx, team=where, limit=_FAILING),
        }


def _followed(context: Context, tx: Reading, team: Team | None) -> list[tuple[Process, bool]]:
    """The processes as the team or everybody follows them, and whether by a variant."""
    found = []
    for name in tx.processes():
        if tx.in_force(name, context.now):
            definition, digest = edition_of_team(tx, name, team.id if team else None, context.now)
            found.append((definition, tx.edition(digest).variant is not None))
    return found


def _overdue(context: Context, tx: Reading, team: int | None) -> OverdueDocument:
    late = tx.obligations(ObligationFilter(team=team, due_before=context.now))
    places = [(one.process, one.kind, one.step if one.kind in _IN_STEPS else None) for one in late]
    oldest: dict[tuple[str, str, str | None], Obligation] = {}
    for place, one in zip(places, late, strict=True):
        oldest.setdefault(place, one)  # they come by due date
    return {
        "count": len(late),
        "by_step": [
            {
                "process": process,
                "kind": kind,
                "step": step,
                "count": count,
                "oldest": days(context.now - oldest[process, kind, step].due_at) or 0.0,
            }
            for (process, kind, step), count in Counter(places).most_common(SHOWN)
        ],
        "first": documents(context, tx, late[:SHOWN], context.now),
    }


def _running(context: Context, tx: Reading, definition: Process, variant: bool, team: int | None) -> RunningDocument:
    ran = instances(context, tx, definition, team=team)
    names = [one.name for one in definition.steps]
    governs = definition.lifecycles[definition.lifecycle or ""].governs
    return {
        "process": definition.name,
        "title": definition.title,
        "version": definition.version,
        "variant": variant,
        "all": runs_document(measure(context, ran, names)),
        "states": dict(tx.running_by_state(governs, definition.name, team=team)),
        "holds_up": _holds_up(definition, measured(names, ran.passes, ran.owed, context.now)),
    }


def _holds_up(definition: Process, steps: tuple[StepMeasure, ...]) -> HoldsUpDocument | None:
    """The step that took most of the time, where enough passes are over to say so."""
    told = [one for one in steps if one.time.median is not None and one.share_of_time]
    if not told:
        return None
    most = max(told, key=lambda one: one.share_of_time or 0)
    title = next(one.title for one in definition.steps if one.name == most.step)
    return {
        "step": most.step,
        "title": title,
        "share_of_time": round(most.share_of_time or 0, 3),
        "passes": most.time.count,
    }
