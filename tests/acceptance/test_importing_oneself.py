"""An owner who imports a record in which they themselves were among the first to perform a role."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.command import Run

from preceptor.cli.root import run

VIK = "2025-11-03,docs,v1,vik,mina"
OLGA = "2025-11-03,docs,v1 too,olga,teo"
ROSA = "2025-11-03,docs,v1 also,rosa,"


@pytest.fixture
def folder(tmp_path: Path, monday_morning: None, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder of a release team, which olga owns."""
    made = tmp_path / "releases"
    assert run(["init", str(made), "--owner", "olga", "--name", "Olga Lind", "--example", "release-team"]) == 0
    capsys.readouterr()
    return made


@pytest.fixture
def take_in(preceptor: Run, tmp_path: Path) -> Run:
    """Import rows, with further arguments by name."""

    def command(*rows: str, by: str = "olga", dry_run: bool = False) -> tuple[int, str, str]:
        path = tmp_path / "cycles.csv"
        path.write_text("\n".join(["held_on,role,subject,performer,watchers", *rows]) + "\n")
        rest = ["--dry-run"] if dry_run else []
        asked = ("observation", "import", str(path), "--process", "release-team", "--add-people")
        return preceptor(*asked, *rest, "--json", by=by)

    return command


def certified(preceptor: Run) -> set[tuple[str, str]]:
    _, said, _ = preceptor("certification", "list", "--role", "docs", "--json")
    return {(one["person"], one["capability"]) for one in json.loads(said)}


def both(*people: str) -> set[tuple[str, str]]:
    return {(person, capability) for person in people for capability in ("lead", "teach")}


def verified(preceptor: Run) -> Any:
    code, said, _ = preceptor("audit", "verify", "--json")
    found = json.loads(said)
    assert (code == 0) == found["ok"]
    return found["broken"]


def grant(preceptor: Run, login: str) -> None:
    name = login.title()
    assert preceptor("person", "add", login, "--name", name, "--email", f"{login}@example.org")[0] == 0
    asked = ("certification", "grant", login, "--process", "release-team", "--role", "docs", "--why", "led it before")
    assert preceptor(*asked)[0] == 0


@pytest.mark.parametrize(
    ("rows", "founders"),
    [
        ((VIK, OLGA), ("vik", "olga")),
        ((OLGA, VIK), ("vik", "olga")),
        ((VIK, OLGA, ROSA), ("vik", "olga", "rosa")),
        ((OLGA,), ("olga",)),
    ],
)
def test_the_first_to_perform_a_role_found_it_together_also_where_one_of_them_imports(
    preceptor: Run, take_in: Run, rows: tuple[str, ...], founders: tuple[str, ...]
) -> None:
    code, tried, _ = take_in(*rows, dry_run=True)
    assert (code, json.loads(tried)["founders"], certified(preceptor)) == (0, len(founders), set())
    assert take_in(*rows) == (0, tried, "")
    assert certified(preceptor) == both(*founders)
    assert verified(preceptor) == []
    assert take_in(*rows) == (0, tried, "")


@pytest.mark.parametrize("dry_run", [True, False])
def test_who_imports_founds_nothing_of_their_own_where_somebody_may_teach_already(
    preceptor: Run, take_in: Run, dry_run: bool
) -> None:
    grant(preceptor, "paul")
    code, said, _ = take_in(VIK, OLGA, dry_run=dry_run)
    (reason,) = json.loads(said)["refused"]
    assert (code, reason["guard"], reason["who"]) == (1, "not-oneself", ["olga"])
    assert reason["message"] == (
        "line 3 makes olga, who imports it, a founder of docs: nobody signs for themselves while somebody else may "
        "teach docs, and release-team has no other owner who could do it"
    )
    assert reason["command"] == "preceptor process owner release-team --add LOGIN"
    assert certified(preceptor) == both("paul")


def test_another_owner_imports_what_was_refused(preceptor: Run, take_in: Run) -> None:
    grant(preceptor, "paul")
    assert preceptor("process", "owner", "release-team", "--add", "paul")[0] == 0
    code, said, _ = take_in(VIK, OLGA)
    (reason,) = json.loads(said)["refused"]
    assert (code, reason["who"], reason.get("command")) == (1, ["paul"], None)
    assert take_in(VIK, OLGA, by="paul")[0] == 0
    assert certified(preceptor) == both("paul", "vik", "olga")
    assert verified(preceptor) == []
    assert take_in(VIK, OLGA)[0] == 0, "nothing in it is new any more"


def test_an_older_day_in_a_later_file_founds_nobody_who_imports_it_beside_a_founder(
    preceptor: Run, take_in: Run
) -> None:
    assert take_in(VIK)[0] == 0
    code, said, _ = take_in("2025-10-01,docs,v0,olga,", VIK)
    assert (code, json.loads(said)["refused"][0]["guard"]) == (1, "not-oneself")
    assert take_in(VIK, "2025-12-01,docs,v2,olga,")[0] == 0, "who comes later founds nothing"
    assert verified(preceptor) == []


def test_a_teacher_who_has_left_or_is_none_any_more_keeps_nobody_from_importing(preceptor: Run, take_in: Run) -> None:
    for login in ("paul", "noah"):
        grant(preceptor, login)
    assert preceptor("person", "deactivate", "paul")[0] == 0
    asked = ("--process", "release-team", "--role", "docs", "--capability", "teach", "--why", "moved on")
    assert preceptor("certification", "revoke", "noah", *asked)[0] == 0
    assert take_in(VIK, OLGA)[0] == 0
    assert certified(preceptor) >= both("vik", "olga")
    assert verified(preceptor) == []
