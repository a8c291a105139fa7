"""Reads what a team does differently: `process/teams/<team>/<process>.yaml`.

A key that is not written is the standard's. What a variant may do is said in `model/conformance.py`; here its
breaches get the places in the file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path as File
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from preceptor.catalog.document import Document, Value
from preceptor.catalog.fit import Draft, fit
from preceptor.catalog.problems import Path, Trouble, nearest, shown
from preceptor.catalog.process_meaning import standards_troubles
from preceptor.catalog.shapes import (
    Days,
    DueShape,
    Name,
    Severity,
    Shape,
    Span,
    StandardShape,
    Text,
    Version,
)
from preceptor.catalog.source import read
from preceptor.catalog.vocabulary import Vocabulary, known
from preceptor.model import canonical
from preceptor.model.conformance import Breach, Kind, breaches
from preceptor.model.definition import Level, Process, Standard, Start
from preceptor.model.finding import Finding, in_order
from preceptor.model.overlay import Overlay
from preceptor.model.version import Version as Numbers

#: The code of each kind of breach.
BREACH_CODES: Mapping[Kind, str] = {
    "version": "D413",
    "unknown": "D414",
    "locked": "D415",
    "standard": "D416",
    "loosened": "D417",
    "lowered": "D418",
    "waiver-ended": "D419",
    "waiver-open": "D420",
    "needed": "D421",
    "taken": "D422",
    "unfit": "D423",
}

#: What stands for a key that is missing, so that the rest of its file can be checked as well.
_STAND_INS: Mapping[str, Value] = {"variant": "unnamed", "team": "unnamed", "of": "0.0.0"}


def _day(text: str) -> str:
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise PydanticCustomError("day", "this is not a date; write the year, the month and the day, such as 2027-01-31")


Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]


class WaiverShape(Shape):
    """Leave to fall short of the standard. Its reason is given with `preceptor variant waive`, and kept with it."""

    until: Day = Field(description="The last day on which it holds, such as 2027-01-31.")
    approver: Text | None = Field(
        None, description="The login of who approved it, for readers: who did is on record, and asked of that alone."
    )


class OwnStandardsShape(Shape):
    """What the team makes of the standards."""

    add: list[StandardShape] = Field([], description="Standards of the team's own, beside those that are there.")
    levels: dict[Name, Level] = Field({}, description="Another level, by id; a lower one needs a waiver.")
    text: dict[Name, Text] = Field({}, description="What the standard means in this team, by id; it stands after it.")
    leave_out: list[Name] = Field([], description="Ids of standards that the team leaves out, by a waiver.")
    waive: dict[Name, WaiverShape] = Field(
        {}, description="Waivers by id. What is only waived, and not left out, counts as advisory."
    )


class OwnDueShape(Shape):
    """The parts of the deadline that the team changes."""

    within: Span | None = Field(None, description="How long there is, such as `2 business days`.")
    at_least: Span | None = Field(None, description="For a window: before this it does not end.")
    at_most: Span | None = Field(None, description="For a window: after this it has ended.")
    start: Start | None = Field(None, alias="from", description="From when it counts.")
    by_severity: dict[Severity, Span] = Field({}, description="The allowance by severity of the incident.")

    @model_validator(mode="after")
    def _one_kind(self) -> "OwnDueShape":
        window = self.at_least is not None or self.at_most is not None
        if window and (self.within is not None or self.by_severity):
            raise PydanticCustomError("due", "write either `within`, or a window with `at_least`, `at_most` or both")
        return self


class OwnOwedShape(Shape):
    """What a team may change in a step and in a rung."""

    remind: list[Days] | None = Field(None, description="Business days before, on and after the due date.")
    escalate: list[Name] | None = Field(None, description="To whom it is taken when it is overdue.")
    how: str = Field("", description="How this team does it, in Markdown; it stands after the standard's how-to.")
    standards: OwnStandardsShape = Field(
        default_factory=lambda: OwnStandardsShape.model_validate({}), description="What good enough means here."
    )
    waive: dict[str, WaiverShape] = Field({}, description="Waivers by the name of a field, such as `due`.")


class OwnStepShape(OwnOwedShape):
    """What the team does differently in a step."""

    due: OwnDueShape | None = Field(None, description="By when.")
    skip: bool = Field(False, description="The team leaves the step out, where the process says it is optional.")


class OwnRungShape(OwnOwedShape):
    """What the team does differently on a rung."""

    observations: int | None = Field(None, ge=1, le=100, description="How many observations have to count.")
    observers: int | None = Field(None, ge=1, le=100, description="How many people must have taken the other part.")
    rehearsals: int | None = Field(None, ge=0, le=100, description="How many of them may be rehearsals.")
    within: Span | None = Field(None, description="How long there is, from entering the rung.")
    stand_in_after: Span | None = Field(None, description="After how long a colleague may be the newcomer.")


class AddedStepShape(Shape):
    """A step of the team's own, in a state of the lifecycle that has none."""

    title: Text = Field(description="What is to be done, in a few words.")
    role: Name = Field(description="Who owes it: a role of the process, or a relation such as `owner`.")
    due: DueShape = Field(description="By when.")
    remind: list[Days] = Field([-2, 0, 2], description="Business days before, on and after the due date.")
    escalate: list[Name] = Field(["manager", "owner"], description="To whom it is taken when it is overdue.")
    standards: list[StandardShape] = Field([], description="What good enough means here.")
    how: str = Field("", description="How to do it, in Markdown.")


