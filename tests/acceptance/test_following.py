"""What a publication asks of people, through the command: the mail, the word that it was read, and what lapses."""

from pathlib import Path
from typing import Any

import pytest
from tests.support.command import Run, document

from preceptor.cli.root import run

LONGER = ("due: {within: 3 business days, from: entered}", "due: {within: 4 business days, from: entered}")
SHORTER = ("due: {within: 3 business days, from: entered}", "due: {within: 2 business days, from: entered}")
OBSERVED = (
    "valid: {for: 12 months, renew_from: 60 days, refresh: read",
    "valid: {for: 12 months, renew_from: 60 days, refresh: run",
)
#: The programme's people, in the order in which they are added.
PEOPLE = (("mina",), ("carl", "--team", "checkout"), ("anna",), ("ben",), ("tim", "--team", "checkout"))


@pytest.fixture
def folder(made_folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Mina owns the retrospective beside olga, carl is in checkout, anna and ben are certified, anna teaches tim."""

    def olga(*arguments: str) -> None:
        assert run([*arguments, "--folder", str(made_folder), "--as", "olga"]) == 0

    olga("team", "add", "checkout", "--title", "Checkout")
    for login, *rest in PEOPLE:
        olga("person", "add", login, "--name", login.title(), "--email", f"{login}@example.org", *rest)
    olga("process", "owner", "retrospective", "--add", "mina")
    role = ("--process", "retrospective", "--role", "author")
    for login in ("anna", "ben"):
        olga("certification", "grant", login, *role, "--why", "led ours")
    olga("pairing", "start", "tim", *role, "--preceptor", "anna", "--team", "checkout")
    capsys.readouterr()
    return made_folder


def release(preceptor: Run, folder: Path, version: str, *words: tuple[str, str], before: str = "1.0.0") -> None:
    """Propose, approve and publish what the file says with these words replaced."""
    file = folder / "process" / "retrospective.yaml"
    text = file.read_text(encoding="utf-8").replace(f"version: {before}", f"version: {version}", 1)
    for old, new in words:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    change = document(preceptor("change", "propose", str(file), "--why", "three days do not suit us", "--json"))["id"]
    assert preceptor("change", "approve", change, by="mina")[0] == 0
    assert preceptor("change", "publish", change, "--yes")[0] == 0


def mail_to(preceptor: Run, login: str) -> Any:
    """The latest mail to somebody."""
    notices = document(preceptor("notice", "list", "--json"))
    mine = [one for one in notices if one["to"] == login]
    return document(preceptor("notice", "preview", mine[-1]["id"], "--json"))


def states(preceptor: Run, login: str) -> list[str]:
    return [one["state"] for one in document(preceptor("certification", "list", "--person", login, "--json"))]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_each_gets_one_mail_that_says_what_changes_why_and_by_when(preceptor: Run, folder: Path) -> None:
    release(preceptor, folder, "2.0.0", SHORTER)
    told = [one for one in document(preceptor("notice", "list", "--json")) if one["kind"] == "publication-announced"]
    assert sorted(one["to"] for one in told) == ["anna", "ben", "carl", "mina", "olga", "tim"]
    mail = mail_to(preceptor, "anna")
    assert mail["subject"] == (
        "Incident retrospective 2.0.0: read what changes for you by Monday, 16 March 2026, 17:00 (UTC)"
    )
    text = flat(mail["text"])
    for said in (
        "- Research: due within 2 business days (was 3).",
        "Why, in the words of Olga Lind: three days do not suit us",
        "preceptor process acknowledge retrospective",
        "Author of the write-up: your word that you have read this, by Monday, 13 April 2026.",
        "P-1, Author of the write-up, which Tim learns with you",
        "It goes on as before, under version 1.0.0.",
    ):
        assert said in text


def test_its_html_can_be_looked_at_in_a_browser(preceptor: Run, folder: Path, tmp_path: Path) -> None:
    release(preceptor, folder, "2.0.0", SHORTER)
    notices = document(preceptor("notice", "list", "--json"))
    page = tmp_path / "mail.html"
    code, out, _ = preceptor("notice", "preview", notices[-1]["id"], "--html", str(page))
    assert code == 0
    assert out.startswith("To: ")
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert preceptor("notice", "preview", notices[-1]["id"], "--html", str(tmp_path / "no" / "mail.html"))[0] == 4
    assert document(preceptor("notice", "list", "--json")) == notices


def test_a_folder_may_word_the_mail_in_its_own_way(preceptor: Run, folder: Path) -> None:
    release(preceptor, folder, "2.0.0", SHORTER)
    own = folder / "templates" / "email" / "publication-announced"
    own.mkdir(parents=True, exist_ok=True)
    (own / "subject.txt").write_text("News of {{ process.name }} for {{ to.login }}: {{ due }}\n", encoding="utf-8")
    assert mail_to(preceptor, "carl")["subject"].startswith("News of retrospective for carl: Monday, 16 March 2026")
    (own / "subject.txt").write_text("{{ ().__class__.__base__ }}\n", encoding="utf-8")
    notices = document(preceptor("notice", "list", "--json"))
    assert preceptor("notice", "preview", notices[-1]["id"])[0] == 3


def test_a_team_may_word_the_mail_in_its_own_way_for_its_people(preceptor: Run, folder: Path) -> None:
    own = folder / "templates" / "teams" / "checkout" / "email" / "person-added"
    own.mkdir(parents=True)
    (own / "subject.txt").write_text("Welcome to checkout, {{ to.name }}")
    added = [one for one in document(preceptor("notice", "list", "--json")) if one["kind"] == "person-added"]
    welcomed = {one["to"] for one in added if one["subject"].startswith("Welcome to checkout")}
    assert (welcomed, {one["to"] for one in added} - welcomed) == ({"carl", "tim"}, {"mina", "anna", "ben"})
    assert preceptor("check")[0] == 0


def test_who_is_asked_says_so_once_and_the_owner_sees_how_far_it_has_come(preceptor: Run, folder: Path) -> None:
    release(preceptor, folder, "2.0.0", SHORTER)
    owed = document(preceptor("mine", "--json", by="carl"))
    assert [(one["kind"], one["step"], one["command"]) for one in owed] == [
        ("acknowledge", "2.0.0", "preceptor process acknowledge retrospective")
    ]
    said = document(preceptor("process", "acknowledge", "retrospective", "--json", by="carl"))
    assert (said["person"], said["version"], said["editions"][0]["variant"]) == ("carl", "2.0.0", None)
    again = document(preceptor("process", "acknowledge", "retrospective", "--json", by="carl"), 1)
    assert again["refused"][0]["guard"] == "asked"
    assert "already" in again["refused"][0]["message"]
    shown = document(preceptor("change", "show", "CH-1", "--json"))
    assert shown["acknowledged"] == [
        {"team": "checkout", "of": 2, "acknowledged": 1},
        {"team": None, "of": 4, "acknowledged": 0},
    ]
    assert "checkout: 1 of 2" in preceptor("change", "show", "CH-1")[1]


def test_who_has_not_read_it_in_time_is_overdue(
    preceptor: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(preceptor, folder, "1.1.0", LONGER)
    preceptor("process", "acknowledge", "retrospective", by="carl")
    monkeypatch.setenv("PRECEPTOR_NOW", "2026-03-18T09:00:00+01:00")
    late = document(preceptor("overdue", "--team", "checkout", "--json"))
    assert [(one["kind"], one["person"], one["days_overdue"]) for one in late] == [("acknowledge", "tim", 1)]


def test_reading_refreshes_what_reading_is_enough_for_and_a_missed_refresh_lapses(
    preceptor: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(preceptor, folder, "2.0.0", SHORTER)
    assert states(preceptor, "anna") == states(preceptor, "ben") == ["refresh-due", "refresh-due"]
    code, out, _ = preceptor("process", "acknowledge", "retrospective", by="anna")
    assert code == 0
    assert "refreshed: `lead` for author" in out
    monkeypatch.setenv("PRECEPTOR_NOW", "2026-04-14T09:00:00+02:00")
    assert states(preceptor, "anna") == ["valid", "valid"]
    assert states(preceptor, "ben") == ["lapsed", "lapsed"]
    refused = document(preceptor(*REFRESH, "ben", "--json"), 1)["refused"]
    assert [one["guard"] for one in refused] == ["refresh-due"]


REFRESH = ("certification", "refresh", "--process", "retrospective", "--role", "author", "--why", "see the record")


def test_one_observed_run_refreshes_what_reading_is_not_enough_for(preceptor: Run, folder: Path) -> None:
    release(preceptor, folder, "2.0.0", SHORTER, OBSERVED)
    assert states(preceptor, "anna") == ["refresh-due", "refresh-due"]
    _, out, _ = preceptor("process", "acknowledge", "retrospective", by="anna")
    assert "still due: one observed run for `lead` of author, by 2026-04-13" in out
    [owed] = document(preceptor("mine", "--json", by="anna"))
    assert (owed["kind"], owed["step"]) == ("refresh", "author")
    assert owed["command"].startswith("preceptor pairing observe P-1 --on DATE --subject SUBJECT --performer anna")
    [missing] = document(preceptor(*REFRESH, "anna", "--json"), 1)["refused"]
    assert (missing["guard"], missing["who"]) == ("observed-run", ["ben"])
    run_ = ("--on", "2026-03-02", "--subject", "the outage of sunday", "--performer", "anna", "--watcher", "ben")
    code, out, _ = preceptor("pairing", "observe", "P-1", *run_, by="ben")
    assert code == 0
    assert "It refreshes what anna holds: `lead` and `teach`." in out
    assert states(preceptor, "anna") == ["valid", "valid"]
    assert document(preceptor("mine", "--json", by="anna")) == []
    assert document(preceptor("audit", "verify", "--json"))["ok"]


def test_a_run_that_was_imported_counts_when_somebody_says_so(
    preceptor: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(preceptor, folder, "2.0.0", SHORTER, OBSERVED)
    monkeypatch.setenv("PRECEPTOR_NOW", "2026-03-09T09:00:00+01:00")
    record = tmp_path / "record.csv"
    record.write_text(
        "held_on,role,subject,performer,watchers\n2026-03-05,author,outage,anna,ben\n", encoding="utf-8"
    )
    assert preceptor("observation", "import", str(record), "--process", "retrospective")[0] == 0
    assert states(preceptor, "anna") == ["refresh-due", "refresh-due"]
    assert preceptor(*REFRESH, "anna", by="anna")[0] == 0
    assert states(preceptor, "anna") == ["valid", "valid"]
    assert document(preceptor("audit", "verify", "--json"))["ok"]


def test_what_cannot_be_acknowledged_is_answered_with_what_to_do(preceptor: Run, folder: Path) -> None:
    for arguments, code in (
        (("lunch",), 3),
        (("retrospective", "--version", "7.0.0"), 3),
        (("retrospective", "--version", "x"), 3),
        (("retrospective",), 1),
        ((), 2),
    ):
        assert preceptor("process", "acknowledge", *arguments, by="carl")[0] == code
    assert preceptor("process", "acknowledge", "retrospective", by="nobody")[0] == 3
