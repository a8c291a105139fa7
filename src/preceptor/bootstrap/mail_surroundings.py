"""Looks at the mail server for `doctor`; sends a mail only where somebody asked for one."""

import asyncio
import os
import uuid
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from preceptor.bootstrap.mail_settings import HOST, MailSettings, mail_settings
from preceptor.bootstrap.settings import SETTINGS, Settings
from preceptor.bootstrap.settings_text import SettingsText
from preceptor.errors import BadInput, PreceptorError
from preceptor.model.identity import ascii_domain, email_problem
from preceptor.model.mail import Draft, Envelope
from preceptor.model.surroundings import MailFacts, Trouble

_SUBJECT = "A mail from preceptor, because somebody asked doctor for one"
_TEXT = "Hello,\n\nmails from preceptor reach you. Nothing else is to be done.\n"


def look_at_mail(
    folder: Settings | None, sender: str | None, now: datetime, *, mail_to: str | None
) -> tuple[MailFacts | None, Trouble | None]:
    """The server as it is, or why there is none to look at.

    `folder`: what its file says; None where that cannot be read, so that the environment alone counts.
    `sender`: whom mails are from where nobody says.
    `mail_to`: an address that gets one mail. Raises `BadInput` where it is none.
    """
    wrong = email_problem(mail_to) if mail_to is not None else None
    if wrong:
        raise BadInput(wrong, remedy="Write the address alone.")
    told = folder.mail if folder else {}
    if mail_to is None and not (os.environ.get(HOST) or told.get("host")):
        return None, None
    try:
        source = folder.source if folder else SettingsText(path=Path(SETTINGS))
        settings = mail_settings(told, os.environ, source)
    except PreceptorError as problem:
        return None, Trouble(message=str(problem), remedy=problem.remedy)
    settings = replace(settings, sender=settings.sender or sender)
    facts = _probed(settings)
    if mail_to is None or facts.trouble or facts.sender_trouble or settings.sender is None:
        return facts, None
    return replace(facts, sent=_sent(settings, settings.sender, mail_to, now)), None


def _probed(settings: MailSettings) -> MailFacts:
    from preceptor.mail.probe import probe

    server = settings.server
    found = probe(server, settings.sender)
    return MailFacts(
        where=f"{server.host}:{server.port}",
        tls=server.tls,
        encrypted=found.encrypted,
        sender=settings.sender,
        trouble=found.trouble,
        sender_trouble=found.sender_trouble,
    )


def _sent(settings: MailSettings, sender: str, mail_to: str, now: datetime) -> str:
    from preceptor.mail.message import compose
    from preceptor.mail.post import SmtpPost
    from preceptor.mail.probe import IMPATIENT

    post = SmtpPost(settings.server, timeouts=IMPATIENT)

    async def deliver(envelope: Envelope) -> str:
        courier = post.courier()
        outcome = await courier.deliver(envelope)
        await courier.close()
        return f"{outcome.fate} to {mail_to}: {outcome.reply}"

    try:
        identity = f"{uuid.uuid4().hex}@{ascii_domain(sender)}"
        envelope = compose(
            Draft(
                sender_name="preceptor",
                sender=sender,
                to_name=mail_to,
                to_address=mail_to,
                subject=_SUBJECT,
                text=_TEXT,
                html=f"<p>{_TEXT}</p>\n",
                message_id=identity,
                thread_id=f"doctor.{identity}",
                date=now,
            )
        )
    except (PreceptorError, ValueError) as problem:
        return f"not sent to {mail_to}: {problem}"
    return asyncio.run(deliver(envelope))
