"""Writes reports as pages for a browser."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from preceptor.services.whole_file import see_to_overwriting, write_whole


def write_page(file: Path, name: str, report: Mapping[str, Any], *, folder: Path) -> None:
    """Write a report (`health`, `process` or `learning`) as one page, whole or not at all; over a file that is there.

    Raises `BadInput` where no file can be there or the template is broken, `EnvironmentProblem` where the charts
    cannot be drawn, and `ReadOnlyFolder`.
    """
    from preceptor.render.report import report_page

    see_to_overwriting(file, overwrite=True)
    write_whole(file, [report_page(name, report, folder=folder)], what="the report")
