"""The mail server as `preceptor.toml` and the environment name it; the environment wins."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from preceptor.errors import BadInput, EnvironmentProblem
from preceptor.model.identity import email_problem, printable
from preceptor.model.mail_server import PORTS, TLS_KINDS, MailServer, Tls, default_tls, is_loopback

#: The variables that win over the file. The password stands nowhere else.
HOST, PORT, TLS = "PRECEPTOR_SMTP_HOST", "PRECEPTOR_SMTP_PORT", "PRECEPTOR_SMTP_TLS"
USER, PASSWORD = "PRECEPTOR_SMTP_USER", "PRECEPTOR_SMTP_PASSWORD"

#: A host name or an address, IPv6 too; a name has at most 253 characters (RFC 1035, section 2.3.4).
_HOST = re.compile(r"[A-Za-z0-9_.:\[\]-]{1,253}")


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """Where mail goes, and whom it is from."""

    server: MailServer
    #: None: the first owner's address.
    sender: str | None


def mail_settings(told: Mapping[str, Any], environ: Mapping[str, str]) -> MailSettings:
    """The settings from the section `[mail]` and the environment, of which an empty variable counts as unset.

    Raises `EnvironmentProblem` where no server is named, and `BadInput` for a setting that cannot be.
    """
    host = environ.get(HOST) or told.get("host")
    if not host:
        raise EnvironmentProblem(
            "No mail server is named.",
            remedy=f"Set host under [mail] in preceptor.toml, or {HOST}; docs/how-to/mail.md tells how.",
        )
    if not _HOST.fullmatch(host):
        raise BadInput(f"`{printable(host)}` is no mail server's name or address", remedy="Write its name alone.")
    tls = _tls(environ.get(TLS) or told.get("tls"), host)
    user, password = environ.get(USER) or told.get("user"), environ.get(PASSWORD) or None
    if (user is None) != (password is None):
        raise BadInput(
            f"a login needs both: {'the password' if password is None else 'the user'} is missing",
            remedy=f"The user is [mail] user or {USER}, the password {PASSWORD} alone; unset both for no login.",
        )
    sender = sender_of(told)
    return MailSettings(
        server=MailServer(
            host=host,
            port=_port(environ.get(PORT) or told.get("port"), tls),
            tls=tls,
            user=user,
            password=password,
        ),
        sender=sender,
    )


def sender_of(told: Mapping[str, Any]) -> str | None:
    """Whom the section `[mail]` says that mails are from. Raises `BadInput` for what is no address."""
    sender: str | None = told.get("from")
    problem = email_problem(sender) if sender is not None else None
    if problem:
        raise BadInput(f"`from` in [mail]: {problem}", remedy="Write the address alone: preceptor@example.org.")
    return sender


def _tls(told: str | None, host: str) -> Tls:
    if told is None:
        return default_tls(host)
    kind = next((one for one in TLS_KINDS if one == told), None)
    if kind is None:
        raise BadInput(f"tls is `{printable(told)}`", remedy="It can be starttls, implicit or none.")
    if kind == "none" and not is_loopback(host):
        raise BadInput(
            f"mail to {host} would go unencrypted",
            remedy="Set tls to starttls or implicit; none is for a server on this machine only.",
        )
    return kind


def _port(told: int | str | None, tls: Tls) -> int:
    if told is None:
        return PORTS[tls]
    text = str(told).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= 65535):
        raise BadInput(f"`{printable(text[:20])}` is no port", remedy="A port is a number from 1 to 65535.")
    return int(text)
