"""`preceptor check` on a file that is no definition."""

from datetime import date
from pathlib import Path

import pytest

from preceptor.services.checking import find


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("# Outage\n\nAll of it\n", "D114", id="that reads as YAML"),
        pytest.param("## Summary\n\nNo cards.\n\n## Timeline\n\n- 10:00 it broke\n", "D107", id="that does not"),
    ],
)
def test_markdown_is_pointed_to_what_checks_write_ups(tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "outage.md"
    file.write_text(text)
    (one,) = find([file], on=date(2026, 3, 2))
    assert (one.code, one.suggestion) == (code, f"if it is a write-up: preceptor writeup check {file}")


def test_another_file_is_told_how_a_definition_begins(tmp_path: Path) -> None:
    file = tmp_path / "outage.yaml"
    file.write_text("Only words\n")
    (one,) = find([file], on=date(2026, 3, 2))
    assert one.suggestion == "begin it with `process: NAME` or `lifecycle: NAME`"
