"""Which mail server takes our mail, and how the way to it is guarded."""

import ipaddress
from dataclasses import dataclass, field
from typing import Literal, get_args

#: `starttls`: the connection is encrypted before anything is said; `implicit`: from its first byte; `none`: never.
Tls = Literal["starttls", "implicit", "none"]
TLS_KINDS: tuple[Tls, ...] = get_args(Tls)
#: The ports of submission, of submission over TLS, and of plain SMTP (RFC 6409, RFC 8314, RFC 5321).
PORTS: dict[Tls, int] = {"starttls": 587, "implicit": 465, "none": 25}


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """A server that mail is handed to."""

    host: str
    port: int
    tls: Tls
    #: Both None: without a login. The password comes from the environment, and is shown nowhere.
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, so that what is said to it crosses no wire."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def default_tls(host: str) -> Tls:
    """How the way to a host is guarded where nobody said."""
    return "none" if is_loopback(host) else "starttls"
