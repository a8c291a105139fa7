"""The relay, rendering and the outbox included, against bare aiosmtplib sending the same ready bytes.

    python -m bench.relay [--mails N] [--connections N] [--rounds N] [--aiosmtpd]
    python -m bench.relay --memory MAILS

First an announcement: every mail has another reader, in ten time zones, and all are about the same edition. Then
mails about pairings, each with a due date of its own, so that no two say the same. Both send to the same sink in
another process, over as many connections, and take turns; the figures are medians. The relay claims from a SQLite
database with `synchronous=FULL`, renders, writes each mail, reads it back, and has every outcome on record before a
connection goes on.
"""

import argparse
import asyncio
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from aiosmtplib import SMTP

from bench import announce
from bench.observation_import import peak
from bench.times import context_at
from preceptor.bootstrap import make_context
from preceptor.bootstrap.founding import make_folder
from preceptor.bootstrap.making_apart import ApartMaker, Making
from preceptor.bootstrap.settings import Settings, read_settings
from preceptor.clock import FixedClock
from preceptor.mail.post import SmtpPost
from preceptor.model.mail import Envelope
from preceptor.model.mail_server import MailServer
from preceptor.model.moment import moment
from preceptor.model.notice import Notice
from preceptor.model.refusal import Refusal
from preceptor.ports import Request
from preceptor.services import certifications, pairing_start, people
from preceptor.services.context import Context
from preceptor.services.founding import Founder
from preceptor.services.person_fields import Details
from preceptor.services.relay.making import MailMaker
from preceptor.services.relay.outgoing import Outgoing
from preceptor.services.relay.running import BATCH, Relay

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
#: Mails that are made before anything is measured.
WARM = 40

#: When what was announced is sent.
LATER = announce.START + timedelta(days=1)


def prepare(folder: Path) -> Context:
    """A folder with a pairing, whose beginning both are told; without the mails of getting there."""
    owner = Founder(login="olga", name="Olga", email="olga@example.org")
    make_folder(folder, owner, example=None, database=None, clock=FixedClock(START))
    context = make_context(settings=read_settings(folder), clock=FixedClock(START), person="olga")
    for login in ("paul", "mina"):
        _checked(people.add(context, Details(login=login, name=login.title(), email=f"{login}@example.org")))
    about = {"process": "retrospective", "role": "author"}
    _checked(certifications.grant(context, login="paul", capability=None, why="bench", **about))
    _checked(pairing_start.start(context, trainee="mina", preceptor="paul", team=None, **about))
    return context


def _checked(answer: object) -> None:
    assert not isinstance(answer, Refusal), answer


def queue(context: Context, count: int, prefix: str) -> None:
    """So many mails like the one about the pairing, each with a due date of its own, and a task for the calendar."""
    with context.store.reading() as tx:
        like = next(one for one in tx.notices() if one.kind == "pairing-started")
    notices = [
        Notice(
            kind=like.kind,
            to=like.to,
            dedup_key=f"{prefix}{n}",
            context={**like.context, "due_at": moment(START + timedelta(minutes=n))},
            thread=like.thread,
        )
        for n in range(count)
    ]
    request = Request(id=f"queue {prefix}", digest="d", actor=None, now=START, fixed_clock=True)
    context.store.write(request, lambda tx: tx.queue(notices))


@dataclass(frozen=True, kw_only=True)
class Sending:
    """What a relay works with."""

    outgoing: Outgoing
    here: MailMaker
    maker: ApartMaker

    @classmethod
    def of(cls, context: Context, folder: Path) -> Self:
        """As `preceptor notice relay` has it: mails are made in another process where there are many."""
        settings = Settings(folder=folder, database=f"sqlite:///{folder / 'preceptor.db'}")
        making = Making(settings=settings, sender="olga@example.org")
        here = making.maker(context, FixedClock(context.now))
        taking = Outgoing(lambda: context, sender=making.sender, chance=lambda: 0.0)
        return cls(outgoing=taking, here=here, maker=ApartMaker(here, making))


def relayed(sending: Sending, post: SmtpPost, connections: int, mails: int) -> tuple[float, float]:
    """Seconds for sending so many, and those of the processor."""

    async def work() -> int:
        stop = asyncio.Event()
        left = iter(range(mails - connections))

        def pause() -> float:
            if next(left, None) is None:
                stop.set()
            return 0.0

        relay = Relay(sending.outgoing, sending.maker, post, workers=connections, stop=stop, pause=pause)
        await relay.round()
        relay.close()
        return relay.tally.counts["sent"]

    begun, worked = time.perf_counter(), time.process_time()
    sent = asyncio.run(work())
    spent = time.perf_counter() - begun, time.process_time() - worked
    assert mails - 2 * connections <= sent <= mails, sent
    return spent


