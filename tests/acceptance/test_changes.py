"""Governed change through the command: from a report to the version that answers it, and every way to be refused."""

import sqlite3
from pathlib import Path

import pytest
from tests.support.command import Run, document

from preceptor.cli.root import run

KEYS = {"id", "process", "version", "class", "state", "author", "approvals", "blocked"}


@pytest.fixture
def folder(made_folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A governance folder that `olga` made, in which mina owns the retrospective as well and noah takes part."""
    for login in ("mina", "noah"):
        add = ["person", "add", login, "--name", login.title(), "--email", f"{login}@example.org"]
        assert run([*add, "--folder", str(made_folder), "--as", "olga"]) == 0
    own = ["process", "owner", "retrospective", "--add", "mina"]
    assert run([*own, "--folder", str(made_folder), "--as", "olga"]) == 0
    capsys.readouterr()
    return made_folder


def guards(answer: tuple[int, str, str]) -> list[str]:
    return sorted({one["guard"] for one in document(answer, 1)["refused"]})


def edit(folder: Path, version: str, *words: tuple[str, str], name: str = "retrospective") -> str:
    """Change the file of a process; its path."""
    file = folder / "process" / f"{name}.yaml"
    text = file.read_text(encoding="utf-8").replace("version: 1.0.0", f"version: {version}", 1)
    for before, after in words:
        assert before in text
        text = text.replace(before, after, 1)
    file.write_text(text, encoding="utf-8")
    return str(file)


LATER = ("due: {within: 3 business days, from: entered}", "due: {within: 4 business days, from: entered}")
SOONER = ("due: {within: 3 business days, from: entered}", "due: {within: 2 business days, from: entered}")


def test_from_a_report_to_the_version_that_answers_it(preceptor: Run, folder: Path) -> None:
    report = ("process", "report", "retrospective", "--step", "research", "--missing", "time for the logs", "--json")
    assert document(preceptor(*report, by="noah"))["id"] == "RP-1"
    file = edit(folder, "1.1.0", LATER)
    proposed = document(
        preceptor("change", "propose", file, "--why", "three days are too few", "--answers", "RP-1", "--json")
    )
    assert set(proposed) >= KEYS
    assert (proposed["id"], proposed["state"], proposed["class"], proposed["author"]) == (
        "CH-1",
        "in-review",
        "minor",
        "olga",
    )
    assert proposed["blocked"][0]["command"] == "preceptor change approve CH-1"
    owed = document(preceptor("mine", "--json", by="mina"))
    assert [(one["kind"], one["instance"]) for one in owed] == [("review", "CH-1")]
    assert preceptor("change", "comment", "CH-1", "what goes in exchange?", by="noah")[0] == 0
    assert document(preceptor("change", "approve", "CH-1", "--json", by="mina"))["state"] == "approved"
    planned = document(preceptor("change", "publish", "CH-1", "--effective", "2026-03-09", "--dry-run", "--json"))
    assert set(planned) >= {
        *("process", "version", "class", "effective", "editions", "notices", "instances", "moves", "refreshes"),
        "conflicts",
    }
    assert planned["effective"] == "2026-03-09T00:00:00.000000+00:00"
    published = document(
        preceptor("change", "publish", "CH-1", "--effective", "2026-03-09", "--yes", "--json", by="mina")
    )
    assert published["state"] == "scheduled"
    code, out, _ = preceptor("change", "show", "CH-1")
    assert code == 0
    for told in ("three days are too few", "what goes in exchange?", "RP-1", "4 business days", "scheduled"):
        assert told in out
    told = [one["kind"] for one in document(preceptor("notice", "list", "--json"))]
    assert {"change-proposed", "change-approved", "report-answered"} <= set(told)
    code, out, _ = preceptor("process", "log", "retrospective")
    assert "CH-1 (minor) by olga: three days are too few" in out
    assert "RP-1, research missing, reported by noah" in out
    assert document(preceptor("audit", "verify", "--json"))["ok"] is True
    assert "CH-1" in preceptor("audit", "log", "CH-1")[1]


def test_every_mail_about_a_change_can_be_read(preceptor: Run, folder: Path) -> None:
    preceptor("process", "report", "retrospective", "--step", "research", "--missing", "time", by="noah")
    file = edit(folder, "1.1.0", LATER)
    assert preceptor("change", "propose", file, "--why", "too few days", "--answers", "RP-1", by="noah")[0] == 0
    asked = _mails(preceptor, "change-proposed")
    assert len(asked) == 2 and all("too few days" in one and "review due" in one for one in asked)
    assert preceptor("change", "approve", "CH-1", by="mina")[0] == 0
    # Nobody is asked any more; and Noah, who owns nothing, learns that it was approved.
    why = "nobody waits for what they say of it any more"
    assert all(f"will not be sent: {why}" in one for one in _mails(preceptor, "change-proposed"))
    (approved,) = _mails(preceptor, "change-approved")
    assert "an owner may publish it." in approved and "publish CH-1" not in approved
    assert preceptor("change", "publish", "CH-1", "--yes", by="mina")[0] == 0
    assert "and is published." in " ".join(_mails(preceptor, "change-approved")[0].split())
    (answered,) = _mails(preceptor, "report-answered")
    assert "Your report is answered: Incident retrospective 1.1.0" in answered


def test_an_owner_whose_change_was_approved_is_told_how_to_publish_it(preceptor: Run, folder: Path) -> None:
    assert preceptor("change", "propose", edit(folder, "1.1.0", LATER), "--why", "too few days")[0] == 0
    assert preceptor("change", "approve", "CH-1", by="mina")[0] == 0
    (approved,) = _mails(preceptor, "change-approved")
    assert "; publish it by Monday, 9 March 2026" in approved
    assert "\n  preceptor change publish CH-1 --dry-run\n" in approved


def _mails(preceptor: Run, kind: str) -> list[str]:
    """What the mails of a kind say now; of one that will not be sent, why."""
    found = [one["id"] for one in document(preceptor("notice", "list", "--json")) if one["kind"] == kind]
    return ["".join(preceptor("notice", "preview", one)[1:]) for one in found]


def test_a_file_with_problems_is_told_with_its_places(preceptor: Run, folder: Path) -> None:
    file = edit(folder, "1.1.0", ("due: {within: 3 business days, from: entered}", "due: {within: soon}"))
    code, out, err = preceptor("change", "propose", file, "--why", "better")
    assert (code, out) == (3, "")
    line = Path(file).read_text(encoding="utf-8").splitlines().index("    due: {within: soon}") + 1
    assert f"{file}:{line}:" in err
    assert preceptor("change", "propose", str(folder / "nothing.yaml"), "--why", "better")[0] == 3
    assert preceptor("change", "propose", str(folder / "workflows" / "change.yaml"), "--why", "better")[0] == 3


def test_what_is_refused_changes_nothing_and_says_why(preceptor: Run, folder: Path) -> None:
    original = str(folder / "process" / "recommendation.yaml")
    assert guards(preceptor("change", "propose", original, "--why", "again", "--json")) == ["content-new"]
    file = edit(folder, "1.0.0", SOONER)
    assert guards(preceptor("change", "propose", file, "--why", "faster", "--json")) == ["content-new"]
    text = Path(file).read_text(encoding="utf-8")
    Path(file).write_text(text.replace("version: 1.0.0", "version: 1.1.0", 1), encoding="utf-8")
    refusal = document(preceptor("change", "propose", file, "--why", "faster", "--json"), 1)["refused"]
    assert {one["guard"] for one in refusal} == {"version-rises"}
    assert any("2 business days" in one["message"] for one in refusal)
    Path(file).write_text(text.replace("version: 1.0.0", "version: 2.0.0", 1), encoding="utf-8")
    assert document(preceptor("change", "propose", file, "--why", "faster", "--json"))["class"] == "major"
    assert guards(preceptor("change", "approve", "CH-1", "--json")) == ["actor"]
    assert guards(preceptor("change", "publish", "CH-1", "--yes", "--json")) == ["approved-enough"]
    assert preceptor("change", "approve", "CH-1", by="mina")[0] == 0
    past = ("change", "publish", "CH-1", "--effective", "2026-03-01", "--yes", "--json")
    assert guards(preceptor(*past)) == ["effective-not-past"]
    rows = sqlite3.connect(folder / "preceptor.db").execute(
        "SELECT version FROM revisions WHERE process = 'retrospective'"
    )
    assert rows.fetchall() == [("1.0.0",)]


def test_a_mistyped_year_is_told_with_the_latest_day(preceptor: Run, folder: Path) -> None:
    document(preceptor("change", "propose", edit(folder, "1.1.0", LATER), "--why", "better", "--json"))
    assert preceptor("change", "approve", "CH-1", by="mina")[0] == 0
    code, out, err = preceptor("change", "publish", "CH-1", "--effective", "9000-12-31", "--yes")
    assert (code, out) == (3, "")
    assert "9000-12-31 is more than 12 months ahead" in err and "is 2027-03-02" in err
    assert preceptor("change", "publish", "CH-1", "--effective", "2027-03-02", "--yes")[0] == 0


def test_unknown_ids_and_wrong_usage(preceptor: Run, folder: Path) -> None:
    file = edit(folder, "1.1.0", LATER)
    for wrong in (
        ("change", "show", "CH-9"),
        ("change", "show", "P-1"),
        ("change", "approve", "CH-9"),
        ("change", "list", "--process", "ghost"),
        ("change", "propose", file, "--why", "better", "--answers", "RP-9"),
        ("change", "propose", file, "--why", "  "),
        ("change", "publish", "CH-9", "--yes"),
        ("change", "publish", "CH-9", "--effective", "tomorrow", "--yes"),
        ("change", "publish", "CH-9", "--in-flight", "migrate", "--map", "watch=look", "--yes"),
        ("why", "CH-9"),
    ):
        code, out, err = preceptor(*wrong)
        assert (code, out) == (3, ""), (wrong, out, err)
    for wrong in (
        ("change", "propose", file),
        ("change", "publish", "CH-1", "--alone"),
        ("change", "publish", "CH-1", "--why", "because"),
        ("change", "publish", "CH-1", "--alone", "--emergency", "--why", "because"),
        ("change", "publish", "CH-1", "--map", "watch=look"),
        ("change", "publish", "CH-1", "--in-flight", "migrate", "--map", "watch"),
        ("change", "publish", "CH-1", "--in-flight", "wait"),
        ("change", "reject", "CH-1"),
    ):
        assert preceptor(*wrong)[0] == 2, wrong


def test_publishing_asks_where_others_take_part(preceptor: Run, folder: Path) -> None:
    file = edit(folder, "1.1.0", LATER)
    assert preceptor("change", "propose", file, "--why", "better")[0] == 0
    assert preceptor("change", "approve", "CH-1", by="mina")[0] == 0
    code, _, err = preceptor("change", "publish", "CH-1")
    assert code == 2
    assert "--yes" in err
    assert document(preceptor("change", "show", "CH-1", "--json"))["state"] == "approved"


def test_an_only_owner_who_is_alone_here_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PRECEPTOR_NOW", "2026-03-02T09:00:00+01:00")
    folder = tmp_path / "alone"
    assert run(["init", str(folder), "--owner", "olga", "--name", "Olga Lind"]) == 0
    shared = ["--folder", str(folder), "--as", "olga"]
    file = edit(folder, "1.1.0", LATER)
    assert run(["change", "propose", file, "--why", "better", *shared]) == 0
    assert run(["change", "publish", "CH-1", "--alone", "--why", "nobody else yet", *shared]) == 0
    assert run(["person", "add", "mina", "--name", "Mina", *shared]) == 0
    assert run(["process", "owner", "retrospective", "--add", "mina", *shared]) == 0
    capsys.readouterr()
    assert run(["mine", "--folder", str(folder), "--as", "mina"]) == 0
    assert "review what was published without a review, CH-1" in capsys.readouterr().out
    assert run(["change", "list", *shared]) == 0
    assert "unreviewed" in capsys.readouterr().out
    assert run(["change", "approve", "CH-1", "--folder", str(folder), "--as", "mina"]) == 0
    capsys.readouterr()
    assert run(["process", "log", "retrospective", *shared]) == 0
    log = capsys.readouterr().out
    assert "unreviewed" not in log
    assert "approved  mina" in log


def test_a_new_process_belongs_to_who_publishes_it(preceptor: Run, folder: Path, tmp_path: Path) -> None:
    text = (folder / "process" / "recommendation.yaml").read_text(encoding="utf-8")
    file = tmp_path / "lunch.yaml"
    file.write_text(text.replace("process: recommendation", "process: lunch", 1), encoding="utf-8")
    found = document(preceptor("change", "propose", str(file), "--why", "people get hungry", "--json", by="noah"))
    assert (found["class"], found["process"]) == ("major", "lunch")
    assert preceptor("change", "approve", "CH-1")[0] == 0
    assert preceptor("change", "publish", "CH-1", "--yes")[0] == 0
    listed = {one["process"]: one["owners"] for one in document(preceptor("process", "list", "--json"))}
    assert listed["lunch"] == ["olga"]


def test_what_is_no_yaml_is_told_with_what_to_type_as_check_tells_it(preceptor: Run, folder: Path) -> None:
    file = Path(edit(folder, "1.0.1", ("title: Incident retrospective", "title: Incident retrospective: ours")))
    _, checked, _ = preceptor("check", str(file))
    finding, *_, suggestion = (line for line in checked.splitlines() if line)
    assert " D107 " in finding
    code, _, said = preceptor("change", "propose", str(file), "--why", "clearer")
    assert (code, said.splitlines()[1:3]) == (3, [finding, suggestion])
    error = document(preceptor("change", "propose", str(file), "--why", "clearer", "--json"), 3)["error"]
    assert error["problems"][0]["suggestion"] == suggestion.strip()
