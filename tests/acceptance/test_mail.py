"""The relay as its users start it: from cron and as a service, with a server that is there, or is not."""

import os
import signal
import subprocess
import sys
import time

import pytest
from tests.support.command import Folder
from tests.support.smtp_server import Fault, Server, replies, serving

KEYS = {"sent", "retried", "dead", "dropped", "unknown", "held", "remaining"}


@pytest.fixture
def server():
    with serving() as opened:
        yield opened


@pytest.fixture
def mailed(made_folder, server: Server):
    """A folder whose mails go to a server of the tests, with three of them waiting."""
    founded = Folder(made_folder)
    founded.environ |= {"PRECEPTOR_SMTP_HOST": "127.0.0.1", "PRECEPTOR_SMTP_PORT": str(server.port)}
    for login in ("mina", "nora", "paul"):
        added = founded(
            "person", "add", login, "--name", login.title(), "--email", f"{login}@example.org", as_="olga"
        )
        assert added.code == 0, added.err
    return founded


def test_once_sends_what_is_ready_and_needs_nobody(mailed, server: Server) -> None:
    done = mailed.json("notice", "relay", "--once")
    assert done == {"sent": 3, "retried": 0, "dead": 0, "dropped": 0, "unknown": 0, "held": 0, "remaining": 0}
    assert sorted(server.recipients) == ["mina@example.org", "nora@example.org", "paul@example.org"]
    assert {str(one["From"]) for one in server.messages} == {"preceptor <olga@example.org>"}
    assert mailed.json("notice", "relay") == {**dict.fromkeys(KEYS, 0)}


def test_what_nobody_needs_any_more_is_not_called_given_up(mailed, server: Server) -> None:
    """Nobody has to look at it."""
    assert mailed("person", "deactivate", "nora", as_="olga").code == 0
    said = mailed("notice", "relay", "--once").out
    assert "2 sent, 0 put off, 0 given up, 1 not needed any more," in said
    assert mailed("notice", "list", "--state", "unknown").out == "There are no notices in the state `unknown`.\n"


def test_it_says_in_words_what_became_of_mails(mailed, server: Server) -> None:
    server.refused["nora@example.org"] = "550 5.1.1 no such user"
    ran = mailed("notice", "relay", "--once", "--workers", "1")
    assert (ran.code, ran.out) == (
        0,
        "2 sent, 0 put off, 1 given up, 0 not needed any more, 0 without an answer, 0 that cannot be made;"
        " 0 remain.\n",
    )
    (dead,) = mailed.json("notice", "list", "--state", "dead")
    assert (dead["to"], dead["last_reply"]) == ("nora", "at RCPT: 550 5.1.1 no such user")
    (owed,) = mailed.json("mine", as_="olga")
    assert owed["command"] == f"preceptor notice retry {dead['id']}"
    server.refused.clear()
    assert mailed("notice", "retry", dead["id"], as_="olga").code == 0
    assert mailed.json("mine", as_="olga") == []
    assert mailed.json("notice", "relay", "--once")["sent"] == 1
    shown = mailed("notice", "show", dead["id"])
    assert "250 2.0.0 taken" in shown.out and "message" in shown.out


def test_a_server_that_is_away_is_exit_code_4_and_everything_waits(mailed) -> None:
    away = mailed("notice", "relay", "--once", "--json", PRECEPTOR_SMTP_PORT="1")
    assert away.code == 4
    assert {key: away.document[key] for key in KEYS} == {**dict.fromkeys(KEYS, 0), "remaining": 3}
    assert away.document["error"]["code"] == "environment"
    said = mailed("notice", "relay", PRECEPTOR_SMTP_PORT="1")
    assert said.code == 4
    assert "the mail server takes nothing now" in said.err and "3 remain" in said.out
    assert {one["state"] for one in mailed.json("notice", "list")} == {"ready"}


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({"PRECEPTOR_SMTP_HOST": ""}, 4),
        ({"PRECEPTOR_SMTP_TLS": "ssl"}, 3),
        ({"PRECEPTOR_SMTP_HOST": "smtp.example.org", "PRECEPTOR_SMTP_TLS": "none"}, 3),
        ({"PRECEPTOR_SMTP_PORT": "smtp"}, 3),
        ({"PRECEPTOR_SMTP_USER": "ada"}, 3),
        ({"PRECEPTOR_SMTP_PASSWORD": "s3cret"}, 3),
    ],
)
def test_settings_that_cannot_be_are_refused_with_a_remedy(mailed, environ: dict[str, str], code: int) -> None:
    ran = mailed("notice", "relay", "--json", **environ)
    assert ran.code == code
    assert ran.document["error"]["remedy"]
    assert "s3cret" not in ran.out + ran.err


@pytest.mark.parametrize("options", [["--workers", "0"], ["--workers", "x"], ["--rate", "0"], ["--workers", "51"]])
def test_wrong_usage_is_exit_code_2(mailed, options: list[str]) -> None:
    assert mailed("notice", "relay", *options).code == 2


