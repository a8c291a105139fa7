"""A version is published while people climb: what is said beforehand, what moves, and what is seen afterwards."""

import re
import sqlite3
from pathlib import Path

import pytest
from tests.support.command import Run, document

from preceptor.cli.root import run

MIGRATE = ("--in-flight", "migrate")
MAP = ("--map", "watch=shadow")


@pytest.fixture
def folder(made_folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder in which noah learns to be an author with tara, and mina owns the retrospective as well."""

    def do(*arguments: str, by: str = "olga") -> None:
        assert run([*arguments, "--folder", str(made_folder), "--as", by]) == 0, arguments

    do("team", "add", "checkout", "--title", "Checkout")
    for login in ("mina", "tara", "noah", "nina"):
        email = f"{login}@example.org"
        do("person", "add", login, "--name", login.title(), "--email", email, "--team", "checkout")
    do("process", "owner", "retrospective", "--add", "mina")
    do("certification", "grant", "tara", "--process", "retrospective", "--role", "author", "--why", "led ours so far")
    for trainee in ("noah", "nina"):
        role = ["--process", "retrospective", "--role", "author"]
        do("pairing", "start", trainee, *role, "--preceptor", "tara")
    said = ["--met", "all", "--well", "calm", "--change", "ask sooner", "--next", "the second one"]
    do("pairing", "observe", "P-1", "--on", "2026-03-02", "--subject", "incident 7", *said, by="tara")
    capsys.readouterr()
    return made_folder


def called(folder: Path, version: str = "2.0.0") -> None:
    """Call the first rung otherwise in the files, and propose and approve it."""
    lifecycle, process = folder / "workflows" / "ladder.yaml", folder / "process" / "retrospective.yaml"
    text = re.sub(r"\bwatch\b(?=[\],:]|$)", "shadow", lifecycle.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lifecycle.write_text(text, encoding="utf-8")
    text = process.read_text(encoding="utf-8").replace("version: 1.0.0", f"version: {version}", 1)
    process.write_text(re.sub(r"^( +)watch:", r"\1shadow:", text, flags=re.MULTILINE), encoding="utf-8")


def approved(preceptor: Run, folder: Path) -> None:
    called(folder)
    file = str(folder / "process" / "retrospective.yaml")
    assert preceptor("change", "propose", file, "--why", "we say shadow")[0] == 0
    assert preceptor("change", "approve", "CH-1", by="mina")[0] == 0


def contents(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "preceptor.db") as database:
        return list(database.iterdump())


def test_a_running_pairing_moves_as_the_preview_said(preceptor: Run, folder: Path) -> None:
    approved(preceptor, folder)
    before = document(preceptor("pairing", "show", "P-1", "--json"))
    planned = document(preceptor("change", "publish", "CH-1", *MIGRATE, *MAP, "--dry-run", "--json"))
    assert planned["instances"] == {"pinned": 0, "migrated": 2, "refused": 0}
    assert planned["moves"][0] == {
        "id": "P-1",
        "state": "watch",
        "new_state": "shadow",
        "old_due": before["due"],
        "new_due": before["due"],
        "refusal": None,
    }
    published = document(preceptor("change", "publish", "CH-1", *MIGRATE, *MAP, "--yes", "--json"))
    assert {key: published["followed"][key] for key in ("migrated", "refused", "pinned")} == planned["instances"]
    after = document(preceptor("pairing", "show", "P-1", "--json"))
    assert (after["state"], after["due"]) == ("shadow", before["due"])
    assert after["edition"]["version"] == "2.0.0"
    assert after["credits"] == {"shadow": 1, "do-watched": 0, "reverse": 0}
    (owed,) = [one for one in document(preceptor("mine", "--json", by="noah")) if one["kind"] == "rung"]
    assert (owed["step"], owed["instance"]) == ("shadow", "P-1")
    assert "1 of 2 observations count on the rung `shadow`" in preceptor("why", "P-1")[1]
    assert "P-1 goes on under retrospective 2.0.0, on `shadow`" in preceptor("audit", "log", "P-1")[1]
    assert document(preceptor("audit", "verify", "--json"))["ok"] is True
    assert preceptor("audit", "replay")[0] == 0


def test_the_page_says_what_moves_and_what_cannot(preceptor: Run, folder: Path) -> None:
    approved(preceptor, folder)
    code, out, _ = preceptor("change", "publish", "CH-1", *MIGRATE, "--dry-run")
    assert code == 0
    assert "instances 0 move, 2 cannot, 0 finish on their own edition" in out
    assert "P-1, P-2: the state `watch` does not exist in retrospective 2.0.0" in out
    assert "--map watch=STATE" in out
    code, out, _ = preceptor("change", "publish", "CH-1", *MIGRATE, *MAP, "--dry-run")
    assert "instances 2 move, 0 cannot" in out
    assert re.search(r"P-1 +watch → shadow +2026-04-\d\d 17:00 UTC +the same", out)
    code, out, _ = preceptor("change", "publish", "CH-1", *MIGRATE, *MAP, "--yes")
    assert (code, "instances 2 moved, 0 could not" in out) == (0, True)


def test_a_map_that_fits_nothing_changes_nothing(preceptor: Run, folder: Path) -> None:
    approved(preceptor, folder)
    before = contents(folder)
    for states, code, told in (
        (["--map", "wach=shadow"], 3, "a state `wach`"),
        (["--map", "watch=shade"], 3, "has no state `shade`"),
        ([*MAP, "--map", "watch=reverse"], 3, "mapped already"),
        (["--map", "do-watched=reverse", "--map", "reverse=do-watched"], 3, "circle"),
        (["--map", "watch"], 2, "OLD=NEW"),
    ):
        for also in (["--yes"], ["--dry-run"]):
            found, out, err = preceptor("change", "publish", "CH-1", *MIGRATE, *states, *also)
            assert (found, out, told in err) == (code, "", True), (states, err)
    assert contents(folder) == before


def test_what_cannot_move_goes_on_and_says_why(preceptor: Run, folder: Path) -> None:
    approved(preceptor, folder)
    code, out, _ = preceptor("change", "publish", "CH-1", *MIGRATE, "--yes")
    assert (code, "0 moved, 2 could not" in out) == (0, True)
    assert document(preceptor("pairing", "show", "P-1", "--json"))["edition"]["version"] == "1.0.0"
    assert (
        "P-1 does not move to retrospective 2.0.0: the state `watch` does not exist"
        in (preceptor("audit", "log", "P-1")[1])
    )


def test_doctor_tells_of_a_day_to_come(preceptor: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    approved(preceptor, folder)
    publish = ("change", "publish", "CH-1", *MIGRATE, *MAP, "--effective", "2026-03-09", "--yes", "--json")
    assert document(preceptor(*publish))["followed"] is None
    found = {one["check"]: one for one in document(preceptor("doctor", "--json"))}
    assert "retrospective 2.0.0 (CH-1) holds from 2026-03-09" in found["publications"]["message"]
    monkeypatch.setenv("PRECEPTOR_NOW", "2026-03-09T09:00:00+01:00")
    found = {one["check"]: one for one in document(preceptor("doctor", "--json"))}
    assert found["publications"]["state"] == "warning"
    assert preceptor("person", "add", "zoe", "--name", "Zoe")[0] == 0
    assert document(preceptor("pairing", "show", "P-2", "--json"))["state"] == "shadow"
    assert "publications" not in {one["check"] for one in document(preceptor("doctor", "--json"))}