class VariantShape(Shape):
    """What one team does differently from one version of a process."""

    variant: Name = Field(description="The process that it varies, which is also the name of its file.")
    team: Name = Field(description="The team whose variant it is, which is also the name of its folder.")
    of: Version = Field(description="The version of the process that it lies on.")
    steps: dict[Name, OwnStepShape] = Field({}, description="What is different, by step.")
    roles: dict[Name, dict[Name, OwnRungShape]] = Field({}, description="What is different, by role and rung.")
    add: dict[Name, AddedStepShape] = Field({}, description="Steps of the team's own, by state of the lifecycle.")


@dataclass(frozen=True, kw_only=True)
class Variant:
    """An overlay as it was read, and where in its file each part of it stands."""

    overlay: Overlay
    draft: Draft[VariantShape]

    @property
    def document(self) -> Document:
        """The file."""
        return self.draft.document

    def judge(self, standard: Process, on: date, words: Vocabulary | None = None) -> list[Finding]:
        """Everything that the variant may not do to `standard` on a day, each at its place in the file.

        One that lies on an earlier version waits for its rebase; that is advice, and holds nobody back.
        """
        troubles = [
            *(self._trouble(one, standard) for one in breaches(standard, self.overlay, on) if self._can_tell(one)),
            *_owners(self.overlay, standard, words or known()),
        ]
        return in_order(self.document.finding(one) for one in troubles)

    def finding(self, at: Path, code: str, message: str, suggestion: str | None = None) -> Finding:
        """Something that is wrong with one of its parts, at its place in the file."""
        return self.document.finding(Trouble(code=code, at=at, message=message, suggestion=suggestion))

    def _can_tell(self, breach: Breach) -> bool:
        """Whether it is one whatever was left out of the file because it did not fit; a waiver might have been."""
        if breach.kind == "version":
            return self.draft.complete("of") and self.draft.complete("variant")
        return breach.kind not in ("standard", "loosened") or self.draft.complete(*breach.path[:2])

    def _trouble(self, breach: Breach, standard: Process) -> Trouble:
        at = breach.path
        if breach.kind == "version" and not self._is_earlier(standard):
            message = f"there is no version {self.overlay.of} of {shown(standard.name)} yet"
            return Trouble(code="D412", at=at, message=message, suggestion=f"it is at {standard.version}")
        return Trouble(
            code=BREACH_CODES[breach.kind],
            at=at,
            # What is written under a name is reported at the name.
            key=isinstance(at[-1], str) and at[-1] not in ("of", "variant", "until", "id"),
            message=breach.message,
            suggestion=breach.allowed,
            severity="advice" if breach.kind == "version" else "error",
        )

    def _is_earlier(self, standard: Process) -> bool:
        same = self.overlay.process == standard.name
        return same and Numbers.parse(self.overlay.of) < Numbers.parse(standard.version)


