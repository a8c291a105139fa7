"""A mail as bytes: text and HTML side by side, and headers into which nothing can be smuggled.

Python before 3.11.10 and 3.12.5 writes a header that an encoded word can break in two (CVE-2024-6923). So what looks
like one is refused, and every message is parsed again before it goes: it has to say what was meant, and no more.
"""

import unicodedata
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import SMTP, SMTPUTF8, EmailPolicy, compat32
from email.utils import format_datetime, parseaddr

from preceptor.errors import BadInput
from preceptor.model.identity import ascii_domain, email_problem, printable
from preceptor.model.mail import Draft, Envelope

#: Seven bits everywhere, so that no server on the way has to recode a mail.
_ASCII: "EmailPolicy[EmailMessage]" = SMTP.clone(cte_type="7bit", raise_on_defect=True)
_UTF8: "EmailPolicy[EmailMessage]" = SMTPUTF8.clone(cte_type="7bit", raise_on_defect=True)
#: Control characters, lone surrogates, and what Unicode counts as the end of a line or a paragraph.
_NEVER = frozenset({"Cc", "Cs", "Zl", "Zp"})
#: Characters of a subject or a name; no mail program shows as many, and a template can run wild.
_LONGEST = 500
#: Not by whom it is answered: nobody reads what a machine gets back (RFC 3834).
_AUTOMATIC = {"Auto-Submitted": "auto-generated"}
#: The headers that hold what people wrote, and so may be encoded.
_FREE = frozenset({"From", "To", "Subject"})


def compose(draft: Draft) -> Envelope:
    """Make the message. Raises `BadInput` for a header that could be taken for more than it is."""
    sender, recipient = (_address(one) for one in (draft.sender, draft.to_address))
    for what, told in (
        ("the subject", draft.subject),
        ("the sender's name", draft.sender_name),
        ("the recipient's name", draft.to_name),
        ("the message id", draft.message_id),
        ("the thread's id", draft.thread_id),
    ):
        _see_harmless(what, told)
    utf8 = not (sender.isascii() and recipient.isascii())
    root = f"<{draft.thread_id}>"
    headers = {
        "From": str(_mailbox(draft.sender_name, sender)),
        "To": str(_mailbox(draft.to_name, recipient)),
        "Subject": draft.subject,
        "Date": format_datetime(draft.date),
        "Message-ID": f"<{draft.message_id}>",
        "In-Reply-To": root,
        "References": root,
        **_AUTOMATIC,
    }
    try:
        written = _written(headers, draft, _UTF8 if utf8 else _ASCII)
    except (ValueError, LookupError, TypeError, IndexError) as error:  # what the library makes of headers it dislikes
        raise BadInput(f"the mail cannot be written: {error}", remedy=_REMEDY) from error
    _see_the_same(written, headers, draft)
    return Envelope(sender=sender, recipient=recipient, message=written, utf8=utf8)


_REMEDY = "See what the person is called, and what the template's subject says."


def _written(headers: dict[str, str], draft: Draft, policy: "EmailPolicy[EmailMessage]") -> bytes:
    message = EmailMessage(policy=policy)
    for name, value in headers.items():
        message[name] = value
    message.set_content(draft.text)
    message.add_alternative(draft.html, subtype="html")
    if draft.todo is not None:
        message.add_attachment(draft.todo, subtype="calendar", filename="due.ics", params={"method": "PUBLISH"})
    return message.as_bytes()


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=name, username=local, domain=domain)


def _address(told: str) -> str:
    """The address with its domain in ASCII, as the domain name system has it (RFC 5891)."""
    problem = email_problem(told)
    if problem:
        raise BadInput(problem, remedy="Correct the person's address.")
    try:
        return f"{told.rpartition('@')[0]}@{ascii_domain(told)}"
    except UnicodeError as error:
        raise BadInput(f"`{printable(told)}` has a domain that cannot be", remedy="Correct the address.") from error


def _see_harmless(what: str, told: str) -> None:
    if not told.strip():
        raise BadInput(f"{what} is empty", remedy=_REMEDY)
    if len(told) > _LONGEST:
        raise BadInput(f"{what} has more than {_LONGEST} characters", remedy=_REMEDY)
    if "=?" in told or any(unicodedata.category(one) in _NEVER for one in told):
        raise BadInput(
            f"{what} could be taken for more than one line of a mail's head: {printable(told)[:80]}", remedy=_REMEDY
        )


def _see_the_same(written: bytes, headers: dict[str, str], draft: Draft) -> None:
    """Raise `BadInput` unless the message, read by another parser than wrote it, has these headers and parts."""
    read = message_from_bytes(written, policy=compat32)
    parts = list(read.walk())
    said = {"text/plain": draft.text, "text/html": draft.html, "text/calendar": draft.todo}
    kinds = ["multipart/alternative", *(kind for kind, text in said.items() if text is not None)]
    expected = ["multipart/mixed", *kinds] if draft.todo is not None else kinds
    raw = {name: _text(str(value)) for name, value in read.raw_items()}
    same = (
        len(read) == len(raw)
        and raw.keys() == {*headers, "Content-Type", "MIME-Version"}
        and [part.get_content_type() for part in parts] == expected
        and not any(part.defects for part in parts)
        and all(_means(raw[name], name, value) for name, value in headers.items())
        and all(_says(part, said.get(part.get_content_type())) for part in parts)
    )
    if not same:
        raise BadInput("the mail does not read back as it was meant, so it is not sent", remedy=_REMEDY)


def _text(raw: str) -> str:
    """A header as it was written: the parser keeps bytes beyond ASCII as surrogates."""
    return raw.encode("ascii", "surrogateescape").decode("utf-8")


def _means(raw: str, name: str, value: str) -> bool:
    if name not in _FREE:
        return raw == value
    decoded = str(make_header(decode_header(raw))) if "=?" in raw else raw
    if name == "Subject":
        return decoded.split() == value.split()
    return _parsed(decoded) == _parsed(value)


def _says(part: Message, text: str | None) -> bool:
    if text is None:
        return True
    payload = part.get_payload(decode=True)
    return isinstance(payload, bytes) and payload.decode("utf-8").splitlines() == text.splitlines()


def _parsed(mailbox: str) -> tuple[list[str], str]:
    name, address = parseaddr(mailbox)
    return name.split(), address