def bare(port: int, mails: Sequence[Envelope], connections: int) -> tuple[float, float]:
    """The same for what aiosmtplib alone takes for the same bytes."""

    async def carry(waiting: list[Envelope]) -> None:
        async with SMTP(hostname="127.0.0.1", port=port, start_tls=False) as smtp:
            while waiting:
                one = waiting.pop()
                await smtp.sendmail(one.sender, [one.recipient], one.message)

    async def work() -> None:
        waiting = list(mails)
        await asyncio.gather(*(carry(waiting) for _ in range(connections)))

    begun, worked = time.perf_counter(), time.process_time()
    asyncio.run(work())
    return time.perf_counter() - begun, time.process_time() - worked


def rendered(sending: Sending, count: int, connections: int) -> tuple[float, list[Envelope]]:
    """Processor seconds for claiming and making so many mails, in batches as the relay, and the mails."""
    begun, made = time.process_time(), []
    while len(made) < count:
        token = f"render{len(made)}"
        notices = sending.outgoing.claim(token, min(BATCH * connections, count - len(made)))
        assert notices, len(made)
        made.extend(one.envelope for one in sending.here.make(token, notices).ready)
    return time.process_time() - begun, made


@contextmanager
def sink(*options: str) -> Iterator[int]:
    """The port of a sink that runs meanwhile."""
    process = subprocess.Popen([sys.executable, "-m", "bench.sink", *options], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def announced(path: Path, count: int) -> Context:
    """A database in which so many people wait to be told of the same publication."""
    announce.prepare(f"sqlite:///{path}", count)
    announce.announce(f"sqlite:///{path}")
    return context_at(f"sqlite:///{path}", LATER)


def compare(title: str, sending: Sending, post: SmtpPost, port: int, asked: argparse.Namespace) -> None:
    """Print the medians of one kind of mail and their ratio; there are mails for every round and one more."""
    processor, mails = rendered(sending, asked.mails, asked.connections)
    ours, floor = [], []
    for _ in range(asked.rounds):
        ours.append(relayed(sending, post, asked.connections, asked.mails))
        floor.append(bare(port, mails, asked.connections))
    size = statistics.mean(len(one.message) for one in mails)
    print(f"{title}: {asked.mails} mails of {size / 1024:.1f} KiB over {asked.connections} connections; medians")
    for name, runs in (("relay", ours), ("bare aiosmtplib", floor)):
        wall, busy = (statistics.median(column) for column in zip(*runs, strict=True))
        print(
            f"  {name:<16} {asked.mails / wall:7.0f} mails a second,"
            f" {busy / asked.mails * 1000:.2f} ms of processor each"
        )
    print(f"  rendering alone  {asked.mails / processor:7.0f} mails a second and core   (aim 1500)")
    ratios = (
        statistics.median(one[at] for one in floor) / statistics.median(one[at] for one in ours) for at in (0, 1)
    )
    print("  bare aiosmtplib / relay {:.2f}   (aim 0.5); of the processor's time {:.2f}".format(*ratios))


def memory(count: int) -> None:
    """Send so many announcements, and print the most memory that took: of the relay, and of who makes its mails."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as scratch, sink() as port:
        post = SmtpPost(MailServer(host="127.0.0.1", port=port, tls="none"))
        subprocess.run(
            [sys.executable, "-m", "bench.relay", "--prepare", str(count), "--folder", scratch], check=True
        )
        context = replace(context_at(f"sqlite:///{scratch}/preceptor.db", LATER), person=None)
        before = peak()
        spent, _ = relayed(Sending.of(context, Path(scratch)), post, 16, count)
        context.store.close()
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(
            f"{count:,} announcements: {count / spent:.0f} mails a second; the relay {before:.0f} MiB before and"
            f" {peak():.0f} MiB at its peak, the largest of its other processes {children:.0f} MiB"
        )


def main() -> None:
    """Measure both kinds of mail."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=8000)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--aiosmtpd", action="store_true", help="send to aiosmtpd, not to a sink that does nothing")
    parser.add_argument("--memory", type=int, metavar="MAILS", help="measure memory instead, sending so many")
    parser.add_argument("--prepare", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.prepare:
        announced(asked.folder / "preceptor.db", asked.prepare).store.close()
        return
    if asked.memory:
        memory(asked.memory)
        return
    options = ["--aiosmtpd"] if asked.aiosmtpd else []
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as scratch, sink(*options) as port:
        post = SmtpPost(MailServer(host="127.0.0.1", port=port, tls="none"))
        enough = asked.mails * (asked.rounds + 1) + WARM
        for title, folder in (("announcement", Path(scratch)), ("pairings", Path(scratch) / "ours")):
            if title == "announcement":
                context = announced(folder / "preceptor.db", enough)
            else:
                context = prepare(folder)
                queue(context, enough, "round")
            context = replace(context, person=None)
            sending = Sending.of(context, folder)
            rendered(sending, WARM, asked.connections)  # templates are compiled
            compare(title, sending, post, port, asked)
            context.store.close()


if __name__ == "__main__":
    main()
