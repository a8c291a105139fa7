"""One connection to a mail server: opened when needed, reused, and given up after any trouble.

One mail has one recipient, so no refusal can be partial: the recipient's answer is the mail's.
"""

import asyncio
import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from ssl import SSLContext

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from preceptor.model.delivery import Fate, Outcome
from preceptor.model.mail import Envelope
from preceptor.model.mail_server import MailServer

#: Mails after which a connection is replaced, before a server might mind; our choice.
_RECYCLE = 100
#: The service is not available and closes the channel (RFC 5321, section 3.8).
_CLOSING = 421
#: What a server answers to MAIL where the mail, and not the sender, is at fault: too large (RFC 1870, section 6.1).
_TOO_LARGE = 552
_GO_AHEAD = 354
#: Taken, and taken to be sent on (RFC 5321, section 4.3.2).
_TAKEN = frozenset({250, 251})
#: What can go wrong with a connection, beside an answer; an error of TLS is an `OSError`.
TROUBLE = (SMTPException, OSError, ValueError)
_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Timeouts:
    """Seconds that each phase may take (RFC 5321, section 4.5.3.2)."""

    connect: float = 60.0
    #: EHLO, STARTTLS, AUTH, MAIL, RCPT.
    command: float = 300.0
    data: float = 120.0
    #: From the final dot on. Who gives up sooner gets mail delivered twice.
    final: float = 600.0
    #: QUIT is a courtesy; our choice.
    leave: float = 5.0


