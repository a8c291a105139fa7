"""`check`, `doctor`, `audit`, `database` and `person erase`, as they are typed."""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.support import postgresql

from preceptor.bootstrap import founding
from preceptor.services.founding import Founder
from preceptor.store.privileges import grants

NOW = "2026-03-02T09:00:00+01:00"
Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "governance"
    founder = Founder(login="olga", name="Olga Lind", email="olga@example.org")
    founding.make_folder(folder, founder, example=None, database=None)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A governance folder that `olga` owns."""
    copy = tmp_path / "governance"
    subprocess.run(["cp", "-r", made, copy], check=True)
    return copy


@pytest.fixture
def run(folder: Path) -> Run:
    """Run a command in the folder; its exit code, its JSON, and what it said on standard error."""

    def command(*arguments: str, as_json: bool = True, **environment: str) -> tuple[int, Any, str]:
        done = subprocess.run(
            [sys.executable, "-m", "preceptor", *arguments, *(["--json"] if as_json else [])],
            cwd=folder,
            env={**os.environ, "PRECEPTOR_PERSON": "olga", **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, json.loads(done.stdout) if as_json else done.stdout, done.stderr

    return command


def test_copies_that_came_with_an_older_preceptor_are_removed_by_the_command_that_doctor_prints(
    run: Run, folder: Path
) -> None:
    file, copies = folder / "templates" / "email" / "layout.txt", folder / ".shipped.sha256"
    assert "copies" not in {one["check"] for one in run("doctor")[1]}
    subprocess.run(["sha256sum", "--check", "--quiet", copies.name], cwd=folder, check=True)
    came, old = hashlib.sha256(file.read_bytes()).hexdigest(), b"An older layout.\n"
    file.write_bytes(old)
    copies.write_text(copies.read_text().replace(came, hashlib.sha256(old).hexdigest()))
    (told,) = [one for one in run("doctor")[1] if one["check"] == "copies"]
    assert "templates/email/layout.txt" in told["message"]
    subprocess.run(["/bin/sh", "-c", told["remedy"].partition(": ")[2]], cwd=folder, check=True)
    assert not file.exists()
    assert "copies" not in {one["check"] for one in run("doctor")[1]}
    assert run("check")[:2] == (0, [])


def test_a_folder_that_was_just_made_has_no_finding(run: Run) -> None:
    assert run("check")[:2] == (0, [])


def test_check_tells_every_problem_with_its_place(run: Run, folder: Path) -> None:
    file = folder / "process" / "retrospective.yaml"
    file.write_text(file.read_text().replace("lifecycle: retrospective", "lifecycle: retrospection", 1))
    (folder / "process" / "change.yaml").write_text("process: change\nprocess: change\n")
    code, found, _ = run("check")
    assert code == 1
    assert {one["path"] for one in found} == {"process/retrospective.yaml", "process/change.yaml"}
    assert all(one["line"] and one["column"] and one["code"] and one["message"] for one in found)
    code, text, _ = run("check", as_json=False)
    assert code == 1
    assert "process/retrospective.yaml:" in text


def test_check_says_that_the_page_is_stale_and_that_a_template_is_broken(run: Run, folder: Path) -> None:
    (folder / "PROCESS.md").write_text("# Ours\n")
    (folder / "templates" / "email" / "person-added" / "subject.txt").write_text("{{ nobody.knows }}")
    code, found, _ = run("check")
    assert code == 1
    assert {(one["code"], one["severity"]) for one in found} == {("D401", "warning"), ("D402", "error")}
    assert {one["path"] for one in found} == {"PROCESS.md", "templates/email/person-added/subject.txt"}


def test_a_template_is_named_from_the_folder_on_for_a_forge_to_find_it(run: Run, folder: Path) -> None:
    own = folder / "templates" / "teams" / "checkout" / "email" / "person-added"
    own.mkdir(parents=True)
    (own / "subject.txt").write_text("{{ nobody.knows }}")
    _, text, _ = run("check", "--format", "github", as_json=False)
    assert "file=templates/teams/checkout/email/person-added/subject.txt," in text


def test_a_teams_misspelt_template_is_an_error_with_its_remedy(run: Run, folder: Path) -> None:
    own = folder / "templates" / "teams" / "checkout" / "email" / "person-added"
    own.mkdir(parents=True)
    (own / "suject.txt").write_text("Welcome")
    code, found, _ = run("check")
    assert code == 1
    (only,) = found
    assert (only["path"], only["code"]) == ("templates/teams/checkout/email/person-added/suject.txt", "D402")
    assert only["suggestion"]


def test_a_misspelt_setting_and_templates_of_no_team_are_found_with_the_rest(run: Run, folder: Path) -> None:
    run("team", "add", "checkout", "--title", "Checkout")
    (folder / "templates" / "teams" / "chekout" / "email").mkdir(parents=True)
    settings = folder / "preceptor.toml"
    settings.write_text(settings.read_text() + "cuont_refusals = true\n")
    last = len(settings.read_text().splitlines())
    code, found, _ = run("check")
    assert code == 1
    assert [(one["path"], one["line"], one["column"], one["code"], one["suggestion"]) for one in found] == [
        ("preceptor.toml", last, 1, "D201", "did you mean `count_refusals`?"),
        ("templates/teams/chekout", 1, 1, "D424", "did you mean `checkout`?"),
    ]
    (told,) = json.loads(run("check", "--format", "sarif", as_json=False)[1])["runs"]
    assert {one["id"] for one in told["tool"]["driver"]["rules"]} >= {"D201", "D424"}


def test_a_template_that_runs_away_is_named_and_stops_nothing(run: Run, folder: Path) -> None:
    layout = folder / "templates" / "email" / "layout.txt"
    layout.write_text("Hello\n\n{% for a in 'x' * 9000 %}{% for b in 'x' * 9000 %}{% endfor %}{% endfor %}\n")
    code, found, _ = run("check")
    assert code == 1
    (only,) = [one for one in found if one["code"] == "D402"]
    assert (Path(only["path"]).name, only["line"]) == ("layout.txt", 3)
    run("person", "add", "mina", "--name", "Mina", "--email", "mina@example.org")
    code, answer, _ = run("notice", "preview", "N-1")
    assert code == 3
    assert "300000 steps" in answer["error"]["message"]
    assert run("notice", "list")[0] == 0


@pytest.mark.parametrize("to", ["json", "sarif"])
def test_the_formats_for_machines_are_json(run: Run, to: str) -> None:
    code, text, _ = run("check", "--format", to, as_json=False)
    assert code == 0
    assert json.loads(text) == [] or json.loads(text)["version"] == "2.1.0"


def test_a_path_that_cannot_be_read_is_bad_input(run: Run) -> None:
    code, found, _ = run("check", "nowhere.yaml")
    assert (code, [one["code"] for one in found]) == (3, ["D101"])


def test_the_schema_and_the_guards_are_printed(run: Run) -> None:
    assert run("check", "--schema")[1]["$schema"].startswith("https://json-schema.org/")
    guards = {one["guard"]: one for one in run("check", "--guards")[1]}
    assert guards["counts-met"]["summary"]
    assert "counts-met, for a pairing" in run("check", "--guards", as_json=False)[1]


def test_check_needs_no_database_and_imports_none(folder: Path) -> None:
    program = (
        "import sys\nfrom preceptor.cli.root import run\ncode = run(['check'])\n"
        "assert not {'sqlalchemy', 'alembic', 'sqlite3', 'transitions'} & sys.modules.keys()\nsys.exit(code)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=folder, check=True, capture_output=True, timeout=60)


def test_the_doctor_finds_a_new_folder_fit_and_says_whom_it_trusts(run: Run) -> None:
    code, checks, _ = run("doctor")
    assert code == 0
    assert {"check", "state", "message", "remedy"} == checks[0].keys()
    assert {one["check"]: one["state"] for one in checks}["database"] == "ok"
    assert "trusted" in " ".join(one["message"] for one in checks)


def test_the_doctor_ends_with_4_where_there_is_a_problem(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "preceptor.db").write_bytes(b"not a database" * 100)
    code, checks, _ = run("doctor")
    assert (code, {one["check"]: one["state"] for one in checks}["database"]) == (4, "problem")
    assert run("doctor", PRECEPTOR_FOLDER=str(tmp_path))[0] == 4
    assert run("doctor", "--database", "mysql://nowhere")[0] == 4


def test_the_doctor_finds_a_clock_that_stands_before_the_last_event(run: Run) -> None:
    code, checks, _ = run("doctor", PRECEPTOR_NOW=NOW.replace("2026", "2020"))
    assert (code, {one["check"]: one["state"] for one in checks}["clock"]) == (4, "problem")


def test_an_upgrade_that_has_nothing_to_do_says_so(run: Run) -> None:
    code, told, _ = run("database", "upgrade")
    assert code == 0
    assert told["from"] == told["to"]


def test_an_upgrade_makes_the_tables_that_are_not_there(run: Run, folder: Path) -> None:
    (folder / "preceptor.db").unlink()
    told = run("database", "upgrade")[1]
    assert (told["from"], told["to"] is not None) == (None, True)


def test_grants_are_refused_on_sqlite_with_the_reason(run: Run) -> None:
    code, told, _ = run("database", "grant", "--role", "daily")
    assert (code, told["error"]["code"]) == (3, "bad-input")
    assert "SQLite knows no roles" in told["error"]["message"]


def test_verify_ends_with_1_where_a_payload_does_not_parse(run: Run, folder: Path) -> None:
    code, told, _ = run("audit", "verify")
    assert (code, told["ok"], told["broken"]) == (0, True, [])
    with sqlite3.connect(folder / "preceptor.db") as connection:
        connection.execute("UPDATE payloads SET body = 'x'")
    code, told, _ = run("audit", "verify")
    assert (code, told["ok"]) == (1, False)
    assert {"stream": "person:1", "seq": 1}.items() <= told["broken"][0].items()
    assert run("audit", "replay")[0] == 1


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE events SET at = 'yesterday'",
        "UPDATE events SET seq = 'first' WHERE id = 1",
        "UPDATE events SET stream = x'ff00' WHERE id = 3",
        "UPDATE events SET seq = x'ff00' WHERE id = 3",
        "UPDATE events SET data = '{\"person\":[1]}'",
        "UPDATE people SET hours = 'many'",
        "UPDATE people SET active = 'no'",
        "UPDATE revisions SET effective_at = 'soon'",
        "UPDATE definitions SET body = '{}'",
    ],
)
def test_a_record_that_is_damaged_in_any_way_is_told_and_never_a_traceback(
    run: Run, folder: Path, damage: str
) -> None:
    with sqlite3.connect(folder / "preceptor.db") as connection:
        connection.execute(damage)
    code, told, said = run("audit", "verify")
    assert (code, told["ok"], said) == (1, False, "")


@pytest.mark.parametrize("damage", ["at = replace(at, 'T', ' ')", "at = 'noon'", "at = 12", "stream = x'ff00'"])
def test_a_damaged_record_is_shown_and_sealed_or_said_to_be_damaged(
    run: Run, folder: Path, tmp_path: Path, damage: str
) -> None:
    with sqlite3.connect(folder / "preceptor.db") as connection:
        connection.execute(f"UPDATE events SET {damage} WHERE id = 3")
    for command in (("audit", "log"), ("audit", "seal", str(tmp_path / "seal.json"))):
        code, told, said = run(*command)
        assert code == 0 or (code, told["error"]["code"]) == (4, "damaged-record")
        assert "Traceback" not in said


def test_the_log_of_something_whose_numbers_are_damaged_comes_to_an_end(run: Run, folder: Path) -> None:
    with sqlite3.connect(folder / "preceptor.db") as connection:
        connection.execute("UPDATE events SET seq = 'first' WHERE stream = 'person:1' AND seq = 1")
    code, told, _ = run("audit", "log", "olga")
    assert (code, told["error"]["code"]) == (4, "damaged-record")


def test_a_mail_of_which_the_words_were_overwritten_is_said_to_be_damaged(run: Run, folder: Path) -> None:
    assert run("person", "add", "quinn", "--name", "Quinn", "--email", "quinn@example.org")[0] == 0
    with sqlite3.connect(folder / "preceptor.db") as connection:
        connection.execute("UPDATE outbox SET context = '{broken'")
    code, told, said = run("notice", "list")
    assert (code, told["error"]["code"]) == (4, "damaged-record")
    assert "Traceback" not in said


def test_a_seal_compares_and_is_not_overwritten_by_itself(run: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "seal.json")
    assert run("audit", "seal", file)[0] == 0
    assert run("audit", "verify", "--against", file)[0] == 0
    assert run("audit", "seal", file)[1]["error"]["code"] == "bad-input"
    assert run("audit", "seal", file, "--yes")[0] == 0
    assert run("audit", "seal", str(tmp_path / "none" / "seal.json"))[0] == 4
    assert run("audit", "verify", "--against", str(tmp_path / "none"))[0] == 3


def test_the_log_is_read_as_a_list_or_as_sentences(run: Run) -> None:
    code, events, _ = run("audit", "log", "olga")
    assert code == 0
    assert [one["kind"] for one in events] == ["person-added"]
    assert {"id", "stream", "seq", "kind", "at", "actor", "request", "fixed_clock", "data", "payloads"} <= events[
        0
    ].keys()
    assert "system: olga was added" in run("audit", "log", as_json=False)[1]
    assert run("audit", "log", "P-9")[0] == 3


def test_a_person_is_erased_from_the_file_by_a_command(run: Run, folder: Path) -> None:
    assert run("person", "add", "mina", "--name", "Mina Ortiz", "--email", "mina@example.org")[0] == 0
    assert b"mina@example.org" in (folder / "preceptor.db").read_bytes()
    assert run("person", "erase", "mina")[0] == 2
    assert run("person", "erase", "mina", "--dry-run")[1]["dry_run"]
    code, told, _ = run("person", "erase", "mina", "--yes")
    assert (code, told["person"]) == (0, "erased-2")
    assert b"mina" not in (folder / "preceptor.db").read_bytes().lower()
    assert run("audit", "verify")[0] == 0
    code, told, _ = run("person", "erase", "olga", "--yes")
    assert (code, {one["guard"] for one in told["refused"]}) == (1, {"last-owner"})


@pytest.mark.postgres
def test_a_role_with_the_grants_can_do_the_daily_work_and_neither_rewrite_history_nor_grant(
    run: Run, postgresql_databases: postgresql.Databases, postgresql_url: str, tmp_path: Path
) -> None:
    founder = Founder(login="olga", name="Olga Lind", email="olga@example.org")
    with postgresql_databases.fresh(empty=True) as url:
        founding.make_folder(tmp_path / "served", founder, example=None, database=url)
        role = f"daily_{os.getpid()}"
        postgresql_databases.execute(f"CREATE ROLE {role} LOGIN")
        try:
            database = ("--database", url)
            assert run("database", "grant", "--role", "nobody_here", *database)[0] == 3
            planned = run("database", "grant", "--role", role, "--dry-run", *database)[1]
            assert (planned["applied"], planned["statements"]) == (False, grants(role))
            assert run("database", "grant", "--role", role, *database)[1]["applied"]
            daily = ("--database", url.replace("postgres@", f"{role}@"))
            assert _states(run("doctor", *database))["history"] == "warning"
            assert _states(run("doctor", *daily))["history"] == "ok"
            steps = (
                ("person", "add", "mina", "--name", "Mina Ortiz", "--email", "mina@example.org"),
                ("person", "add", "paul", "--name", "Paul Arndt"),
                ("team", "add", "checkout", "--title", "Checkout"),
                ("certification", "grant", "paul", "--process", "retrospective", "--role", "author", "--why", "w"),
                ("pairing", "start", "mina", "--process", "retrospective", "--role", "author", "--preceptor", "paul"),
                ("pairing", "withdraw", "P-1", "--why", "moved on"),
                ("person", "erase", "mina", "--yes"),
                ("audit", "verify"),
            )
            for step in steps:
                assert run(*step, *daily)[0] == 0, step
            code, told, _ = run("database", "grant", "--role", "postgres", *daily)
            assert (code, told["error"]["code"]) == (4, "database")
            assert f"{role} does not own" in told["error"]["message"]
            assert "owner of the tables" in told["error"]["remedy"]
            assert run("database", "grant", "--role", role, "--dry-run", *daily)[1]["statements"] == grants(role)
        finally:
            postgresql_databases.execute(f"REASSIGN OWNED BY {role} TO postgres")
            for statement in ("DROP OWNED BY {0}", "DROP ROLE {0}"):
                _in_database(url, statement.format(role))


def _states(told: tuple[int, Any, str]) -> dict[str, str]:
    return {one["check"]: one["state"] for one in told[1]}


def _in_database(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(postgresql.connection_string(url), autocommit=True) as connection:
        connection.execute(statement.encode())
