"""What changed in a process, as somebody reads it at the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from preceptor.cli.root import run

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(made_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A governance folder in which `olga` has edited the retrospective."""
    monkeypatch.setenv("COLUMNS", "100")
    file = made_folder / "process" / "retrospective.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in (
        ("version: 1.0.0", "version: 1.1.0"),
        ("due: {within: 3 business days, from: entered}", "due: {within: 2 business days, from: entered}"),
        ("{at_least: 2 business days, at_most: 5", "{at_least: 2 business days, at_most: 6"),
        ("Every note has its time.", "Every note has the time at which it was taken."),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return made_folder


@pytest.fixture
def diff(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `process diff` in the folder: exit code, standard output, standard error."""

    def command(*arguments: str) -> tuple[int, str, str]:
        code = run(["process", "diff", *arguments, "--folder", str(folder)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def test_changes_are_sentences_under_their_class(diff: Run) -> None:
    code, out, err = diff("retrospective")
    assert (code, err) == (0, "")
    assert (
        out
        == """\
Incident retrospective (retrospective): what changed from 1.0.0 to process/ (1.1.0)

MAJOR: to be read and acknowledged, and certified people refresh
  - Research: due within 2 business days (was 3).

MINOR: to be read and acknowledged
  - Review: open for at most 6 business days (was 5).

PATCH: worded or ordered differently
  - Notes while the incident runs: the standard "every-note-timed" is worded differently:
      Every note has [-its time.-]{+the time at which it was taken.+}

These changes take version 2.0.0 or higher; the file says 1.1.0.
"""
    )


def test_a_program_reads_the_same(diff: Run) -> None:
    code, out, _ = diff("retrospective", "--json")
    document = json.loads(out)
    assert code == 0
    assert (document["from"], document["to"], document["class"]) == ("1.0.0", "1.1.0", "major")
    assert {"path", "kind", "before", "after", "class"} <= document["changes"][0].keys()
    assert [one["path"] for one in document["changes"]] == [
        "steps.notes.standards.every-note-timed.text",
        "steps.research.due.within",
        "steps.review.due.at_most",
    ]


def test_what_is_the_same_is_said_so(diff: Run) -> None:
    assert "both say the same" in diff("recommendation")[1]
    code, out, _ = diff("retrospective", "1.0.0", "1.0.0", "--json")
    assert (code, json.loads(out)["class"], json.loads(out)["changes"]) == (0, None, [])


@pytest.mark.parametrize("arguments", [("ghost",), ("retrospective", "1.1.0"), ("retrospective", "1.0.0", "x")])
def test_what_is_not_known_is_bad_input(diff: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = diff(*arguments)
    assert (code, out) == (3, "")
    assert arguments[-1] in err


def test_a_broken_definition_is_told_with_its_place(diff: Run, folder: Path) -> None:
    file = folder / "process" / "retrospective.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("approvals: 1", "approvals: many"), encoding="utf-8")
    code, out, err = diff("retrospective")
    assert (code, out) == (3, "")
    assert "process/retrospective.yaml:7:12: " in err


def test_more_than_two_versions_are_wrong_usage(diff: Run) -> None:
    assert diff("retrospective", "1.0.0", "1.0.0", "1.0.0")[0] == 2
