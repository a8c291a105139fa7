"""Which files of a folder came with an older preceptor."""

import hashlib
import shutil
from pathlib import Path

import pytest

from preceptor import shipped
from preceptor.bootstrap.copies import COPIES, listed, look_at_copies
from preceptor.model.surroundings import CopiesFacts

MAIL = "templates/email/layout.txt"
WORDS = "process/language.yaml"
NOTHING = CopiesFacts()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a copy of everything, and the list of it."""
    shutil.copytree(shipped.folder("templates"), tmp_path / "templates")
    shutil.copytree(shipped.folder("process"), tmp_path / "process")
    (tmp_path / COPIES).write_text(listed(tmp_path), encoding="utf-8")
    return tmp_path


def came_as(folder: Path, name: str, text: str) -> None:
    """Let a file have come with an older preceptor that brought another text."""
    came = hashlib.sha256(text.encode()).hexdigest()
    lines = (folder / COPIES).read_text(encoding="utf-8").splitlines()
    (folder / COPIES).write_text(
        "\n".join(f"{came}  {name}" if line.endswith(f"  {name}") else line for line in lines), encoding="utf-8"
    )
    (folder / name).write_text(text, encoding="utf-8")


def test_a_folder_lists_every_template_and_the_words_and_no_definition(folder: Path) -> None:
    names = [line.split("  ", 1)[1] for line in (folder / COPIES).read_text(encoding="utf-8").splitlines()]
    templates = [one for one in (folder / "templates").rglob("*") if one.is_file()]
    assert len(names) == len(templates) + 1
    assert {MAIL, WORDS} < set(names) and "process/retrospective.yaml" not in names


def test_of_a_folder_that_was_just_made_nothing_is_older(folder: Path) -> None:
    assert look_at_copies(folder) == NOTHING


def test_what_nobody_changed_is_told_apart_from_what_was_changed(folder: Path) -> None:
    came_as(folder, WORDS, "language: old\n")
    came_as(folder, MAIL, "Old.\n")
    assert look_at_copies(folder) == CopiesFacts(outdated=(MAIL, WORDS))
    (folder / MAIL).write_text("Ours.\n", encoding="utf-8")
    assert look_at_copies(folder) == CopiesFacts(outdated=(WORDS,), overtaken=(MAIL,))


def test_what_was_changed_and_has_not_changed_here_is_nobodys_concern(folder: Path) -> None:
    (folder / MAIL).write_text("Ours.\n", encoding="utf-8")
    assert look_at_copies(folder) == NOTHING


def test_what_was_removed_or_brought_up_to_date_is_told_no_more(folder: Path) -> None:
    came_as(folder, MAIL, "Old.\n")
    came_as(folder, WORDS, "language: old\n")
    (folder / MAIL).unlink()
    (folder / WORDS).write_bytes((shipped.folder("process") / "language.yaml").read_bytes())
    assert look_at_copies(folder) == NOTHING


@pytest.mark.parametrize("contents", [b"", b"\xff\xfe", b"no list\n", b"0" * 64 + b"  ../../etc/passwd\n"])
def test_a_list_that_is_none_says_nothing(folder: Path, contents: bytes) -> None:
    (folder / MAIL).write_text("Ours.\n", encoding="utf-8")
    (folder / COPIES).write_bytes(contents)
    assert look_at_copies(folder) == NOTHING


def test_without_a_list_nothing_is_told(folder: Path) -> None:
    (folder / COPIES).unlink()
    assert look_at_copies(folder) == NOTHING
