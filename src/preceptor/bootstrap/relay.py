"""Wires a relay: settings, templates, connections and the outbox; and ends it when the system asks."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from ssl import SSLContext
from typing import NotRequired, TypedDict

from preceptor.bootstrap import make_context
from preceptor.bootstrap.mail_settings import mail_settings
from preceptor.bootstrap.making_apart import ApartMaker, Making
from preceptor.bootstrap.settings import Settings, find_folder, read_settings
from preceptor.clock import from_environment
from preceptor.errors import EnvironmentProblem
from preceptor.mail.courier import Timeouts
from preceptor.mail.post import SmtpPost
from preceptor.services.relay.outgoing import LEASE, Outgoing, first_owner
from preceptor.services.relay.running import Pace, Relay, watch


class RelayDocument(TypedDict):
    """What became of mails, and how many still wait."""

    sent: int
    #: Deferred by the server, and tried again later.
    retried: int
    dead: int
    #: Of the dead: had nothing to tell any more, or nobody to tell it to.
    dropped: int
    unknown: int
    #: Could not be made.
    held: int
    remaining: int
    #: Only where the server takes nothing now.
    error: NotRequired[dict[str, object]]


def run_relay(
    settings: Settings,
    *,
    workers: int,
    rate: float | None = None,
    watching: bool = False,
    timeouts: Timeouts | None = None,
    tls: SSLContext | None = None,
) -> RelayDocument:
    """Send what is ready; or, `watching`, what comes, until SIGTERM or SIGINT.

    Raises `EnvironmentProblem` where no server is named, and what a database raises. That a server cannot be reached
    is part of the document.
    """
    clock = from_environment(os.environ)
    context = make_context(settings=settings, clock=clock)
    try:
        with context.store.reading() as tx:
            owner = first_owner(tx)
        mail = mail_settings(settings.mail, os.environ, settings.source)
        making = Making(settings=settings, sender=_sender(mail.sender or owner))
        outgoing = Outgoing(
            lambda: replace(context, now=clock.now()), sender=making.sender, chance=random.random, lease=LEASE
        )
        relaying = partial(
            Relay,
            outgoing,
            ApartMaker(making.maker(context, clock), making),
            SmtpPost(mail.server, timeouts=timeouts, tls=tls),
            workers=workers,
            pause=Pace(rate, time.monotonic).pause if rate else lambda: 0.0,
        )
        counts, trouble = asyncio.run(_run(relaying, watching=watching))
        return _document(counts, outgoing.remaining(), trouble)
    finally:
        context.store.close()


def relay_settings(folder: str | None, database: str | None) -> Settings:
    """The settings of the folder that the command line means."""
    return read_settings(find_folder(folder), database)


async def _run(relaying: Callable[..., Relay], *, watching: bool) -> tuple[Counter[str], str | None]:
    """What became of mails, and why the server takes nothing now, where that is so."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for asked in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(asked, stop.set)
    relay = relaying(stop=stop)
    try:
        await (watch(relay, stop) if watching else relay.round())
    finally:
        relay.close()
    # A service was told to stop, and does: it goes on with the next start.
    return relay.tally.counts, None if watching else relay.tally.trouble


def _document(counts: Counter[str], remaining: int, trouble: str | None) -> RelayDocument:
    document: RelayDocument = {
        "sent": counts["sent"],
        "retried": counts["retried"],
        "dead": counts["dead"],
        "dropped": counts["dropped"],
        "unknown": counts["unknown"],
        "held": counts["held"],
        "remaining": remaining,
    }
    if trouble is None:
        return document
    problem = EnvironmentProblem(
        f"the mail server takes nothing now: {trouble}",
        remedy="`preceptor doctor` tries it; what was not sent waits in the outbox.",
    )
    return {**document, "error": problem.as_document()}


def _sender(known: str | None) -> str:
    if known is None:
        raise EnvironmentProblem(
            "It is not known whom mails are from: no owner has an address.",
            remedy="Set from under [mail] in preceptor.toml.",
        )
    return known
