"""Says what is different between two versions of a process, or between what holds and what the folder says."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypedDict

from preceptor.errors import UnknownId
from preceptor.model.canonical import Json
from preceptor.model.change_sentences import sentence, sentences
from preceptor.model.definition import Process
from preceptor.model.finding import Finding
from preceptor.model.prose import Run, marked, shortened
from preceptor.model.revision import Change, ChangeClass, Kind, Version, change_class, diff, required_version
from preceptor.model.variant_sentences import variant_sentences
from preceptor.model.wording import Sentence
from preceptor.ports import Reading
from preceptor.services.context import Context, known_process, known_team
from preceptor.services.definition_errors import definition_problem
from preceptor.services.editions import edition_in_force, edition_of_team
from preceptor.services.process_views import known_version
from preceptor.services.team_history import followed, on_version

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
#: `file` says that `to` is what the folder defines, published or not. `team`: compared are the editions that it
#: follows, or followed on these versions; `variant`: `from` is the standard, and `to` what the team makes of it.
DiffDocument = TypedDict(
    "DiffDocument",
    {
        "process": str,
        "title": str,
        "from": str,
        "to": str,
        "file": bool,
        "team": str | None,
        "variant": bool,
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


def diff_versions(
    context: Context, process: str, before: str, after: str | None = None, *, team: str | None = None
) -> DiffDocument:
    """A published version against another, else against the one in force. Raises `UnknownId`.

    With a team its edition on each version, as far as it followed one of its own on it, else the standard's.
    """
    with context.store.reading() as tx:
        known_process(tx, process)
        identity = known_team(tx, team).id if team is not None else None
        old, new = (_published(tx, process, one, identity, context.now) for one in (before, after))
        return _document(old, new, team=team)


def diff_team(context: Context, process: str, team: str) -> DiffDocument:
    """What a team does differently from the version of the standard that its edition lies on. Raises `UnknownId`."""
    with context.store.reading() as tx:
        known_process(tx, process)
        follower = known_team(tx, team)
        effective, digest = edition_of_team(tx, process, follower.id, context.now)
        standard = tx.definition(tx.edition(digest).standard)
        return _document(standard, effective, team=follower.name, variant=True)


def diff_folder(context: Context, definitions: Definitions, process: str) -> DiffDocument:
    """The version in force against what the folder defines. Raises `UnknownId` and `DefinitionProblem`."""
    with context.store.reading() as tx:
        before = edition_in_force(tx, process, context.now)[0]
    return _document(before, _defined(definitions, process), file=True)


def _published(tx: Reading, process: str, version: str | None, team: int | None, now: datetime) -> Process:
    if version is None:
        return edition_of_team(tx, process, team, now)[0]
    revision = known_version(tx, process, version)
    own = on_version(followed(tx, process, team), version) if team is not None else None
    return tx.definition(own.digest if own else revision.digest)


def _defined(definitions: Definitions, process: str) -> Process:
    """The process as its file says. Problems of other files do not matter."""
    processes, findings = definitions.read()
    if process in processes:
        return processes[process]
    wrong = [one for one in findings if one.severity == "error"]
    if not wrong:
        defined = ", ".join(sorted(processes)) or "none"
        raise UnknownId(f"{definitions.folder / 'process'} defines no process `{process}`; it defines {defined}")
    raise definition_problem(f"The definitions have problems, so {process} cannot be compared with them.", wrong)


def _document(
    before: Process, after: Process, *, file: bool = False, team: str | None = None, variant: bool = False
) -> DiffDocument:
    changes = diff(before, after)
    told = variant_sentences(before, after) if variant else sentences(changes, before, after)
    largest = change_class(changes)
    return {
        "process": after.name,
        "title": after.title,
        "from": before.version,
        "to": after.version,
        "file": file,
        "team": team,
        "variant": variant,
        "class": largest,
        "required": str(required_version(Version.parse(before.version), largest)),
        "changes": [_change(one, before, after) for one in changes],
        "sentences": [_sentence(one) for one in told],
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
