"""What is made from the code is as the code is now, and nothing of the code is left out."""

import re
from pathlib import Path

import click
import pytest
from tests.docs.console import ROOT

from docs import generate
from preceptor.catalog.folder import read_folder
from preceptor.model.registry import GUARDS
from preceptor.render.process_page import process_page

COMMANDS = dict(generate.commands())
VERBS = {" ".join(path): command for path, command in COMMANDS.items() if not isinstance(command, click.Group)}


@pytest.mark.parametrize("name", sorted(generate.pages()))
def test_a_reference_page_is_current(name: str) -> None:
    assert name not in generate.stale(), "make docs"


def test_checking_says_which_page_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate, "FOLDER", tmp_path)
    assert generate.main(["--check"]) == 1
    assert "reference/cli.md" in capsys.readouterr().err
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0


@pytest.mark.parametrize("name", sorted(VERBS))
def test_every_command_says_what_it_does_and_gives_an_example_of_itself(name: str) -> None:
    command = VERBS[name]
    assert command.help and command.help.strip(), "it has no help"
    assert command.epilog and "Example:" in command.epilog, "it has no example"
    assert name in command.epilog, "its example is one of another command"


@pytest.mark.parametrize("name", sorted(VERBS))
def test_every_option_says_what_it_is_for(name: str) -> None:
    options = [one for one in VERBS[name].params if isinstance(one, click.Option)]
    assert [one.opts for one in options if not (one.help or "").strip()] == []


@pytest.mark.parametrize("name", sorted(" ".join(path) for path in COMMANDS))
def test_every_command_is_in_the_reference(name: str) -> None:
    lines = (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8").splitlines()
    assert f"## {name}" in lines or f"### {name}" in lines


def test_every_guard_is_in_the_reference() -> None:
    guards = (ROOT / "docs/reference/guards.md").read_text(encoding="utf-8").splitlines()
    assert [name for name in GUARDS if f"### {name}" not in guards] == []


def test_every_code_that_the_source_gives_to_a_finding_is_in_the_reference() -> None:
    findings = (ROOT / "docs/reference/findings.md").read_text(encoding="utf-8")
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py"))
    given = set(re.findall(r"\"([A-Z][1-9]\d\d)\"", source))
    assert given >= {"C101", "D101", "D401"}
    assert sorted(code for code in given if f"| {code} |" not in findings) == []


def test_the_documented_process_is_what_the_definitions_say() -> None:
    catalogue, findings = read_folder(ROOT)
    assert [one for one in findings if one.severity == "error"] == []
    variants = [one.overlay for one in catalogue.variants.values()]
    page = process_page(list(catalogue.processes.values()), variants=variants, folder=ROOT)
    assert (ROOT / "PROCESS.md").read_text(encoding="utf-8") == page, "preceptor process render"


def test_the_root_is_a_governance_folder() -> None:
    from preceptor.bootstrap.settings import read_settings

    assert read_settings(ROOT).folder == ROOT
