"""The documents that commands answer with: the JSON keys of the command line's contract, and more."""

from typing import NotRequired, TypedDict

from preceptor.model.refusal import Reason


class RunDocument(TypedDict):
    """One observed run that somebody owes from now on; `team` None: for what they are certified for, anywhere.

    `due_at` is ISO 8601.
    """

    person: str
    team: str | None
    process: str
    role: str
    due_at: str


class ReasonDocument(TypedDict):
    """One reason of a refusal, or one thing that blocks."""

    guard: str
    message: str
    who: list[str]
    command: str | None


class EditionDocument(TypedDict):
    """Which edition something belongs to."""

    version: str
    variant: str | None
    digest: str


class FeedbackDocument(TypedDict):
    """The feedback of one observation."""

    by: str
    well: str
    change: str
    next: str


class CreditDocument(TypedDict):
    """One observation as a pairing counts it."""

    observation: str
    rung: str
    attempt: int
    held_on: str
    subject: str
    observers: list[str]
    ratings: dict[str, str]
    feedback: FeedbackDocument | None


class PairingDocument(TypedDict):
    """A pairing as commands show it. `due` is ISO 8601 with an offset, or None where nothing is owed."""

    id: str
    trainee: str
    preceptor: str
    process: str
    role: str
    team: str | None
    state: str
    attempt: int
    edition: EditionDocument
    due: str | None
    credits: dict[str, int]
    required: dict[str, int]
    certified: list[str]
    next: list[str]
    blocked: list[ReasonDocument]
    observations: NotRequired[list[CreditDocument]]
    notes: NotRequired[list[str]]
    #: What the trainee owes from now on because of what the move has earned.
    runs: NotRequired[list[RunDocument]]


class UncreditedDocument(TypedDict):
    """Why an observation counts nothing for a pairing."""

    pairing: str
    message: str


class ObservationDocument(TypedDict):
    """An observation as it was recorded."""

    id: str
    rung: str
    held_on: str
    subject: str
    performer: str
    watchers: list[str]
    rehearsal: bool
    edition: EditionDocument
    credited: list[str]
    uncredited: list[UncreditedDocument]
    #: The capabilities that its performer has refreshed by it.
    refreshed: list[str]
    #: How to report what its rung, or the rung that goes on after a pause, leaves out; None where there is none.
    hint: str | None


class CertificationDocument(TypedDict):
    """A certification as it stood on a day."""

    person: str
    #: False for who has left by now: what they hold stays on record, and lets them do nothing.
    active: bool
    process: str
    role: str
    capability: str
    state: str
    version: str
    #: The exact edition that it was given under.
    edition: EditionDocument
    granted_on: str
    valid_until: str
    source: str
    #: Why this one was not renewed together with another, where both were asked for.
    not_renewed: NotRequired[ReasonDocument]
    #: What its holder owes from now on because of the grant; told once, with the first of what was granted together.
    runs: NotRequired[list[RunDocument]]


class ObligationDocument(TypedDict):
    """An open obligation. `days_overdue`: whole days, toward zero, so that less than one is 0; negative before."""

    id: str
    kind: str
    what: str
    person: str | None
    team: str | None
    process: str
    instance: str | None
    step: str | None
    due_at: str
    days_overdue: int
    command: str


class WhyDocument(TypedDict):
    """What may happen next to an instance, and what blocks it; neither where it has ended."""

    id: str
    state: str
    ended: bool
    next: list[str]
    blocked: list[ReasonDocument]


def reason_document(reason: Reason) -> ReasonDocument:
    """A reason as JSON."""
    return {
        "guard": reason.guard,
        "message": reason.message,
        "who": list(reason.who),
        "command": reason.command,
    }
