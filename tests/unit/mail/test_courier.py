"""One mail on its way to a server that may do anything: what the courier tells afterwards is true."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.certificates import Certificate, make_certificate
from tests.support.smtp_server import (
    HANGS_UP,
    KEEPS_AND_HANGS_UP,
    KEEPS_AND_STALLS,
    SLOW,
    STALLS,
    Fault,
    Server,
    login,
    replies,
    serving,
)

from preceptor.mail.courier import SmtpCourier, Timeouts
from preceptor.model.delivery import Outcome
from preceptor.model.mail import Envelope
from preceptor.model.mail_server import MailServer

# aiosmtpd says that a login without TLS is a bad idea; on the loopback it is none.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

MESSAGE = b"Message-ID: <1@example.org>\r\nSubject: x\r\n\r\n.\r\n..two\r\nlast\r\n"
SHORT = Timeouts(connect=0.5, command=0.5, data=0.5, final=0.5, leave=0.2)


def a_mail(number: int = 1, *, to: str = "mina@example.org", utf8: bool = False) -> Envelope:
    return Envelope(
        sender="preceptor@example.org",
        recipient=to,
        message=MESSAGE.replace(b"<1@", f"<{number}@".encode()),
        utf8=utf8,
    )


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as opened:
        yield opened


def deliver(server: Server, *mails: Envelope, timeouts: Timeouts = SHORT, **rest: Any) -> list[Outcome]:
    """Hand mails over on one courier."""
    tls = rest.pop("trusting", None)
    about: dict[str, Any] = {"host": "127.0.0.1", "port": server.port, "tls": "none", **rest}

    async def work() -> list[Outcome]:
        courier = SmtpCourier(MailServer(**about), timeouts=timeouts, tls=tls)
        try:
            return [await courier.deliver(one) for one in mails or (a_mail(),)]
        finally:
            await courier.close()

    return asyncio.run(work())


def test_a_mail_arrives_byte_for_byte(server: Server) -> None:
    (outcome,) = deliver(server)
    assert (outcome.fate, outcome.reply) == ("sent", "250 2.0.0 taken")
    assert server.received == [MESSAGE]
    assert server.recipients == ["mina@example.org"]


def test_one_connection_carries_many_mails_and_takes_leave(server: Server) -> None:
    assert {one.fate for one in deliver(server, *(a_mail(n) for n in range(20)))} == {"sent"}
    assert server.connections == 1
    assert server.commands.count("QUIT") == 1


def test_a_connection_is_replaced_after_a_hundred_mails(server: Server) -> None:
    assert {one.fate for one in deliver(server, *(a_mail(n) for n in range(101)))} == {"sent"}
    assert server.connections == 2


#: Where it goes wrong, how, and what becomes of the mail.
FAULTS: list[tuple[str, Fault, str]] = [
    *((phase, fault, "unreachable") for phase in ("connect", "EHLO") for fault in (HANGS_UP, STALLS)),
    *((phase, replies(f"{code} no"), "unreachable") for phase in ("connect",) for code in (421, 450, 554)),
    ("EHLO", replies("421 no"), "unreachable"),
    *((phase, fault, "interrupted") for phase in ("MAIL", "RCPT", "DATA") for fault in (HANGS_UP, STALLS)),
    *((phase, replies("421 closing"), "interrupted") for phase in ("MAIL", "RCPT", "DATA")),
    *((phase, replies("451 4.7.1 later"), "deferred") for phase in ("MAIL", "RCPT", "DATA", "dot")),
    *((phase, replies("550 5.1.1 never"), "refused") for phase in ("RCPT", "DATA", "dot")),
    ("MAIL", replies("553 5.7.1 not this sender"), "unreachable"),
    ("MAIL", replies("530 5.7.0 log in first"), "unreachable"),
    ("MAIL", replies("552 5.3.4 too large"), "refused"),
    ("dot", replies("421 closing"), "deferred"),
    ("dot", HANGS_UP, "unknown"),
    ("dot", STALLS, "unknown"),
    ("dot", KEEPS_AND_HANGS_UP, "unknown"),
    ("dot", KEEPS_AND_STALLS, "unknown"),
    ("dot", replies("what?"), "unknown"),
    ("RCPT", replies("what?"), "interrupted"),
    *((phase, SLOW, "sent") for phase in ("connect", "EHLO", "MAIL", "RCPT", "DATA", "dot", "QUIT")),
    *(("QUIT", fault, "sent") for fault in (HANGS_UP, STALLS, replies("421 bye"), replies("500 what"))),
]


@pytest.mark.parametrize(("phase", "fault", "fate"), FAULTS, ids=lambda one: str(one).removeprefix("Fault"))
def test_whatever_goes_wrong_is_told_as_it_is(server: Server, phase: str, fault: Fault, fate: str) -> None:
    started = time.monotonic()
    (outcome,) = deliver(server.will(phase, fault))
    assert outcome.fate == fate, outcome
    assert outcome.reply
    assert len(server.received) == (fate == "sent" or fault.keeps)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA", "dot"])
@pytest.mark.parametrize("fault", [HANGS_UP, STALLS, replies("421 closing"), replies("451 later"), replies("what?")])
def test_after_any_trouble_the_next_mail_goes_out(server: Server, phase: str, fault: Fault) -> None:
    first, second = deliver(server.will(phase, fault), a_mail(1), a_mail(2))
    assert (first.fate != "sent", second.fate) == (True, "sent")
    assert server.received == [a_mail(2).message]


def test_what_is_refused_at_one_mail_says_nothing_about_the_next(server: Server) -> None:
    server.refused["gone@example.org"] = "550 5.1.1 no such user"
    fates = [one.fate for one in deliver(server, a_mail(1), a_mail(2, to="gone@example.org"), a_mail(3))]
    assert fates == ["sent", "refused", "sent"]
    assert (server.connections, server.commands.count("RSET")) == (1, 1)


@pytest.mark.parametrize("fault", [HANGS_UP, replies("421 idle for too long")])
def test_a_server_that_closed_a_waiting_connection_is_asked_once_more(server: Server, fault: Fault) -> None:
    server.will("MAIL", SLOW, fault)
    assert [one.fate for one in deliver(server, a_mail(1), a_mail(2))] == ["sent", "sent"]
    assert server.connections == 2


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with serving() as gone:
        pass
    (outcome,) = deliver(gone)
    assert outcome.fate == "unreachable"
    assert str(gone.port) in outcome.reply


def test_an_address_beyond_ascii_needs_a_server_that_says_so(server: Server) -> None:
    (outcome,) = deliver(server, a_mail(to="żółć@example.org", utf8=True))
    assert outcome.fate == "refused"
    assert "SMTPUTF8" in outcome.reply
    assert "MAIL" not in server.commands
    with serving(enable_SMTPUTF8=True) as able:
        (outcome,) = deliver(able, a_mail(to="żółć@example.org", utf8=True))
    assert outcome.fate == "sent"
    assert able.recipients == ["żółć@example.org"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    place: Path = tmp_path_factory.mktemp("certificate")
    return make_certificate(place)


def test_starttls_encrypts_before_anything_is_said(certificate: Certificate) -> None:
    with serving(tls=certificate.server, require_starttls=True) as server:
        (outcome,) = deliver(server, tls="starttls", trusting=certificate.trusting)
        assert outcome.fate == "sent"
        assert server.commands[:3] == ["EHLO", "STARTTLS", "EHLO"]


def test_implicit_tls_encrypts_from_the_first_byte(certificate: Certificate) -> None:
    with serving(tls=certificate.server, implicit=True) as server:
        assert deliver(server, tls="implicit", trusting=certificate.trusting)[0].fate == "sent"


def test_a_server_without_starttls_gets_nothing(server: Server) -> None:
    (outcome,) = deliver(server, tls="starttls")
    assert outcome.fate == "unreachable"
    assert "MAIL" not in server.commands and "AUTH" not in server.commands


@pytest.mark.parametrize("fault", [HANGS_UP, STALLS, replies("454 not now"), replies("421 no"), replies("220 go")])
def test_a_starttls_that_fails_sends_nothing_in_the_clear(certificate: Certificate, fault: Fault) -> None:
    with serving(tls=certificate.server) as server:
        server.always["STARTTLS"] = fault
        (outcome,) = deliver(server, tls="starttls", trusting=certificate.trusting)
        assert outcome.fate == "unreachable", outcome
        assert "MAIL" not in server.commands


def test_a_certificate_that_nobody_trusts_is_refused(certificate: Certificate) -> None:
    with serving(tls=certificate.server) as server:
        (outcome,) = deliver(server, tls="starttls")
        assert outcome.fate == "unreachable"
        assert "certificate" in outcome.reply.lower()
        assert "MAIL" not in server.commands


def test_a_login_opens_the_door() -> None:
    with serving(auth_required=True, authenticator=login("ada", "s3cret")) as server:
        assert deliver(server, user="ada", password="s3cret")[0].fate == "sent"


@pytest.mark.parametrize(
    "fault", [None, HANGS_UP, STALLS, replies("454 later"), replies("535 no"), replies("421 no")]
)
def test_a_login_that_fails_burns_no_mail_and_tells_no_password(fault: Fault | None) -> None:
    with serving(auth_required=True, authenticator=login("ada", "s3cret")) as server:
        if fault:
            server.always["AUTH"] = fault
        (outcome,) = deliver(server, user="ada", password="s3cret" if fault else "wr0ng")
        assert outcome.fate == "unreachable", outcome
        assert "s3cret" not in outcome.reply and "wr0ng" not in outcome.reply


def test_each_phase_has_its_own_patience() -> None:
    patience = Timeouts()
    assert patience.final == 600
    assert max(patience.connect, patience.command, patience.data, patience.leave) < patience.final
