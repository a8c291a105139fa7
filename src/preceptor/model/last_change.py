"""What the latest publication of a process changed, as a page tells it to everybody."""

from dataclasses import dataclass
from datetime import date

from preceptor.model.version import ChangeClass


@dataclass(frozen=True, kw_only=True)
class LastChange:
    """The latest publication of a process."""

    version: str
    #: The day, in UTC, from which on the version holds.
    effective_on: date
    #: The id of the change, as people type it; None for the first version, to which none led.
    change: str | None = None
    change_class: ChangeClass | None = None
    #: As a person wrote it, or that it was erased.
    why: str | None = None
    #: What is different, each in a sentence.
    sentences: tuple[str, ...] = ()
