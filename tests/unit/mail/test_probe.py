"""The doctor asks a mail server whether it would take mail, and sends none."""

from collections.abc import Iterator

import pytest
from tests.support.smtp_server import HANGS_UP, STALLS, Fault, Server, login, replies, serving

from preceptor.mail.courier import Timeouts
from preceptor.mail.probe import Probe, probe
from preceptor.model.mail_server import MailServer

SHORT = Timeouts(connect=0.5, command=0.5, data=0.5, final=0.5, leave=0.2)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as opened:
        yield opened


def probed(server: Server, sender: str | None = "preceptor@example.org", **rest: str) -> Probe:
    about = MailServer(host="127.0.0.1", port=server.port, tls="none", **rest)  # type: ignore[arg-type]
    return probe(about, sender, timeouts=SHORT)


def test_a_server_that_would_take_mail_gets_none(server: Server) -> None:
    assert probed(server) == Probe()
    assert server.commands == ["EHLO", "MAIL", "RCPT", "RSET", "QUIT"]
    assert server.received == []


@pytest.mark.parametrize("phase", ["connect", "EHLO"])
@pytest.mark.parametrize("fault", [HANGS_UP, STALLS, replies("421 not now")])
def test_a_server_that_takes_nothing_says_why(server: Server, phase: str, fault: Fault) -> None:
    assert probed(server.will(phase, fault)).trouble


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "RSET"])
@pytest.mark.parametrize("fault", [HANGS_UP, replies("550 5.7.1 not you")])
def test_a_sender_that_is_not_taken_is_told_apart(server: Server, phase: str, fault: Fault) -> None:
    found = probed(server.will(phase, fault))
    assert (found.trouble, bool(found.sender_trouble)) == (None, True)


def test_a_sender_whose_domain_is_not_ascii_is_tried_as_mails_name_it(server: Server) -> None:
    assert probed(server, "preceptor@exämple.org") == Probe()
    assert server.received == []


def test_a_sender_whose_name_is_not_ascii_needs_a_server_that_knows_such(server: Server) -> None:
    assert "SMTPUTF8" in (probed(server, "żółć@example.org").sender_trouble or "")
    with serving(enable_SMTPUTF8=True) as able:
        assert probed(able, "żółć@exämple.org") == Probe()


def test_without_a_sender_only_the_way_is_tried(server: Server) -> None:
    assert probed(server, None) == Probe()
    assert server.commands == ["EHLO", "QUIT"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_wrong_password_is_told_without_it() -> None:
    with serving(auth_required=True, authenticator=login("ada", "s3cret")) as server:
        found = probed(server, user="ada", password="wr0ng")
    assert found.trouble and "wr0ng" not in found.trouble
