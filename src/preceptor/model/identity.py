"""What logins, names, addresses and texts may look like. Each `…_problem` answers what is wrong, or None."""

import re
import unicodedata

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
#: What would be taken for an id, such as `P-12`, whose letter may be typed small.
_ID = re.compile(r"(?:c|ch|n|o|p|r|rec|rp|t)-[0-9]+")
_LOCAL = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}")
#: Join letters and pictures, or keep them apart, in several writings; they turn no direction and move no cursor.
_JOINERS = frozenset("\u200c\u200d")
#: Characters; as many as fit on a line that somebody still reads.
LONGEST_NAME = 200
_DOMAIN = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,253}")


def login_problem(login: str) -> str | None:
    """Lower-case letters, digits, `.`, `_` and `-`; at most 64, as most systems' logins. Some mean something else."""
    if not _LOGIN.fullmatch(login):
        return f"`{printable(login)}` is no login: lower-case letters, digits, `.`, `_` and `-`, at most 64 of them"
    if login == "system":
        return f"`{login}` is kept for what time brings about and nobody did"
    if login.startswith("erased-"):
        return f"`{login}`: logins that begin with `erased-` are kept for people who were erased"
    if _ID.fullmatch(login):
        return f"`{login}` looks like the id of something"
    return None


def name_problem(name: str) -> str | None:
    """Any writing, at most `LONGEST_NAME` characters, none of them a control character."""
    problem = text_problem(name, LONGEST_NAME)
    return f"the name `{printable(name[:LONGEST_NAME])}` {problem}" if problem else None


def text_problem(text: str, longest: int, *, breaks: str = "") -> str | None:
    """What people write to be read: something that can be seen, and nothing but that and `breaks`.

    `longest` in characters. The problem reads on from what the text is.
    """
    if not is_printable(text) and not all(is_printable(one) or one in breaks for one in text):
        return "has characters that cannot be printed"
    if not any(one.isprintable() and one != " " for one in text):
        return "is empty"
    return f"is longer than {longest} characters" if len(text) > longest else None


def email_problem(email: str) -> str | None:
    """One plain address `local@domain`, nothing that a mail header could take for more (RFC 5321, section 4.1.2)."""
    local, _, domain = email.rpartition("@")
    if not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)) or "=?" in email or not email.isprintable():
        return f"`{printable(email)}` is no mail address"
    try:
        ascii_domain(email)
    except ValueError:
        return f"`{printable(email)}` is no mail address: there can be no such domain"
    return None


def ascii_domain(address: str) -> str:
    """The domain of an address as the domain name system has it (RFC 5891). `ValueError` for one that cannot be."""
    domain = address.rpartition("@")[2]
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")


def is_printable(text: str) -> bool:
    """Whether a text can be shown as it is: in any writing, on one line, and without what turns its direction.

    Other than for `str.isprintable`, every space will do (French has one that does not break before a percent sign),
    and so do the joiners, without which Persian and many emoji cannot be written.
    """
    return text.isprintable() or all(one.isprintable() or one in _JOINERS or is_space(one) for one in text)


def is_space(character: str) -> bool:
    """Whether a character parts words on a line, as a space does."""
    return unicodedata.category(character) == "Zs"


def printable(text: str) -> str:
    """The text with what cannot be printed shown as `?`."""
    return text if text.isprintable() else "".join(one if is_printable(one) else "?" for one in text)
