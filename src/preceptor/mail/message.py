"""A mail as bytes: text and HTML side by side, and headers into which nothing can be smuggled.

Python before 3.11.10 and 3.12.5 writes a header that an encoded word can break in two (CVE-2024-6923). So what looks
like one is refused, and every message is parsed again before it goes: it has to say what was meant, and no more.
"""

import binascii
import re
import unicodedata
from collections.abc import Sequence
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, SMTPUTF8, EmailPolicy, compat32
from email.utils import format_datetime, parseaddr
from functools import lru_cache

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
#: The headers that say how the body is made.
_SHAPE = ("MIME-Version", "Content-Type")
#: Characters in a line that nobody folds, also where words are encoded (RFC 2047, section 2).
_ONE_LINE = 76
#: Characters of a word that has room behind the name of its header.
_LONG = 64
#: Bytes of an encoded word before they are encoded: it fits behind the name of its header.
_ENCODED = 36
#: Characters in a line that every server takes (RFC 5322, section 2.1.1).
_LONGEST_LINE = 998
#: What a text is made of that needs no encoding.
_PLAIN = bytes(range(0x20, 0x7F)) + b"\t\r\n"
_PLAIN_MAILBOX = re.compile(r"[A-Za-z0-9'-]+(?: [A-Za-z0-9'-]+)* <[A-Za-z0-9]+(?:[.+-][A-Za-z0-9]+)*@[A-Za-z0-9.-]+>")
#: Words with single spaces between them, as they may be folded.
_WORDS = re.compile(r"\S+(?: \S+)*")
_READER = BytesParser(policy=compat32)
#: The headers that hold what people wrote, and so may be encoded.
_FREE = frozenset({"From", "To", "Subject"})


def compose(draft: Draft) -> Envelope:
    """Make the message. Raises `BadInput` for a header that could be taken for more than it is."""
    sender, recipient = (with_ascii_domain(one) for one in (draft.sender, draft.to_address))
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
        kind, body = _body(draft)
        lines = "".join(_header(name, value, utf8) for name, value in headers.items())
        head = f"{lines}MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n".encode()
    except (ValueError, LookupError, TypeError, IndexError) as error:  # what the library makes of headers it dislikes
        raise BadInput(f"the mail cannot be written: {error}", remedy=_REMEDY) from error
    _see_the_same(head, headers)
    return Envelope(sender=sender, recipient=recipient, message=head + body, utf8=utf8)


_REMEDY = "See what the person is called, and what the template's subject says."


@lru_cache(maxsize=4096)
def _header(name: str, value: str, utf8: bool) -> str:
    """One header. Many mails share what people wrote."""
    if name not in _FREE:
        return f"{name}: {value}\r\n"
    if name == "Subject":
        return _folded(name, _encoded(value) if _WORDS.fullmatch(value) else _encoded_words(value))
    told, address = parseaddr(value)
    if not (utf8 or told.isascii()):
        return _folded(name, [*_encoded_words(told), f"<{address}>"])
    line = f"{name}: {value}"
    if _PLAIN_MAILBOX.fullmatch(value) and len(line) <= _ONE_LINE:
        return f"{line}\r\n"
    # What is quoted, and where it is folded, the library knows; slowly.
    policy = _UTF8 if utf8 else _ASCII
    folded: str = policy.fold(name, policy.header_factory(name, value))
    return folded


def _encoded(value: str) -> list[str]:
    """The words of a text, as they stand in a header: from the first beyond ASCII, or too long for a line, to the
    last, they are encoded together with the spaces between them, which the library now and then loses (RFC 2047,
    section 6.2)."""
    words = value.split(" ")
    beyond = [number for number, word in enumerate(words) if len(word) > _LONG or not word.isascii()]
    if not beyond:
        return words
    first, last = beyond[0], beyond[-1] + 1
    return [*words[:first], *_encoded_words(" ".join(words[first:last])), *words[last:]]


def _encoded_words(text: str) -> list[str]:
    """A text as encoded words, none of which ends within a character (RFC 2047, sections 2 and 5)."""
    pieces = [b""]
    for character in text:
        told = character.encode("utf-8")
        if len(pieces[-1]) + len(told) > _ENCODED:
            pieces.append(b"")
        pieces[-1] += told
    return [f"=?utf-8?b?{binascii.b2a_base64(piece, newline=False).decode('ascii')}?=" for piece in pieces]


def _folded(name: str, words: Sequence[str]) -> str:
    """A header over as many lines as its words take; the first word stands in the first line, where there is room."""
    lines = [f"{name}:"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) <= _ONE_LINE:
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    return "\r\n".join(lines) + "\r\n"