def read_variant(
    file: File, path: str | None = None, words: Vocabulary | None = None
) -> tuple[Variant | None, list[Finding]]:
    """Read a variant from a file that may lie anywhere, called `path` in findings.

    It is None where it has problems of its own. What it may not do says `Variant.judge`, given the standard.
    """
    document, findings = read(file, path)
    if document is None:
        return None, findings
    draft, more = fit_variant(document)
    variant, troubles = made(draft, words or known())
    found = in_order([*findings, *more, *(document.finding(one) for one in troubles)])
    return (None if any(one.severity == "error" for one in found) else variant), found


def fit_variant(document: Document) -> tuple[Draft[VariantShape], list[Finding]]:
    """Fit what a file says into the shape of a variant."""
    return fit(document, VariantShape, _STAND_INS)


def misplaced(draft: Draft[VariantShape], file: File) -> Iterator[Trouble]:
    """Whether a file in process/teams/ is called after the team and the process that it names."""
    if draft.shape is None:
        return
    team, process = draft.shape.team, draft.shape.variant
    if file.parent.name != team and draft.complete("team"):
        message = f"the variant of the team {shown(team)} lies in a folder called {shown(file.parent.name)}"
        yield Trouble(code="D410", at=("team",), message=message, suggestion=f"call the folder {shown(team)}")
    if file.stem != process and draft.complete("variant"):
        message = f"the variant of {shown(process)} lies in a file called {shown(file.name)}"
        suggestion = f"call the file {shown(process + '.yaml')}"
        yield Trouble(code="D301", at=("variant",), message=message, suggestion=suggestion)


def made(draft: Draft[VariantShape], words: Vocabulary) -> tuple[Variant | None, list[Trouble]]:
    """Make the overlay of what fits its shape, and say what makes no sense in it whatever the standard says."""
    if draft.shape is None:
        return None, []
    shape = draft.shape.model_dump(exclude_none=True)
    overlay = canonical.load(
        Overlay,
        {
            "team": shape["team"],
            "process": shape["variant"],
            "of": shape["of"],
            "steps": shape["steps"],
            "roles": shape["roles"],
            "add": {name: {"name": name, "optional": True, **step} for name, step in shape["add"].items()},
        },
    )
    return Variant(overlay=overlay.tidy(), draft=draft), list(_alone(overlay, words))


def _alone(overlay: Overlay, words: Vocabulary) -> Iterator[Trouble]:
    own: list[tuple[Path, tuple[Standard, ...]]] = [
        ((*place, "standards", "add"), changes.standards.add) for place, changes in overlay.places().items()
    ]
    own += [(("add", name, "standards"), step.standards) for name, step in overlay.add.items()]
    for at, standards in own:
        yield from standards_troubles(standards, at)
    named: list[tuple[Path, tuple[str, ...]]] = [
        ((*place, "escalate"), changes.escalate or ()) for place, changes in overlay.places().items()
    ]
    named += [(("add", name, "escalate"), step.escalate) for name, step in overlay.add.items()]
    for at, names in named:
        for number, name in enumerate(names):
            if name not in words.escalation:
                message = f"nothing can be taken to {shown(name)}"
                yield Trouble(
                    code="D329", at=(*at, number), message=message, suggestion=nearest(name, words.escalation)
                )


def _owners(overlay: Overlay, standard: Process, words: Vocabulary) -> Iterator[Trouble]:
    """Steps of the team's own that are owed by nobody."""
    lifecycle = standard.lifecycles.get(standard.lifecycle) if standard.lifecycle else None
    owners = {role.name for role in standard.roles} | set(words.step_owners[lifecycle.governs] if lifecycle else ())
    for name, step in overlay.add.items():
        if step.role not in owners:
            message = f"{shown(step.role)} is neither a role of the process nor a relation to it"
            suggestion = nearest(step.role, owners)
            yield Trouble(code="D318", at=("add", name, "role"), message=message, suggestion=suggestion)
