"""A team's variant through the command: proposed, published, let off, carried over, and every way to be refused."""

from pathlib import Path

import pytest
from tests.support.command import Run, document

from preceptor.cli.root import run

VARIANT = """\
variant: retrospective
team: checkout
of: 1.0.0
steps:
  research:
    due: {within: 2 business days}
    how: Ask in our channel.
"""
SOONER = ("due: {within: 3 business days, from: entered}", "due: {within: 4 business days, from: entered}")


@pytest.fixture
def folder(made_folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder of olga's, with mina as second owner; lena leads checkout, where ben is, and where a variant lies."""
    everywhere = ["--folder", str(made_folder), "--as", "olga"]
    for login in ("mina", "lena"):
        assert run(["person", "add", login, "--name", login.title(), *everywhere]) == 0
    assert run(["team", "add", "checkout", "--title", "Checkout", "--lead", "lena", *everywhere]) == 0
    assert run(["person", "add", "ben", "--name", "Ben", "--team", "checkout", *everywhere]) == 0
    assert run(["process", "owner", "retrospective", "--add", "mina", *everywhere]) == 0
    write(made_folder, VARIANT)
    capsys.readouterr()
    return made_folder


def write(folder: Path, text: str) -> str:
    """Put a variant in its place; the path."""
    file = folder / "process" / "teams" / "checkout" / "retrospective.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return str(file)


def published(preceptor: Run, folder: Path, text: str = VARIANT, *terms: str) -> None:
    """Propose, approve and publish a variant."""
    change = document(preceptor("variant", "propose", write(folder, text), "--why", "why not", "--json", by="ben"))
    assert preceptor("variant", "approve", change["id"], by="lena")[0] == 0
    assert preceptor("variant", "publish", change["id"], "--yes", *terms)[0] == 0


def release(preceptor: Run, folder: Path, version: str, *words: tuple[str, str]) -> str:
    """Publish another version of the standard; what that was to do, as it was said beforehand."""
    file = folder / "process" / "retrospective.yaml"
    text = file.read_text(encoding="utf-8").replace("version: 1.0.0", f"version: {version}", 1)
    for before, after in words:
        assert before in text
        text = text.replace(before, after, 1)
    file.write_text(text, encoding="utf-8")
    change = document(preceptor("change", "propose", str(file), "--why", "better", "--json"))["id"]
    assert preceptor("change", "approve", change, by="mina")[0] == 0
    _, planned, _ = preceptor("change", "publish", change, "--dry-run")
    assert preceptor("change", "publish", change, "--yes")[0] == 0
    return planned


def guards(answer: tuple[int, str, str]) -> list[str]:
    return sorted({one["guard"] for one in document(answer, 1)["refused"]})


def test_from_a_file_to_what_the_team_follows(preceptor: Run, folder: Path) -> None:
    file = write(folder, VARIANT)
    assert preceptor("variant", "check")[0] == 0
    proposed = document(preceptor("variant", "propose", file, "--why", "we have to be quick", "--json", by="ben"))
    assert (proposed["id"], proposed["team"], proposed["class"], proposed["state"]) == (
        *("CH-1", "checkout", "major", "in-review"),
    )
    owed = document(preceptor("mine", "--json", by="lena"))
    assert [(one["kind"], one["instance"]) for one in owed] == [("review", "CH-1")]
    assert preceptor("variant", "comment", "CH-1", "are two days enough?", by="mina")[0] == 0
    assert guards(preceptor("variant", "approve", "CH-1", "--json", by="ben")) == ["actor"]
    assert preceptor("variant", "approve", "CH-1", by="lena")[0] == 0
    assert guards(preceptor("variant", "publish", "CH-1", "--json", "--yes", by="lena")) == ["actor"]
    planned = document(preceptor("variant", "publish", "CH-1", "--dry-run", "--json"))
    assert (planned["process"], planned["class"]) == ("retrospective", "major")
    assert document(preceptor("variant", "publish", "CH-1", "--yes", "--json"))["state"] == "in-force"
    [line] = document(preceptor("variant", "list", "--json"))
    assert (line["team"], line["version"], line["state"], line["waivers"]) == ("checkout", "1.0.0", "current", [])
    shown = document(preceptor("variant", "show", "checkout", "retrospective", "--json"))
    assert {one["part"]: one["source"] for one in shown["parts"]} == {"research.due": "team", "research.how": "both"}
    code, out, _ = preceptor("variant", "show", "checkout", "retrospective")
    assert code == 0
    assert "Research: due within 2 business days (was 3)." in out
    code, out, _ = preceptor("change", "list")
    assert "checkout/retrospective" in out
    assert document(preceptor("audit", "verify", "--json"))["ok"] is True


def test_a_standard_that_moves_takes_the_variant_along(preceptor: Run, folder: Path) -> None:
    published(preceptor, folder)
    release(preceptor, folder, "1.0.1", ("title: Incident retrospective", "title: Learning from an incident"))
    [line] = document(preceptor("variant", "list", "--json"))
    assert (line["version"], line["state"]) == ("1.0.1", "current")
    code, out, _ = preceptor("variant", "rebase", "checkout", "retrospective", by="lena")
    assert (code, "nothing to carry over" in out) == (0, True)
    _, _, text = out.partition("To stand in process/teams/checkout/retrospective.yaml:\n\n")
    (stale,) = [one for one in document(preceptor("check", "--json"), 1) if one["code"] == "D413"]
    assert "`preceptor variant rebase checkout retrospective` prints what belongs here" in stale["suggestion"]
    write(folder, text)
    assert "of: 1.0.1" in text and "how: Ask in our channel." in text
    assert [one for one in document(preceptor("variant", "check", "--json")) if one["code"] == "D413"] == []


def test_a_file_on_a_version_that_was_superseded_is_told_which_to_name(preceptor: Run, folder: Path) -> None:
    published(preceptor, folder)
    release(preceptor, folder, "1.0.1", ("title: Incident retrospective", "title: Learning from an incident"))
    code, _, err = preceptor("variant", "propose", write(folder, VARIANT), "--why", "again", by="ben")
    assert (code, "is superseded\n    let `of` name 1.0.1\n" in err) == (3, True)


def test_a_team_that_follows_the_standard_needs_no_file(preceptor: Run, folder: Path) -> None:
    code, out, _ = preceptor("variant", "rebase", "checkout", "retrospective", by="lena")
    assert (code, "nothing to carry over" in out, "To stand in" in out) == (0, True, False)


def test_a_conflict_is_decided_by_the_lead(preceptor: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published(preceptor, folder)
    release(preceptor, folder, "1.1.0", SOONER)
    assert document(preceptor("variant", "list", "--json"))[0]["state"] == "conflict"
    monkeypatch.setenv("PRECEPTOR_NOW", "2026-03-17T09:00:00+01:00")
    [late] = [one for one in document(preceptor("overdue", "--json")) if one["kind"] == "rebase"]
    assert (late["person"], late["instance"]) == ("lena", "checkout/retrospective")
    assert late["command"] == "preceptor variant rebase checkout retrospective"
    rebase = ("variant", "rebase", "checkout", "retrospective")
    code, out, _ = preceptor(*rebase, "--dry-run", by="ben")
    assert code == 0
    assert "--take team research.due" in out
    (reason,) = document(preceptor(*rebase, "--json", by="lena"), 1)["refused"]
    assert (reason["guard"], "--take standard research.due" in reason["command"]) == ("conflict", True)
    assert guards(preceptor(*rebase, "--json", by="ben")) == ["actor"]
    assert preceptor(*rebase, "--take", "team", "knitting.due", by="lena")[0] == 3
    assert preceptor(*rebase, "--take", "mine", "research.due", by="lena")[0] == 2
    assert (
        preceptor(*rebase, "--take", "team", "research.due", "--take", "standard", "research.due", by="lena")[0] == 2
    )
    code, out, _ = preceptor(*rebase, "--take", "team", "research.due", by="lena")
    assert code == 0
    text = out[out.index("variant: retrospective") :]
    assert "of: 1.1.0" in text
    assert preceptor("variant", "check", write(folder, text))[0] == 0
    assert guards(preceptor("variant", "propose", write(folder, text), "--why", "again", "--json")) == ["content-new"]
    assert [one for one in document(preceptor("overdue", "--json")) if one["kind"] == "rebase"] == []
    assert document(preceptor("audit", "verify", "--json"))["ok"] is True


def test_a_variant_that_takes_effect_later_undoes_no_version_that_came_before(
    preceptor: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wording = VARIANT.replace("    due: {within: 2 business days}\n", "")
    published(preceptor, folder, wording, "--effective", "2026-03-10")
    planned = release(preceptor, folder, "1.1.0", SOONER)
    assert "the standard, checkout/retrospective (from 2026-03-10" in planned
    monkeypatch.setenv("PRECEPTOR_NOW", "2026-03-11T09:00:00+01:00")
    assert preceptor("notice", "remind")[0] == 0
    _, out, _ = preceptor("process", "show", "retrospective", "--team", "checkout")
    assert "retrospective 1.1.0" in out
    [line] = document(preceptor("variant", "list", "--json"))
    assert (line["version"], line["state"]) == ("1.1.0", "current")
    assert document(preceptor("audit", "verify", "--json"))["ok"] is True
    assert preceptor("audit", "replay")[0] == 0


def test_a_variant_that_is_to_come_is_shown_before_its_day(preceptor: Run, folder: Path) -> None:
    published(preceptor, folder, VARIANT, "--effective", "2026-03-10")
    [line] = document(preceptor("variant", "list", "--json"))
    assert (line["since"], [(one["version"], one["effective_at"][:10]) for one in line["coming"]]) == (
        *(None, [("1.0.0", "2026-03-10")]),
    )
    assert "a variant of 1.0.0 from 2026-03-10 00:00 UTC" in preceptor("variant", "list")[1]
    shown = preceptor("variant", "show", "checkout", "retrospective")[1]
    assert "\n  to come  a variant of 1.0.0 from 2026-03-10 00:00 UTC\n" in shown
    assert preceptor("variant", "withdraw", "CH-1")[0] == 0
    assert preceptor("variant", "list")[1] == "Every team follows the standard.\n"


def test_the_mails_about_a_variant_name_its_team(preceptor: Run, folder: Path) -> None:
    """And lead to the commands of variants: the process itself stays as it is."""
    for login in ("lena", "ben"):
        assert preceptor("person", "change", login, "--email", f"{login}@example.org")[0] == 0
    change = document(preceptor("variant", "propose", write(folder, VARIANT), "--why", "why not", "--json", by="ben"))
    assert "Ben proposes Incident retrospective for the team Checkout; review due" in _last(preceptor, "lena")
    assert preceptor("variant", "reject", change["id"], "--why", "too quick", by="lena")[0] == 0
    rejected = _last(preceptor, "ben")
    assert "The team goes on as before." in rejected and "preceptor variant propose FILE --why WHY" in rejected
    again = document(preceptor("variant", "propose", write(folder, VARIANT), "--why", "please", "--json"))
    assert preceptor("variant", "approve", again["id"], by="lena")[0] == 0
    assert f"preceptor variant publish {again['id']} --dry-run" in _last(preceptor, "olga")


def _last(preceptor: Run, login: str) -> str:
    """The last mail to somebody, as they would get it now."""
    found = [one["id"] for one in document(preceptor("notice", "list", "--json")) if one["to"] == login]
    return " ".join(preceptor("notice", "preview", found[-1])[1].split())


def test_what_conflicts_with_it_is_decided_before_that_day(
    preceptor: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(preceptor, folder, VARIANT, "--effective", "2026-03-10")
    planned = release(preceptor, folder, "1.1.0", SOONER)
    assert "checkout/retrospective (from 2026-03-10" in planned
    assert "stays as it is, until the team has decided" in planned
    owed = document(preceptor("mine", "--json", by="lena"))
    assert [one["kind"] for one in owed if one["instance"] == "checkout/retrospective"] == ["rebase"]
    _, out, _ = preceptor("variant", "list")
    assert "conflict" in out
    rebase = ("variant", "rebase", "checkout", "retrospective")
    _, out, _ = preceptor(*rebase, "--dry-run", by="lena")
    assert "--take team research.due" in out
    assert preceptor(*rebase, "--take", "team", "research.due", by="lena")[0] == 0
    assert "a variant of 1.1.0 from 2026-03-10 00:00 UTC  current" in preceptor("variant", "list")[1]
    monkeypatch.setenv("PRECEPTOR_NOW", "2026-03-11T09:00:00+01:00")
    assert preceptor("notice", "remind")[0] == 0
    told = [preceptor("notice", "preview", one["id"])[1] for one in document(preceptor("notice", "list", "--json"))]
    assert any("within 2 business days (was 4)" in one for one in told)
    assert not any("within 2 business days (was 3)" in one for one in told)
    assert document(preceptor("audit", "verify", "--json"))["ok"] is True


def test_a_waiver_is_given_by_an_owner_and_ends(
    preceptor: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waive = ("variant", "waive", "checkout", "retrospective", "--step", "finalise", "--standard", "preventive-item")
    until = ("--why", "we measure first", "--until", "2026-05-29", "--json")
    assert guards(preceptor(*waive, *until, by="lena")) == ["actor"]
    given = document(preceptor(*waive, *until, "--request-id", "w1"))
    assert given["approver"] == "olga"
    assert document(preceptor(*waive, *until, "--request-id", "w1")) == given
    assert guards(preceptor(*waive, *until)) == ["content-new"]
    monkeypatch.setenv("PRECEPTOR_NOW", "2026-06-01T09:00:00+02:00")
    [late] = document(preceptor("overdue", "--team", "checkout", "--json"))
    assert (late["kind"], late["person"], late["step"]) == ("waiver", "lena", "finalise.preventive-item")
    _, out, _ = preceptor("variant", "list")
    assert "(ended)" in out
    release(preceptor, folder, "1.0.1", ("title: Incident retrospective", "title: Learning from an incident"))
    reasons = guards(preceptor("variant", "rebase", "checkout", "retrospective", "--json", by="lena"))
    assert reasons == ["keeps-to-standard"]


def test_waivers_that_the_only_owner_gave_alone_are_reviewed_by_the_next_and_by_no_lead(
    preceptor: Run, folder: Path
) -> None:
    assert preceptor("process", "owner", "retrospective", "--remove", "mina")[0] == 0
    waiving = f"{VARIANT}  finalise:\n    standards: {{waive: {{preventive-item: {{until: 2026-05-29}}}}}}\n"
    document(preceptor("variant", "propose", write(folder, waiving), "--why", "we measure first", "--json"))
    assert preceptor("variant", "publish", "CH-1", "--alone", "--why", "nobody else", "--yes")[0] == 0
    assert preceptor("process", "owner", "retrospective", "--add", "mina")[0] == 0
    (owed,) = [
        one for one in document(preceptor("overdue", "--within", "1 year", "--json")) if one["kind"] == "review"
    ]
    assert (owed["instance"], owed["person"]) == ("CH-1", "mina")
    assert guards(preceptor("variant", "approve", "CH-1", "--json", by="lena")) == ["waivers-by-an-owner"]
    assert document(preceptor("variant", "approve", "CH-1", "--json", by="mina"))["unreviewed"] is False
    assert document(preceptor("audit", "verify", "--json"))["ok"] is True


def test_a_waiver_is_approved_by_who_approves_the_variant_and_by_no_name_in_the_file(
    preceptor: Run, folder: Path
) -> None:
    waiving = f"{VARIANT}  finalise:\n    standards: {{waive: {{preventive-item: {{until: 2026-05-29}}}}}}\n"
    write(folder, waiving)
    (asked,) = document(preceptor("variant", "check", "--json"), 1)
    assert (asked["code"], "`preceptor variant propose FILE --why WHY`" in asked["suggestion"]) == ("D420", True)
    file = write(folder, waiving.replace("2026-05-29}", "2026-05-29, approver: not-a-person}"))
    document(preceptor("variant", "propose", file, "--why", "we measure first", "--json", by="ben"))
    assert guards(preceptor("variant", "approve", "CH-1", "--json", by="lena")) == ["waivers-by-an-owner"]
    assert preceptor("variant", "approve", "CH-1", by="mina")[0] == 0
    assert preceptor("variant", "publish", "CH-1", "--yes")[0] == 0
    _, out, _ = preceptor("variant", "rebase", "checkout", "retrospective", by="lena")
    assert "approver: mina" in out


@pytest.mark.parametrize(
    ("before", "after", "line", "code"),
    [
        ("team: checkout", "team: nobody", 2, "D424"),
        ("variant: retrospective", "variant: knitting", 1, "D411"),
        ("of: 1.0.0", "of: 7.0.0", 3, "D412"),
        ("2 business days", "9 business days", 6, "D417"),
        ("  research:", "  knitting:", 5, "D414"),
        ("of: 1.0.0", "of: soon", 3, "D208"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    preceptor: Run, folder: Path, before: str, after: str, line: int, code: str
) -> None:
    assert before in VARIANT
    file = write(folder, VARIANT.replace(before, after, 1))
    exit_code, out, err = preceptor("variant", "propose", file, "--why", "better")
    assert (exit_code, out) == (3, "")
    assert f"{file}:{line}:" in err
    assert f" {code} " in err


ASKS_FOR_MORE = """\
variant: retrospective
team: checkout
of: 1.0.0
roles:
  author:
    do-watched:
      standards:
        add:
          - {id: cart-known, text: Can draw the way of a cart from memory.}
"""


def test_who_comes_to_a_team_that_asks_for_more_owes_one_run_there(preceptor: Run, folder: Path) -> None:
    published(preceptor, folder, ASKS_FOR_MORE)
    about = ("--process", "retrospective", "--role", "author", "--why", "led ours so far")
    for login in ("cora", "tess"):
        assert preceptor("person", "add", login, "--name", login.title(), "--email", f"{login}@example.org")[0] == 0
        assert preceptor("certification", "grant", login, *about)[0] == 0
    code, out, _ = preceptor("person", "change", "cora", "--team", "checkout")
    owes = "  owes       one observed run of author (retrospective) in the team checkout, by 2026-04-13 17:00 UTC\n"
    assert (code, out.endswith(owes)) == (0, True)
    for asked in (("mine",), ("overdue", "--person", "cora", "--within", "60 days")):
        [run_] = document(preceptor(*asked, "--json", by="cora"))
        assert (run_["kind"], run_["instance"], run_["step"]) == ("refresh", "checkout/retrospective", "author")
        assert run_["command"] == (
            "preceptor pairing start TRAINEE --process retrospective --role author --preceptor LOGIN --team checkout"
        )
    [mail] = [one for one in document(preceptor("notice", "list", "--json")) if one["kind"] == "run-asked"]
    assert mail["to"] == "cora"
    _, text, _ = preceptor("notice", "preview", mail["id"])
    assert "preceptor variant show checkout retrospective" in text
    start = run_["command"].replace("TRAINEE", "ben").replace("LOGIN", "tess").split()[1:]
    pairing = document(preceptor(*start, "--json"))["id"]
    [run_] = document(preceptor("mine", "--json", by="cora"))
    observe = run_["command"].replace("DATE", "2026-03-02").replace("SUBJECT", "INC-7").replace("LOGIN", "tess")
    assert observe.split()[3] == pairing
    assert preceptor("person", "change", "tess", "--team", "checkout")[0] == 0
    assert preceptor(*observe.split()[1:], "--watcher", "ben", by="cora")[0] == 0
    assert document(preceptor("mine", "--json", by="cora")) == []
    assert [one["kind"] for one in document(preceptor("mine", "--json", by="tess"))] == ["feedback", "refresh"]
    assert preceptor("person", "change", "tess", "--leave", "checkout")[0] == 0
    assert [one["kind"] for one in document(preceptor("mine", "--json", by="tess"))] == ["feedback"]
    [told] = [one for one in document(preceptor("audit", "log", "--json")) if one["kind"] == "run-asked"][:1]
    assert told["said"] == "cora is asked to do author observed in the team checkout, as it asks for more"
    assert document(preceptor("audit", "verify", "--json"))["ok"] is True


def test_who_certifies_a_member_of_a_team_that_asks_for_more_reads_who_owes_what(
    preceptor: Run, folder: Path
) -> None:
    published(preceptor, folder, ASKS_FOR_MORE)
    about = ("--process", "retrospective", "--role", "author", "--why", "led ours so far")
    code, out, _ = preceptor("certification", "grant", "ben", *about)
    owes = "ben owes one observed run of author (retrospective) in the team checkout, by 2026-04-13 17:00 UTC.\n"
    assert (code, out.endswith(owes)) == (0, True)


def test_bad_input_of_every_kind(preceptor: Run, folder: Path) -> None:
    waive = ("variant", "waive", "checkout", "retrospective", "--step", "research", "--standard", "due")
    for wrong in (
        ("variant", "propose", str(folder / "nothing.yaml"), "--why", "better"),
        ("variant", "propose", str(folder / "process" / "retrospective.yaml"), "--why", "better"),
        ("variant", "propose", write(folder, VARIANT), "--why", "  "),
        ("variant", "show", "nobody", "retrospective"),
        ("variant", "show", "checkout", "knitting"),
        ("variant", "rebase", "nobody", "retrospective"),
        ("variant", "rebase", "checkout", "knitting", "--dry-run"),
        (*waive, "--why", "so", "--until", "tomorrow"),
        (*waive[:-1], "purl", "--why", "so", "--until", "2026-05-29"),
        ("variant", "approve", "CH-9"),
        ("variant", "check", str(folder / "nothing.yaml")),
    ):
        assert preceptor(*wrong)[0] == 3, wrong
    for wrong in (("variant", "waive", "checkout", "retrospective"), ("variant", "rebase", "checkout")):
        assert preceptor(*wrong)[0] == 2, wrong
    assert document(preceptor("variant", "list", "--json")) == []


def test_variants_are_checked_wherever_they_lie(preceptor: Run, folder: Path, tmp_path: Path) -> None:
    loose = tmp_path / "mine.yaml"
    loose.write_text(VARIANT.replace("2 business", "9 business"), encoding="utf-8")
    assert preceptor("variant", "check")[0] == 0
    [found] = document(preceptor("variant", "check", str(loose), "--json"), 1)
    assert (found["path"], found["line"], found["code"]) == (str(loose), 6, "D417")
    write(folder, VARIANT.replace("2 business", "9 business"))
    assert document(preceptor("variant", "check", str(folder), "--format", "json"), 1)[0]["code"] == "D417"
    loose.write_text(VARIANT.replace("variant: retrospective", "variant: knitting"), encoding="utf-8")
    assert document(preceptor("variant", "check", str(loose), "--json"), 1)[0]["code"] == "D411"
    loose.write_text("process: knitting\n", encoding="utf-8")
    assert document(preceptor("variant", "check", str(loose), "--json"), 1)[0]["code"] == "D114"
