"""The shape of a definition file: which keys there are and what kind of value each takes.

The descriptions are what an editor shows. What a definition means is checked afterwards, in `meaning.py`.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from preceptor.model.definition import Capability, Level, Refresh, Start
from preceptor.model.duration import Duration

_NAME = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
_VERSION = r"^(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})$"
#: For editors; what is a duration is decided by `Duration.parse`.
_DURATION = r"^ *[0-9]+ ?(minute|hour|day|business day|week|month|year)s? *$"


def _name(text: str) -> str:
    if not re.match(_NAME, text) or text.endswith("\n") or len(text) > 64:
        raise PydanticCustomError("name", "not a name")
    return text


def _duration(text: str) -> str:
    try:
        Duration.parse(text)
    except ValueError as error:
        raise PydanticCustomError("duration", "{why}", {"why": str(error)}) from None
    return text


def _version(text: str) -> str:
    if not re.match(_VERSION, text) or text.endswith("\n"):
        raise PydanticCustomError("version", "not a version")
    return text


def _severity(text: str) -> str:
    if not re.match("^[1-9]$", text) or text.endswith("\n"):
        raise PydanticCustomError("severity", "a severity is a number from 1 (the worst) to 9")
    return text


def _text(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("empty", "empty")
    return text


def _parameter(value: Any) -> Any:
    if not isinstance(value, (int, str)):
        raise PydanticCustomError("parameter", "a guard's parameter is a whole number, a text, or true or false")
    return value


def _list_or_one(value: Any) -> str:
    return "<list>" if isinstance(value, list) else "<one>"


def _use_or_name(value: Any) -> str:
    return "<use>" if isinstance(value, dict) else "<name>"


def _ladder_or_name(value: Any) -> str:
    return "<name>" if isinstance(value, str) else "<ladder>"


Name = Annotated[str, AfterValidator(_name), WithJsonSchema({"type": "string", "pattern": _NAME, "maxLength": 64})]
Text = Annotated[str, AfterValidator(_text), WithJsonSchema({"type": "string", "minLength": 1})]
Span = Annotated[str, AfterValidator(_duration), WithJsonSchema({"type": "string", "pattern": _DURATION})]
Version = Annotated[str, AfterValidator(_version), WithJsonSchema({"type": "string", "pattern": _VERSION})]
Severity = Annotated[str, AfterValidator(_severity), WithJsonSchema({"type": "string", "pattern": "^[1-9]$"})]
Parameter = Annotated[int | str | bool, BeforeValidator(_parameter)]
Days = Annotated[int, Field(ge=-366, le=366)]
Names = Annotated[
    Annotated[Name, Tag("<one>")] | Annotated[list[Name], Field(min_length=1), Tag("<list>")],
    Discriminator(_list_or_one),
]
GuardName = Annotated[
    Annotated[Name, Tag("<name>")]
    | Annotated[dict[Name, dict[str, Parameter]], Field(min_length=1, max_length=1), Tag("<use>")],
    Discriminator(_use_or_name),
]


class Shape(BaseModel):
    """What every part of a definition has in common: no key but those that are known, and no conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=False)


class StandardShape(Shape):
    """One statement of what good enough means."""

    id: Name = Field(description="Names the standard from version to version; unique in its step or rung.")
    text: Text = Field(description="What has to be true, in a sentence that two people would judge alike.")
    check: Text | None = Field(
        None, description="What checks it by itself, such as `writeup T`. Without it a person rates it."
    )
    level: Level = Field(
        "required",
        description="required: nothing passes without it; waivable: with a waiver; advisory: blocks nothing.",
    )


class DueShape(Shape):
    """A deadline as a rule, in the calendar of whoever owes it."""

    within: Span | None = Field(None, description="How long there is, such as `3 business days`.")
    at_least: Span | None = Field(None, description="For a window: before this it does not end.")
    at_most: Span | None = Field(None, description="For a window: after this it has ended.")
    start: Start = Field("entered", alias="from", description="From when it counts.")
    by_severity: dict[Severity, Span] = Field(
        {},
        description="The allowance by severity of the incident, where it differs; `within` serves the rest.",
    )

    @model_validator(mode="after")
    def _one_kind(self) -> "DueShape":
        window = self.at_least is not None or self.at_most is not None
        if (self.within is None) != window or (window and self.by_severity):
            raise PydanticCustomError("due", "write either `within`, or a window with `at_least`, `at_most` or both")
        least, most = self.at_least, self.at_most
        if least and most and Duration.parse(most).is_shorter_than(Duration.parse(least)):
            raise PydanticCustomError("due", "the window ends before it may: `at_most` is shorter than `at_least`")
        return self


class OwedShape(Shape):
    """What a step and a rung have in common."""

    remind: list[Days] = Field(
        [-2, 0, 2],
        description="Business days before (negative), on (0) and after the due date on which to remind.",
    )
    escalate: list[Name] = Field(
        ["manager", "owner"], description="To whom it is taken when it is overdue, one after the other."
    )
    standards: list[StandardShape] = Field([], description="What good enough means here.")
    locked: list[str] = Field([], description="Keys that no team's variant may change.")
    how: str = Field("", description="How to do it, in Markdown, for somebody who does it for the first time.")


class StepShape(OwedShape):
    """What is owed in one state of the process's lifecycle."""

    title: Text = Field(description="What is to be done, in a few words.")
    role: Name = Field(
        description="Who owes it: a role of the process, or a relation such as `owner` or `team-lead`."
    )
    due: DueShape = Field(description="By when.")
    optional: bool = Field(False, description="A team's variant may leave it out.")


