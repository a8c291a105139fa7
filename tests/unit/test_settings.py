"""Settings that cannot be used are told with their place in `preceptor.toml`."""

from pathlib import Path

import pytest

from preceptor.bootstrap.settings import read_settings
from preceptor.bootstrap.settings_text import SettingsText
from preceptor.bootstrap.writeups import make_write_up_checker
from preceptor.errors import BadInput

#: A file of settings, where what is wrong stands, and a part of what is said.
SETTINGS_THAT_CANNOT_BE: list[tuple[str, tuple[int, int], str]] = [
    ('[mail]\nhosst = "x"\n', (2, 1), "nobody knows the setting `hosst` in [mail]"),
    ('# ours\n\n[mail]\r\n  hosst = "x"\r\n', (4, 3), "hosst"),
    ('mail.host = "x"\nmail.hosst = "x"\n', (2, 1), "hosst"),
    ('mail = { host = "x", hosst = "y" }\n', (1, 22), "hosst"),
    ("[mail]\n[databases]\nurl = 'x'\n", (2, 1), "nobody knows the setting `databases`"),
    ("a = 1\n", (1, 1), "nobody knows the setting `a`"),
    ("[folder]\n[mail]\nport = '25'\n", (3, 1), "`port` in [mail] has to be a whole number"),
    ('[mail]\nfrom = """\nport = 1\n"""\nport = "25"\n', (5, 1), "`port`"),
    ("[calendar]\ncompany_days = ['2026-02-30']\n", (2, 18), "`2026-02-30` in company_days is no day"),
    (
        "[calendar]\ncompany_days = [\n  '2026-01-02',  # '2026-02-3\n  '2026-02-30',\n]\n",
        (4, 4),
        "`2026-02-30`",
    ),
    ("[calendar]\ncompany_days = [[1]]\n", (2, 17), "`[1]`"),
    ('[calendar]\ncompany_days = ["2026\\u002d02-30"]\n', (2, 1), "`2026-02-30`"),
    ("[calendar]\nday_ends = '25:00'\n", (2, 1), "`25:00` in day_ends"),
    ("[calendar]\nday_ends = '17:00+01:00'\n", (2, 1), "own zone"),
    ("[trackers.states]\n'Lost' = 'lost'\n", (2, 1), "work is never `lost`"),
    ("[trackers.forms]\njira = 3\n", (2, 1), "`jira` in [trackers.forms] has to be a text"),
]
#: The same of what selects and weighs the rules for write-ups.
RULES_THAT_CANNOT_BE: list[tuple[str, tuple[int, int], str]] = [
    ("[writeup]\nignore = ['T', 'Q1']\n", (2, 17), "names 'Q1'"),
    ("[writeup]\nselect = [1]\n", (2, 11), "names 1"),
    ("[writeup.severity]\nB301 = 'loud'\n", (2, 1), "and not 'loud'"),
    ("[writeup.severity]\nB301 = 'error'\nQ1 = 'error'\n", (3, 1), "names 'Q1'"),
    ("[writeup]\nsilence = 'long'\n", (2, 1), "`silence` in [writeup]"),
    ("[writeup.teams.checkout]\nsilence = '1 hour'\n", (2, 1), "`silence` in [writeup.teams.checkout]"),
    ("[writeup.teams]\ncheckout = 3\n", (2, 1), "`writeup.teams.checkout` is a section"),
]


@pytest.mark.parametrize(("text", "place", "said"), SETTINGS_THAT_CANNOT_BE)
def test_a_setting_that_cannot_be_used_is_told_with_its_line_and_column(
    tmp_path: Path, text: str, place: tuple[int, int], said: str
) -> None:
    (tmp_path / "preceptor.toml").write_text(text, newline="")
    with pytest.raises(BadInput) as caught:
        read_settings(tmp_path)
    assert said in caught.value.message
    assert (caught.value.line, caught.value.column) == place
    assert caught.value.path == str(tmp_path.resolve() / "preceptor.toml")


@pytest.mark.parametrize(("text", "place", "said"), RULES_THAT_CANNOT_BE)
def test_a_selection_of_rules_that_cannot_be_is_told_with_its_line_and_column(
    tmp_path: Path, text: str, place: tuple[int, int], said: str
) -> None:
    (tmp_path / "preceptor.toml").write_text(text)
    with pytest.raises(BadInput) as caught:
        make_write_up_checker(str(tmp_path))
    assert said in caught.value.message
    assert (caught.value.line, caught.value.column) == place


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
    (tmp_path / "preceptor.toml").write_text(text, newline="")
    with pytest.raises(BadInput) as caught:
        read_settings(tmp_path)
    assert said in caught.value.message
    assert remedy in (caught.value.remedy or "")
    assert (caught.value.line, caught.value.column) == place
