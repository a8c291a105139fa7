"""Settings that cannot be used are told with their place in `preceptor.toml`."""

from pathlib import Path

import pytest
from tests.support.settings import UNUSABLE

from preceptor.bootstrap.settings_text import SettingProblem, SettingsText
from preceptor.bootstrap.writeups import make_write_up_checker


def refused(folder: Path, text: str) -> SettingProblem:
    """What the first command says that needs all of the settings."""
    (folder / "preceptor.toml").write_text(text, newline="")
    with pytest.raises(SettingProblem) as caught:
        make_write_up_checker(str(folder))
    assert caught.value.path == str(folder.resolve() / "preceptor.toml")
    return caught.value


@pytest.mark.parametrize(("text", "place", "code", "said"), UNUSABLE)
def test_a_setting_that_cannot_be_used_is_told_with_its_line_and_column(
    tmp_path: Path, text: str, place: tuple[int, int], code: str, said: str
) -> None:
    problem = refused(tmp_path, text)
    assert said in problem.message
    assert ((problem.line, problem.column), problem.finding) == (place, code)


def test_a_setting_of_thousands_of_lines_hides_the_place_and_not_the_problem() -> None:
    text = "[calendar]\ncompany_days = [\n" + "'2026-01-02',\n" * 3000 + "]\n[mail]\nhosst = 1\n"
    problem = SettingsText(path=Path("preceptor.toml"), text=text).problem("nobody knows it", "mail", "hosst")
    assert str(problem) == "preceptor.toml: nobody knows it"


@pytest.mark.parametrize(
    ("text", "place", "said", "remedy"),
    [
        ("[mail]\nhost = smtp.example.org\n", (2, 8), "this is no value", "put text in quotes"),
        ("[mail]\nhost: 'x'\n", (2, 5), "there is no `=` behind the name", "name = value"),
        ("[mail\n", (1, 6), "the name of the section is not closed", "write [name]"),
        ("[mail]\nhost = 'x' port = 25\n", (2, 12), "something stands behind the value", "in a line of its own"),
        ("[mail]\n[mail]\n", (2, 6), "the section is there already", "each section once"),
        ("mail.port = 1\n[mail]\n", (2, 6), "the section is there already", "each section once"),
        ("a = 1\na = 2\n", (2, 6), "this has a value already", "keep one of the two"),
        ("mail = {port = 1, port = 2}\n", (1, 27), "written twice", "keep one of the two"),
        ("mail = {port = 1\n", (1, 17), "the braces are not closed", "close them with `}`"),
        ("[calendar]\ncompany_days = ['2026-12-24'\n\n", (2, 29), "the list is not closed", "close it with `]`"),
        ("[calendar]\ncompany_days = [\nday_ends = '17:00'\n", (3, 1), "the list above is not closed", "`]`"),
        ("[mail]\nhost = 'x\n", (2, 10), "the quotation mark is not closed", "close it with the same mark"),
        ('[mail]\nhost = "x\n', (2, 10), "the quotation mark is not closed", "close it with the same mark"),
        ('[mail]\nhost = "C:\\q"\n', (2, 13), "a backslash between double quotes", "write it twice"),
        ("[mail]\nhost = 'x\x01'\n", (2, 10), "a character that nobody can see", "type the line anew"),
        ("[calendar]\ncompany_days = [2026-02-30]\n", (2, 17), "there is no such day", "write it like 2026-12-24"),
        ("= 1\n", (1, 1), "neither a section nor a setting", "name = value"),
        ("[]\n", (1, 2), "no name begins like this", "letters, digits"),
    ],
)
def test_what_is_not_toml_is_said_in_plain_words_with_what_to_type(
    tmp_path: Path, text: str, place: tuple[int, int], said: str, remedy: str
) -> None:
    problem = refused(tmp_path, text)
    assert said in problem.message
    assert remedy in (problem.remedy or "")
    assert (problem.line, problem.column) == place
