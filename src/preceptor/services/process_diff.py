"""Says what is different between two versions of a process, or between what holds and what the folder says."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypedDict

from preceptor.errors import DefinitionProblem, Problem, UnknownId
from preceptor.model.canonical import Json
from preceptor.model.change_sentences import sentence, sentences
from preceptor.model.definition import Process
from preceptor.model.finding import Finding
from preceptor.model.prose import Run, marked, shortened
from preceptor.model.revision import Change, ChangeClass, Kind, Version, change_class, diff, required_version
from preceptor.model.wording import Sentence
from preceptor.ports import Reading
from preceptor.services.context import Context, known_process
from preceptor.services.editions import edition_in_force

#: One change. `sentence` says it for people; the words of a text that was worded differently stand in it with marks.
ChangeDocument = TypedDict(
    "ChangeDocument",
    {"path": str, "kind": Kind, "before": Json, "after": Json, "class": ChangeClass, "sentence": str},
)


class RunDocument(TypedDict):
    """Words in a row: `equal`, `removed` or `added`."""

    kind: str
    words: list[str]


#: What is told in one sentence. `lead` is the sentence up to the words, which only a text has that was worded
#: differently; `marked` shows as many of them as are needed, `[-old-]{+new+}`.
SentenceDocument = TypedDict(
    "SentenceDocument",
    {"class": ChangeClass, "about": str, "lead": str, "words": list[RunDocument], "marked": str},
)
#: `class` is None where nothing changed; `required` is the lowest version that may follow `from` with these changes.
#: `file` says that `to` is what the folder defines, published or not.
DiffDocument = TypedDict(
    "DiffDocument",
    {
        "process": str,
        "title": str,
        "from": str,
        "to": str,
        "file": bool,
        "class": ChangeClass | None,
        "required": str,
        "changes": list[ChangeDocument],
        "sentences": list[SentenceDocument],
    },
)


class Definitions(Protocol):
    """The definitions of a governance folder, as they are now."""

    @property
    def folder(self) -> Path:
        """The governance folder."""
        ...

    def read(self) -> tuple[Mapping[str, Process], Sequence[Finding]]:
        """The processes without a problem, and the problems."""
        ...


def diff_versions(context: Context, process: str, before: str, after: str | None = None) -> DiffDocument:
    """A published version against another, else against the one in force. Raises `UnknownId`."""
    with context.store.reading() as tx:
        return _document(_published(tx, process, before, context.now), _published(tx, process, after, context.now))


def diff_folder(context: Context, definitions: Definitions, process: str) -> DiffDocument:
    """The version in force against what the folder defines. Raises `UnknownId` and `DefinitionProblem`."""
    with context.store.reading() as tx:
        before = _published(tx, process, None, context.now)
    return _document(before, _defined(definitions, process), file=True)


def _published(tx: Reading, process: str, version: str | None, now: datetime) -> Process:
    if version is None:
        return edition_in_force(tx, process, now)[0]
    known_process(tx, process)
    digests = {one.version: one.digest for one in tx.revisions(process)}
    if version not in digests:
        raise UnknownId(f"{process} has no version `{version}`; it has {', '.join(digests)}")
    return tx.definition(digests[version])


def _defined(definitions: Definitions, process: str) -> Process:
    """The process as its file says. Problems of other files do not matter."""
    processes, findings = definitions.read()
    if process in processes:
        return processes[process]
    wrong = [one for one in findings if one.severity == "error"]
    if not wrong:
        defined = ", ".join(sorted(processes)) or "none"
        raise UnknownId(f"{definitions.folder / 'process'} defines no process `{process}`; it defines {defined}")
    raise DefinitionProblem(
        f"The definitions have problems, so {process} cannot be compared with them.",
        problems=[
            Problem(message=one.message, path=one.path, line=one.line, column=one.column, code=one.code)
            for one in wrong
        ],
    )


def _document(before: Process, after: Process, *, file: bool = False) -> DiffDocument:
    changes = diff(before, after)
    largest = change_class(changes)
    return {
        "process": after.name,
        "title": after.title,
        "from": before.version,
        "to": after.version,
        "file": file,
        "class": largest,
        "required": str(required_version(Version.parse(before.version), largest)),
        "changes": [_change(one, before, after) for one in changes],
        "sentences": [_sentence(one) for one in sentences(changes, before, after)],
    }


def _change(change: Change, before: Process, after: Process) -> ChangeDocument:
    return {
        "path": change.path,
        "kind": change.kind,
        "before": change.before,
        "after": change.after,
        "class": change.change_class,
        "sentence": str(sentence(change, before, after)),
    }


def _sentence(one: Sentence) -> SentenceDocument:
    return {
        "class": one.change_class,
        "about": one.about,
        "lead": one.lead,
        "words": [_run(run) for run in one.words],
        "marked": marked(shortened(one.words)),
    }


def _run(run: Run) -> RunDocument:
    return {"kind": run.kind, "words": list(run.words)}
