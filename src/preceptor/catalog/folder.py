"""Reads the definitions of a governance folder, and checks them against each other."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path as File

from preceptor import shipped
from preceptor.catalog.problems import shown
from preceptor.catalog.shelves import Catalogue, Kind, Shelves
from preceptor.catalog.source import read
from preceptor.catalog.vocabulary import Vocabulary, known
from preceptor.model.definition import Lifecycle, Process
from preceptor.model.finding import Finding, in_order

#: The folders of a governance folder that hold definitions, and what kind each holds.
FOLDERS: Mapping[str, Kind] = {"process": "process", "workflows": "lifecycle"}
#: The folder in process/ that holds a folder of variants for each team.
TEAMS = "teams"


def read_folder(
    root: File, words: Vocabulary | None = None, *, on: date | None = None
) -> tuple[Catalogue, list[Finding]]:
    """Read the process/, workflows/ and process/teams/ of `root`; without a workflows/ the shipped one serves.

    Findings name files as `root` joined with their place in it. Waivers that end before the day `on` have ended;
    without a day, none has.
    """
    words = words or known()
    shelf = Shelves(words=words, on=on or date.min)
    if not root.is_dir():
        return Catalogue(processes={}, lifecycles={}), [
            Finding(path=str(root), code="D101", message="there is no such folder")
        ]
    for name, kind in FOLDERS.items():
        for file in _definitions(root / name, shelf.say):
            shelf.add(file, str(file), kind, named=True)
    for team in _teams(root / "process" / TEAMS, shelf.say):
        for file in _definitions(team, shelf.say):
            shelf.add(file, str(file), "variant", named=True)
    if not (root / "workflows").is_dir():
        shelf.borrow(_shipped_lifecycles(words))
    return shelf.judge(), in_order(shelf.findings)


def read_process(file: File, root: File, words: Vocabulary | None = None) -> tuple[Process | None, list[Finding]]:
    """Read one process from a file that may lie anywhere, with the lifecycles of the governance folder `root`.

    The process is None where it has problems.
    """
    words = words or known()
    shelf = Shelves(words=words)
    shelf.borrow(read_folder(root, words)[0].lifecycles)
    shelf.add(file, str(file), "process", named=False)
    processes = shelf.judge().processes
    return next(iter(processes.values()), None), in_order(shelf.findings)


def check(paths: Sequence[File], words: Vocabulary | None = None, *, on: date | None = None) -> list[Finding]:
    """Check governance folders, folders of definitions, and single files; findings name files as they were given.

    A file in process/, process/teams/ or workflows/ is checked with its whole folder around it, any other with the
    shipped lifecycles and whatever else stands in `paths`. `on` is as in `read_folder`.
    """
    words = words or known()
    findings: list[Finding] = []
    loose: list[File] = []
    for path in paths:
        if any((path / name).is_dir() for name in FOLDERS):
            findings += read_folder(path, words, on=on)[1]
        elif (root := _root_around(path)) is not None:
            findings += _within(path, root, words, on)
        elif path.is_dir():
            files = _definitions(path, findings.append)
            loose += files
            if not files:
                message = "there is neither a process nor a lifecycle in this folder"
                findings.append(Finding(path=str(path), code="D114", message=message))
        else:
            loose.append(path)
    if loose:
        shelf = Shelves(words=words, on=on or date.min)
        for file in dict.fromkeys(loose):
            shelf.add(file, str(file), None, named=False)
        shelf.borrow(_shipped_lifecycles(words))
        shelf.judge()
        findings += shelf.findings
    return in_order(findings)


def check_variants(
    paths: Sequence[File], root: File, words: Vocabulary | None = None, *, on: date | None = None
) -> list[Finding]:
    """Check variants in files and folders that may lie anywhere, by the processes of the governance folder `root`.

    Files in its own process/teams/ are checked in their places. `on` is as in `read_folder`.
    """
    words = words or known()
    shelf = Shelves(words=words, on=on or date.min)
    findings: list[Finding] = []
    for path in paths:
        inside = path / "process" / TEAMS
        if inside.is_dir():
            path = inside
        around = _root_around(path)
        if around is not None and _is_within(path, around / "process" / TEAMS):
            findings += _within(path, around, words, on)
            continue
        files = _definitions(path, findings.append) if path.is_dir() else [path]
        if not files:
            findings.append(Finding(path=str(path), code="D114", message="there is no variant in this folder"))
        for file in files:
            shelf.add(file, str(file), "variant", named=False)
    shelf.judge_variants(read_folder(root, words, on=on)[0].processes)
    return in_order([*findings, *shelf.findings])


def _is_within(path: File, folder: File) -> bool:
    absolute = File(os.path.abspath(path))
    return absolute == folder or folder in absolute.parents


def _root_around(path: File) -> File | None:
    """The governance folder in whose process/, process/teams/ or workflows/ the path lies; None where in none."""
    absolute = File(os.path.abspath(path))
    folder = absolute.parent if absolute.suffix == ".yaml" and not absolute.is_dir() else absolute
    if not folder.is_dir():
        return None
    for inside in (folder, folder.parent):  # process/teams/ or the folder of a team in it
        if inside.name == TEAMS and inside.parent.name == "process":
            return inside.parent.parent
    return folder.parent if folder.name in FOLDERS else None


def _within(path: File, root: File, words: Vocabulary, on: date | None) -> list[Finding]:
    absolute = File(os.path.abspath(path))
    if not absolute.is_dir() and not os.path.lexists(absolute):
        return read(path)[1]
    here = str(absolute)
    return [
        replace(one, path=str(path) + one.path[len(here) :])
        for one in read_folder(root, words, on=on)[1]
        if one.path == here or one.path.startswith(here + os.sep)
    ]


def _teams(folder: File, say: Callable[[Finding], None]) -> list[File]:
    """The folders of teams in process/teams/, sorted."""
    for file in _definitions(folder, say):
        if not file.is_dir():
            message = "a variant lies in the folder of its team"
            suggestion = f"move it to {shown(os.path.join(TEAMS, 'TEAM', file.name))}"
            say(Finding(path=str(file), code="D410", message=message, suggestion=suggestion))
    try:
        return sorted(one for one in folder.iterdir() if one.is_dir() and not one.name.startswith("."))
    except OSError:
        return []  # there is none, or it was said


def _definitions(folder: File, say: Callable[[Finding], None]) -> list[File]:
    """The files of definitions right in `folder`, sorted."""
    try:
        names = sorted(os.listdir(folder)) if folder.is_dir() else []
    except OSError as error:
        say(Finding(path=str(folder), code="D101", message=f"the folder cannot be read: {error.strerror}"))
        return []
    found = []
    for name in names:
        if name.startswith("."):
            continue
        if name.endswith(".yaml"):
            found.append(folder / name)
        elif name.endswith(".yml"):
            message = "only files that end in `.yaml` are read"
            suggestion = f"rename it to {shown(name[:-4] + '.yaml')}"
            say(Finding(path=str(folder / name), code="D114", message=message, suggestion=suggestion))
    return found


def _shipped_lifecycles(words: Vocabulary) -> Mapping[str, Lifecycle]:
    shelf = Shelves(words=words)
    for file in _definitions(shipped.folder("workflows"), shelf.say):
        shelf.add(file, str(file), "lifecycle", named=True)
    return shelf.judge().lifecycles
