"""Which files of a governance folder are copies of what came with preceptor.

A file that is missing in a folder is taken from the installed preceptor. One that is there takes its place, also
where nobody ever changed it and a newer one has come since. Definitions are no part of this: what holds of them is in
the database, and a newer one is proposed as any other change.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from preceptor import shipped
from preceptor.model.surroundings import CopiesFacts

#: The file in the folder that lists them, as `sha256sum` writes and reads it.
COPIES: Final = ".shipped.sha256"
_LINE: Final = re.compile(r"([0-9a-f]{64})  (\S.{0,400})")


def listed(folder: Path) -> str:
    """What the list says of a folder that was laid out just now: every copy in it."""
    lines = (f"{digest}  {name}\n" for name, digest in _shipped() if _digest(folder / name) == digest)
    return "".join(lines)


def look_at_copies(folder: Path) -> CopiesFacts:
    """Of which copies in a folder newer ones have come since; nothing where the folder has no such list."""
    came = _read(folder / COPIES)
    outdated: list[str] = []
    overtaken: list[str] = []
    for name, ships in _shipped() if came else ():
        now = _digest(folder / name)
        if name in came and now is not None and ships not in (came[name], now):
            (outdated if now == came[name] else overtaken).append(name)
    return CopiesFacts(outdated=tuple(outdated), overtaken=tuple(overtaken))


def _shipped() -> Iterator[tuple[str, str]]:
    """Everything that a folder need not have, by its path in one, with its digest."""
    root = shipped.folder("templates")
    for file in (*sorted(root.rglob("*")), shipped.folder("process") / "language.yaml"):
        if digest := _digest(file):
            yield file.relative_to(root.parent).as_posix(), digest


def _read(file: Path) -> Mapping[str, str]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    return {match[2]: match[1] for line in text.splitlines() if (match := _LINE.fullmatch(line))}


def _digest(file: Path) -> str | None:
    """None where there is no file that can be read."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return None
