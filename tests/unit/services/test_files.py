"""Files that people hand in, and what is said where they cannot be read."""

from pathlib import Path

import pytest

from preceptor.errors import BadInput, EnvironmentProblem
from preceptor.services.files import opened, read_file


@pytest.mark.parametrize("name", ["nowhere", "", "nowhere/else", "file/below", "x" * 300, "a\0b"])
def test_a_file_that_cannot_be_opened_is_bad_input_with_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="the file cannot be read: ") as caught:
        read_file(tmp_path / name, most=10)
    assert caught.value.path == str(tmp_path / name)


def test_a_file_that_stops_being_readable_is_a_matter_of_the_environment(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(EnvironmentProblem, match="the file cannot be read: Input/output error"),
        opened(tmp_path / "file"),
    ):
        raise OSError(5, "Input/output error")


def test_one_byte_more_than_the_most_tells_that_a_file_is_larger(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"0123456789")
    assert read_file(tmp_path / "file", most=10) == b"0123456789"
    assert read_file(tmp_path / "file", most=3) == b"0123"