def _body(draft: Draft) -> tuple[str, bytes]:
    """The content type, and the parts, whose shape is fixed: the library takes three times as long to make it."""
    kind, body = _several("alternative", [_part("text/plain", draft.text), _part("text/html", draft.html)])
    attached = [
        _part(f"text/calendar; method={method}", text, f'Content-Disposition: attachment; filename="{name}.ics"')
        for text, method, name in (
            (draft.todo, "PUBLISH", "due"),
            (draft.invitation, "CANCEL" if draft.calls_off else "REQUEST", "meeting"),
        )
        if text is not None
    ]
    if not attached:
        return kind, body
    texts = f"Content-Type: {kind}\r\n\r\n".encode() + body
    return _several("mixed", [texts, *attached])


def _several(kind: str, parts: list[bytes]) -> tuple[str, bytes]:
    """Parts one after the other. `=_` stands in none of them (`_part`): a boundary begins so."""
    mark = f"=_{kind}"
    pieces = (f"--{mark}\r\n".encode() + one + b"\r\n" for one in parts)
    return f'multipart/{kind}; boundary="{mark}"', b"".join(pieces) + f"--{mark}--\r\n".encode()


def _part(kind: str, text: str, *headers: str) -> bytes:
    """A text as it is where any server can take it so, else as quoted-printable: seven bits and short lines.

    Either way `=_` is not in it: what is encoded has digits after its `=` (RFC 2045, section 6.7).
    """
    lines = text.splitlines()
    plain = "\r\n".join((*lines, "")).encode("utf-8")
    if "=_" in text or plain.translate(None, _PLAIN) or max(map(len, lines), default=0) > _LONGEST_LINE:
        how, told = "quoted-printable", binascii.b2a_qp(plain.replace(b"\r\n", b"\n"), istext=True)
        told = told.replace(b"\n", b"\r\n")
    else:
        how, told = "7bit", plain
    shape = (f'Content-Type: {kind}; charset="utf-8"', f"Content-Transfer-Encoding: {how}", *headers, "", "")
    return "\r\n".join(shape).encode() + told


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=name, username=local, domain=domain)


def with_ascii_domain(told: str) -> str:
    """The address with its domain in ASCII, as the domain name system has it (RFC 5891). Raises `BadInput`."""
    problem = email_problem(told)
    if problem:
        raise BadInput(problem, remedy="Correct the person's address.")
    return f"{told.rpartition('@')[0]}@{ascii_domain(told)}"


def _see_harmless(what: str, told: str) -> None:
    if not told.strip():
        raise BadInput(f"{what} is empty", remedy=_REMEDY)
    if len(told) > _LONGEST:
        raise BadInput(f"{what} has more than {_LONGEST} characters", remedy=_REMEDY)
    # What is printable holds none of them, and nearly everything is.
    if "=?" in told or not (told.isprintable() or all(unicodedata.category(one) not in _NEVER for one in told)):
        raise BadInput(
            f"{what} could be taken for more than one line of a mail's head: {printable(told)[:80]}", remedy=_REMEDY
        )


def _see_the_same(head: bytes, headers: dict[str, str]) -> None:
    """Raise `BadInput` unless a message's head, read by another parser, has these headers and no others,
    and ends where the body begins."""
    read = _READER.parsebytes(head, headersonly=True)
    raw = {name: _text(str(value)) for name, value in read.raw_items()}
    same = (
        len(read) == len(raw)
        and raw.keys() == {*headers, *_SHAPE}
        and not read.defects
        and read.get_payload() == ""
        and all(
            raw[name] == value or (name in _FREE and _means(raw[name], name, value))
            for name, value in headers.items()
        )
    )
    if not same:
        raise BadInput("the mail does not read back as it was meant, so it is not sent", remedy=_REMEDY)


def _text(raw: str) -> str:
    """A header as it was written: the parser keeps bytes beyond ASCII as surrogates."""
    return raw.encode("ascii", "surrogateescape").decode("utf-8")


@lru_cache(maxsize=4096)
def _means(raw: str, name: str, value: str) -> bool:
    """Whether a header that people wrote reads as it was meant; many mails share it."""
    if name == "Subject":
        return _letters(raw) == _letters(value)
    # Where a name ends is told before it is decoded: a comma in an encoded word is a part of the name.
    (told, at), (meant, address) = parseaddr(raw), parseaddr(value)
    return (_letters(told), at) == (_letters(meant), address)


def _letters(raw: str) -> str:
    """What a header says, without its spaces: where it cuts a long text, the library now and then loses one."""
    return "".join((str(make_header(decode_header(raw))) if "=?" in raw else raw).split())
