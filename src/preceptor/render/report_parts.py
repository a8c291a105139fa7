"""Parts that several reports have: a title, what the reader is to take from it, a chart, and its figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from preceptor.render.charts import Bar, Range, bars, ranges
from preceptor.render.report_words import Report, counted, in_days, lasted, percent, usefulness


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the page. A chart says the same as its table, so that nobody has to see it."""

    title: str
    #: What the reader is to take from it.
    says: str
    #: SVG.
    chart: str | None
    #: Headings, and the cells of each row.
    head: tuple[str, ...] = ()
    rows: Sequence[tuple[str, ...]] = ()


def bar_chart(
    rows: Sequence[Report],
    name: str,
    length: Callable[[Report], float | None],
    words: Callable[[Any], str],
) -> str:
    """A bar for each row."""
    found = [Bar(name=one[name], length=length(one) or 0, words=words(length(one))) for one in rows]
    return bars(found)


def measures(title: str, steps: Sequence[Report]) -> list[Section]:
    """The steps of a process, or the rungs of a ladder: where the time goes, how long each takes, what is late."""
    head = (
        "Step",
        "Of the time",
        "Middle (most)",
        "Open",
        "Longest open",
        "Late",
        "Again",
        "Refused",
        "Missing",
        "Unclear",
        "Waived",
    )
    rows = [
        (
            one["title"],
            percent(one["share_of_time"]) if one["time"]["count"] else "-",
            lasted(one["time"]),
            str(one["open"]),
            in_days(one["longest_open"]),
            counted(one["late"]),
            counted(one["again"]),
            counted(one["refused"]),
            *(str(one[what]) for what in ("missing", "unclear", "waivers")),
        )
        for one in steps
    ]
    if not any(one["time"]["count"] or one["open"] for one in steps):
        return []
    found = [
        Section(
            title=title,
            says="Where the time goes: the share that each step takes of the time that all take together.",
            chart=bar_chart(steps, "title", lambda one: one["share_of_time"], percent),
            **_measured(head, rows),
        )
    ]
    took = [
        Range(name=one["title"], words=in_days(time["median"]), **_ends(time))
        for one in steps
        if (time := one["time"])["median"] is not None
    ]
    if took:
        says = "How long each takes: the mark is the middle, and the line holds eight of ten."
        found.append(Section(title=f"{title}: days", says=says, chart=ranges(took, axis="days")))
    late = [one for one in steps if one["late"]["rate"] is not None]
    if late:
        found.append(
            Section(
                title=f"{title}: late",
                says="Of what was owed, how much was done after its day, or is past it.",
                chart=bar_chart(late, "title", lambda one: one["late"]["rate"], percent),
            )
        )
    return found


def _measured(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    """A table of measures; of refusals it says nothing where none is counted."""
    where = head.index("Refused")
    if any(row[where] != "-" for row in rows):
        return {"head": head, "rows": rows}
    return {"head": head[:where] + head[where + 1 :], "rows": [row[:where] + row[where + 1 :] for row in rows]}


def _ends(time: Report) -> dict[str, float]:
    return {"low": time["low"], "middle": time["median"], "high": time["high"]}


def groups(title: str, what: str, groups: Sequence[Report]) -> list[Section]:
    """Versions or teams side by side."""
    if not groups:
        return []
    names = [one["name"] + (" (variant)" if one["variant"] else "") for one in groups]
    told = [
        Range(name=name, words=f"{in_days(one['time']['median'])}, n={one['time']['count']}", **_ends(one["time"]))
        for name, one in zip(names, groups, strict=True)
        if one["time"]["median"] is not None
    ]
    rows = [
        (
            name,
            str(one["runs"]),
            str(one["open"]),
            str(one["completed"]),
            lasted(one["time"]),
            counted(one["late"]),
            counted(one["again"]),
            counted(one["refused"]),
            usefulness(one["useful"]),
        )
        for name, one in zip(names, groups, strict=True)
    ]
    return [
        Section(
            title=title,
            says="From beginning to end: the mark is the middle, and the line holds eight of ten. "
            "With fewer than five that ended there is no mark.",
            chart=ranges(told, axis="days") if told else None,
            **_measured(
                (what, "All", "Open", "Completed", "Middle (most)", "Late", "Again", "Refused", "Useful"), rows
            ),
        )
    ]


def coverage(rows: Sequence[Report]) -> list[Section]:
    """Who may do which role."""
    if not rows:
        return []
    everybody = [one for one in rows if one["team"] is None] or rows
    return [
        Section(
            title="Who may do it",
            says=f"How many people may lead each role alone; fewer than {rows[0]['needed']} are too few.",
            chart=bar_chart(everybody, "role", lambda one: one["lead"], str),
            head=("Process", "Role", "Team", "May lead", "May teach", "Needed", "Climbing"),
            rows=[
                (
                    one["process"],
                    one["role"],
                    one["team"] or "everybody",
                    *(str(one[what]) for what in ("lead", "teach", "needed", "climbing")),
                )
                for one in rows
            ],
        )
    ]
