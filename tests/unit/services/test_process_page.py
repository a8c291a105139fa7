"""PROCESS.md and its sources."""

import shutil
from pathlib import Path

import pytest
from tests.support.world import ROOT

from preceptor.bootstrap.pages import FolderWorkshop
from preceptor.errors import DefinitionProblem, ReadOnlyFolder, UnknownId
from preceptor.model.refusal import Refusal
from preceptor.services.process_page import check_page, page_of, write_page


@pytest.fixture
def workshop(tmp_path: Path) -> FolderWorkshop:
    for name in ("process", "workflows"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return FolderWorkshop(folder=tmp_path)


def test_the_page_is_written_once_and_then_up_to_date(workshop: FolderWorkshop) -> None:
    assert write_page(workshop)["changed"] is True
    page = (workshop.folder / "PROCESS.md").read_text(encoding="utf-8")
    assert "Incident retrospective" in page
    assert write_page(workshop)["changed"] is False
    assert check_page(workshop) == write_page(workshop)


def test_a_page_that_is_stale_or_missing_is_said_with_the_command(workshop: FolderWorkshop) -> None:
    missing = check_page(workshop)
    assert isinstance(missing, Refusal)
    write_page(workshop)
    path = workshop.folder / "PROCESS.md"
    text = path.read_text(encoding="utf-8")
    path.write_text("\n".join([*text.splitlines()[:4], "an edit", *text.splitlines()[5:]]) + "\n", encoding="utf-8")
    stale = check_page(workshop)
    assert isinstance(stale, Refusal)
    assert "from line 5 on" in stale.reasons[0].message
    assert stale.reasons[0].command == "preceptor process render"
    path.write_text(text + "more\n", encoding="utf-8")
    assert isinstance(check_page(workshop), Refusal)


def test_problems_of_a_definition_are_told_with_their_place(workshop: FolderWorkshop) -> None:
    write_page(workshop)
    before = (workshop.folder / "PROCESS.md").read_bytes()
    broken = workshop.folder / "process" / "change.yaml"
    broken.write_text(broken.read_text(encoding="utf-8") + "\nprocess: twice\n", encoding="utf-8")
    for act in (write_page, check_page):
        with pytest.raises(DefinitionProblem) as caught:
            act(workshop)
        assert (caught.value.problems[0].path, caught.value.problems[0].code) == (str(broken), "D112")
        assert caught.value.problems[0].line
    assert (workshop.folder / "PROCESS.md").read_bytes() == before


def test_one_process_is_a_page_of_its_own(workshop: FolderWorkshop) -> None:
    page = page_of(workshop, "change")["text"]
    assert "Changing a process" in page
    assert "Incident retrospective" not in page
    assert not (workshop.folder / "PROCESS.md").exists()
    with pytest.raises(UnknownId, match="retrospective"):
        page_of(workshop, "ghost")


def test_a_folder_that_takes_no_files_is_said_so(workshop: FolderWorkshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("preceptor.services.process_page.os.replace", full)
    with pytest.raises(ReadOnlyFolder, match="Read-only"):
        write_page(workshop)
    assert sorted(one.name for one in workshop.folder.iterdir()) == ["process", "workflows"]