class SmtpCourier:
    """Hands mails to one server over one connection at a time (`ports.Courier`)."""

    def __init__(self, server: MailServer, *, timeouts: Timeouts, tls: SSLContext | None = None) -> None:
        """Take the server. `tls`: whom to trust; without it, whom the system trusts."""
        self._server = server
        self._timeouts = timeouts
        self._tls = tls
        self._smtp: SMTP | None = None
        self._carried = 0

    async def deliver(self, envelope: Envelope) -> Outcome:
        """Hand a mail over. What a server does or says is an outcome, never an exception."""
        reused = self._smtp is not None
        outcome = await self._deliver(envelope)
        if reused and outcome.fate == "interrupted" and outcome.reply.startswith(_AT_MAIL):
            # The server closed a connection that had been waiting, before it heard of this mail.
            outcome = await self._deliver(envelope)
        return outcome

    async def _deliver(self, envelope: Envelope) -> Outcome:
        try:
            smtp = self._smtp or await self.open()
        except TROUBLE as error:
            return Outcome(fate="unreachable", reply=said(error))
        if envelope.utf8 and not smtp.supports_extension("smtputf8"):
            return Outcome(fate="refused", reply=NO_SMTPUTF8)
        place = _AT_MAIL
        try:
            await self._say(smtp, b"MAIL", b"FROM:" + _path(envelope.sender, envelope), *_options(envelope))
            place = "at RCPT"
            await self._say(smtp, b"RCPT", b"TO:" + _path(envelope.recipient, envelope))
            place = "at DATA"
            answer = await smtp.execute_command(b"DATA", timeout=self._timeouts.data)
            if answer.code != _GO_AHEAD:
                raise SMTPResponseException(answer.code, answer.message)
        except SMTPResponseException as answered:
            return await self._answered(answered, place, envelope)
        except TROUBLE as error:
            self._discard()
            return Outcome(fate="interrupted", reply=f"{place}: {said(error)}")
        return await self._hand_over(smtp, envelope.message)

    async def _say(self, smtp: SMTP, *words: bytes) -> None:
        """Give a command. The library's own `mail` and `rcpt` take addresses apart, which were looked at before."""
        answer = await smtp.execute_command(*words, timeout=self._timeouts.command)
        if answer.code not in _TAKEN:
            raise SMTPResponseException(answer.code, answer.message)

    async def _hand_over(self, smtp: SMTP, message: bytes) -> Outcome:
        """The mail itself. aiosmtplib has one timeout for DATA and the final dot, and does not tell them apart."""
        protocol = smtp.protocol
        try:
            if protocol is None:
                raise SMTPServerDisconnected("Connection lost")
            protocol.write(_stuffed(message) + (b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n"))
        except TROUBLE as error:
            self._discard()
            return Outcome(fate="interrupted", reply=f"before the mail: {said(error)}")
        try:
            code, reply = await protocol.read_response(timeout=self._timeouts.final)
        except TROUBLE as error:
            self._discard()
            return Outcome(fate="unknown", reply=f"no answer after the mail: {said(error)}")
        self._carried += 1
        if code == _CLOSING or not 200 <= code <= 599:
            self._discard()
        elif self._carried >= _RECYCLE:
            await self.close()
        return Outcome(fate=_FATES.get(code // 100, "unknown"), reply=f"{code} {reply}")

    async def _answered(self, answered: SMTPResponseException, place: str, envelope: Envelope) -> Outcome:
        code, reply = answered.code, f"{place}: {answered.code} {answered.message}"
        if code == _CLOSING or not 400 <= code <= 599:
            self._discard()
            return Outcome(fate="interrupted", reply=reply)
        await self._start_over()
        if place == _AT_MAIL and code >= 500 and code != _TOO_LARGE and not envelope.utf8:
            # No mail of ours would fare better: it is the sender, or a login that is missing.
            return Outcome(fate="unreachable", reply=f"the server does not take mail from {envelope.sender}: {reply}")
        return Outcome(fate=_FATES[code // 100], reply=reply)

    async def open(self) -> SMTP:
        """Connect, encrypt and log in. Raises what aiosmtplib and the system raise."""
        server, times = self._server, self._timeouts
        smtp = SMTP(
            hostname=server.host.strip("[]"),
            port=server.port,
            local_hostname=await asyncio.to_thread(_own_name),
            timeout=times.command,
            use_tls=server.tls == "implicit",
            start_tls=False,  # asked for below, with its own timeout
            tls_context=self._tls,
        )
        try:
            await smtp.connect(timeout=times.connect)
            await smtp.ehlo()
            if server.tls == "starttls":
                await smtp.starttls()
                await smtp.ehlo()
            if server.user is not None:
                await smtp.login(server.user, server.password or "")
        except BaseException:
            smtp.close()
            raise
        self._smtp, self._carried = smtp, 0
        return smtp

    async def close(self) -> None:
        """Take leave of the server, if there is a connection."""
        if self._smtp is not None:
            with suppress(*TROUBLE):  # what was acknowledged is the server's by now
                await self._smtp.quit(timeout=self._timeouts.leave)
            self._discard()

    async def _start_over(self) -> None:
        """Let the server forget the mail that it did not take."""
        try:
            if self._smtp is not None:
                await self._smtp.rset(timeout=self._timeouts.command)
        except TROUBLE:
            self._discard()

    def _discard(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


#: Why the server takes no mail from or to an address that is not ASCII before its `@`.
NO_SMTPUTF8 = "the server takes no address beyond ASCII (it lacks SMTPUTF8)"
_AT_MAIL = "at MAIL"
_FATES: dict[int, Fate] = {2: "sent", 4: "deferred", 5: "refused"}


def said(error: BaseException) -> str:
    """What went wrong, with a server's code where it said one."""
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}"
    if isinstance(error, SMTPTimeoutError):
        return f"no answer in time ({error})"
    return str(error) or type(error).__name__


def _path(address: str, envelope: Envelope) -> bytes:
    return f"<{address}>".encode("utf-8" if envelope.utf8 else "ascii")


def _options(envelope: Envelope) -> list[bytes]:
    return [b"SMTPUTF8"] if envelope.utf8 else []


def _stuffed(message: bytes) -> bytes:
    """With one dot more before each line that begins with one (RFC 5321, section 4.5.2); few mails have any."""
    return _DOT.sub(b"..", message) if b"\n." in message or message.startswith(b".") else message


@cache
def _own_name() -> str:
    """What this machine calls itself; a literal address where its name is none (RFC 5321, section 4.1.4)."""
    name = socket.getfqdn()
    return name if name.isascii() and name.replace("-", "").replace(".", "").isalnum() else "[127.0.0.1]"
