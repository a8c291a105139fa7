"""Carries teams' variants over to a version of the standard that is published."""

from collections.abc import Sequence
from dataclasses import dataclass

from preceptor.model.canonical import Json
from preceptor.model.change import Change
from preceptor.model.definition import Process
from preceptor.model.people import Team
from preceptor.model.rebase import Conflict
from preceptor.ports import Reading
from preceptor.services.act import Act


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What becomes of one team's variant when the standard moves."""

    team: Team
    #: Digest of the edition that the team follows before it.
    before: str
    #: Canonical form of the edition that it follows from then on, and the process as that has it; None: it stays.
    form: dict[str, Json] | None = None
    after: Process | None = None
    #: Why it stays.
    conflicts: tuple[Conflict, ...] = ()


def foresee(tx: Reading, change: Change, after: Process) -> Sequence[Carried]:
    """What the publication of `after` does to every team's variant, by the name of the team. Writes nothing."""
    return ()


def carry(act: Act, change: Change, after: Process) -> Sequence[Carried]:
    """Carry over every variant that can be, and oblige the others to decide."""
    return ()
