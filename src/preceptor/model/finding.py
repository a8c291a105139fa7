"""Something wrong, or better otherwise, at one place in a file: what every check answers with."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

#: `advice` never makes a check fail.
Severity = Literal["error", "warning", "advice"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding, with its place and, where one can be told, a way out."""

    #: As the person who asked wrote it.
    path: str
    #: Both counted from 1, in characters.
    line: int = 1
    column: int = 1
    #: Where the words that are meant end: the column behind them, in the same line. None: only their begin is known.
    end_column: int | None = None
    #: A letter and three digits, explained in the table of its family.
    code: str
    severity: Severity = "error"
    message: str
    suggestion: str | None = None

    def as_document(self) -> dict[str, str | int | None]:
        """Give the keys that the JSON answer of `check` promises."""
        return asdict(self)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Give each finding once, in the order in which a reader meets them."""
    return sorted(
        set(findings),
        key=lambda one: (one.path, one.line, one.column, one.code, one.message, str(one.suggestion)),
    )


def passes(findings: Iterable[Finding]) -> bool:
    """Tell whether a check with these findings has passed: advice alone stops nobody."""
    return all(finding.severity == "advice" for finding in findings)
