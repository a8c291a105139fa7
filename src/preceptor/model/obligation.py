"""Obligations: who owes what, by when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal[
    "step",
    "rung",
    "feedback",
    "acknowledge",
    "refresh",
    "renew",
    "review",
    "commitment",
    "waiver",
    "rebase",
    "mail",
]


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """Something that exactly one person or one team owes. Moments are UTC."""

    id: int
    kind: Kind
    person: int | None = None
    team: int | None = None
    process: str
    #: The id of what it belongs to, as people type it (`P-12`, `O-3`); None for a duty to the process itself.
    instance: str | None = None
    #: The state, rung or role it is about.
    step: str | None = None
    #: From when on it is shown as owed; a renewal opens long before it is due.
    opens_at: datetime
    due_at: datetime
    next_reminder_at: datetime | None = None
    #: The last stage of its reminders that was seen to: business days after the due date; None: none yet.
    stage: int | None = None

    def __post_init__(self) -> None:
        if (self.person is None) == (self.team is None):
            raise ValueError("an obligation is owed by exactly one person or one team")
