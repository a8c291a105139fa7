"""`preceptor export …`: what other programs get, on standard output and in files."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from icalendar import Calendar
from tests.support.command import Folder, Run, document

from preceptor.cli.root import run


@pytest.fixture
def folder(made_folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Paul teaches mina in the team checkout."""

    def told(*arguments: str) -> None:
        assert run([*arguments, "--folder", str(made_folder), "--as", "olga"]) == 0

    told("team", "add", "checkout", "--title", "=HYPERLINK(1)", "--lead", "olga")
    told("person", "add", "paul", "--name", "+Paul", "--email", "paul@example.org", "--team", "checkout")
    told("person", "add", "mina", "--name", "Mina Größe", "--email", "mina@example.org", "--team", "checkout")
    told("certification", "grant", "paul", "--process", "retrospective", "--role", "author", "--why", "led ours")
    told("pairing", "start", "mina", "--process", "retrospective", "--role", "author", "--preceptor", "paul")
    capsys.readouterr()
    return made_folder


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_table_goes_to_standard_output(preceptor: Run) -> None:
    code, out, err = preceptor("export", "csv", "people")
    assert (code, err) == (0, "")
    people = {one["login"]: one for one in rows(out)}
    assert people["mina"]["name"] == "Mina Größe"
    assert people["paul"]["name"] == "'+Paul"
    assert out.count("\r\n") == len(people) + 1


def test_a_table_goes_to_a_file_whole(preceptor: Run, tmp_path: Path) -> None:
    file = tmp_path / "pairings.csv"
    found = document(preceptor("export", "csv", "pairings", "--output", str(file), "--json"))
    assert found == {"what": "pairings", "file": str(file), "lines": 1}
    assert rows(file.read_bytes().decode())[0]["trainee"] == "mina"
    assert list(tmp_path.glob(".pairings*")) == []


def test_where_a_file_cannot_be_written_another_place_is_asked_for(preceptor: Run, tmp_path: Path) -> None:
    code, out, err = preceptor("export", "csv", "people", "--output", str(tmp_path / "nowhere" / "people.csv"))
    assert (code, out) == (4, "")
    assert "the export cannot be written: " in err
    assert "name another place" in err and "--folder" not in err


def test_a_file_that_is_there_is_overwritten_only_on_request(preceptor: Run, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("mine")
    code, _, err = preceptor("export", "csv", "people", "--output", str(file))
    assert code == 3
    assert "--yes" in err
    assert file.read_text() == "mine"
    assert preceptor("export", "csv", "people", "--output", str(file), "--yes")[0] == 0
    assert file.read_text() != "mine"


@pytest.mark.parametrize("where", [".", "missing/people.csv"])
def test_a_place_that_cannot_be_written_is_named(preceptor: Run, tmp_path: Path, where: str) -> None:
    code, _, err = preceptor("export", "csv", "people", "--output", str(tmp_path / where), "--yes")
    assert code in (3, 4)
    assert str(tmp_path) in err


def test_an_unknown_table_is_wrong_usage_and_says_which_there_are(preceptor: Run) -> None:
    code, _, err = preceptor("export", "csv", "secrets")
    assert code == 2
    assert "obligations" in err


def test_json_on_standard_output_needs_a_file_for_what_is_no_json(preceptor: Run) -> None:
    found = document(preceptor("export", "csv", "people", "--json"), 2)
    assert "--output" in found["error"]["message"]


def test_a_calendar_holds_what_somebody_owes_with_the_command_that_does_it(preceptor: Run) -> None:
    code, out, _ = preceptor("export", "ics", "--person", "mina")
    assert code == 0
    (task,) = Calendar.from_ical(out).walk("VTODO")
    assert "climb the rung `watch`" in task["SUMMARY"]
    assert str(task["DESCRIPTION"]).startswith("preceptor pairing observe P-1")
    assert str(task["UID"]).endswith("@example.org")
    assert preceptor("export", "ics", by="mina")[1] == out
    assert len(Calendar.from_ical(preceptor("export", "ics", "--team", "checkout")[1]).walk("VTODO")) == 1


@pytest.mark.parametrize(
    "asked", [("--person", "nobody"), ("--team", "nobody"), ("--person", "mina", "--team", "checkout")]
)
def test_a_calendar_of_nobody_is_bad_input(preceptor: Run, tmp_path: Path, asked: tuple[str, ...]) -> None:
    file = tmp_path / "x.ics"
    code, out, err = preceptor("export", "ics", *asked, "--output", str(file))
    assert (code, out) == (3, "")
    assert err
    assert not file.exists()


def test_a_diagram_shows_how_many_are_where(preceptor: Run) -> None:
    assert preceptor("retrospective", "open", "Slow checkout", "--team", "checkout")[0] == 0
    code, out, _ = preceptor("export", "mermaid", "retrospective")
    assert code == 0
    assert '    state "Notes while the incident runs (1)" as s_notes\n' in out
    ladder = preceptor("export", "mermaid", "retrospective", "--role", "author", "--team", "checkout")[1]
    assert '(1)" as s_watch\n' in ladder
    assert preceptor("export", "mermaid", "baking")[0] == 3


def test_an_export_reads_only_and_needs_no_person(folder: Path) -> None:
    there = Folder(folder)
    before = (folder / "preceptor.db").read_bytes()
    for asked in (("csv", "obligations"), ("ics", "--team", "checkout"), ("mermaid", "change")):
        ran = there("export", *asked)
        assert (ran.code, ran.err) == (0, "")
    assert (folder / "preceptor.db").read_bytes() == before


def test_a_table_is_utf_8_whatever_the_terminal_speaks(folder: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "preceptor", "export", "csv", "people", "--folder", str(folder)],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=True,
    )
    assert "Mina Größe" in ran.stdout.decode("utf-8")
