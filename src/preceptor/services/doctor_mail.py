"""Says what is wrong with the way mails go: the server, the sender, and what waits."""

from collections.abc import Iterator
from datetime import timedelta

from preceptor.model.counting import times
from preceptor.model.surroundings import DatabaseFacts, MailFacts, Surroundings
from preceptor.services.diagnosis import CheckDocument, said

#: A mail that waits for longer than this was forgotten, or is put off again and again. Our choice.
_TOO_LONG = timedelta(days=1)
#: The states in which a mail is still to be sent.
_WAITING = ("ready", "leased", "unknown")


def mail_checks(around: Surroundings) -> Iterator[CheckDocument]:
    """The server first, then what the outbox holds."""
    facts = around.database if around.database and not around.database.trouble else None
    waiting = sum(facts.mails.get(state, 0) for state in _WAITING) if facts else 0
    if around.mail_trouble:
        yield said("mail-server", "problem", around.mail_trouble.message, around.mail_trouble.remedy)
    elif around.mail is None:
        remedy = "Set host under [mail] in preceptor.toml, or PRECEPTOR_SMTP_HOST."
        told = "none is named, so nothing is sent"
        yield said("mail-server", "warning" if waiting else "ok", told, remedy if waiting else None)
    else:
        yield from _server(around.mail)
    if facts:
        yield _unsent(facts, waiting, around)
        yield from _given_up(facts)


def _server(mail: MailFacts) -> Iterator[CheckDocument]:
    how = f"{mail.tls}, {mail.encrypted}" if mail.encrypted else mail.tls
    named = f"{mail.where} ({how})"
    if mail.trouble:
        remedy = "See that it runs, and that host, port, tls, user and password are right; mails wait until then."
        yield said("mail-server", "problem", f"{named} takes nothing: {mail.trouble}", remedy)
        return
    yield said("mail-server", "ok", f"{named} answers")
    if mail.sender is None:
        remedy = "Set from under [mail] in preceptor.toml, or give an owner an address."
        yield said("mail-sender", "problem", "it is not known whom mails are from", remedy)
    elif mail.sender_trouble:
        remedy = "Set from under [mail] to an address that the server lets you use, or log in."
        yield said("mail-sender", "problem", f"{mail.sender} is not taken: {mail.sender_trouble}", remedy)
    else:
        yield said("mail-sender", "ok", f"{mail.sender} is taken")
    if mail.sent:
        yield said("mail-test", "ok" if mail.sent.startswith("sent") else "problem", mail.sent)


def _unsent(facts: DatabaseFacts, waiting: int, around: Surroundings) -> CheckDocument:
    if not waiting:
        return said("unsent-mail", "ok", "no mail waits")
    since = facts.oldest_unsent
    counts = ", ".join(f"{facts.mails[state]} {state}" for state in _WAITING if facts.mails.get(state))
    told = counts if since is None else f"{counts}, the oldest since {since.isoformat(timespec='minutes')}"
    if facts.stale_leases:
        told = f"{told}; a relay left {facts.stale_leases} behind, which the next one takes up"
    late = since is not None and around.now - since > _TOO_LONG
    remedy = "Run a relay: preceptor notice relay --once, from cron or as a service with --watch."
    return said("unsent-mail", "warning" if late else "ok", told, remedy if late else None)


def _given_up(facts: DatabaseFacts) -> Iterator[CheckDocument]:
    if facts.given_up:
        told = f"{facts.given_up} given up: they go out only when somebody says so"
        remedy = "See which with preceptor overdue --within '1 week', and why with preceptor notice show NOTICE."
        yield said("stuck-mail", "warning", told, remedy)
    if facts.unknowns:
        told = (
            f"a server took a mail without an answer {times(facts.unknowns)}: at most so many may have arrived twice"
        )
        yield said("doubtful-mail", "ok", told)
