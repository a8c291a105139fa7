"""Keeps PROCESS.md true to the definitions beside it."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypedDict

from preceptor.errors import BadInput, DatabaseProblem, ReadOnlyFolder, UnknownId
from preceptor.model.definition import Process
from preceptor.model.finding import Finding
from preceptor.model.last_change import LastChange
from preceptor.model.overlay import Overlay
from preceptor.model.refusal import Reason, Refusal
from preceptor.render.last_changed import with_blocks_of
from preceptor.services.context import Context
from preceptor.services.definition_errors import definition_problem
from preceptor.services.page_changes import latest_changes

#: The page, in the governance folder.
PAGE = "PROCESS.md"


class PageDocument(TypedDict):
    """What became of the page."""

    path: str
    #: The processes that it tells of.
    processes: list[str]
    #: Whether it had to be written anew.
    changed: bool
    #: Why what changed last stands there as it did before; None where the database said it.
    kept: str | None


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

    def read_all(self) -> tuple[Mapping[str, Process], Sequence[Overlay], Sequence[Finding]]:
        """The processes and the teams' variants without a problem, and the problems."""
        ...

    def page(
        self, processes: Sequence[Process], variants: Sequence[Overlay], last: Mapping[str, LastChange] | None
    ) -> str:
        """The page for these processes, in Markdown; `last` is what the database says, None where there is none."""
        ...


@dataclass(frozen=True, kw_only=True)
class _Page:
    path: Path
    processes: tuple[str, ...]
    text: str
    #: None: there is none yet.
    before: str | None
    #: As in `PageDocument`.
    kept: str | None


def write_page(workshop: Workshop, context: Context) -> PageDocument:
    """Write PROCESS.md from process/ and workflows/, and what changed last from the database.

    Where that cannot be opened, what the page said of it stays. Raises `DefinitionProblem` and `ReadOnlyFolder`.
    """
    page = _page(workshop, context)
    if page.before != page.text:
        _replace(page.path, page.text)
    return _document(page)


def check_page(workshop: Workshop, context: Context) -> PageDocument | Refusal:
    """Whether PROCESS.md says what `write_page` would write; a refusal with the command where it does not."""
    page = _page(workshop, context)
    if page.before == page.text:
        return _document(page)
    reason = Reason(guard="page-in-step", message=_difference(page), command="preceptor process render")
    return Refusal(reasons=(reason,))


def page_of(workshop: Workshop, context: Context, process: str) -> TextDocument:
    """The page of one process alone; nothing is written. Raises `UnknownId` and `DefinitionProblem`."""
    processes, variants = _definitions(workshop)
    if process not in processes:
        raise UnknownId(
            f"the folder defines no process `{process}`; it defines {', '.join(sorted(processes))}", remedy=""
        )
    text, _ = _text(workshop, context, [processes[process]], variants, _before(workshop.folder / PAGE))
    return {"process": process, "text": text}


def _page(workshop: Workshop, context: Context) -> _Page:
    processes, variants = _definitions(workshop)
    path = workshop.folder / PAGE
    before = _before(path)
    text, kept = _text(workshop, context, tuple(processes.values()), variants, before)
    return _Page(path=path, processes=tuple(sorted(processes)), text=text, before=before, kept=kept)


def _before(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"the page cannot be read: {error}", path=path) from error


def _text(
    workshop: Workshop,
    context: Context,
    processes: Sequence[Process],
    variants: Sequence[Overlay],
    before: str | None,
) -> tuple[str, str | None]:
    """The page, and why it says as before what changed last; None where the database said it."""
    try:
        return workshop.page(processes, variants, latest_changes(context)), None
    except DatabaseProblem as problem:
        return with_blocks_of(workshop.page(processes, variants, None), before or ""), problem.message


def _definitions(workshop: Workshop) -> tuple[Mapping[str, Process], Sequence[Overlay]]:
    processes, variants, findings = workshop.read_all()
    if any(one.severity == "error" for one in findings):
        raise definition_problem("The definitions have problems, so there is no page to be made of them.", findings)
    return processes, variants


def _document(page: _Page) -> PageDocument:
    return {
        "path": str(page.path),
        "processes": list(page.processes),
        "changed": page.before != page.text,
        "kept": page.kept,
    }


def _difference(page: _Page) -> str:
    if page.before is None:
        return f"there is no {PAGE} yet"
    old, new = page.before.splitlines(), page.text.splitlines()
    same = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), None)
    line = min(len(old), len(new)) if same is None else same
    return f"{PAGE} is stale: from line {line + 1} on it says something else than {_sources(page)}"


def _sources(page: _Page) -> str:
    return "process/ and workflows/" if page.kept else "process/, workflows/ and the database"


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
