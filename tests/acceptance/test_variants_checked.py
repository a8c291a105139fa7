"""`preceptor check` on teams' variants, through the real command in a real folder."""

import pytest
from tests.support.command import Folder

VARIANT = """\
variant: retrospective
team: checkout
of: 1.0.0
steps:
  research:
    due: {within: 5 business days}
    waive: {due: {until: 2026-06-30, approver: olga}}
"""


@pytest.fixture
def folder(tmp_path):
    """A governance folder in which the team checkout may take longer for its research, for a while."""
    assert Folder(tmp_path)("init", "g", "--owner", "olga").code == 0
    file = tmp_path / "g" / "process" / "teams" / "checkout" / "retrospective.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(VARIANT, encoding="utf-8")
    made = Folder(tmp_path / "g")
    assert made("process", "render").code == 0
    return made


def test_a_looser_deadline_holds_while_its_waiver_does(folder):
    assert folder.json("check", now="2026-06-30T12:00:00Z") == []


def test_a_waiver_that_ended_is_found_at_its_place(folder):
    found = folder.json("check", now="2026-07-01T12:00:00Z", code=1)
    assert [(one["path"], one["line"], one["severity"]) for one in found] == [
        ("process/teams/checkout/retrospective.yaml", 7, "error")
    ]


def test_a_looser_deadline_without_a_waiver_is_a_breach(folder):
    file = folder.path / "process" / "teams" / "checkout" / "retrospective.yaml"
    file.write_text("\n".join(VARIANT.splitlines()[:-1]) + "\n", encoding="utf-8")
    [breach] = folder.json("check", code=1)
    assert (breach["line"], breach["severity"]) == (6, "error")


def test_a_page_that_does_not_tell_of_a_variant_is_stale(folder):
    file = folder.path / "process" / "teams" / "checkout" / "retrospective.yaml"
    file.write_text(VARIANT.replace("5 business days", "4 business days"), encoding="utf-8")
    [stale] = folder.json("check", code=1)
    assert (stale["path"], stale["code"], stale["severity"]) == ("PROCESS.md", "D401", "warning")
    assert "checkout" in (folder.path / "PROCESS.md").read_text(encoding="utf-8")
