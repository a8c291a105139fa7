"""Checks files of a governance folder: definitions, templates, and whether PROCESS.md says what they say."""

import errno
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from preceptor.catalog.folder import check, check_variants, read_folder
from preceptor.errors import BadInput, Problem
from preceptor.model.finding import Finding, in_order, passes
from preceptor.render.last_changed import with_blocks_of
from preceptor.render.process_page import process_page
from preceptor.render.samples import template_problems
from preceptor.render.unused import unused_templates

#: Findings that are not the catalogue's, each with the sentence that explains it.
CODES = {
    "D401": "PROCESS.md is not what the definitions say.",
    "D402": "A template is broken, asks for what it is not given, or has a name by which nothing is made from it.",
}
#: What says that a file is no definition.
_NO_DEFINITION = ("D107", "D114")


def find(paths: Sequence[Path], *, on: date) -> list[Finding]:
    """Everything that is wrong with these files and folders. A waiver that ended before `on` is."""
    impossible = {path: why for path in paths if (why := _impossible(path))}
    paths = [path for path in paths if path not in impossible]
    found = [Finding(path=str(path), code="D101", message=why) for path, why in impossible.items()]
    if paths:
        found = [*found, *(_as_a_write_up(one) for one in check(paths, on=on))]
    for path in paths:
        if (path / "process").is_dir():
            found = [*found, *_about_page(path), *_about_templates(path)]
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


def _about_template(problem: BadInput | Problem, folder: Path, *, otherwise: Path) -> Finding:
    """The problem at its template, written from the folder on as the other files are: templates are read where they
    really lie."""
    path, inside = Path(problem.path or otherwise), folder.resolve()
    if path.is_relative_to(inside):
        path = folder / path.relative_to(inside)
    remedy = problem.remedy if isinstance(problem, BadInput) else None
    return Finding(path=str(path), line=problem.line or 1, code="D402", message=problem.message, suggestion=remedy)