class RungShape(OwedShape):
    """One rung of a ladder."""

    title: Text | None = Field(None, description="What the trainee does; otherwise the title of the state.")
    observations: int = Field(ge=1, le=100, description="How many observations have to count.")
    observers: int = Field(1, ge=1, le=100, description="How many different people must have taken the other part.")
    rehearsals: int = Field(
        1, ge=0, le=100, description="How many of the observations may be rehearsals on a past incident."
    )
    within: Span = Field(description="How long there is, from entering the rung.")
    grants: Capability | None = Field(
        None, description="What its completion allows: to `lead` alone, or to `teach` others."
    )
    stand_in_after: Span | None = Field(
        None, description="Where no newcomer comes for so long, any colleague may take the newcomer's place."
    )


class HoursShape(Shape):
    """Hours a week that are allocated to one open pairing."""

    trainee: int = Field(4, ge=0, le=60, description="Hours a week of the trainee.")
    preceptor: int = Field(2, ge=0, le=60, description="Hours a week of the preceptor.")


class ValidShape(Shape):
    """How long a certification holds."""

    length: Span = Field("12 months", alias="for", description="How long it holds from the day it was earned.")
    renew_from: Span = Field("60 days", description="How long before its end it can be renewed.")
    refresh: Refresh = Field(
        "read", description="How people catch up with a major change: `read` it, or one observed `run`."
    )
    idle: Span = Field("6 months", description="It lapses after so long without doing it …")
    idle_occasions: int = Field(3, ge=1, le=1000, description="… in which at least so many occasions passed.")


class LadderShape(Shape):
    """How a role is learnt. Every other key is a rung: a state of the ladder's lifecycle, in climbing order."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    __pydantic_extra__: dict[str, RungShape]

    lifecycle: Name = Field("ladder", description="The lifecycle in workflows/ that a pairing follows.")
    valid: ValidShape = Field(
        default_factory=lambda: ValidShape.model_validate({}), description="How long a certification holds."
    )
    hours: HoursShape = Field(
        default_factory=lambda: HoursShape.model_validate({}), description="Hours a week that one open pairing takes."
    )
    load: int = Field(3, ge=1, le=100, description="How many open pairings a preceptor may have at once.")
    feedback_within: Span = Field("2 business days", description="How soon after an observation its feedback is due.")
    repeats_before_review: int = Field(
        3, ge=1, le=100, description="From which repeat of a rung on the process owners look at the pairing."
    )

    @property
    def rungs(self) -> dict[str, RungShape]:
        """The rungs by the names of their states, in the order in which they are written."""
        return self.__pydantic_extra__


LadderOrName = Annotated[
    Annotated[Name, Tag("<name>")] | Annotated[LadderShape, Tag("<ladder>")], Discriminator(_ladder_or_name)
]


class RoleShape(Shape):
    """A part that people play in the process."""

    title: Text | None = Field(None, description="What it is called; otherwise its name.")
    ladder: LadderOrName | None = Field(
        None,
        description="How it is learnt: a ladder, or the name of one under `ladders`. Without it anybody may.",
    )


class ProcessShape(Shape):
    """What is owed, by whom, by when, and what good enough means."""

    process: Name = Field(description="The process's name, which is also the name of its file.")
    title: Text | None = Field(None, description="What it is called; otherwise its name.")
    version: Version = Field(
        description="Three whole numbers. It rises with every change, by at least what the change means."
    )
    purpose: str = Field("", description="What the process is for, in Markdown.")
    lifecycle: Name | None = Field(
        None,
        description="The lifecycle in workflows/ that an instance follows. Without it there are no steps.",
    )
    approvals: int = Field(1, ge=1, le=20, description="How many people other than its author must approve a change.")
    ladders: dict[Name, LadderShape] = Field({}, description="Ladders that several roles share, by name.")
    roles: dict[Name, RoleShape] = Field({}, description="The parts that people play.")
    steps: dict[Name, StepShape] = Field({}, description="What is owed in each state of the lifecycle.")


class StateShape(Shape):
    """One place in a lifecycle where an instance can be."""

    title: Text = Field(description="What the state is called.")
    final: bool = Field(False, description="The instance has ended.")
    rests: bool = Field(False, description="Nobody owes anything here, and no clock runs.")
    counts: Name | None = Field(None, description="On a rung: the rule that says which observations count.")


class MoveShape(Shape):
    """What moves an instance on, who may do so, and what must be true first."""

    do: Name = Field(description="What it is called: the verb of the command.")
    source: Names = Field(alias="from", description="The state, or the states, that it leaves.")
    to: Name = Field(
        description="The state that it leads to; `stay` leaves the state, `back` returns to the one before."
    )
    by: list[Name] = Field(min_length=1, description="Who may do it: relations to the instance.")
    never: list[Name] = Field([], description="Who may not do it, whatever else they are.")
    guards: list[GuardName] = Field([], description="What must be true first; see `preceptor check --guards`.")
    beside: bool = Field(False, description="Possible, but never what an instance waits for, such as a pause.")


class OpeningShape(Shape):
    """Who may begin an instance, and what must be true first."""

    by: list[Name] = Field(min_length=1, description="Who may do it: relations to the instance.")
    guards: list[GuardName] = Field([], description="What must be true first.")


class LifecycleShape(Shape):
    """Which states there are and what moves between them."""

    lifecycle: Name = Field(description="The lifecycle's name, which is also the name of its file.")
    title: Text = Field(description="What it is called.")
    governs: Literal["pairing", "retrospective", "recommendation", "change"] = Field(
        description="What kind of instance it drives; decides which guards and relations it may name."
    )
    initial: Name = Field(description="The state in which an instance begins.")
    opening: OpeningShape = Field(description="Who may begin an instance, and what must be true first.")
    states: dict[Name, StateShape] = Field(
        min_length=1, description="In the order in which they are told to a reader."
    )
    moves: list[MoveShape] = Field(description="What moves between the states.")
