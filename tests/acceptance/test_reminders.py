"""Reminders and absences, as their users meet them."""

import json

import pytest
from tests.support.command import Run, document

from preceptor.cli.root import run


@pytest.fixture
def learning(preceptor: Run) -> Run:
    """Tim learns the role of an author from anna; his rung is due on 13 April 2026."""
    for login in ("anna", "tim"):
        preceptor("person", "add", login, "--name", login.title(), "--email", f"{login}@example.org")
    preceptor("certification", "grant", "anna", "--process", "retrospective", "--role", "author", "--why", "founder")
    assert (
        preceptor(
            *("pairing", "start", "tim", "--process", "retrospective", "--role", "author", "--preceptor", "anna")
        )[0]
        == 0
    )
    return preceptor


def test_remind_counts_and_a_dry_run_changes_nothing(learning: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRECEPTOR_NOW", "2026-04-09T09:00:00Z")
    told = {"reminded": 1, "escalated": 0, "mails": 1, "statuses": 0}
    assert document(learning("notice", "remind", "--dry-run", "--json")) == {**told, "dry_run": True}
    assert document(learning("notice", "remind", "--json")) == {**told, "dry_run": False}
    assert document(learning("notice", "remind", "--json")) == {**dict.fromkeys(told, 0), "dry_run": False}
    assert learning("notice", "remind")[1] == "reminded: 0, taken to others: 0, about teams: 0; new mails: 0\n"
    (mail,) = [one for one in document(learning("notice", "list", "--json")) if one["kind"] == "digest"]
    assert (mail["to"], mail["state"]) == ("tim", "ready")
    assert mail["subject"].startswith("To do: climb the rung `watch` of author (retrospective), due Monday, 13 April")


def test_it_needs_no_person(
    learning: Run, folder: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PRECEPTOR_NOW", "2026-04-09T09:00:00Z")
    assert run(["notice", "remind", "--json", "--folder", str(folder)]) == 0
    assert json.loads(capsys.readouterr().out)["reminded"] == 1
    events = document(learning("audit", "log", "--json"))
    assert events[-1]["said"] == "people were told of 1 obligation for retrospective"


def test_who_is_away_is_shown_with_who_covers(learning: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    days = ("--from", "2026-04-06", "--until", "2026-04-10")
    code, said, _ = learning("person", "away", "tim", *days, "--cover", "anna", by="tim")
    assert (code, said) == (0, "tim is away from 2026-04-06 to 2026-04-10. anna covers.\n")
    assert "  away       from 2026-04-06 to 2026-04-10; anna covers\n" in learning("person", "show", "tim")[1]
    assert "  covers     tim, from 2026-04-06 to 2026-04-10\n" in learning("person", "show", "anna")[1]
    monkeypatch.setenv("PRECEPTOR_NOW", "2026-04-09T09:00:00Z")
    learning("notice", "remind")
    (mail,) = [one for one in document(learning("notice", "list", "--json")) if one["kind"] == "digest"]
    assert mail["to"] == "anna"
    preview = learning("notice", "preview", mail["id"])[1]
    assert "for Tim, who is away" in " ".join(preview.split())
    corrected = learning("person", "away", "tim", *days[:3], "2026-04-09", "--cover", "anna")
    assert corrected[:2] == (0, "tim is away from 2026-04-06 to 2026-04-09. anna covers.\n")
    code, _, said = learning("person", "away", "tim", "--from", "2026-04-07", *days[2:], "--cover", "tim")
    assert code == 1
    assert "2026-04-07 is over; today is 2026-04-09" in said
    assert "tim is away already from 2026-04-06 to 2026-04-09" in said
    assert "how: preceptor person away tim --from 2026-04-06 --until DATE --cover LOGIN" in said
    assert "tim cannot cover for themselves" in said


@pytest.mark.parametrize(
    ("days", "code"),
    [(("--from", "soon", "--until", "2026-04-10"), 3), (("--from", "2026-04-10"), 2), (("--until", "2026-04-10"), 2)],
)
def test_days_that_are_none_are_said(learning: Run, days: tuple[str, ...], code: int) -> None:
    assert learning("person", "away", "tim", *days, "--cover", "anna")[0] == code
