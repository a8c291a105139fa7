"""A folder has refusals counted, or leaves them without a trace."""

import sqlite3
from pathlib import Path

import pytest
from tests.support.command import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder with two people who are no authors."""
    made = Folder(tmp_path)
    assert made("init", "governance", "--owner", "olga", "--name", "Olga", "--email", "olga@example.org").code == 0
    made.path = tmp_path / "governance"
    for login in ("tina", "vik"):
        added = made("person", "add", login, "--name", login, "--email", f"{login}@example.org", as_="olga")
        assert added.code == 0, added
    return made


def refused(folder: Folder) -> None:
    ran = folder(
        "pairing", "start", "tina", "--process", "retrospective", "--role", "author", "--preceptor", "vik", as_="olga"
    )
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Refused; nothing was changed.")


def counting(folder: Folder) -> None:
    settings = folder.path / "preceptor.toml"
    text = settings.read_text()
    assert text.count("# count_refusals = true") == 1
    settings.write_text(text.replace("# count_refusals", "count_refusals"))


def test_a_refusal_leaves_the_database_as_it_is_byte_for_byte(folder: Folder) -> None:
    before = (folder.path / "preceptor.db").read_bytes()
    refused(folder)
    assert (folder.path / "preceptor.db").read_bytes() == before
    found = folder.json("report", "process", "retrospective")
    assert found["refusals"] == {"since": None, "guards": []}
    assert "REFUSED" not in folder("report", "process", "retrospective").out


def test_a_folder_that_asks_for_it_has_refusals_counted(folder: Folder) -> None:
    counting(folder)
    head = folder.json("audit", "verify")
    refused(folder)
    refused(folder)
    (ladder,) = [
        one for one in folder.json("report", "process", "retrospective")["ladders"] if one["role"] == "author"
    ]
    assert ladder["refusals"]["since"] == "2026-03-02"
    assert {
        (one["step"], one["move"], one["guard"], one["times"], one["tries"]) for one in ladder["refusals"]["guards"]
    } == {("watch", "start", "preceptor-teaches", 2, None)}
    words = folder("report", "process", "retrospective").out
    assert "What was refused on the ladder of author, since 2026-03-02" in words
    assert folder.json("audit", "verify") == head


def test_a_refusal_is_answered_where_it_cannot_be_counted(folder: Folder) -> None:
    counting(folder)
    connection = sqlite3.connect(folder.path / "preceptor.db")
    connection.execute("DROP TABLE refusals")
    connection.close()
    refused(folder)


def test_the_setting_is_true_or_false(folder: Folder) -> None:
    counting(folder)
    settings = folder.path / "preceptor.toml"
    settings.write_text(settings.read_text().replace("count_refusals = true", "count_refusals = 1"))
    ran = folder("process", "list")
    assert ran.code == 3
    assert "`count_refusals` in [folder] has to be true or false" in ran.err
