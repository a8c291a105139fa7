"""Tries a mail server without sending a mail, up to the point where one would go."""

import asyncio
from dataclasses import dataclass
from ssl import SSLContext

from aiosmtplib import SMTP

from preceptor.mail.courier import NO_SMTPUTF8, TROUBLE, SmtpCourier, Timeouts, said
from preceptor.mail.message import with_ascii_domain
from preceptor.model.mail_server import MailServer

#: Seconds. Somebody waits for the answer; a relay is more patient.
IMPATIENT = Timeouts(connect=10.0, command=10.0, data=10.0, final=60.0, leave=2.0)


@dataclass(frozen=True, kw_only=True)
class Probe:
    """What a server made of us."""

    #: The version of TLS, where the connection is encrypted.
    encrypted: str | None = None
    #: Why it takes nothing at all.
    trouble: str | None = None
    #: Why it takes nothing from the sender.
    sender_trouble: str | None = None


def probe(
    server: MailServer, sender: str | None, *, timeouts: Timeouts = IMPATIENT, tls: SSLContext | None = None
) -> Probe:
    """Connect, encrypt, log in, and name the sender as sender and recipient; then start over and leave."""
    return asyncio.run(_probe(SmtpCourier(server, timeouts=timeouts, tls=tls), sender))


async def _probe(courier: SmtpCourier, sender: str | None) -> Probe:
    try:
        smtp = await courier.open()
    except TROUBLE as error:
        return Probe(trouble=said(error))
    try:
        encryption = smtp.get_transport_info("ssl_object")
        encrypted = encryption.version() if encryption else None
        refusal = await _refusal(smtp, sender) if sender else None
        return Probe(encrypted=encrypted, sender_trouble=refusal)
    finally:
        await courier.close()


async def _refusal(smtp: SMTP, sender: str) -> str | None:
    address = with_ascii_domain(sender)
    utf8 = not address.isascii()
    if utf8 and not smtp.supports_extension("smtputf8"):
        return NO_SMTPUTF8
    encoding = "utf-8" if utf8 else "ascii"
    try:
        await smtp.mail(address, options=["SMTPUTF8"] if utf8 else [], encoding=encoding)
        await smtp.rcpt(address, encoding=encoding)
        await smtp.rset()
    except TROUBLE as error:
        return said(error)
    return None
