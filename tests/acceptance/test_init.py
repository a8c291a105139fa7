"""`preceptor init` through the real command: new folders, folders with definitions, and what is refused."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.command import Folder

from preceptor import shipped

KITCHEN = """\
lifecycle: kitchen
title: The kitchen
governs: pairing
initial: look
opening: {by: [owner], guards: [preceptor-teaches]}
states:
  look: {title: Look, counts: watches}
  brew: {title: Brew, counts: performs-watched}
  served: {title: Served, final: true}
moves:
  - {do: advance, from: look, to: brew, by: [preceptor], never: [trainee], guards: [counts-met]}
  - {do: advance, from: brew, to: served, by: [preceptor], never: [trainee], guards: [counts-met]}
"""
TEA = """\
process: tea
title: Making tea
version: 1.0.0
roles:
  brewer:
    title: Brewer
    ladder:
      lifecycle: kitchen
      look: {observations: 1, within: 5 business days, standards: [{id: warm, text: The pot is warm.}]}
      brew: {observations: 1, within: 5 business days, grants: lead, standards: [{id: strong, text: It is.}]}
      valid: {for: 12 months, renew_from: 60 days, refresh: read}
"""


@pytest.fixture
def place(tmp_path):
    """The command in an empty place."""
    return Folder(tmp_path)


def test_a_process_with_states_and_roles_of_its_own_runs_without_a_line_of_python(place):
    """Its author writes two files, and somebody climbs."""
    for name, text in (("process/tea.yaml", TEA), ("workflows/kitchen.yaml", KITCHEN)):
        file = place.path / "g" / name
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    assert place.json("init", "g", "--owner", "olga")["processes"] == ["tea"]
    # Without it, no process could ever be changed.
    assert "change" in [one["process"] for one in place.json("process", "list", "--folder", "g")]
    folder = Folder(place.path / "g")
    role = ("--process", "tea", "--role", "brewer")
    folder.json("person", "add", "mina", "--name", "Mina", as_="olga")
    folder.json("certification", "grant", "olga", *role, "--why", "brews", as_="olga")
    started = folder.json("pairing", "start", "mina", *role, "--preceptor", "olga", as_="olga")
    assert started["credits"] == {"look": 0, "brew": 0}
    for rung in ("look", "brew"):
        seen = folder.json("pairing", "observe", "P-1", "--on", "2026-03-02", "--subject", rung, as_="olga")
        assert (seen["rung"], seen["credited"]) == (rung, ["P-1"])
        advanced = folder.json("pairing", "advance", "P-1", as_="olga")
    assert (advanced["state"], advanced["certified"]) == ("served", ["lead"])
    assert folder.json("audit", "verify")["ok"]


def test_a_clone_without_its_database_is_founded_with_its_own_definitions_and_keeps_its_files(place):
    """What is there stays as it is; only the database is made."""
    clone = place.path / "g"
    for name in ("process", "workflows"):
        shutil.copytree(shipped.folder(name), clone / name)
    (clone / "PROCESS.md").write_text("ours\n", encoding="utf-8")
    (clone / "preceptor.toml").write_text('[calendar]\nday_ends = "16:00"\n', encoding="utf-8")
    assert place("init", "g", "--owner", "olga").code == 0
    assert (clone / "PROCESS.md").read_text(encoding="utf-8") == "ours\n"
    assert "16:00" in (clone / "preceptor.toml").read_text(encoding="utf-8")
    assert [one["process"] for one in Folder(clone).json("process", "list")] == [
        "change",
        "recommendation",
        "retrospective",
    ]


def test_a_folder_that_is_founded_already_is_refused_and_unchanged(place):
    """A second founder would own what somebody else owns."""
    assert place("init", "g", "--owner", "olga").code == 0
    before = (place.path / "g" / "preceptor.db").read_bytes()
    again = place.json("init", "g", "--owner", "mallory", code=3)
    assert "founded already" in again["error"]["message"]
    assert (place.path / "g" / "preceptor.db").read_bytes() == before


def test_definitions_with_problems_leave_nothing_behind(place):
    """Every problem is named at its place in the file."""
    file = place.path / "g" / "process" / "tea.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(TEA.replace("within: 5 business days", "within: soon"), encoding="utf-8")
    ran = place("init", "g", "--owner", "olga")
    assert ran.code == 3
    assert "tea.yaml:9:" in ran.err
    assert sorted(one.name for one in (place.path / "g").iterdir()) == ["process"]
    assert [one.name for one in place.path.iterdir()] == ["g"]


@pytest.mark.parametrize("owner", [("--owner", "olga"), ()], ids=["somebody else", "whoever types it"])
def test_what_init_says_to_do_next_can_be_typed_as_it_stands(place, owner):
    """Also by somebody whose login is not the owner's, and where the folder's name has a space in it."""
    said = place("init", "our processes", *owner, LOGNAME="reader").out
    lines = [line.strip() for line in said.splitlines() if line.startswith("  ")]
    assert ("export PRECEPTOR_PERSON=olga" in lines) == bool(owner)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PRECEPTOR_")}
    done = subprocess.run(
        ["/bin/sh", "-e", "-c", "\n".join(lines)],
        cwd=place.path,
        env=kept
        | {
            "LOGNAME": "reader",
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), kept["PATH"]]),
            "PRECEPTOR_NOW": place.now,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_commands_that_are_named_quote_the_paths_in_them(place):
    """So that they can be typed where a path has a space in it."""
    ran = place("process", "list", "--folder", "no such")
    assert "preceptor init 'no such'" in ran.err
    place("init", "g", "--owner", "olga")
    folder = Folder(place.path / "g", environ={"PRECEPTOR_PERSON": "olga"})
    assert folder("team", "add", "shop", "--title", "Shop").code == 0
    assert folder("retrospective", "open", "Carts are empty", "--team", "shop").code == 0
    written = folder("writeup", "new", "R-1", "--output", "our draft.md").out
    assert written.endswith(
        "preceptor writeup check 'our draft.md', then preceptor writeup submit R-1 'our draft.md'\n"
    )
    assert "preceptor audit verify --against 'our seal.json'" in folder("audit", "seal", "our seal.json").out


@pytest.mark.parametrize("what", ["a folder with other things", "a file"])
def test_what_is_there_and_no_governance_folder_is_left_alone(place, what):
    """Nobody's files are mixed with ours."""
    target = place.path / "g"
    if what == "a file":
        target.write_text("mine", encoding="utf-8")
    else:
        target.mkdir()
        (target / "thesis.txt").write_text("mine", encoding="utf-8")
    assert place.json("init", "g", "--owner", "olga", code=3)["error"]["code"] == "bad-input"


@pytest.mark.parametrize("owner", ["Olga", "ol ga", "", "erased-4", "system", "r-3", "a" * 65, "olga\n"])
def test_an_owner_without_a_proper_login_is_refused(place, owner):
    """The login goes into mails and onto terminals."""
    assert place("init", "g", "--owner", owner).code == 3
    assert not (place.path / "g").exists()


def test_an_unknown_example_names_those_there_are(place):
    """So that the next try works."""
    assert "release-team" in place.json("init", "g", "--example", "tea", code=3)["error"]["message"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_place_that_cannot_be_written_to_is_an_error_of_the_environment(place):
    """Exit code 4, and a remedy."""
    place.path.chmod(0o500)
    assert place("init", "g", "--owner", "olga").code == 4
