"""A refusal is a value: every reason why something may not happen, and how each can be mended."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One thing that stands in the way."""

    #: The guard that says so.
    guard: str
    #: What is missing, in a sentence.
    message: str
    #: Logins of those who can supply it.
    who: tuple[str, ...] = ()
    #: The command that supplies it, ready to be typed, with capitals where something has to be filled in.
    command: str | None = None
    #: When it has to be there, as ISO 8601, where a deadline is known.
    by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """The answer no, with every reason. Never empty."""

    reasons: tuple[Reason, ...]

    def __post_init__(self) -> None:
        if not self.reasons:
            raise ValueError("a refusal without a reason")
