"""What logins, names and addresses may look like. Each function answers what is wrong, or None."""

import re

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_LOCAL = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}")
_DOMAIN = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,253}")


def login_problem(login: str) -> str | None:
    """Lower-case letters, digits, `.`, `_` and `-`; at most 64, as most systems' logins."""
    if not _LOGIN.fullmatch(login):
        return f"`{printable(login)}` is no login: lower-case letters, digits, `.`, `_` and `-`, at most 64 of them"
    if re.fullmatch(r"erased-\d+", login):
        return f"`{login}` is kept for people who were erased"
    return None


def name_problem(name: str) -> str | None:
    """Any writing, at most 200 characters, none of them a control character."""
    if not name.strip() or len(name) > 200:
        return "a name has 1 to 200 characters"
    if not name.isprintable():
        return f"the name `{printable(name)}` has characters that cannot be printed"
    return None


def email_problem(email: str) -> str | None:
    """One plain address `local@domain`, nothing that a mail header could take for more (RFC 5321, section 4.1.2)."""
    local, _, domain = email.rpartition("@")
    if not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)) or "=?" in email or not email.isprintable():
        return f"`{printable(email)}` is no mail address"
    return None


def ascii_domain(address: str) -> str:
    """The domain of an address as the domain name system has it (RFC 5891). `ValueError` for one that cannot be."""
    domain = address.rpartition("@")[2]
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")


def printable(text: str) -> str:
    """The text with what cannot be printed shown as `?`."""
    return "".join(one if one.isprintable() else "?" for one in text)
