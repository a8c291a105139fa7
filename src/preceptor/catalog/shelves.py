"""The definitions of a governance folder side by side: each as it is read, and what they mean together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path as File
from typing import Literal

from preceptor.catalog import builder
from preceptor.catalog.document import Document, Value
from preceptor.catalog.fit import AnyShape, Draft, fit
from preceptor.catalog.language import FILE as LANGUAGE
from preceptor.catalog.language import fit_language
from preceptor.catalog.meaning import lifecycle_troubles
from preceptor.catalog.problems import Trouble, nearest, shown
from preceptor.catalog.process_meaning import Shelf, process_troubles
from preceptor.catalog.shapes import LifecycleShape, ProcessShape
from preceptor.catalog.source import read
from preceptor.catalog.variants import Variant, VariantShape, fit_variant, made, misplaced
from preceptor.catalog.vocabulary import Vocabulary
from preceptor.model.definition import Lifecycle, Process
from preceptor.model.finding import Finding

Kind = Literal["process", "lifecycle", "variant", "language"]

#: What stands for a key that is missing, so that the rest of its file can be checked as well.
_PROCESS_STAND_INS: Mapping[str, Value] = {"process": "unnamed", "version": "0.0.0"}
_LIFECYCLE_STAND_INS: Mapping[str, Value] = {
    "lifecycle": "unnamed",
    "title": "unnamed",
    "initial": "unnamed",
    "opening": {"by": ["owner"]},
}
_PROCESS_KEYS = frozenset(ProcessShape.model_fields) - {"lifecycle", "title"}
_LIFECYCLE_KEYS = frozenset(LifecycleShape.model_fields) - {"title"}
_VARIANT_KEYS = frozenset({"variant", "team", "of"})


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The definitions of a folder that have no problem."""

    #: By name, each with its lifecycles inlined.
    processes: Mapping[str, Process]
    #: By name.
    lifecycles: Mapping[str, Lifecycle]
    #: By team and process. One that waits for its rebase is among them.
    variants: Mapping[tuple[str, str], Variant] = field(default_factory=dict)


