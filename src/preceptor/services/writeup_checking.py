"""Checks write-ups in files: every finding of the rules, and what cannot be read."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from preceptor.errors import BadInput
from preceptor.model.finding import Finding, in_order
from preceptor.ports.outside import WriteUpChecker

#: Findings about files that cannot be read at all, each with the sentence that explains it; no rule gives them.
CODES = {
    "X101": "The file cannot be read: it is missing, not an ordinary file, or not permitted.",
    "X102": "The file is not the text of a write-up: it is too large, or not UTF-8.",
}
#: In bytes; the reader refuses less. More is not even read.
_MOST_READ = 16 * 1024 * 1024


def find(paths: Sequence[Path], checker: WriteUpChecker, *, team: str | None = None) -> list[Finding]:
    """Everything that an editor would find in these files, named as they were given; `team` as in `check`."""
    found: list[Finding] = []
    for path in dict.fromkeys(paths):
        try:
            found += checker.check(_bytes(path), path=str(path), team=team)
        except (OSError, ValueError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            found.append(Finding(path=str(path), code="X101", message=f"the file cannot be read: {why.lower()}"))
        except BadInput as error:
            found.append(_not_text(str(path), error))
    return in_order(found)


def _bytes(path: Path) -> bytes:
    """What is in an ordinary file, as far as any write-up goes. Raises OSError, or ValueError with the reason."""
    kind = os.stat(path).st_mode
    if stat.S_ISDIR(kind):
        raise ValueError("this is a folder")
    if not stat.S_ISREG(kind):
        raise ValueError("not an ordinary file")
    with path.open("rb") as stream:
        return stream.read(_MOST_READ)


def _not_text(path: str, error: BadInput) -> Finding:
    return Finding(
        path=path,
        line=error.line or 1,
        column=error.column or 1,
        code="X102",
        message=error.message[:1].lower() + error.message[1:].rstrip("."),
        suggestion=error.remedy,
    )
