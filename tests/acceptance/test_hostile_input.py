"""No argument, variable, setting or file does harm: a sentence with the right exit code, and nothing changed."""

import json
import os
import pwd
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from tests.support import hostile

from preceptor.bootstrap import founding
from preceptor.cli.types import PATH
from preceptor.clock import FixedClock
from preceptor.services.founding import Founder
from preceptor.store import SqlStore, schema

NOW = "2026-03-02T09:00:00+01:00"
#: Everything that commands name exists: a pairing P-1 with an observation O-1, and a notice N-1.
STORY = (
    ("team", "add", "checkout", "--title", "Checkout", "--lead", "olga"),
    ("person", "add", "mina", "--name", "Mina", "--email", "mina@example.org", "--team", "checkout"),
    ("person", "add", "paul", "--name", "Paul"),
    ("certification", "grant", "paul", "--process", "retrospective", "--role", "author", "--why", "led ours"),
    ("pairing", "start", "mina", "--process", "retrospective", "--role", "author", "--preceptor", "paul"),
    ("pairing", "observe", "P-1", "--on", "2026-03-02", "--subject", "cache outage"),
)
#: They may write a file of any name.
LENIENT = (
    *("audit seal", "notice preview", "export ics", "export csv", "export mermaid"),
    *("report health", "report team", "report process", "report learning"),
)
#: They read files, and what they find in them is an answer.
CHECKS = ("check", "variant check")
NAUGHTY = ("\x1b", "\x07", "\u202e", "\u200f", "\x9b")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("founded") / "governance"
    founder = Founder(login="olga", name="Olga Lind", email="olga@example.org")
    clock = FixedClock(datetime.fromisoformat(NOW))
    founding.make_folder(folder, founder, example=None, database=None, clock=clock)
    with pytest.MonkeyPatch.context() as patch:
        _enter(patch, folder)
        for step in STORY:
            assert hostile.ran(*step).code == 0, step
    return folder


