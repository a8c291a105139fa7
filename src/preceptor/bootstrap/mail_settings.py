"""The mail server as `preceptor.toml` and the environment name it; the environment wins."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from preceptor.bootstrap.settings_text import SettingProblem, SettingsText
from preceptor.errors import BadInput, EnvironmentProblem
from preceptor.model.identity import email_problem, printable
from preceptor.model.mail_server import PORTS, TLS_KINDS, MailServer, Tls, default_tls, is_loopback

#: The variables that win over the file. The password stands nowhere else.
HOST, PORT, TLS = "PRECEPTOR_SMTP_HOST", "PRECEPTOR_SMTP_PORT", "PRECEPTOR_SMTP_TLS"
USER, PASSWORD = "PRECEPTOR_SMTP_USER", "PRECEPTOR_SMTP_PASSWORD"
#: Which variable wins over which setting of `[mail]`.
_VARIABLES = {"host": HOST, "port": PORT, "tls": TLS, "user": USER}

#: Where no server is named, so that nothing is said against how it is reached.
_HERE = "localhost"
#: A host name or an address, IPv6 too; a name has at most 253 characters (RFC 1035, section 2.3.4).
_HOST = re.compile(r"[A-Za-z0-9_.:\[\]-]{1,253}")


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """Where mail goes, and whom it is from."""

    server: MailServer
    #: None: the first owner's address.
    sender: str | None


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What is said of the mail server, and where it is said."""

    mail: Mapping[str, Any]
    environ: Mapping[str, str]
    source: SettingsText

    def get(self, name: str) -> Any:
        return self._variable(name) or self.mail.get(name)

    def problem(self, name: str, message: str, remedy: str, *, finding: str = "D203") -> BadInput:
        """Say what is wrong with a setting, with the variable that says it, else its place in the file.

        `finding` is as in `SettingProblem`.
        """
        if self._variable(name):
            return BadInput(f"{_VARIABLES[name]}: {message}", remedy=remedy)
        return self.source.problem(message, "mail", name, finding=finding, suggestion=remedy)

    def _variable(self, name: str) -> str | None:
        return self.environ.get(_VARIABLES[name])


def mail_settings(mail: Mapping[str, Any], environ: Mapping[str, str], source: SettingsText) -> MailSettings:
    """The settings from the section `[mail]` and the environment, of which an empty variable counts as unset.

    `source`: the file that the section is from.
    Raises `EnvironmentProblem` where no server is named, and `BadInput` for a setting that cannot be, with its place.
    """
    told = _Told(mail=mail, environ=environ, source=source)
    host = told.get("host")
    if not host:
        raise EnvironmentProblem(
            "No mail server is named.",
            remedy=f"Set host under [mail] in preceptor.toml, or {HOST}; docs/how-to/mail.md tells how.",
        )
    _see_possible(told, host)
    tls = _tls(told, host)
    user, password = told.get("user"), environ.get(PASSWORD) or None
    if (user is None) != (password is None):
        remedy = f"The user is [mail] user or {USER}, the password {PASSWORD} alone; unset both for no login."
        if password is None:
            raise told.problem("user", "a login needs both: the password is missing", remedy, finding="D202")
        raise BadInput(f"{PASSWORD}: a login needs both: the user is missing", remedy=remedy)
    return MailSettings(
        server=MailServer(host=host, port=_port(told, tls), tls=tls, user=user, password=password),
        sender=sender_of(mail, source),
    )


def wrong_in_mail(mail: Mapping[str, Any], source: SettingsText) -> Iterator[SettingProblem]:
    """Everything that is wrong with the section `[mail]` itself, whatever the environment says instead."""
    told = _Told(mail=mail, environ={}, source=source)
    host: str = mail.get("host") or _HERE
    looks: tuple[Callable[[], object], ...] = (
        lambda: _see_possible(told, host),
        lambda: _tls(told, host),
        lambda: _port(told, "starttls"),
        lambda: sender_of(mail, source),
    )
    for look in looks:
        try:
            look()
        except SettingProblem as problem:
            yield problem


def sender_of(mail: Mapping[str, Any], source: SettingsText) -> str | None:
    """Whom the section `[mail]` says that mails are from. Raises `BadInput` with its place for what is no address."""
    sender: str | None = mail.get("from")
    problem = email_problem(sender) if sender is not None else None
    if problem:
        remedy = "Write the address alone: preceptor@example.org."
        message = f"`from` in [mail]: {problem}"
        raise source.problem(message, "mail", "from", suggestion=remedy)
    return sender


def _see_possible(told: _Told, host: str) -> None:
    if not _HOST.fullmatch(host):
        message = f"`{printable(host)}` is no mail server's name or address"
        raise told.problem("host", message, "Write its name alone.")


def _tls(told: _Told, host: str) -> Tls:
    said: str | None = told.get("tls")
    if said is None:
        return default_tls(host)
    kind = next((one for one in TLS_KINDS if one == said), None)
    if kind is None:
        remedy = "It can be starttls, implicit or none."
        raise told.problem("tls", f"tls is `{printable(said)}`", remedy, finding="D204")
    if kind == "none" and not is_loopback(host):
        remedy = "Set tls to starttls or implicit; none is for a server on this machine only."
        raise told.problem("tls", f"mail to {host} would go unencrypted", remedy, finding="D204")
    return kind


def _port(told: _Told, tls: Tls) -> int:
    said: int | str | None = told.get("port")
    if said is None:
        return PORTS[tls]
    text = str(said).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= 65535):
        message = f"`{printable(text[:20])}` is no port"
        raise told.problem("port", message, "A port is a number from 1 to 65535.", finding="D207")
    return int(text)
