"""Checks files of a governance folder: definitions, settings, templates, and whether PROCESS.md is what they say."""

import errno
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from preceptor.catalog.folder import TEAMS, check, check_variants, read_folder
from preceptor.catalog.problems import meant, shown
from preceptor.errors import BadInput, Problem
from preceptor.model.finding import Finding, in_order, passes
from preceptor.ports.outside import FolderChecker
from preceptor.render.last_changed import with_blocks_of
from preceptor.render.process_page import process_page
from preceptor.render.samples import template_problems
from preceptor.render.unused import teams_with_templates, unused_templates
from preceptor.services.person_fields import team_troubles

#: Findings that are not the catalogue's, each with the sentence that explains it. Of a team that there is not also a
#: proposal tells, of which the catalogue cannot know.
CODES = {
    "D401": "PROCESS.md is not what the definitions say.",
    "D402": "A template is broken, asks for what it is not given, or has a name by which nothing is made from it.",
    "D424": "There is no such team.",
}
#: What says that a file is no definition.
_NO_DEFINITION = ("D107", "D114")


def find(paths: Sequence[Path], *, on: date, checker: FolderChecker | None = None) -> list[Finding]:
    """Everything that is wrong with these files and folders. A waiver that ended before `on` is.

    `checker`: looks at the settings, and knows the teams; None: of both nothing is said.
    """
    impossible = {path: why for path in paths if (why := _impossible(path))}
    paths = [path for path in paths if path not in impossible]
    found = [Finding(path=str(path), code="D101", message=why) for path, why in impossible.items()]
    if checker is not None:
        settings = [path for path in paths if checker.is_settings(path) and path.is_file()]
        paths = [path for path in paths if path not in settings]
        folders = [*(path.parent for path in settings), *(path for path in paths if (path / "process").is_dir())]
        for folder in folders:
            found += checker.about_settings(folder)
    if paths:
        found += [_as_a_write_up(one) for one in check(paths, on=on)]
    for path in paths:
        if (path / "process").is_dir():
            found += [*_about_page(path), *_about_templates(path)]
            found += _about_teams(path, checker) if checker else ()
    return in_order(found)


def find_in_variants(paths: Sequence[Path], folder: Path, *, on: date) -> list[Finding]:
    """What is wrong with the teams' variants in these files and folders, judged by the definitions of a governance
    folder; without paths, with all of the folder's own."""
    teams = folder / "process" / "teams"
    if not paths:
        return find([teams], on=on) if teams.is_dir() else []
    impossible = {path: why for path in paths if (why := _impossible(path))}
    found = [Finding(path=str(path), code="D101", message=why) for path, why in impossible.items()]
    return in_order([*found, *check_variants([one for one in paths if one not in impossible], folder, on=on)])


def _as_a_write_up(one: Finding) -> Finding:
    """The finding; where Markdown was taken for a definition, with the command that checks write-ups."""
    if one.code not in _NO_DEFINITION or not one.path.endswith(".md"):
        return one
    return replace(one, suggestion=f"if it is a write-up: preceptor writeup check {one.path}")


def _impossible(path: Path) -> str | None:
    """Why no file can have this name, which most of what asks about files does not expect."""
    try:
        os.lstat(path)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return f"the file cannot be read: {str(error.strerror).lower()}"
    return None


def _about_page(folder: Path) -> list[Finding]:
    """Whether PROCESS.md is what the definitions say; nothing is said while they are broken.

    What it says from the database is not looked at: `preceptor process render --check` does that.
    """
    catalogue, found = read_folder(folder)
    if not passes(found):
        return []
    file = folder / "PROCESS.md"
    try:
        variants = [one.overlay for one in catalogue.variants.values()]
        page = process_page(tuple(catalogue.processes.values()), variants=variants, folder=folder)
        before = file.read_text(encoding="utf-8")
        fresh = with_blocks_of(page, before) == before
    except BadInput as error:
        return [_about_template(error, folder, otherwise=file)]
    except (OSError, UnicodeDecodeError):
        fresh = False
    if fresh:
        return []
    message = "the page is missing or stale: the definitions say something else"
    return [
        Finding(
            path=str(file),
            code="D401",
            severity="warning",
            message=message,
            suggestion="run `preceptor process render`",
        )
    ]


def _about_templates(folder: Path) -> list[Finding]:
    problems: list[BadInput | Problem] = [*template_problems(folder), *unused_templates(folder)]
    return [_about_template(one, folder, otherwise=folder / "templates") for one in problems]


def _about_teams(folder: Path, checker: FolderChecker) -> Iterator[Finding]:
    """Folders of templates that are no team's: whoever misspelt the name believes that they serve."""
    named = teams_with_templates(folder)
    known = checker.teams(folder) if named else None
    for name in named:
        if wrong := no_such_team(name, known):
            message, suggestion = wrong
            path = folder / "templates" / TEAMS / name
            yield Finding(path=str(path), code="D424", message=message, suggestion=suggestion)


def no_such_team(name: str, known: Collection[str] | None) -> tuple[str, str | None] | None:
    """Why no team is called so, and what to do; None where one is, or where nobody knows: `known` is None then."""
    for trouble in team_troubles(name):
        return trouble, meant(name, known or ())
    if known is None or name in known:
        return None
    suggestion = meant(name, known) or "`preceptor team list` shows the teams, and `preceptor team add` adds one"
    return f"there is no team {shown(name)}", suggestion


def _about_template(problem: BadInput | Problem, folder: Path, *, otherwise: Path) -> Finding:
    """The problem at its template, written from the folder on as the other files are: templates are read where they
    really lie."""
    path, inside = Path(problem.path or otherwise), folder.resolve()
    if path.is_relative_to(inside):
        path = folder / path.relative_to(inside)
    remedy = problem.remedy if isinstance(problem, BadInput) else None
    return Finding(path=str(path), line=problem.line or 1, code="D402", message=problem.message, suggestion=remedy)