@pytest.fixture
def folder(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A governance folder, entered as its owner."""
    copy = tmp_path / "governance"
    shutil.copytree(founded, copy)
    _enter(monkeypatch, copy)
    return copy


def _enter(patch: pytest.MonkeyPatch, folder: Path) -> None:
    for name in [name for name in os.environ if name.startswith("PRECEPTOR_")]:
        patch.delenv(name)
    patch.setenv("PRECEPTOR_NOW", NOW)
    patch.setenv("PRECEPTOR_PERSON", "olga")
    patch.chdir(folder)


def _told(ran: hostile.Ran, codes: tuple[int, ...] = (2, 3, 4)) -> None:
    """It ended with a sentence that does no harm to a terminal either."""
    said = ran.out + ran.err
    assert "Traceback" not in said and "not made for" not in said, said[-2000:]
    assert ran.code in codes, (ran.code, said[:500])
    assert said.strip()
    assert not any(one in said for one in NAUGHTY), ascii(said[:500])
    assert len(ran.err) < 10_000


VERBS = {" ".join(words): (words, command) for words, command in hostile.verbs() if words[0] not in ("init", "demo")}


@pytest.mark.parametrize("verb", VERBS)
def test_every_argument_of_every_command_may_be_hostile(folder: Path, verb: str) -> None:
    database = folder / "preceptor.db"
    before = database.read_bytes()
    for case in hostile.cases(*VERBS[verb]):
        ran = hostile.ran(*case.arguments)
        if ran.code == 0 and (case.may_pass or verb in LENIENT):
            database.write_bytes(before)
            continue
        # A refusal will do where the value is none of the process's, and `check` says what is wrong with a folder.
        _told(ran, (1, 2, 3, 4) if case.may_pass or verb in CHECKS else (2, 3, 4))
        assert database.read_bytes() == before, case.name


@pytest.mark.parametrize(
    "text",
    ["می\u200cشود", "\U0001f469\u200d\U0001f4bb restarts", "Fehlerrate 5\u00a0%", "taux d\u2019erreur 5\u202f%"],
    ids=["Persian", "a joined picture", "German", "French"],
)
def test_what_people_write_in_their_language_is_taken_and_shown(folder: Path, text: str) -> None:
    assert hostile.ran("retrospective", "open", text, "--team", "checkout").code == 0
    assert hostile.ran("retrospective", "note", "R-1", text).code == 0
    assert hostile.ran("person", "add", "ada", "--name", text).code == 0
    for command in (
        ("retrospective", "show", "R-1"),
        ("writeup", "new", "R-1"),
        ("audit", "log"),
        ("person", "list"),
    ):
        ran = hostile.ran(*command)
        assert ran.code == 0, ran.err
        assert " ".join(text.split()) in " ".join(ran.out.split())
    (found,) = json.loads(hostile.ran("retrospective", "list", "--json").out)
    assert found["title"] == " ".join(text.split())


@pytest.mark.parametrize("option", ["--as", "--folder", "--database"])
@pytest.mark.parametrize("before", [True, False])
def test_an_empty_option_does_not_let_the_command_act_elsewhere_or_as_somebody_else(
    folder: Path, option: str, before: bool
) -> None:
    database = (folder / "preceptor.db").read_bytes()
    command = ("person", "add", "quinn", "--name", "Q", "--json")
    ran = hostile.ran(*((option, "", *command) if before else (*command, option, "")))
    assert (ran.code, json.loads(ran.out)["error"]["message"]) == (3, f"{option} is empty")
    assert (folder / "preceptor.db").read_bytes() == database


def test_an_empty_variable_names_nobody_so_that_the_system_still_acts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRECEPTOR_PERSON", "")
    assert hostile.ran("notice", "remind", "--request-id", "morning").code == 0
    assert hostile.ran("mine").code == 3


@pytest.mark.parametrize("option", ["--owner", "--name", "--email"])
def test_an_empty_word_about_the_first_owner_is_not_made_another(folder: Path, option: str) -> None:
    _told(hostile.ran("init", str(folder / "new"), "--owner", "olga", option, ""), (3,))
    assert not (folder / "new").exists()


SETTINGS = {
    "half a section": "[database",
    "an unknown section": "[databases]\nurl = 'sqlite:///x.db'",
    "an unknown setting": "[folder]\nallow_everything = true",
    "a setting twice": "[folder]\nallow_fixed_clock = true\nallow_fixed_clock = true",
    "a section that is a number": "database = 3",
    "a section that is a list": "[[database]]\nurl = 'x'",
    "an address that is a number": "[database]\nurl = 3",
    "an empty address": "[database]\nurl = ''",
    "an address with a NUL": '[database]\nurl = "sqlite:///a\\u0000b"',
    "days that are a text": "[calendar]\ncompany_days = '2026-01-01'",
    "days that are lists": "[calendar]\ncompany_days = [[1]]",
    "days that are moments": "[calendar]\ncompany_days = [2026-01-01T00:00:00]",
    "a day that is none": "[calendar]\ncompany_days = ['2026-02-30']",
    "an hour that is none": "[calendar]\nday_ends = '25:00'",
    "an hour with an offset": "[calendar]\nday_ends = '17:00+01:00'",
    "an hour that is a number": "[calendar]\nday_ends = 17",
    "a switch that is a text": "[folder]\nallow_fixed_clock = 'yes'",
    "a port that is a text": "[mail]\nport = '25'",
    "10 MiB": "#" * 10 * 1024 * 1024,
    "deep nesting": "x = " + "[" * 100_000,
    "a number of many digits": "x = " + "9" * 5_000,
    "a NUL": "[folder]\nallow_fixed_clock = tr\0ue",
    "control characters": "[folder]\n'\x1b[2J' = 1",
    "escaped control characters": '[folder]\n"\\u001b[2J\\u202e" = 1',
}


@pytest.mark.parametrize("what", SETTINGS)
def test_settings_that_cannot_be_used_are_told_with_their_file(folder: Path, what: str) -> None:
    (folder / "preceptor.toml").write_text(SETTINGS[what])
    before = (folder / "preceptor.db").read_bytes()
    for command in (("person", "list"), ("team", "add", "other", "--title", "Other")):
        ran = hostile.ran(*command)
        _told(ran, (3, 4))
        assert "preceptor.toml" in ran.err or "address" in ran.err
    _told(hostile.ran("doctor"), (4,))
    assert (folder / "preceptor.db").read_bytes() == before


@pytest.mark.parametrize("contents", [b"\xff\xfe[\0", b"[folder]\n# M\xe4rz", None])
def test_settings_that_are_no_text_are_told(folder: Path, contents: bytes | None) -> None:
    settings = folder / "preceptor.toml"
    settings.unlink()
    if contents is None:
        settings.mkdir()
    else:
        settings.write_bytes(contents)
    _told(hostile.ran("person", "list"), (3, 4))


@pytest.mark.parametrize(
    "now",
    [
        *("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00"),
        *("2026-03-02", "2026-03-02T09:00", "now", "1e9", hostile.NO_TEXT, "9" * 5_000, "2026-03-02T09:00+99:00"),
    ],
)
def test_a_clock_that_cannot_be_right_stops_every_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, now: str
) -> None:
    monkeypatch.setenv("PRECEPTOR_NOW", now)
    before = (folder / "preceptor.db").read_bytes()
    grant = ("certification", "grant", "olga", "--process", "retrospective", "--role", "author", "--why", "led ours")
    for command in (("mine",), ("overdue", "--within", "3 days"), ("team", "add", "other", "--title", "O"), grant):
        _told(hostile.ran(*command), (3,))
    assert (folder / "preceptor.db").read_bytes() == before


@pytest.mark.parametrize("now", ["2026-03-02T08:00:01Z", "8990-01-01T00:00:00Z"])
def test_a_clock_far_ahead_still_counts(folder: Path, monkeypatch: pytest.MonkeyPatch, now: str) -> None:
    monkeypatch.setenv("PRECEPTOR_NOW", now)
    grant = ("certification", "grant", "mina", "--process", "retrospective", "--role", "moderator", "--why", "did it")
    for command in (("overdue", "--within", "100000 days"), ("person", "change", "mina", "--country", "DE"), grant):
        ran = hostile.ran(*command)
        assert ran.code == 0, ran.err
    assert hostile.ran("audit", "verify").code == 0


def test_a_clock_before_the_last_event_reads_and_does_not_write(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRECEPTOR_NOW", "1900-01-01T00:00:00Z")
    before = (folder / "preceptor.db").read_bytes()
    for command in (("mine",), ("overdue",), ("certification", "list"), ("pairing", "show", "P-1")):
        assert hostile.ran(*command).code == 0
    ran = hostile.ran("pairing", "pause", "P-1", "--why", "leave")
    _told(ran, (4,))
    assert "clock" in ran.err
    assert (folder / "preceptor.db").read_bytes() == before


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        *(("PRECEPTOR_FOLDER", value) for value in ("preceptor.toml", "/nowhere", "x" * 300, hostile.LONG)),
        ("PRECEPTOR_FOLDER", hostile.NO_TEXT),
        *(("PRECEPTOR_PERSON", value) for value in (hostile.NO_TEXT, "\x1b[2J", "nobody", hostile.LONG)),
        *(
            ("PRECEPTOR_DATABASE_URL", value)
            for value in (
                *("sqlite:///" + "x" * 300, hostile.NO_TEXT, "sqlite:///preceptor.db?mode=memory", "file:x", "\x1b["),
                *("sqlite:////dev/null", "sqlite:////proc/self/mem", "sqlite:////", "postgresql://host:port/x"),
                *("postgresql://127.0.0.1:1/x?sslmode=maybe", "postgresql://127.0.0.1:1/x?what=else", "mysql://x/y"),
            )
        ),
    ],
)
def test_a_variable_that_cannot_be_used_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    before, there = (folder / "preceptor.db").read_bytes(), sorted(os.listdir(folder))
    for command in (("mine",), ("team", "add", "other", "--title", "Other")):
        _told(hostile.ran(*command), (3, 4))
    _told(hostile.ran("doctor"), (0, 3, 4))
    assert ((folder / "preceptor.db").read_bytes(), sorted(os.listdir(folder))) == (before, there)


def test_a_folder_may_have_a_name_that_is_no_text(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = tmp_path / hostile.NO_TEXT
    folder.rename(odd)
    monkeypatch.chdir(odd)
    assert hostile.ran("pairing", "pause", "P-1", "--why", "leave").code == 0
    assert hostile.ran("audit", "verify").code == 0


PEOPLE = "login,name\n"
OCCASIONS = "held_on,role,subject,performer,watchers\n"
FILES = {
    "nothing": b"",
    "a NUL": b"\0",
    "bytes that are no UTF-8": b"login,name\nmin\xe4,Mina\n",
    "a surrogate in UTF-8": b"login,name\n\xed\xb3\xbf,Mina\n",
    "UTF-16": "login,name\nmina,Mina\n".encode("utf-16"),
    "one line of 5 MB": b"x" * 5_000_000,
    "a quoted field of 5 MB": b'login,name\nzoe,"' + b"x" * 5_000_000 + b'"\n',
    "5 MB of commas": b"," * 5_000_000,
    "5 MB of quotes": b'"' * 5_000_000,
    "an open quote": b'login,name\nzoe,"Zoe\n',
    "a NUL in a name": (PEOPLE + "zoe,Z\0oe\n").encode(),
    "control characters in a name": (PEOPLE + "zoe,\x1b[2JZoe\n").encode(),
    "a name that turns the writing around": (PEOPLE + "zoe,Zoe\u202e\u200f\n").encode(),
    "a column that turns the writing around": "login,name,\u202e\x1b[2J\n".encode(),
    "hours beyond all numbers": b"login,name,hours\nzoe,Zoe," + b"9" * 5_000 + b"\n",
    "a time zone that is a path": b"login,name,time_zone\nzoe,Zoe,../../etc/passwd\n",
    "a day beyond the calendar": (OCCASIONS + "10000-01-01,author,outage,paul,mina\n").encode(),
    "a day in the future": (OCCASIONS + "9999-12-31,author,outage,paul,mina\n").encode(),
    "a subject with a NUL": (OCCASIONS + "2026-01-01,author,out\0age,paul,mina\n").encode(),
    "deep YAML": b"[" * 5_000_000,
    "deep JSON": b'{"a":' * 100_000,
    "a number of many digits": b'{"format": ' + b"9" * 5_000 + b"}",
    "a seal with a NUL": b'{"format": 1, "digest": "\\u0000", "streams": [], "events": 0, "sealed_at": 0}',
    "a seal with a surrogate": b'{"format": 1, "digest": 1, "streams": {}, "events": 0, "sealed_at": "\\udcff"}',
    "a format that is a list": b'{"format": [], "digest": "", "streams": {}, "events": 0, "sealed_at": ""}',
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_may_hold_anything(folder: Path, what: str) -> None:
    file = folder / "given"
    file.write_bytes(FILES[what])
    before = (folder / "preceptor.db").read_bytes()
    for command in (
        ("person", "import", "given"),
        ("observation", "import", "given", "--process", "retrospective", "--add-people"),
        ("audit", "verify", "--against", "given"),
        ("check", "given"),
    ):
        _told(hostile.ran(*command), (1, 3) if command[0] == "check" else (3,))
    assert (folder / "preceptor.db").read_bytes() == before


@pytest.mark.parametrize(
    "directory", ["", "preceptor.toml", "preceptor.toml/x", "/proc/x", "x" * 300, hostile.NO_TEXT]
)
def test_a_folder_that_cannot_be_made_is_told_and_leaves_nothing(folder: Path, directory: str) -> None:
    there = sorted(os.listdir(folder))
    _told(hostile.ran("init", directory, "--owner", "olga"), (3, 4))
    assert sorted(os.listdir(folder)) == there


@pytest.mark.parametrize("value", hostile.NAMES)
def test_a_founder_and_an_example_are_looked_at_before_anything_is_made(folder: Path, value: str) -> None:
    there = sorted(os.listdir(folder))
    for option in ("--owner", "--example"):
        _told(hostile.ran("init", "new", f"{option}={value}"), (3,))
    assert sorted(os.listdir(folder)) == there


def test_a_database_may_have_any_name_in_the_settings_of_a_new_folder(folder: Path) -> None:
    name = 'a "b" \\ \x7f\t.db'
    assert hostile.ran("init", "new", "--owner", "olga", "--database", f"sqlite:///{folder}/{name}").code == 0
    assert hostile.ran("process", "list", "--folder", "new").code == 0
    assert (folder / name).exists()


# A database that cannot serve

#: These read files only, look at the database in their own way, or need a file first.
WITHOUT_DATABASE = (
    *(*CHECKS, "writeup check", "writeup explain", "process render"),
    *("doctor", "database upgrade", "database grant", "audit seal"),
)
SERVED = [verb for verb in VERBS if verb not in WITHOUT_DATABASE]


def _every_command_says(folder: Path, *expected: str) -> None:
    """No command reads or writes, each says why, and the folder is as it was."""
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    for verb in SERVED:
        ran = hostile.ran(*hostile.usual(*VERBS[verb]))
        if ran.code == 3 and "nowhere" in ran.err:  # the file that it reads first
            continue
        _told(ran, (4,))
        assert any(one in ran.err for one in expected), (verb, ran.err)
    _told(hostile.ran("doctor"), (4,))
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_a_newer_database_is_left_alone_by_every_command(folder: Path) -> None:
    _set_version(folder, "9999")
    _every_command_says(folder, "newer preceptor")
    _told(hostile.ran("database", "upgrade"), (4,))


def test_an_older_database_asks_for_its_upgrade(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("preceptor.store.schema.REVISIONS", ("0000", *schema.REVISIONS))
    _set_version(folder, "0000")
    _every_command_says(folder, "preceptor database upgrade")


def _set_version(folder: Path, version: str) -> None:
    with sqlite3.connect(folder / "preceptor.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.close()


def test_a_database_that_was_deleted_is_missed_and_not_made_anew(folder: Path) -> None:
    (folder / "preceptor.db").unlink()
    _every_command_says(folder, "it is not there")
    assert not (folder / "preceptor.db").exists()


@pytest.mark.parametrize("contents", [b"Dear reader, " * 400, b"\0" * 8192, b"SQLite format 3\0" + b"\xff" * 4080])
def test_a_file_that_is_no_database_is_told_and_left_as_it_is(folder: Path, contents: bytes) -> None:
    (folder / "preceptor.db").write_bytes(contents)
    _every_command_says(folder, "not a database", "no tables")


def test_an_empty_file_holds_no_tables(folder: Path) -> None:
    (folder / "preceptor.db").write_bytes(b"")
    _every_command_says(folder, "no tables")


@pytest.mark.parametrize("part", ["half", "a page"])
def test_a_database_that_was_cut_off_or_overwritten_ends_no_command_in_a_traceback(folder: Path, part: str) -> None:
    file = folder / "preceptor.db"
    whole = file.read_bytes()
    for place in range(4096, len(whole), len(whole) // 12 // 4096 * 4096):
        file.write_bytes(whole[:place] if part == "half" else whole[:place] + b"\xff" * 4096 + whole[place + 4096 :])
        for verb in ("mine", "pairing show", "pairing list", "pairing observe", "certification list", "notice list"):
            ran = hostile.ran(*hostile.usual(*VERBS[verb]))
            if ran.code:
                _told(ran, (4,))
        _told(hostile.ran("audit", "verify"), (0, 1, 4))


def test_a_database_that_others_hold_for_too_long_is_busy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("preceptor.store.database.BUSY", 0.01)
    monkeypatch.setattr("preceptor.bootstrap.open_store", lambda told: SqlStore(told.database, patience=0.02))
    holder = sqlite3.connect(folder / "preceptor.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        _every_command_says_busy()
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert hostile.ran("pairing", "pause", "P-1", "--why", "leave").code == 0


def _every_command_says_busy() -> None:
    for verb in SERVED:
        ran = hostile.ran(*hostile.usual(*VERBS[verb]))
        if ran.code == 3 and "nowhere" in ran.err:
            continue
        _told(ran, (4,))
        assert "busy" in ran.err, verb


#: They read a file that is handed in.
READERS = (
    *("check", "variant check", "writeup check", "change propose", "variant propose", "writeup submit"),
    *("meeting notes", "person import", "observation import", "recommendation sync", "audit verify --against"),
)


@pytest.mark.parametrize("reader", READERS)
def test_a_file_that_is_there_and_may_not_be_read_is_bad_input(
    folder: Path, monkeypatch: pytest.MonkeyPatch, reader: str
) -> None:
    verb, _, option = reader.partition(" --")
    words, command = VERBS[verb]
    file = next(one.opts[0] for one in command.params if one.type is PATH)
    assert option in file
    hostile.ran(*hostile.usual(words, command, {file: "nowhere"}))  # while files of root's can still be read
    with _given_to_an_ordinary_user(folder) as other:
        unread = other / "u.yaml"
        unread.touch()
        unread.chmod(0)
        monkeypatch.chdir(other)
        with _ordinary_user():
            ran = hostile.ran(*hostile.usual(words, command, {file: "u.yaml"}))
        monkeypatch.chdir(folder)
    _told(ran, (3,))
    assert "the file cannot be read: permission denied" in ran.out + ran.err


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o755), (0o644, 0o555), (0o444, 0o555), (0, 0o755)])
def test_who_may_not_write_may_read_and_is_told_what_is_missing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, file_mode: int, folder_mode: int
) -> None:
    reading = [("pairing", "show", "P-1"), ("certification", "list"), ("audit", "verify"), ("overdue",)]
    writing = [("pairing", "pause", "P-1", "--why", "leave"), ("team", "add", "other", "--title", "Other")]
    for command in (*reading, ("team", "add", "other", "--title", " ")):
        hostile.ran(*command)  # while files of root's can still be read
    with _given_to_an_ordinary_user(folder) as other:
        (other / "preceptor.db").chmod(file_mode)
        other.chmod(folder_mode)
        monkeypatch.chdir(other)
        before = (other / "preceptor.db").stat().st_mtime_ns
        with _ordinary_user():
            for command in reading:
                ran = hostile.ran(*command)
                if file_mode:
                    assert ran.code == 0, ran.err
                else:
                    _told(ran, (4,))
                    assert "permission" in ran.err
            for command in writing:
                ran = hostile.ran(*command)
                _told(ran, (4,))
                assert "permission" in ran.err
            if folder_mode == 0o555:
                _told(hostile.ran("audit", "seal", "seal.json"), (4,))
                (other / "PROCESS.md").chmod(0o644)
        assert (other / "preceptor.db").stat().st_mtime_ns == before
        monkeypatch.chdir(folder)
        other.chmod(0o755)


@contextmanager
def _given_to_an_ordinary_user(folder: Path) -> Iterator[Path]:
    """A copy of a folder where other users can reach it, which is theirs."""
    with tempfile.TemporaryDirectory() as name:
        other = Path(name) / "governance"
        shutil.copytree(folder, other)
        for path in (Path(name), *Path(name).rglob("*")):
            path.chmod(0o755)
            if os.geteuid() == 0:
                nobody = pwd.getpwnam("nobody")
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        yield other


@contextmanager
def _ordinary_user() -> Iterator[None]:
    """Root may write anything, so for a while be nobody, also to those who ask who we really are."""
    if os.geteuid() != 0:
        yield
        return
    nobody = pwd.getpwnam("nobody").pw_uid
    os.setresuid(nobody, nobody, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
