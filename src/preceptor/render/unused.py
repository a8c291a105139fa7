"""Files among a folder's templates that nothing is made from: whoever misspelt a name believes that it serves."""

import os
from collections.abc import Iterator, Set
from itertools import chain
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError
from jinja2.meta import find_referenced_templates

from preceptor import shipped
from preceptor.errors import BadInput
from preceptor.render.environment import TEAMS, environment, read_template

#: What a team may word in its own way, of all that is made from templates.
_OF_TEAMS = ("email/", "writeup/")
_REMEDY = "Give it the name of the template that it is to take the place of, or remove it."


def teams_with_templates(folder: Path) -> list[str]:
    """The teams that have templates of their own."""
    own = folder / "templates" / TEAMS
    there = os.scandir(own) if own.is_dir() else ()
    return sorted(one.name for one in there if one.is_dir() and not _stands_beside(one.name))


def unused_templates(folder: Path) -> Iterator[BadInput]:
    """The files and folders among the templates of a governance folder and its teams that no name leads to.

    What another template includes, imports or extends is used. Where that cannot be told, as one is broken or
    computes a name, nothing is said.
    """
    own = folder / "templates"
    asked = set(_asked_for(own, environment(folder)))
    if None in asked:
        return
    came = _names(shipped.folder("templates"))
    named = {one for one in chain(came, asked) if one is not None}
    yield from _unused(own, "", named)
    for team in teams_with_templates(folder):
        of_team = {one for one in named if one in asked or one.startswith(_OF_TEAMS)}
        yield from _unused(own / TEAMS / team, "", of_team)


def _unused(place: Path, within: str, named: Set[str]) -> Iterator[BadInput]:
    """Those in one folder, whose path below the templates is `within`, and in the folders that names lead into."""
    entries = sorted(os.scandir(place), key=lambda one: one.name) if place.is_dir() else []
    for entry in entries:
        name = within + entry.name
        if _stands_beside(entry.name) or name == TEAMS:
            continue
        if entry.is_dir() and any(one.startswith(f"{name}/") for one in named):
            yield from _unused(Path(entry.path), f"{name}/", named)
        elif entry.is_dir() or name not in named:
            yield _problem(entry, within, named)


def _problem(entry: os.DirEntry[str], within: str, named: Set[str]) -> BadInput:
    """Say what is used in its place instead: folders for a folder, files for a file."""
    inside = [one.removeprefix(within) for one in named if one.startswith(within)]
    known = sorted({one.split("/")[0] for one in inside if ("/" in one) == entry.is_dir()})
    thing = (
        "notice" if within == "email/" and entry.is_dir() else "folder of templates" if entry.is_dir() else "template"
    )
    there = f"; there are {', '.join(known)}" if known else ""
    return BadInput(f"no {thing} is called {entry.name}{there}", path=entry.path, remedy=_REMEDY)


def _stands_beside(name: str) -> bool:
    """Whether nobody would take it for a template: hidden, an editor's copy, or a word to whoever looks in."""
    return name.startswith((".", "README")) or name.endswith("~")


def _asked_for(own: Path, templates: Environment) -> Iterator[str | None]:
    """What the templates of a folder and of its teams ask for by name; None for what cannot be told."""
    for name in _names(own):
        if not name.endswith((".txt", ".html", ".md")):
            continue
        try:
            yield from find_referenced_templates(templates.parse(read_template(own / name)))
        except (BadInput, OSError, RecursionError, TemplateSyntaxError):
            yield None


def _names(root: Path) -> Iterator[str]:
    """The files below a folder, with slashes."""
    for place, _, files in os.walk(root):
        yield from ((Path(place) / one).relative_to(root).as_posix() for one in files)
