"""People, teams, processes and mails, as somebody meets them at the command line."""

from pathlib import Path
from typing import Any

import pytest
from tests.support.command import Run, document

from preceptor.cli.root import COMMANDS, root, run


def test_from_an_empty_folder_to_teams_and_people(preceptor: Run, tmp_path: Path) -> None:
    team = document(preceptor("team", "add", "checkout", "--title", "Checkout", "--lead", "olga", "--json"))
    assert team["lead"] == "olga"
    person = document(
        preceptor(
            *("person", "add", "mina", "--name", "Mina Ortiz", "--email", "mina@example.org"),
            *("--time-zone", "Europe/Madrid", "--country", "ES", "--manager", "olga", "--team", "checkout"),
            *("--hours", "6", "--json"),
        )
    )
    assert (person["teams"], person["hours"]) == (["checkout"], 6)
    changed = document(preceptor("person", "change", "mina", "--no-hours", "--leave", "checkout", "--json"))
    assert (changed["teams"], changed["hours"], changed["email"]) == ([], None, "mina@example.org")
    file = tmp_path / "people.csv"
    file.write_text(
        "login,name,email,time_zone,country,manager,teams,hours\nnoah,Noah Berg,,,,mina,checkout,4\n",
        encoding="utf-8",
    )
    assert document(preceptor("person", "import", str(file), "--dry-run", "--json"))["added"] == ["noah"]
    assert document(preceptor("person", "import", str(file), "--json"))["added"] == ["noah"]
    assert document(preceptor("person", "import", str(file), "--json"))["unchanged"] == ["noah"]
    assert [one["login"] for one in document(preceptor("person", "list", "--json"))] == ["mina", "noah", "olga"]
    assert document(preceptor("team", "show", "checkout", "--json"))["members"] == ["noah"]
    assert document(preceptor("person", "deactivate", "noah", "--json"))["active"] is False


def test_who_has_left_is_marked_among_the_certified_and_comes_back_without_what_they_held(preceptor: Run) -> None:
    preceptor("person", "add", "tara", "--name", "Tara")
    preceptor(
        *("certification", "grant", "tara", "--process", "retrospective", "--role", "author"), "--why", "led it"
    )
    assert {one["active"] for one in document(preceptor("certification", "list", "--json"))} == {True}
    _, said, _ = preceptor("person", "deactivate", "tara")
    assert "way back   preceptor person change tara --active" in said
    found = document(preceptor("certification", "list", "--person", "tara", "--json"))
    assert [(one["state"], one["active"]) for one in found] == [("valid", False)] * 2
    assert "tara (has left)" in preceptor("certification", "list")[1]
    _, _, said = preceptor("person", "add", "tara", "--name", "T")
    assert "let them come back: preceptor person change tara --active" in said
    assert document(preceptor("person", "change", "tara", "--active", "--json"))["active"] is True
    found = document(preceptor("certification", "list", "--json"))
    assert [(one["state"], one["active"]) for one in found] == [("lapsed", True)] * 2


def test_a_bad_file_is_told_row_by_row(preceptor: Run, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "login,name,email,time_zone,country,manager,teams,hours\nnoah,Noah,nowhere,,,,,\n,,,,,,,1\n", encoding="utf-8"
    )
    code, out, err = preceptor("person", "import", str(file))
    assert (code, out) == (3, "")
    assert f"{file}:2:11: C110 `nowhere` is no mail address" in err
    assert f"{file}:3:1: C110 " in err
    error = document(preceptor("person", "import", str(file), "--json"), 3)["error"]
    assert {one["line"] for one in error["problems"]} == {2, 3}


def test_who_is_no_owner_is_refused_with_the_owners(preceptor: Run) -> None:
    preceptor("person", "add", "mina", "--name", "Mina")
    refusal = document(preceptor("person", "add", "noah", "--name", "Noah", "--json", by="mina"), 1)
    assert refusal["refused"][0]["who"] == ["olga"]
    code, _, err = preceptor("person", "deactivate", "olga", by="mina")
    assert code == 1
    assert "olga" in err


def test_wrong_usage_is_exit_code_2(preceptor: Run) -> None:
    for wrong in (
        ("process", "owner", "retrospective"),
        ("process", "owner", "retrospective", "--add", "a", "--remove", "b"),
        ("process", "report", "retrospective", "--step", "notes", "text"),
        ("process", "report", "retrospective", "--step", "notes", "--missing", "--unclear", "text"),
        ("person", "change", "olga", "--hours", "1", "--no-hours"),
        ("notice", "list", "--state", "lost"),
    ):
        assert preceptor(*wrong)[0] == 2, wrong


