"""`preceptor writeup check` and `explain`, as people, editors and continuous integration use them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from preceptor.cli.root import run as run_cli

BLAME = "# Checkout down\n\nThe alert should have fired.\n"
CLEAN = Path(__file__).resolve().parents[1] / "data" / "writeup-clean"


class Desk:
    """A folder that is nobody's governance folder, and the command in it."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = path
        self._capsys = capsys

    def write(self, name: str, text: str | bytes) -> str:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return name

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = run_cli(["writeup", *arguments])
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def found(self, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
        code, out, _ = self("check", *arguments, "--json")
        return code, json.loads(out)

    def codes(self, *arguments: str) -> set[str]:
        return {one["code"] for one in self.found(*arguments)[1]}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("PRECEPTOR_")]:
        monkeypatch.delenv(name)
    return Desk(tmp_path, capsys)


def test_a_finding_is_shown_with_its_line_a_caret_and_a_way_out(desk: Desk) -> None:
    code, out, _ = desk("check", desk.write("w.md", BLAME), "--select", "B")
    assert code == 1
    assert out.splitlines() == [
        "w.md:3:11: B301 a counterfactual: should have fired",
        "    The alert should have fired.",
        "              ^^^^^^^^^^^^^^^^^",
        "    say what was known at the time, and why the rest could not be seen",
    ]


def test_the_json_has_the_keys_of_the_contract(desk: Desk) -> None:
    code, found = desk.found(desk.write("w.md", BLAME), "--select", "B301")
    assert code == 1
    (one,) = found
    assert {"path", "line", "column", "code", "severity", "message", "suggestion"} <= one.keys()
    assert (one["path"], one["line"], one["column"], one["severity"]) == ("w.md", 3, 11, "warning")


def test_sarif_explains_its_rules_and_github_gets_annotations(desk: Desk) -> None:
    name = desk.write("w.md", BLAME)
    (run,) = json.loads(desk("check", name, "--select", "B", "--format", "sarif")[1])["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == "B301" and rule["shortDescription"]["text"].startswith("A sentence tells")
    out = desk("check", name, "--select", "B", "--format", "github")[1]
    assert out.startswith("::warning file=w.md,line=3,col=11,endColumn=28,title=B301::a counterfactual")


@pytest.mark.parametrize("name", sorted(file.name for file in CLEAN.glob("*.md") if file.name != "README.md"))
def test_a_clean_write_up_passes(desk: Desk, name: str) -> None:
    code, out, _ = desk("check", str(CLEAN / name))
    assert (code, out) == (0, "No problem was found.\n")


def test_advice_alone_is_no_failure(desk: Desk) -> None:
    name = desk.write("w.md", "## Timeline\n\nAll times in UTC.\n\n- 2026-03-02 10:14 It is slow.\n")
    assert desk("check", name, "--select", "T106")[0] == 0
    assert desk.codes(name, "--select", "T106") == {"T106"}


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        (["--select", "B"], {"B301", "B304"}),
        (["--select", "B301"], {"B301"}),
        (["--select", "b301,B304"], {"B301", "B304"}),
        (["--select", "B301", "--select", "B304"], {"B301", "B304"}),
        (["--select", "B", "--ignore", "B304"], {"B301"}),
        (["--select", "B", "--ignore", "B3"], set()),
    ],
)
def test_codes_and_families_are_selected_and_ignored(desk: Desk, asked: list[str], codes: set[str]) -> None:
    assert desk.codes(desk.write("w.md", BLAME + "\nIt was obvious.\n"), *asked) == codes


@pytest.mark.parametrize("asked", [["--select", "Q"], ["--ignore", "T999"], ["--select", "T1031"], []])
def test_a_code_that_there_is_not_or_no_file_is_wrong_usage(desk: Desk, asked: list[str]) -> None:
    files = [desk.write("w.md", BLAME)] if asked else []
    code, out, err = desk("check", *files, *asked)
    assert (code, out) == (2, "") and err


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "X101"),
        (b"caf\xe9 should have\n", "X102"),
        (b"a\0b", "X102"),
        (b"\xff\xfeh\0i\0", "X102"),
        (b"x" * (1024 * 1024 + 1), "X102"),
        (b"x" * (17 * 1024 * 1024), "X102"),
    ],
)
def test_what_cannot_be_read_is_bad_input_with_its_place(desk: Desk, content: bytes | None, code: str) -> None:
    name = "w.md" if content is None else desk.write("w.md", content)
    exit_code, found = desk.found(name)
    assert exit_code == 3
    assert [one["code"] for one in found] == [code]


def test_the_other_files_are_checked_all_the_same(desk: Desk) -> None:
    code, found = desk.found("missing.md", desk.write("w.md", BLAME), "--select", "B")
    assert code == 3
    assert [(one["path"], one["code"]) for one in found] == [("missing.md", "X101"), ("w.md", "B301")]


