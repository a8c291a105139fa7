"""One batch of what follows from a publication."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Done:
    """What one batch of a phase came to."""

    #: The last id that it saw to.
    after: int = 0
    #: Nothing is left of the phase.
    last: bool
    #: What is to be added to the job's tally.
    counted: Mapping[str, int] = field(default_factory=dict)
