"""How reports look on a terminal: sentences, tables, and small bars."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from preceptor.cli import show
from preceptor.cli.show import cell
from preceptor.model.counting import agreeing, times
from preceptor.render.report_words import counted, lasted, learnt, number, percent, usefulness

if TYPE_CHECKING:
    from preceptor.services.coverage import CoverageDocument
    from preceptor.services.learning.report import LearningDocument
    from preceptor.services.recommendations.standing import StandingDocument
    from preceptor.services.reports.of_health import HealthReport
    from preceptor.services.reports.of_process import ProcessReport, StepDocument
    from preceptor.services.reports.refusals import RefusalsDocument

#: Columns of the longest bar.
_BAR = 20
_MEASURES = {
    "share": "OF THE TIME",
    "bar": "",
    "time": "MIDDLE (MOST)",
    "open": "OPEN",
    "longest": "LONGEST",
    "late": "LATE",
    "again": "AGAIN",
    "refused": "REFUSED",
}


def bar(share: float | None) -> str:
    """A bar for a share of the whole; of a small one at least a dot."""
    if not share:
        return ""
    return "#" * round(share * _BAR) or "."


def show_process(found: "ProcessReport") -> None:
    """How a process runs."""
    where = f", team {cell(found['team'])}" if found["team"] else ""
    show.heading(f"{cell(found['title'])} ({found['process']} {found['version']}){where}")
    _in_sum(found)
    if found["steps"]:
        _section("Steps")
        _measured([_step(one) for one in found["steps"]], {"step": "STEP", **_MEASURES, "said": "SAID OF IT"})
    for what, heading in (("versions", "Versions side by side"), ("teams", "Teams side by side")):
        _groups(found[what], heading, what)  # type: ignore[literal-required]
    for ladder in found["ladders"]:
        if ladder["all"]["runs"]:
            _section(f"The ladder of {ladder['role']}")
            _measured([_step(one) for one in ladder["rungs"]], {"step": "RUNG", **_MEASURES, "said": "SAID OF IT"})
    _coverage(found["coverage"])
    first = [{**one, "met": counted(one["met"])} for one in found["first_times"]]
    if first:
        _section("Met when it was looked at first")
        show.table(first, {"step": "STEP", "standard": "STANDARD", "met": "MET"}, empty="")
    stopped = [{**one, "stopped": counted(one["stopped"])} for one in found["waiting"] if one["stopped"]["part"]]
    if stopped:
        _section("What stands in the way now")
        show.table(stopped, {"step": "STEP", "guard": "GUARD", "stopped": "STOPS"}, empty="")
    _refusals("What was refused", found["refusals"])
    for ladder in found["ladders"]:
        _refusals(f"What was refused on the ladder of {ladder['role']}", ladder["refusals"])
    _section("Worth a look")
    for one in found["proposals"]:
        click.echo(show.wrapped(f"{_SAYS[one['what']]} {one['about']}: {one['figures']}", first="- ", rest="  "))
        click.echo(f"  {one['command']}")
    if not found["proposals"]:
        click.echo("Nothing stands out, or there is too little to say so.")


#: How each kind of proposal begins.
_SAYS: Mapping[str, str] = {
    "holds-up": "It takes most of the time.",
    "late": "It is late as a rule.",
    "repeated": "It is done again as a rule.",
    "never-met-first": "It is never met at first.",
    "always-waived": "It is waived as a rule.",
    "never-in-the-way": "It never stands in the way.",
    "beats": "A variant does better than the standard.",
    "reported": "People miss something.",
}


def _refusals(heading: str, found: "RefusalsDocument") -> None:
    rows = [{**one, "of": "-" if one["tries"] is None else one["tries"]} for one in found["guards"] if one["times"]]
    if rows:
        _section(f"{heading}, since {found['since']}")
        columns = {"step": "STEP", "move": "MOVE", "guard": "GUARD", "times": "REFUSED", "of": "OF TRIES"}
        show.table(rows, columns, empty="")


def _in_sum(found: "ProcessReport") -> None:
    runs = found["all"]
    if runs is not None:
        click.echo(
            f"{runs['runs']} in all, {runs['open']} open, {runs['completed']} completed; "
            f"days from beginning to end: {lasted(runs['time'])}; late: {counted(runs['late'])}"
        )
    if found["useful"] is not None:
        click.echo(f"Useful: {usefulness(found['useful'])}")


def _step(one: "StepDocument") -> dict[str, object]:
    said = [(one["missing"], "missing"), (one["unclear"], "unclear"), (one["waivers"], "waived")]
    return {
        "step": one["step"],
        "share": percent(one["share_of_time"]) if one["time"]["count"] else "-",
        "bar": bar(one["share_of_time"]),
        "time": lasted(one["time"]),
        "open": one["open"] or "-",
        "longest": number(one["longest_open"]),
        "late": counted(one["late"]),
        "again": counted(one["again"]),
        "refused": counted(one["refused"]),
        "said": ", ".join(f"{count} {what}" for count, what in said if count) or "-",
    }


def _groups(groups: Sequence[Mapping[str, Any]], heading: str, what: str) -> None:
    if not groups:
        return
    _section(heading)
    rows = [
        {
            "name": one["name"] + (" (variant)" if one["variant"] else ""),
            "runs": one["runs"],
            "open": one["open"],
            "completed": one["completed"],
            "time": lasted(one["time"]),
            "late": counted(one["late"]),
            "again": counted(one["again"]),
            "refused": counted(one["refused"]),
            "useful": usefulness(one["useful"]),
        }
        for one in groups
    ]
    columns = {"name": what.upper().removesuffix("S"), "runs": "ALL", "open": "OPEN", "completed": "COMPLETED"}
    columns |= {"time": "MIDDLE (MOST)", "late": "LATE", "again": "AGAIN", "refused": "REFUSED", "useful": "USEFUL"}
    _measured(rows, columns)


def _measured(rows: Sequence[Mapping[str, object]], columns: Mapping[str, str]) -> None:
    """A table of measures; of refusals it says nothing where none is counted."""
    counted_ones = any(one["refused"] != "-" for one in rows)
    show.table(rows, {key: head for key, head in columns.items() if key != "refused" or counted_ones}, empty="")


def _coverage(rows: Sequence["CoverageDocument"]) -> None:
    told = [{**one, "team": one["team"] or "everybody", "short": _short(one)} for one in rows]
    if told:
        _section("Who may do it")
        columns = {"process": "PROCESS", "role": "ROLE", "team": "TEAM", "lead": "LEAD", "teach": "TEACH"}
        show.table(told, {**columns, "climbing": "CLIMBING", "short": ""}, empty="")


def _short(one: "CoverageDocument") -> str:
    missing = one["needed"] - one["lead"]
    return f"{missing} too few" if missing > 0 else ""


def show_health(found: "HealthReport") -> None:
    """How the organisation stands, or one team."""
    show.heading(f"Team {cell(found['team'])}" if found["team"] else "Everybody")
    for one in found["running"]:
        _running(one)
    late = found["overdue"]
    _section(f"Overdue: {late['count']}")
    # Whole days, as `overdue` counts them.
    rows = [{**one, "oldest": show.days(int(one["oldest"]))} for one in late["by_step"]]
    show.table(
        rows,
        {"process": "PROCESS", "kind": "KIND", "step": "STEP", "count": "HOW MANY", "oldest": "THE OLDEST"},
        empty="Nothing.",
    )
    _coverage([one for one in found["coverage"] if _short(one)])
    if found["overloaded"]:
        _section("Asked for more hours than they have")
        columns = {"person": "WHO", "teams": "TEAMS", "hours": "ASKED", "has": "HAS"}
        show.table(found["overloaded"], columns, empty="")
    _standing(found["recommendations"])
    if found["controls"]:
        _section("Safety controls that fail most often")
        columns = {"control": "CONTROL", "incidents": "INCIDENTS", "teams": "TEAMS", "recommendations": "RECOMMENDED"}
        show.table(found["controls"], columns, empty="")


def _running(one: Mapping[str, Any]) -> None:
    runs, holds = one["all"], one["holds_up"]
    edition = f"{one['process']} {one['version']}{', own variant' if one['variant'] else ''}"
    click.echo(
        f"{cell(one['title'])} ({edition}): {runs['open']} open, {runs['completed']} completed, "
        f"days {lasted(runs['time'])}, late {counted(runs['late'])}"
    )
    if holds:
        click.echo(f"  `{holds['step']}` takes most of the time: {percent(holds['share_of_time'])}")


def _standing(found: "StandingDocument") -> None:
    _section("Recommendations")
    whole = sum(found["states"].values())
    rows = [
        {"state": state, "count": count, "bar": bar(count / whole if whole else None)}
        for state, count in found["states"].items()
    ]
    show.table(rows, {"state": "STATE", "count": "HOW MANY", "bar": ""}, empty="There are none.")
    click.echo(
        f"{found['overdue']} past their day; of {found['committed']} committed to, "
        f"{agreeing(found['moved'], 'was', 'were')} moved, {times(found['moves'])} in all."
    )
    columns = {"id": "ID", "state": "STATE", "team": "TEAM", "owner": "OWNER", "due": "DUE", "text": "WHAT"}
    if found["under_way"]:
        _section("Under way")
        show.table(found["under_way"], columns, empty="")
    if found["ended"]:
        _section("Ended in the last 30 days")
        show.table(found["ended"], {"id": "ID", "state": "STATE", "text": "WHAT", "why": "WHY"}, empty="")


def show_learning(found: "LearningDocument") -> None:
    """What is learnt from finished write-ups."""
    who = found["person"] or found["team"]
    show.heading(f"What {cell(who)} learnt" if who else "What everybody learnt")
    for sentence in learnt(found):
        click.echo(sentence)
    click.echo(f"Worth reading and not known yet: {found['to_read']}.")
    columns = {"id": "ID", "title": "TITLE", "team": "TEAM", "reasons": "WHY"}
    if found["reading"]:
        show.table(found["reading"], columns, empty="")


def _section(text: str) -> None:
    click.echo()
    show.heading(text)