def test_folders_pipes_and_impossible_names_are_no_files(desk: Desk) -> None:
    os.mkfifo(desk.path / "pipe")
    for name in (".", "pipe", "x" * 300):
        code, found = desk.found(name)
        assert (code, [one["code"] for one in found]) == (3, ["X101"])


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf# T\r\n\r\nIt should have been seen.\r\n"])
def test_empty_files_and_those_of_other_systems_are_documents(desk: Desk, content: bytes) -> None:
    code, found = desk.found(desk.write("w.md", content))
    assert code == 1
    assert "S201" in {one["code"] for one in found}
    assert [one["line"] for one in found if one["code"] == "B301"] == ([3] if b"should" in content else [])


def test_settings_of_the_nearest_folder_hold_and_the_command_line_has_the_last_word(desk: Desk) -> None:
    settings = '[writeup]\nselect = ["B", "T"]\nignore = ["B304"]\nseverity = {B301 = "advice"}\n'
    desk.write("preceptor.toml", settings)
    name = desk.write("w.md", BLAME + "\nIt was obvious.\n")
    assert desk.found(name) == (0, desk.found(name)[1])
    assert desk.codes(name) == {"B301"}
    assert desk.codes(name, "--select", "B304") == {"B304"}
    assert "S201" in desk.codes(name, "--select", "S")


def test_a_team_has_settings_of_its_own(desk: Desk) -> None:
    desk.write("preceptor.toml", '[writeup]\nselect = ["B"]\n[writeup.teams.payments]\nignore = ["B304"]\n')
    name = desk.write("w.md", BLAME + "\nIt was obvious.\n")
    assert desk.codes(name, "--team", "payments") == {"B301"}
    assert desk.codes(name, "--team", "search") == desk.codes(name) == {"B301", "B304"}


def test_how_long_a_silence_is_is_set(desk: Desk) -> None:
    name = desk.write(
        "w.md", "## Timeline\n\nAll times in UTC.\n\n- 2026-03-02 10:14 9 fail\n- 2026-03-02 15:14 9 fail\n"
    )
    assert "T107" in desk.codes(name)
    desk.write("preceptor.toml", '[writeup]\nsilence = "6 hours"\n')
    assert "T107" not in desk.codes(name)


@pytest.mark.parametrize(
    "settings",
    [
        'select = "B"',
        'select = ["Q"]',
        "select = [7]",
        'severity = {B301 = "fatal"}',
        'severity = {Q = "error"}',
        'silence = "long"',
        "silence = 7",
        "teams = []",
        "teams = {payments = 7}",
        'teams = {payments = {silence = "1 hour"}}',
        'teams = {payments = {select = ["Q"]}}',
        "colour = true",
    ],
)
def test_settings_that_nobody_can_use_are_bad_input_with_their_file(desk: Desk, settings: str) -> None:
    desk.write("preceptor.toml", f"[writeup]\n{settings}\n")
    code, out, err = desk("check", desk.write("w.md", BLAME))
    assert (code, out) == (3, "")
    assert "preceptor.toml" in err


def test_the_words_of_a_folder_hold_in_its_language(desk: Desk) -> None:
    desk.write("preceptor.toml", "")
    desk.write(
        "process/language.yaml",
        "language: haus\nphrases:\n  B302:\n    - {phrases: [menschliches versagen], instead: den Schutz nennen}\n",
    )
    name = desk.write("w.md", BLAME + "\nEs war menschliches Versagen.\n")
    assert {code for code in desk.codes(name) if code[0] == "B"} == {"B302"}


def test_words_that_cannot_be_used_are_bad_input_with_their_place(desk: Desk) -> None:
    desk.write("preceptor.toml", "")
    desk.write("process/language.yaml", "language: haus\nphrases:\n  B9: []\n")
    code, out, err = desk("check", desk.write("w.md", BLAME))
    assert (code, out) == (3, "")
    assert "language.yaml:3:3: D204" in err


def test_a_folder_that_is_named_has_to_be_one(desk: Desk) -> None:
    name = desk.write("w.md", BLAME)
    assert desk("check", name, "--folder", "nowhere")[0] == 4


def test_a_rule_is_explained_to_people_and_programs(desk: Desk) -> None:
    code, out, _ = desk("explain", "T103")
    assert code == 0
    assert out.startswith("# T103: earlier than the entry before\n") and "## Why is this bad?" in out
    (rule,) = json.loads(desk("explain", "T103", "--json")[1])
    assert (rule["code"], rule["family"], rule["severity"]) == ("T103", "Timelines", "error")
    assert [line[:4] for line in desk("explain", "A")[1].splitlines()] == ["A501", "A502", "A503", "A504"]


def test_what_is_no_rule_is_an_unknown_id(desk: Desk) -> None:
    code, out, err = desk("explain", "T999")
    assert (code, out) == (3, "")
    assert "there is no rule `T999`" in err


def test_it_needs_no_folder_and_no_database_and_imports_none(desk: Desk) -> None:
    name = desk.write("w.md", BLAME)
    program = (
        f"import sys\nfrom preceptor.cli.root import run\ncode = run(['writeup', 'check', {name!r}])\n"
        "assert not {'sqlalchemy', 'alembic', 'sqlite3', 'transitions', 'jinja2', 'holidays'} & sys.modules.keys()\n"
        "sys.exit(code)"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=desk.path, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (1, "")