@dataclass(kw_only=True)
class Shelves:
    """Files as they are read, and what they mean together."""

    words: Vocabulary
    #: The day on which waivers have to hold.
    on: date = date.min
    findings: list[Finding] = field(default_factory=list)
    _processes: dict[str, Draft[ProcessShape]] = field(default_factory=dict)
    _lifecycles: dict[str, Draft[LifecycleShape]] = field(default_factory=dict)
    _variants: dict[str, Draft[VariantShape]] = field(default_factory=dict)
    _borrowed: dict[str, Lifecycle] = field(default_factory=dict)
    #: Names of lifecycles whose files cannot be used at all.
    _unusable: set[str] = field(default_factory=set)

    def say(self, finding: Finding) -> None:
        """Note a finding."""
        self.findings.append(finding)

    def borrow(self, lifecycles: Mapping[str, Lifecycle]) -> None:
        """Let processes use lifecycles that were read elsewhere, where there are none of that name here."""
        self._borrowed.update(lifecycles)

    def add(self, file: File, path: str, kind: Kind | None, *, named: bool) -> None:
        """Read a file. Where it is `named`, it has to be called after what it defines."""
        document, findings = read(file, path)
        self.findings += findings
        if document is None:
            if kind == "lifecycle":
                self._unusable.add(file.stem)
            return
        found = _kind(document)
        if found == "language" and kind in (None, "process"):
            self._add_language(document, file if named else None)
            return
        if found is None or kind not in (None, found):
            self.findings.append(document.finding(_misplaced(found, kind)))
            return
        if found == "variant":
            self._add_variant(document, file if named else None)
            return
        if found == "process":
            process, findings = fit(document, ProcessShape, _PROCESS_STAND_INS)
            self.findings += findings
            if process.shape:
                name = self._name(
                    document, "process", process.shape.process, file if named else None, self._processes
                )
                self._processes[name] = process
        else:
            lifecycle, findings = fit(document, LifecycleShape, _LIFECYCLE_STAND_INS)
            self.findings += findings
            if lifecycle.shape:
                name = self._name(
                    document,
                    "lifecycle",
                    lifecycle.shape.lifecycle,
                    file if named else None,
                    self._lifecycles,
                )
                self._lifecycles[name] = lifecycle
            else:
                self._unusable.add(file.stem)

    def _add_language(self, document: Document, file: File | None) -> None:
        self.findings += fit_language(document)[1]
        if file is not None and file.name != LANGUAGE:
            message = f"the words for write-ups lie in a file called {shown(file.name)}, where nobody looks for them"
            trouble = Trouble(code="D301", at=("language",), message=message, suggestion=f"call it {shown(LANGUAGE)}")
            self._troubles(document, [trouble])

    def judge(self) -> Catalogue:
        """Check what all the files mean, and give what has no problem."""
        lifecycles = {name: builder.lifecycle(draft.shape) for name, draft in self._lifecycles.items() if draft.shape}
        for name, lifecycle in lifecycles.items():
            draft = self._lifecycles[name]
            self._troubles(draft.document, lifecycle_troubles(lifecycle, draft, self.words, self._roles(name)))
        sound = {name: one for name, one in lifecycles.items() if self._sound(self._lifecycles[name].document)}
        broken = frozenset(lifecycles.keys() - sound.keys()) | self._unusable
        shelf = Shelf(sound={**{k: v for k, v in self._borrowed.items() if k not in broken}, **sound}, broken=broken)
        processes = {}
        for name, process_draft in self._processes.items():
            if process_draft.shape:
                process = builder.process(process_draft.shape, shelf.sound)
                self._troubles(process_draft.document, process_troubles(process, process_draft, shelf, self.words))
                if self._sound(process_draft.document):
                    processes[name] = process
        return Catalogue(processes=processes, lifecycles=shelf.sound, variants=self.judge_variants(processes))

    def _add_variant(self, document: Document, file: File | None) -> None:
        draft, findings = fit_variant(document)
        self.findings += findings
        if draft.shape is None:
            return
        if file is not None:
            self._troubles(document, misplaced(draft, file))
        self._variants[document.path] = draft

    def judge_variants(self, processes: Mapping[str, Process]) -> dict[tuple[str, str], Variant]:
        """Check what the variants change; one whose process has problems of its own cannot be judged."""
        sound: dict[tuple[str, str], Variant] = {}
        for draft in self._variants.values():
            variant, troubles = made(draft, self.words)
            self._troubles(draft.document, troubles)
            if variant is None:
                continue
            name = variant.overlay.process
            if name in processes:
                self.findings += variant.judge(processes[name], self.on, self.words)
            elif (defined := {**processes, **self._processes}) and name not in defined and draft.complete("variant"):
                message = f"there is no process {shown(name)} here"
                missing = nearest(name, defined)
                trouble = Trouble(code="D411", at=("variant",), message=message, suggestion=missing)
                self._troubles(draft.document, [trouble])
            if name in processes and self._sound(draft.document):
                sound[variant.overlay.team, name] = variant
        return sound

    def _name(
        self,
        document: Document,
        kind: Kind,
        name: str,
        file: File | None,
        taken: Mapping[str, Draft[AnyShape]],
    ) -> str:
        """Under which name to keep a definition: its own, or its file's path where that one is not to be had."""
        if not isinstance(document.value, dict) or document.value.get(kind) != name:
            return document.path  # a stand-in: the name is missing, which was said
        if file is not None and file.stem != name:
            message = f"the {kind} {shown(name)} lies in a file called {shown(file.name)}"
            suggestion = f"call the file {shown(name + '.yaml')}, or the {kind} {shown(file.stem)}"
            self._troubles(document, [Trouble(code="D301", at=(kind,), message=message, suggestion=suggestion)])
        if (other := taken.get(name)) is not None:
            message = f"the {kind} {shown(name)} is defined in {other.document.path} as well"
            self._troubles(document, [Trouble(code="D302", at=(kind,), message=message)])
            return document.path
        return name

    def _roles(self, lifecycle: str) -> frozenset[str]:
        """The roles of every process that follows `lifecycle`."""
        following = [
            draft for draft in self._processes.values() if draft.shape and draft.shape.lifecycle == lifecycle
        ]
        return frozenset(role for draft in following for role in draft.document.written("roles"))

    def _troubles(self, document: Document, troubles: Iterable[Trouble]) -> None:
        self.findings += [document.finding(trouble) for trouble in troubles]

    def _sound(self, document: Document) -> bool:
        return all(one.path != document.path or one.severity != "error" for one in self.findings)


def _kind(document: Document) -> Kind | None:
    keys = document.written()
    if "process" in keys:
        return "process"
    if keys & _VARIANT_KEYS:
        return "variant"
    if "language" in keys:
        return "language"
    if len(keys & _LIFECYCLE_KEYS) > len(keys & _PROCESS_KEYS):
        return "lifecycle"
    return "process" if keys & _PROCESS_KEYS else None


def _misplaced(found: Kind | None, wanted: Kind | None) -> Trouble:
    if found is None:
        message = "this defines neither a process nor a lifecycle"
        return Trouble(
            code="D114",
            at=(),
            message=message,
            suggestion="begin it with `process: NAME` or `lifecycle: NAME`",
        )
    folder = {"lifecycle": "workflows", "variant": "process/teams/TEAM"}.get(found, "process")
    return Trouble(code="D114", at=(), message=f"this defines a {found}, and belongs into {folder}/")
