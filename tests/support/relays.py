"""A relay in this process: a world's outbox on one side, a mail server of the tests on the other."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from icalendar import Calendar
from tests.support.smtp_server import Server
from tests.support.world import ROOT, World

from preceptor.bootstrap.pages import FolderLetters
from preceptor.mail.courier import Timeouts
from preceptor.mail.message import compose
from preceptor.mail.post import SmtpPost
from preceptor.model.mail_server import MailServer
from preceptor.services.relay.making import MailMaker
from preceptor.services.relay.outgoing import LEASE, Outgoing
from preceptor.services.relay.running import Relay, Tally

SENDER = "preceptor@example.org"
#: Seconds; a test that stalls is not to stall for long.
SHORT = Timeouts(connect=0.5, command=0.5, data=0.5, final=0.5, leave=0.2)


def post_to(server: Server, timeouts: Timeouts = SHORT) -> SmtpPost:
    """The way to a server of the tests."""
    return SmtpPost(MailServer(host="127.0.0.1", port=server.port, tls="none"), timeouts=timeouts)


def outgoing(world: World, *, lease: timedelta = LEASE) -> Outgoing:
    """The outbox of a world; chance lengthens no pause."""
    return Outgoing(lambda: world.by(None), sender=SENDER, chance=lambda: 0.0, lease=lease)


def maker(world: World, papers: Any = None) -> MailMaker:
    """Makes the mails of a world, with the templates of the repository unless there are others."""
    return MailMaker(lambda: world.by(None), papers or FolderLetters(folder=ROOT), compose, sender=SENDER)


def relay(
    world: World,
    server: Server,
    *,
    workers: int = 2,
    stop_when: Callable[[], bool] | None = None,
    **rest: Any,
) -> Tally:
    """Send what is ready, once; `stop_when` asks it to stop as soon as that is true."""
    post = post_to(server, rest.pop("timeouts", SHORT))
    making = rest.pop("making", None) or maker(world, rest.pop("papers", None))
    pause = rest.pop("pause", lambda: 0.0)

    async def work() -> Tally:
        stop = asyncio.Event()
        running = Relay(outgoing(world, **rest), making, post, workers=workers, stop=stop, pause=pause)
        watcher = asyncio.create_task(_watch(stop, stop_when))
        try:
            await running.round()
        finally:
            watcher.cancel()
            running.close()
        return running.tally

    return asyncio.run(work())


async def _watch(stop: asyncio.Event, when: Callable[[], bool] | None) -> None:
    while when is None or not when():
        await asyncio.sleep(0.005)
    stop.set()


def tasks_in(message: Any) -> list[Any]:
    """The tasks for a calendar that a mail brought."""
    parts = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    return [task for one in parts for task in Calendar.from_ical(one.get_content()).walk("VTODO")]
