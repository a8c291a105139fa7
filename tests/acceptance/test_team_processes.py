"""What a team really follows, as somebody reads it at the command line."""

import contextlib
import os
import pty
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.support.command import Run, document
from tests.support.variants import adopt

from preceptor.cli.root import run
from preceptor.model.duration import Duration
from preceptor.model.overlay import DueChanges, Overlay, StepChanges, Waiver
from preceptor.store import SqlStore

HOSTILE = "ends \x1b[2J\u202e<b>**here**"


@pytest.fixture
def folder(made_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder in which checkout has a variant with a waiver, and search follows the standard."""
    monkeypatch.setenv("COLUMNS", "80")
    for team in ("checkout", "search"):
        assert run(["team", "add", team, "--title", team, "--folder", str(made_folder), "--as", "olga"]) == 0
    capsys.readouterr()
    steps = {
        "research": StepChanges(
            due=DueChanges(within=Duration.parse("5 business days")),
            waive={"due": Waiver(until="2026-06-30", approver="olga")},
            how=f"Ask us. {HOSTILE}",
        ),
        "meeting": StepChanges(skip=True),
    }
    store = SqlStore(f"sqlite:///{made_folder / 'preceptor.db'}")
    overlay = Overlay(team="checkout", process="retrospective", of="1.0.0", steps=steps)
    adopt(store, datetime.fromisoformat("2026-03-02T09:00:00+01:00"), overlay)
    store.close()
    return made_folder


def test_a_team_sees_what_it_follows_with_where_each_part_comes_from(preceptor: Run) -> None:
    code, out, err = preceptor("process", "show", "retrospective", "--team", "checkout")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert max(map(len, lines)) <= 80
    assert out.startswith("Incident retrospective\nversion      retrospective 1.0.0, in force since 2026-03-02")
    for told in (
        "team         checkout, with a variant of its own",
        "left out     Meet about what stayed open (meeting)",
        "waiver       research.due: waived until 2026-06-30, approved by olga",
        "[team] [waived until 2026-06-30]",
        "   how to do it [standard and team]",
        "   by when      2 business days from the opening",
    ):
        assert told in out
    # Nothing is marked that is the standard's.
    assert sum("[team]" in line for line in lines) == 2
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", out)


def test_a_program_reads_the_same(preceptor: Run) -> None:
    found = document(preceptor("process", "show", "retrospective", "--team", "checkout", "--json"))
    assert {"team", "variant", "digest", "origins", "version"} <= found.keys()
    assert (found["team"], found["variant"]) == ("checkout", "checkout")
    assert found["origins"]["research.due"]["source"] == "team"
    assert found["origins"]["meeting"]["left_out"] is True
    other = document(preceptor("process", "show", "retrospective", "--team", "search", "--json"))
    standard = document(preceptor("process", "show", "retrospective", "--json"))
    assert (other["variant"], other["digest"]) == (None, standard["digest"])
    assert found["digest"] != standard["digest"]


def test_what_is_different_is_told_in_sentences(preceptor: Run) -> None:
    code, out, _ = preceptor("process", "diff", "retrospective", "--team", "checkout")
    assert code == 0
    assert out.startswith(
        "Incident retrospective (retrospective): what checkout does differently from the standard 1.0.0\n"
    )
    assert "  - Research: due within 5 business days (was 3).\n" in out
    assert '  - The step "Meet about what stayed open" is left out.\n' in out
    assert "MAJOR" not in out
    assert "it follows the standard" in preceptor("process", "diff", "retrospective", "--team", "search")[1]
    found = document(preceptor("process", "diff", "retrospective", "1.0.0", "--team", "checkout", "--json"))
    assert (found["from"], found["to"], found["changes"]) == ("1.0.0", "1.0.0", [])


def test_the_list_and_the_history_know_of_variants(preceptor: Run) -> None:
    lines = document(preceptor("process", "list", "--json"))
    assert {one["process"]: one["variants"] for one in lines} == {
        "change": 0,
        "recommendation": 0,
        "retrospective": 1,
    }
    code, out, _ = preceptor("process", "log", "retrospective", "--team", "checkout")
    assert code == 0
    assert out.splitlines()[1] == "  follows   a variant of its own"
    assert "  follows   the standard" in out
    told: Any = document(preceptor("process", "log", "retrospective", "--team", "checkout", "--json"))
    assert [(one["variant"], one["state"]) for one in told] == [("checkout", "in force"), (None, "superseded")]


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "retrospective", "--team", "ghosts"),
        ("show", "retrospective", "--team", "checkout", "--version", "9.9.9"),
        ("show", "ghost", "--team", "checkout"),
        ("diff", "retrospective", "--team", "ghosts"),
        ("diff", "retrospective", "1.0.0", "9.9.9", "--team", "checkout"),
        ("diff", "ghost", "--team", "checkout"),
        ("log", "retrospective", "--team", "ghosts"),
        ("log", "ghost", "--team", "checkout"),
        ("show", "retrospective", "--team", "\x1b[2J"),
    ],
)
def test_an_unknown_team_process_or_version_is_bad_input(preceptor: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = preceptor("process", *arguments)
    assert (code, out) == (3, "")
    assert "\x1b" not in err


def test_marks_have_a_colour_on_a_terminal_that_wants_it(folder: Path) -> None:
    coloured = on_a_terminal(folder)
    assert "\x1b[35m[team] [waived until 2026-06-30]\x1b[0m" in coloured
    assert "\x1b[2J" not in coloured
    assert "\x1b" not in on_a_terminal(folder, NO_COLOR="1")


def on_a_terminal(folder: Path, **environ: str) -> str:
    """What the command shows of checkout's retrospective on a terminal."""
    ours, theirs = pty.openpty()
    kept = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    command = [sys.executable, "-m", "preceptor", "process", "show", "retrospective", "--team", "checkout"]
    running = subprocess.Popen(
        command, cwd=folder, env={**kept, "TERM": "xterm", **environ}, stdin=subprocess.DEVNULL, stdout=theirs
    )
    os.close(theirs)
    said = b""
    with contextlib.suppress(OSError):  # the terminal of a program that ended cannot be read
        while part := os.read(ours, 65536):
            said += part
    os.close(ours)
    assert running.wait() == 0
    return said.decode()
