"""What is shown of a file below a finding about it."""

import os
from pathlib import Path

import pytest

from preceptor.model.finding import Finding
from preceptor.services.source_lines import SourceLines


def line_of(path: Path, line: int) -> str | None:
    return SourceLines().line_of(Finding(path=str(path), line=line, code="D101", message="m"))


def test_the_line_of_a_finding_is_shown_without_its_end_and_the_mark_of_the_encoding(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"\xef\xbb\xbfone\r\ntwo\nthree\xff")
    assert [line_of(file, number) for number in (1, 2, 3)] == ["one", "two", "three\ufffd"]


def test_nothing_is_shown_of_a_line_that_is_not_there_or_empty(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("one\n \n", encoding="utf-8")
    assert [line_of(file, number) for number in (2, 3, 9)] == [None, None, None]


@pytest.mark.parametrize("name", ["missing", ".", "x" * 300, "nul\0"])
def test_nothing_is_shown_of_what_cannot_be_read(tmp_path: Path, name: str) -> None:
    assert line_of(tmp_path / name, 1) is None


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert line_of(tmp_path / "pipe", 1) is None
