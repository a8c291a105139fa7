"""The ladder through the real command, in a real folder: exit codes, JSON, and words for people."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from tests.support.command import Folder

PAIRING = {
    *("id", "trainee", "preceptor", "process", "role", "team", "state", "edition", "due", "credits", "required"),
    *("certified", "next", "blocked"),
}
REASON = {"guard", "message", "who", "command"}
OWED = {
    *("id", "kind", "what", "person", "team", "process", "instance", "step", "due_at", "days_overdue", "command"),
}
CERTIFICATE = {
    *("person", "active", "process", "role", "capability", "state", "version", "granted_on", "valid_until", "source"),
}
FEEDBACK = ("--well", "calm", "--change", "ask sooner", "--next", "lead one")


@pytest.fixture(scope="session")
def laid_out(tmp_path_factory):
    """A folder with an owner, two who may teach and a trainee, who is paired with one of them."""
    place = tmp_path_factory.mktemp("governance")
    made = Folder(place)("init", "g", "--owner", "olga", "--name", "Olga Lind")
    assert made.code == 0, made.err
    folder = Folder(place / "g")
    for login in ("paul", "quinn", "mina"):
        assert (
            folder("person", "add", login, "--name", login, "--email", f"{login}@example.org", as_="olga").code == 0
        )
    for login in ("paul", "quinn"):
        of = ("--process", "retrospective", "--role", "author", "--why", "led ours")
        assert folder("certification", "grant", login, *of, as_="olga").code == 0
    start = ("pairing", "start", "mina", "--process", "retrospective", "--role", "author", "--preceptor", "paul")
    assert folder(*start, as_="olga").code == 0
    return folder.path


@pytest.fixture
def folder(laid_out, tmp_path):
    shutil.copytree(laid_out, tmp_path / "g")
    return Folder(tmp_path / "g")


def unchanged(folder):
    return (folder.path / "preceptor.db").read_bytes()


def test_a_pairing_climbs_a_rung(folder):
    shown = folder.json("pairing", "show", "P-1")
    assert shown.keys() >= PAIRING
    assert shown["edition"].keys() == {"version", "variant", "digest"}
    assert shown["due"] == "2026-04-13T17:00:00.000000+00:00"
    assert shown["credits"] == {"watch": 0, "do-watched": 0, "reverse": 0}
    assert shown["required"] == {"watch": 2, "do-watched": 2, "reverse": 1}
    assert all(one.keys() == REASON for one in shown["blocked"])
    for subject in ("cache outage", "full disk"):
        told = ("--on", "2026-03-02", "--subject", subject, "--met", "all", *FEEDBACK)
        seen = folder.json("pairing", "observe", "mina/author", *told, as_="paul")
        assert seen.keys() >= {"id", "rung", "held_on", "performer", "watchers", "credited"}
        assert (seen["performer"], seen["watchers"], seen["credited"]) == ("paul", ["mina"], ["P-1"])
    advanced = folder.json("pairing", "advance", "1", "--note", "well done", as_="paul")
    assert advanced.keys() >= PAIRING
    assert (advanced["state"], advanced["credits"]["watch"]) == ("do-watched", 2)
    text = folder("pairing", "show", "P-1").out
    assert "do-watched" in text
    assert "cache outage" in text


def test_an_observation_is_struck_and_what_rests_on_it_is_told_before_and_after(folder):
    for subject in ("cache outage", "full disk"):
        told = ("--on", "2026-03-02", "--subject", subject, "--met", "all", *FEEDBACK)
        folder.json("pairing", "observe", "mina/author", *told, as_="paul")
    folder.json("pairing", "advance", "P-1", as_="paul")
    for watcher, subject in (("paul", "slow pages"), ("quinn", "lost mail")):
        told = ("--on", "2026-03-02", "--subject", subject, "--watcher", watcher, "--met", "all", *FEEDBACK)
        folder.json("pairing", "observe", "P-1", *told, as_=watcher)
    folder.json("pairing", "advance", "P-1", as_="paul")
    void = ("observation", "void", "O-2", "--why", "it was another service")
    before = unchanged(folder)
    planned = folder(*void, "--dry-run", as_="olga")
    assert unchanged(folder) == before
    revoke = "preceptor certification revoke mina --process retrospective --role author --capability lead --why WHY"
    without = "P-1 was signed for on `watch` with it by paul; without it: 1 of 2 observations."
    assert planned.out.splitlines() == [
        "O-2 would count for nobody any more; this was a dry run. Pairings that it counts for: P-1.",
        f"{without} It stays, with `lead` of mina. To take that away:",
        f"  {revoke}",
        "By mail would be told: mina, paul.",
    ]
    struck = folder(*void, as_="olga")
    assert struck.out.splitlines() == [
        "O-2 counts for nobody any more. Pairings that it counted for: P-1.",
        *planned.out.splitlines()[1:3],
        "By mail are told: mina, paul.",
    ]
    assert "O-2 was struck after the rung `watch` had been signed for with it" in folder("pairing", "show", "P-1").out
    assert "observation that was struck since: 1" in folder("certification", "gaps").out
    assert folder(*revoke.removeprefix("preceptor ").replace("WHY", "struck").split(), as_="olga").code == 0
    assert "struck since" not in folder("certification", "gaps").out
    assert folder.json("audit", "verify")["ok"]


def test_a_refusal_says_every_reason_who_can_mend_it_and_how(folder):
    before = unchanged(folder)
    refused = folder("pairing", "advance", "P-1", "--json", as_="mina")
    assert (refused.code, refused.err) == (1, "")
    assert refused.guards == ["actor", "counts-met", "standards-met"]
    assert all(one.keys() == REASON for one in refused.document["refused"])
    spoken = folder("pairing", "advance", "P-1", as_="mina")
    assert (spoken.code, spoken.out) == (1, "")
    assert "nobody signs for themselves" in spoken.err
    assert "who: paul" in spoken.err
    assert "how: preceptor pairing observe P-1" in spoken.err
    why = folder.json("why", "P-1")
    assert why.keys() == {"id", "state", "ended", "next", "blocked"}
    assert why["ended"] is False
    assert [one["guard"] for one in why["blocked"]] == ["counts-met", "standards-met"]
    assert "0 of 2 observations" in folder("why", "mina/author").out
    assert unchanged(folder) == before


def test_what_is_owed_by_me_and_overdue_by_anybody(folder):
    (owed,) = folder.json("mine", as_="mina")
    assert owed.keys() >= OWED
    assert (owed["kind"], owed["step"], owed["days_overdue"]) == ("rung", "watch", -42)
    assert folder.json("overdue") == []
    later = folder.json("overdue", now="2026-04-20T09:00:00+02:00")
    assert [(one["person"], one["days_overdue"]) for one in later] == [("mina", 6)]
    assert folder.json("overdue", "--as-of", "2026-04-20T07:00:00Z") == later
    assert len(folder.json("overdue", "--within", "31 business days")) == 1
    assert "preceptor pairing observe P-1" in folder(as_="mina").out
    assert folder.json("overdue", "--as-of", "2026-04-12") == []
    assert [one["days_overdue"] for one in folder.json("overdue", "--as-of", "2026-04-13")] == [0]
    assert folder("overdue").out == "Nothing is overdue.\n"
    ahead = folder("overdue", "--within", "5 business days").out
    assert ahead == "Nothing is overdue, or due within 5 business days.\n"
    assert folder("overdue", now="2026-04-20T09:00:00Z").code == 0
    assert folder.json(as_="mina") == [owed]


def test_asking_what_is_overdue_loads_nothing_that_it_does_not_need(folder):
    """Neither the machine nor definitions, also where something is late; only what has to be renewed is judged."""
    heavy = {"transitions", "pydantic", "holidays", "preceptor.model.definition", "preceptor.services.standings"}
    program = (
        "import sys\nfrom preceptor.cli.root import run\ncode = run(['overdue', '--within', '60 business days'])\n"
        f"assert not {heavy} & sys.modules.keys(), sys.modules.keys()\nsys.exit(code)"
    )
    environ = {**os.environ, "PRECEPTOR_NOW": "2026-03-02T09:00:00Z"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder.path, env=environ, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "climb the rung `watch`" in done.stdout


def test_after_a_move_people_read_where_it_stands_and_where_the_reasons_are(folder):
    paused = folder("pairing", "pause", "P-1", "--why", "leave", as_="olga").out.splitlines()
    assert paused == [
        "P-1  mina learns author with paul (retrospective 1.0.0)",
        "  state    paused",
        "  counts   watch 0/2, do-watched 0/2, reverse 0/1",
    ]
    resumed = folder("pairing", "resume", "P-1", "--why", "back", as_="olga").out.splitlines()
    assert resumed[1] == "  state    watch, due 2026-04-13 17:00 UTC"
    assert resumed[3:] == ["  what is missing: preceptor why P-1"]
    assert "  missing:" in folder("pairing", "show", "P-1").out


def test_why_says_that_a_pairing_has_ended(folder):
    assert folder("pairing", "withdraw", "P-1", "--why", "moved on", as_="mina").code == 0
    assert folder("why", "P-1").out == "P-1 is in the state `withdrawn`.\nIt has ended; nothing is left to do.\n"
    assert folder.json("why", "P-1") == {"id": "P-1", "state": "withdrawn", "ended": True, "next": [], "blocked": []}


def test_due_dates_are_shown_in_the_zone_of_who_reads_them(folder):
    assert folder("person", "change", "quinn", "--time-zone", "Asia/Kolkata", as_="olga").code == 0
    for arguments in (("pairing", "list"), ("pairing", "show", "P-1"), ("person", "show", "mina")):
        assert "2026-04-13 22:30 Asia/Kolkata" in folder(*arguments, as_="quinn").out
        assert "2026-04-13 17:00 UTC" in folder(*arguments, as_="mina").out
        assert "2026-04-13 17:00 UTC" in folder(*arguments, as_="nobody").out
    assert folder.json("pairing", "show", "P-1", as_="quinn")["due"] == "2026-04-13T17:00:00.000000+00:00"


def test_a_judgement_is_taken_whole_or_refused_with_what_was_said_before(folder):
    folder.json("pairing", "observe", "P-1", "--on", "2026-03-02", "--subject", "b", "--met", "all", as_="paul")
    before = unchanged(folder)
    late = ("pairing", "feedback", "O-1", *FEEDBACK, "--not-yet", "talk-through")
    refused = folder(*late, as_="paul")
    assert (refused.code, refused.out) == (1, "")
    assert "`talk-through` was rated for O-1 before, and stays as it was said" in refused.err
    assert unchanged(folder) == before


def test_what_a_pairing_does_not_take_of_a_judgement_is_told(folder):
    folder("person", "add", "noor", "--name", "Noor", "--email", "noor@example.org", as_="olga")
    of = ("--process", "retrospective", "--role", "author", "--preceptor", "paul")
    folder.json("pairing", "start", "noor", *of, as_="olga")
    told = ("--on", "2026-03-02", "--subject", "b", "--watcher", "mina", "--watcher", "noor", "--met", "all")
    folder.json("pairing", "observe", "P-1", *told, as_="paul")
    judged = folder("pairing", "feedback", "O-1", *FEEDBACK, "--not-yet", "talk-through", as_="paul")
    assert judged.code == 0
    assert judged.out.splitlines() == [
        "O-1 is judged for P-2.",
        "It is not judged for others that count it:",
        "  - P-1: `talk-through` was rated for O-1 before, and stays as it was said  [feedback]",
        "      how: preceptor pairing show P-1",
    ]


def test_an_occasion_with_somebody_who_has_left_holds_nobody_up(folder):
    folder.json("person", "deactivate", "quinn", as_="olga")
    seen = ("--on", "2026-03-02", "--subject")
    folder.json("pairing", "observe", "P-1", *seen, "a", "--performer", "quinn", as_="mina")
    folder.json("pairing", "observe", "P-1", *seen, "b", "--met", "all", *FEEDBACK, as_="paul")
    (reason,) = folder.json("pairing", "advance", "P-1", code=1, as_="paul")["refused"]
    assert (reason["guard"], reason["who"]) == ("feedback-given", ["paul"])
    folder.json("pairing", "feedback", "O-1", *FEEDBACK, as_="paul")
    assert folder.json("pairing", "advance", "P-1", as_="paul")["state"] == "do-watched"


def test_who_is_named_for_a_standard_that_was_not_rated_can_rate_it(folder):
    seen = ("--on", "2026-03-02", "--subject", "a", "--performer", "quinn")
    folder.json("pairing", "observe", "P-1", *seen, as_="mina")
    (missing,) = [one for one in folder.json("why", "P-1")["blocked"] if one["guard"] == "standards-met"]
    assert (missing["who"], missing["command"]) == (["quinn"], "preceptor pairing feedback O-1 --met talk-through")
    folder.json(*missing["command"].split()[1:], as_="quinn")
    assert "standards-met" not in {one["guard"] for one in folder.json("why", "P-1")["blocked"]}


def test_a_pairing_without_a_deadline_gets_none_that_lies_in_the_past(folder):
    rows = "held_on,role,subject,performer,watchers\n2026-02-02,author,an outage,paul,noor\n"
    (folder.path / "past.csv").write_text(rows, encoding="utf-8")
    imported = ("observation", "import", "past.csv", "--process", "retrospective", "--add-people")
    assert folder.json(*imported, as_="olga")["pairings_started"] == 1
    assert folder.json("pairing", "show", "noor/author")["due"] is None
    before = unchanged(folder)
    refused = folder("pairing", "extend", "noor/author", "--due", "2020-01-01", "--why", "x", as_="olga")
    assert (refused.code, refused.out) == (1, "")
    assert "2020-01-01 lies in the past  [later-than-before]" in refused.err
    assert unchanged(folder) == before
    extended = ("pairing", "extend", "noor/author", "--due", "2026-04-01", "--why", "x")
    assert folder.json(*extended, as_="olga")["due"].startswith("2026-04-01")


def test_advice_after_an_observation_can_be_followed(folder):
    """Where the pairing rests, where the occasion counted for nobody, and where it was struck."""
    folder.json("pairing", "pause", "P-1", "--why", "leave", as_="olga")
    seen = ("pairing", "observe", "P-1", "--on", "2026-03-02", "--subject", "b")
    hint = folder.json(*seen, as_="paul")["hint"]
    folder.json(*hint.split()[1:], as_="mina")
    (again,) = folder.json(*seen, code=1, as_="paul")["refused"]
    folder.json(*again["command"].split()[1:], as_="olga")
    struck = folder("pairing", "feedback", "O-1", *FEEDBACK, as_="paul")
    assert (struck.code, struck.err.splitlines()) == (
        3,
        [
            "preceptor: O-1 was struck, and counts for nobody",
            "  `preceptor audit log O-1` says when, by whom and why.",
        ],
    )
    assert "olga: O-1 was struck" in folder("audit", "log", "O-1").out


def test_certifications_are_listed_today_and_on_any_day(folder):
    found = folder.json("certification", "list")
    assert all(one.keys() >= CERTIFICATE for one in found)
    assert [(one["person"], one["capability"]) for one in found] == [
        (person, capability) for person in ("paul", "quinn") for capability in ("lead", "teach")
    ]
    assert folder.json("certification", "list", "--as-of", "2026-03-01") == []
    of = ("--process", "retrospective", "--role", "author", "--capability", "teach", "--why", "left")
    revoked = folder.json("certification", "revoke", "paul", *of, as_="olga")
    assert {one["capability"]: one["state"] for one in revoked} == {"lead": "valid", "teach": "revoked"}
    refused = folder("pairing", "advance", "P-1", "--json", as_="paul")
    assert "preceptor-teaches" in refused.guards


def test_options_stand_before_and_after_the_noun_and_verb_and_in_the_environment(folder, tmp_path):
    here = str(folder.path)
    away = Folder(tmp_path)
    answers = [
        away("--folder", here, "--json", "--as", "mina", "mine").document,
        away("mine", "--folder", here, "--json", "--as", "mina").document,
        away("--json", "mine", PRECEPTOR_FOLDER=here, PRECEPTOR_PERSON="mina").document,
        away("--folder", here, "mine", "--as", "mina", "--json", PRECEPTOR_PERSON="paul").document,
        Folder(folder.path / "process")("mine", "--json", "--as", "mina").document,
    ]
    assert all(one == answers[0] and len(one) == 1 for one in answers)
    shown = [
        away("--folder", here, "pairing", "--json", "show", "P-1").document,
        folder.json("pairing", "show", "P-1"),
    ]
    assert shown[0] == shown[1]
    assert away("mine", "--as", "mina").code == 4
    missing = f"sqlite:///{tmp_path / 'nowhere.db'}"
    assert folder("--database", missing, "overdue").code == 4


def test_a_command_that_acts_for_a_person_asks_whose_it_is(folder):
    ran = folder("pairing", "advance", "P-1", "--as", "nobody", "--json")
    assert (ran.code, ran.document["error"]["code"]) == (3, "no-person")
    ran = folder("mine", "--as", "nobody")
    assert ran.code == 3
    assert "--as" in ran.err


OBSERVE = ("pairing", "observe", "P-1", "--subject", "outage")
START = ("pairing", "start", "mina", "--process", "retrospective", "--role", "author")
GRANT = ("certification", "grant", "mina", "--process", "retrospective", "--role", "author")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("pairing", "show", "P-99"), 3, "P-99"),
        (("pairing", "show", "nobody/author"), 3, "nobody"),
        (("pairing", "advance", "R-1"), 3, "R-1"),
        (("why", "CH-1"), 3, "CH-1"),
        ((*OBSERVE, "--on", "2026-03-03"), 3, "future"),
        ((*OBSERVE, "--on", "2026-02-30"), 3, "2026-02-30"),
        ((*OBSERVE, "--on", "yesterday"), 3, "yesterday"),
        ((*OBSERVE, "--on", "2026-03-02", "--met", "courage"), 3, "courage"),
        ((*OBSERVE, "--on", "2026-03-02", "--watcher", "nobody"), 3, "nobody"),
        ((*OBSERVE, "--on", "2026-03-02", "--well", "calm"), 3, "--change and --next are missing"),
        ((*OBSERVE, "--on", "2026-03-02", "--well", "calm", "--next", "lead"), 3, "--change is missing"),
        ((*OBSERVE, "--on", "2026-03-02", "--performer", "mina", "--watcher", "mina"), 1, "themselves"),
        (("pairing", "observe", "P-1", "--on", "2026-03-02", "--subject", " "), 3, "empty"),
        (("pairing", "observe", "P-1", "--on", "2026-03-02", "--subject", "a\x1b[2Jb"), 3, "printed"),
        (("pairing", "extend", "P-1", "--due", "9999-12-31", "--why", "x"), 3, "calendar"),
        (("pairing", "pause", "P-1", "--why", ""), 3, "empty"),
        ((*START, "--preceptor", "nobody"), 3, "nobody"),
        (("pairing", "start", "mina", "--process", "baking", "--role", "author", "--preceptor", "paul"), 3, "baking"),
        (("pairing", "start", "mina", "--process", "change", "--role", "author", "--preceptor", "paul"), 3, "author"),
        ((*START, "--preceptor", "paul"), 1, "P-1"),
        ((*GRANT, "--why", ""), 3, "empty"),
        ((*GRANT, "--why", "x", "--capability", "fly"), 2, "fly"),
        (("certification", "list", "--as-of", "2026-13-01"), 3, "2026-13-01"),
        (("overdue", "--as-of", "2026-03-02T10:00"), 3, "offset"),
        (("overdue", "--as-of", "0001-01-01T00:00+14:00"), 3, "calendar"),
        (("overdue", "--within", "3 fortnights"), 3, "fortnights"),
        (("overdue", "--within", "100000 years"), 3, "calendar"),
        (("pairing", "advance"), 2, "PAIRING"),
        (("pairing", "climb", "P-1"), 2, "climb"),
        (("fly",), 2, "fly"),
        (("pairing", "show", "P-1", "--fast"), 2, "--fast"),
    ],
)
def test_bad_input_is_told_clearly_and_changes_nothing(folder, arguments, code, said):
    before = unchanged(folder)
    spoken = folder(*arguments, as_="olga")
    assert (spoken.code, spoken.out) == (code, "")
    assert said in spoken.err
    document = folder(*arguments, "--json", as_="olga")
    assert document.code == code
    if code == 1:
        assert document.document.keys() == {"refused"}
    else:
        assert document.document["error"].keys() >= {"code", "message", "path", "line"}
        assert said in json.dumps(document.document, ensure_ascii=False)
    assert unchanged(folder) == before


@pytest.mark.parametrize("now", ["yesterday", "2026-03-02", "2026-03-02T09:00:00"])
def test_a_clock_that_cannot_be_read_is_bad_input(folder, now):
    ran = folder("overdue", now=now)
    assert ran.code == 3
    assert "PRECEPTOR_NOW" in ran.err


def test_a_clock_before_the_last_event_reads_but_does_not_write(folder):
    before = unchanged(folder)
    early = "2026-03-02T08:59:00Z"
    assert folder.json("pairing", "show", "P-1", now=early)["id"] == "P-1"
    ran = folder("pairing", "pause", "P-1", "--why", "leave", "--json", as_="olga", now=early)
    assert (ran.code, ran.document["error"]["code"]) == (4, "clock-behind")
    assert unchanged(folder) == before


def test_a_request_that_is_repeated_is_done_once(folder):
    told = (*OBSERVE, "--on", "2026-03-02", "--request-id", "one")
    first = folder.json(*told, as_="paul")
    after = unchanged(folder)
    assert folder.json(*told, as_="paul", now="2026-03-05T09:00:00Z") == first
    other = folder(*OBSERVE, "--on", "2026-03-01", "--request-id", "one", "--json", as_="paul")
    assert (other.code, other.document["error"]["code"]) == (3, "request-reused")
    assert unchanged(folder) == after


def test_bytes_that_are_no_text_are_bad_input(folder):
    ran = folder(*OBSERVE[:-1], b"\xff\xfe", "--on", "2026-03-02", as_="paul")
    assert ran.code == 3


def test_who_stops_reading_does_not_make_a_command_fail(folder):
    """`preceptor … | head -1`: the exit code still tells how the command went."""
    command = f"{sys.executable} -m preceptor"
    for arguments, code in (
        ("pairing show P-1", 0),
        ("pairing show P-1 --json", 0),
        ("pairing advance P-1 --json --as mina", 1),
    ):
        script = f"{command} {arguments} 2>err | true; echo ${{PIPESTATUS[0]}}"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=folder.path,
            env={**os.environ, "PRECEPTOR_NOW": folder.now},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout == f"{code}\n", arguments
        assert (folder.path / "err").read_text() == "", arguments


def test_letters_that_a_terminal_cannot_show_do_not_make_a_command_fail(folder):
    narrow = {"PYTHONIOENCODING": "latin-1"}
    told = ("--on", "2026-03-02", "--subject", "東京")
    assert folder(*OBSERVE[:3], *told, as_="paul", **narrow).code == 0
    shown = folder("pairing", "show", "P-1", **narrow)
    assert (shown.code, "\\u6771" in shown.out) == (0, True)
    document = folder("pairing", "show", "P-1", "--json", **narrow).document
    assert document["observations"][0]["subject"] == "東京"


def test_every_verb_of_the_ladder_has_help_with_an_example(folder):
    verbs = ("start", "list", "show", "observe", "feedback", "advance", "repeat", "pause", "resume", "withdraw")
    for verb in (*verbs, "reassign", "extend", "suggest"):
        ran = folder("pairing", verb, "--help")
        assert ran.code == 0
        assert f"Example:\n    preceptor pairing {verb}" in ran.out
