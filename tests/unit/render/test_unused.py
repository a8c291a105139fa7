"""A file among the templates that nothing is made from is found, and what other templates ask for is not."""

from pathlib import Path

import pytest

from preceptor.render.unused import unused_templates


def _write(folder: Path, *names: str, text: str = "Hello") -> None:
    for name in names:
        path = folder / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _found(folder: Path) -> list[str]:
    return [Path(one.path or "").relative_to(folder / "templates").as_posix() for one in unused_templates(folder)]


@pytest.mark.parametrize("place", ["", "teams/checkout/"])
def test_a_misspelt_name_is_found_with_those_that_there_are(tmp_path: Path, place: str) -> None:
    _write(
        tmp_path, f"{place}email/digest/body.txt", f"{place}email/digest/suject.txt", f"{place}email/digset/body.txt"
    )
    in_notice, notice = unused_templates(tmp_path)
    assert in_notice.path == str(tmp_path / "templates" / f"{place}email/digest/suject.txt")
    assert in_notice.message == "no template is called suject.txt; there are body.html, body.txt, subject.txt"
    assert notice.path == str(tmp_path / "templates" / f"{place}email/digset")
    assert notice.message.startswith("no notice is called digset; there are certification-granted, ")
    assert in_notice.remedy and notice.remedy


def test_a_mail_of_a_team_in_the_wrong_folder_is_found(tmp_path: Path) -> None:
    _write(tmp_path, "teams/checkout/digest/body.txt", "emial/digest/body.txt", "teams/checkout/writeup/writeup.md")
    assert _found(tmp_path) == ["emial", "teams/checkout/digest"]


def test_a_team_words_no_page_that_is_everybodys(tmp_path: Path) -> None:
    _write(tmp_path, "process/PROCESS.md", "report/page.html", "teams/checkout/report/page.html")
    assert _found(tmp_path) == ["teams/checkout/report"]


@pytest.mark.parametrize("place", ["", "teams/checkout/"])
def test_what_another_template_asks_for_is_used(tmp_path: Path, place: str) -> None:
    _write(tmp_path, f"{place}email/digest/body.txt", text='{% include "email/ours/end.txt" %}')
    _write(tmp_path, f"{place}email/ours/end.txt", f"{place}email/ours/edn.txt")
    assert _found(tmp_path) == [f"{place}email/ours/edn.txt"]


def test_a_team_may_word_a_part_of_its_folders_own(tmp_path: Path) -> None:
    _write(tmp_path, "email/digest/body.txt", text='{% include "email/end.txt" %}')
    _write(tmp_path, "email/end.txt", "teams/checkout/email/end.txt")
    assert _found(tmp_path) == []


@pytest.mark.parametrize("text", ["{% include 'email/' ~ reader ~ '.txt' %}", "{% include 'email/mentor.txt' "])
def test_nothing_is_said_where_it_cannot_be_told_what_is_asked_for(tmp_path: Path, text: str) -> None:
    _write(tmp_path, "email/digest/body.txt", text=text)
    _write(tmp_path, "email/mentor.txt")
    assert _found(tmp_path) == []


def test_a_word_about_the_templates_and_an_editors_copy_are_no_misspelt_templates(tmp_path: Path) -> None:
    _write(tmp_path, "README.md", "email/digest/README", "email/digest/body.txt~", "teams/checkout/.gitkeep")
    assert _found(tmp_path) == []


def test_links_that_lead_nowhere_or_out_of_the_folder_harm_nothing(tmp_path: Path) -> None:
    _write(tmp_path, "email/digest/body.txt")
    (tmp_path / "templates/email/digest/suject.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "templates/email/mail").symlink_to(tmp_path)
    assert _found(tmp_path) == []
