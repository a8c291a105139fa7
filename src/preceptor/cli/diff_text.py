"""What changed between two versions of a process, as a page for the terminal."""

import re
from typing import TYPE_CHECKING

import click

from preceptor.cli import show

if TYPE_CHECKING:
    from preceptor.services.process_diff import DiffDocument, SentenceDocument

_REMOVED, _ADDED = re.compile(r"\[-.*?-\]", re.DOTALL), re.compile(r"\{\+.*?\+\}", re.DOTALL)
#: The classes in the order in which they matter, and what each asks of people.
_CLASSES = {
    "major": "MAJOR: to be read and acknowledged, and certified people refresh",
    "minor": "MINOR: to be read and acknowledged",
    "patch": "PATCH: worded or ordered differently",
}


def show_diff(found: "DiffDocument") -> None:
    """Every change as a sentence under its class, and texts by their words."""
    what = f"{show.cell(found['title'])} ({found['process']})"
    to = f"process/ ({found['to']})" if found["file"] else found["to"]
    if found["variant"]:
        _show_variant(found, what)
        return
    of = f" for {found['team']}" if found["team"] else ""
    show.heading(f"{what}: what changed{of} from {found['from']} to {to}")
    if not found["changes"]:
        click.echo("  Nothing: both say the same.")
        return
    for name, title in _CLASSES.items():
        sentences = [one for one in found["sentences"] if one["class"] == name]
        if sentences:
            click.echo()
            show.heading(title)
            for one in sentences:
                _show(one)
    if found["file"]:
        click.echo()
        click.echo(_version(found))


def _show_variant(found: "DiffDocument", what: str) -> None:
    """What a team does differently: nothing changed, so nothing follows from a class."""
    show.heading(f"{what}: what {found['team']} does differently from the standard {found['from']}")
    if not found["changes"]:
        click.echo("  Nothing: it follows the standard.")
        return
    click.echo("  The standard stands in brackets, and between [- and -].")
    for one in found["sentences"]:
        _show(one)


def _show(one: "SentenceDocument") -> None:
    _fill(one["lead"], "- ", "  ")
    if one["marked"]:
        _fill(one["marked"], "    ", "    ")


def _version(found: "DiffDocument") -> str:
    if found["to"] == found["from"]:
        return f"The version in the file is still {found['to']}; these changes take {found['required']} or higher."
    return f"These changes take version {found['required']} or higher; the file says {found['to']}."


def _fill(text: str, first: str, rest: str) -> None:
    filled = show.wrapped(text, first=f"  {first}", rest=f"  {rest}")
    click.echo(_coloured(filled) if show.fancy() else filled)


def _coloured(text: str) -> str:
    text = _REMOVED.sub(lambda words: click.style(words[0], fg="red"), text)
    return _ADDED.sub(lambda words: click.style(words[0], fg="green"), text)
