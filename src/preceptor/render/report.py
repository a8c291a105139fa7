"""Reports as one page for a browser: sentences, charts, and below each chart its figures as a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from preceptor.model.counting import times
from preceptor.render.environment import render
from preceptor.render.report_parts import Section, bar_chart, coverage, groups, measures
from preceptor.render.report_words import Report, counted, in_days, lasted, learnt, number


def report_page(name: str, report: Report, *, folder: Path | None = None) -> str:
    """The page for a report: `health`, `process` or `learning`. It needs no network and no script.

    Raises `EnvironmentProblem` where the charts cannot be drawn, and `BadInput` for a template that is broken.
    """
    title, says, sections = _PAGES[name](report)
    values = {
        "title": title,
        "says": says,
        "as_of": report.get("as_of"),
        "sections": [asdict(one) for one in sections],
    }
    return render("report/page.html", values, folder=folder)


def _process(report: Report) -> tuple[str, list[str], list[Section]]:
    where = f", team {report['team']}" if report["team"] else ""
    steps: Sequence[Report] = report["steps"]
    sections = [
        *measures("Steps", steps),
        *groups("Versions side by side", "Version", report["versions"]),
        *groups("Teams side by side", "Team", report["teams"]),
    ]
    for ladder in report["ladders"]:
        if ladder["all"]["runs"]:
            sections += measures(f"The ladder of {ladder['title']}", ladder["rungs"])
    sections += coverage(report["coverage"])
    sections += _first_times(report["first_times"])
    sections += _waiting(report["waiting"])
    sections += _refusals("What was refused", report["refusals"])
    for ladder in report["ladders"]:
        sections += _refusals(f"What was refused on the ladder of {ladder['title']}", ladder["refusals"])
    sections.append(_proposals(report["proposals"]))
    return f"{report['title']} {report['version']}{where}", _process_says(report), sections


def _process_says(report: Report) -> list[str]:
    says = []
    told = [one for one in report["steps"] if one["time"]["median"] is not None and one["share_of_time"]]
    if told:
        most = max(told, key=lambda one: one["share_of_time"])
        says.append(
            f"{most['title']} holds the process up: it takes {most['share_of_time']:.0%} of the time of all steps, "
            f"{in_days(most['time']['median'])} in the middle."
        )
    if (runs := report["all"]) is not None:
        few = runs["time"]["median"] is None
        took = (
            "too few of them to say how long they take" if few else f"from beginning to end in {lasted(runs['time'])}"
        )
        says.append(
            f"{runs['runs']} in all: {runs['open']} open, {runs['completed']} completed, {took}. "
            f"Late: {counted(runs['late'])}."
        )
    if report["useful"] is not None and report["useful"]["told"]:
        says.append(f"Useful: {report['useful']['median']} of 5, by {report['useful']['answers']} answers.")
    return says


def _first_times(rows: Sequence[Report]) -> list[Section]:
    if not rows:
        return []
    return [
        Section(
            title="Met when it was looked at first",
            says="How often each standard was met the first time that somebody, or a check, looked at it.",
            chart=None,
            head=("Step", "Standard", "Met"),
            rows=[(one["step"], one["standard"], counted(one["met"])) for one in rows],
        )
    ]


def _waiting(rows: Sequence[Report]) -> list[Section]:
    stopped = [one for one in rows if one["stopped"]["part"]]
    if not stopped:
        return []
    return [
        Section(
            title="What stands in the way now",
            says="Of those that are in a step now: how many each guard keeps from going on.",
            chart=None,
            head=("Step", "Guard", "Stops"),
            rows=[(one["step"], one["guard"], counted(one["stopped"])) for one in stopped],
        )
    ]


def _refusals(title: str, found: Report) -> list[Section]:
    refused = [one for one in found["guards"] if one["times"]]
    if not refused:
        return []
    return [
        Section(
            title=title,
            says=f"How often each guard refused since {found['since']}, and out of how many tries to go on.",
            chart=None,
            head=("Step", "Move", "Guard", "Refused", "Of tries"),
            rows=[
                (
                    one["step"],
                    one["move"],
                    one["guard"],
                    str(one["times"]),
                    "-" if one["tries"] is None else str(one["tries"]),
                )
                for one in refused
            ],
        )
    ]


def _proposals(rows: Sequence[Report]) -> Section:
    return Section(
        title="Worth a look",
        says="What stands out, with its figures, and the command that begins a change."
        if rows
        else "Nothing stands out, or there is too little to say so.",
        chart=None,
        head=("What", "Figures", "Command") if rows else (),
        rows=[(one["about"], one["figures"], one["command"]) for one in rows],
    )


def _health(report: Report) -> tuple[str, list[str], list[Section]]:
    late, found = report["overdue"], report["recommendations"]
    says = [
        f"{one['title']}: {one['holds_up']['title']} takes most of the time, {one['holds_up']['share_of_time']:.0%}."
        for one in report["running"]
        if one["holds_up"]
    ]
    says.append(f"{late['count']} overdue. {found['overdue']} recommendations are past their day.")
    short = [one for one in report["coverage"] if one["lead"] < one["needed"]]
    says.append(_enough(report["coverage"], short))
    sections = [_overdue(late), _running(report["running"]), *_standing(found), *coverage(short)]
    if report["overloaded"]:
        sections.append(
            Section(
                title="Asked for more hours than they have",
                says="Hours a week that open pairings take, beside those that somebody said they have.",
                chart=None,
                head=("Who", "Teams", "Asked", "Has"),
                rows=[
                    (one["person"], ", ".join(one["teams"]), str(one["hours"]), str(one["has"]))
                    for one in report["overloaded"]
                ],
            )
        )
    if report["controls"]:
        sections.append(
            Section(
                title="Safety controls that fail most often",
                says="In how many incidents each did not hold.",
                chart=bar_chart(report["controls"], "control", lambda one: one["incidents"], str),
                head=("Control", "Incidents", "Teams", "Recommended for it, and open"),
                rows=[
                    (
                        one["control"],
                        str(one["incidents"]),
                        str(one["teams"]),
                        ", ".join(one["recommendations"]) or "-",
                    )
                    for one in report["controls"]
                ],
            )
        )
    return f"Team {report['team']}" if report["team"] else "How we stand", says, sections


def _enough(rows: Sequence[Report], short: Sequence[Report]) -> str:
    """Whether enough people may lead each role; one that is short in all and in teams is one role."""
    if not rows:
        return "Nobody here may do a role, or is on the way to one."
    roles = {(one["process"], one["role"]) for one in short}
    return f"Roles that too few people may lead: {len(roles)}." if roles else "Every role has enough people."


def _overdue(late: Report) -> Section:
    named = [{**one, "name": one["step"] or one["kind"]} for one in late["by_step"]]
    return Section(
        title="Overdue",
        says=f"{late['count']} in all." if late["count"] else "Nothing.",
        chart=bar_chart(named, "name", lambda one: one["count"], str) if named else None,
        head=("Process", "Kind", "Step", "How many", "The oldest, in days") if named else (),
        rows=[
            (one["process"], one["kind"], one["step"] or "-", str(one["count"]), number(one["oldest"]))
            for one in named
        ],
    )


def _running(rows: Sequence[Report]) -> Section:
    return Section(
        title="What runs",
        says="Each process from the beginning of an instance to the end of its way.",
        chart=None,
        head=("Process", "Version", "Open", "Completed", "Middle (most)", "Late", "Takes most of the time"),
        rows=[
            (
                one["title"],
                one["version"] + (" (own variant)" if one["variant"] else ""),
                str(one["all"]["open"]),
                str(one["all"]["completed"]),
                lasted(one["all"]["time"]),
                counted(one["all"]["late"]),
                f"{one['holds_up']['title']} ({one['holds_up']['share_of_time']:.0%})" if one["holds_up"] else "-",
            )
            for one in rows
        ],
    )


def _standing(found: Report) -> list[Section]:
    states = [{"name": state, "count": count} for state, count in found["states"].items()]
    sections = [
        Section(
            title="Recommendations",
            says=f"Of {found['committed']} that somebody committed to, {found['moved']} had their day moved, "
            f"{times(found['moves'])} in all.",
            chart=bar_chart(states, "name", lambda one: one["count"], str),
            head=("State", "How many"),
            rows=[(one["name"], str(one["count"])) for one in states],
        )
    ]
    if found["under_way"]:
        sections.append(
            Section(
                title="Under way",
                says="Committed to, and not ended; the first due first.",
                chart=None,
                head=("Id", "State", "Team", "Owner", "Due", "What"),
                rows=[
                    tuple(one[what] or "-" for what in ("id", "state", "team", "owner", "due", "text"))
                    for one in found["under_way"]
                ],
            )
        )
    if found["ended"]:
        sections.append(
            Section(
                title="Ended lately",
                says="In the last 30 days, with the reason, or where it can be seen.",
                chart=None,
                head=("Id", "State", "What", "Why"),
                rows=[tuple(one[what] or "-" for what in ("id", "state", "text", "why")) for one in found["ended"]],
            )
        )
    return sections


def _learning(report: Report) -> tuple[str, list[str], list[Section]]:
    who = report["person"] or report["team"]
    rows = [(one["id"], one["title"], one["team"], "; ".join(one["reasons"])) for one in report["reading"]]
    found = Section(
        title="Worth reading next",
        says=f"Not known yet: {report['to_read']}; these first." if rows else "There is nothing to read.",
        chart=None,
        head=("Id", "Title", "Team", "Why") if rows else (),
        rows=rows,
    )
    return f"What {who or 'we'} learnt", [*learnt(report)], [found]


_PAGES: Mapping[str, Callable[[Report], tuple[str, list[str], list[Section]]]] = {
    "process": _process,
    "health": _health,
    "learning": _learning,
}
