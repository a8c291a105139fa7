"""The lines that a process is shown in on a terminal, and the words for what its steps and rungs ask for."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from preceptor.cli import show
from preceptor.model.counting import counted
from preceptor.model.wording import listed

if TYPE_CHECKING:
    from preceptor.services.origins import WaiverDocument
    from preceptor.services.process_documents import DueDocument, RungDocument, StandardDocument

#: Columns of the labels before what they are for.
_LABEL = 12
_STARTS = {"entered": "entering the step", "opened": "the opening", "resolved": "the resolution"}
#: By its state: what the moment is from which on a version holds.
HOLDS: Mapping[str, str] = {
    "in force": "in force since",
    "scheduled": "scheduled from",
    "superseded": "superseded; it held from",
    "not followed": "for those who follow the standard from",
}
#: By where a part comes from. What is the standard's needs no mark.
MARKS: Mapping[str, str] = {"standard": "", "team": "[team]", "both": "[standard and team]"}
_STRONG = re.compile(r"\*\*([^*\s](?:[^*]*[^*\s])?)\*\*")
#: What stands for a space in a mark while lines are made, so that it stays in one piece.
_SOLID = "_"


def section(title: str) -> None:
    """A heading with space before it."""
    click.echo()
    show.heading(title)


def line(label: str, value: str, mark: str = "", *, indent: int = 3, bullet: str = "") -> None:
    """What something is, after its label, with what marks it at the end."""
    first = f"{' ' * indent}{label:<{_LABEL}} {bullet}"
    marked(value, mark, first=first, rest=" " * len(first))


def marked(text: str, mark: str, *, first: str = "", rest: str = "", bold: bool = False) -> None:
    """A paragraph with a mark at its end, coloured on a terminal. Nobody's text passes for a mark by its colour."""
    solid = mark.replace(" ", _SOLID)
    filled = show.wrapped(f"{text} {solid}" if mark else text, first=first, rest=rest)
    body, end = (filled[: -len(solid)], mark) if mark else (filled, "")
    if show.fancy():
        body, end = click.style(body, bold=True) if bold else body, click.style(end, fg="magenta") if end else ""
    click.echo(body + end)


def prose(text: str, *, indent: int) -> None:
    """A definition's Markdown: paragraphs and items filled, commands as they are."""
    from preceptor.render.prose import fold

    lines = fold(text, show.columns() - indent).splitlines()
    filled = "\n".join(f"{' ' * indent}{show.cell(one)}".rstrip() for one in lines)
    click.echo(_STRONG.sub(lambda found: click.style(found[1], bold=True), filled) if show.fancy() else filled)


def due(rule: "DueDocument") -> str:
    """A deadline: `within 3 business days from entering the step`."""
    parts = [f"{allowed} at severity {severity}" for severity, allowed in rule["by_severity"].items()]
    if rule["within"]:
        parts.append(f"else {rule['within']}" if parts else rule["within"])
    bounds = (("at least", rule["at_least"]), ("at most", rule["at_most"]))
    window = [f"{word} {bound}" for word, bound in bounds if bound]
    return f"{', '.join([*parts, *filter(None, [listed(window)])])} from {_STARTS.get(rule['start'], rule['start'])}"


def observed(rung: "RungDocument") -> str:
    """How often, and before whom: `2 observations before 2 different people, 1 of them may be a rehearsal`."""
    people = f" before {rung['observers']} different people" if rung["observers"] > 1 else ""
    rehearsed = f", at most {counted(rung['rehearsals'], 'rehearsal')} among them" if rung["rehearsals"] else ""
    stand_in = f"; any colleague may be the newcomer after {rung['stand_in_after']}" if rung["stand_in_after"] else ""
    return f"{counted(rung['observations'], 'observation')}{people}{rehearsed}{stand_in}"


def reminders(days: Sequence[int]) -> str:
    """When whoever owes it is reminded."""
    said = [
        "on the day" if day == 0 else f"{counted(abs(day), 'business day')} {'before' if day < 0 else 'after'}"
        for day in sorted(days)
    ]
    return listed(said) or "none"


def standard(one: "StandardDocument") -> str:
    """What good enough means, how binding that is, and what checks it."""
    checked = f", checked by `{one['check']}`" if one["check"] else ""
    return f"{one['text']} ({one['level']}, {one['id']}{checked})"


def waived(waiver: "WaiverDocument") -> str:
    """How a waiver stands."""
    if waiver["approver"] is None:
        return "waiver not approved"
    return f"waived until {waiver['until']}" if waiver["holds"] else f"waiver ended {waiver['until']}"
