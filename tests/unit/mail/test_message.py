"""A mail as bytes: what a mail program reads is what was meant, whatever a name or a subject holds."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, compat32, default
from email.utils import parseaddr
from typing import Any

import pytest
from tests.support.injections import CORPUS, HARMLESS

from preceptor.errors import BadInput
from preceptor.mail import message
from preceptor.mail.message import compose
from preceptor.model.mail import Draft, Envelope

DRAFT = Draft(
    sender_name="preceptor",
    sender="preceptor@example.org",
    to_name="Mina Żółć",
    to_address="mina@example.org",
    subject="P-1: du bist auf der nächsten Stufe, fällig am Montag, 13. April 2026, 17:00 (Europe/Berlin)",
    text="Hello Mina,\n\n.\nFrom here on it is yours. Größe, 陳.\n",
    html="<p>Größe, 陳</p>\n",
    message_id="0123456789abcdef.90@example.org",
    thread_id="thread.fedcba@example.org",
    date=datetime(2026, 3, 2, 9, tzinfo=UTC),
)
TODO = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
#: Every part of a draft that goes into a header.
HEADERS = ("sender_name", "sender", "to_name", "to_address", "subject", "message_id", "thread_id")


def read(envelope: Envelope) -> EmailMessage:
    message = message_from_bytes(envelope.message, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def composed(**changes: Any) -> EmailMessage:
    return read(compose(replace(DRAFT, **changes)))


def test_a_mail_says_in_text_and_in_html_what_was_meant() -> None:
    message = composed()
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert isinstance(text, EmailMessage) and isinstance(html, EmailMessage)
    assert [part.get_content().replace("\r\n", "\n") for part in (text, html)] == [DRAFT.text, DRAFT.html]
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")


def test_its_head_names_who_it_is_from_and_that_no_person_wrote_it() -> None:
    message = composed()
    assert str(message["From"]) == "preceptor <preceptor@example.org>"
    assert message["To"].addresses[0].display_name == "Mina Żółć"
    assert message["Subject"] == DRAFT.subject
    assert message["Date"].datetime == DRAFT.date
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == "<0123456789abcdef.90@example.org>"
    assert message["References"] == message["In-Reply-To"] == "<thread.fedcba@example.org>"
    assert message["List-Unsubscribe"] is None  # nothing that is sent today may be opted out of


def test_what_is_due_comes_as_a_task_for_the_calendar() -> None:
    message = composed(todo=TODO)
    assert message.get_content_type() == "multipart/mixed"
    _, task = message.iter_parts()
    assert isinstance(task, EmailMessage)
    assert task.get_content_type() == "text/calendar"
    assert task.get_param("method") == "PUBLISH"
    assert (task.get_filename(), task.get_content()) == ("due.ics", TODO)


def test_it_crosses_every_server_that_takes_seven_bits_and_short_lines() -> None:
    envelope = compose(replace(DRAFT, text="Ö" * 3000, html="ö" * 5000))
    assert envelope.message.isascii() and not envelope.utf8
    lines = envelope.message.split(b"\r\n")
    assert all(len(line) <= 998 and b"\n" not in line and b"\r" not in line for line in lines)


def encodings(**changes: Any) -> list[str]:
    """How text and HTML are encoded."""
    return [str(part["Content-Transfer-Encoding"]) for part in composed(**changes).iter_parts()]


def test_a_text_that_any_server_takes_as_it_is_stays_readable() -> None:
    plain = {"text": "Hello Mina,\n.\n\tit = yours.\n", "html": f"<p>{'x' * 991}</p>\n"}
    assert encodings(**plain) == ["7bit", "7bit"]
    assert [part.get_content().replace("\r\n", "\n") for part in composed(**plain).iter_parts()] == [*plain.values()]


@pytest.mark.parametrize(
    "told",
    ["Größe", "x" * 999, "a\x00b", "a\x1bb", "--=_alternative--", "--=_alternative", "=_"],
    ids=["beyond ASCII", "a long line", "NUL", "a control character", "the end of the parts", "a part", "a boundary"],
)
def test_what_a_server_may_not_take_as_it_is_is_encoded(told: str) -> None:
    text, html = f"{told}\n", f"<p>{told}</p>\n"
    assert encodings(text=text, html=html) == ["quoted-printable", "quoted-printable"]
    parts = [one.get_content().replace("\r\n", "\n") for one in composed(text=text, html=html).iter_parts()]
    assert parts == [text, html]


def test_a_domain_beyond_ascii_is_written_as_the_domain_name_system_has_it() -> None:
    envelope = compose(replace(DRAFT, to_address="mina@bücher.example"))
    assert (envelope.recipient, envelope.utf8) == ("mina@xn--bcher-kva.example", False)


def test_an_address_beyond_ascii_asks_for_a_server_that_can_take_it() -> None:
    envelope = compose(replace(DRAFT, to_address="żółć@example.org"))
    assert (envelope.recipient, envelope.utf8) == ("żółć@example.org", True)
    assert "Mina Żółć <żółć@example.org>" in envelope.message.decode()


def test_there_are_enough_ways_to_smuggle_something_in() -> None:
    assert len(set(CORPUS)) >= 200


@pytest.mark.parametrize("where", HEADERS)
def test_what_could_be_taken_for_more_than_one_line_is_refused(where: str) -> None:
    for told in CORPUS:
        value = f"{told}@example.org" if where in ("sender", "to_address") else told
        with pytest.raises(BadInput) as caught:
            compose(replace(DRAFT, **{where: value}))
        assert caught.value.message.isprintable(), ascii(caught.value.message)


@pytest.mark.parametrize("where", ["sender_name", "to_name", "subject"])
@pytest.mark.parametrize("told", HARMLESS, ids=ascii)
def test_what_only_looks_odd_arrives_as_it_is(where: str, told: str) -> None:
    message = composed(**{where: told})
    assert len(message) == 10
    if where == "subject":
        assert message["Subject"] == told
    else:
        head = "From" if where == "sender_name" else "To"
        assert [one.addr_spec for one in message[head].addresses] == [
            DRAFT.sender if where == "sender_name" else DRAFT.to_address
        ]
        # Not by the parser of this Python, which puts a space between the pieces of a long name.
        raw = str(message_from_bytes(message.as_bytes(), policy=compat32)[head])
        assert str(make_header(decode_header(parseaddr(raw)[0]))) == told


@pytest.mark.parametrize("where", ["sender_name", "to_name", "subject"])
def test_a_space_that_the_library_loses_keeps_no_mail_from_going(where: str) -> None:
    assert compose(replace(DRAFT, **{where: "Ä, " * 60 + "x"})).message


@pytest.mark.parametrize("where", ["text", "html"])
def test_nothing_in_a_body_reaches_the_head_or_ends_the_mail(where: str) -> None:
    body = "\r\n.\r\nRCPT TO:<x@example.org>\r\n\r\nBcc: x@example.org\n--===\n=?utf-8?q?=0ABcc?=\n"
    message = composed(**{where: body})
    assert message["Bcc"] is None
    part = message.get_body((where.replace("text", "plain"),))
    assert part is not None
    assert part.get_content().splitlines() == body.splitlines()


@pytest.mark.parametrize(
    "address", ["", "ada", "a b@example.org", "ada@", "@example.org", f"ada@{'ü' * 70}.example", "a@b@c"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadInput):
        compose(replace(DRAFT, to_address=address))


@pytest.mark.parametrize("where", ["subject", "to_name"])
@pytest.mark.parametrize("told", ["", "   ", "x" * 501])
def test_a_header_that_says_nothing_or_too_much_is_refused(where: str, told: str) -> None:
    with pytest.raises(BadInput):
        compose(replace(DRAFT, **{where: told}))


def test_the_policy_that_writes_mails_is_strict() -> None:
    from preceptor.mail import message

    assert message._ASCII.raise_on_defect and message._ASCII.linesep == SMTP.linesep


@pytest.mark.parametrize("long", range(40, 165))
def test_a_plain_mailbox_is_written_as_the_library_would(long: int) -> None:
    mailbox = ("Mina-Ann O'Kafor " * 8)[:long].strip() + " <mina.okafor@example.org>"
    assert message._header("To", mailbox, False) == message._ASCII.fold(
        "To", message._ASCII.header_factory("To", mailbox)
    )


@pytest.mark.parametrize(
    "told",
    [
        "P-12: you are on the next rung; due Friday, 4 December 2026, 17:00 (Europe/Berlin) " * 2,
        'R-1: the write-up of "Logins — 登录被拒绝 — تم رفض 3 تسجيلات" is open again, and more is said of it ',
        "Größe und Maß der Dinge " * 9,
        "no-space-at-all/" * 12,
        "登录被拒绝" * 30,
        "🦉 " * 70,
    ],
)
@pytest.mark.parametrize("long", range(1, 165, 3))
def test_a_subject_begins_in_its_first_line_and_keeps_every_space(told: str, long: int) -> None:
    """Some mail programs show an empty first line as a space, and a parser of Python's hands it on as one."""
    subject = told[:long].strip()
    head = compose(replace(DRAFT, subject=subject)).message.partition(b"\r\n\r\n")[0]
    raw = head.partition(b"\r\nSubject:")[2].partition(b"\r\nDate:")[0]
    assert raw.isascii() and all(len(line) <= 76 for line in b"Subject:".join([b"", raw]).splitlines())
    assert raw.startswith(b" ") and raw.splitlines()[0].strip()
    assert composed(subject=subject)["Subject"] == subject


@pytest.mark.parametrize("told", ["Größe und Maß " * 9, "Otto von Ø " * 12, "李 小龙 " * 30, "Żółć, J. " * 12])
@pytest.mark.parametrize("long", range(1, 110, 7))
def test_a_long_name_beyond_ascii_keeps_every_space(told: str, long: int) -> None:
    name = told[:long].strip()
    raw = str(message_from_bytes(compose(replace(DRAFT, to_name=name)).message, policy=compat32)["To"])
    assert max(map(len, f"To: {raw}".splitlines())) <= 76
    assert str(make_header(decode_header(parseaddr(raw)[0]))) == name
