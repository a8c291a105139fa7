"""The mail server as `preceptor.toml` and the environment name it; the environment wins."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from preceptor.bootstrap.settings_text import SettingsText
from preceptor.errors import BadInput, EnvironmentProblem
from preceptor.model.identity import email_problem, printable
from preceptor.model.mail_server import PORTS, TLS_KINDS, MailServer, Tls, default_tls, is_loopback

#: The variables that win over the file. The password stands nowhere else.
HOST, PORT, TLS = "PRECEPTOR_SMTP_HOST", "PRECEPTOR_SMTP_PORT", "PRECEPTOR_SMTP_TLS"
USER, PASSWORD = "PRECEPTOR_SMTP_USER", "PRECEPTOR_SMTP_PASSWORD"
#: Which variable wins over which setting of `[mail]`.
_VARIABLES = {"host": HOST, "port": PORT, "tls": TLS, "user": USER}

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

    def problem(self, name: str, message: str, remedy: str) -> BadInput:
        """Say what is wrong with a setting, with the variable that says it, else its place in the file."""
        if self._variable(name):
            return BadInput(f"{_VARIABLES[name]}: {message}", remedy=remedy)
        return self.source.problem(message, "mail", name, remedy=remedy)

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
    if not _HOST.fullmatch(host):
        message = f"`{printable(host)}` is no mail server's name or address"
        raise told.problem("host", message, "Write its name alone.")
    tls = _tls(told, host)
    user, password = told.get("user"), environ.get(PASSWORD) or None
    if (user is None) != (password is None):
        remedy = f"The user is [mail] user or {USER}, the password {PASSWORD} alone; unset both for no login."
        if password is None:
            raise told.problem("user", "a login needs both: the password is missing", remedy)
        raise BadInput(f"{PASSWORD}: a login needs both: the user is missing", remedy=remedy)
    return MailSettings(
        server=MailServer(host=host, port=_port(told, tls), tls=tls, user=user, password=password),
        sender=sender_of(mail, source),
    )


def sender_of(mail: Mapping[str, Any], source: SettingsText) -> str | None:
    """Whom the section `[mail]` says that mails are from. Raises `BadInput` with its place for what is no address."""
    sender: str | None = mail.get("from")
    problem = email_problem(sender) if sender is not None else None
    if problem:
        remedy = "Write the address alone: preceptor@example.org."
        raise source.problem(f"`from` in [mail]: {problem}", "mail", "from", remedy=remedy)
    return sender


def _tls(told: _Told, host: str) -> Tls:
    said: str | None = told.get("tls")
    if said is None:
        return default_tls(host)
    kind = next((one for one in TLS_KINDS if one == said), None)
    if kind is None:
        raise told.problem("tls", f"tls is `{printable(said)}`", "It can be starttls, implicit or none.")
    if kind == "none" and not is_loopback(host):
        remedy = "Set tls to starttls or implicit; none is for a server on this machine only."
        raise told.problem("tls", f"mail to {host} would go unencrypted", remedy)
    return kind


def _port(told: _Told, tls: Tls) -> int:
    said: int | str | None = told.get("port")
    if said is None:
        return PORTS[tls]
    text = str(said).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= 65535):
        message = f"`{printable(text[:20])}` is no port"
        raise told.problem("port", message, "A port is a number from 1 to 65535.")
    return int(text)
