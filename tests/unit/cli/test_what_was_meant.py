"""What is said to who types a command that there is not."""

import pytest

from preceptor.cli.root import run
from preceptor.services.exporting import TABLES


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("pairng list", "there is no command `preceptor pairng`; did you mean `pairing`?"),
        ("observation strike O-1", "`preceptor observation strike`; it can be `import`, `void`"),
        ("variant aprove CH-1", "did you mean `approve`?"),
        ("void O-1", "did you mean `preceptor observation void`?"),
        ("approve CH-1", "did you mean `preceptor change approve` or `preceptor variant approve`?"),
        ("show P-1", "`preceptor NOUN show` says it of: pairing, retrospective, "),
        ("juggle", "and 15 more; `preceptor --help` lists them"),
        ("--verbose", "No such option"),
    ],
)
def test_what_was_meant_or_what_there_is_is_named(typed: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(typed.split()) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("recommendation accept REC-1 --why x --priority P1", "`P1` is no whole number from 1 on"),
        ("survey answer R-1 --useful 9", "`9` is no whole number from 1 to 5"),
        ("export csv everything", "'everything' is not one of 'obligations', "),
    ],
)
def test_what_can_stand_there_is_named(typed: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(typed.split()) == 2
    assert said in capsys.readouterr().err


def test_the_help_of_csv_names_every_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "csv", "--help"]) == 0
    said = capsys.readouterr().out
    assert [one for one in TABLES if one not in said] == []
