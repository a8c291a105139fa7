"""The lines of the files that findings are about, for those who read them on a terminal."""

import stat
from dataclasses import dataclass, field
from pathlib import Path

from preceptor.model.finding import Finding

#: In bytes. Of a larger file no line is shown.
_LARGEST = 16 * 1024 * 1024


@dataclass(kw_only=True)
class SourceLines:
    """Reads each file once."""

    _files: dict[str, list[str]] = field(default_factory=dict)

    def line_of(self, finding: Finding) -> str | None:
        """Give the line that a finding is about; None where the file or the line is not there, or the line empty."""
        if finding.path not in self._files:
            self._files[finding.path] = _lines(Path(finding.path))
        lines = self._files[finding.path]
        line = lines[finding.line - 1] if finding.line <= len(lines) else ""
        return line if line.strip() else None


def _lines(path: Path) -> list[str]:
    try:
        there = path.stat()
        if not stat.S_ISREG(there.st_mode) or there.st_size > _LARGEST:
            return []
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return []
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