def test_unknown_ids_are_exit_code_3(preceptor: Run) -> None:
    for wrong in (
        ("person", "show", "ghost"),
        ("team", "show", "ghosts"),
        ("team", "lead", "ghosts", "olga"),
        ("process", "show", "ghost"),
        ("process", "show", "retrospective", "--version", "9.9.9"),
        ("process", "show", "retrospective", "--team", "ghosts"),
        ("process", "log", "ghost"),
        ("process", "render", "ghost"),
        ("process", "owner", "ghost", "--add", "olga"),
        ("process", "report", "retrospective", "--step", "ghost", "--missing", "text"),
        ("notice", "show", "N-99"),
        ("notice", "preview", "P-1"),
        ("person", "list", "--team", "ghosts"),
    ):
        code, out, err = preceptor(*wrong)
        assert (code, out) == (3, ""), wrong
        assert err.startswith("preceptor: "), err


def test_processes_are_shown_and_owned(preceptor: Run) -> None:
    preceptor("person", "add", "mina", "--name", "Mina")
    assert document(preceptor("process", "owner", "retrospective", "--add", "mina", "--json"))["owners"] == [
        "mina",
        "olga",
    ]
    assert preceptor("process", "owner", "retrospective", "--remove", "mina")[0] == 0
    code, _, err = preceptor("process", "owner", "retrospective", "--remove", "olga")
    assert code == 1
    assert "preceptor process owner retrospective --add LOGIN" in err
    shown = document(preceptor("process", "show", "retrospective", "--json"))
    assert shown["version"] == document(preceptor("process", "log", "retrospective", "--json"))[0]["version"]
    code, out, _ = preceptor("process", "show", "retrospective")
    assert code == 0
    for told in ("ROLES", "2 observations before 2 different people", "3. Prepare the timeline", "(author)"):
        assert told in out
    reported = document(
        preceptor(
            *("process", "report", "retrospective", "--step", "research", "--missing", "where the logs are"),
            *("--json",),
            by="mina",
        )
    )
    assert (reported["id"], reported["kind"]) == ("RP-1", "missing")


def test_the_page_of_a_new_folder_is_true_until_a_definition_changes(preceptor: Run, folder: Path) -> None:
    assert preceptor("process", "render", "--check")[0] == 0
    definition = folder / "process" / "change.yaml"
    text = definition.read_text(encoding="utf-8")
    definition.write_text(text.replace("title: Changing a process", "title: How we change"), encoding="utf-8")
    code, out, err = preceptor("process", "render", "--check")
    assert (code, out) == (1, "")
    assert "preceptor process render" in err
    assert preceptor("process", "render")[0] == 0
    assert preceptor("process", "render", "--check")[0] == 0
    definition.write_text(text + "ghost: 1\n", encoding="utf-8")
    code, _, err = preceptor("process", "render", "--check")
    assert code == 3
    assert f"{definition}:{len(text.splitlines()) + 1}:1: D201" in err


def test_mails_are_listed_shown_and_read(preceptor: Run) -> None:
    preceptor("person", "add", "mina", "--name", "Mina Ortiz", "--email", "mina@example.org")
    listed = document(preceptor("notice", "list", "--state", "ready", "--json"))
    assert [set(one) for one in listed] == [
        {"id", "kind", "to", "subject", "state", "attempts", "next_at", "last_reply"}
    ]
    assert document(preceptor("notice", "show", "N-1", "--json"))["to"] == "mina"
    code, out, _ = preceptor("notice", "preview", "N-1")
    assert code == 0
    assert out.startswith("To: mina@example.org\nSubject: Olga Lind has added you")
    assert "Hello Mina Ortiz," in out


def test_reading_needs_no_person(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (
        ("person", "list"),
        ("person", "show", "olga"),
        ("team", "list"),
        ("process", "list"),
        ("process", "show", "retrospective"),
        ("process", "log", "change"),
        ("notice", "list"),
    ):
        assert run([*command, "--folder", str(folder)]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("noun", sorted(COMMANDS))
def test_the_help_of_a_noun_cuts_no_sentence_off(noun: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([noun, "--help"]) == 0
    assert not [line for line in capsys.readouterr().out.splitlines() if line[:1] == " " and line.endswith("...")]


@pytest.mark.parametrize("noun", ["person", "team", "process", "notice"])
def test_every_verb_has_an_example_in_its_help(noun: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert noun in COMMANDS
    group: Any = root.get_command(None, noun)  # type: ignore[arg-type]
    for name in group.commands:
        assert run([noun, name, "--help"]) == 0
        assert f"preceptor {noun} {name}" in capsys.readouterr().out.partition("Example")[2]
