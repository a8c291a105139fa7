"""Which mail server is used: the file says it, the environment wins, and what cannot be is refused."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from preceptor.bootstrap import mail_settings as module
from preceptor.bootstrap.mail_settings import MailSettings
from preceptor.bootstrap.settings import read_settings
from preceptor.bootstrap.settings_text import SettingsText
from preceptor.errors import BadInput, EnvironmentProblem, PreceptorError

HOST = {"host": "smtp.example.org"}
LOGIN = {"PRECEPTOR_SMTP_USER": "ada", "PRECEPTOR_SMTP_PASSWORD": "s3cret"}


def mail_settings(told: Mapping[str, Any], environ: Mapping[str, str]) -> MailSettings:
    """What they are where the place in the file does not matter."""
    return module.mail_settings(told, environ, SettingsText(path=Path("preceptor.toml")))


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


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ('[mail]\nhost = "localhost"\nport = 99999\n', (3, 1), "`99999` is no port"),
        ('[mail]\nhost = "localhost"\nfrom = "olga"\n', (3, 1), "`from` in [mail]: `olga` is no mail address"),
        ('mail = { host = "localhost", tls = "ssl" }\n', (1, 30), "tls is `ssl`"),
        ('[mail]\nhost = "mx.example.org"\n\ntls = "none"\n', (4, 1), "would go unencrypted"),
        ('[mail]\n  host = "mx example org"\n', (2, 3), "is no mail server's name"),
        ('[mail]\nuser = "ada"\nhost = "localhost"\n', (2, 1), "the password is missing"),
    ],
)
def test_a_setting_that_cannot_be_is_told_with_its_line_and_column(
    tmp_path: Path, text: str, place: tuple[int, int], said: str
) -> None:
    (tmp_path / "preceptor.toml").write_text(text)
    settings = read_settings(tmp_path)
    with pytest.raises(BadInput) as caught:
        module.mail_settings(settings.mail, {}, settings.source)
    assert said in caught.value.message
    assert (caught.value.line, caught.value.column) == place
    assert caught.value.path == str(tmp_path.resolve() / "preceptor.toml")


@pytest.mark.parametrize(
    "environ",
    [
        {"PRECEPTOR_SMTP_HOST": "a b"},
        {"PRECEPTOR_SMTP_PORT": "99999"},
        {"PRECEPTOR_SMTP_TLS": "ssl"},
        {"PRECEPTOR_SMTP_USER": "ada"},
        {"PRECEPTOR_SMTP_PASSWORD": "s3cret"},
    ],
)
def test_a_variable_that_cannot_be_is_told_by_its_name_and_not_by_a_line_of_the_file(environ: dict[str, str]) -> None:
    with pytest.raises(BadInput) as caught:
        mail_settings({**HOST, "port": 25, "tls": "starttls"}, environ)
    assert caught.value.message.startswith(f"{next(iter(environ))}: ")
    assert caught.value.path is None
