"""Which mail server is used: the file says it, the environment wins, and what cannot be is refused."""

from typing import Any

import pytest

from preceptor.bootstrap.mail_settings import mail_settings
from preceptor.errors import BadInput, EnvironmentProblem, PreceptorError

HOST = {"host": "smtp.example.org"}
LOGIN = {"PRECEPTOR_SMTP_USER": "ada", "PRECEPTOR_SMTP_PASSWORD": "s3cret"}


def test_the_way_to_another_machine_is_encrypted_unless_said_otherwise() -> None:
    server = mail_settings(HOST, {}).server
    assert (server.host, server.port, server.tls) == ("smtp.example.org", 587, "starttls")
    assert mail_settings({**HOST, "tls": "implicit"}, {}).server.port == 465


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "::1", "[::1]", "LOCALHOST."])
def test_on_this_machine_nothing_is_encrypted_unless_asked_for(host: str) -> None:
    server = mail_settings({"host": host}, {}).server
    assert (server.port, server.tls) == (25, "none")
    assert mail_settings({"host": host, "tls": "starttls"}, {}).server.tls == "starttls"


def test_the_environment_wins_over_the_file() -> None:
    told = {"host": "smtp.example.org", "port": 25, "tls": "implicit", "user": "old", "from": "p@example.org"}
    environ = {
        "PRECEPTOR_SMTP_HOST": "mx.example.org",
        "PRECEPTOR_SMTP_PORT": "2525",
        "PRECEPTOR_SMTP_TLS": "starttls",
        **LOGIN,
    }
    settings = mail_settings(told, environ)
    server = settings.server
    assert (server.host, server.port, server.tls) == ("mx.example.org", 2525, "starttls")
    assert (server.user, server.password, settings.sender) == ("ada", "s3cret", "p@example.org")


def test_an_empty_variable_counts_as_unset() -> None:
    environ = dict.fromkeys(("PRECEPTOR_SMTP_HOST", "PRECEPTOR_SMTP_PORT", "PRECEPTOR_SMTP_PASSWORD"), "")
    assert mail_settings(HOST, environ).server.port == 587


def test_the_password_shows_in_no_representation() -> None:
    assert "s3cret" not in repr(mail_settings(HOST, LOGIN))


@pytest.mark.parametrize(
    ("told", "environ"),
    [
        ({**HOST, "tls": "none"}, {}),
        ({**HOST, "tls": "ssl"}, {}),
        ({**HOST, "port": 0}, {}),
        ({**HOST, "port": 65536}, {}),
        (HOST, {"PRECEPTOR_SMTP_PORT": "smtp"}),
        (HOST, {"PRECEPTOR_SMTP_PORT": "²5"}),
        (HOST, {"PRECEPTOR_SMTP_USER": "ada"}),
        ({**HOST, "user": "ada"}, {}),
        (HOST, {"PRECEPTOR_SMTP_PASSWORD": "s3cret"}),
        ({"host": "smtp.example.org\r\nMAIL"}, {}),
        ({"host": "smtp example org"}, {}),
        ({**HOST, "from": "nobody"}, {}),
        ({**HOST, "from": "Ada <ada@example.org>"}, {}),
        ({**HOST, "from": "ada@example.org\nBcc: x@example.org"}, {}),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_refused_with_what_to_write(
    told: dict[str, Any], environ: dict[str, str]
) -> None:
    with pytest.raises(BadInput) as caught:
        mail_settings(told, environ)
    assert caught.value.remedy
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("told", [{}, {"host": ""}, {"port": 25}])
def test_without_a_server_nothing_can_be_sent(told: dict[str, Any]) -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        mail_settings(told, {})
    assert isinstance(caught.value, PreceptorError) and caught.value.exit_code == 4
