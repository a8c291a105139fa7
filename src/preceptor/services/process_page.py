"""Keeps PROCESS.md true to the definitions beside it."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypedDict

from preceptor.errors import BadInput, DefinitionProblem, Problem, ReadOnlyFolder, UnknownId
from preceptor.model.definition import Process
from preceptor.model.finding import Finding
from preceptor.model.refusal import Reason, Refusal

#: The page, in the governance folder.
PAGE = "PROCESS.md"


class PageDocument(TypedDict):
    """What became of the page."""

    path: str
    #: The processes that it tells of.
    processes: list[str]
    #: Whether it had to be written anew.
    changed: bool


class TextDocument(TypedDict):
    """The page of one process."""

    process: str
    text: str


class Workshop(Protocol):
    """The definitions of a governance folder, and how they look on a page."""

    @property
    def folder(self) -> Path:
        """The governance folder."""
        ...

    def read(self) -> tuple[Mapping[str, Process], Sequence[Finding]]:
        """The processes without a problem, and the problems."""
        ...

    def page(self, processes: Sequence[Process]) -> str:
        """The page for these processes, in Markdown."""
        ...


@dataclass(frozen=True, kw_only=True)
class _Page:
    path: Path
    processes: tuple[str, ...]
    text: str
    #: None: there is none yet.
    before: str | None


def write_page(workshop: Workshop) -> PageDocument:
    """Write PROCESS.md from process/ and workflows/. Raises `DefinitionProblem` and `ReadOnlyFolder`."""
    page = _page(workshop)
    if page.before != page.text:
        _replace(page.path, page.text)
    return _document(page)


def check_page(workshop: Workshop) -> PageDocument | Refusal:
    """Whether PROCESS.md says what process/ and workflows/ say; a refusal with the command where it does not."""
    page = _page(workshop)
    if page.before == page.text:
        return _document(page)
    reason = Reason(guard="page-in-step", message=_difference(page), command="preceptor process render")
    return Refusal(reasons=(reason,))


def page_of(workshop: Workshop, process: str) -> TextDocument:
    """The page of one process alone; nothing is written. Raises `UnknownId` and `DefinitionProblem`."""
    processes = _processes(workshop)
    if process not in processes:
        raise UnknownId(
            f"the folder defines no process `{process}`; it defines {', '.join(sorted(processes))}", remedy=""
        )
    return {"process": process, "text": workshop.page([processes[process]])}


def _page(workshop: Workshop) -> _Page:
    processes = _processes(workshop)
    path = workshop.folder / PAGE
    try:
        before = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        before = None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"the page cannot be read: {error}", path=path) from error
    text = workshop.page(tuple(processes.values()))
    return _Page(path=path, processes=tuple(sorted(processes)), text=text, before=before)


def _processes(workshop: Workshop) -> Mapping[str, Process]:
    processes, findings = workshop.read()
    wrong = [one for one in findings if one.severity == "error"]
    if wrong:
        raise DefinitionProblem(
            "The definitions have problems, so there is no page to be made of them.",
            problems=[
                Problem(message=one.message, path=one.path, line=one.line, column=one.column, code=one.code)
                for one in wrong
            ],
        )
    return processes


def _document(page: _Page) -> PageDocument:
    return {"path": str(page.path), "processes": list(page.processes), "changed": page.before != page.text}


def _difference(page: _Page) -> str:
    if page.before is None:
        return f"there is no {PAGE} yet"
    old, new = page.before.splitlines(), page.text.splitlines()
    same = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), None)
    line = min(len(old), len(new)) if same is None else same
    return f"{PAGE} is stale: from line {line + 1} on it says something else than process/ and workflows/"


def _replace(path: Path, text: str) -> None:
    """Whole or not at all: a reader never sees half a page."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            Path(name).chmod(0o644)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ReadOnlyFolder(f"{path} cannot be written: {error.strerror}") from error