def test_a_retry_needs_somebody_and_something(mailed) -> None:
    assert mailed("notice", "retry", "N-1").code == 3
    assert mailed("notice", "retry", "N-99", as_="olga").code == 3
    assert mailed("notice", "retry", "N-1", as_="mina").code == 1


def checks(ran) -> dict[str, str]:
    return {one["check"]: one["state"] for one in ran.document}


def test_the_doctor_tries_the_server_and_sends_nothing_unless_asked(mailed, server: Server) -> None:
    found = checks(mailed("doctor", "--json"))
    assert {found[one] for one in ("mail-server", "mail-sender", "unsent-mail")} == {"ok"}
    assert server.received == []
    asked = mailed("doctor", "--mail-to", "ada@example.org", "--json")
    assert (asked.code, checks(asked)["mail-test"]) == (0, "ok")
    assert server.recipients == ["ada@example.org"]


@pytest.mark.parametrize("address", ["nobody", "a@b\nBcc: c@d", "=?utf-8?q?=0A?=@example.org"])
def test_the_doctor_mails_nothing_to_what_is_no_address(mailed, server: Server, address: str) -> None:
    asked = mailed("doctor", "--mail-to", address, "--json")
    assert asked.code == 3
    assert server.received == []


def test_the_doctor_that_is_asked_for_a_mail_says_when_there_is_no_server(mailed) -> None:
    asked = mailed("doctor", "--mail-to", "ada@example.org", "--json", PRECEPTOR_SMTP_HOST="")
    assert (asked.code, checks(asked)["mail-server"]) == (4, "problem")


def test_where_no_owner_has_an_address_somebody_has_to_say_whom_mails_are_from(tmp_path, server: Server) -> None:
    folder = Folder(tmp_path)
    assert folder("init", "g", "--owner", "olga").code == 0
    folder = Folder(tmp_path / "g")
    folder.environ |= {"PRECEPTOR_SMTP_HOST": "127.0.0.1", "PRECEPTOR_SMTP_PORT": str(server.port)}
    ran = folder("notice", "relay", "--json")
    assert (ran.code, ran.document["error"]["remedy"]) == (4, "Set from under [mail] in preceptor.toml.")
    assert checks(folder("doctor", "--json"))["mail-sender"] == "problem"


def test_the_doctor_says_when_the_server_is_away_or_does_not_take_our_mail(mailed, server: Server) -> None:
    away = mailed("doctor", "--json", PRECEPTOR_SMTP_PORT="1")
    assert (away.code, checks(away)["mail-server"]) == (4, "problem")
    server.always["MAIL"] = replies("553 5.7.1 not you")
    assert checks(mailed("doctor", "--json"))["mail-sender"] == "problem"
    unset = mailed("doctor", "--json", PRECEPTOR_SMTP_HOST="")
    assert (unset.code, checks(unset)["mail-server"]) == (0, "warning")
    wrong = mailed("doctor", "--json", PRECEPTOR_SMTP_TLS="ssl")
    assert (wrong.code, checks(wrong)["mail-server"]) == (4, "problem")


def service(folder) -> "subprocess.Popen[str]":
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PRECEPTOR_")}
    return subprocess.Popen(
        [sys.executable, "-m", "preceptor", "notice", "relay", "--watch", "--json"],
        cwd=folder.path,
        env={**environ, "PRECEPTOR_NOW": folder.now, **folder.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(condition, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_service_sends_what_comes_and_stops_when_asked(mailed, server: Server, asked: signal.Signals) -> None:
    running = service(mailed)
    try:
        until(lambda: len(server.received) == 3)
        mailed("person", "add", "rosa", "--name", "Rosa", "--email", "rosa@example.org", as_="olga")
        until(lambda: len(server.received) == 4)
        running.send_signal(asked)
        out, err = running.communicate(timeout=20)
    finally:
        running.kill()
    assert (running.returncode, err) == (0, "")
    assert '"sent": 4' in out


def test_a_service_that_is_stopped_finishes_the_mail_in_hand(mailed, server: Server) -> None:
    server.always["dot"] = Fault(silence=1.0)
    running = service(mailed)
    try:
        until(lambda: "DATA" in server.commands)
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=20)
    finally:
        running.kill()
    assert running.returncode == 0
    states = sorted(one["state"] for one in mailed.json("notice", "list"))
    assert states.count("sent") == len(server.received) >= 1
    assert set(states) <= {"sent", "ready"}


def test_a_service_waits_for_a_server_that_comes_back(mailed, server: Server) -> None:
    server.will("connect", *[replies("421 not yet")] * 6)
    running = service(mailed)
    try:
        until(lambda: len(server.received) == 3)
    finally:
        running.terminate()
        running.communicate(timeout=20)
    assert running.returncode == 0


def test_a_service_that_is_stopped_while_the_server_is_away_stops_well(mailed, server: Server) -> None:
    server.always["connect"] = replies("421 not yet")
    running = service(mailed)
    try:
        until(lambda: server.connections >= 4)
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=20)
    finally:
        running.kill()
    assert running.returncode == 0
    assert {one["state"] for one in mailed.json("notice", "list")} == {"ready"}
